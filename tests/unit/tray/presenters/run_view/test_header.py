"""The head of a run."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.tray.presenters.run_view import header


def test_states_are_told_gravest_first(not_gated, asked):
    """Each with its shape, its colour and its words."""
    texts = [chip.text for chip in header.chips(not_gated)]
    assert texts == ["6 not gated", "1 failed", "1 gap", "Not yet sealed"]
    last = asked.run["last_seq"]
    assert [chip.text for chip in header.chips(asked)] == ["1 denied", f"Sealed to #{last}"]


def test_a_run_that_goes_on_says_so(asked):
    """First of all."""
    live = replace(asked, run={**asked.run, "ended": False})
    assert header.chips(live)[0] == ("running", "accent", "Running")
    assert ("so far") in [one.what for one in header.sums(live, now_us=0)]


def test_a_wrapped_run_tells_how_it_ended(asked):
    """Failed, with its exit code."""
    failed = replace(asked, run={**asked.run, "exit_code": 3, "tool_errors": 1})
    assert "Failed, exit 3" in [chip.text for chip in header.chips(failed)]


def test_sums_say_what_is_known(asked):
    """Waits for the person apart from the time of the run; cost as reported."""
    line = [f"{one.number} {one.what}".strip() for one in header.sums(asked, now_us=0)]
    assert line[1:] == [
        "1 turn",
        "5 model calls",
        "6 tool calls",
        "21.5 s in the run",
        "20.5 s waiting for you",
        "1,605 tokens in",
        "285 out",
        "$0.0235 cost",
    ]


def test_what_was_not_reported_is_said(not_gated):
    """A dash or a zero would claim more than is known."""
    run = {**not_gated.run, "cost_usd": None, "tokens_input": None, "tokens_output": None}
    words = [one.number for one in header.sums(replace(not_gated, run=run), now_us=0)]
    assert "cost not reported" in words
    assert "tokens not reported" in words
    assert "12.0 s" in words


def test_who_it_was(asked):
    """Agent and version; a name safely."""
    assert header.title(asked.run) == "Claude Code"
    assert header.subtitle(asked.run) == "1.2.3"
    assert header.subtitle({"agent_version": None, "name": "ni\x1bght"}) == "niU+001Bght"


def test_when_it_was(asked):
    """Today is said; another day is told with its date."""
    begun = asked.run["first_ns"] // 1000
    assert header.started(asked.run, now_us=begun).startswith("Today ")
    assert "Today" not in header.started(asked.run, now_us=begun + 10**12)
