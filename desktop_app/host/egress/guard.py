"""The hook of a process: it refuses every connection and lookup that no consent names.

Promise: once `Guard.install()` ran, Python code of this process reaches Unix sockets and loopback
only, while it is shut. Open, it looks up the names of its places alone, and connects to the very
addresses and ports that those led to: to nothing else, loopback included. Each refused attempt is
counted and reported. A belt, not a wall: native code (grpc's own core, a name lookup inside
`connect`) passes it, and child processes need their own. The proof is a network namespace that
counts packets.

Source: PEP 578 audit hooks; a hook cannot be removed, so one is installed once and asks an object.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from desktop_app.host.egress.places import Place, parsed, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CONNECT = "socket.connect"
_CONNECTS = frozenset((_CONNECT, "socket.sendto", "socket.sendmsg"))
_LOOKUP = "socket.getaddrinfo"
_LOOKUPS = frozenset((_LOOKUP, "socket.gethostbyname", "socket.gethostbyaddr"))
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


class Way(NamedTuple):
    """One address of a place, to connect to as it is.

    Attributes:
        family: of the socket.
        address: what `connect` takes.
    """

    family: socket.AddressFamily
    address: tuple[str, int] | tuple[str, int, int, int]


@dataclass(frozen=True)
class _Open:
    """What the guard is open to; `ways` grows by lookups of its places, and dies with it."""

    places: tuple[Place, ...]
    ways: set[tuple[object, object]] = field(default_factory=set)

    def named(self, host: object) -> list[Place]:
        return [it for it in self.places if it.host == spelled(str(_text(host)))]


class Guard:
    """The door of a process; thread safe.

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
        self._open: _Open | None = None

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

    def open_to(self, places: Iterable[Place]) -> None:
        """Open to these places alone; none: nothing is reached, loopback included.

        What was looked up before counts no more. A connection that is there goes on: whoever made
        it hangs up.
        """
        opened = _Open(tuple(places))
        for place in opened.places:
            if parsed(place.host) is not None and place.refuses(place.host) is None:
                opened.ways.add((place.host, place.port))
        self._open = opened

    def shut(self) -> None:
        """Reach nothing beyond loopback again."""
        self._open = None

    def check(self, event: str, args: tuple[object, ...]) -> None:
        """Judge one audit event.

        Raises:
            EgressRefusedError: it would leave this machine, or go where no consent says.
        """
        if not event.startswith("socket."):  # the hook sees every event of the process: be quick
            return
        opened = self._open
        if opened is None:
            target = _target_beyond_loopback(event, args)
        else:
            target = _target_beyond_places(opened, event, args)
        if target is not None:
            self._refuse(event, target, f"No consent to connect to {target}")

    def resolve(self, host: str, port: int) -> list[Way]:
        """Return the addresses of a place, those alone that its consent covers.

        Args:
            host: of one of the places; shut: a name or an address of this computer.
            port: likewise.

        Raises:
            EgressRefusedError: no consent names it, or it leads nowhere that the consent covers.
            OSError: the lookup failed.
        """
        opened = self._open
        place = _place(opened, host, port)
        if place is None:
            self._refuse(_LOOKUP, f"{host}:{port}"[:256], f"No consent to connect to {host}:{port}")
        ways: list[Way] = []
        why, where = "no address", "nothing"
        for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if family not in _INET or not isinstance(address[0], str):
                continue
            refusal = _why_not(opened, place, address[0])
            if refusal is None:
                ways.append(Way(family, address))
            else:
                why, where = refusal, address[0]
        if not ways:
            told = f"{host} leads to {where}, {why}; the consent does not cover that"
            self._refuse(_CONNECT, f"{host}:{port} at {where}"[:256], told)
        if opened is not None:
            opened.ways.update((way.address[0], way.address[1]) for way in ways)
        return ways

    def _refuse(self, event: str, target: str, told: str) -> NoReturn:
        refusal = self._count(event, target)
        if self._on_refused is not None and not getattr(self._reporting, "busy", False):
            self._reporting.busy = True
            try:
                self._on_refused(refusal)
            finally:
                self._reporting.busy = False
        raise EgressRefusedError(errno.EACCES, told)

    def _count(self, event: str, target: str) -> Refusal:
        with self._lock:
            if len(self._counts) >= 1024 and target not in self._counts:  # noqa: PLR2004 - bound
                self._counts["(others)"] += 1
                return Refusal(event, target, self._counts["(others)"])
            self._counts[target] += 1
            return Refusal(event, target, self._counts[target])


def _place(opened: _Open | None, host: str, port: int) -> Place | None:
    """Return what covers a host and port; shut: this computer, where it is asked for."""
    if opened is None:
        return Place(host, port, own_network=True) if _is_local_host(host) else None
    found = [it for it in opened.named(host) if it.port == port]
    near = [it for it in found if it.may_be_near]
    return next(iter(near + found), None)


def _why_not(opened: _Open | None, place: Place, address: str) -> str | None:
    if opened is None and not _is_local_host(address):
        return "another computer"
    return place.refuses(address)


def _target_beyond_places(opened: _Open, event: str, args: tuple[object, ...]) -> str | None:
    """Return what an event would reach that no place covers, or None."""
    if event == _LOOKUP and opened.named(args[0]):
        return None
    if event not in _CONNECTS:
        return _target_beyond_loopback(event, args)
    sock, address = args[0], args[-1]
    if getattr(sock, "family", None) in _NO_NETWORK or address is None:
        return None
    is_stream = getattr(sock, "type", None) == socket.SOCK_STREAM and event == _CONNECT
    if is_stream and isinstance(address, tuple) and address[:2] in opened.ways:
        return None
    return _shown(address)


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
