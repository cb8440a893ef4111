"""What is in force: folded at the start, kept live, over when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import By, ConsentRecord, State
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.action import Lasts
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.grants_book import GrantsBook
from tests.fakes.gate import PUSH, answer, ask, shell, states, write

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


def loaded(made: Recorder) -> tuple[GrantsBook, list[int | None]]:
    """Return what a recorder that starts now would know, and which intents nobody answered."""
    book = GrantsBook()
    with LedgerReader(made.paths.ledger) as ledger:
        return book, [left.record.intent for left in book.load(ledger)]


def test_a_start_finds_what_was_in_force(made: Recorder) -> None:
    """Given, revoked, ended with its run, and asked but never answered."""
    kept = answer(made, ask(made, shell(PUSH))[1], "grant", lasts=Lasts.ALWAYS)["entry"]
    gone = answer(made, ask(made, shell("git push a b"))[1], "grant", lasts=Lasts.ALWAYS)["entry"]
    made.gating.revoke(gone, RECORDER)
    of_run = answer(made, ask(made, write("/elsewhere/a"))[1], "run")["entry"]
    _, left = ask(made, shell("git push c d"))
    now_us = made.clock.now_us()
    book, unanswered = loaded(made)
    assert [grant.seq for grant in book.in_force(now_us)] == [kept, of_run]
    assert unanswered == [left.intent]
    made.journal.end_all_runs()
    book, _ = loaded(made)
    assert [grant.seq for grant in book.in_force(now_us)] == [kept]
    found = book.find(gone)
    assert found is not None
    assert not book.holds(gone, now_us)


def test_what_may_be_kept_just_now(made: Recorder) -> None:
    """Only of what is asked for, only while it holds; the newest answer counts."""
    now_us, book = made.clock.now_us(), GrantsBook()
    given = ConsentRecord(purpose="screenshots", state=State.GIVEN, by=By.YOU, lasts=Lasts.ALWAYS)
    for_a_time = ConsentRecord(
        purpose="keep command lines",
        state=State.GIVEN,
        by=By.YOU,
        lasts=Lasts.UNTIL,
        until_us=now_us + 5,
    )
    book.take(1, given)
    book.take(2, for_a_time)
    both = ("screenshots", "keep command lines")
    assert book.allowed((*both, "file content"), now_us) == set(both)
    assert book.allowed(("file content",), now_us) == set()
    assert book.allowed(both, now_us + 5) == {"screenshots"}
    book.take(3, ConsentRecord(purpose="screenshots", state=State.REFUSED, by=By.YOU))
    assert book.allowed(both, now_us) == {"keep command lines"}


def test_a_record_of_nonsense_changes_nothing(made: Recorder) -> None:
    """A later version's, or a hand's."""
    made.journal.note(EntryKind.CONSENT_RECORD, {"purpose": "x", "state": "given"})
    book, unanswered = loaded(made)
    assert (book.in_force(0), unanswered) == ([], [])


def test_time_that_runs_out_is_told_once(made: Recorder) -> None:
    """And not of what was revoked before."""
    until_us = made.clock.now_us() + 60_000_000
    grant = answer(made, ask(made, shell(PUSH))[1], "grant", lasts=Lasts.UNTIL, until_us=until_us)[
        "entry"
    ]
    book = made.gating.book
    assert book.run_out(until_us - 1) == []
    assert book.run_out(until_us) == [grant]
    assert book.run_out(until_us) == []
    assert not book.holds(grant, until_us)


def test_the_tick_notes_what_ran_out(made: Recorder) -> None:
    """As a record of its own."""
    _, question = ask(made, shell(PUSH))
    soon = made.clock.now_us() + 200_000
    answer(made, question, "grant", lasts=Lasts.UNTIL, until_us=soon)
    while made.clock.now_us() <= soon:
        made.gating.tick()
    made.gating.tick()
    assert states(made) == ["requested", "given", "expired"]


def test_uses_are_counted(made: Recorder) -> None:
    """Each action that it allowed."""
    grant = answer(made, ask(made, shell(PUSH))[1], "grant", lasts=Lasts.ALWAYS)["entry"]
    made.gating.gate.begin(shell(PUSH)).result(60)
    found = made.gating.book.find(grant)
    assert found is not None
    assert found.used == 2  # the one that waited for it, and this


def test_only_grants_of_actions_cover(made: Recorder) -> None:
    """Consent to keep something allows nothing."""
    record = ConsentRecord(
        purpose="keep command lines", state=State.GIVEN, lasts=Lasts.ALWAYS, by=By.YOU
    )
    made.gating.entries.consent(record)
    _, question = ask(made, shell(PUSH))
    assert made.gating.book.covering(question.action, made.clock.now_us()) is None
    assert record.purpose != ACTION
