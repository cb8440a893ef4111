"""A run read aloud, in tips, and copied."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from desktop_app.tray.presenters import timeline_said
from tests.fakes.many_rows import STARTED_US, shown, ungated


def test_a_line_is_read_aloud_as_the_design_has_it() -> None:
    """Every glyph's word, in reading order."""
    assert timeline_said.spoken(shown(), 10_400) == (
        "10:24:45, Claude Code, 6 calls not gated, prompt not sent by the agent, 12.6 seconds, "
        "6 tool calls, 0 denied, 1 error, 2,268 tokens, 0.0279 dollars, sealed, entry 10,361"
    )


def test_what_is_not_known_is_read_aloud_as_such() -> None:
    """No dash, no silence."""
    unknown = {"tokens_input": None, "tokens_output": None, "cost_usd": None, "first_ns": None}
    said = timeline_said.spoken(shown(**unknown), None)
    assert "duration not known" in said
    assert "tokens not reported, cost not reported, not yet sealed" in said


@pytest.mark.parametrize(
    ("took_us", "words"),
    [
        (500, "less than 1 millisecond"),
        (46_000, "46 milliseconds"),
        (13_100_000, "13.1 seconds"),
        (192_000_000, "3 minutes 12 seconds"),
        (7_500_000_000, "2 hours 05 minutes"),
    ],
)
def test_durations_are_read_aloud_in_words(took_us: int, words: str) -> None:
    """Units in full."""
    assert f", {words}, " in timeline_said.spoken(shown(duration_us=took_us), None)


@pytest.mark.parametrize(
    ("column", "tip"),
    [
        ("glyph", "6 calls not gated"),
        ("agent", "Claude Code 2.1.197"),
        ("asked", "Prompt not sent by the agent, 6 not gated"),
        ("calls", "6 tool calls, 5 not gated, 1 not gated, failed"),
        ("sealed", "sealed, entry 10,361"),
        ("cost", "$0.0279"),
    ],
)
def test_every_cell_can_be_read_in_full(column: str, tip: str) -> None:
    """In its tool tip."""
    assert timeline_said.tooltip(shown(), column, 10_400) == tip


def test_a_start_is_told_in_utc_with_the_offset_here() -> None:
    """For who compares with another machine."""
    utc = datetime.fromtimestamp(STARTED_US / 1e6, UTC)
    tip = timeline_said.tooltip(shown(), "started", None)
    assert tip.startswith(f"{utc:%Y-%m-%d %H:%M:%S} UTC, here ")
    assert timeline_said.tooltip(shown(agent_version=None), "agent", None) == "Claude Code"


def test_marks_that_stand_for_several_calls_are_not_counted() -> None:
    """Their number is."""
    assert timeline_said.tooltip(shown(tool_calls=90), "calls", None) == "90 tool calls"


def test_a_run_is_copied_with_its_day_and_id() -> None:
    """Text is one line; JSON is what the index has."""
    text = timeline_said.as_text(shown(), 10_400)
    assert text.startswith("2026-11-20 10:24:45, Claude Code, 6 calls not gated, ")
    assert text.endswith("sealed, entry 10,361, 7821bcb7")
    assert json.loads(timeline_said.as_json([shown()])) == ungated()
    assert json.loads(timeline_said.as_json([shown(), shown()])) == [ungated(), ungated()]
