"""tray.presenters.notices: the words, and how often they are said."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import notices
from desktop_app.tray.presenters.notices import Action, Kind, Limiter
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """A clock by hand."""
    return FakeClock()


def test_trouble_says_what_is_safe() -> None:
    """The design's words, and a way to look."""
    notice = notices.trouble("The disk is full.")
    assert notice.title == "Countersign is not recording"
    assert notice.body == "The disk is full. What was acknowledged is safe."
    assert notice.row.actions == (Action.SHOW,)
    assert notice.row.urgent
    assert notices.label(Action.SHOW) == "Show"


def test_a_bad_verdict_is_named() -> None:
    """Its word in the title, what was found in the body."""
    notice = notices.verdict("Diverged", "The record is older than the pin in the keychain.")
    assert notice.title == "Verification failed: Diverged"
    assert notice.body == "The record is older than the pin in the keychain."
    assert notice.row.urgent


@pytest.mark.parametrize(
    ("stopped", "body"),
    [
        ([], "Countersign sends nothing out."),
        ([(212, 640)], "1 export was stopped: 212 of 640 records were sent."),
        ([(212, 640), (0, 1000)], "2 exports were stopped: 212 of 1,640 records were sent."),
    ],
)
def test_local_only_again_says_what_was_stopped(stopped: list[tuple[int, int]], body: str) -> None:
    """Without an export there is nothing to count; there is nothing to press."""
    notice = notices.local_only(stopped)
    assert (notice.title, notice.body) == ("Local-only mode is on again", body)
    assert notice.row.actions == ()


def test_text_of_others_is_made_visible() -> None:
    """A reason that reverses or breaks the line is shown with the name of the character."""
    assert "U+202E" in notices.trouble("\u202eliar.").body
    assert "\n" not in notices.verdict("a\nb", "c\nd").title


def test_every_kind_has_its_row() -> None:
    """No kind without actions and urgency decided."""
    assert set(notices.TABLE) == set(Kind)


def test_the_first_is_told_at_once_and_the_next_are_held(clock: FakeClock) -> None:
    """One in 30 seconds; then the newest, with the count of those before it."""
    limiter = Limiter(clock)
    first = notices.trouble("One.")
    assert limiter.offer(first) is first
    for reason in ("Two.", "Three.", "Four."):
        clock.advance(5)
        assert limiter.offer(notices.trouble(reason)) is None
    assert limiter.due() == []
    assert limiter.next_us() == 15_000_000
    clock.advance(15)
    (told,) = limiter.due()
    assert told.body == "Four. What was acknowledged is safe. 2 more like it came before."
    assert limiter.due() == []
    assert limiter.next_us() is None


def test_one_held_alone_is_told_as_it_is(clock: FakeClock) -> None:
    """No count of none."""
    limiter = Limiter(clock)
    limiter.offer(notices.trouble("One."))
    second = notices.trouble("Two.")
    limiter.offer(second)
    clock.advance(30)
    assert limiter.due() == [second]


def test_what_was_folded_opens_a_window_of_its_own(clock: FakeClock) -> None:
    """A flood is told every 30 seconds, not more often."""
    limiter = Limiter(clock)
    told = 0
    for second in range(301):
        told += limiter.offer(notices.trouble(f"{second}.")) is not None
        told += len(limiter.due())
        clock.advance(1)
    assert told == 11


def test_quiet_for_a_while_means_at_once_again(clock: FakeClock) -> None:
    """After 30 seconds without another, the next is told immediately."""
    limiter = Limiter(clock)
    limiter.offer(notices.trouble("One."))
    clock.advance(30)
    again = notices.trouble("Two.")
    assert limiter.offer(again) is again


def test_kinds_and_agents_do_not_hold_each_other_back(clock: FakeClock) -> None:
    """Each kind, and each agent of a kind, has its own 30 seconds."""
    limiter = Limiter(clock)
    told = [
        notices.trouble("One."),
        notices.verdict("Invalid", "Entry 7."),
        notices.Notice(Kind.VERDICT, "t", "b", agent="Codex"),
        notices.Notice(Kind.VERDICT, "t", "b", agent="Claude Code"),
    ]
    assert [limiter.offer(notice) for notice in told] == told
    assert len({notice.key for notice in told}) == 4


def test_what_is_over_is_not_told_any_more(clock: FakeClock) -> None:
    """Withdrawn while held: dropped; the window goes on, so that flapping is told once in 30 s."""
    limiter = Limiter(clock)
    limiter.offer(notices.trouble("One."))
    limiter.offer(notices.trouble("Two."))
    limiter.withdraw("trouble")
    limiter.withdraw("unknown")
    assert limiter.next_us() is None
    clock.advance(10)
    assert limiter.offer(notices.trouble("Three.")) is None
    clock.advance(20)
    assert [notice.body[:6] for notice in limiter.due()] == ["Three."]


def test_a_clock_set_back_holds_nothing_up(clock: FakeClock) -> None:
    """Time since boot counts, not the clock on the wall."""
    limiter = Limiter(clock)
    limiter.offer(notices.trouble("One."))
    clock.advance(31)
    clock.wall_us -= 3_600_000_000
    assert limiter.offer(notices.trouble("Two.")) is not None


def test_the_rows_of_the_gate():
    """Titles and buttons; a click on a question's text looks at it and denies nothing."""
    asked = notices.question("Codex", "use the network", until="10:33:05", about="q1")
    assert asked.title == "Codex asks to use the network"
    assert asked.body == "Denied at 10:33:05 if you do not answer."
    assert [notices.label(action) for action in asked.row.actions] == ["Deny", "Look at it"]
    assert asked.row.click is notices.Action.LOOK
    assert (asked.key, asked.about) == ("question/Codex", "q1")
    assert notices.question("Codex", "x", until="", about="q1").body == ""
    missed = notices.missed("Codex", "use the network", at="10:33:05", about="5")
    assert missed.title == "Codex was denied: you did not answer"
    assert missed.body == "It wanted to use the network. Denied once, at 10:33:05."
    assert notices.not_gated(1).title == "1 call ran though the gate did not answer"
    missing = notices.unsettled("Codex", missing=True)
    assert (missing.title, missing.key) == ("Codex may not ask you", "unsettled/Codex")
    assert missing.body == "Its hooks are gone, off or not trusted. Agents says what to do."
    assert notices.unsettled("Co\x1bdex", missing=False).title == "CoU+001Bdex may not be recorded"
    bypass = notices.bypass("Codex", at="10:30:12")
    assert (bypass.title, bypass.body) == (
        "An agent tried to answer for you",
        "Codex, 10:30:12. It was refused.",
    )


def test_a_wrong_passphrase_is_told_without_what_was_asked():
    """As an attempt: it stays until it was seen."""
    told = notices.wrong_passphrase("release-manager", at="10:30:12")
    assert told.title == "A wrong passphrase was given for the role release-manager"
    assert told.body == "10:30:12. Nothing was allowed."
    assert told.row.urgent


def test_screenshots_are_told_with_their_end():
    """And a button that stops them; a click on the text looks."""
    told = notices.capture("Claude Code", until="18:00:00")
    assert told.body == "Claude Code, as you allowed until 18:00:00."
    assert notices.capture("Codex", until="").body == "Codex, as you allowed."
    assert [notices.label(action) for action in told.row.actions] == ["Stop"]
    assert told.row.click is notices.Action.SHOW
