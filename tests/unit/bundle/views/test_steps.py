"""bundle.views.steps: one line of a timeline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.views.call import Call
from desktop_app.bundle.views.steps import AXIS, bar, by, decision_of, step_of

TOOL = {"name": "Bash", "call_id": "c", "duration_ns": 5_000_000, "outcome": "ok"}


def step(what="tool_call", waits=None, **row):
    """Return the line of a call 1 s after the start of a run of 2 s."""
    call = Call(what, 11_000_000_000, {**TOOL, **row}, ())
    return step_of(call, first_ns=10_000_000_000, last_ns=12_000_000_000, waits=waits or {})


def test_a_tool_call():
    """Name, reach, decision by whom, how long the answer took."""
    made = step(
        waits={"c": 3_500_000_000},
        side_effect_level="irreversible",
        mcp_server="files",
        subagent_id="a-1",
        approval="approved",
        decision="accept",
        decision_source="user_temporary",
    )
    assert made.title == "Bash"
    assert made.details == ("may be irreversible", "MCP server files", "by sub-agent a-1")
    assert (made.decision, made.by) == ("allowed", "the person")
    assert (made.waited, made.took, made.offset) == ("3.5 s", "5 ms", "+1.0 s")
    assert made.x == AXIS // 2


def test_a_model_call():
    """Tokens and cost as reported; nothing where nothing was."""
    row = {"model": "m-1", "tokens_input": 3, "cost_usd": 0.5}
    assert step("model_call", **row).details == ("3 tokens in", "– out", "$0.5000")  # noqa: RUF001 - the design's dash
    assert step("model_call", model="m-1").details == ()
    assert step("model_call").title == "model of no name"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"exit_code": 3, "outcome": "error"}, "exit 3"),
        ({"exit_code": 0, "outcome": "ok"}, ""),
        ({"outcome": "error", "error_class": "rate_limit"}, "rate limit"),
        ({"outcome": "ok", "error_class": "rate_limit"}, ""),
    ],
)
def test_why_it_failed(row, why):
    """Only where it did."""
    assert step(**row).why == why


def test_what_was_not_told_stays_open():
    """No decision, no answer to whether somebody was asked; a setting means nobody was."""
    made = step(name=None)
    assert (made.title, made.decision, made.by) == ("tool of no name", "", "")
    assert decision_of(Call("tool_call", 0, {}, ())) == ("", "", None)
    assert step("turn").title == "Turn"
    assert by("Config") == "the agent's settings"
    assert by("something odd") == "something odd"


@pytest.mark.parametrize(
    ("approval", "decided"),
    [
        ("approved", ("allowed", "", True)),
        ("timed_out", ("timed out", "", True)),
        ("not_required", ("not asked", "", False)),
    ],
)
def test_an_approval_says_whether_somebody_was_asked(approval, decided):
    """And stands for the decision where none was told."""
    assert decision_of(Call("tool_call", 0, {"approval": approval}, ())) == decided


@given(*[st.integers(min_value=-(2**63), max_value=2**63)] * 3)
def test_a_bar_is_always_on_its_axis(offset, duration, whole):
    """And always wide enough to be seen."""
    x, width = bar(offset, duration, whole)
    assert 0 <= x < AXIS
    assert 1 <= width <= AXIS - x
