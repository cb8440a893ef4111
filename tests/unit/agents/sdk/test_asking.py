"""Only a recorder's own word lets a call go on."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.agents.sdk import asking
from desktop_app.host import loopback


def answering(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes) -> list[Any]:
    """Let the port answer this; return what is asked."""
    asked: list[Any] = []

    def post(
        url: str, body_: bytes, headers: Any, *, timeout_s: float, **_more: Any
    ) -> tuple[int, bytes]:
        asked.append((url, body_, headers, timeout_s))
        return status, body

    monkeypatch.setattr(loopback, "post", post)
    return asked


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"allow"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"decision":"ask"}'),
        (200, b'{"decision":true}'),
        (200, b'{"decision":"deny","reason":"no"}'),
        (404, b'{"decision":"allow"}'),
        (401, b'{"error":{"message":"unknown"}}'),
        (200, b"[" * 10_000),
    ],
)
def test_no_answer_is_a_denial(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes) -> None:
    """Whoever holds the port: what is no clear answer is no, whatever the author chose."""
    answering(monkeypatch, status, body)
    with pytest.raises(asking.Denied):
        asking.declare({"tool": "x"}, "allow")


def test_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorder that cannot write just now is one that cannot be reached."""
    answering(monkeypatch, 503, b"{}")
    with pytest.raises(asking.Denied):
        asking.declare({"tool": "x"}, "deny")
    assert asking.declare({"tool": "x"}, "allow").decision == "unreachable"


def test_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of the environment goes along, other headers do not."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-countersign-token=cs%5Fx,cookie=1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1/")
    asked = answering(monkeypatch, 200, b'{"decision":"none","intent":7}')
    assert asking.declare({"tool": "x"}, "deny") == asking.Answer("none", "None", 7)
    ((url, _, headers, wait_s),) = asked
    assert url == "http://127.0.0.1:1/v1/actions"
    assert headers == {"x-countersign-token": "cs_x", "content-type": "application/json"}
    assert wait_s > asking.WAIT_S


def test_effects_that_are_not_recorded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The action is over: it is logged, and nothing is raised."""
    answering(monkeypatch, 404, b'{"message":"There is no such action."}')
    asking.report(7, {"outcome": "ok"})
    asking.report(7, {"outcome": "\ud800"})
    assert caplog.text.count("action 7 was not recorded") == 2
