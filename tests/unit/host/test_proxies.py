"""What the environment says about proxies, as curl and others read it."""

from __future__ import annotations

import pytest

from desktop_app.host.proxies import proxy_for, unquoted


@pytest.fixture(autouse=True)
def _nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_one_it_is_reached_straight() -> None:
    """By default."""
    assert proxy_for("https", "logs.example.org", 443) is None


def test_each_scheme_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials included: they are taken apart elsewhere."""
    monkeypatch.setenv("HTTPS_PROXY", "http://me:pw@proxy.example.org:3128")
    assert proxy_for("https", "logs.example.org", 443) == "http://me:pw@proxy.example.org:3128"
    assert proxy_for("http", "logs.example.org", 80) is None


@pytest.mark.parametrize(
    ("left_out", "straight"),
    [
        ("logs.example.org", True),
        (".example.org", True),
        ("example.org", True),
        ("logs.example.org:4318", True),
        ("logs.example.org:443", False),
        ("other.org,*", False),
        ("*", True),
        ("ample.org", False),
        ("", False),
    ],
)
def test_what_is_left_out_is_reached_straight(
    monkeypatch: pytest.MonkeyPatch, left_out: str, *, straight: bool
) -> None:
    """By its name, a name above it, or name and port."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("NO_PROXY", left_out)
    assert (proxy_for("https", "logs.example.org", 4318) is None) is straight


def test_what_urls_need_is_taken_out_of_a_login() -> None:
    """A password with an @ or a colon is written with %XX there."""
    assert unquoted("me:p%40ss%3Aword") == "me:p@ss:word"
