"""From an upstream to its client; credentials are used, and never shown."""

from __future__ import annotations

import pytest

from desktop_app.courier import reaching
from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress.places import Place
from desktop_app.upstream.places import Kind, Upstream
from tests.fakes.certificates import Authority
from tests.fakes.upstreams import upstream

PAIR = Authority().pair("client")
PROXIED = upstream(proxy="http://proxy.example.org:3128/", proxy_auth=True)


def test_the_door_opens_to_the_place_or_to_its_proxy() -> None:
    """Never to both: what is behind a proxy is not reached without it."""
    assert reaching.places(upstream()) == (Place("logs.example.org", 443),)
    own = upstream(where="https://nas.example.org:8443/", own_network=True)
    assert reaching.places(own) == (Place("nas.example.org", 8443, own_network=True),)
    assert reaching.places(PROXIED) == (Place("proxy.example.org", 3128, proxy=True),)
    assert reaching.places(upstream(Kind.FOLDER)) == ()
    assert reaching.places(upstream(Kind.S3)) == (Place("s3.eu-central-1.amazonaws.com", 443),)


def test_a_client_is_of_the_place() -> None:
    """Plain http leaves this computer for a time stamp authority alone."""
    with_key = upstream(client_cert=PAIR.certificate)
    made = reaching.client(with_key, {"client-key": PAIR.key})
    assert (made.origin.scheme, made.origin.host, made.origin.port) == (
        "https",
        "logs.example.org",
        443,
    )
    made.close()
    reaching.client(upstream(Kind.TSA), {}).close()
    with pytest.raises(ConfigError, match="folder"):
        reaching.client(upstream(Kind.FOLDER), {})


def test_the_way_by_a_proxy_has_its_credentials_apart() -> None:
    """A password may hold a colon; where none is asked for, none is given."""
    way = reaching.proxy(PROXIED, {"proxy": "me:pa:ss"})
    assert way is not None
    assert (way.username, way.password) == ("me", "pa:ss")
    open_to_all = reaching.proxy(upstream(proxy="http://proxy.example.org:3128/"), {})
    assert open_to_all is not None
    assert open_to_all.username is None
    assert reaching.proxy(upstream(), {"proxy": "me:x"}) is None
    assert "pa:ss" not in repr(way)


def test_headers_are_what_the_upstream_names() -> None:
    """Other credentials that lie there go nowhere."""
    one = upstream(headers=("Api-Key",))
    secrets = {"header:Api-Key": "k 1", "header:Other": "x"}
    assert reaching.headers(one, secrets) == {"Api-Key": "k 1"}


@pytest.mark.parametrize("value", ["", "a\r\nX: y", "a\nb", "\x00", "schlüssel\u2019"])
def test_a_header_that_cannot_be_sent_is_refused_before_it_is_tried(value: str) -> None:
    """And not shown."""
    one = upstream(headers=("Api-Key",))
    with pytest.raises(ConfigError, match="Api-Key") as caught:
        reaching.check(one, {"header:Api-Key": value})
    assert not value or value not in str(caught.value)


@pytest.mark.parametrize(
    "one",
    [upstream(headers=("Api-Key",)), upstream(client_cert=PAIR.certificate), PROXIED],
    ids=["header", "key", "proxy"],
)
def test_a_credential_that_is_gone_is_named(one: Upstream) -> None:
    """Nothing is sent without it."""
    with pytest.raises(ConfigError, match="not in the keychain any more"):
        reaching.check(one, {})


def test_what_is_of_no_use_is_refused_before_it_is_added() -> None:
    """A key of another certificate, say; a folder needs nothing."""
    other = Authority().pair("other")
    with pytest.raises(UpstreamError) as caught:
        reaching.check(upstream(client_cert=PAIR.certificate), {"client-key": other.key})
    assert other.key.splitlines()[1] not in str(caught.value)
    reaching.check(upstream(Kind.FOLDER), {})
    reaching.check(upstream(), {})
