"""The one door out, shut: a process-wide hook that refuses connections beyond loopback.

Promise: once `LocalOnly.install()` ran, Python code of this process reaches Unix sockets and
loopback only; each refused attempt is counted and reported. While local-only mode is off the door
would open to upstreams that a person consented to; there are none in this version, so it is shut in
both modes. A belt, not a wall: native code (grpc's
own core, a name lookup inside `connect`) passes it, and child processes need their own. The proof
is a network namespace that counts packets.

Source: PEP 578 audit hooks; a hook cannot be removed, so one is installed once and asks an object.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CONNECTS = frozenset(("socket.connect", "socket.sendto", "socket.sendmsg"))
_LOOKUPS = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"))
_NAMED = "socket.getnameinfo"
_NO_NETWORK = {socket.AF_UNIX} if hasattr(socket, "AF_UNIX") else set()
if hasattr(socket, "AF_NETLINK"):
    _NO_NETWORK.add(socket.AF_NETLINK)  # the kernel of this machine
_INET = (socket.AF_INET, socket.AF_INET6)


class EgressRefusedError(PermissionError):
    """A connection that nobody consented to; libraries see a failed connect."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused attempt.

    Attributes:
        event: audit event name, as `socket.connect`.
        target: host and port, or the name looked up; cut at 256 characters.
        count: attempts at this target so far, this one included.
    """

    event: str
    target: str
    count: int


class LocalOnly:
    """The door of this process; thread safe.

    Args:
        on_refused: told of each refusal, in the thread that tried; it must not block. What it
            raises reaches the caller of the connect in place of the refusal.
    """

    def __init__(self, on_refused: Callable[[Refusal], None] | None = None) -> None:
        self._on_refused = on_refused
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._reporting = threading.local()
        self._installed = False

    @property
    def refused(self) -> int:
        """Attempts refused so far."""
        with self._lock:
            return self._counts.total()

    def install(self) -> None:
        """Hook this object into the process, for the rest of its life; once."""
        with self._lock:
            if self._installed:
                return
            self._installed = True
        sys.addaudithook(self.check)

    def check(self, event: str, args: tuple[object, ...]) -> None:
        """Judge one audit event.

        Raises:
            EgressRefusedError: it would leave this machine.
        """
        if not event.startswith("socket."):  # the hook sees every event of the process: be quick
            return
        target = _target_beyond_loopback(event, args)
        if target is None:
            return
        refusal = self._count(event, target)
        if self._on_refused is not None and not getattr(self._reporting, "busy", False):
            self._reporting.busy = True
            try:
                self._on_refused(refusal)
            finally:
                self._reporting.busy = False
        raise EgressRefusedError(errno.EACCES, f"No consent to connect to {target}")

    def _count(self, event: str, target: str) -> Refusal:
        with self._lock:
            if len(self._counts) >= 1024 and target not in self._counts:  # noqa: PLR2004 - bound
                self._counts["(others)"] += 1
                return Refusal(event, target, self._counts["(others)"])
            self._counts[target] += 1
            return Refusal(event, target, self._counts[target])


def _target_beyond_loopback(event: str, args: tuple[object, ...]) -> str | None:
    """Return what an event would reach beyond this machine, or None."""
    if event in _LOOKUPS:
        return None if _is_local_host(args[0]) else _shown(args)
    if event == _NAMED:  # asks a name server who that is
        return None if _is_local_place(args[0]) else _shown(args[0])
    if event not in _CONNECTS:
        return None
    sock, address = args[0], args[-1]
    family = getattr(sock, "family", None)
    if family in _NO_NETWORK or address is None:  # None: sendmsg on a connected socket
        return None
    return None if family in _INET and _is_local_place(address) else _shown(address)


def _shown(address: object) -> str:
    if isinstance(address, tuple) and len(address) > 1:
        return f"{_text(address[0])}:{_text(address[1])}"[:256]
    return repr(address)[:256]


def _is_local_place(address: object) -> bool:
    return isinstance(address, tuple) and bool(address) and _is_local_host(address[0])


def _is_local_host(host: object) -> bool:
    """Whether a host is loopback, or one of the names and wildcards that mean this machine."""
    text = _text(host)
    if text in (None, "", "localhost", "0.0.0.0", "::"):  # noqa: S104 - connects to itself
        return True
    try:
        address = ipaddress.ip_address(str(text))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _text(host: object) -> object:
    return host.decode("utf-8", "replace") if isinstance(host, (bytes, bytearray)) else host
