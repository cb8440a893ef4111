"""Posts one request to a port of this machine, and to nothing else: how a set-up proves itself."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.errors import ConfigError, RecorderNotRunningError

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTS = ("127.0.0.1", "localhost", "::1")
TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 65_536


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Return (HTTP status, first 64 KiB of the answer).

    Raises:
        ConfigError: the URL is not plain http to this machine.
        RecorderNotRunningError: nothing answers there.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in HOSTS:
        raise ConfigError(f"{url} is not an address of this machine.")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=TIMEOUT_S)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise RecorderNotRunningError(f"Nothing answers at {url}: {error}.") from error
    finally:
        connection.close()
