"""A vault goes aside with its ledger: nothing is deleted, nothing of another log's is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.recorder.vault_aside import finish, put_aside
from desktop_app.vault.vault import Vault
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "00112233445566ff", "ffeeddccbbaa9988"
LEDGER = f"ledger-{OLD}-1789000000.db"
ASIDE = f"vault-{OLD}-1789000000.db"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Return the vault of an old log, with something in its write-ahead log."""
    path = tmp_path / "vault.db"
    Vault.create(path, bytes(32), FakeIds(), install=OLD)
    (tmp_path / "vault.db-wal").write_bytes(b"")
    return path


def test_it_is_named_as_its_ledger(vault: Path) -> None:
    """With its write-ahead log."""
    assert put_aside(vault, LEDGER) == vault.with_name(ASIDE)
    assert sorted(path.name for path in vault.parent.iterdir()) == [ASIDE, f"{ASIDE}-wal"]
    assert put_aside(vault, LEDGER) is None


def test_none_is_written_over(vault: Path) -> None:
    """One of that name stays."""
    vault.with_name(ASIDE).write_bytes(b"another")
    with pytest.raises(StorageError, match="there already"):
        put_aside(vault, LEDGER)
    assert vault.exists()


def test_a_folder_that_cannot_be_written_is_said(vault: Path) -> None:
    """In the system's words."""
    with pytest.raises(StorageError, match="cannot be moved"):
        put_aside(vault, f"ledger-{'x' * 249}")
    assert vault.exists()


def test_an_adoption_that_was_cut_off_is_finished(vault: Path) -> None:
    """Only where the ledger of that log is aside, and not for the log's own vault."""
    assert finish(vault, NEW) is None
    vault.with_name(f"ledger-{OLD}-1700000000.db").touch()
    vault.with_name(LEDGER).touch()
    assert finish(vault, OLD) is None
    assert finish(vault, NEW) == vault.with_name(ASIDE)
    assert finish(vault, NEW) is None


def test_what_is_no_vault_stays(vault: Path) -> None:
    """Whoever opens it says why it cannot be."""
    vault.write_bytes(b"words" * 4096)
    assert finish(vault, NEW) is None
    assert vault.exists()
