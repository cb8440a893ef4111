"""capture.files.watch: each change once, with who did it."""

from __future__ import annotations

import os
import shutil
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files import watch as module
from desktop_app.capture.files.facts import Limits
from desktop_app.capture.files.present import NO_OBJECTS
from desktop_app.capture.files.repos import RepoState
from desktop_app.capture.files.watch import FileWatch
from desktop_app.errors import StorageError
from desktop_app.host.clock import SystemClock
from tests.fakes.clock import FakeClock
from tests.fakes.file_store import MemoryStore
from tests.fakes.workspace import KEY, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.capture.files.seen import Seen


def told(seen: Seen) -> list[tuple[str, bytes, tuple[str, ...]]]:
    """Return deed, path and who."""
    return [(op.deed.value, op.path, op.calls) for op in seen.files]


def test_what_a_start_finds(tmp_path: Path) -> None:
    """Copies of what git has not, and what cannot be put back, with the reason."""
    work = Workspace(tmp_path, Limits(file_bytes=100))
    (work.root / "clean").write_text("clean")
    (work.root / "dirty").write_text("clean")
    work.committed()
    (work.root / "dirty").write_text("dirty now")
    (work.root / "large").write_bytes(b"x" * 101)
    os.mkfifo(work.root / "fifo")
    begun = work.watch.begin(work.root)
    assert (begun.tracked, begun.dirty) == (1, 1)
    cannot = {path: why for path, why in begun.cannot if not path.startswith(b".git")}
    assert cannot == {b"fifo": "special file", b"large": "too large"}
    assert isinstance(begun.repo, RepoState)
    assert begun.repo.branch == "refs/heads/main"
    assert b"dirty now" in work.store.contents.values()
    assert b"clean" not in work.store.contents.values()


def test_who_did_it(tmp_path: Path) -> None:
    """One open window: that call; two: one of them; none: unattributed."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)
    (work.root / "0").write_text("x")
    assert told(work.watch.before("a")) == [("create", b"0", ())]
    (work.root / "1").write_text("x")
    assert told(work.watch.before("b")) == [("create", b"1", ("a",))]
    (work.root / "2").write_text("x")
    assert told(work.watch.after("a")) == [("create", b"2", ("a", "b"))]
    (work.root / "3").write_text("x")
    assert told(work.watch.after("b")) == [("create", b"3", ("b",))]
    (work.root / "4").write_text("x")
    assert told(work.watch.end()) == [("create", b"4", ())]


def test_times_lie_around_the_change(tmp_path: Path) -> None:
    """Since the look before, until the look that saw it."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)
    before = work.watch.before("a")
    (work.root / "f").write_text("x")
    after = work.watch.after("a")
    (op,) = after.files
    assert (op.since_us, op.until_us) == (before.at_us, after.at_us)
    work.watch.end()


def test_content_before_and_after_is_in_the_store(tmp_path: Path) -> None:
    """Also of what only git had; and no plain digest is in a change."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text("one")
    work.committed()
    work.watch.begin(work.root)
    (op,) = work.call("a", lambda: (work.root / "f").write_text("two")).files
    assert op.before is not None
    assert op.after is not None
    assert work.store.get(op.before.ref or "") == b"one"
    assert work.store.get(op.after.ref or "") == b"two"
    work.end()


def test_a_look_with_nothing_to_look_at_scans_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system said that nothing changed; after a minute all is looked at anyhow."""
    root, marks = tmp_path / "work", tmp_path / "marks"
    root.mkdir()
    marks.mkdir()
    clock = FakeClock()
    watch = FileWatch(store=MemoryStore(), key=KEY, clock=clock, mark_dir=marks)
    watch.begin(root)
    scans = []
    for name in ("full", "partial"):
        real = getattr(module.Scanner, name)

        def counted(*args: object, name: str = name, real: object = real) -> object:
            scans.append(name)
            return real(*args)  # type: ignore[operator] # the method

        monkeypatch.setattr(module.Scanner, name, counted)
    watch.before("a")
    assert scans == []
    (root / "f").write_text("x")
    watch.after("a")
    assert scans == ["partial"]
    clock.advance(61)
    watch.before("b")
    assert scans == ["partial", "full"]
    watch.end()
    assert scans == ["partial", "full", "full"]


def test_a_workspace_that_went_is_all_deleted_and_one_that_cannot_be_read_is_said(
    tmp_path: Path,
) -> None:
    """No guess: the first is a fact, the second a problem."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text("x")
    work.watch.begin(work.root)
    shutil.rmtree(work.root)
    work.root.write_text("a file now")
    assert "cannot be read" in (work.watch.after("a").problem or "")
    work.root.unlink()
    assert told(work.watch.after("a")) == [("delete", b"f", ())]
    assert told(work.watch.end()) == []


def test_a_repository_that_is_made_meanwhile_is_seen(tmp_path: Path) -> None:
    """Its first commit, with who made it."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)
    seen = work.call("a", work.committed)
    first = seen.refs[0]
    assert (first.name, first.calls, len(first.commits)) == ("refs/heads/main", ("a",), 1)
    work.end()


def test_our_own_folder_in_a_workspace_is_not_watched(tmp_path: Path) -> None:
    """Neither read nor told."""
    root, marks, ours = tmp_path / "work", tmp_path / "marks", tmp_path / "work" / "ours"
    ours.mkdir(parents=True)
    marks.mkdir()
    (ours / "secret").write_text("ours")
    store = MemoryStore()
    watch = FileWatch(
        store=store, key=KEY, clock=SystemClock(), mark_dir=marks, exclude=[ours, tmp_path / "none"]
    )
    watch.begin(root)
    (ours / "more").write_text("x")
    assert watch.end().files == ()
    assert store.contents == {}


def test_looks_of_several_threads_take_turns(tmp_path: Path) -> None:
    """Every file is told exactly once, whoever looks."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)
    seen: list[Seen] = []

    def agent(name: str) -> None:
        for n in range(5):
            seen.append(work.watch.before(f"{name}{n}"))
            (work.root / f"{name}{n}").write_text(name)
            seen.append(work.watch.after(f"{name}{n}"))

    threads = [Thread(target=agent, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    paths = [op.path for one in [*seen, work.watch.end()] for op in one.files]
    assert sorted(paths) == sorted(f"{name}{n}".encode() for name in "abc" for n in range(5))


def test_a_system_that_cannot_is_told_from_a_workspace_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows, say."""
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(OSError, match="not captured"):
        Workspace(tmp_path).watch.begin(tmp_path)


def test_a_removed_repository_is_not_taken_for_the_one_around_it(tmp_path: Path) -> None:
    """Its refs are gone, and those of the other are nobody's."""
    around = Workspace(tmp_path)
    around.committed()
    around.git("branch", "theirs")
    inner = around.root / "in"
    inner.mkdir()
    work = Workspace(inner)
    (work.root / "f").write_text("x")
    work.committed()
    work.watch.begin(work.root)
    seen = work.call("a", lambda: shutil.rmtree(work.root / ".git"))
    assert [(op.name, op.after) for op in seen.refs] == [
        ("refs/heads/main", None),
        ("HEAD", None),
    ]
    work.end()
    assert {one.why for one in work.prepare().files.refused} == {NO_OBJECTS}


def test_a_workspace_that_is_not_there_cannot_be_begun(tmp_path: Path) -> None:
    """The caller says so to the person."""
    with pytest.raises(FileNotFoundError):
        Workspace(tmp_path).watch.begin(tmp_path / "none")


def test_names_that_are_no_utf8_cost_one_look_at_everything(tmp_path: Path) -> None:
    """Their folder is looked at each time, the others are watched still."""
    work = Workspace(tmp_path)
    (work.root / "d").mkdir()
    work.watch.begin(work.root)
    for name in ("\udcff", "\udcfe"):
        seen = work.call("a", (work.root / "d" / name).touch)
        assert told(seen) == [("create", os.fsencode("d/" + name), ("a",))]
    seen = work.call("b", lambda: (work.root / "f").write_text("x"))
    assert told(seen) == [("create", b"f", ("b",))]
    assert told(work.end()) == []


def test_what_could_not_be_kept_is_told_by_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vault that fails once loses no change."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)

    def failing() -> None:
        raise StorageError("Cannot write.")

    before = work.watch.before("a")
    (work.root / "f").write_text("x")
    monkeypatch.setattr(work.store, "flush", failing)
    with pytest.raises(StorageError):
        work.watch.after("a")
    monkeypatch.undo()
    (op,) = work.watch.after("a").files
    assert (op.path, op.calls, op.since_us) == (b"f", ("a",), before.at_us)
    assert op.after is not None
    assert work.store.get(op.after.ref or "") == b"x"
    work.end()
