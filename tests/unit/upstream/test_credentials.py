"""Credentials as they lie in the keystore."""

from __future__ import annotations

import pytest

from desktop_app.errors import BadEncodingError
from desktop_app.upstream import credentials
from tests.fakes.keystore import MemoryKeyStore


def test_they_come_back() -> None:
    """And there are none where there is no item."""
    secrets = {"header:authorization": "Bearer ü", "client-key": "-----BEGIN"}
    assert credentials.parse_credentials(credentials.format_credentials(secrets)) == secrets
    assert credentials.parse_credentials(None) == {}


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"a":1}', b"\xff"])
def test_damage_is_told_without_showing_any_of_it(data: bytes) -> None:
    """It may be half a credential."""
    with pytest.raises(BadEncodingError, match="damaged"):
        credentials.parse_credentials(data)


def test_roots_of_authorities_are_found_among_all_items() -> None:
    """In the order of the upstreams' ids; other names and other items are none."""
    store = MemoryKeyStore()
    store.put("vault", b"x" * 32)
    for upstream, secrets in (("bb", {"tsa-root": "B"}), ("aa", {"tsa-root": "A"}), ("cc", {})):
        store.put(credentials.item(upstream), credentials.format_credentials(secrets))
    assert credentials.trusted_roots(store) == (b"A", b"B")
    assert credentials.roots_by_upstream(store) == {"aa": b"A", "bb": b"B"}
