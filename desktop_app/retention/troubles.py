"""Which runs met trouble: an error, a denial, or something that went past the gate.

Promise: a pure fold, the same for recorder and verifier. What a run's trouble is: a call that ended
with an error or was denied, by policy or by a person or because nobody answered; an exit code that
is not 0; `gate.failed_open`. Holds a number for each run that met some, whatever its names are.

Specification: `resources/docs/retention.md`, section "Sampling".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import run_digest

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry
    from desktop_app.retention.scopes import RunScope

MAX_ASKED: Final = 10_000  # questions that wait for their answer; the oldest are forgotten
_BAD_OUTCOMES: Final = ("error", "denied")
_NOT_GIVEN: Final = ("refused", "timed_out", "expired")
_REQUESTED: Final = "requested"


class Troubles:
    """The first trouble of each run. `see` every entry that may be of it, in order."""

    def __init__(self) -> None:
        self._first_us: dict[bytes, int] = {}
        self._asked: dict[int, bytes] = {}

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        if entry.kind is EntryKind.CONSENT_RECORD:
            self._answered(entry)
        elif entry.run_id is not None:
            run = run_digest(str(entry.actor.get("sender", "")), entry.run_id)
            if _is_trouble(entry):
                self._first_us.setdefault(run, entry.ts_us)
            elif _asks(entry):
                self._asked[entry.seq] = run
                if len(self._asked) > MAX_ASKED:
                    del self._asked[next(iter(self._asked))]

    def before(self, run: RunScope, time_us: int) -> bool:
        """Tell whether a run met trouble before a time."""
        first = self._first_us.get(run_digest(run.sender, run.run_id))
        return first is not None and first < time_us

    def _answered(self, entry: Entry) -> None:
        """Take the answer to a question that the gate asked: no is trouble, and so is silence."""
        intent, state = entry.subject.get("intent"), entry.subject.get("state")
        if type(intent) is not int or state == _REQUESTED:
            return
        run = self._asked.pop(intent, None)
        if run is not None and state in _NOT_GIVEN:
            self._first_us.setdefault(run, entry.ts_us)


def _asks(entry: Entry) -> bool:
    return entry.kind is EntryKind.ACTION_INTENT and entry.subject.get("decision") == "asked"


def _is_trouble(entry: Entry) -> bool:
    subject = entry.subject
    match entry.kind:
        case EntryKind.ACTION_EFFECT:
            return subject.get("outcome") in _BAD_OUTCOMES
        case EntryKind.ACTION_INTENT:
            return subject.get("decision") == "denied"
        case EntryKind.RUN_END:
            code = subject.get("exit_code")
            return type(code) is int and code != 0
        case _:
            return entry.kind is EntryKind.GATE_FAILED_OPEN
