"""Time stamps of a real recorder, checked by roots that lie in its keystore, or by none."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import NotFoundError
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.operations.stamps_checked import StampCheck, checked_stamps
from tests.fakes import forwarding, gate_client, running
from tests.fakes.ledger_place import until
from tests.fakes.told_context import ToldContext, in_environment
from tests.fakes.tsa import Stamper
from tests.fakes.tsa_server import authority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from tests.fakes.running import RunningRecorder


@pytest.fixture(scope="module")
def stampers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stamper, Stamper]:
    """Two authorities of one name."""
    folder = tmp_path_factory.mktemp("tsa")
    return Stamper(folder / "one", "Root"), Stamper(folder / "two", "Root")


@contextmanager
def stamped(folder: Path, who: Stamper, root: bytes | None) -> Iterator[RunningRecorder]:
    """Give a recorder whose checkpoint an authority stamped, and which trusts a root, or none."""
    secrets = {} if root is None else {"tsa-root": root.decode()}
    with running.running(folder) as recorder, authority(who) as (url, _):
        forwarding.add(recorder, "tsa", url, secrets=secrets, own_network=True)
        forwarding.open_door(recorder)
        until(lambda: bool(entries(recorder, EntryKind.ANCHOR_TIMESTAMP)))
        forwarding.shut_door(recorder)
        yield recorder


def entries(recorder: RunningRecorder, kind: EntryKind) -> list[Entry]:
    """Return the entries of a kind."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return list(ledger.of_kinds({kind}))


def lose_checkpoints(path: Path) -> None:
    """Take every checkpoint out of a ledger, as no program of ours can."""
    db = apsw.Connection(str(path))
    made = list(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    for name, _ in made:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DELETE FROM checkpoints")
    for _, sql in made:
        db.execute(sql)
    db.close()


def checked(recorder: RunningRecorder, patch: pytest.MonkeyPatch) -> dict[int, StampCheck]:
    """Check every time stamp."""
    seqs = [entry.seq for entry in entries(recorder, EntryKind.ANCHOR_TIMESTAMP)]
    assert seqs
    return checked_stamps(in_environment(recorder.environment, patch), seqs)


def test_by_the_root_that_was_trusted(
    tmp_path: Path, stampers: tuple[Stamper, Stamper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds, and it is known since when that root is trusted; without its checkpoint not."""
    with stamped(tmp_path, stampers[0], stampers[0].root) as recorder:
        (added,) = entries(recorder, EntryKind.UPSTREAM_ADDED)
        found = checked(recorder, monkeypatch)
        assert set(found.values()) == {StampCheck(added.ts_us)}
        recorder.stop()
        lose_checkpoints(recorder.data_dir / "ledger.db")
        found = checked(recorder, monkeypatch)
        assert set(found.values()) == {StampCheck(added.ts_us, "checkpoint")}


def test_by_another_root_it_does_not_hold(
    tmp_path: Path, stampers: tuple[Stamper, Stamper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came from the authority itself; what anybody else brought is not that root's matter."""
    who, other = stampers
    with stamped(tmp_path, who, other.root) as recorder:
        (added,) = entries(recorder, EntryKind.UPSTREAM_ADDED)
        file, token = tmp_path / "checkpoint", tmp_path / "token"
        recorder.cli("ledger", "checkpoint", "--to", str(file))
        token.write_bytes(who.stamp(file.read_bytes()))
        recorder.cli("ledger", "stamp-add", str(token))
        stamps = entries(recorder, EntryKind.ANCHOR_TIMESTAMP)
        came = {entry.seq for entry in stamps if entry.subject["id"]}
        assert came < {entry.seq for entry in stamps}
        found = checked(recorder, monkeypatch)
        assert found == dict.fromkeys(came, StampCheck(added.ts_us, "root"))


def test_where_no_root_is_trusted_nothing_is_claimed(
    tmp_path: Path, stampers: tuple[Stamper, Stamper], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As nobody checked it; and it holds once its root is trusted, by an upstream added since."""
    with stamped(tmp_path, stampers[0], None) as recorder:
        assert checked(recorder, monkeypatch) == {}
        root = stampers[0].root.decode()
        url = "https://tsa.example.org"
        forwarding.add(recorder, "tsa", url, "later", secrets={"tsa-root": root})
        newest = entries(recorder, EntryKind.UPSTREAM_ADDED)[-1]
        assert set(checked(recorder, monkeypatch).values()) == {StampCheck(newest.ts_us)}
        gate_client.call(recorder, "status")  # it runs on


def test_no_ledger_has_none(tmp_path: Path) -> None:
    """Said as such."""
    with pytest.raises(NotFoundError):
        checked_stamps(ToldContext(Paths(tmp_path / "data", tmp_path, tmp_path)), [1])
