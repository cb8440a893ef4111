"""What the person's environment says about proxies, at the moment an upstream is added.

From then on it is part of the upstream, and of the consent to it; no environment is asked again.
"""

from __future__ import annotations

import urllib.request


def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy's URL for a host, credentials included; None: it is reached straight.

    Args:
        scheme: "http" or "https".
        host: name or address.
    """
    if urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(scheme)
