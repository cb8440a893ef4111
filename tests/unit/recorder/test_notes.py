"""What may be noted, in which shape, and whose deed it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.notes import MAX_SENTENCE, is_deed, parse_note, told_by_agent
from desktop_app.recorder.refusals import MAX_TARGET
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

VERDICT = {
    "target": "ledger",
    "verdict": "CONSISTENT",
    "exit_code": 0,
    "size": 42,
    "sentence": "All 42 entries recompute.",
    "by": "hand",
    "duration_us": 1234,
}
REFUSED = {"targets": [{"target": "192.0.2.1:443", "attempts": 3}], "others": 0}


def test_a_verdict_is_kept_as_told(made: Recorder) -> None:
    """Also where unknown attributes are hashed; only its sentence can hold a secret."""
    made.settings.set("redact.strict", "on")
    made.apply_settings()
    assert parse_note(made, "verdict", VERDICT) == (EntryKind.VERDICT, VERDICT)
    bundle = {**VERDICT, "target": "bundle", "size": None, "file": "0a" * 32}
    assert parse_note(made, "verdict", bundle)[1] == bundle
    told = {**VERDICT, "sentence": f"{PLANTED['github_token']} " + "x" * 5000}
    sentence = str(parse_note(made, "verdict", told)[1]["sentence"])
    assert PLANTED["github_token"] not in sentence
    assert len(sentence) == MAX_SENTENCE


@pytest.mark.parametrize(
    "changed",
    [
        {"target": "disk"},
        {"verdict": "FINE"},
        {"exit_code": 256},
        {"exit_code": True},
        {"exit_code": None},
        {"size": "42"},
        {"size": True},
        {"by": "codex"},
        {"duration_us": -1},
        {"duration_us": 1.5},
        {"sentence": None},
        {"file": "0A" * 32},
        {"file": "0a"},
        {"file": 5},
    ],
    ids=str,
)
def test_a_verdict_of_another_shape_is_refused(made: Recorder, changed: dict) -> None:
    """A history that anybody could write anything into would be none."""
    with pytest.raises(UsageError):
        parse_note(made, "verdict", {**VERDICT, **changed})


def test_refused_attempts_are_redacted_and_cut(made: Recorder) -> None:
    """As the recorder's own are."""
    host = f"{PLANTED['github_token']}.example.net:443"
    told = {"targets": [{"target": host, "attempts": 1}, {"target": "x" * 900, "attempts": 2}]}
    found = parse_note(made, "egress.refused", {**told, "others": 4})[1]
    assert PLANTED["github_token"] not in str(found)
    assert found["others"] == 4
    assert found["targets"][1] == {"target": "x" * MAX_TARGET, "attempts": 2}


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"targets": [], "others": 0},
        {"targets": REFUSED["targets"] * 21, "others": 0},
        {"targets": REFUSED["targets"]},
        {"targets": "192.0.2.1:443", "others": 0},
        {"targets": ["192.0.2.1:443"], "others": 0},
        {"targets": [{"target": 1, "attempts": 1}], "others": 0},
    ],
    ids=str,
)
def test_an_account_of_another_shape_is_refused(made: Recorder, subject: dict) -> None:
    """None, too many, or not host and count."""
    with pytest.raises(UsageError):
        parse_note(made, "egress.refused", subject)


@pytest.mark.parametrize("kind", ["run.end", "mode.changed", "consent.record", "otlp.logs", ""])
def test_other_kinds_are_the_recorders_alone(made: Recorder, kind: str) -> None:
    """Nobody notes a consent."""
    with pytest.raises(UsageError, match="Not a note"):
        parse_note(made, kind, {})


def test_an_agents_verdict_names_it_as_its_cause() -> None:
    """Other notes say whose they are by their actor."""
    assert told_by_agent(EntryKind.VERDICT, VERDICT) == {**VERDICT, "by": "agent"}
    assert told_by_agent(EntryKind.COMMAND, {"verb": "x"}) == {"verb": "x"}
    sent = {"verb": "ledger checkpoint", "way": "file"}
    assert told_by_agent(EntryKind.COMMAND, sent) == {**sent, "by": "agent"}


def test_what_a_program_met_is_nobodys_deed() -> None:
    """A verdict by hand is somebody's; one at the start and a refused attempt are not."""
    assert is_deed(EntryKind.VERDICT, VERDICT)
    assert not is_deed(EntryKind.VERDICT, {**VERDICT, "by": "start"})
    assert not is_deed(EntryKind.EGRESS_REFUSED, REFUSED)
    assert is_deed(EntryKind.COMMAND, {"verb": "x"})


@pytest.mark.parametrize("kind", ["command", "agent.setup", "agent.setup_undone"])
def test_a_note_keeps_nothing(made: Recorder, kind: str) -> None:
    """Who checks the vault takes an entry at its word: a forged one would spoil the verdict."""
    kept = {"bytes": 1, "count": 1, "root": "0a" * 32}
    with pytest.raises(UsageError, match="kept"):
        parse_note(made, kind, {"verb": "x", "kept": kept})


@pytest.mark.parametrize("verb", ["vault escrow add", "vault escrow remove", "upstream send"])
def test_what_the_recorder_does_is_not_told_by_others(made: Recorder, verb: str) -> None:
    """It believes such an entry: who wrote one would read what is kept, or send a file."""
    subject = {"verb": verb, "recipient": "age1", "id": "00112233445566aa", "sha256": "a" * 64}
    with pytest.raises(UsageError, match="recorder's"):
        parse_note(made, "command", subject)
    assert parse_note(made, "command", {"verb": "ledger export"})
