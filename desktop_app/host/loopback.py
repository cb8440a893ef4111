"""Posts one request to a port of this machine, and to nothing else: how a set-up proves itself."""

from __future__ import annotations

import http.client
import ipaddress
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from desktop_app.errors import ConfigError, RecorderNotRunningError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

HOSTS = ("127.0.0.1", "localhost", "::1")
TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 65_536


class Place(NamedTuple):
    """Somewhere on this machine.

    Attributes:
        host: one of `HOSTS`.
        port: its port.
        target: path and query.
    """

    host: str
    port: int
    target: str


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout_s: float = TIMEOUT_S,
    gone: Future[None] | None = None,
) -> tuple[int, bytes]:
    """Return (HTTP status, first 64 KiB of the answer); redirects and proxies are not followed.

    Args:
        url: plain http to this machine.
        body: what is sent.
        headers: likewise.
        timeout_s: how long it may be silent.
        gone: hang up when this is done, from whatever thread.

    Raises:
        ConfigError: the URL is not plain http to this machine, or a header cannot be sent.
        RecorderNotRunningError: nothing answers there, or nothing that speaks HTTP.
    """
    host, port, path = parse(url)
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.connect()
        if not ipaddress.ip_address(connection.sock.getpeername()[0]).is_loopback:
            raise ConfigError(f"{host} leads to another machine.")
        if gone is not None:
            wire = connection.sock
            gone.add_done_callback(lambda _: _hang_up(wire))
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise RecorderNotRunningError(f"Nothing answers at {url}: {error}.") from error
    except ValueError as error:
        raise ConfigError(f"A header for {url} cannot be sent: it is not plain text.") from error
    finally:
        connection.close()


def _hang_up(wire: socket.socket) -> None:
    with suppress(OSError):  # it was closed already
        wire.shutdown(socket.SHUT_RDWR)


def check(url: str) -> None:
    """Refuse a URL that is not plain http to this machine; raises ConfigError."""
    parse(url)


def parse(url: str) -> Place:
    """Return where a URL of this machine leads; raises ConfigError for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError as error:
        raise ConfigError(f"{url} is no URL.") from error
    if parts.scheme != "http" or parts.hostname not in HOSTS or parts.username is not None:
        raise ConfigError(f"{url} is not an address of this machine.")
    query = f"?{parts.query}" if parts.query else ""
    return Place(parts.hostname, port, (parts.path or "/") + query)
