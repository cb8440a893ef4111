"""The agent API's paths: which they are, and that a body is one JSON object."""

from __future__ import annotations

import pytest

from desktop_app.errors import MalformedRequestError, TooLargeError, UnsupportedMediaTypeError
from desktop_app.receive.actions import Asked, Route, parse_object, route_of
from desktop_app.receive.request import Sender


def test_paths_are_these_and_no_others() -> None:
    """Nothing is guessed of a path."""
    assert route_of("/v1/actions") == Route("declare")
    assert route_of("/v1/actions/4711/result") == Route("report", "4711")
    assert route_of("/v1/consents") == Route("consents")
    assert route_of("/v1/payloads") == Route("payload")
    assert route_of("/v1/hooks/claude-code") == Route("hook", "claude-code")
    for path in (
        "/v1/actions/",
        "/v1/actions/x/result",
        "/v1/actions/1/result/",
        "/v1/actions/٣/result",
        "/v1/payloads/",
        "/v1/payloads/x",
        "/v1/hooks/",
        "/v1/hooks/A",
        "/v1/hooks/a\n",
        "/v1/traces",
    ):
        assert route_of(path) is None, path


def test_methods() -> None:
    """Consents are read, too."""
    assert Route("declare").allowed == "POST, OPTIONS"
    assert Route("payload").allowed == "POST, OPTIONS"
    assert Route("consents").allowed == "GET, HEAD, POST, OPTIONS"


def test_a_body_is_one_json_object() -> None:
    """In UTF-8, without NaN, not too deep."""
    assert parse_object(b'{"a":1}', "application/json; charset=utf-8") == {"a": 1}
    with pytest.raises(UnsupportedMediaTypeError):
        parse_object(b"{}", "text/plain")
    for body in (b"[]", b"{", b'{"a":NaN}', b"\xff"):
        with pytest.raises(MalformedRequestError):
            parse_object(body, "application/json")
    with pytest.raises(TooLargeError):
        parse_object(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "application/json")


def test_who_asked_may_leave() -> None:
    """Once, and whoever is told of it later hears it, too."""
    asked, other = (Asked(Route("declare"), Sender("", "none")) for _ in range(2))
    asked.left()
    assert asked.gone.done()
    assert not other.gone.done()
