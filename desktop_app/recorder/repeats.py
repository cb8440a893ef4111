"""Idempotency keys: an action that changes something is decided once under one key.

The second one with the same key, of the same sender and run, gets the first one's answer, also
while the first still waits for a person. A key that comes with another action is refused. Kept in
memory, for the newest keys, and read back from the ledger at the start. Thread safe.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import MalformedRequestError, OverloadedError
from desktop_app.model.action import SideEffect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.model.action import Action
    from desktop_app.policy.decide import Outcome
    from desktop_app.recorder.decided import Decided
    from desktop_app.recorder.gate_entries import Kept
    from desktop_app.recorder.verdict import Verdict

MAX_KEYS = 10_000
FIRST_S = 30.0  # for the first one's entry
WRITES = frozenset((SideEffect.WRITE, SideEffect.IRREVERSIBLE))
Key: TypeAlias = "tuple[str, str, str]"  # sender, run, digest of the key
First: TypeAlias = "tuple[int, Outcome, Future[Verdict]]"


class Repeat:
    """What became of the first action under a key."""

    def __init__(self, what: tuple[str, str]) -> None:
        self.what = what
        self._first: Future[First] = Future()

    def became(self, intent: int, outcome: Outcome, verdict: Future[Verdict]) -> None:
        """Say it: where its intent stands, what was decided, and the answer."""
        self._first.set_result((intent, outcome, verdict))

    @property
    def anew(self) -> bool:
        """Whether nobody could answer the first one, so that a repeat is asked again."""
        if not self._first.done() or self._first.exception() is not None:
            return False
        verdict = self._first.result()[2]
        return verdict.done() and verdict.result().anew

    def failed(self, error: BaseException) -> None:
        """Say that it could not be written down."""
        self._first.set_exception(error)

    def first(self) -> First:
        """Return it; waits until the first one's intent is durable.

        Raises:
            OverloadedError: it is not there in time.
        """
        try:
            return self._first.result(FIRST_S)
        except TimeoutError as error:
            raise OverloadedError(
                "The first action of this key is not written down yet."
            ) from error


class Repeats:
    """The newest keys."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: OrderedDict[Key, Repeat] = OrderedDict()

    def recall(self, keys: Mapping[Key, Decided]) -> None:
        """Take up what was decided before the start."""
        for key, first in keys.items():
            repeat = Repeat((first.tool, first.args_digest))
            repeat.became(first.intent, first.outcome, first.verdict)
            self._keys[key] = repeat

    @contextmanager
    def taking(self, kept: Kept, action: Action) -> Iterator[tuple[Repeat | None, Repeat]]:
        """Give (the first action under this key or None, what this one becomes).

        Raises:
            MalformedRequestError: the key came with another action before.
        """
        ours = Repeat((kept.declared.tool, kept.args_digest))
        if kept.idempotency is None or action.side_effect not in WRITES:
            yield None, ours
            return
        key = (kept.declared.sender, kept.declared.run_id, kept.idempotency)
        earlier = self._claim(key, ours)
        if earlier is not None:
            yield earlier, ours
            return
        try:
            yield None, ours
        except BaseException as error:
            with self._lock:  # nothing became of it: it may be sent again
                self._keys.pop(key, None)
            ours.failed(error)
            raise

    def _claim(self, key: Key, ours: Repeat) -> Repeat | None:
        with self._lock:
            earlier = self._keys.get(key)
            if earlier is None or earlier.anew:
                self._keys[key] = ours
                earlier = None
                while len(self._keys) > MAX_KEYS:
                    self._keys.popitem(last=False)
            elif earlier.what != ours.what:
                raise MalformedRequestError("This idempotency key was used for another action.")
            return earlier
