"""Recovered content: whole files in a folder of their own, and a count of what could not be."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import apsw
import pyrage
import pytest

from desktop_app.errors import StorageError, UsageError
from desktop_app.model.content import Content
from desktop_app.operations.recovering import recover
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.vault import Vault
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from pathlib import Path

PURPOSE = "keep command lines"


def vault_for(folder: Path, recipient: str) -> Path:
    """Return a vault of two entries: one kept before the recipient was named."""
    path = folder / "vault.db"
    Vault.create(path, bytes(32), FakeIds(), install="00112233445566ff")
    vault = Vault.open(path, bytes(32), FakeIds(), install="00112233445566ff", quota_bytes=1 << 30)
    vault.settle(vault.keep([Content("x", PURPOSE, b"early")], after=0), 1)
    vault.escrow = Escrow((recipient,))
    late = [
        Content("../Command Line", PURPOSE, b"ls -l", media="text/plain"),
        Content("", PURPOSE, b"\0", media="x/y"),
    ]
    vault.settle(vault.keep(late, after=0), 2)
    vault.close()
    return path


@pytest.fixture
def identity(tmp_path: Path) -> tuple[Path, str]:
    """Return an identity's file, and its recipient."""
    made = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"{made}\n")
    return tmp_path / "identity", str(made.to_public())


def test_what_a_later_version_stored_is_said_to_be(
    tmp_path: Path, identity: tuple[Path, str]
) -> None:
    """It leaves no file, and is not called damaged; the others are written."""
    path, to = vault_for(tmp_path, identity[1]), tmp_path / "out"
    db = apsw.Connection(str(path))
    db.execute("UPDATE payloads SET encoding = 'jxl' WHERE id = 2")
    db.close()
    done = recover(path, identity[0], to)
    assert done.files == ["00000002-000002-content.bin"]
    assert dict(done.not_recovered) == {"not escrowed": 1, "of a later version": 1}
    assert [one.name for one in to.iterdir()] == done.files


def test_files_of_what_opens(tmp_path: Path, identity: tuple[Path, str]) -> None:
    """Plain names of ours, private modes; damaged ones leave no file; nothing is overwritten."""
    path, to = vault_for(tmp_path, identity[1]), tmp_path / "out"
    done = recover(path, identity[0], to)
    assert done.files == ["00000002-000001-command-line.txt", "00000002-000002-content.bin"]
    assert (to / done.files[0]).read_bytes() == b"ls -l"
    assert (to / done.files[0]).stat().st_mode & 0o777 == 0o600
    assert (done.bytes, dict(done.not_recovered)) == (6, {"not escrowed": 1})
    with pytest.raises(UsageError, match="not empty"):
        recover(path, identity[0], to)
    assert recover(path, identity[0], tmp_path / "one", entries=frozenset((1,))).files == []
    db = apsw.Connection(str(path))
    db.execute("UPDATE chunks SET data = zeroblob(20)")
    db.close()
    spoilt = recover(path, identity[0], tmp_path / "spoilt")
    assert (spoilt.files, spoilt.not_recovered["damaged"]) == ([], 2)
    assert list((tmp_path / "spoilt").iterdir()) == []


def test_what_cannot_be_used_is_said(tmp_path: Path, identity: tuple[Path, str]) -> None:
    """No identity, no folder."""
    path = vault_for(tmp_path, identity[1])
    with pytest.raises(UsageError, match="There is no file"):
        recover(path, tmp_path / "nobody", tmp_path / "out")
    with pytest.raises(StorageError, match="cannot be made"):
        recover(path, identity[0], tmp_path / "no" / "such" / "place")


@pytest.mark.stock
def test_an_identity_of_the_real_age(tmp_path: Path) -> None:
    """Made by `age-keygen`; and `age` itself opens the key that the vault sealed."""
    keygen, age = shutil.which("age-keygen"), shutil.which("age")
    assert keygen is not None
    assert age is not None
    file = tmp_path / "identity"
    subprocess.run([keygen, "-o", str(file)], check=True, capture_output=True, timeout=60)
    told = subprocess.run([keygen, "-y", str(file)], check=True, capture_output=True, timeout=60)
    path = vault_for(tmp_path, told.stdout.decode().strip())
    assert len(recover(path, file, tmp_path / "out").files) == 2
    db = apsw.Connection(str(path))
    sealed = db.execute("SELECT sealed FROM escrow LIMIT 1").fetchall()[0][0]
    db.close()
    words = [age, "-d", "-i", str(file)]
    done = subprocess.run(words, input=sealed, check=True, capture_output=True, timeout=60)
    assert len(done.stdout) == 48
