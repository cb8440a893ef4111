"""Bundles of runs that ended: one each, few at a time, and nothing while nothing may leave."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.source import open_files
from desktop_app.courier.outbox import Outbox
from desktop_app.errors import (
    BundleTooLargeError,
    DiskFullError,
    ExportOutdatedError,
    UnreadableError,
)
from desktop_app.host import disk
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import run_bundles
from desktop_app.recorder.run_bundles import TRIES, RunBundles
from desktop_app.recorder.runs import Run
from desktop_app.upstream.places import Kind, Upstream
from tests.fakes import recording
from tests.fakes.recording import entries, kinds
from tests.fakes.upstreams import upstream
from tests.unit.recorder.test_upstreams import add, turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.errors import CountersignError
    from desktop_app.recorder.recorder import Recorder

TRACE = b"t" * 16
KEPT = {"bundle.export", "bundle.exported", "bundle.cancelled", "command"}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Give a recorder."""
    with recording.recorder(tmp_path, monkeypatch) as recorder:
        yield recorder
        recorder.upstreams.close()


@pytest.fixture
def making(made: Recorder) -> Iterator[RunBundles]:
    """Give what makes its bundles."""
    found = RunBundles(made)
    yield found
    found.stop()


def folder(made: Recorder, number: int = 1, **more: Any) -> Upstream:
    """Add a folder that is not there: what is made for it waits."""
    where = str(made.paths.data_dir.parent / f"not-there-{number}")
    said = {"name": f"folder-{number}", "bundles": "redacted", **more}
    one = upstream(Kind.FOLDER, id=f"{number:016x}", where=where, **said)
    add(made, one)
    return one


def run(made: Recorder, name: str = "r") -> int:
    """Have a run begin and end; return where it ended."""
    made.journal.begin_run(Run("codex", name), {"agent": "codex"}, TRACE)
    return made.journal.end_run(Run("codex", name), {"reason": "idle"}).result()[0].seq


def waiting(made: Recorder, one: Upstream) -> list[tuple[str, str, str]]:
    """Return level, run and digest of each copy that waits."""
    found = []
    for digest, file in Outbox(made.paths.ledger, one.id).waiting():
        with closing(open_files(file)) as files:
            told = open_manifest(files).statement.predicate
        found.append((str(told.level), told.scope.run_id, digest))  # type: ignore[union-attr] # of a run
    return found


def handed(made: Recorder) -> list[dict[str, Any]]:
    """Return what was dealt with, by its entries."""
    found = [entry.subject for entry in entries(made) if entry.kind is EntryKind.COMMAND]
    return [dict(one) for one in found if "end" in one]


def test_each_run_once_as_the_upstream_wants_it(made: Recorder, making: RunBundles) -> None:
    """Written down in order, in the recorder's name; a copy waits, for its upstream alone."""
    one = folder(made)
    two = folder(made, 2, bundles="metadata")
    folder(made, 3, bundles=None)
    turn(made, on=False)
    end = run(made)
    making.tick()
    making.tick()
    assert [(level, name) for level, name, _ in waiting(made, one)] == [("redacted", "r")]
    assert [(level, name) for level, name, _ in waiting(made, two)] == [("metadata", "r")]
    assert list((made.paths.data_dir / "outbox").glob("0000000000000003/*")) == []
    assert [kind for kind in kinds(made) if kind in KEPT] == [
        *("bundle.export", "bundle.exported", "command"),
        *("bundle.export", "bundle.exported", "command"),
    ]
    asked = [entry for entry in entries(made) if entry.kind is EntryKind.BUNDLE_EXPORT]
    assert all(entry.actor["auth"] == "recorder" for entry in asked)
    assert handed(made) == [
        {
            "verb": "upstream send",
            "id": upstream_.id,
            "sha256": waiting(made, upstream_)[0][2],
            "end": end,
            "export": export.seq,
        }
        for upstream_, export in zip((one, two), asked, strict=True)
    ]
    assert list((made.paths.data_dir / "outbox").rglob("half-*")) == []


def test_nothing_is_made_while_nothing_may_leave(made: Recorder, making: RunBundles) -> None:
    """Not asked for either; what ended meanwhile is made when the door opens."""
    one = folder(made)
    run(made, "a")
    making.tick()
    assert "bundle.export" not in kinds(made)
    turn(made, on=False)
    making.tick()
    turn(made, on=True)
    run(made, "b")
    making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["a"]
    turn(made, on=False)
    making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["a", "b"]


@pytest.mark.parametrize("at", ["_begun", "sign", "allow"])
def test_the_door_that_shuts_meanwhile_is_seen(
    made: Recorder, making: RunBundles, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Nothing is signed then, no copy waits; later it is made anew."""
    one = folder(made)
    turn(made, on=False)
    run(made)
    real = making._check
    seen: list[int] = []

    def check(which: Upstream) -> None:
        seen.append(1)
        if len(seen) == {"_begun": 0, "sign": 1, "allow": 2}[at]:
            turn(made, on=True)
        real(which)

    with monkeypatch.context() as patch:
        patch.setattr(making, "_check", check)
        if at == "_begun":
            patch.setattr(making._jobs, "make", lambda *_, **__: _shut(made))
        making.tick()
    assert waiting(made, one) == []
    assert handed(made) == []
    told = [kind for kind in kinds(made) if kind in KEPT]
    last = "bundle.exported" if at == "allow" else "bundle.cancelled"
    assert told == ["bundle.export", last]
    turn(made, on=False)
    making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["r"]


def _shut(made: Recorder) -> Path:
    turn(made, on=True)
    raise UnreadableError("x")


def test_few_copies_wait_at_a_time(
    made: Recorder, making: RunBundles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number, by bytes, and while the disk has room; what arrived makes place for the next."""
    monkeypatch.setattr(run_bundles, "MOST_WAITING", 2)
    one = folder(made)
    turn(made, on=False)
    for name in "abcd":
        run(made, name)
    making.tick()
    found = waiting(made, one)
    assert [name for _, name, _ in found] == ["a", "b"]
    Outbox(made.paths.ledger, one.id).drop(found[0][2])
    with monkeypatch.context() as patch:
        patch.setattr(run_bundles, "MOST_BYTES", 1)
        making.tick()
    with monkeypatch.context() as patch:
        patch.setattr(disk, "free_bytes", lambda _path: 1_000)
        making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["b"]
    making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["b", "c"]


def test_a_copy_that_a_kill_took_is_made_again(made: Recorder, making: RunBundles) -> None:
    """Its entry is there and it is not; the next recorder sees to it, and goes on behind it."""
    one = folder(made)
    turn(made, on=False)
    run(made, "a")
    making.tick()
    ((_, _, digest),) = waiting(made, one)
    Outbox(made.paths.ledger, one.id).drop(digest)
    run(made, "b")
    making.stop()
    other = RunBundles(made)
    try:
        other.tick()
    finally:
        other.stop()
    assert [name for _, name, _ in waiting(made, one)] == ["a", "b"]


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (BundleTooLargeError("It is too large."), 1),
        (UnreadableError("A body does not decompress."), TRIES),
    ],
)
def test_a_run_of_which_there_is_no_bundle_is_named_and_stepped_over(  # noqa: PLR0917 - fixtures
    made: Recorder,
    making: RunBundles,
    monkeypatch: pytest.MonkeyPatch,
    error: CountersignError,
    tries: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At once, or after some tries; the next run's comes, and after a restart all stays so."""
    one = folder(made)
    turn(made, on=False)
    end = run(made, "a")
    run(made, "b")
    make = making._jobs.make
    tried: list[int] = []

    def failing(*where: Any, **what: Any) -> Path:
        if what["asked"]["scope"]["run_id"] == "a":
            tried.append(1)
            raise error
        return make(*where, **what)

    monkeypatch.setattr(making._jobs, "make", failing)
    for _ in range(tries):
        making.tick()
        making._ways[one.id].again_us = 0  # the pause is over
    assert len(tried) == tries
    assert [name for _, name, _ in waiting(made, one)] == ["b"]
    (standing,) = made.upstreams.status()
    assert standing["refused"] == 1
    assert standing["refused_why"] == f"No bundle of a run can be made: {error.message}"
    assert (handed(made)[0]["end"], handed(made)[0]["sha256"]) == (end, None)
    assert kinds(made).count("bundle.cancelled") == tries
    other = RunBundles(made)
    other.tick()
    other.stop()
    assert len(handed(made)) == 2
    caplog.clear()


@pytest.mark.parametrize(
    "error", [DiskFullError("The disk is full."), ExportOutdatedError("The keys changed.")]
)
def test_what_passes_is_waited_for(
    made: Recorder,
    making: RunBundles,
    monkeypatch: pytest.MonkeyPatch,
    error: CountersignError,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However often, with growing pauses: a full disk makes no run go missing."""
    one = folder(made)
    turn(made, on=False)
    run(made)
    pauses = []
    with monkeypatch.context() as patch:
        patch.setattr(made.clock, "boot_us", lambda: 1)
        patch.setattr(making._jobs, "make", _raises(error))
        for _ in range(TRIES + 6):
            making.tick()
            making.tick()  # not before the pause is over
            pauses.append(making._ways[one.id].again_us - 1)
            making._ways[one.id].again_us = 0
    assert kinds(made).count("bundle.cancelled") == TRIES + 6
    assert pauses[:3] == [10_000_000, 20_000_000, 40_000_000]
    assert pauses[-1] == 600_000_000
    making.tick()
    assert [name for _, name, _ in waiting(made, one)] == ["r"]
    caplog.clear()


def _raises(error: CountersignError) -> Any:
    def make(*_where: Any, **_what: Any) -> Path:
        raise error

    return make


def test_a_stop_ends_what_is_under_way(
    made: Recorder, making: RunBundles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no failure of the run's: nothing is named, and the next recorder makes it."""
    one = folder(made)
    turn(made, on=False)
    run(made)
    real = making._check

    def stopping(which: Upstream) -> None:
        making._stopping.set()
        real(which)

    monkeypatch.setattr(making, "_check", stopping)
    making.tick()
    making.tick()
    assert [kind for kind in kinds(made) if kind in KEPT] == ["bundle.export", "bundle.cancelled"]
    assert waiting(made, one) == []
