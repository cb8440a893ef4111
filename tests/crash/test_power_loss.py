"""Power loss at any write or sync of the ledger: no acknowledged entry is ever lost (ATTACKS G01).

Short form: about 500 crash states; long form: COUNTERSIGN_LONG=1. The same harness must catch
builds that are wrong on purpose: without full syncs, without some of them, or acknowledging early.
"""

from __future__ import annotations

import os
import shutil
from random import Random
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import CountersignError, StorageError
from desktop_app.ledger import commit, connection, jobs
from desktop_app.ledger.audit import audit
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes import vfs as shim
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.keystore import KeyStores, MemoryKeyStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.crash, pytest.mark.attack("G01")]

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
STATES = 20_000 if LONG else 500
LIMITS = Limits(free_floor_bytes=0, reserve_bytes=0)


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[shim.Recorder]:
    """A recording VFS with a name of its own."""
    vfs = shim.Recorder(f"recorder-{request.node.name}")
    yield vfs
    vfs.unregister()


@pytest.fixture(autouse=True)
def small_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge the WAL often, so that a short history has many merges."""
    pragmas = (*connection._WRITE, "PRAGMA wal_autocheckpoint=12")
    monkeypatch.setattr(connection, "_WRITE", pragmas)


def _draft(random: Random) -> Draft:
    body = random.randbytes(random.choice((100, 5_000, 30_000)))
    return Draft(
        EntryKind.COMMAND,
        {"sender": "a", "auth": "local"},
        {"verb": "x"},
        run_id=f"r{random.randrange(4)}",
        payload=PayloadRef(bytes(32), None, len(body), "body"),
        body=body,
        secret=bytes(32),
    )


def _keys(stores: KeyStores) -> dict[str, dict[str, bytes]]:
    return {install: dict(store.items) for install, store in stores.by_install.items()}


def _open(folder: Path, stores: KeyStores, vfs: str | None = None) -> LedgerWriter:
    return LedgerWriter.open(
        folder / "ledger.db",
        keystore_for=stores,
        clock=FakeClock(),
        ids=FakeIds(vfs or "again"),
        limits=LIMITS,
        version="0",
        vfs=vfs,
    )


def _live(folder: Path, disk: shim.Recorder, appends: int = 40) -> None:
    """Make a history with every kind of transaction; acknowledgements are marked as they happen."""
    folder.mkdir()
    stores, random = KeyStores(), Random(7)  # noqa: S311 - a repeatable history
    writer = _open(folder, stores, disk.name)
    for store in stores.by_install.values():
        store.after = lambda: disk.mark(("keys", _keys(stores)))
    disk.mark(("keys", _keys(stores)))
    writer.run_secret("a", "r0")  # keeps a reader open, so that closing does not merge the WAL
    for number in range(appends):
        drafts = [_draft(random) for _ in range(random.choice((1, 1, 3)))]
        future = writer.append(drafts)
        future.add_done_callback(
            lambda done: done.exception() is None and disk.mark(("acked", done.result()))
        )
        try:
            future.result(60)
        except CountersignError:
            continue
        if number % 9 == 4:
            writer.checkpoint("test", cosign=number % 2 == 0).result(60)
        if number == appends // 2:
            writer.roll_epoch().result(60)
    # The power goes out now: nothing is closed in order.
    writer._queue.end()
    writer._thread.join()
    writer.run_keys.close()
    writer._keeper.close(10)


def _lost(folder: Path, marks: list[object]) -> str:
    """Return what a crash state lost, or nothing."""
    try:
        with LedgerReader(folder / "ledger.db") as reader:
            for what, value in marks:
                for item in value if what == "acked" else ():
                    if reader.leaf_hash(item.seq) != item.leaf_hash:
                        return f"another entry {item.seq}"
    except CountersignError as error:
        return error.message
    return ""


def _goes_on(folder: Path, marks: list[object]) -> str:
    """Open a crash state for writing, append, stop, audit; return what is wrong, or nothing."""
    stores = KeyStores()
    newest = [value for what, value in marks if what == "keys"][-1]
    for install, items in newest.items():
        stores.by_install[install] = MemoryKeyStore()
        stores.by_install[install].items = dict(items)
    try:
        writer = _open(folder, stores)
        writer.append([_draft(Random(1))]).result(60)  # noqa: S311 - not for secrets
        writer.close()
    except CountersignError as error:
        return error.message
    trust = Trust.from_keystore(next(iter(stores.by_install.values())))
    bad = ("body_", "commitment", "digest")
    report = audit(folder / "ledger.db", trust=trust, now_us=FakeClock().now_us())
    wrong = [f for f in report.findings if f.verdict is not None and not f.code.startswith(bad)]
    return "" if not wrong or report.verdict is Verdict.CONSISTENT else str(wrong[:3])


def _crash_everywhere(
    folder: Path, disk: shim.Recorder, states: int, *, fully: int, stop: bool = False
) -> list[str]:
    """Crash at `states` moments; return what was lost; every `fully`-th is opened and audited."""
    random = Random(11)  # noqa: S311 - repeatable
    total = len(disk.ops)
    each = max(1, round(states / total))
    step = max(1, total // states)
    lost: list[str] = []
    count = 0
    for number, disks, marks in disk.moments():
        if number % step or not any(what == "keys" for what, _ in marks):
            continue
        for _ in range(each):
            mode = shim.MODES[count % len(shim.MODES)]
            state = folder / f"state{count}"
            shim.write_image(state, disks, mode, random)
            problem = _lost(state, marks)
            if not problem and count % fully == 0:
                problem = _goes_on(state, marks)
            if problem:
                lost.append(f"moment {number}, {mode}: {problem}")
            shutil.rmtree(state)
            count += 1
            if stop and lost:
                return lost
    return lost


def test_no_acknowledged_entry_is_lost(tmp_path: Path, disk: shim.Recorder) -> None:
    """At every write and sync, whatever of the unsynced writes reached the disk."""
    _live(tmp_path / "live", disk)
    assert sum(op.verb == "sync" for op in disk.ops) > 50
    assert _crash_everywhere(tmp_path, disk, STATES, fully=20) == []


def test_a_failed_sync_is_made_good(tmp_path: Path, disk: shim.Recorder) -> None:
    """What a failed sync left in the page cache is written again before anything builds on it."""
    _fail_some_syncs(disk)
    _live(tmp_path / "live", disk, appends=30)
    assert sum(op.verb == "lost" for op in disk.ops) >= 3
    assert _crash_everywhere(tmp_path, disk, STATES // 2, fully=20) == []


def _fail_some_syncs(disk: shim.Recorder) -> None:
    count = 0

    def before(verb: str, name: str) -> None:
        nonlocal count
        if verb == "sync" and name.endswith("-wal"):
            count += 1
            if count in {9, 23, 31}:
                raise apsw.exception_for(apsw.SQLITE_IOERR_FSYNC)

    disk.before = before


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_a_build_without_full_syncs_is_caught(
    tmp_path: Path, disk: shim.Recorder, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    """The harness finds what synchronous=NORMAL or OFF loses."""
    pragmas = [text.replace("=FULL", f"={level}") for text in connection._WRITE]
    monkeypatch.setattr(connection, "_WRITE", tuple(pragmas))
    monkeypatch.setattr(connection, "_require_durable", lambda _db: None)
    _live(tmp_path / "live", disk)
    assert _crash_everywhere(tmp_path, disk, STATES, fully=10_000, stop=True)


def test_a_dropped_sync_is_caught(tmp_path: Path, disk: shim.Recorder) -> None:
    """The harness finds one sync in four that never happened."""
    count = 0

    def drop(name: str) -> bool:
        nonlocal count
        count += name.endswith("-wal")
        return count % 4 == 0

    disk.drop_sync = drop
    _live(tmp_path / "live", disk)
    assert _crash_everywhere(tmp_path, disk, STATES, fully=10_000, stop=True)


def test_an_early_acknowledgement_is_caught(
    tmp_path: Path, disk: shim.Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness finds a writer that answers before COMMIT."""
    honest = commit.Committer._append

    def early(self: commit.Committer, log: object, batch: list, secrets: dict) -> list:
        results = honest(self, log, batch, secrets)
        for job, result in zip(batch, results, strict=True):
            job.future.set_result(result)
        return results

    monkeypatch.setattr(commit.Committer, "_append", early)
    monkeypatch.setattr(jobs.Append, "done", lambda _job, _result: None)

    _live(tmp_path / "live", disk)
    assert _crash_everywhere(tmp_path, disk, STATES, fully=10_000, stop=True)


def test_storage_errors_are_what_senders_see(tmp_path: Path, disk: shim.Recorder) -> None:
    """A failed sync refuses exactly the appends that waited for it."""
    folder = tmp_path / "live"
    folder.mkdir()
    writer = _open(folder, KeyStores(), disk.name)
    armed = True

    def before(verb: str, _name: str) -> None:
        nonlocal armed
        if verb == "sync" and armed:
            armed = False
            raise apsw.exception_for(apsw.SQLITE_IOERR_FSYNC)

    disk.before = before
    with pytest.raises(StorageError):
        writer.append([_draft(Random(1))]).result(60)  # noqa: S311 - not for secrets
    assert writer.append([_draft(Random(2))]).result(60)  # noqa: S311 - not for secrets
    writer.close()
