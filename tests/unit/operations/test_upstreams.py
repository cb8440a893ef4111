"""Upstreams as a person adds them: what is asked, what is taken over, what is refused at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import ConfigError, UpstreamError, UsageError
from desktop_app.host.notices import send_notice
from desktop_app.operations import upstreams
from desktop_app.upstream.places import Kind, Options, Sends, line
from desktop_app.upstream.webhook import parse_secret
from tests.fakes.certificates import Authority

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.operations.context import Context
    from desktop_app.operations.upstreams import Wish

OTLP = "https://logs.example.org"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def wish(kind: str = "otlp", where: str = OTLP, name: str | None = None, **more: Any) -> Wish:
    """Return a wish; fields of `Options` by their names."""
    days, own = more.pop("days", 90), more.pop("from_environment", True)
    sends = more.pop("sends", Sends())
    options = Options(**more)
    return upstreams.wish(kind, where, name, sends, options, days=days, from_environment=own)


def test_a_wish_is_what_would_be_added() -> None:
    """In its one form, named after its host; nothing of it is asked for."""
    asked = wish(where="HTTPS://Logs.Example.org:443", days=7)
    made = asked.upstream
    assert (made.where, made.name, made.kind) == (
        "https://logs.example.org/",
        "logs.example.org",
        Kind.OTLP,
    )
    assert asked.notice == send_notice(line(made), 7)
    assert "ends after 7 days" in asked.notice.text
    assert (asked.asks_for, asked.made, asked.known) == ((), {}, {})


@pytest.mark.parametrize(
    ("kind", "where", "name"),
    [
        ("folder", "/media/My Stick/", "my-stick"),
        ("folder", "/", "upstream"),
        ("s3", "s3://evidence/here/2026", "evidence"),
        ("https", "https://files.example.org:8443/put", "files.example.org-8443"),
        ("otlp", "http://[::1]:4318", "1--4318"),
    ],
)
def test_a_name_is_made_of_the_place(kind: str, where: str, name: str) -> None:
    """Of what a person calls it."""
    more: dict[str, Any] = {"region": "eu-central-1"} if kind == "s3" else {}
    if "::1" in where:
        more = {"own_network": True}
    assert wish(kind, where, **more).upstream.name == name
    assert wish(kind, where, "mine", **more).upstream.name == "mine"


def test_credentials_are_asked_for_or_made_here_and_never_shown() -> None:
    """A webhook's key is made, what the person has is asked for."""
    asked = wish("webhook", "https://hooks.example.org/in", headers=("Api-Key",))
    assert asked.asks_for == ("header:Api-Key",)
    key = asked.made["signing-key"]
    assert len(parse_secret(key)) == 32
    assert key not in repr(asked)
    assert wish("webhook", "https://hooks.example.org/in").made["signing-key"] != key
    bucket = wish("s3", "s3://evidence", region="eu-central-1")
    assert bucket.asks_for == ("access-key-id", "secret-access-key")


def test_the_environments_proxy_is_taken_over_with_its_login_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is part of what is consented to; name and password are not, and are as they were meant."""
    monkeypatch.setenv("HTTPS_PROXY", "http://me:p%40ss@proxy.example.org:3128")
    asked = wish()
    options = asked.upstream.options
    assert (options.proxy, options.proxy_auth) == ("http://proxy.example.org:3128/", True)
    assert dict(asked.known) == {"proxy": "me:p@ss"}
    assert asked.asks_for == ()
    assert "by the proxy proxy.example.org:3128" in asked.notice.text
    assert "p@ss" not in asked.notice.text + repr(asked)
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example.org:3128")
    assert wish().upstream.options.proxy == "http://proxy.example.org:3128/"
    assert not wish().upstream.options.proxy_auth


def test_what_needs_no_proxy_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer, a folder, who says so, and what NO_PROXY names."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.org:3128")
    for asked in (
        wish(from_environment=False),
        wish(where="http://127.0.0.1:4318", own_network=True),
        wish(where="https://localhost:4318", own_network=True),
        wish("folder", "/srv/evidence"),
    ):
        assert asked.upstream.options.proxy is None
    monkeypatch.setenv("NO_PROXY", "logs.example.org:443")
    assert wish().upstream.options.proxy is None


def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way out; its login is in no error."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5://me:hidden@proxy.example.org:1080")
    with pytest.raises(UsageError) as caught:
        wish()
    assert "hidden" not in str(caught.value)
    assert "--no-proxy" in caught.value.hint
    named = wish(proxy="http://proxy.example.org:3128").upstream.options.proxy
    assert named == "http://proxy.example.org:3128/"
    with pytest.raises(UsageError, match="no secret") as caught:
        wish(proxy="http://me:hidden@proxy.example.org:3128/")
    assert "hidden" not in str(caught.value)
    with pytest.raises(UsageError, match="reached straight"):
        wish(where="http://127.0.0.1:4318", own_network=True, proxy="proxy.example.org:3128")


@pytest.mark.parametrize(
    ("kind", "where", "more"),
    [
        ("otlp", "http://logs.example.org", {}),
        ("otlp", "https://me:pw@logs.example.org", {}),
        ("otlp", OTLP, {"sends": Sends(signals=("spans",))}),
        ("otlp", OTLP, {"sends": Sends(batch=9)}),
        ("otlp", OTLP, {"headers": ("Host",)}),
        ("s3", "s3://evidence", {}),
        ("folder", "srv/evidence", {}),
        ("folder", "/srv/evidence", {"proxy": "http://proxy.example.org:3128/"}),
        ("tsa", "http://tsa.example.org/", {"headers": ("Api-Key",)}),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anybody_is_asked(
    kind: str, where: str, more: dict[str, Any]
) -> None:
    """With a sentence that a person understands."""
    with pytest.raises(UsageError):
        wish(kind, where, **more)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("http://127.0.0.1:4318", "127.0.0.1 is this computer itself: say that this is meant"),
        ("https://localhost", "localhost is this computer itself: say that this is meant"),
        ("https://10.0.0.3", "10.0.0.3 is on a private network: say that this is meant"),
        ("https://169.254.169.254", "credentials or settings: say that this is meant"),
    ],
)
def test_an_address_that_would_never_be_reached_is_refused_at_once(where: str, said: str) -> None:
    """The door would refuse it for ever; said to be meant it is taken, and so is a public one."""
    with pytest.raises(UsageError, match=said) as caught:
        wish(where=where)
    assert "--own-network" in caught.value.hint
    assert wish(where=where, own_network=True).upstream.options.own_network
    assert wish(where="https://1.1.1.1").upstream.where == "https://1.1.1.1/"
    with pytest.raises(UsageError, match="this computer itself"):
        wish("s3", "s3://evidence", endpoint="http://127.0.0.1:9000")


def test_behind_a_proxy_an_address_is_the_proxys() -> None:
    """What it may reach is not ours to say."""
    asked = wish(where="https://10.0.0.3", proxy="http://proxy.example.org:3128/")
    assert asked.upstream.where == "https://10.0.0.3/"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """What is not there yet may come: a drive that is not plugged in."""
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        wish("folder", str(tmp_path / "file"))
    assert wish("folder", str(tmp_path / "later")).upstream.where == str(tmp_path / "later")


@pytest.mark.parametrize("days", [0, 3_651])
def test_a_consent_is_for_a_time(days: int) -> None:
    """Nobody reads a notice of one that the recorder would refuse."""
    with pytest.raises(UsageError, match="1 to 3,650 days"):
        wish(days=days)
    assert wish(days=3_650).days == 3_650


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("header:Api-Key", "Value of the header Api-Key"),
        ("access-key-id", "Access key id"),
        ("secret-access-key", "Secret access key"),
        ("proxy", "Name and password of the proxy, as NAME:PASSWORD"),
    ],
)
def test_a_credential_is_asked_for_in_words(name: str, asked: str) -> None:
    """Its own name is for the log."""
    assert upstreams.prompt(name) == asked


def test_what_the_recorder_is_asked_holds_the_answer_to_the_notice() -> None:
    """And every credential: what was made, what was known, what was asked for."""
    asked = wish("webhook", "https://hooks.example.org/in", headers=("Api-Key",), days=3)
    told = upstreams.adding(asked, {"header:Api-Key": "kk"}, 1_200)
    assert told["upstream"] == {
        "name": "hooks.example.org",
        "kind": "webhook",
        "where": "https://hooks.example.org/in",
        "sends": {},
        "options": {"headers": ["Api-Key"]},
    }
    assert told["secrets"] == {**asked.made, "header:Api-Key": "kk"}
    assert told["consent"] == {"digest": asked.notice.digest, "latency_ms": 1_200}
    assert (told["days"], told["confirmed"]) == (3, True)


def test_a_credential_of_no_use_is_refused_before_it_is_sent_anywhere() -> None:
    """No recorder is asked, nothing is added."""
    context: Context = None  # type: ignore[assignment] # it is not even looked at
    asked = wish(headers=("Api-Key",))
    with pytest.raises(ConfigError, match="one line of plain text") as caught:
        upstreams.add(context, asked, {"header:Api-Key": "a\nb"}, latency_ms=1)
    assert "a\nb" not in str(caught.value)
    one, two = (Authority().pair(name) for name in ("one", "two"))
    asked = wish(client_cert=one.certificate)
    with pytest.raises(UpstreamError):
        upstreams.add(context, asked, {"client-key": two.key}, latency_ms=1)
