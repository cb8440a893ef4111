"""host.backup: keys for a new machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, NotFoundError, UnreadableError, WrongPassphraseError
from desktop_app.host import backup
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keyfile import PlainFileStore

if TYPE_CHECKING:
    from pathlib import Path

_ID = "0123456789abcdef"
_WORD = "correct horse"


def _store(path: Path, **items: bytes) -> PlainFileStore:
    store = PlainFileStore(path)
    for name, value in items.items():
        store.put(name.replace("_", "."), value)
    return store


def _write(path: Path, store: PlainFileStore, word: str = _WORD) -> int:
    return backup.write_backup(
        path,
        store=store,
        install_id=_ID,
        passphrase=word,
        ids=SystemIds(),
        clock=SystemClock(),
        log_n=14,
    )


def test_a_backup_fills_an_empty_store(tmp_path: Path) -> None:
    """All secrets, on another machine."""
    old = _store(tmp_path / "old", root_ed25519=b"r", pin=b"p", epoch_3=b"e")
    assert _write(tmp_path / "b", old) == 2  # the epoch's keys die at its seal, copies too
    opened = backup.read_backup(tmp_path / "b", _WORD)
    assert opened.install_id == _ID
    new = PlainFileStore(tmp_path / "new")
    assert backup.restore(opened, new) == {"root.ed25519", "pin"}
    assert {name: new.get(name) for name in new.names()} == dict(opened.items)


def test_restoring_never_overwrites(tmp_path: Path) -> None:
    """A newer pin stays; a second restore puts nothing."""
    old = _store(tmp_path / "old", root_ed25519=b"r", pin=b"old", token=b"t")
    _write(tmp_path / "b", old)
    here = _store(tmp_path / "here", root_ed25519=b"r", pin=b"newer")
    opened = backup.read_backup(tmp_path / "b", _WORD)
    assert backup.restore(opened, here) == {"token"}
    assert here.get("pin") == b"newer"
    assert backup.restore(opened, here) == frozenset()


def test_other_root_keys_are_refused_untouched(tmp_path: Path) -> None:
    """The wrong backup for this install."""
    _write(tmp_path / "b", _store(tmp_path / "old", root_ed25519=b"r", token=b"t"))
    here = _store(tmp_path / "here", root_ed25519=b"other")
    with pytest.raises(ConfigError):
        backup.restore(backup.read_backup(tmp_path / "b", _WORD), here)
    assert here.names() == {"root.ed25519"}


def test_what_cannot_be_backed_up_or_read_is_told(tmp_path: Path) -> None:
    """Short passphrase, no keys, file exists; wrong passphrase, no file, no backup."""
    store = _store(tmp_path / "old", root_ed25519=b"r")
    with pytest.raises(ConfigError):
        _write(tmp_path / "b", store, "short")
    with pytest.raises(NotFoundError):
        _write(tmp_path / "b", PlainFileStore(tmp_path / "none"))
    assert not (tmp_path / "b").exists()
    _write(tmp_path / "b", store)
    with pytest.raises(ConfigError):
        _write(tmp_path / "b", store)
    with pytest.raises(WrongPassphraseError):
        backup.read_backup(tmp_path / "b", "wrong horse")
    with pytest.raises(NotFoundError):
        backup.read_backup(tmp_path / "none", _WORD)
    (tmp_path / "x").write_bytes(b"hello")
    with pytest.raises(UnreadableError):
        backup.read_backup(tmp_path / "x", _WORD)
