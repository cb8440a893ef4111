"""A person's answers: for what was shown, within what was offered, and written down first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.records import By
from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.model.action import Lasts
from desktop_app.recorder.answers import LONGEST_US, RUN_US, parse_answer
from tests.fakes.gate import PUSH, answer, ask, given, shell, subjects, write

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

ARGS = {"id": "q", "answer": "once", "digest": "0" * 64, "latency_ms": 7}
OUTSIDE = "/elsewhere/notes.txt"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 5},
        {"answer": "yes"},
        {"digest": None},
        {"latency_ms": "7"},
        {"reason": "x" * 501},
        {"reason": 5},
        {"by": "nobody"},
        {"scope": {"agent": ""}},
        {"scope": []},
        {"lasts": "once"},
        {"lasts": 5},
        {"until_us": True},
        {"until_us": 1.5},
    ],
)
def test_what_is_no_answer_is_refused(changed: dict[str, Any]) -> None:
    """Each field has its type."""
    with pytest.raises(UsageError):
        parse_answer({**ARGS, **changed})


def test_an_answer_is_read() -> None:
    """The latency is bounded; who answered is the window, or a notification."""
    found = parse_answer({**ARGS, "latency_ms": -5, "by": "you, notification", "lasts": "run"})
    assert (found.latency_ms, str(found.by), found.lasts) == (0, "you, notification", Lasts.RUN)


def test_a_reason_goes_to_the_agent_and_its_digest_into_the_record(made: Recorder) -> None:
    """Not its words."""
    told, question = ask(made, shell(PUSH))
    answer(made, question, "deny", reason="Use a branch.")
    assert told.result(60).reason.endswith("Use a branch.")
    record = subjects(made, "consent.record")[-1]
    assert len(record["reason_digest"]) == 64
    assert record["state"] == "refused"
    assert record["latency_ms"] == 900
    assert record["otherwise"] == "denied"
    assert "branch" not in str(record)


def test_for_this_run_ends_with_it(made: Recorder) -> None:
    """Another run asks; after `run.end` this one does, too."""
    _, question = ask(made, write(OUTSIDE))
    answer(made, question, "run")
    record = subjects(made, "consent.record")[-1]
    assert record["lasts"] == "run"
    assert 0 < record["until_us"] - made.clock.now_us() <= RUN_US
    assert made.gating.gate.begin(write(OUTSIDE)).result().says == "allow"
    ask(made, write(OUTSIDE, run_id="run-2"))
    made.journal.end_all_runs()
    ask(made, write(OUTSIDE))


def test_for_this_run_needs_a_run_and_a_way_back(made: Recorder) -> None:
    """Neither what names none, nor what cannot be undone."""
    for declared in (write(OUTSIDE, run_id=""), shell(PUSH)):
        _, question = ask(made, declared)
        with pytest.raises(UsageError, match="not allowed for a run"):
            answer(made, question, "run")


def test_compound_commands_are_allowed_once_only(made: Recorder) -> None:
    """There is no scope that would name them."""
    _, question = ask(made, shell("git push; rm -rf build"))
    assert question.scopes == ()
    for kind in ("run", "grant"):
        with pytest.raises(UsageError, match="once only"):
            answer(made, question, kind, lasts=Lasts.ALWAYS)


def test_a_grant_may_be_narrower_never_wider(made: Recorder) -> None:
    """Than one of the scopes of the question, and must cover the action."""
    _, question = ask(made, shell(PUSH))
    narrow, wide = question.scopes[0], question.scopes[-1]
    for scope in (
        replace(wide, agent="*"),
        replace(wide, tool="Write"),
        replace(wide, program=("git",)),
        replace(wide, hosts=("example.org",)),
        replace(narrow, program=("git", "push", "other")),
        replace(narrow, folder="/other"),
    ):
        with pytest.raises(UsageError, match="wider"):
            answer(made, question, "grant", scope=scope, lasts=Lasts.ALWAYS)
    scope = replace(narrow, program=wide.program, exact=False)
    answer(made, question, "grant", scope=scope, lasts=Lasts.ALWAYS)
    assert made.gating.gate.begin(shell("git push other x")).result().says == "allow"


def test_a_grant_ends_within_a_year(made: Recorder) -> None:
    """It says how long it lasts, and a time is in the future."""
    _, question = ask(made, shell(PUSH))
    now_us = made.clock.now_us()
    for lasts, until_us in (
        (None, None),
        (Lasts.UNTIL, None),
        (Lasts.UNTIL, now_us - 1),
        (Lasts.ALWAYS, now_us + LONGEST_US + 60_000_000),
    ):
        with pytest.raises(UsageError):
            answer(made, question, "grant", lasts=lasts, until_us=until_us)
    answer(made, question, "grant", lasts=Lasts.UNTIL, until_us=now_us + 60_000_000)
    assert subjects(made, "consent.record")[-1]["until_us"] == now_us + 60_000_000


def test_the_digest_is_of_the_very_text(made: Recorder) -> None:
    """`given` makes it from the text as a tray does."""
    _, question = ask(made, shell(PUSH))
    assert given(question).digest == question.notice.digest


def test_a_notification_allows_once_what_it_shows_and_nothing_else(made: Recorder) -> None:
    """Only where the person chose so; a grant, never."""
    touch = shell("touch /srv/outside")
    _, question = ask(made, touch)
    with pytest.raises(NotAnsweredByPersonError, match="only be denied"):
        answer(made, question, by=By.NOTIFICATION)
    answer(made, question, "deny", by=By.NOTIFICATION)
    made.gating.gate.in_notifications = True
    told, question = ask(made, touch)
    with pytest.raises(NotAnsweredByPersonError, match="only be denied"):
        answer(made, question, "grant", by=By.NOTIFICATION, lasts=Lasts.ALWAYS)
    answer(made, question, by=By.NOTIFICATION)
    assert told.result(5).says == "allow"
    record = subjects(made, "consent.record")[-1]
    assert (record["state"], record["by"]) == ("given", "you, notification")
    assert "lasts" not in record
    _, question = ask(made, shell(PUSH))
    with pytest.raises(NotAnsweredByPersonError, match="only be denied"):
        answer(made, question, by=By.NOTIFICATION)
