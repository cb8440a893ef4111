"""The recorder as the tray sees it: its state, asked for once a second, and its verbs.

Promise: one model for icon, menu and window (`link.state`, signal `changed`); whatever is asked
of the recorder changes it at once. No call blocks the main thread. Verbs that only a person may ask
for go over the line that the recorder inherited from us, where there is one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError, RecorderNotRunningError
from desktop_app.tray.line import Line
from desktop_app.tray.presenters.state import Phase, State, of, without
from desktop_app.tray.questions import Questions
from desktop_app.tray.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.state import Verdict

    Answer = Mapping[str, JSON]

EVERY_MS = 1_000
STARTING_MS = 100


class Link(QObject):
    """Watches and asks the recorder of one data directory.

    Signals:
        changed(State): something that is shown is different now.
        asked(): the recorder answered; for what must be in step with it.
        met(): a recorder answered that did not before.
        deaf(): no recorder runs.

    Attributes:
        line: how to reach it.
        state: what is known of it.
        questions: what waits for the person.
    """

    changed = Signal(object)
    asked = Signal()
    met = Signal()
    deaf = Signal()

    def __init__(self, paths: Paths, failed: Callable[[CountersignError], None]) -> None:
        super().__init__()
        self.line = Line(paths.control_address)
        self._address = paths.control_address
        self.state: State = without(Phase.STARTING)
        self._down = (Phase.STARTING, "")
        self.questions = Questions(paths.control_address, failed)
        self.questions.changed.connect(lambda _open: self._show(self.state))
        self._verdict: Verdict | None = None
        self._poll, self._calls = Work(failed, self, threads=1, name="link"), Work(failed, self)
        self._client: ControlClient | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.poke)

    def start(self) -> None:
        """Begin to watch."""
        self._timer.start(STARTING_MS)
        self.questions.start()
        self.poke()

    def poke(self) -> None:
        """Ask for the state now."""
        if not self._asking:
            self._asking = True
            self._poll.run(lambda _told: self._status(), self._heard, failed=self._deaf)

    def down(self, phase: Phase, reason: str = "") -> None:
        """Show this while no recorder answers: STARTING, or TROUBLE and why."""
        self._down = (phase, reason)
        self._timer.setInterval(STARTING_MS if phase is Phase.STARTING else EVERY_MS)
        if not self.state.status:
            self._show(without(phase, reason, verdict=self._verdict))

    def judged(self, verdict: Verdict | None) -> None:
        """Show the newest verdict about the ledger."""
        self._verdict = verdict
        self.poke()

    def call(
        self,
        verb: str,
        args: Answer | None,
        done: Callable[[Answer], None],
        *,
        failed: Callable[[CountersignError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Ask the recorder for something; the state is asked for again afterwards."""

        def work(_told: object) -> Answer:
            with self.line.connect() as client:
                return client.call(verb, args or {})

        def finished(answer: Answer) -> None:
            self.poke()
            done(answer)

        self._calls.run(work, finished, failed=failed, owner=owner)

    def close(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self.questions.close()
        self._poll.close()
        self._calls.close()
        self.line.use(None)
        if self._client is not None:
            self._client.close()

    def _status(self) -> Answer:
        """Ask on the connection that is open; on a new one where that broke or was closed."""
        if self._client is not None:
            try:
                return self._client.call("status", timeout_s=5.0)
            except RecorderNotRunningError:
                self._client.close()
                self._client = None
        client = ControlClient(self._address, connect_s=1.0)
        try:
            answer = client.call("status", timeout_s=5.0)
        except CountersignError:
            client.close()
            raise
        self._client = client
        return answer

    def _heard(self, status: Answer) -> None:
        self._asking = False
        self._timer.setInterval(EVERY_MS)
        is_new = not self.state.status
        self._show(of(status, verdict=self._verdict))
        self.asked.emit()
        if is_new:
            self.met.emit()

    def _deaf(self, error: CountersignError) -> None:
        self._asking = False
        if isinstance(error, RecorderNotRunningError):
            self._show(without(*self._down, verdict=self._verdict))
            self.deaf.emit()
        else:
            self._show(without(Phase.TROUBLE, error.message, verdict=self._verdict))

    def _show(self, told: State) -> None:
        state = replace(told, questions=len(self.questions.open))
        if state != self.state:
            self.state = state
            self.changed.emit(state)
