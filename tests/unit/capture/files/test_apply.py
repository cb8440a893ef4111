"""capture.files.apply: careful, honest, and undoable when it fails in the middle."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files import apply as module
from desktop_app.capture.files.ops import Deed
from desktop_app.capture.files.planned import Plan
from desktop_app.host import folder_write
from tests.fakes.workspace import Workspace, tree

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.capture.files.ops import FileOp


def edited(tmp_path: Path, names: str = "abc") -> Workspace:
    """Return a workspace whose files an agent wrote anew."""
    work = Workspace(tmp_path)
    for name in names:
        (work.root / name).write_text("before")
    work.watch.begin(work.root)

    def edit() -> None:
        for name in names:
            (work.root / name).write_text("by the agent")

    work.call("a", edit)
    work.end()
    return work


def contents(work: Workspace) -> dict[str, str]:
    """Return what is in each file."""
    return {path.name: path.read_text() for path in sorted(work.root.iterdir())}


def test_it_is_written_down_and_kept_before_anything_changes(tmp_path: Path) -> None:
    """What `record` sees: the workspace as it was, the copies durable, the changes to come."""
    work = edited(tmp_path)
    seen: list[tuple[FileOp, ...]] = []

    def record(ops: tuple[FileOp, ...]) -> None:
        seen.append(ops)
        assert set(contents(work).values()) == {"by the agent"}
        assert work.store.waiting == {}
        assert all(op.before and work.store.get(op.before.ref or "") for op in ops)

    report = module.apply(work.prepare().files, work.place, label="rollback:7", record=record)
    assert seen == [report.done]
    assert {op.calls for op in report.done} == {("rollback:7",)}
    assert [op.deed for op in report.done] == [Deed.PATCH] * 3


def test_nothing_changes_when_it_cannot_be_written_down(tmp_path: Path) -> None:
    """The ledger may be full."""
    work = edited(tmp_path)

    def record(_ops: tuple[FileOp, ...]) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        module.apply(work.prepare().files, work.place, label="r", record=record)
    assert set(contents(work).values()) == {"by the agent"}


def test_what_cannot_be_kept_is_not_changed(tmp_path: Path) -> None:
    """The store takes no more."""
    work = edited(tmp_path)
    prepared = work.prepare()
    work.store.contents = {
        ref: data for ref, data in work.store.contents.items() if data == b"before"
    }
    work.store.room = 0
    outcome = work.perform(prepared)
    assert outcome.files == ()
    assert {why for _, why in outcome.files_failed} == {module.NOT_KEPT}
    assert set(contents(work).values()) == {"by the agent"}


def test_a_file_that_changed_since_the_plan_is_left_alone(tmp_path: Path) -> None:
    """By a person, between looking at the plan and saying yes."""
    work = edited(tmp_path)
    prepared = work.prepare()
    (work.root / "b").write_text("mine")
    outcome = work.perform(prepared)
    assert outcome.files_failed == ((b"b", module.MEANWHILE),)
    assert contents(work) == {"a": "before", "b": "mine", "c": "before"}


def test_a_file_that_changes_while_it_is_done_is_left_alone(tmp_path: Path) -> None:
    """After it was kept: looked at once more just before."""
    work = edited(tmp_path)
    (work.root / "b").touch()

    def record(_ops: tuple[FileOp, ...]) -> None:
        (work.root / "b").write_text("mine")
        (work.root / "c").unlink()
        (work.root / "c").mkdir()

    report = module.apply(work.prepare().files, work.place, label="r", record=record)
    assert dict(report.failed) == {b"b": module.MEANWHILE, b"c": module.MEANWHILE}
    assert (work.root / "b").read_text() == "mine"
    assert (work.root / "a").read_text() == "before"


def test_a_folder_swapped_for_a_link_leads_nowhere(tmp_path: Path) -> None:
    """After the plan, and after it was kept."""
    work = Workspace(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "f").write_text("by the agent")
    (work.root / "d").mkdir()
    (work.root / "d" / "f").write_text("before")
    work.watch.begin(work.root)
    work.call("a", lambda: (work.root / "d" / "f").write_text("by the agent"))
    work.end()
    prepared = work.prepare()

    def swap(_ops: tuple[FileOp, ...] = ()) -> None:
        (work.root / "d").rename(tmp_path / "moved")
        (work.root / "d").symlink_to(outside)

    report = module.apply(prepared.files, work.place, label="r", record=swap)
    assert report.done == ()
    assert len(report.failed) == 1
    assert (outside / "f").read_text() == "by the agent"
    assert work.perform(prepared).files == ()
    assert [one.path for one in work.prepare().files.refused] == [b"d/f"]
    assert (outside / "f").read_text() == "by the agent"


def test_a_failure_in_the_middle_is_told_and_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file that cannot be written fails alone; a full disk ends it."""
    work = edited(tmp_path, "abcd")
    before = tree(work.root)
    real, number = folder_write.put_file, [errno.EACCES, errno.ENOSPC]

    def failing(handle: int, name: bytes, data: bytes, mode: int, *, replace: bool) -> None:
        if name in b"bc":
            raise OSError(number[name == b"c"], os.strerror(number[name == b"c"]))
        real(handle, name, data, mode, replace=replace)

    monkeypatch.setattr(folder_write, "put_file", failing)
    outcome = work.perform(work.prepare())
    assert [op.path for op in outcome.files] == [b"a"]
    assert dict(outcome.files_failed) == {
        b"b": "Permission denied",
        b"c": "No space left on device",
        b"d": module.NOT_REACHED,
    }
    monkeypatch.undo()
    work.undo(outcome)
    assert tree(work.root) == before


def test_an_undo_of_one_that_was_killed_skips_what_was_not_reached(tmp_path: Path) -> None:
    """All that was meant was written down; what is as it was needs nothing."""
    work = edited(tmp_path)
    before = tree(work.root)
    plan = work.prepare().files
    meant: list[tuple[FileOp, ...]] = []
    module.apply(Plan(plan.steps[:1]), work.place, label="r", record=meant.append)
    rest: list[tuple[FileOp, ...]] = []

    def killed(ops: tuple[FileOp, ...]) -> None:
        rest.append(ops)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        module.apply(Plan(plan.steps[1:]), work.place, label="r", record=killed)
    work.ops = [*meant[0], *rest[0]]
    outcome = work.perform(work.prepare())
    assert [op.path for op in outcome.files] == [b"a"]
    assert tree(work.root) == before


def test_bytes_that_are_not_what_was_sealed_are_never_written(tmp_path: Path) -> None:
    """Whatever the store hands out."""
    work = edited(tmp_path, "a")
    prepared = work.prepare()
    for ref, data in work.store.contents.items():
        work.store.contents[ref] = data.replace(b"before", b"forged")
    outcome = work.perform(prepared)
    assert outcome.files_failed == ((b"a", module.LOST),)
    assert contents(work) == {"a": "by the agent"}


def test_files_with_several_names_go_back_each(tmp_path: Path) -> None:
    """Putting the one back changes times of the other."""
    work = Workspace(tmp_path)
    (work.root / "a").write_text("before")
    (work.root / "b").hardlink_to(work.root / "a")
    work.watch.begin(work.root)
    work.call("x", lambda: (work.root / "a").write_text("by the agent"))
    work.end()
    assert work.perform(work.prepare()).files_failed == ()
    assert contents(work) == {"a": "before", "b": "before"}


def test_an_agent_that_closed_a_folder_is_undone_in_it(tmp_path: Path) -> None:
    """Its mode goes back first as far as is needed, and exactly in the end."""
    work = Workspace(tmp_path)
    (work.root / "d").mkdir(mode=0o750)
    (work.root / "d" / "f").write_text("before")
    work.watch.begin(work.root)
    before = tree(work.root)

    def edit() -> None:
        (work.root / "d" / "f").write_text("by the agent")
        (work.root / "d").chmod(0o500)

    work.call("a", edit)
    work.end()
    assert work.perform(work.prepare()).files_failed == ()
    assert tree(work.root) == before
