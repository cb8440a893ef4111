"""Whom a client speaks to, and through whom.

Source: RFC 3986 (URLs); names beyond ASCII are written in their ASCII form (RFC 5891).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from desktop_app.errors import ConfigError
from desktop_app.host.egress.places import spelled

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a client speaks to.

    Attributes:
        scheme: `http` or `https`.
        host: name in its ASCII form, or an address without brackets.
        port: TCP port.
    """

    scheme: str
    host: str
    port: int

    @property
    def where(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        """Return it as it stands in a URL, the port always told."""
        return f"{self.scheme}://{self.where}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """The way through a proxy.

    Attributes:
        origin: where it is.
        username: for it, where it asks.
        password: likewise; a credential.
        ca_pem: trusted for an https proxy in place of the system's roots.
    """

    origin: Origin
    username: str | None = None
    password: str = field(default="", repr=False)
    ca_pem: str | None = None


def parse_origin(url: str) -> Origin:
    """Return whom a URL names; raises ConfigError for what is no http or https URL of a host."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("ascii").decode()
    except ValueError as error:  # a port out of range, a name beyond ASCII
        raise ConfigError(f"{url} is no address of a server.") from error
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise ConfigError(f"{url} is no http or https address without a user name.")
    return Origin(parts.scheme, spelled(host), port or _PORTS[parts.scheme])
