"""host.keychain_windows over a locker in memory with its size limit; no Windows was tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.errors import KeyringError, PasswordDeleteError

from desktop_app.errors import KeychainUnavailableError
from desktop_app.host.keychain_windows import WindowsBackend


class Locker:
    """A credential locker in memory: 2,560 bytes of UTF-16 an item."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.writes_left = 1_000_000

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) * 2 > 2560 or self.writes_left == 0:
            raise KeyringError("refused")
        self.writes_left -= 1
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.items:
            raise PasswordDeleteError
        del self.items[service, username]


def _backend() -> tuple[WindowsBackend, Locker]:
    backend, locker = WindowsBackend(), Locker()
    backend._keyring = locker
    return backend, locker


@given(st.lists(st.integers(0, 4500), min_size=1, max_size=5))
def test_texts_of_any_length_replace_each_other_and_leave_nothing(sizes: list[int]) -> None:
    """Long after short after long; after the deletion no part is left."""
    backend, locker = _backend()
    for number, size in enumerate(sizes):
        text = str(number) * size
        backend.set("s", "n", text)
        assert backend.get("s", "n") == text
    backend.delete("s", "n")
    assert locker.items == {}
    backend.delete("s", "n")
    assert backend.get("s", "n") is None


@pytest.mark.parametrize("writes", range(4))
def test_a_write_that_fails_midway_leaves_the_old_text(writes: int) -> None:
    """The head is written last."""
    backend, locker = _backend()
    backend.set("s", "n", "a" * 3500)
    locker.writes_left = writes
    with pytest.raises(KeychainUnavailableError):
        backend.set("s", "n", "b" * 3500)
    assert backend.get("s", "n") == "a" * 3500


def test_a_missing_part_is_told() -> None:
    """Never half a key."""
    backend, locker = _backend()
    assert not backend.is_locked()
    backend.unlock()
    backend.set("s", "n", "a" * 3500)
    del locker.items["s", "@n/a/1"]
    with pytest.raises(KeychainUnavailableError, match="missing"):
        backend.get("s", "n")
