"""What the panel says of a row."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view import detail
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.rows import Extra, State, What
from desktop_app.tray.presenters.run_view.sources import Sources
from tests.fakes.pictured import places

PROOF = {
    "seq": 10_398,
    "kind": "otlp.traces",
    "leaf_hash": "7c41e09b2f6a" + "0" * 44 + "d83e1f54",
    "prev": "a" * 64,
    "checkpoint_size": 10_412,
    "checkpoint_ts_us": 1_795_169_861_000_000,
}
HASH = "[hash prompt 60 bytes hmac-sha256:" + "0" * 32 + "]"


def facts(picture, at: int, told: Sources | None = None) -> dict[str, str]:
    """Return a row's facts."""
    return {fact.label: fact.value for fact in detail.facts(picture.rows, at, told or Sources())}


def test_a_denied_call(asked):
    """Asked, waited, did not run; its head says so."""
    at = places(asked.rows, What.TOOL, "Bash")[-1]
    told = facts(asked, at)
    assert told["Waited"] == "3.528 s"
    assert told["Ran"] == "did not run"
    assert "Error" not in told
    assert detail.heading(asked.rows, at).chip == ("denied", "deny", "Denied")
    titles = [section.title for section in detail.sections(asked, at, Sources())]
    assert titles == ["Why it did not run", "Facts", "Content"]


def test_a_model_call(asked):
    """Model, tokens, cost."""
    at = places(asked.rows, What.MODEL)[0]
    told = facts(asked, at)
    assert (told["Model"], told["Tokens in"], told["Cost"]) == ("claude-opus-4-8", "321", "$0.0047")
    assert detail.heading(asked.rows, at).chip is None


def test_missing_records_are_told_where_they_are_missing(not_gated):
    """At the call after the gap."""
    (at,) = not_gated.after_gaps
    texts = [section.text for section in detail.sections(not_gated, at, Sources())]
    gap = not_gated.gaps[0]
    said = f"Claude Code numbers its events. {gap.first} to {gap.last} did not arrive."
    assert any(text.startswith(said) for text in texts)


def test_a_fold():
    """How many, about what, from when to when."""
    fold = Node(What.FOLD, State.UNKNOWN, 1, 9, 0, 0, "9", Extra(detail="fs", count=1582))
    told = {fact.label: fact.value for fact in detail.facts(arrange([fold]), 0, Sources())}
    assert (told["How many"], told["About"]) == ("1,582", "fs")


def test_content_is_kept_not_kept_or_not_sent(asked):
    """By the names of rules; nothing matched is said, too."""
    turn = places(asked.rows, What.TURN)[0]
    found = detail.content(asked.rows, turn, Sources())
    assert [fact.value for fact in found] == ["prompt not sent by the agent", "nothing matched"]
    told = Sources({"attributes": {"prompt": HASH}}, [])
    assert detail.content(asked.rows, turn, told)[-1].value == "not kept, by rule prompt, 60 bytes"


def test_proof_of_an_entry():
    """Entry, leaf hash elided but copied whole, checkpoint."""
    found = {fact.label: fact for fact in detail.proof(PROOF)}
    assert found["Entry"].value == "#10,398, otlp.traces"
    assert found["Leaf hash"].value == "7c41e09b2f6a…d83e1f54"
    assert found["Leaf hash"].whole == PROOF["leaf_hash"]
    assert found["Checkpoint"].value.startswith("10,412 at ")
    unsealed = {fact.label: fact for fact in detail.proof({**PROOF, "checkpoint_size": None})}
    assert unsealed["Sealed"].value == "not yet; within 10 s"
    assert unsealed["Entry"].icon == "unsealed"


def test_events_by_time():
    """Span events and log records together, made safe."""
    event = {"time_unix_nano": 2_000_000, "name": "o\x1bk", "attributes": {"n": 1}}
    log = {"id": 5, "ts_ns": 1_000_000, "event": "tool_result", "title": "Bash", "attributes": {}}
    found = detail.events(Sources({"events": [event]}, [log]))
    assert [(fact.value, fact.whole) for fact in found] == [
        ("tool_result", "Bash"),
        ("oU+001Bk", "n 1"),
    ]


def test_a_kept_argument_is_shown_whole(asked):
    """None was kept here."""
    assert detail.argument(asked.rows, places(asked.rows, What.TOOL)[0]) == ""


def test_what_a_log_record_says_is_shown_safely(asked):
    """Its body, bounded."""
    at = places(asked.rows, What.LOG)[0]
    log = {"event": "note", "body": "a\u202eb" * 2000, "title": None}
    told = facts(asked, at, Sources(None, [log]))
    assert told["Says"].startswith("aU+202Eb")
    assert "Time" in told
