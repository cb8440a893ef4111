"""What outside vouches, in words that claim nothing this computer cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.operations.stamps_checked import StampCheck
from desktop_app.tray.presenters import anchors, state

if TYPE_CHECKING:
    from desktop_app.tray.presenters.anchors import Outside
    from desktop_app.tray.presenters.state import State

NOW = 1_795_169_861_000_000
HOUR = 3_600_000_000
SENT = {"seq": 80, "ts_us": NOW - 26 * HOUR, "size": 78, "way": "git", "checkpoint": "ab"}
STAMP = {"seq": 90, "ts_us": NOW, "size": 88, "time_us": NOW - HOUR, "id": "", "tsa": "CN=A,O=B"}


def of_size(size: int | None) -> State:
    """Return a recorder's state with so many entries."""
    return state.of({} if size is None else {"size": size, "sealed_size": size})


def shown(
    size: int | None = 100,
    report: dict | None = None,
    checks: dict[int, StampCheck] | None = None,
    **rows: list,
) -> Outside:
    """Return what the card shows."""
    return anchors.outside(rows, report, of_size(size), now_us=NOW, checks=checks)


def test_nothing_outside_is_said_to_be_nothing() -> None:
    """No checkpoint, no time stamp, nothing covered, and what that means."""
    found = shown()
    assert [(fact.name, fact.value) for fact in found.facts] == [
        ("Checkpoint elsewhere", "none handed out"),
        ("Time stamp", "none"),
    ]
    (sentence,) = found.sentences
    assert sentence.startswith("Nothing outside this computer would show it")


def test_a_checkpoint_that_was_handed_out_may_be_lost() -> None:
    """When, how, how far, and that nobody here knows whether it is still there."""
    found = shown(sent=[SENT, {**SENT, "seq": 1, "size": 1}])
    assert found.facts[0].value.startswith("first 78 entries, as a commit, ")
    assert found.facts[-1].value == "22 newer entries"
    (sentence,) = found.sentences
    assert "would show any change to the first 78 entries" in sentence
    assert sentence.endswith("if you still have it: this computer cannot know.")


def test_a_time_stamp_counts_as_it_was_checked() -> None:
    """By the report's own list of what a trusted root stands for."""
    unchecked = shown(stamps=[STAMP], report={"stamps": [{"seq": 1}, {"seq": None}]})
    assert unchecked.sentences[0].startswith("A time stamp in the name of A (")
    assert "says that the first 88 entries existed by then" in unchecked.sentences[0]
    assert "not checked here" in unchecked.sentences[0]
    assert unchecked.facts[1].tone == "text2"
    checked = shown(stamps=[STAMP], report={"stamps": [{"seq": 90}]})
    assert checked.sentences[0].startswith("A time stamp of A (")
    assert "could have none from before today" in checked.sentences[0]
    assert checked.facts[1].tone == "ok"


def test_a_trusted_root_speaks_for_a_time_stamp() -> None:
    """Without a verification; when it was trusted is said."""
    found = shown(stamps=[STAMP], checks={90: StampCheck(NOW - HOUR)})
    assert found.sentences[0].startswith("A time stamp of A (")
    assert "It was checked against the root that you trusted (" in found.sentences[0]
    assert "not checked here" not in found.sentences[0]
    assert (found.facts[1].icon, found.facts[1].tone) == ("clock", "ok")
    other = shown(stamps=[STAMP], checks={91: StampCheck(NOW)})
    assert other == shown(stamps=[STAMP])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("root", "does not stand for who signed it"), ("checkpoint", "is over no checkpoint that")],
)
def test_a_time_stamp_that_does_not_hold_is_told(wrong: str, said: str) -> None:
    """In place of what it would say; a verification that knows no better does not hide it."""
    check = StampCheck(NOW - HOUR, wrong)  # type: ignore[arg-type]
    found = shown(stamps=[STAMP], report={"stamps": [{"seq": 90}]}, checks={90: check})
    assert said in found.sentences[0]
    assert "existed by then" not in found.sentences[0]
    assert (found.facts[1].icon, found.facts[1].tone) == ("error", "deny")
    assert found.facts[1].value.endswith(": does not hold")


def test_a_name_makes_nobody_the_same_authority() -> None:
    """What anything brought in its name does not hide what came from it."""
    rows = [{**STAMP, "seq": 91}, {**STAMP, "id": "1" * 16}]
    assert anchors.newest({"stamps": rows}) == (91, 90)
    assert anchors.newest({}) == ()


def test_of_each_authority_the_newest_and_a_few_of_them() -> None:
    """Also one whose name cannot be read, and names with signs that could mislead."""
    rows = [{**STAMP, "seq": 90 - n, "tsa": name} for n, name in enumerate(("CN=A", "CN=A", ""))]
    found = shown(stamps=rows)
    assert len(found.sentences) == 2
    assert "an authority that cannot be read" in found.sentences[1]
    many = [{**STAMP, "seq": n, "tsa": f"O={n}"} for n in range(9)]
    assert len(shown(stamps=many).sentences) == anchors.MOST_STAMPS
    odd = shown(stamps=[{**STAMP, "tsa": "CN=a\u202eb"}]).sentences[0]
    assert "\u202e" not in odd


@pytest.mark.parametrize(("size", "value"), [(88, "nothing"), (89, "1 newer entry"), (None, "")])
def test_what_is_newer_than_all_that_vouches(size: int | None, value: str) -> None:
    """Unknown without a recorder: then nothing is said."""
    facts = {fact.name: fact.value for fact in shown(size, stamps=[STAMP], sent=[SENT]).facts}
    assert facts.get("Not covered", "") == value


@pytest.mark.parametrize(
    ("way", "beginning"),
    [
        ("clipboard", "Copied: "),
        ("QR code", "Shown: "),
        ("file", "Saved: "),
        ("git", "Committed, not pushed: "),
    ],
)
def test_what_was_done_is_said(way: str, beginning: str) -> None:
    """With the entry, or that there is none."""
    assert anchors.said(9, way, 1_204) == (
        f"{beginning}the checkpoint of 9 entries. Recorded as #1,204."
    )
    assert anchors.said(1, way, None).endswith("the recorder is not running.")
    assert anchors.of_code(9).startswith("The checkpoint of 9 entries")


def test_every_way_has_its_words() -> None:
    """One that comes later is shown as it is, made safe."""
    names = [anchors.way(name) for name in ("clipboard", "QR code", "file", "git", "output")]
    assert len(set(names)) == 5
    assert anchors.way("pigeon") == "pigeon"
