"""The recorder's end of the control socket: a table of verbs, a thread for each connection.

Promise: only processes of our own user are answered, and only those of our own version. Garbage,
huge frames, half-open and stalled connections cost a bounded number of threads and bytes: when all
places are taken, the oldest connection that runs no verb makes room.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop_app import __version__
from desktop_app.control import protocol
from desktop_app.control.sockets import FAMILY, Link, dial
from desktop_app.errors import (
    BugError,
    CountersignError,
    MalformedRequestError,
    NotAnsweredByPersonError,
    OverloadedError,
    RecorderNotRunningError,
    RecorderRunningError,
    StorageError,
    TooLargeError,
    VersionMismatchError,
)
from desktop_app.host.peers import Peer, agent_ancestor, ancestors

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.control.protocol import Answer, Value

_log = logging.getLogger(__name__)


def _stays(_future: Future[Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Call:
    """One request as its handler sees it.

    Attributes:
        args: by name; types are the handler's to check.
        peer: the process that asks; None on Windows.
        person: whether it came by the line that the tray handed down: a person's own window.
        progress: sends how far the work is, from the handler's thread; never raises, also when
            the client has gone.
        left_before: waits for a future in the handler's thread; returns whether the client hung up
            before it was done.
    """

    args: Mapping[str, Value]
    peer: Peer | None
    progress: Callable[[int, int], None]
    person: bool = False
    left_before: Callable[[Future[Any]], bool] = _stays


Handler: TypeAlias = Callable[[Call], Mapping[str, "Value"]]


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the table of verbs.

    Attributes:
        handler: runs in the connection's thread; raises CountersignError for what it refuses.
        person_only: refused when a known agent is above the asking process, or when the process
            cannot be looked at (it ended, or lives in another process namespace).
    """

    handler: Handler
    person_only: bool = False


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How much the other side may cost.

    Attributes:
        connections: at the same time.
        idle_s: a connection without a request is closed after this.
        stall_s: a read or write without progress is given up after this.
    """

    connections: int = 32
    idle_s: float = 60.0
    stall_s: float = 5.0


class _Session:
    """One connection and its thread; `busy` while a verb runs.

    Attributes:
        lasting: an inherited line: never idle, never closed to make room.
        person: what comes by it comes from a person's own window.
    """

    def __init__(
        self,
        link: Link,
        talk: Callable[[_Session], None],
        *,
        lasting: bool = False,
        person: bool = False,
    ) -> None:
        self.link = link
        self.lasting, self.person = lasting, person
        self.busy = False
        self.thread = threading.Thread(
            target=talk, args=(self,), name="control-session", daemon=True
        )


class ControlServer:
    """Listens at a control address; `start`, then `close`.

    Args:
        address: `Paths.control_address`; its directory is private to this user.
        verbs: the whole table, by name.
        version: ours; another one is refused.
        limits: what the other side may cost.
        refused: hears of each verb of a person's that an agent asked for, and that agent's name.
    """

    def __init__(
        self,
        address: str,
        verbs: Mapping[str, Verb],
        *,
        version: str = __version__,
        limits: ServerLimits = ServerLimits(),
        refused: Callable[[str, str], None] | None = None,
    ) -> None:
        self.address = address
        self._refused = refused
        self._verbs = dict(verbs)
        self._version = version
        self._limits = limits
        self._sessions: dict[_Session, None] = {}  # oldest first
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen and answer from now on.

        Raises:
            RecorderRunningError: another process answers at this address.
            StorageError: the socket cannot be made.
        """
        _remove_stale(self.address)
        try:
            self._listener = Listener(self.address, family=FAMILY, backlog=64)
            if sys.platform != "win32":
                Path(self.address).chmod(0o600)
        except OSError as error:
            raise StorageError(
                f"Cannot listen at {self.address}: {error.strerror}.", hint=""
            ) from error
        self._thread = threading.Thread(
            target=self._accept_all, args=(self._listener,), name="control", daemon=True
        )
        self._thread.start()

    def serve_line(self, connection: Connection, *, person: bool) -> None:
        """Answer on a line that our parent handed down, as long as it lasts.

        It is neither idle nor one too many, since it could not be opened again; when it ends,
        nothing else does.

        Args:
            connection: our end of it.
            person: who is at the other end is known to be a person's own window, so nobody looks
                for agents above it.

        Raises:
            ForbiddenSenderError: another user made it.
        """
        link = Link(connection, stall_s=self._limits.stall_s)
        link.check_peer()
        self._begin(_Session(link, self._talk, lasting=True, person=person))

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop listening, end idle connections, and give running verbs `timeout_s` to finish."""
        if self._listener is None or self._thread is None or self._closing.is_set():
            return
        self._closing.set()
        with suppress(RecorderNotRunningError):
            dial(self.address, connect_s=1.0, stall_s=1.0).close()  # wakes `accept`
        self._thread.join(timeout_s)
        self._listener.close()
        with self._lock:
            sessions = list(self._sessions)
            for session in sessions:
                if not session.busy:
                    session.link.shut()
        for session in sessions:
            session.thread.join(timeout_s)
            session.link.shut()

    def _talk(self, session: _Session) -> None:
        """Answer requests until the other side leaves, misbehaves or idles."""
        with session.link, suppress(EOFError, OSError):
            while self._answer_one(session):
                pass
        with self._lock:
            self._sessions.pop(session, None)

    def _answer_one(self, session: _Session) -> bool:
        """Read one request and answer it; False when the connection is to end.

        Raises:
            EOFError, OSError: the connection broke, stalled or sent a frame that is too large.
        """
        link = session.link
        wait_s = None if session.lasting else self._limits.idle_s
        data = link.receive(protocol.MAX_REQUEST_BYTES, wait_s=wait_s)
        with self._lock:
            if data is None or self._closing.is_set():
                return False
            session.busy = True
        try:
            answer = self._answer(data, session)
            link.send(_bounded(answer))
        finally:
            with self._lock:
                session.busy = False
        return not self._closing.is_set() and not _ends_connection(answer)

    def _accept_all(self, listener: Listener) -> None:
        while not self._closing.is_set():
            try:
                connection = listener.accept()
            except OSError as error:
                if not self._closing.is_set():
                    _log.warning("A control connection could not be accepted: %s", error)
                continue
            self._admit(connection)

    def _admit(self, connection: Connection) -> None:
        link = Link(connection, stall_s=self._limits.stall_s)
        try:
            link.check_peer()
            self._make_room()
        except CountersignError as error:
            _refuse(link, error)
            return
        self._begin(_Session(link, self._talk))

    def _begin(self, session: _Session) -> None:
        with self._lock:
            self._sessions[session] = None
        session.thread.start()

    def _make_room(self) -> None:
        with self._lock:
            if len(self._sessions) < self._limits.connections:
                return
            others = (each for each in self._sessions if not each.busy and not each.lasting)
            idle = next(others, None)
            if idle is None:
                raise OverloadedError("The recorder is busy with other commands.")
            del self._sessions[idle]
        idle.link.shut()

    def _answer(self, data: bytes, session: _Session) -> Answer:
        try:
            return protocol.Done(self._run(protocol.parse_request(data), session), self._version)
        except CountersignError as error:
            return protocol.failure(error)
        except Exception as error:  # noqa: BLE001 - logged, and told to the client as our bug
            _log.exception("A control verb failed")
            return protocol.failure(BugError(f"{type(error).__name__} in the recorder."))

    def _refuse_agents(self, peer: Peer | None, verb: str) -> None:
        if peer is None or peer.pid is None or not ancestors(peer.pid):
            raise NotAnsweredByPersonError("The recorder cannot tell which process asked for this.")
        found = agent_ancestor(peer.pid)
        if found is not None:
            if self._refused is not None:
                self._refused(verb, found.name)
            raise NotAnsweredByPersonError(f"{found.name} (process {found.pid}) asked for this.")

    def _run(self, request: protocol.Request, session: _Session) -> Mapping[str, Value]:
        if request.version != self._version:
            raise VersionMismatchError(
                f"The recorder is version {self._version}, the command {request.version[:40]}."
            )
        verb = self._verbs.get(request.verb)
        if verb is None:
            raise MalformedRequestError(f"The recorder knows no verb {request.verb[:64]!r}.")
        link = session.link
        if verb.person_only and not session.person:
            self._refuse_agents(link.peer, request.verb)
        call = Call(request.args, link.peer, _progress(link), session.person, link.left_before)
        return verb.handler(call)


def _progress(link: Link) -> Callable[[int, int], None]:
    gone = False

    def send(done: int, total: int) -> None:
        nonlocal gone
        if gone:
            return
        try:
            link.send(protocol.format_answer(protocol.Progress(done, total)))
        except OSError:  # the client left or stopped reading; half a frame may be on its way
            gone = True
            link.shut()

    return send


def _bounded(answer: Answer) -> bytes:
    try:
        return protocol.format_answer(answer)
    except (TooLargeError, BugError) as error:
        return protocol.format_answer(protocol.failure(error))


def _ends_connection(answer: Answer) -> bool:
    codes = (MalformedRequestError.code, VersionMismatchError.code)
    return isinstance(answer, protocol.Failed) and answer.code in codes


def _refuse(link: Link, error: CountersignError) -> None:
    with link, suppress(OSError):
        link.send(protocol.format_answer(protocol.failure(error)))


def _remove_stale(address: str) -> None:
    """Remove the socket file of a recorder that died; the caller holds the directory's lock."""
    path = Path(address)
    if sys.platform == "win32" or not path.is_socket():
        return
    try:
        dial(address, connect_s=1.0, stall_s=1.0).close()
    except RecorderNotRunningError:
        path.unlink(missing_ok=True)
        return
    raise RecorderRunningError(f"Another recorder answers at {address}.")
