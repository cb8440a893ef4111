"""The real GNOME Keyring: keys kept, a locked keychain told at once, a vanished one never replaced.

Each test starts its own session bus and keyring daemon in a private home; nothing of the real
session is touched. Needs the packages gnome-keyring and dbus.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keychain import KeychainStore, system_backend
from desktop_app.host.keystore import KeyStores
from desktop_app.model.keystore import Custody
from tests.fakes.private_bus import PrivateBus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.os_service,
    pytest.mark.skipif(
        not shutil.which("gnome-keyring-daemon") or not shutil.which("dbus-daemon"),
        reason="needs the packages gnome-keyring and dbus",
    ),
]
_ID = "0123456789abcdef"


class Session:
    """A private session bus with a keyring daemon on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = os.environ | {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }
        self.environment.pop("DISPLAY", None)
        (home / "run").mkdir(mode=0o700, parents=True)
        self.bus = PrivateBus(home / "run")  # it starts nothing: a stopped keyring stays stopped
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus.address
        self.daemon: subprocess.Popen[bytes] | None = None

    def start_daemon(self, *, unlock: bool) -> None:
        """Start the keyring; unlocked by a password on its input, or locked."""
        command = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
        command.append("--unlock" if unlock else "--start")
        self.daemon = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(b"test" if unlock else b"")
        self.daemon.stdin.close()
        deadline = time.monotonic() + 60
        while not self._on_bus():
            assert time.monotonic() < deadline, "the keyring did not come up"

    def stop_daemon(self) -> None:
        """End the keyring."""
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait(10)
            self.daemon = None

    def close(self) -> None:
        """End all."""
        self.stop_daemon()
        self.bus.close()

    def _on_bus(self) -> bool:
        try:
            KeychainStore(_ID, system_backend(), timeout_s=2).is_locked()
        except KeychainUnavailableError as error:
            return "default collection" in error.message
        return True


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A private session, named by the environment."""
    started = Session(tmp_path / "home")
    for name, value in started.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("COUNTERSIGN_CUSTODY", raising=False)
    yield started
    started.close()


def _stores(tmp_path: Path) -> KeyStores:
    return KeyStores(tmp_path / "config" / "keys", ids=SystemIds(), clock=SystemClock())


def test_secrets_are_kept_listed_and_destroyed(session: Session) -> None:
    """Any bytes, of any size that we use, overwritten and deleted, by a second store as well."""
    session.start_daemon(unlock=True)
    store = KeychainStore(_ID, system_backend())
    assert store.custody is Custody.OS_KEYCHAIN
    assert not store.is_locked()
    assert store.get("root.ed25519") is None
    assert store.names() == frozenset()
    values = {"root.ed25519": bytes(range(32)), "enrolment": os.urandom(20_000), "pin": b""}
    for name, value in values.items():
        store.put(name, value)
    store.put("pin", b"newer")
    again = KeychainStore(_ID, system_backend())
    assert again.names() == frozenset(values)
    assert again.get("enrolment") == values["enrolment"]
    assert again.get("pin") == b"newer"
    store.delete("enrolment")
    store.delete("enrolment")
    assert store.get("enrolment") is None
    assert again.names() == {"root.ed25519", "pin"}
    assert KeychainStore("f" * 16, system_backend()).names() == frozenset()


def test_the_environment_cannot_choose_another_backend_or_collection(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PYTHON_KEYRING_BACKEND and KEYRING_PROPERTY_* have no effect."""
    session.start_daemon(unlock=True)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/none")
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    KeychainStore(_ID, system_backend()).put("token", b"t")
    for name in ("PYTHON_KEYRING_BACKEND", "KEYRING_PROPERTY_SCHEME"):
        monkeypatch.delenv(name)
    assert KeychainStore(_ID, system_backend()).get("token") == b"t"


def test_a_locked_keychain_is_told_at_once_and_never_replaced(
    session: Session, tmp_path: Path
) -> None:
    """Locked: KEYCHAIN_LOCKED within the time limit, no prompt, no plain file beside it."""
    session.start_daemon(unlock=True)
    _stores(tmp_path).open(_ID).put("root.ed25519", b"k" * 32)
    session.stop_daemon()
    session.start_daemon(unlock=False)
    store = _stores(tmp_path).open(_ID)
    assert store.custody is Custody.OS_KEYCHAIN
    started = time.monotonic()
    for call in (lambda: store.get("root.ed25519"), lambda: store.put("pin", b""), store.names):
        with pytest.raises(KeychainLockedError):
            call()
    assert time.monotonic() - started < 5
    session.stop_daemon()
    session.start_daemon(unlock=True)
    assert store.get("root.ed25519") == b"k" * 32


@pytest.mark.attack("B07")
def test_a_vanished_keychain_is_unavailable_and_not_a_new_start(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The custody was remembered beside the keys: no fall-back to plain files."""
    session.start_daemon(unlock=True)
    _stores(tmp_path).open(_ID).put("root.ed25519", b"k" * 32)
    session.close()
    with pytest.raises(KeychainUnavailableError):
        _stores(tmp_path).open(_ID)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    with pytest.raises(KeychainUnavailableError):
        _stores(tmp_path).open(_ID)


@pytest.mark.attack("B07")
def test_an_emptied_keychain_gives_no_keys_and_stays_the_custody(
    session: Session, tmp_path: Path
) -> None:
    """The writer sees a missing root (KEY_LOST); nothing is made in its place."""
    session.start_daemon(unlock=True)
    _stores(tmp_path).open(_ID).put("root.ed25519", b"k" * 32)
    session.stop_daemon()
    shutil.rmtree(session.home / "data" / "keyrings")
    session.start_daemon(unlock=True)
    store = _stores(tmp_path).open(_ID)
    assert store.custody is Custody.OS_KEYCHAIN
    assert store.get("root.ed25519") is None
    assert store.names() == frozenset()


def test_a_session_without_a_default_collection_gets_plain_files(
    session: Session, tmp_path: Path
) -> None:
    """A headless machine: no collection is made behind the person's back."""
    session.start_daemon(unlock=False)
    store = _stores(tmp_path).open(_ID)
    assert store.custody is Custody.PLAIN_FILE
    assert not (tmp_path / "config").exists()
