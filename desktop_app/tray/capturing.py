"""Pictures of the screen, told while they are taken: corner marks on the icon, a notification.

Promise: each new picture marks the icon for a second at least, the first of a run is told with a
button that withdraws the consent. What was taken before the tray came is no news.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.model import formats, purposes
from desktop_app.operations import consents
from desktop_app.tray.presenters import notices
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.notices import Action, Kind
from desktop_app.tray.presenters.run_view import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.notifier import Notifier
    from desktop_app.tray.presenters.state import Capture, State

MARK_MS = 1_200  # a second at least, whenever the icon is drawn
MAX_RUNS = 1_000  # that are remembered as told


class Capturing(QObject):
    """Listens to the link.

    Attributes:
        is_on: whether a picture was taken just now.

    Signals:
        changed(on)
    """

    changed = Signal(bool)

    def __init__(self, desk: Desk, notifier: Notifier) -> None:
        super().__init__()
        self._desk, self._notifier = desk, notifier
        self._newest = -1
        self._met = False
        self._told: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.is_on = False
        self._timer = QTimer(self, singleShot=True, interval=MARK_MS)
        self._timer.timeout.connect(lambda: self._mark(on=False))
        desk.link.changed.connect(self._state)
        notifier.invoked.connect(self._invoked)
        self._state(desk.link.state)

    def _state(self, state: State) -> None:
        if not state.status:
            return
        newest, met, self._met = states.newest_capture(state), self._met, True
        if newest is None or newest.entry <= self._newest:
            return
        self._newest = newest.entry
        if not met:
            return  # it was taken before this tray was there
        self._timer.start()
        self._mark(on=True)
        if newest.run_id and (newest.sender, newest.run_id) not in self._told:
            self._tell(newest)

    def _mark(self, *, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self.changed.emit(on)

    def _tell(self, newest: Capture) -> None:
        """Tell of a run's first picture, until when it is allowed, and how to stop it."""
        self._told[newest.sender, newest.run_id] = None
        while len(self._told) > MAX_RUNS:
            self._told.popitem(last=False)

        def question(query: Query) -> tuple[str, int | None]:
            runs = query.evidence_runs(limit=20)
            agent = next((r["agent"] for r in runs if r["run_id"] == newest.run_id), None)
            until = [grant["until_us"] for grant in _granted(query, self._desk.clock.now_us())]
            return agent or newest.sender, until[0] if until else None

        def done(found: tuple[str, int | None]) -> None:
            agent, until_us = found
            when = "" if until_us is None else self._when(until_us)
            self._notifier.show(notices.capture(words.agent(agent), until=when))

        self._desk.reader.ask(
            question, done, failed=lambda _error: done((newest.sender, None)), owner=self
        )

    def _when(self, until_us: int) -> str:
        return formats.clock_time(until_us, now_us=self._desk.clock.now_us())

    def _invoked(self, key: str, action: str) -> None:
        if key.partition("/")[0] != Kind.CAPTURE:
            return
        if action == Action.STOP:
            self.stop()
        else:
            self._desk.go.page.emit("evidence")

    def stop(self) -> None:
        """Withdraw the consent for screenshots."""
        now_us = self._desk.clock.now_us()
        self._desk.reader.ask(
            lambda query: [int(grant["seq"]) for grant in _granted(query, now_us)],
            self._withdraw,
            failed=self._desk.failed,
            owner=self,
        )

    def _withdraw(self, grants: Sequence[int]) -> None:
        for seq in grants:
            args = consents.revoke(seq, confirmed=True)  # the click in our notification
            self._desk.link.call(consents.REVOKE, args, lambda _told: None, owner=self)


def _granted(query: Query, now_us: int) -> list[Mapping[str, Any]]:
    """Return the grants for screenshots that are in force, the newest first."""
    found = query.grants_in_force(now_us)
    return [grant for grant in found if grant["purpose"] == purposes.SCREENSHOTS]
