"""What the person's environment says about proxies, at the moment an upstream is added.

From then on it is part of the upstream, and of the consent to it; no environment is asked again.
"""

from __future__ import annotations

import urllib.parse
import urllib.request


def proxy_for(scheme: str, host: str, port: int) -> str | None:
    """Return the proxy's URL for a place, credentials included; None: it is reached straight.

    Args:
        scheme: "http" or "https".
        host: name or address.
        port: NO_PROXY can name that, too.
    """
    for place in (host, f"{host}:{port}"):
        if urllib.request.proxy_bypass(place):
            return None
    return urllib.request.getproxies().get(scheme)


def unquoted(login: str) -> str:
    """Return `name:password` of a URL as it is, without the %XX that URLs need."""
    return urllib.parse.unquote(login)
