"""host.egress.origins: whom a URL names."""

from __future__ import annotations

import pytest

from desktop_app.errors import ConfigError
from desktop_app.host.egress.origins import Origin, Proxy, parse_origin


@pytest.mark.parametrize(
    ("url", "origin", "shown"),
    [
        (
            "https://Collector.Example",
            ("https", "collector.example", 443),
            "https://collector.example:443",
        ),
        ("http://localhost/x?y", ("http", "localhost", 80), "http://localhost:80"),
        ("https://a.example.:4318/v1", ("https", "a.example", 4318), "https://a.example:4318"),
        ("https://[::1]:9", ("https", "::1", 9), "https://[::1]:9"),
    ],
)
def test_urls(url: str, origin: tuple[str, str, int], shown: str) -> None:
    """Scheme, host in one spelling, port; the rest is not its matter."""
    found = parse_origin(url)
    assert found == Origin(*origin)
    assert str(found) == shown
    assert shown.endswith(found.where)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a",
        "a.example",
        "https://",
        "https://u:p@a",
        "https://a:99999",
        "https://[::1",
        "https://müll.de",
    ],
)
def test_no_urls(url: str) -> None:
    """User names belong into the keystore; names beyond ASCII are given in their ASCII form."""
    with pytest.raises(ConfigError):
        parse_origin(url)


def test_a_password_is_not_shown() -> None:
    """It is in no text that an error or a log would print."""
    assert "secret" not in repr(Proxy(Origin("http", "a", 1), "user", "secret"))
