"""Readers see what entries keep and whether it is there yet, without any key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import StorageError, UnreadableError, VaultDamagedError
from desktop_app.model.content import Content
from desktop_app.vault.reader import VaultReader
from desktop_app.vault.vault import Vault
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PURPOSE = "keep command lines"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a new vault is."""
    made = tmp_path / "vault.db"
    Vault.create(made, bytes(32), FakeIds(), install="00112233445566ff")
    return made


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    """Return the vault, open for writing."""
    found = Vault.open(path, bytes(32), FakeIds(), install="00112233445566ff", quota_bytes=1 << 30)
    yield found
    found.close()


def sql(path: Path, statement: str) -> None:
    """Change the file behind everybody's back."""
    db = apsw.Connection(str(path))
    db.execute(statement)
    db.close()


def test_a_list_is_found_before_and_after_it_is_settled(path: Path, vault: Vault) -> None:
    """By its root while its number is not written down; never one of an earlier place."""
    pending = vault.keep([Content("x", PURPOSE, b"a")], after=5)
    with VaultReader(path) as reader:
        assert reader.install() == "00112233445566ff"
        assert reader.lines_of(7, pending.kept.root) == list(pending.lines)
        assert reader.lines_of(4, pending.kept.root) == []
        assert reader.lines_of(7, bytes(32)) == []
        vault.settle(pending, 7)
        vault.keep([Content("x", PURPOSE, b"b")], after=8)
        assert reader.lines_of(7, bytes(32)) == list(pending.lines)


def test_what_is_gone_is_not_there(path: Path, vault: Vault) -> None:
    """Its line stays."""
    pending = vault.keep([Content("x", PURPOSE, b"a")], after=5)
    vault.settle(pending, 7)
    ref = pending.lines[0].ref
    with VaultReader(path) as reader:
        assert reader.stored(ref) == 17
        vault.shred([7])
        assert reader.stored(ref) is None
        assert reader.lines_of(7, bytes(32)) == list(pending.lines)


def test_what_is_no_vault_is_refused(path: Path, tmp_path: Path) -> None:
    """Missing, of another shape, or without an owner."""
    with pytest.raises(StorageError):
        VaultReader(tmp_path / "none.db")
    sql(path, "DELETE FROM meta WHERE key = 'install'")
    with VaultReader(path) as reader, pytest.raises(UnreadableError, match="whose it is"):
        reader.install()
    sql(path, "CREATE TABLE more (a)")
    with pytest.raises(UnreadableError):
        VaultReader(path)


def test_a_damaged_list_is_said(path: Path) -> None:
    """It is never a list of nothing."""
    sql(path, "INSERT INTO lists (root, after, seq, lines) VALUES (x'00', 0, 3, x'00')")
    with VaultReader(path) as reader, pytest.raises(VaultDamagedError):
        reader.lines_of(3, b"")
