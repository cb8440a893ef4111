"""Questions that end without an answer: what the record says, and what the agent hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.consent.grants import Grants
from desktop_app.consent.records import RunOf, format_record
from desktop_app.recorder import unanswered
from tests.fakes.gate import PUSH, ask, shell, subjects
from tests.fakes.recording import restarted

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.unanswered import Ending

ENDINGS = (
    unanswered.IN_TIME,
    unanswered.NO_WINDOW,
    unanswered.CALLER_GONE,
    unanswered.STOPPING,
    unanswered.refused("Too many wrong passphrases."),
)


@pytest.mark.parametrize("ending", ENDINGS)
def test_none_of_them_gives_anything(made: Recorder, ending: Ending) -> None:
    """Denied, and no grant comes of it."""
    _, question = ask(made, shell(PUSH))
    told = unanswered.denial(question, ending, 7)
    assert (told.says, told.person, told.intent, told.consent) == (
        "deny",
        False,
        question.intent,
        7,
    )
    grants = Grants()
    grants.apply(9, unanswered.closing(question.intent, RunOf("s", "r"), ending))
    assert grants.in_force(0) == []


def test_a_record_says_why() -> None:
    """Out of time needs no reason; the others tell apart."""
    told = [
        format_record(unanswered.closing(4, None, ending, role="release-manager"))
        for ending in ENDINGS
    ]
    assert [(one["state"], one.get("why")) for one in told] == [
        ("timed_out", None),
        ("timed_out", None),
        ("expired", "caller gone"),
        ("expired", "recorder ended"),
        ("refused", None),
    ]
    assert [one["by"] for one in told] == [*["nobody"] * 4, "policy"]
    assert {one["role"] for one in told} == {"release-manager"}


def test_a_sub_agent_is_named_to_the_end(made: Recorder) -> None:
    """By whoever ends its question: out of time, or the recorder over, by this one or the next."""
    _, question = ask(made, shell(PUSH, delegated_by="Explore"))
    made.gating.gate.timed_out(question)
    ask(made, shell(PUSH, delegated_by="Explore"))
    with restarted(made) as other:
        records = subjects(other, "consent.record")
        assert [one["state"] for one in records] == [
            *("requested", "timed_out"),
            *("requested", "expired"),
        ]
        assert {one["delegated_by"] for one in records} == {"Explore"}
