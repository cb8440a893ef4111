"""host.keychain: time limits, locking and the list of names, over a keychain in memory.

The real GNOME Keyring is in tests/desktop/test_keychain.py.
"""

from __future__ import annotations

import threading

import pytest

from desktop_app.errors import ConfigError, KeychainLockedError, KeychainUnavailableError
from desktop_app.host.keychain import KeychainStore, Worker

_ID = "0123456789abcdef"


class MemoryBackend:
    """A keychain in memory that can lock, hang and fail."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.locked = False
        self.gate: threading.Event | None = None
        self.writes: list[str] = []

    def is_locked(self) -> bool:
        return self.locked

    def unlock(self) -> None:
        self.locked = False

    def get(self, service: str, name: str) -> str | None:
        if self.gate is not None:
            self.gate.wait(20)
        return self.items.get((service, name))

    def set(self, service: str, name: str, text: str) -> None:
        self.writes.append(name)
        self.items[service, name] = text

    def delete(self, service: str, name: str) -> None:
        self.items.pop((service, name), None)


def test_secrets_are_kept_listed_and_destroyed() -> None:
    """The name is listed before its item is written, so that no secret is ever forgotten."""
    backend = MemoryBackend()
    store = KeychainStore(_ID, backend)
    store.put("pin", b"\0\xff")
    store.put("pin", b"2")
    assert backend.writes == ["@names", "pin", "pin"]
    other = KeychainStore(_ID, backend)
    assert (other.get("pin"), other.names()) == (b"2", {"pin"})
    other.delete("pin")
    other.delete("pin")
    assert store.names() == frozenset()


def test_a_locked_keychain_is_refused_and_opened_by_unlock() -> None:
    """No call reaches the items while it is locked."""
    backend = MemoryBackend()
    store = KeychainStore(_ID, backend)
    backend.locked = True
    assert store.is_locked()
    for call in (lambda: store.get("pin"), lambda: store.put("pin", b""), store.names):
        with pytest.raises(KeychainLockedError):
            call()
    assert backend.items == {}
    store.unlock()
    assert store.get("pin") is None


def test_a_call_that_hangs_is_given_up_and_blocks_later_ones_until_it_ends() -> None:
    """So that a late old value never lands on a newer one."""
    backend = MemoryBackend()
    backend.gate = threading.Event()
    store = KeychainStore(_ID, backend, timeout_s=0.05)
    with pytest.raises(KeychainLockedError, match="did not answer"):
        store.put("pin", b"old")
    with pytest.raises(KeychainLockedError, match="earlier call"):
        store.put("pin", b"new")
    stuck = store._worker._stuck
    backend.gate.set()
    assert stuck is not None
    stuck.join(10)
    store.put("pin", b"new")
    assert store.get("pin") == b"new"


def test_errors_come_up_in_the_thread_that_asked() -> None:
    """Whatever the backend raises, a TimeoutError of its own too."""
    for error in (KeychainUnavailableError("gone"), TimeoutError("theirs")):

        def fail(error: Exception = error) -> None:
            raise error

        with pytest.raises(type(error), match=str(error)):
            Worker().run(fail, 5)


def test_foreign_text_and_huge_secrets_are_refused() -> None:
    """An item that somebody else wrote is not taken for a key."""
    backend = MemoryBackend()
    backend.items[f"countersign/{_ID}", "pin"] = "not base64!"
    store = KeychainStore(_ID, backend)
    with pytest.raises(KeychainUnavailableError):
        store.get("pin")
    with pytest.raises(ConfigError):
        store.put("pin", bytes((1 << 20) + 1))
