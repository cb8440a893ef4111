"""D-Bus on Qt's loop: calls with an answer by callback, signals, and who owns a name.

Promise: a bus that is missing, dead or dying is a state (`alive`, `why_not`), never an exception to
the caller; the main thread does not wait for an answer, and a call that gets none within its time
fails. A signal counts only when it comes from the owner of the name that it was asked for: another
program of the session cannot answer in the notification service's place. Whoever owns the name may
be anybody: values of other types than were asked for are a failure, and reach no callback.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from desktop_app.tray.services import DAEMON

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.tray.dbus_wire import Incoming, Wire
    from desktop_app.tray.services import Service

    Done: TypeAlias = Callable[[tuple[Any, ...]], None]
    Failed: TypeAlias = Callable[[str], None]
    Heard: TypeAlias = Callable[..., None]

LOG = logging.getLogger(__name__)
CALL_S = 5.0
GONE = "The bus is gone."
_OWNER_CHANGED = "org.freedesktop.DBus.NameOwnerChanged"


@dataclass(frozen=True, slots=True)
class _Ear:
    service: Service
    signal: str
    heard: Heard
    values: str | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    done: Done | None
    failed: Failed | None
    answers: str | None = None


class Bus(QObject):
    """One connection.

    Args:
        which: "SESSION", "SYSTEM" or an address.

    Attributes:
        lost: emitted once, when a bus that was there is gone.
        why_not: why there is none; "" while there is.
    """

    lost = Signal()

    def __init__(self, which: str = "SESSION", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.why_not = ""
        self._calls: dict[int, _Waiting] = {}
        self._ears: list[_Ear] = []
        self._owners: dict[str, str] = {DAEMON.name: DAEMON.name}
        self._watchers: dict[str, list[Callable[[str], None]]] = {}
        self._notifier: QSocketNotifier | None = None
        self._wire = self._open(which)

    @property
    def alive(self) -> bool:
        """Whether there is a bus."""
        return self._wire is not None

    def call(
        self,
        service: Service,
        method: str,
        signature: str = "",
        body: tuple[object, ...] = (),
        *,
        done: Done | None = None,
        failed: Failed | None = None,
        answers: str | None = None,
        timeout_s: float = CALL_S,
    ) -> None:
        """Call a method; `done` gets the values, or `failed` the reason, later.

        Args:
            service: whose method.
            method: its name.
            signature: of `body`.
            body: the values that it gets.
            done: gets the values of the answer.
            failed: gets the reason why there is none.
            answers: signature that the answer must have; None: any.
            timeout_s: how long an answer is waited for.
        """
        if self._wire is None:
            if failed is not None:
                QTimer.singleShot(0, self, partial(failed, self.why_not))
            return
        try:
            serial = self._wire.call(service, method, signature, body)
        except OSError as error:
            self._calls[-1] = _Waiting(None, failed)  # told with the others that wait
            self._lose(error)
            return
        if done is not None or failed is not None:
            self._calls[serial] = _Waiting(done, failed, answers)
            QTimer.singleShot(int(timeout_s * 1000), self, partial(self._late, serial))

    def listen(
        self, service: Service, signal: str, heard: Heard, *, values: str | None = None
    ) -> None:
        """Call `heard(*values)` for each such signal from the owner of the service's name.

        Args:
            service: whose signal.
            signal: its name.
            heard: gets its values.
            values: signature that they must have; None: any.
        """
        self._ears.append(_Ear(service, signal, heard, values))
        self.watch(service.name)
        self._match(service, signal)

    def watch(self, name: str, changed: Callable[[str], None] | None = None) -> None:
        """Follow who owns a name; `changed` gets each new owner's unique name, "" for none."""
        is_new = name not in self._watchers
        watchers = self._watchers.setdefault(name, [])
        if changed is not None:
            watchers.append(changed)
        if is_new and name not in self._owners:
            self._match(DAEMON, "NameOwnerChanged", name)
            done = partial(self._owned, name)
            self.call(DAEMON, "GetNameOwner", "s", (name,), done=lambda values: done(values[0]))

    def close(self) -> None:
        """Hang up; those that wait for an answer are told, `lost` is not emitted."""
        if self._wire is not None:
            self._hang_up("It was closed.")

    def _open(self, which: str) -> Wire | None:
        try:
            from desktop_app.tray.dbus_wire import Wire  # noqa: PLC0415 - only Linux has jeepney

            wire = Wire(which)
        except (OSError, ImportError) as error:
            self.why_not = f"No D-Bus: {error}"
            LOG.info("No D-Bus (%s): %s", which, error)
            return None
        self._notifier = QSocketNotifier(wire.handle, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        return wire

    def _match(self, service: Service, signal: str, first: str | None = None) -> None:
        if self._wire is not None:
            try:
                self._wire.match(service, signal, first)
            except OSError as error:
                self._lose(error)

    def _read(self) -> None:
        if self._wire is None:
            return
        try:
            for message in self._wire.read():
                self._take(message)
                if not self.alive:  # closed by who was told
                    return
        except OSError as error:
            self._lose(error)

    def _take(self, message: Incoming) -> None:
        if message.reply_to is not None:
            self._answered(self._calls.pop(message.reply_to, _Waiting(None, None)), message)
        elif message.member == _OWNER_CHANGED and message.sender == DAEMON.name:
            self._owned(message.body[0], message.body[2])
        else:
            self._hear(message)

    def _answered(self, waiting: _Waiting, message: Incoming) -> None:
        """Hand the values on, or why there are none that can be used."""
        reason = ""
        if message.error:
            reason = " ".join([message.error, *map(str, message.body[:1])])
        elif waiting.answers not in {None, message.signature}:
            reason = f"It answered with {message.signature!r}, not with {waiting.answers!r}."
        if reason and waiting.failed is not None:
            waiting.failed(reason)
        elif not reason and waiting.done is not None:
            waiting.done(message.body)

    def _hear(self, message: Incoming) -> None:
        for ear in tuple(self._ears):
            member = f"{ear.service.interface}.{ear.signal}"
            owner = self._owners.get(ear.service.name)
            told = (message.member, message.path, message.sender)
            fits = ear.values in {None, message.signature}
            if fits and told == (member, ear.service.path, owner):
                ear.heard(*message.body)

    def _owned(self, name: str, owner: str) -> None:
        if self._owners.get(name, "") == owner:
            return
        self._owners[name] = owner
        for changed in tuple(self._watchers.get(name, ())):
            changed(owner)

    def _late(self, serial: int) -> None:
        waiting = self._calls.pop(serial, None)
        if waiting is not None and waiting.failed is not None:
            waiting.failed("It did not answer in time.")

    def _lose(self, error: OSError) -> None:
        LOG.info("The bus is gone: %s", error)
        self._hang_up(GONE)
        self.lost.emit()

    def _hang_up(self, reason: str) -> None:
        self.why_not = reason
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        waiting, self._calls = self._calls, {}
        for call in waiting.values():
            if call.failed is not None:
                call.failed(reason)
