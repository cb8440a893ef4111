"""host.keyfile: keys in files of the config directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BugError, ConfigError, UnreadableError, WrongPassphraseError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keyfile import PassphraseFileStore, PlainFileStore
from desktop_app.model.keystore import Custody, KeyStore

if TYPE_CHECKING:
    from pathlib import Path

_ID = "0123456789abcdef"


def _passphrase_store(path: Path, word: str = "correct horse", install: str = _ID) -> KeyStore:
    return PassphraseFileStore(
        path,
        install_id=install,
        passphrase=lambda: word,
        ids=SystemIds(),
        clock=SystemClock(),
        log_n=14,
    )


def _store(kind: str, path: Path) -> KeyStore:
    return PlainFileStore(path) if kind == "plain" else _passphrase_store(path)


@pytest.mark.parametrize("kind", ["plain", "passphrase"])
def test_secrets_are_kept_listed_overwritten_and_destroyed(kind: str, tmp_path: Path) -> None:
    """Across stores of the same directory; looking makes nothing."""
    directory = tmp_path / "keys" / _ID
    store = _store(kind, directory)
    assert store.get("pin") is None
    assert store.names() == frozenset()
    store.delete("pin")
    assert not directory.exists()
    store.put("root.ed25519", b"r" * 32)
    store.put("pin", b"old")
    store.put("pin", b"new")
    again = _store(kind, directory)
    assert again.get("pin") == b"new"
    assert again.names() == {"root.ed25519", "pin"}
    again.delete("pin")
    assert store.get("pin") is None
    assert store.names() == {"root.ed25519"}


@pytest.mark.parametrize("kind", ["plain", "passphrase"])
def test_every_file_and_directory_is_the_owners_alone(kind: str, tmp_path: Path) -> None:
    """0600 and 0700; names that are no file names are refused."""
    store = _store(kind, tmp_path / _ID)
    store.put("pin", b"x")
    for path in (tmp_path / _ID).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    for call in (store.get, store.delete):
        with pytest.raises(BugError):
            call("../x")
    path = next(path for path in (tmp_path / _ID).rglob("*") if path.is_file())
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="Other users"):
        store.get("pin")


def test_a_plain_secret_is_bounded_and_no_link(tmp_path: Path) -> None:
    """A huge or linked file in place of a secret is refused."""
    store = PlainFileStore(tmp_path)
    with pytest.raises(ConfigError):
        store.put("pin", bytes((1 << 20) + 1))
    store.put("pin", b"x")
    (tmp_path / "plain-file" / "token").symlink_to(tmp_path / "plain-file" / "pin")
    (tmp_path / "plain-file" / ".left.tmp").touch()
    with pytest.raises((ConfigError, UnreadableError)):
        store.get("token")
    assert store.custody is Custody.PLAIN_FILE
    assert store.names() == {"pin", "token"}


def test_the_passphrase_is_asked_once_and_a_wrong_one_changes_nothing(tmp_path: Path) -> None:
    """The derived key is kept for later writes; WRONG_PASSPHRASE leaves the file as it is."""
    _passphrase_store(tmp_path).put("pin", b"x")
    before = (tmp_path / "passphrase-file.keys").read_bytes()
    for call in (lambda s: s.get("pin"), lambda s: s.put("pin", b"y"), lambda s: s.names()):
        with pytest.raises(WrongPassphraseError):
            call(_passphrase_store(tmp_path, "wrong"))
    assert (tmp_path / "passphrase-file.keys").read_bytes() == before
    asked: list[int] = []
    store = PassphraseFileStore(
        tmp_path,
        install_id=_ID,
        passphrase=lambda: asked.append(1) or "correct horse",
        ids=SystemIds(),
        clock=SystemClock(),
    )
    assert store.get("pin") == b"x"
    store.put("token", b"t")
    assert store.names() == {"pin", "token"}
    assert asked == [1]
    assert store.custody is Custody.PASSPHRASE_FILE


def test_a_key_file_of_another_install_is_refused(tmp_path: Path) -> None:
    """Copied into the wrong directory."""
    _passphrase_store(tmp_path).put("pin", b"x")
    with pytest.raises(UnreadableError, match=_ID):
        _passphrase_store(tmp_path, install="f" * 16).get("pin")
