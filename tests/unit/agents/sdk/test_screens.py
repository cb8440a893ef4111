"""agents.sdk.screens: pictures are asked for at the moment, and nobody waits for them for long."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import INVALID_SPAN_CONTEXT

from desktop_app.agents import sdk
from desktop_app.agents.sdk import asking, screens
from desktop_app.ledger.reader import LedgerReader
from tests.fakes import consenting, running
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

DONE: list[str] = []


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a recorder is asked for, in order; it answers at once."""
    found: list[dict[str, Any]] = []

    def capture(wish: dict[str, Any], _wait_s: float, _gone: object) -> bool:
        found.append({**wish, "done": len(DONE)})
        return True

    monkeypatch.setattr(asking, "capture", capture)
    DONE.clear()
    return found


def test_a_marked_span_has_one_from_before_and_one_from_after(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its ids and names; one that is not marked has none, nor one not marked by true."""
    monkeypatch.setattr(screens, "WAIT_S", 60)
    provider = TracerProvider()
    provider.add_span_processor(sdk.Screens())
    tracer = provider.get_tracer("mine")
    names = {"agent.run_id": "r", "gen_ai.tool.name": "drag", "gen_ai.tool.call.id": 7}
    with tracer.start_as_current_span("a", attributes={sdk.SCREENS: True, **names}) as span:
        DONE.append("a")
    for more in ({}, {sdk.SCREENS: "true"}, {sdk.SCREENS: False}):
        with tracer.start_as_current_span("b", attributes=more):
            pass
    context = span.get_span_context()
    told = {
        "run_id": "r",
        "tool": "drag",
        "trace_id": f"{context.trace_id:032x}",
        "span_id": f"{context.span_id:016x}",
    }
    assert asked == [
        {"trigger": "before", "done": 0, **told},
        {"trigger": "after", "done": 1, **told},
    ]
    assert screens.take("before", INVALID_SPAN_CONTEXT, {}) is True
    assert asked[2:] == [{"trigger": "before", "done": 1}]


def test_nobody_is_held_up_and_nothing_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """No recorder, one that does not answer, an endpoint that is none, a bug of ours."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        for url in (f"http://127.0.0.1:{port}", "http://127.0.0.1:9", "http://collector.example:1"):
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
            assert screens.take("before", None, {}) is False
    monkeypatch.setattr(screens, "WAIT_S", 60)

    def bug(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(asking, "capture", bug)
    assert screens.take("after", None, {}) is False


def test_who_does_not_answer_in_time_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connection is hung up, and whoever asked goes on."""
    let_go: list[bool] = []

    def slow(_wish: object, _wait_s: float, gone: Any) -> bool:
        let_go.append(gone.result(60) is None)
        return True

    monkeypatch.setattr(asking, "capture", slow)
    monkeypatch.setattr(screens, "WAIT_S", 0.001)
    assert screens.take("before", None, {}) is False
    until(lambda: let_go == [True])


@sdk.tool(side_effect="read", screens=True)
def click(where: str) -> str:
    """Click, now."""
    DONE.append(where)
    return where


@sdk.tool(side_effect="read", screens=True, name="click")
async def click_later(where: str) -> None:
    """Click, later, and fail."""
    DONE.append(where)
    raise ValueError(where)


def test_a_marked_tool_has_them_around_what_it_does(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the gate's answer, before the deed; also around one that fails; plain or async."""
    monkeypatch.setattr(screens, "WAIT_S", 60)
    monkeypatch.setattr(asking, "declare", lambda *_: asking.Answer("none"))
    with sdk.run("me", run_id="r"):
        assert click("a") == "a"
        with pytest.raises(ValueError, match="b"):
            asyncio.run(click_later("b"))
    click("c")
    assert [(one["trigger"], one["done"]) for one in asked] == [
        ("before", 0),
        ("after", 1),
        ("before", 1),
        ("after", 2),
        ("before", 2),
        ("after", 3),
    ]
    assert {(one["tool"], one.get("run_id")) for one in asked} == {("click", "r"), ("click", None)}
    assert asked[0]["call_id"] == asked[1]["call_id"] != asked[2]["call_id"]


def test_a_denied_tool_has_none(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never acted."""

    def deny(*_: object) -> None:
        raise sdk.Denied("no")

    monkeypatch.setattr(asking, "declare", deny)
    with pytest.raises(sdk.Denied):
        click("a")
    assert (asked, DONE) == ([], [])


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningRecorder]:
    """A recorder whose person allows pictures, on a machine without a screen."""
    for name in ("COUNTERSIGN_RUN_ID", "TRACEPARENT", "OTEL_EXPORTER_OTLP_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    with running.running(tmp_path) as found:
        consenting.give(found.ready["control"], ["screenshots"])
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
        yield found


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_real_recorder_writes_what_came_of_it(recorder: RunningRecorder) -> None:
    """Two entries, bound to run, call and span."""

    def captures() -> list[Any]:
        with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
            return [entry for entry in ledger.entries() if entry.kind == "capture"]

    with sdk.run("me", run_id="r"):
        click("a")
    until(lambda: len(captures()) >= 2)
    found = captures()
    assert [one.subject["trigger"] for one in found] == ["before", "after"]
    assert {one.run_id for one in found} == {"r"}
    assert {one.subject["tool"] for one in found} == {"click"}
    assert len({one.subject["call_id"] for one in found}) == 1
    assert {one.subject["outcome"] for one in found} <= {"no_display", "refused"}
