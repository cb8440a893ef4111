"""What was decided a short while ago: joins an effect to its intent.

In memory, bounded; at the start the newest are read back from the ledger (`recalled`). Calls are
found by their own id, else (Gemini CLI gives none) as the oldest of that run and tool that has
no effect yet. Thread safe.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.ledger.writer import Appended
    from desktop_app.policy.decide import Outcome
    from desktop_app.recorder.gate_entries import Kept
    from desktop_app.recorder.verdict import Verdict

MAX_DECIDED = 20_000
MOMENT_US = 60_000_000  # from the answer until the agent comes with the same call once more


@dataclass(slots=True)
class Decided:
    """One intent.

    Attributes:
        intent: its `seq`.
        at_us: when, wall clock.
        run, agent, tool, call_id: as stored.
        args_digest: of what was asked for.
        outcome: what was decided at once.
        verdict: the answer; not done while a person is asked.
        effect: `seq` of its effect; None until that was told.
        differs: whether something else ran than was approved, or is about to: its agent's hook
            declared other arguments.
        prompted: whether the agent then asked its person itself.
        answered_us: when it was answered, boot clock; None: not yet, or to an earlier recorder.
        told_twice: whether both a hook and a proxy tell of its effect, and one did not yet.
    """

    intent: int
    at_us: int
    run: Run
    agent: str
    tool: str
    call_id: str | None
    args_digest: str
    outcome: Outcome
    verdict: Future[Verdict]
    effect: int | None = None
    differs: bool = False
    prompted: bool = False
    told_twice: bool = False
    answered_us: int | None = None

    @property
    def ended(self) -> bool:
        """Whether its effect was told."""
        return self.effect is not None

    @property
    def is_open(self) -> bool:
        """Whether its answer holds for the call: it has not ended, and nobody left its question."""
        return not self.ended and not (self.verdict.done() and self.verdict.result().anew)

    def holds_for_prompt(self, now_us: int) -> bool:
        """Whether the answer is the one for the prompt of the agent itself that comes now.

        A person's "yes" is for the one call that was asked about: it is given to one prompt, a
        moment after it was said. Nobody told us of the call's end, so a later prompt may be of
        another call of the same words.

        Args:
            now_us: boot clock.
        """
        if not self.is_open:
            return False
        if not self.verdict.done() or not self.verdict.result().person or self.was_denied:
            return True
        fresh = self.answered_us is not None and now_us - self.answered_us <= MOMENT_US
        return fresh and not self.prompted

    @property
    def was_denied(self) -> bool:
        """Whether the answer was no; False while there is none."""
        return self.verdict.done() and self.verdict.result().says == "deny"


class DecidedBook:
    """The newest intents."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_intent: OrderedDict[int, Decided] = OrderedDict()
        self._by_call: dict[tuple[Run, str], int] = {}
        self._by_arguments: dict[tuple[Run, str, str], int] = {}
        self._without_id: dict[tuple[Run, str], list[int]] = {}
        self._ran: dict[tuple[Run, str], int] = {}

    def remember(
        self,
        intent: Appended,
        kept: Kept,
        outcome: Outcome,
        verdict: Future[Verdict],
        *,
        differs: bool = False,
    ) -> Decided:
        """Take up an intent that is durable."""
        declared = kept.declared
        run = Run(declared.sender, declared.run_id)
        decided = Decided(
            intent.seq,
            intent.ts_us,
            run,
            declared.agent,
            declared.tool,
            declared.call_id,
            kept.args_digest,
            outcome,
            verdict,
            differs=differs,
        )
        self.take(decided)
        return decided

    def take(self, decided: Decided) -> None:
        """Take up an intent that is newer than those which are here."""
        run, tool, intent = decided.run, decided.tool, decided.intent
        with self._lock:
            self._by_intent[intent] = decided
            self._by_arguments[run, tool, decided.args_digest] = intent
            if decided.call_id is not None:
                self._by_call[run, decided.call_id] = intent
            else:
                self._without_id.setdefault((run, tool), []).append(intent)
            while len(self._by_intent) > MAX_DECIDED:
                self._forget(self._by_intent.popitem(last=False)[1])

    def of_intent(self, intent: int) -> Decided | None:
        """Return an intent by its place."""
        return self._by_intent.get(intent)

    def of_call(self, run: Run, call_id: str) -> Decided | None:
        """Return the newest intent of a call."""
        with self._lock:
            return self._by_intent.get(self._by_call.get((run, call_id), -1))

    def of_arguments(self, kept: Kept) -> Decided | None:
        """Return the newest intent of the same run, tool and arguments."""
        declared = kept.declared
        run = Run(declared.sender, declared.run_id)
        with self._lock:
            seq = self._by_arguments.get((run, declared.tool, kept.args_digest), -1)
            return self._by_intent.get(seq)

    def of_tool(self, run: Run, tool: str, args_digest: str | None = None) -> Decided | None:
        """Return the oldest intent without call id of a run and tool whose effect is to be told.

        Args:
            run: its run.
            tool: its tool.
            args_digest: those with the same arguments come first.
        """
        with self._lock:
            found = [self._by_intent[seq] for seq in self._without_id.get((run, tool), ())]
            left = [decided for decided in found if not decided.ended or decided.told_twice]
            same = [decided for decided in left if decided.args_digest == args_digest]
            return next(iter(same or left), None)

    def numbers(self, run: Run, tool: str) -> tuple[int, int]:
        """Return how many intents without call id a run has of a tool, and how many were denied."""
        with self._lock:
            found = [self._by_intent[seq] for seq in self._without_id.get((run, tool), ())]
        return len(found), sum(decided.was_denied for decided in found)

    def ran_once_more(self, run: Run, tool: str) -> int:
        """Count that a tool of a run ran; return how often it did so far."""
        with self._lock:
            self._ran[run, tool] = self._ran.get((run, tool), 0) + 1
            return self._ran[run, tool]

    def _forget(self, decided: Decided) -> None:
        arguments = (decided.run, decided.tool, decided.args_digest)
        if self._by_arguments.get(arguments) == decided.intent:
            del self._by_arguments[arguments]
        if decided.call_id is not None:
            if self._by_call.get((decided.run, decided.call_id)) == decided.intent:
                del self._by_call[decided.run, decided.call_id]
            return
        left = self._without_id[decided.run, decided.tool]
        left.remove(decided.intent)
        if not left:
            del self._without_id[decided.run, decided.tool]
            self._ran.pop((decided.run, decided.tool), None)
