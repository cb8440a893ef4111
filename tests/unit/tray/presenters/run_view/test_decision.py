"""Why a call ran, or did not."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.run_view import decision
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.rows import OPEN, Extra, State, What
from desktop_app.tray.presenters.run_view.sources import Sources, gather
from tests.fakes.pictured import places

AGENT = "Claude Code"


def test_the_person_denied_it(asked):
    """With how long they took."""
    at = places(asked.rows, What.TOOL, "Bash")[-1]
    assert decision.reason(asked.rows, at, AGENT) == (
        "You denied it in Claude Code's own prompt after 3.5 s. Countersign was not asked."
    )
    assert decision.question(asked.rows, at) == "Why did this not run?"


def test_nobody_decided_it(not_gated):
    """The gate was silent and the agent went on."""
    at = places(not_gated.rows, What.TOOL)[0]
    assert decision.reason(not_gated.rows, at, AGENT) == (
        "The gate did not answer. Claude Code waited 2.0 s for its hook and went on. "
        "Nobody decided this call."
    )


@pytest.mark.parametrize(
    ("source", "denied", "said"),
    [
        ("config", False, "Claude Code's own settings allowed it."),
        ("Config", True, "Claude Code's own settings denied it."),
        ("hook", True, "A hook denied it."),
        ("mode", False, "Claude Code's mode allowed it: it asks nobody."),
        ("user_permanent", False, "You allowed it in Claude Code's own prompt."),
        ("user_abort", True, "You denied it in Claude Code's own prompt."),
        ("unknown", False, "Claude Code does not say who allowed it."),
        (None, True, "It was denied. Claude Code does not say by whom."),
        ("eld\x1ber", False, "eldU+001Ber allowed it."),
    ],
)
def test_who_decided(source, denied, said):
    """As far as the agent tells it, and no further."""
    state = State.DENIED if denied else State.OK
    extra = Extra(call={"decision_source": source})
    rows = arrange([Node(What.TOOL, state, 0, 1, 1, 0, "Bash", extra)])
    assert decision.reason(rows, 0, AGENT) == f"{said} Countersign was not asked."


def test_the_path_names_each_in_order(not_gated, open_query):
    """Model, hook, its silence, the agent's settings, what came of it."""
    rows = not_gated.rows
    at = places(rows, What.TOOL)[0]
    told = _without_proof(open_query, rows, at)
    steps = decision.path(rows, at, told, AGENT)
    assert [step.title for step in steps] == [
        "The model asked for it",
        "Claude Code called its hook",
        "The hook did not answer",
        "Claude Code went on by its own settings",
        "It ran",
    ]
    assert steps[2].text == "Claude Code went on after 2.001 s"
    assert steps[-1].text == "10 ms, 167 bytes of result"
    times = [step.at_ns for step in steps]
    assert times == sorted(times)


def test_the_path_of_a_denial(asked):
    """It ends with the person."""
    at = places(asked.rows, What.TOOL, "Bash")[-1]
    steps = decision.path(asked.rows, at, Sources(), AGENT)
    assert [step.title for step in steps][-2:] == ["You denied it", "It did not run"]
    first = decision.path(asked.rows, places(asked.rows, What.TOOL)[0], Sources(), AGENT)
    assert "You allowed it" in [step.title for step in first]


def test_the_path_of_a_call_without_an_end():
    """It began; more is not known."""
    rows = arrange([Node(What.TOOL, State.NO_END, 5, OPEN, 1, 0, "Bash", Extra(call={}))])
    assert decision.path(rows, 0, Sources(), AGENT)[-1].title == "It began"


def test_the_path_of_a_failure():
    """With its exit code."""
    extra = Extra(call={"exit_code": 3})
    rows = arrange([Node(What.TOOL, State.ERROR, 5, 9, 1, 0, "Bash", extra)])
    last = decision.path(rows, 0, Sources(), AGENT)[-1]
    assert (last.title, last.text) == ("It ran and failed", "< 1 ms, exit 3")


def _without_proof(query, rows, at):
    """Gather from an index that has no ledger beside it."""

    class Proofless:
        span, log, why_tool_call = query.span, query.log, query.why_tool_call

        @staticmethod
        def entry_proof(_seq):
            return None

        @staticmethod
        def kept_of(_entries):
            return []

    return gather(Proofless(), rows, at)
