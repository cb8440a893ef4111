"""Hosts that a text names."""

from __future__ import annotations

import pytest

from desktop_app.policy.hosts import MAX_HOSTS, bare, in_text, is_loopback


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://Example.org:8/x", ("example.org",)),
        ("https://good.org@evil.org/", ("evil.org",)),
        ("https://a:b@c@evil.org", ("evil.org",)),
        ("http://[::1]:3/", ("::1",)),
        ("http://good.org\\@evil.org/", ("good.org\\@evil.org",)),
        ("http://{a,b}.org", ("{a,b}.org",)),
        ("http://a%2eorg", ("a%2eorg",)),
        ("git@github.com:a/b", ("github.com",)),
        ("x.org", ()),
        ("http://a.org http://a.org.", ("a.org",)),
    ],
)
def test_hosts_of_addresses(text, found):
    """What parsers could read in two ways stays as it stands, so no list takes it for its own."""
    assert in_text(text) == found


def test_there_is_a_bound():
    """However many a text names."""
    assert len(in_text(" ".join(f"http://h{n}.org" for n in range(100)))) == MAX_HOSTS


def test_a_word_may_be_a_host_without_a_scheme():
    """As curl takes it."""
    assert bare("Example.org/x") == "example.org"
    assert bare("localhost:8080") == "localhost"
    assert bare("file") == ""
    assert bare("-x.y") == ""
    assert bare("http://a.org") == ""


def test_loopback_is_surely_this_machine():
    """Short forms are not taken for it."""
    assert is_loopback("localhost")
    assert is_loopback("127.3.2.1")
    assert is_loopback("::1")
    assert not is_loopback("127.1")
    assert not is_loopback("localhost.evil.org")
