"""Pictures at the calls of a run."""

from __future__ import annotations

from desktop_app.model.kinds import EntryKind
from desktop_app.query.query import Query
from desktop_app.tray.presenters.evidence import in_run
from desktop_app.tray.presenters.evidence.frames import by_call, frames
from desktop_app.tray.presenters.evidence.in_run import Shots
from tests.fakes.captures import AT_US, capture, missing
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger


def shots(*rows) -> Shots:
    """Return the looks of a run."""
    listed = frames(rows, AT_US)
    return Shots(tuple(listed), by_call(listed))


def test_a_call_finds_its_pictures() -> None:
    """By the agent's id of it; a call without one, and one that nobody looked at, find none."""
    made = shots(capture(1), capture(2, "after"), capture(3, call="call-2"))
    assert [one.entry for one in made.of({"call_id": "call-1"})] == [1, 2]
    assert list(made.of({"call_id": None})) == list(made.of(None)) == []


def test_what_the_detail_of_a_call_says() -> None:
    """When each was taken, or why it is not there; and the way to them."""
    said = in_run.section(frames([capture(1), missing(2, "black")], AT_US))
    assert [fact.label for fact in said.facts] == ["Before", "After"]
    assert said.facts[0].icon == "camera"
    assert said.facts[1].value == "The picture was black and was not stored."
    assert said.link == "pictures"


def test_one_card_a_call() -> None:
    """Drawn from its last picture; one by hand has its own."""
    made = shots(
        capture(1),
        capture(2, "after"),
        missing(3, "locked", call="c2"),
        capture(4, "hand", None, tool=None),
    )
    cards = in_run.cards(made)
    assert [(card.title, card.frame.entry, card.since) for card in cards] == [
        ("Edit", 2, "+1.00 s"),
        ("Edit", 3, "+3.00 s"),
        ("By hand", 4, "+4.00 s"),
    ]
    assert cards[0].spoken == "Pictures of Edit, +1.00 s, Before, After"
    assert cards[1].spoken.startswith("Pictures of Edit, +3.00 s, After, The screen was locked")
    assert in_run.summed(made) == "3 pictures kept. 1 is not there."
    assert in_run.summed(shots(capture(1))) == "1 picture kept."


def test_it_is_read_from_the_index(tmp_path) -> None:
    """A run without telemetry begins with its first entry."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.CAPTURE, {"trigger": "before", "outcome": "black"}, run_id="r")
    with Query(follow(tmp_path, ledger), tmp_path / "ledger.db") as query:
        found = in_run.read(query, query.run("r"))
    (frame,) = found.frames
    assert (frame.outcome, frame.since_us) == ("black", 0)
