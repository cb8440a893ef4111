"""One entry against its checkpoint: what holds, and what must be refused."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.errors import (
    BadProofError,
    BadSignatureError,
    KeyLogError,
    LedgerDivergedError,
    NotFoundError,
)
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.verify_entry import verify_entry


class Context:
    """Paths and a clock."""

    clock, ids = SystemClock(), SystemIds()

    def __init__(self, paths: Paths) -> None:
        self.paths = paths


@pytest.fixture
def context(store, monkeypatch) -> Context:
    """Over a store that a recorder wrote and closed."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    return Context(Paths.resolve())


@pytest.fixture
def copy(context, tmp_path) -> Context:
    """Over a copy of it, to be changed; with the same keys."""
    shutil.copytree(context.paths.data_dir, tmp_path / "data", ignore=_sockets)
    return Context(Paths.resolve(tmp_path / "data"))


def _sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder, name).is_socket()]


def change(context: Context, sql: str, *values: object) -> None:
    """Edit the ledger's file behind the recorder's back."""
    with closing(sqlite3.connect(context.paths.ledger)) as db:  # noqa: TID251 - an attacker does
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = db.execute(found).fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(sql, values)
        for _, text in triggers:
            db.execute(text)
        db.commit()


def leaf(context: Context, seq: int) -> bytes:
    """Return a stored leaf."""
    with LedgerReader(context.paths.ledger) as ledger:
        return ledger.leaf(seq)


def test_every_entry_of_a_sound_ledger_holds(context):
    """By the keys that this computer enrolled."""
    with LedgerReader(context.paths.ledger) as ledger:
        size = ledger.size()
        sealed = ledger.latest_checkpoint().size
    for seq in range(sealed):
        verdict = verify_entry(context, seq)
        assert verdict.size > seq
        assert verdict.pinned
        assert len(verdict.leaf_hash) == 64
    assert sealed <= size


def test_an_entry_that_no_checkpoint_covers(copy):
    """Is not sealed yet: neither good nor bad."""
    change(copy, "DELETE FROM checkpoints")
    verdict = verify_entry(copy, 5)
    assert (verdict.size, verdict.pinned) == (None, False)


def test_an_edited_entry_is_refused(copy):
    """One digit of its leaf is another."""
    old = leaf(copy, 5)
    new = old.replace(b'"nonce":"', b'"nonce":"0', 1)[: len(old) + 1]
    change(copy, "UPDATE entries SET leaf = ? WHERE seq = 5", new)
    with pytest.raises(BadProofError):
        verify_entry(copy, 5)


def test_a_checkpoint_by_another_key_is_refused(copy):
    """Its signature is changed."""
    with LedgerReader(copy.paths.ledger) as ledger:
        note = next(one for one in ledger.checkpoints() if one.size > 5).note
    at = note.rindex(b" ") + 20
    swapped = note[:at] + (b"A" if note[at : at + 1] != b"A" else b"B") + note[at + 1 :]
    change(copy, "UPDATE checkpoints SET note = ? WHERE note = ?", swapped, note)
    with pytest.raises(BadSignatureError):
        verify_entry(copy, 5)


def test_keys_that_do_not_follow_are_refused(copy):
    """The introduction of epoch 1 is signed by nobody."""
    old = leaf(copy, 1)
    at = old.index(b'"signatures"') + 40
    new = old[:at] + (b"0" if old[at : at + 1] != b"0" else b"1") + old[at + 1 :]
    change(copy, "UPDATE entries SET leaf = ? WHERE seq = 1", new)
    with pytest.raises(KeyLogError):
        verify_entry(copy, 5)


def test_another_log_than_the_enrolled_one_diverges(copy, monkeypatch):
    """Whoever replaces the whole file has other keys."""
    other = "00000 00000 00000 00000 00000 00000"
    monkeypatch.setattr("desktop_app.operations.verify_entry.fingerprint", lambda **_: other)
    with pytest.raises(LedgerDivergedError):
        verify_entry(copy, 5)


def test_what_is_not_there(context, tmp_path: Path):
    """No such entry; no ledger."""
    with pytest.raises(NotFoundError):
        verify_entry(context, 10**6)
    with pytest.raises(NotFoundError):
        verify_entry(Context(Paths.resolve(tmp_path / "nothing")), 0)
