"""From an upstream and its credentials to the client that reaches it, and what the door opens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin, Proxy, parse_origin
from desktop_app.host.egress.places import Place
from desktop_app.host.egress.tls import Identity
from desktop_app.upstream.notice import url_of
from desktop_app.upstream.places import CLIENT_KEY, PROXY, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.upstream.places import Upstream

HEADER = "header:"
_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]+")  # RFC 9110, field values


def places(upstream: Upstream) -> tuple[Place, ...]:
    """Return what the door is opened to: the proxy where there is one, else the place itself."""
    url, proxy = url_of(upstream), upstream.options.proxy
    if url is None:
        return ()
    if proxy is not None:
        way = parse_origin(proxy)
        return (Place(way.host, way.port, proxy=True),)
    return (Place(url.host, url.port, own_network=upstream.options.own_network),)


def client(upstream: Upstream, secrets: Mapping[str, str]) -> Client:
    """Return a client of its place.

    Raises:
        ConfigError: it is a folder, or a credential is missing.
        UpstreamError: a certificate or key cannot be used.
    """
    url, options = url_of(upstream), upstream.options
    if url is None:
        raise ConfigError("A folder is not reached over the network.")
    return Client(
        Origin(url.scheme, url.host, url.port),
        ca_pem=options.ca,
        identity=identity(upstream, secrets),
        proxy=proxy(upstream, secrets),
        plain=upstream.kind is Kind.TSA,
    )


def identity(upstream: Upstream, secrets: Mapping[str, str]) -> Identity | None:
    """Return who we are to it, where it asks for a client certificate; raises ConfigError."""
    certificate = upstream.options.client_cert
    if certificate is None:
        return None
    return Identity(certificate, secret(secrets, CLIENT_KEY))


def proxy(upstream: Upstream, secrets: Mapping[str, str]) -> Proxy | None:
    """Return the way there, where it goes by a proxy; raises ConfigError."""
    options = upstream.options
    if options.proxy is None:
        return None
    name, password = None, ""
    if options.proxy_auth:
        name, _, password = secret(secrets, PROXY).partition(":")
    return Proxy(parse_origin(options.proxy), name, password)


def headers(upstream: Upstream, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the headers whose values are credentials; raises ConfigError, which shows none."""
    found = {name: secret(secrets, f"{HEADER}{name}") for name in upstream.options.headers}
    for name, value in found.items():
        if not _VALUE.fullmatch(value):
            raise ConfigError(f"The value for the header {name} is not one line of plain text.")
    return found


def check(upstream: Upstream, secrets: Mapping[str, str]) -> None:
    """Refuse credentials that could not be used; nothing is reached.

    Raises:
        ConfigError, UpstreamError: one is missing, or of no use.
    """
    headers(upstream, secrets)
    if url_of(upstream) is not None:
        client(upstream, secrets).close()


def secret(secrets: Mapping[str, str], name: str) -> str:
    """Return a credential; raises ConfigError where it is not there."""
    found = secrets.get(name)
    if found is None:
        raise ConfigError(
            f"The credential {name} is not in the keychain any more.",
            hint="Remove the upstream and add it again.",
        )
    return found
