"""host.egress.places: which addresses a place may be at, whichever way they are written."""

from __future__ import annotations

import ipaddress

import pytest

from desktop_app.host.egress.places import Place, is_public, meant, parsed, spelled

PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::8.8.8.8"]
HERE = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::127.0.0.1"]
NEAR = [
    *("10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12::1", "fc00::1"),
    *("::ffff:10.0.0.1", "2002:a00:1::", "64:ff9b::192.168.1.1", "::192.168.1.1"),
]
CREDENTIALS = [
    *("169.254.169.254", "169.254.170.2", "fe80::1", "fe80::1%2", "fd00:ec2::254"),
    *("100.100.100.200", "192.0.0.192", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254"),
    *("::169.254.169.254", "168.63.129.16", "fd20:ce::254"),
]
NOWHERE = [
    "0.0.0.0",  # noqa: S104 - nothing is bound
    *("::", "255.255.255.255", "240.0.0.1", "224.0.1.1", "239.1.1.1", "ff0e::1"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "198.18.0.1", "fec0::1"),
    *("64:ff9b:1::1", "100::1", "2001::1", "::ffff:0.0.0.0", "4000::1", "192.0.0.8", "3fff::1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_will_do(address: str) -> None:
    """Also by the ways that IPv6 carries IPv4."""
    assert Place("collector.example", 443).refuses(address) is None


@pytest.mark.parametrize("address", HERE)
def test_this_computer_only_where_the_consent_says_so(address: str) -> None:
    """What a name that somebody points at loopback would reach."""
    assert Place("collector.example", 443).refuses(address) == "this computer itself"
    assert Place("collector.example", 443, own_network=True).refuses(address) is None


@pytest.mark.parametrize("address", NEAR)
def test_the_own_network_only_where_the_consent_says_so(address: str) -> None:
    """A proxy that the person was shown may lie there, too."""
    assert Place("collector.example", 443).refuses(address) == "on a private network"
    assert Place("collector.example", 443, own_network=True).refuses(address) is None
    assert Place("proxy.example", 3128, proxy=True).refuses(address) is None


@pytest.mark.parametrize("address", CREDENTIALS)
def test_metadata_services_only_by_their_very_address(address: str) -> None:
    """No name leads there, on no network: they hand out credentials to whoever asks."""
    for place in (
        Place("collector.example", 80, own_network=True),
        Place("collector.example", 80, proxy=True),
        Place(address, 80),
    ):
        assert "credentials" in str(place.refuses(address))
    assert Place(address, 80, own_network=True).refuses(address) is None


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_no_machine_on_the_internet_is_refused(address: str) -> None:
    """Wildcards, multicast, documentation, what nobody routes."""
    for own in (False, True):
        place = Place("collector.example", 443, own_network=own)
        assert place.refuses(address) == "not an address of the internet"


def test_a_name_is_no_address() -> None:
    """Nor is a number that a resolver would take for one."""
    for text in ("collector.example", "2130706433", "", "127.1"):
        assert Place("a", 1, own_network=True).refuses(text) == "no address"
        assert parsed(text) is None


def test_hosts_are_compared_in_one_spelling() -> None:
    """Case, the root's dot and brackets say nothing."""
    assert Place("Collector.Example.", 1) == Place("collector.example", 1)
    assert spelled("[::1]") == "::1"
    assert not is_public(ipaddress.ip_address("10.0.0.1"))
    assert str(meant(ipaddress.ip_address("::ffff:1.2.3.4"))) == "1.2.3.4"
