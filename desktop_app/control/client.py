"""Asks the recorder: connect, send a request, hand on its progress, return or raise its answer.

Promise: no call waits longer than it was told, and what the recorder refuses is raised here as the
same error. A recorder that is not there is one sentence, whatever the reason the system gave. An
answer that was given up is never taken for the answer to a later call.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.control import protocol
from desktop_app.control.sockets import Link, dial
from desktop_app.errors import RecorderNotRunningError, VersionMismatchError
from desktop_app.model.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection

    from desktop_app.control.protocol import Value

_STALL_S = 5.0


class ControlClient(Closing):
    """A connection to the recorder of one data directory; one call at a time.

    Args:
        address: `Paths.control_address`, or `host.instance.read_holder(...).control`; or a
            connection that is there already (`control.person_line`).
        version: ours; a recorder of another one is refused.

    Raises:
        RecorderNotRunningError: nobody listens there.
        ForbiddenSenderError: another user's process does.
    """

    def __init__(
        self, address: str | Connection, *, connect_s: float = 2.0, version: str = __version__
    ) -> None:
        self._version = version
        self._given_up = False
        if isinstance(address, str):
            self._link: Link = dial(address, connect_s=connect_s, stall_s=_STALL_S)
        else:
            self._link = Link(address, stall_s=_STALL_S)
        try:
            self._link.check_peer()
        except BaseException:
            self._link.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether the other side went away or an answer was given up: no call gets through now."""
        return self._given_up

    def call(
        self,
        verb: str,
        args: Mapping[str, Value] | None = None,
        *,
        timeout_s: float = 30.0,
        progress: Callable[[int, int], None] | None = None,
    ) -> Mapping[str, Value]:
        """Run a verb in the recorder and return its data.

        Args:
            verb: name in the recorder's table.
            args: by name.
            timeout_s: longest silence; each progress line begins it again.
            progress: told (done, total) of long verbs.

        Raises:
            CountersignError: what the recorder said, as its own class.
            RecorderNotRunningError: it went away or fell silent.
            VersionMismatchError: it is of another version.
        """
        try:
            self._link.send(protocol.format_request(_request(verb, args, self._version)))
        except OSError as error:
            # A server that refused us at the door has said so before it closed.
            self._finish(timeout_s, progress)
            raise _gone() from error
        return self._finish(timeout_s, progress)

    def interrupt(self) -> None:
        """End a call that another thread waits in: it raises RecorderNotRunningError there."""
        self._link.shut()

    def close(self) -> None:
        """Hang up."""
        self._link.close()

    def _finish(
        self, timeout_s: float, progress: Callable[[int, int], None] | None
    ) -> Mapping[str, Value]:
        try:
            answer = self._last(timeout_s, progress)
        except BaseException:  # whatever comes over it yet belongs to this call
            self._given_up = True
            self._link.shut()
            raise
        if isinstance(answer, protocol.Failed):
            protocol.raise_failure(answer)
        self._check(answer.version)
        return answer.data

    def _last(
        self, timeout_s: float, progress: Callable[[int, int], None] | None
    ) -> protocol.Done | protocol.Failed:
        """Hand on progress until the answer comes."""
        while True:
            answer = self._next(timeout_s)
            if not isinstance(answer, protocol.Progress):
                return answer
            if progress is not None:
                progress(answer.done, answer.total)

    def _next(self, timeout_s: float) -> protocol.Answer:
        started = time.monotonic()
        try:
            data = self._link.receive(protocol.MAX_ANSWER_BYTES, wait_s=timeout_s)
        except (EOFError, OSError) as error:
            raise _gone() from error
        if data is None:
            waited = time.monotonic() - started
            raise RecorderNotRunningError(
                f"The recorder has not answered for {waited:.0f} seconds.",
                hint="See its log with `countersign doctor`; stop it and start it again.",
            )
        return protocol.parse_answer(data)

    def _check(self, version: str) -> None:
        if version != self._version:
            raise VersionMismatchError(
                f"The recorder is version {version[:40]}, this command {self._version}."
            )


def _request(verb: str, args: Mapping[str, Value] | None, version: str) -> protocol.Request:
    return protocol.Request(verb, args or {}, version)


def _gone() -> RecorderNotRunningError:
    return RecorderNotRunningError("The recorder went away before it answered.")
