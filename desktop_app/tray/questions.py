"""The questions that wait for the person, as the recorder has them: heard of at once.

Promise: a long poll in a thread of its own, so that a question is known within milliseconds of
being asked and nothing else waits; while no recorder answers there is no question. What was asked
while this tray runs is remembered in memory alone, so that the consent page can show it again.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError, RecorderNotRunningError
from desktop_app.tray.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON

    Question = Mapping[str, JSON]

VERB = "questions"
WAIT_S = 20
SILENCE_S = 10.0  # longer than that after the wait: it is gone
AGAIN_S = 0.5
REMEMBERED = 200


class Questions(QObject):
    """Follows the recorder of one data directory.

    Args:
        address: `Paths.control_address`. Not the person's line: that serves one call at a time.

    Signals:
        changed(list): the open questions, soonest deadline first, are others now.
        lost(): the recorder went away while questions were open.

    Attributes:
        open: the questions that wait.
        left: ids of the newest that are over because whoever asked went away.
    """

    changed = Signal(object)
    lost = Signal()

    def __init__(self, address: str, failed: Callable[[CountersignError], None]) -> None:
        super().__init__()
        self.open: list[Question] = []
        self.left: frozenset[JSON] = frozenset()
        self._address = address
        self._work = Work(failed, self, threads=1, name="questions")
        self._client: ControlClient | None = None
        self._n = -1
        self._ended = Event()
        self._shown: OrderedDict[int, Question] = OrderedDict()

    def start(self) -> None:
        """Begin to listen."""
        self._ask(0)

    def close(self) -> None:
        """Stop; the thread that waits is woken."""
        self._ended.set()
        client = self._client
        if client is not None:
            client.interrupt()
        self._work.close()

    def find(self, name: str) -> Question | None:
        """Return an open question; of "" the one with the soonest deadline."""
        found = (one for one in self.open if not name or one.get("id") == name)
        return next(found, None)

    def shown(self, intent: int) -> Question | None:
        """Return what was asked about an intent, while this tray ran."""
        return self._shown.get(intent)

    def texts(self) -> dict[int, str]:
        """Return what was asked by intent, as far as it is remembered."""
        return {intent: str(one.get("text") or "") for intent, one in self._shown.items()}

    def take(self, questions: list[Question]) -> None:
        """Take up what waits now."""
        for one in questions:
            intent = one.get("intent")
            if isinstance(intent, int):
                self._shown[intent] = one
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)
        if questions != self.open:
            self.open = questions
            self.changed.emit(questions)

    def drop(self, name: str) -> None:
        """Take one out that was answered, before the recorder says so."""
        self.take([one for one in self.open if one.get("id") != name])

    def _ask(self, pause_s: float) -> None:
        if not self._ended.is_set():
            self._work.run(
                lambda _told: self._poll(pause_s), self._heard, failed=self._deaf, waits=True
            )

    def _poll(self, pause_s: float) -> Question:
        """Wait for a change, in a thread; the connection stays open between two waits."""
        if pause_s:
            self._ended.wait(pause_s)
        if self._client is None:
            self._client = ControlClient(self._address, connect_s=1.0)
            self._n = -1
        try:
            args = {"after": self._n, "wait_s": WAIT_S}
            return self._client.call(VERB, args, timeout_s=WAIT_S + SILENCE_S)
        except RecorderNotRunningError:
            self._client.close()
            self._client = None
            raise

    def _heard(self, answer: Question) -> None:
        n, listed = answer.get("n"), answer.get("questions")
        self._n = n if isinstance(n, int) else -1
        questions = listed if isinstance(listed, list) else []
        left = answer.get("left")
        self.left = frozenset(left) if isinstance(left, list) else frozenset()
        self.take([one for one in questions if isinstance(one, dict)])
        self._ask(0)

    def _deaf(self, error: CountersignError) -> None:
        if isinstance(error, RecorderNotRunningError) and self.open:
            self.lost.emit()
        self.take([])
        self._ask(AGAIN_S)
