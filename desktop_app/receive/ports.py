"""Listening sockets on 127.0.0.1 and on the same port of [::1]; nothing else, ever.

A machine without IPv6 gets 127.0.0.1 alone. When another program holds the port on either address,
we refuse to start: half a port would let that program answer in our place.
"""

from __future__ import annotations

import errno
import socket
import sys

from desktop_app.errors import PortTakenError

_LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
_NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}
_TRIES = 20  # free ports of 127.0.0.1 to try until one is free on [::1] too
_BACKLOG = 512


def listen(port: int, *, backlog: int = _BACKLOG) -> list[socket.socket]:
    """Return listening sockets for 127.0.0.1 and, where there is IPv6, [::1].

    Args:
        port: 0 for any port that is free on both.
        backlog: connections that wait to be accepted; 0 to bind only.

    Raises:
        PortTakenError: another program listens there.
    """
    for _ in range(1 if port else _TRIES):
        first = _bound(socket.AF_INET, port, backlog)
        try:
            second = _second(first.getsockname()[1], backlog)
        except PortTakenError:
            first.close()
            continue
        except BaseException:
            first.close()
            raise
        return [first] if second is None else [first, second]
    raise PortTakenError(f"Port {port or '(any)'} on [::1] is taken by another program.")


def _second(port: int, backlog: int) -> socket.socket | None:
    try:
        return _bound(socket.AF_INET6, port, backlog)
    except OSError as error:
        if error.errno in _NO_IPV6:
            return None
        raise


def _bound(family: socket.AddressFamily, port: int, backlog: int) -> socket.socket:
    # Named as TCP, else asyncio leaves Nagle on: each answer (two writes) would wait 40 ms for the
    # sender's delayed acknowledgement.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a listener of another program still conflicts; only old connections do not
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        found.bind((_LOOPBACK[family], port))
        if backlog:
            found.listen(backlog)
    except OSError as error:
        found.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise PortTakenError(
                f"Port {port} on {_LOOPBACK[family]} is taken by another program."
            ) from error
        raise
    return found
