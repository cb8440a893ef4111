"""Keys in the operating system's keychain: `os-keychain` custody.

Promise: no call blocks for ever and none makes the keychain ask the person by itself. Each runs in
a worker thread with a time limit; a locked keychain is KEYCHAIN_LOCKED at once. Only `unlock` shows
the system's own prompt. A call that ran out of time may still end later; until it has, every other
call is refused, so that an old value never overwrites a newer one.

The backend is chosen here by platform, never by configuration or environment, through `keyring`:
`keychain_linux`, `keychain_macos`, `keychain_windows`. Items: service `countersign/<install-id>`,
user name = name of the secret, password = base64. The item `@names` lists the names, since
keychains have no common way to list.
"""

from __future__ import annotations

import base64
import binascii
import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import ConfigError, KeychainLockedError, KeychainUnavailableError
from desktop_app.host.custody import MAX_SECRET_BYTES, check_name
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.keychain_backend import Backend

T = TypeVar("T")
CALL_TIMEOUT_S = 10.0
UNLOCK_TIMEOUT_S = 300.0
_NAMES = "@names"


def system_backend() -> Backend:
    """Return this platform's keychain; it is not reached before its first call.

    Raises:
        KeychainUnavailableError: the platform has none that we know, or its library is missing.
    """
    try:
        if sys.platform == "darwin":
            from desktop_app.host.keychain_macos import MacOSBackend  # noqa: PLC0415 - 15 ms

            return MacOSBackend()
        if sys.platform == "win32":
            from desktop_app.host.keychain_windows import WindowsBackend  # noqa: PLC0415 - 15 ms

            return WindowsBackend()
        from desktop_app.host.keychain_linux import LinuxBackend  # noqa: PLC0415 - 40 ms, 6 MB

        return LinuxBackend()
    except ImportError as error:
        raise KeychainUnavailableError(f"No keychain library: {error}.") from error


class Worker:
    """Runs one call at a time in a thread of its own, with a time limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stuck: threading.Thread | None = None

    def run(self, call: Callable[[], T], timeout_s: float) -> T:
        """Return what `call` returns.

        Raises:
            KeychainLockedError: out of time, or an earlier call is still out.
        """
        with self._lock:
            if self._stuck is not None and self._stuck.is_alive():
                raise KeychainLockedError("The keychain has not answered an earlier call yet.")
            answer: Future[T] = Future()
            thread = threading.Thread(
                target=_settle, args=(answer, call), name="keychain", daemon=True
            )
            thread.start()
            thread.join(timeout_s)
            if not answer.done():
                self._stuck = thread
                raise KeychainLockedError(
                    f"The keychain did not answer within {timeout_s:g} seconds."
                )
            return answer.result()


def _settle(answer: Future[T], call: Callable[[], T]) -> None:
    try:
        answer.set_result(call())
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
        answer.set_exception(error)


class KeychainStore:
    """`model.keystore.KeyStore` of one install in a keychain; thread safe.

    Args:
        install_id: 16 hex digits.
        backend: `system_backend()`.
        timeout_s: limit of each call.
    """

    def __init__(
        self, install_id: str, backend: Backend, *, timeout_s: float = CALL_TIMEOUT_S
    ) -> None:
        self._service = f"countersign/{install_id}"
        self._backend = backend
        self._timeout_s = timeout_s
        self._worker = Worker()
        self._names: frozenset[str] | None = None

    @property
    def custody(self) -> Custody:
        """`os-keychain`."""
        return Custody.OS_KEYCHAIN

    def is_locked(self) -> bool:
        """Tell whether the person must unlock it first; also the cheapest sign that it is there.

        Raises:
            KeychainUnavailableError: there is no usable keychain in this session.
        """
        return self._worker.run(self._backend.is_locked, self._timeout_s)

    def unlock(self, timeout_s: float = UNLOCK_TIMEOUT_S) -> None:
        """Show the system's own prompt and wait for the person.

        Raises:
            KeychainLockedError: dismissed, or not answered in time.
        """
        self._worker.run(self._backend.unlock, timeout_s)

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        check_name(name)
        return self._run(lambda: self._get(name))

    def put(self, name: str, value: bytes) -> None:
        """Store a secret."""
        check_name(name)
        if len(value) > MAX_SECRET_BYTES:
            raise ConfigError(f"The secret {name} has more than {MAX_SECRET_BYTES} bytes.")
        self._run(lambda: self._put(name, value))

    def delete(self, name: str) -> None:
        """Destroy a secret; the keychain decides what remains on the medium."""
        check_name(name)
        self._run(lambda: self._delete(name))

    def names(self) -> frozenset[str]:
        """Return the names that hold a secret."""
        return self._run(self._existing)

    def _run(self, call: Callable[[], T]) -> T:
        return self._worker.run(lambda: self._when_unlocked(call), self._timeout_s)

    def _when_unlocked(self, call: Callable[[], T]) -> T:
        if self._backend.is_locked():
            raise KeychainLockedError("The keychain is locked.")
        return call()

    def _get(self, name: str) -> bytes | None:
        text = self._backend.get(self._service, name)
        try:
            return None if text is None else base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise KeychainUnavailableError(
                f"The keychain item {self._service} {name} was not written by us.",
                hint="Restore a key backup with `countersign keys restore FILE`.",
            ) from error

    def _put(self, name: str, value: bytes) -> None:
        if name not in self._listed():
            self._list(self._listed() | {name})  # before the item: a name too many is harmless
        self._backend.set(self._service, name, base64.b64encode(value).decode("ascii"))

    def _delete(self, name: str) -> None:
        self._backend.delete(self._service, name)
        if name in self._listed():
            self._list(self._listed() - {name})

    def _existing(self) -> frozenset[str]:
        self._names = None
        listed = self._listed()
        return frozenset(n for n in listed if self._backend.get(self._service, n) is not None)

    def _listed(self) -> frozenset[str]:
        if self._names is None:
            text = self._backend.get(self._service, _NAMES) or ""
            self._names = frozenset(text.split())
        return self._names

    def _list(self, names: frozenset[str]) -> None:
        self._names = None
        self._backend.set(self._service, _NAMES, " ".join(sorted(names)))
        self._names = names
