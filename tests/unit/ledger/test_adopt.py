"""Going on from a ledger that must not be appended to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import (
    KeyLostError,
    LedgerDivergedError,
    LedgerInvalidError,
    NotFoundError,
)
from desktop_app.ledger import genesis
from desktop_app.ledger.adopt import adopt
from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes.ledger_place import COMMAND, Place

if TYPE_CHECKING:
    from pathlib import Path


def _adopt(place: Place, reason: str = "restored a backup", lost: str | None = None) -> Path | None:
    return adopt(
        place.path,
        reason,
        keystore_for=place.stores,
        clock=place.clock,
        ids=place.ids,
        version="0.1.0",
        lost=lost,
    )


def _rolled_back(place: Place) -> None:
    """Put an old copy back, the keystore being newer."""
    place.open().close()
    old = place.path.read_bytes()
    writer = place.open()
    writer.append([COMMAND]).result(60)
    writer.close()
    place.path.write_bytes(old)


def _check_new(place: Place, old_install: str) -> None:
    writer = place.open()
    writer.append([COMMAND]).result(60)
    writer.close()
    first = place.entries()[0]
    assert first.kind is EntryKind.LOG_ADOPTED
    assert first.subject["reason"] == "restored a backup"
    assert first.subject["install"] != old_install
    store = place.stores(str(first.subject["install"]))
    report = audit(place.path, trust=Trust.from_keystore(store), now_us=place.clock.now_us())
    assert report.verdict is Verdict.CONSISTENT


@pytest.mark.attack("A09")
def test_a_restored_backup(place: Place) -> None:
    """Both checkpoints are in the first entry; the old file is kept as it was."""
    _rolled_back(place)
    (install,) = place.stores.by_install
    with pytest.raises(LedgerDivergedError):
        place.open()
    content = place.path.read_bytes()
    aside = _adopt(place)
    assert aside.read_bytes() == content
    assert aside.name.startswith(f"ledger-{install}-")
    old = place.entries()[0].subject["old"]
    assert old["checkpoint"] != old["last_seen"]
    assert old["last_seen"].startswith(f"countersign/{install}\n")
    _check_new(place, install)


@pytest.mark.attack("B07")
def test_lost_keys(place: Place) -> None:
    """The pin is gone too: nothing was last seen."""
    place.open().close()
    (install,) = place.stores.by_install
    place.store.items.clear()
    with pytest.raises(KeyLostError):
        place.open()
    _adopt(place)
    assert place.entries()[0].subject["old"]["last_seen"] == ""
    _check_new(place, install)


def test_an_unreadable_file_and_a_damaged_pin(place: Place) -> None:
    """What cannot be read is not made up."""
    place.path.write_bytes(b"no ledger" * 1_000)
    assert _adopt(place).name.startswith("ledger-unknown-")
    assert place.entries()[0].subject["old"] == {"checkpoint": "", "last_seen": ""}
    (install,) = place.stores.by_install
    place.stores(install).items["pin"] = b"x"
    _adopt(place)
    with LedgerReader(place.path) as reader:
        old = reader.entry(0).subject["old"]
    assert old["last_seen"] == ""
    assert old["checkpoint"].startswith(f"countersign/{install}\n")


def test_there_must_be_one(place: Place) -> None:
    """Nothing to adopt is said."""
    with pytest.raises(NotFoundError):
        _adopt(place)


@pytest.mark.attack("B07")
def test_a_lost_log_is_named_by_the_new_one(place: Place) -> None:
    """What the keystore last saw of it is all that is left; a stray WAL is in the way."""
    place.open().close()
    (install,) = place.stores.by_install
    place.path.unlink()
    wal = place.path.with_name("ledger.db-wal")
    wal.write_bytes(b"x")
    with pytest.raises(LedgerInvalidError):
        _adopt(place, lost=install)
    wal.unlink()
    assert _adopt(place, lost=install) is None
    old = place.entries()[0].subject["old"]
    assert old["checkpoint"] == ""
    assert old["last_seen"].startswith(f"countersign/{install}\n")


def test_a_kill_while_moving_is_finished_at_the_next_start(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every single rename, the old log with its WAL included."""
    _rolled_back(place)
    (install,) = place.stores.by_install
    place.path.with_name("ledger.db-wal").write_bytes(b"")
    honest = genesis._rename
    for count in range(4):
        left = count

        def dying(old: Path, new: Path) -> None:
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
            honest(old, new)

        monkeypatch.setattr(genesis, "_rename", dying)
        if count == 0:
            with pytest.raises(KeyboardInterrupt):
                _adopt(place)
        else:
            with pytest.raises(KeyboardInterrupt):
                genesis.finish(place.path, place.stores)
    monkeypatch.setattr(genesis, "_rename", honest)
    _check_new(place, install)
    assert len(list(place.path.parent.glob(f"ledger-{install}-*.db"))) == 1
    assert not genesis.new_path(place.path).exists()
