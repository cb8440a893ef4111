"""Who had a say in one tool call, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes import unnamed_calls
from tests.fakes.gated import consent, effect, gated_ledger, intent
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US, MemoryLedger
from tests.fakes.telemetry import T0, logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.query.query import Query


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Query]:
    """A query over `gated_ledger`."""
    with query(tmp_path, gated_ledger()) as found:
        yield found


def path(told: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """The steps, short."""
    return [(one["who"], one["said"], one["detail"], one["seq"]) for one in told["path"]]


def test_an_asked_call_shows_agent_hook_rule_person_and_effect(gated: Query) -> None:
    """Each with its entry."""
    told = gated.why_call("toolu_01")
    assert path(told) == [
        ("agent", "accept", "config", 13),
        ("hook", "asked", "hook", 2),
        ("rule", "asked", "commands, policy 1 5f0c91d7", 2),
        ("person", "requested", None, 3),
        ("person", "given", "you", 4),
        ("effect", "ok", "approved", 5),
    ]
    assert (told["joined"], told["call_id"]) == ("call_id", "toolu_01")
    assert [row["name"] for row in told["tool_calls"]] == ["Bash"]
    assert told["path"][1]["ts_us"] == START_US + 2000
    assert told["path"][1]["run"] == told["path"][0]["run"]


def test_the_intent_leads_to_the_same_path(gated: Query) -> None:
    """By its entry."""
    assert gated.why_intent(2) == gated.why_call("toolu_01")


def test_a_granted_call_names_the_grant(gated: Query) -> None:
    """The consent record that gave it."""
    assert path(gated.why_call("toolu_02")) == [
        ("hook", "allowed", "hook", 6),
        ("rule", "allowed", "commands, policy 1 5f0c91d7", 6),
        ("grant", "given", "you", 4),
    ]


def test_a_call_under_a_key_that_was_used_has_the_first_ones_answer(tmp_path: Path) -> None:
    """The person was asked once; both calls show it."""
    ledger = gated_ledger()
    for call_id in ("toolu_10", "toolu_01"):
        again = intent(call_id=call_id, repeats=2)
        ledger.add(EntryKind.ACTION_INTENT, again, run_id="run-1", sender="claude-code")
    with query(tmp_path, ledger) as found:
        steps = path(found.why_call("toolu_10"))
        both = found.why_call("toolu_01")
    assert steps == [
        ("hook", "asked", "hook", 14),
        ("rule", "asked", "commands, policy 1 5f0c91d7", 14),
        ("person", "requested", None, 3),
        ("person", "given", "you", 4),
    ]
    assert [row["seq"] for row in both["consents"]] == [3, 4]
    assert [seq for who, _, _, seq in path(both) if who == "person"] == [3, 4]


def test_a_question_whose_caller_went_away_says_so(tmp_path: Path) -> None:
    """Nobody else's fault."""
    ledger = gated_ledger()
    asked = ledger.add(
        EntryKind.ACTION_INTENT, intent(call_id="toolu_20"), run_id="run-1", sender="claude-code"
    )
    gone = consent("expired", intent=asked, by="nobody", why="caller gone")
    ledger.add(EntryKind.CONSENT_RECORD, gone)
    with query(tmp_path, ledger) as found:
        why = found.why_call("toolu_20")
    assert [(row["state"], row["why"]) for row in why["consents"]] == [("expired", "caller gone")]
    assert [one["why"] for one in why["path"] if one["who"] == "person"] == ["caller gone"]


def test_what_was_denied_and_ran_is_marked(gated: Query) -> None:
    """After whoever had a say."""
    assert path(gated.why_call("toolu_03"))[-2:] == [
        ("person", "timed_out", "nobody", 8),
        ("mark", "denied and ran", "gate.failed_open", 9),
    ]


def test_a_call_that_was_never_asked_has_the_agents_word_alone(gated: Query) -> None:
    """Its own settings decided."""
    told = gated.why_call("toolu_09")
    assert [(one["who"], one["detail"]) for one in told["path"]] == [("agent", "config")]
    assert told["intents"] == []
    (call,) = told["tool_calls"]
    assert gated.why_tool_call(call["id"]) == told


def test_a_call_without_an_id_is_joined_by_run_tool_and_time(tmp_path: Path) -> None:
    """Gemini names none; the nearest intent is taken, another tool's or run's never."""
    ledger = MemoryLedger()

    def asked(run_id: str, **changed: Any) -> None:
        ledger.add(
            EntryKind.ACTION_INTENT,
            intent(agent="gemini-cli", call_id=None, **changed),
            run_id=run_id,
            sender="gemini-cli",
        )

    asked("g", tool="write_file")
    asked("other", tool="run_shell_command")
    asked("g", tool="run_shell_command", rule="")
    at = START_US * 1000 - T0 + 50_000_000
    call = {
        "event": "gemini_cli.tool_call",
        "at": at,
        "attributes": {"function_name": "run_shell_command", "decision": "auto_accept"},
    }
    ledger.add_request(
        Signal.LOGS, logs(call, service="gemini-cli"), run_id="g", sender="gemini-cli"
    )
    with query(tmp_path, ledger) as found:
        (row,) = found.tool_calls()
        told = found.why_tool_call(row["tool_call"])
        assert (told["joined"], told["call_id"]) == ("time", None)
        assert path(told) == [("hook", "asked", "hook", 2)]
        assert path(found.why_intent(2)) == [("hook", "asked", "hook", 2)]


def test_a_call_whose_hook_named_no_id_shows_who_had_a_say(tmp_path: Path) -> None:
    """As Gemini CLI was recorded: by its key, by the id in its telemetry, and by its intent."""
    with query(tmp_path, unnamed_calls.ledger()) as found:
        for call in found.tool_calls(unnamed_calls.RUN):
            told = found.why_tool_call(call["id"])
            (seq,) = [row["seq"] for row in told["intents"]]
            assert (told["joined"], told["call_id"]) == ("time", call["call_id"])
            assert [row["tool"] for row in told["intents"]] == [call["name"]]
            assert [row["intent"] for row in told["effects"]] == [seq]
            assert found.why_call(call["call_id"]) == found.why_intent(seq) == told


def test_what_ran_is_not_what_was_approved(tmp_path: Path) -> None:
    """Another hook changed it, say: a step of its own."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.ACTION_INTENT, intent(decision="allowed"))
    ledger.add(EntryKind.ACTION_EFFECT, effect(intent=0, differs=True))
    with query(tmp_path, ledger) as found:
        assert path(found.why_call("toolu_01"))[-2:] == [
            ("effect", "ok", "approved", 1),
            ("mark", "not what was approved", "action.effect", 1),
        ]


def test_what_nobody_spoke_of_is_said(gated: Query) -> None:
    """By the id, the entry or the key."""
    with pytest.raises(NotFoundError, match="tool call toolu_77"):
        gated.why_call("toolu_77")
    with pytest.raises(NotFoundError, match="#3 is no intent"):
        gated.why_intent(3)
    with pytest.raises(NotFoundError, match="no tool call 99"):
        gated.why_tool_call(99)


def test_a_role_that_had_to_allow_it_is_told(tmp_path: Path) -> None:
    """Who allowed it as what; who denied it is just that."""
    ledger = MemoryLedger()
    for at, state in ((0, "given"), (3, "refused")):
        of: dict[str, Any] = {"intent": at, "role": "lead"}
        asked = intent(call_id=f"toolu_{at}")
        ledger.add(EntryKind.ACTION_INTENT, asked, run_id="r", sender="claude-code")
        ledger.add(EntryKind.CONSENT_RECORD, consent("requested", **of))
        ledger.add(EntryKind.CONSENT_RECORD, consent(state, by="you", **of))
    with query(tmp_path, ledger) as found:
        told = {at: found.why_call(f"toolu_{at}")["path"][-1] for at in (0, 3)}
    assert [told[at]["detail"] for at in (0, 3)] == ["you as lead", "you"]
    assert told[0]["role"] == "lead"
