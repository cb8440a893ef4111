"""What the list shows of a run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from desktop_app.tray.presenters import timeline, timeline_said
from desktop_app.tray.presenters.timeline import Tag
from tests.fakes.many_rows import NOW_US, STARTED_US, shown

RULES = Path(__file__).parents[4] / "resources" / "redaction" / "default.toml"


def test_cells_are_blank_for_zero_and_a_dash_for_what_is_not_reported() -> None:
    """But tokens of zero were reported: they are shown."""
    none = shown(tool_calls=0, errors=0, tokens_input=0, tokens_output=None, cost_usd=None)
    assert [none.cell(name) for name in ("tools", "denied", "errors")] == ["", "", ""]
    assert (none.tokens, none.cost, none.duration) == ("0", "–", "12.6 s")  # noqa: RUF001 - the design's sign
    assert shown(tokens_input=None, tokens_output=None).tokens == "–"  # noqa: RUF001 - likewise
    assert none.cell("glyph") == "not_gated"


@pytest.mark.parametrize(
    ("values", "live", "glyph", "word"),
    [
        ({"outcome": "ended"}, True, "ended", "finished"),
        ({"outcome": "denied"}, True, "denied", "denied"),
        ({"outcome": "error", "exit_code": 3}, True, "error", "failed, exit 3"),
        ({"outcome": "error"}, True, "error", "failed"),
        ({"outcome": "noend"}, True, "noend", "end not recorded"),
        ({"outcome": "running", "marks": ["ok"]}, True, "running", "running"),
        ({"outcome": "running", "marks": ["waiting"]}, True, "waiting", "waiting for you"),
        ({"outcome": "running"}, False, "noend", "end not recorded"),
        ({"outcome": "not_gated", "not_gated": 1}, True, "not_gated", "1 call not gated"),
    ],
)
def test_one_glyph_a_row(values, live, glyph, word) -> None:
    """Without a recorder nothing runs: then the end is missing."""
    found = shown(live=live, **values)
    assert (found.glyph, found.word) == (glyph, word)


def test_a_run_without_end_has_no_duration() -> None:
    """Its last record is not its end; a wrapped run's duration is its program's."""
    assert shown(outcome="noend").duration == "–"  # noqa: RUF001 - the design's sign
    assert shown(duration_us=14_664).duration == "14 ms"


def test_why_there_is_no_prompt() -> None:
    """The agent sent none, or a rule took it out: these differ."""
    assert shown().asked == "Prompt not sent by the agent"
    assert shown(rules=["prompt", "tool_result"]).asked == "Prompt not kept"


def test_rules_that_found_secrets_are_chips() -> None:
    """By name; that content as a whole is not kept is said in words."""
    found = shown(rules=["aws_key", "prompt", "tool_arguments"])
    assert found.tags == (
        Tag("6 not gated", "fail-open", "open"),
        Tag("aws_key", "redacted", "text2"),
    )
    assert "redacted by rule aws_key" in timeline_said.spoken(found, None)
    waits = shown(outcome="running", not_gated=0, marks=["waiting"])
    assert waits.tags == (Tag("waiting for you", "asked", "ask"),)


def test_content_rules_are_those_of_the_rule_file() -> None:
    """A rule that hashes by key is content; detectors of secrets are not."""
    rules = tomllib.loads(RULES.read_text("utf-8"))
    hashed = {rule["name"] for rule in rules["attributes"] if rule.get("action") == "hash"}
    assert hashed <= timeline.CONTENT_RULES
    secrets = {rule["name"] for rule in rules["detectors"]} - {"home_path"}
    assert not secrets & timeline.CONTENT_RULES


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({}, "Claude Code"),
        ({"agent": "codex"}, "Codex CLI"),
        ({"agent": "my-bot"}, "my-bot"),
        ({"agent": None, "sender": "ci"}, "ci"),
        ({"agent": None}, "Unknown agent"),
        ({"name": "nightly", "agent": "claude-code"}, "nightly"),
        ({"agent": "exe.\u202egpj"}, "exe.U+202Egpj"),
    ],
)
def test_agents_have_the_names_people_know(values: dict[str, Any], title: str) -> None:
    """A name given to `countersign run` first; what a sender made up is made safe."""
    assert shown(**values).agent == title


def test_sealed_is_told_by_the_last_entry_of_a_run() -> None:
    """Covered means all of it."""
    assert timeline.sealed(shown(), 10_362) == ("sealed", "#10,361")
    assert timeline.sealed(shown(), 10_361) == ("unsealed", "not yet")
    assert timeline.sealed(shown(), None) == ("unsealed", "not yet")


def test_a_running_one_of_another_day_is_told_with_its_day() -> None:
    """Under `Now` there is no day in the head."""
    day_before = STARTED_US - 24 * 3_600_000_000
    assert shown(outcome="running", started_us=day_before).started == "19 Nov"
    assert shown(started_us=day_before).started == "10:24:45"


def test_days_have_their_names() -> None:
    """The year only when it is another one."""
    day = 24 * 3_600_000_000
    assert timeline.day_title(None, NOW_US) == "Now"
    assert timeline.day_title(NOW_US, NOW_US) == "Today, Friday 20 November"
    assert timeline.day_title(NOW_US - day, NOW_US) == "Yesterday, Thursday 19 November"
    assert timeline.day_title(NOW_US - 4 * day, NOW_US) == "Monday 16 November"
    assert timeline.day_title(NOW_US - 365 * day, NOW_US) == "Thursday 20 November 2025"


def test_sums_leave_out_what_is_zero_or_not_reported() -> None:
    """The runs are always told."""
    sums = {"runs": 14, "tool_calls": 64, "denied": 17, "not_gated": 6, "cost_usd": 0.228}
    words = ["14 runs", "64 tool calls", "17 denied", "6 not gated", "$0.2280"]
    assert timeline.day_sums(sums) == words
    nothing = {"runs": 1, "tool_calls": 0, "denied": 0, "not_gated": 0, "cost_usd": None}
    assert timeline.day_sums(nothing) == ["1 run"]
