"""EIO and ENOSPC at each call of the file system: what failed was not acknowledged (ATTACKS G03).

Each case runs a short history in which call number N fails, once or from then on. Short form: a
spread of calls; long form, COUNTERSIGN_LONG=1: every one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import CountersignError
from desktop_app.ledger import connection
from desktop_app.ledger.audit import audit
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes import vfs as shim
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.keystore import KeyStores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.ledger.records import Appended

pytestmark = [
    pytest.mark.crash,
    pytest.mark.attack("G03"),
    # SQLite reports a failed close to nobody; apsw says so in a warning of its own.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
CASES = 400 if LONG else 24
CODES = {
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "open": apsw.SQLITE_CANTOPEN,
}
DRAFT = Draft(EntryKind.COMMAND, {"sender": "a", "auth": "local"}, {"verb": "x"}, run_id="r")


@pytest.fixture(autouse=True)
def small_wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge the WAL often."""
    pragmas = (*connection._WRITE, "PRAGMA wal_autocheckpoint=12")
    monkeypatch.setattr(connection, "_WRITE", pragmas)


class Faults:
    """Fails call number `at` of a recorded disk, or all from there on."""

    def __init__(self, at: int, *, lasting: bool, full: bool) -> None:
        self.at, self.lasting, self.full = at, lasting, full
        self.calls = 0

    def __call__(self, verb: str, _name: str) -> None:
        """Fail, or not."""
        self.calls += 1
        if self.calls == self.at or (self.lasting and self.calls > self.at):
            writes = verb in {"write", "truncate"}
            raise apsw.exception_for(apsw.SQLITE_FULL if self.full and writes else CODES[verb])


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[shim.Recorder]:
    """A disk that can fail."""
    vfs = shim.Recorder(f"faulty-{request.node.name}")
    yield vfs
    vfs.unregister()


def _open(folder: Path, stores: KeyStores, vfs: str | None) -> LedgerWriter:
    return LedgerWriter.open(
        folder / "ledger.db",
        keystore_for=stores,
        clock=FakeClock(),
        ids=FakeIds(str(folder)),
        limits=Limits(free_floor_bytes=0, reserve_bytes=0),
        version="0",
        vfs=vfs,
    )


def _history(writer: LedgerWriter) -> tuple[list[Appended], int]:
    """Append, checkpoint and roll; return what was acknowledged and how many calls failed."""
    acknowledged: list[Appended] = []
    failed = 0
    for number in range(8):
        try:
            acknowledged += writer.append([DRAFT, DRAFT]).result(20)
            if number == 3:
                writer.checkpoint("test").result(20)
            if number == 5:
                writer.roll_epoch().result(20)
        except CountersignError:
            failed += 1
    return acknowledged, failed


@pytest.mark.parametrize("full", [False, True], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_every_call_may_fail(
    tmp_path: Path, disk: shim.Recorder, *, lasting: bool, full: bool
) -> None:
    """Acknowledged entries stay; a passing fault is recovered from; the ledger verifies after."""
    total = _calls(tmp_path / "count", disk)
    step = max(1, total // CASES)
    failures = 0
    for at in range(1 + step // 2, total + 1, step):
        folder = tmp_path / f"case{at}"
        folder.mkdir()
        stores = KeyStores()
        writer = _open(folder, stores, disk.name)
        disk.before = Faults(at, lasting=lasting, full=full)
        acknowledged, failed = _history(writer)
        failures += failed
        assert lasting or failed <= 2, f"call {at}: did not recover"
        writer.close()
        disk.before = lambda _verb, _name: None
        _judge(folder, stores, acknowledged, at)
    assert failures


def _calls(folder: Path, disk: shim.Recorder) -> int:
    folder.mkdir()
    writer = _open(folder, KeyStores(), disk.name)
    counter = Faults(0, lasting=False, full=False)
    disk.before = counter
    acknowledged, failed = _history(writer)
    assert len(acknowledged) == 16
    assert failed == 0
    writer.close()
    disk.before = lambda _verb, _name: None
    return counter.calls


def _judge(folder: Path, stores: KeyStores, acknowledged: list[Appended], at: int) -> None:
    writer = _open(folder, stores, None)
    writer.append([DRAFT]).result(20)
    writer.close()
    with LedgerReader(folder / "ledger.db") as reader:
        for item in acknowledged:
            assert reader.leaf_hash(item.seq) == item.leaf_hash, f"call {at}"
    (store,) = stores.by_install.values()
    report = audit(
        folder / "ledger.db", trust=Trust.from_keystore(store), now_us=FakeClock().now_us()
    )
    assert report.verdict is Verdict.CONSISTENT, (at, report.findings)
