"""Questions that end without an answer: why, what is written, what the agent hears.

Out of time, their caller gone, the recorder over, too many wrong passphrases of their role.

Promise: each is denied, once, by a record of its own; none is ever a grant or a lasting rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import By, ConsentRecord, State, Why
from desktop_app.recorder.verdict import Verdict

if TYPE_CHECKING:
    from desktop_app.consent.records import RunOf
    from desktop_app.recorder.questions import Question

NOBODY = "No window of Countersign was there to ask in"


@dataclass(frozen=True, slots=True)
class Ending:
    """One way to end.

    Attributes:
        state, why: of the record.
        reason: a sentence for the agent and its person.
        how: for who answers late.
        anew: whether a repeat is asked again, since nobody was in a position to say no.
        by: who ended it.
    """

    state: State
    why: Why | None
    reason: str
    how: str
    anew: bool
    by: By = By.NOBODY


IN_TIME = Ending(
    State.TIMED_OUT,
    None,
    "Nobody answered in time; it is denied, once.",
    "nobody answered in time",
    anew=False,
)
NO_WINDOW = Ending(
    State.TIMED_OUT,
    None,
    f"{NOBODY}; it is denied, once. Start `countersign tray` to be asked.",
    "nobody answered in time",
    anew=False,
)
CALLER_GONE = Ending(
    State.EXPIRED,
    Why.CALLER_GONE,
    "Whoever asked went away before it was answered; it is denied, once.",
    "whoever asked went away, and it was denied",
    anew=True,
)
STOPPING = Ending(
    State.EXPIRED,
    Why.RECORDER_ENDED,
    "Countersign is stopping; it is denied, once.",
    "Countersign stopped, and it was denied",
    anew=True,
)


def refused(reason: str) -> Ending:
    """Return the end of a question that must not be allowed any more."""
    return Ending(State.REFUSED, None, reason, "denied by policy", anew=False, by=By.POLICY)


def closing(
    intent: int | None,
    run: RunOf | None,
    ending: Ending,
    *,
    role: str | None = None,
    delegated_by: str | None = None,
) -> ConsentRecord:
    """Return the record which says that a question is over.

    Args:
        intent: that it was about.
        run: likewise.
        ending: how it ended.
        role: whose answer it needed.
        delegated_by: as in the record that asked.
    """
    return ConsentRecord(
        purpose=ACTION,
        state=ending.state,
        intent=intent,
        run=run,
        by=ending.by,
        role=role,
        delegated_by=delegated_by,
        otherwise="denied",
        why=ending.why,
    )


def denial(question: Question, ending: Ending, consent: int | None) -> Verdict:
    """Return what the agent hears, if it still listens; `consent` is the `seq` of the record."""
    return Verdict(
        "deny",
        ending.reason,
        question.because,
        question.intent,
        consent,
        state="timed_out" if ending.state is State.TIMED_OUT else "rejected",
        anew=ending.anew,
    )
