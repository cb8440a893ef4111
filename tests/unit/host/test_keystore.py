"""host.keystore: which custody, remembered at the first secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import (
    ConfigError,
    KeychainLockedError,
    KeychainUnavailableError,
    UnreadableError,
)
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keystore import KeyStores
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.host.keychain_backend import Backend

_ID = "0123456789abcdef"


class Keychain:
    """A keychain in memory that can lock or vanish."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.locked = False
        self.gone = False

    def is_locked(self) -> bool:
        if self.gone:
            raise KeychainUnavailableError("gone")
        return self.locked

    def unlock(self) -> None:
        self.locked = False

    def get(self, service: str, name: str) -> str | None:
        return self.items.get((service, name))

    def set(self, service: str, name: str, text: str) -> None:
        self.items[service, name] = text

    def delete(self, service: str, name: str) -> None:
        self.items.pop((service, name), None)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COUNTERSIGN_CUSTODY", "COUNTERSIGN_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


def _stores(path: Path, keychain: Keychain, word: str | None = None) -> KeyStores:
    def backend() -> Backend:
        return keychain

    return KeyStores(
        path,
        ids=SystemIds(),
        clock=SystemClock(),
        ask_passphrase=None if word is None else lambda _prompt: word,
        backend=backend,
    )


def test_opening_leaves_no_trace_and_the_first_secret_remembers(tmp_path: Path) -> None:
    """The note is there before the secret."""
    keychain = Keychain()
    store = _stores(tmp_path, keychain).open(_ID)
    assert store.custody is Custody.OS_KEYCHAIN
    assert list(tmp_path.iterdir()) == []
    store.put("pin", b"x")
    assert (tmp_path / _ID / "custody").exists()
    assert (store.get("pin"), store.names()) == (b"x", {"pin"})
    store.delete("pin")
    assert store.names() == frozenset()


@pytest.mark.attack("B07")
def test_a_remembered_keychain_never_becomes_plain_files(tmp_path: Path) -> None:
    """Vanished: unavailable. Locked: still the keychain, and it can be unlocked."""
    keychain = Keychain()
    stores = _stores(tmp_path, keychain)
    stores.open(_ID).put("pin", b"x")
    keychain.gone = True
    with pytest.raises(KeychainUnavailableError):
        _stores(tmp_path, keychain).open(_ID)
    keychain.gone, keychain.locked = False, True
    with pytest.raises(KeychainLockedError):
        stores.open(_ID).get("pin")
    stores.unlock(_ID, 5)
    assert stores.open(_ID).get("pin") == b"x"


def test_a_locked_keychain_at_the_first_start_is_waited_for(tmp_path: Path) -> None:
    """Not replaced by plain files; nothing is remembered before the first secret."""
    keychain = Keychain()
    keychain.locked = True
    store = _stores(tmp_path, keychain).open(_ID)
    assert store.custody is Custody.OS_KEYCHAIN
    with pytest.raises(KeychainLockedError):
        store.get("root.ed25519")
    assert list(tmp_path.iterdir()) == []


def test_without_a_keychain_plain_files_stay_plain_files(tmp_path: Path) -> None:
    """Also when a keychain appears later."""
    keychain = Keychain()
    keychain.gone = True
    _stores(tmp_path, keychain).open(_ID).put("pin", b"x")
    keychain.gone = False
    store = _stores(tmp_path, keychain).open(_ID)
    assert (store.custody, store.get("pin")) == (Custody.PLAIN_FILE, b"x")
    _stores(tmp_path, keychain).unlock(_ID, 5)


def test_the_variable_chooses_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a new install; for an old one a contradiction is an error."""
    keychain = Keychain()
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "plain-file")
    store = _stores(tmp_path, keychain).open(_ID)
    assert store.custody is Custody.PLAIN_FILE
    store.put("pin", b"x")
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "os-keychain")
    with pytest.raises(ConfigError):
        _stores(tmp_path, keychain).open(_ID)
    assert _stores(tmp_path, keychain).open("f" * 16).custody is Custody.OS_KEYCHAIN


def test_the_passphrase_comes_from_the_environment_or_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without either, the sentence names the variable."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "passphrase-file")
    monkeypatch.setenv("COUNTERSIGN_PASSPHRASE", "correct horse")
    _stores(tmp_path, Keychain()).open(_ID).put("pin", b"x")
    monkeypatch.delenv("COUNTERSIGN_PASSPHRASE")
    monkeypatch.delenv("COUNTERSIGN_CUSTODY")
    asked = _stores(tmp_path, Keychain(), "correct horse").open(_ID)
    assert (asked.custody, asked.get("pin")) == (Custody.PASSPHRASE_FILE, b"x")
    for word in (None, ""):
        with pytest.raises(ConfigError) as caught:
            _stores(tmp_path, Keychain(), word).open(_ID).get("pin")
        assert "COUNTERSIGN_PASSPHRASE" in caught.value.hint


def test_a_hostile_install_id_is_refused(tmp_path: Path) -> None:
    """It comes out of a ledger."""
    with pytest.raises(UnreadableError):
        _stores(tmp_path, Keychain()).open("../../../x")
