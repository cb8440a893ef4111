"""The thread that talks to the keystore, so that a commit never waits for a keychain.

Pins and changes of keys go through here, in order. A keystore that is locked or gone is no reason
to stop recording: the newest pin waits and is tried again, and `error` says what is behind.
"""

from __future__ import annotations

from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar

from desktop_app.ledger.pin import PIN, Pin, format_pin

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.keystore import KeyStore

T = TypeVar("T")
RETRY_S = 5.0


class Keeper:
    """Works off one job after another on its own thread.

    Attributes:
        pinned_size: entries that the newest stored pin covers.
        pinned_us: wall time of that pin.
        error: why the keystore is behind, or None.
    """

    def __init__(self, keystore: KeyStore, pinned_size: int, pinned_us: int = 0) -> None:
        self._keystore = keystore
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._pin: Pin | None = None
        self._lock = Lock()
        self._ended = False
        self.pinned_size, self.pinned_us = pinned_size, pinned_us
        self.error: str | None = None
        # A keychain that never answers must not keep the process from ending.
        self._thread = Thread(target=self._run, name="ledger-keeper", daemon=True)
        self._thread.start()

    def pin(self, pin: Pin) -> None:
        """Store a pin soon; a newer one replaces one that still waits."""
        with self._lock:
            self._pin = pin
        self._jobs.put(_nothing)

    def do(self, work: Callable[[], T]) -> Future[T]:
        """Run `work` on this thread; errors come through the future."""
        future: Future[T] = Future()

        def job() -> None:
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                future.set_exception(error)
            else:
                future.set_result(result)

        self._jobs.put(job)
        return future

    def close(self, timeout_s: float) -> bool:
        """Finish what waits, for at most that long; False when the keystore did not answer."""
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._ended:
            try:
                job = self._jobs.get(timeout=None if self._pin is None else RETRY_S)
            except Empty:
                job = _nothing
            if job is None:
                self._ended = True
            else:
                job()
            self._store_pin()

    def _store_pin(self) -> None:
        pin = self._pin
        if pin is None:
            return
        try:
            self._keystore.put(PIN, format_pin(pin))
        except Exception as error:  # noqa: BLE001 - told in `error`, and tried again
            self.error = str(error) or type(error).__name__
            return
        self.pinned_size, self.pinned_us, self.error = pin.size, pin.ts_us, None
        with self._lock:
            if self._pin is pin:
                self._pin = None  # else a newer one came meanwhile, and its turn too


def _nothing() -> None:
    """Wake the thread; it stores the pin after every job."""
