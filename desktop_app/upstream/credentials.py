"""Credentials of upstreams as they lie in the keystore: one item an upstream, texts by name.

Beside what it takes to be sent to, an authority's item may hold the root that its person trusts:
not secret, but believed only from where nobody else can put it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.keystore import KeyStore

PREFIX: Final = "upstream."
TSA_ROOT: Final = "tsa-root"


def item(upstream: str) -> str:
    """Return the keystore's name for an upstream's credentials."""
    return f"{PREFIX}{upstream}"


def format_credentials(secrets: Mapping[str, str]) -> bytes:
    """Return them as they are stored."""
    return canonical.encode_body(dict(secrets))


def parse_credentials(data: bytes | None) -> dict[str, str]:
    """Return what is stored; nothing where there is no item.

    Raises:
        BadEncodingError: it is damaged; the message shows none of it.
    """
    try:
        value = {} if data is None else json.loads(data)
    except ValueError as error:
        raise BadEncodingError("An upstream's credentials are damaged.") from error
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise BadEncodingError("An upstream's credentials are damaged.")
    return value


def trusted_roots(store: KeyStore) -> tuple[bytes, ...]:
    """Return the roots of time stamp authorities that the person trusted when adding them, PEM.

    Raises:
        as `roots_by_upstream`.
    """
    return tuple(roots_by_upstream(store).values())


def roots_by_upstream(store: KeyStore) -> dict[str, bytes]:
    """Return these roots by the id of the upstream that each was trusted for.

    Raises:
        BadEncodingError: an item is damaged.
        KeychainLockedError, KeychainUnavailableError: as the keystore says.
    """
    names = sorted(name for name in store.names() if name.startswith(PREFIX))
    items = {name.removeprefix(PREFIX): parse_credentials(store.get(name)) for name in names}
    return {one: item[TSA_ROOT].encode() for one, item in items.items() if TSA_ROOT in item}
