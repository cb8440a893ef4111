"""Questions that wait for a person: a queue in which each has an end, and the first answer wins.

Promise: a question leaves the queue exactly once, by `claim`; whoever claimed it says what became
of it, and only then does the agent that waits hear. It is there as long as one caller waits for it.
Nothing waits for ever, and no more waits than
`MAX_OPEN` questions and `MAX_BYTES` of their arguments. The queue knows no ledger: what a claim
leaves there is the gate's. Thread safe.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import TYPE_CHECKING

from desktop_app.errors import AlreadyAnsweredError, NotFoundError, OverloadedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.notices import Notice
    from desktop_app.model.action import Action, Because, Scope
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.gate_runs import RunSoFar
    from desktop_app.recorder.recent import Covered
    from desktop_app.recorder.verdict import Verdict

MAX_OPEN = 64  # each holds a connection of the agent that asks
MAX_BYTES = 16 * 1024 * 1024
TOLD_LEFT = 64
REMEMBERED = 1_000  # questions that are over, so that a late answer hears what became of them
ATTENDED_US = 5_000_000  # a tray that asked for questions within that time is there
WAKE_S = 25.0


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it stands.

    Attributes:
        id: names it in `answer`.
        intent: `seq` of its `action.intent`.
        requested: `seq` of the `consent.record` that asks.
        action: what is asked for.
        because: why.
        asked_us, deadline_us: wall clock.
        end_us: the deadline by the boot clock.
        scopes: what may be granted, narrowest first; () for once alone.
        notice: the very text that must be shown.
        run: what else its run did.
        would: what each scope would have allowed before.
        size: bytes of its arguments.
        delegated_by: the sub-agent that acts, or the parent for whom, as the agent says.
        in_notification: whether it may be allowed, once, from a notification.
    """

    id: str
    intent: int
    requested: int
    action: Action
    because: Because
    asked_us: int
    deadline_us: int
    end_us: int
    scopes: tuple[Scope, ...]
    notice: Notice
    run: RunSoFar
    would: tuple[Covered, ...] = ()
    size: int = 0
    delegated_by: str = ""
    in_notification: bool = False


@dataclass(slots=True)
class _Waiting:
    question: Question
    answered: Future[Verdict] = field(default_factory=Future)
    callers: int = 1
    wrong: int = 0


class Questions:
    """The queue.

    Args:
        clock: for deadlines.
        expired: called for each whose deadline came, in a thread of ours.
        abandoned: likewise, for each that nobody waits for any more.
    """

    def __init__(
        self,
        clock: Clock,
        expired: Callable[[Question], None],
        abandoned: Callable[[Question], None],
    ) -> None:
        self._clock, self._expired, self._abandoned = clock, expired, abandoned
        self._changed = Condition()
        self._open: dict[str, _Waiting] = {}
        self._claimed: dict[str, _Waiting] = {}
        self._over: OrderedDict[str, str] = OrderedDict()
        self._left: deque[str] = deque(maxlen=TOLD_LEFT)
        self._n = 0
        self._bytes = 0
        self._polling = 0
        self._polled_us: int | None = None
        self._closed = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Watch deadlines and callers from now on."""
        self._thread = Thread(target=self._watch, name="questions", daemon=True)
        self._thread.start()

    def stop(self) -> list[Question]:
        """Take no more questions and return those that are open; who polls is sent home."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            left = [waiting.question for waiting in self._open.values()]
        if self._thread is not None:
            self._thread.join()
        return left

    @property
    def number(self) -> int:
        """How many wait."""
        return len(self._open)

    @property
    def left(self) -> list[str]:
        """The newest questions that are over because nobody waited for them any more."""
        with self._changed:
            return list(self._left)

    @property
    def attended(self) -> bool:
        """Whether a tray asks for questions, or did within the last 5 s."""
        with self._changed:
            return self._polling > 0 or (
                self._polled_us is not None
                and self._clock.boot_us() - self._polled_us < ATTENDED_US
            )

    def check_room(self, size: int) -> None:
        """Refuse what would be one too many.

        Raises:
            OverloadedError: it would be.
        """
        with self._changed:
            self._check_room(size)

    def ask(self, question: Question, gone: Future[None] | None = None) -> Future[Verdict]:
        """Put a question; the future is done when it is answered, or over.

        Args:
            question: with a name of its own.
            gone: done when the caller waits no longer; None: nobody can tell.

        Raises:
            OverloadedError: too many wait, or the recorder stops.
        """
        waiting = _Waiting(question)
        waiting.answered.set_running_or_notify_cancel()
        with self._changed:
            self._check_room(question.size)
            self._open[question.id] = waiting
            self._bytes += question.size
            self._tell()
        self._until(waiting, gone)
        return waiting.answered

    def joined(self, intent: int, gone: Future[None] | None) -> None:
        """Count one more caller that waits for the answer about an intent, until it is gone."""
        with self._changed:
            found = (each for each in self._open.values() if each.question.intent == intent)
            waiting = next(found, None)
            if waiting is None:
                return
            waiting.callers += 1
        self._until(waiting, gone)

    def poll(self, after: int, wait_s: float) -> tuple[int, list[Question]]:
        """Return (change counter, open questions, soonest deadline first).

        Args:
            after: the counter that the caller knows; waits until there is another one.
            wait_s: at most that long.
        """
        with self._changed:
            self._polling += 1
            try:
                self._changed.wait_for(
                    lambda: self._closed or self._n != after, min(max(wait_s, 0), WAKE_S)
                )
            finally:
                self._polling -= 1
                self._polled_us = self._clock.boot_us()
            found = [waiting.question for waiting in self._open.values()]
            return self._n, sorted(found, key=lambda question: question.end_us)

    def find(self, name: str) -> Question:
        """Return an open question.

        Raises:
            AlreadyAnsweredError: it is over; the message says how.
            NotFoundError: there was none of that name, as far as is remembered.
        """
        with self._changed:
            return self._find(name).question

    def wrong(self, name: str) -> int:
        """Count a wrong passphrase for an open question; return how many there were.

        Raises:
            AlreadyAnsweredError, NotFoundError: as `find`.
        """
        with self._changed:
            waiting = self._find(name)
            waiting.wrong += 1
            return waiting.wrong

    def look_again(self) -> None:
        """Tell who polls: what is told beside the questions is another thing now."""
        with self._changed:
            self._tell()

    def claim(self, name: str, *, left: bool = False) -> Question:
        """Take a question out of the queue; the first who does decides it.

        Args:
            name: of the question.
            left: whether it is over because nobody waits for it.

        Raises:
            AlreadyAnsweredError, NotFoundError: as `find`.
        """
        with self._changed:
            waiting = self._find(name)
            if left:
                self._left.append(name)
            self._claimed[name] = self._open.pop(name)
            self._tell()
            return waiting.question

    def settle(self, name: str, verdict: Verdict, how: str) -> None:
        """Say what became of a claimed question: the agent hears it now.

        Args:
            name: of the question.
            verdict: for the agent.
            how: for who answers late: "denied, from the notification".
        """
        with self._changed:
            waiting = self._claimed.pop(name)
            self._bytes -= waiting.question.size
            self._over[name] = how
            while len(self._over) > REMEMBERED:
                self._over.popitem(last=False)
        waiting.answered.set_result(verdict)

    def _check_room(self, size: int) -> None:
        if self._closed:
            raise OverloadedError("The recorder is stopping.")
        waiting = len(self._open) + len(self._claimed)
        if waiting >= MAX_OPEN or self._bytes + size > MAX_BYTES:
            raise OverloadedError(f"{waiting} questions wait for a person already.")

    def _find(self, name: str) -> _Waiting:
        if name in self._open:
            return self._open[name]
        if name in self._claimed:
            raise AlreadyAnsweredError("This question is being answered already.")
        if name in self._over:
            raise AlreadyAnsweredError(f"This question is over: {self._over[name]}.")
        raise NotFoundError("There is no such question.")

    def _tell(self) -> None:
        self._n += 1
        self._changed.notify_all()

    def _until(self, waiting: _Waiting, gone: Future[None] | None) -> None:
        if gone is not None:
            gone.add_done_callback(lambda _: self._leave(waiting))

    def _leave(self, waiting: _Waiting) -> None:
        with self._changed:
            waiting.callers -= 1
            self._changed.notify_all()  # the thread that watches ends it, not the caller's own

    def _watch(self) -> None:
        while (over := self._next_over()) is not None:
            for question, end in over:
                end(question)

    def _next_over(self) -> list[tuple[Question, Callable[[Question], None]]] | None:
        """Wait for deadlines and callers; return what is over and who ends it, None at the end."""
        with self._changed:
            while not self._closed:
                now_us = self._clock.boot_us()
                ends = [each.question.end_us for each in self._open.values()]
                over = [
                    (each.question, self._expired if each.callers else self._abandoned)
                    for each in self._open.values()
                    if not each.callers or each.question.end_us <= now_us
                ]
                if over:
                    return over
                soonest = min(ends, default=None)
                self._changed.wait(None if soonest is None else (soonest - now_us) / 1_000_000)
            return None
