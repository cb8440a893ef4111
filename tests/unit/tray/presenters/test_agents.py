"""What the Agents page says, without Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_app.agents.catalog import BY_NAME
from desktop_app.agents.doctor import Finding
from desktop_app.operations.agents_state import AgentState, Senders
from desktop_app.tray.presenters import agents

NOW = 1_764_200_000_000_000
S = 1_000_000


def state(name: str = "codex", **changed: Any) -> AgentState:
    """Return an agent that is installed and set up, but for what is changed."""
    fields: dict[str, Any] = {
        "agent": BY_NAME[name],
        "program": Path("/usr/bin") / name,
        "version": "1.2.3",
        "asked": True,
        "config": Path("/nowhere/at/all"),
        "wired": True,
        "findings": (Finding(name, "ok", "Set up."),),
        "last_heard_us": NOW - 12 * S,
        **changed,
    }
    return AgentState(**fields)


def unknown(**changed: Any) -> dict[str, Any]:
    """Return a row of a sender without a token."""
    return {
        "agent": "test-client",
        "spans": 13,
        "log_records": 0,
        "metric_points": 0,
        "events": 0,
        "transports": ["http"],
        "last_ts_us": NOW,
        **changed,
    }


def row(*states: AgentState, others: tuple[dict[str, Any], ...] = ()) -> agents.Row:
    """Return the first row of the page."""
    return agents.rows(Senders(states, others), refusing=False)[0]


def deeds(found: agents.Row) -> list[str]:
    """Return what a row's buttons do."""
    return [action.deed for action in found.actions]


def test_a_wired_agent_is_ticked_and_can_be_undone() -> None:
    """No gate is claimed that is not there."""
    found = row(state())
    assert (found.icon, found.tone, found.wired) == ("check", "ok", "telemetry only")
    assert found.gate == "none set up: recorded, not asked"
    assert found.notes == ()
    assert deeds(found) == ["set_up", "undo"]
    assert found.actions[0].label == "Change…"


def test_a_gate_is_told_as_what_it_can_do() -> None:
    """It waits, it is skipped by Codex, or there is none and a set-up would bring it."""
    waits = row(state("claude-code", gate="waits"))
    assert (waits.wired, waits.gate) == ("telemetry and hooks", "waits for you up to 10 min")
    untrusted = Finding("x", "warning", "Codex skips our hooks.", "Start `codex`, type /hooks.")
    skipped = row(state(gate="skipped", findings=(untrusted,)))
    assert (skipped.icon, skipped.tone, skipped.wired) == ("warning", "ask", "telemetry and hooks")
    assert skipped.gate == "skipped by Codex: recorded, not asked"
    assert skipped.notes == ("Codex skips our hooks. Start `codex`, type /hooks.",)
    assert deeds(skipped) == ["undo"]
    without = Finding("x", "warning", "Set up without hooks.", "`countersign setup codex` does.")
    assert deeds(row(state(findings=(without,)))) == ["set_up", "undo"]


def test_what_doctor_finds_stands_below_and_can_be_finished() -> None:
    """An error is a cross of its wiring; what a button does is not told as a command."""
    wrong = Finding("x", "error", "Changed.", "`countersign setup codex` puts them back.")
    warned = Finding("x", "warning", "The shell overrules it.", "Unset them.")
    found = row(state(findings=(wrong, warned)))
    assert (found.icon, found.tone, found.wired) == ("warning", "deny", "not working as set up")
    assert found.notes == ("Changed.", "The shell overrules it. Unset them.")
    assert deeds(found) == ["set_up", "undo"]
    only_warned = row(state(findings=(warned,)))
    assert (only_warned.tone, only_warned.wired) == ("ask", "telemetry only")
    assert [action.label for action in only_warned.actions] == ["Change…", "Undo…"]


def test_one_that_is_not_wired_or_not_there() -> None:
    """Set up where it is; nothing to press where it is not."""
    found = row(state(wired=False))
    assert (found.icon, found.wired, found.gate, deeds(found)) == ("", "not wired", "", ["set_up"])
    absent = row(state(wired=False, program=None, version=None))
    assert (absent.subtitle, deeds(absent)) == ("not installed", [])
    assert row(state(version=None)).subtitle == "version not known"
    assert row(state(version=None, asked=False)).subtitle == ""
    assert row(state(program=None, version=None)).subtitle == "not installed"


def test_senders_without_a_token_say_what_they_call_themselves() -> None:
    """Counts of what came, a name made safe and bounded, or that there is none."""
    found = row(others=(unknown(),))
    assert (found.title, found.subtitle, found.wired) == ("unknown sender", "over HTTP", "no token")
    assert found.notes == ("13 spans from a program that names itself test-client.",)
    assert deeds(found) == ["refuse"]
    odd = row(others=(unknown(agent="a\u202eb" + "x" * 90, spans=1, log_records=2, transports=[]),))
    assert odd.subtitle == ""
    assert odd.notes[0].startswith("1 span, 2 log records from a program that names itself aU+202E")
    assert odd.notes[0].endswith("x….")
    nameless = row(others=(unknown(agent=None),))
    assert nameless.notes == ("13 spans from a program that gives no name.",)
    both = agents.rows(Senders((), (unknown(), unknown(agent="b"))), refusing=False)
    assert [deeds(each) for each in both] == [["refuse"], []]
    refused = agents.rows(Senders((), (unknown(),)), refusing=True)[0]
    assert refused.actions == ()


@pytest.mark.parametrize(
    ("ago_s", "said"), [(0, "0 s ago"), (59, "59 s ago"), (60, "1 min ago"), (3599, "59 min ago")]
)
def test_last_heard_counts_up_to_an_hour(ago_s: int, said: str) -> None:
    """A clock that ran ahead counts as now."""
    assert agents.heard(NOW - ago_s * S, NOW) == said
    assert agents.heard(NOW + 5 * S, NOW) == "0 s ago"


def test_last_heard_is_a_time_after_that() -> None:
    """With the date when it is another day; the tool tip has both zones."""
    assert "ago" not in agents.heard(NOW - 3600 * S, NOW)
    assert agents.heard(NOW - 3 * 86_400 * S, NOW).count(" ") == 2
    assert agents.heard(None, NOW) == "never"
    assert agents.heard_tip(NOW).endswith("UTC)")
    assert agents.heard_tip(None) == ""


def test_a_row_is_spoken_in_reading_order() -> None:
    """Empty parts are left out."""
    found = row(state())
    assert agents.spoken(found, NOW - 12 * S, NOW) == (
        "Codex CLI, 1.2.3, telemetry only, last heard 12 s ago, none set up: recorded, not asked"
    )


def test_found_means_installed_or_set_up() -> None:
    """None of both: the page is empty."""
    absent = state(program=None, wired=False)
    assert not agents.found(Senders((absent,), ()))
    assert agents.found(Senders((absent, state()), ()))
    assert agents.found(Senders((state(program=None),), ()))


def test_refusing_names_who_would_be_refused_too() -> None:
    """An agent that cannot send a token, if it is set up."""
    assert "Gemini CLI cannot send a token" in agents.refuse_question(["Gemini CLI"])
    assert "Gemini" not in agents.refuse_question([])
