"""host.keychain_linux without a session bus; a real keyring is in tests/desktop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError

keychain_linux = pytest.importorskip("desktop_app.host.keychain_linux")

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")


@pytest.mark.parametrize("address", [None, "unix:path=/nonexistent/bus", "nonsense"])
def test_no_session_bus_is_no_usable_keychain(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str | None
) -> None:
    """Unset, stale and nonsense addresses: one error, whatever the library raised."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    backend = keychain_linux.LinuxBackend()
    for call in (
        backend.is_locked,
        backend.unlock,
        lambda: backend.get("s", "n"),
        lambda: backend.set("s", "n", "x"),
        lambda: backend.delete("s", "n"),
    ):
        with pytest.raises(KeychainUnavailableError):
            call()


def test_a_dismissed_prompt_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person said no: locked, not gone."""

    class Collection:
        def __init__(self, _bus: object) -> None:
            pass

        def is_locked(self) -> bool:
            return True

        def unlock(self) -> bool:
            return True

    class Bus:
        def close(self) -> None:
            pass

    monkeypatch.setattr(keychain_linux.secretstorage, "dbus_init", Bus)
    monkeypatch.setattr(keychain_linux.secretstorage, "Collection", Collection)
    backend = keychain_linux.LinuxBackend()
    assert backend.is_locked()
    for call in (backend.unlock, lambda: backend.get("s", "n")):
        with pytest.raises(KeychainLockedError):
            call()
