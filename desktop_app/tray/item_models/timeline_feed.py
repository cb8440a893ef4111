"""Keeps the list of runs filled: the order, rows as they come into view, changes as they come.

Promise: one question at a time is short, so that no page waits for a long one; while the list
follows, new runs come in on top; while it does not, they are counted and nothing moves. At most two
looks a second, and none while the list is not on the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.tray.presenters.timeline_filter import Filter

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.query.query import Query, Row
    from desktop_app.query.timeline import Key, Wanted
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.item_models.timeline import RunsModel
    from desktop_app.tray.presenters.timeline_order import Group

FIRST, CHUNK = 2_000, 25_000  # runs of the first and of each further answer
TICK_MS = 500


class _Start(NamedTuple):
    seq: int
    now: list[Key]
    newest: list[Key]


class _Look(NamedTuple):
    seq: int
    changed: list[int] | None
    keys: list[Key]
    rows: list[Row]


class Feed(QObject):
    """Asks for a model's content.

    Signals:
        filled(): the newest runs are there, or it is known that there are none.
        failed(error): the list cannot be read just now; it is tried again.
        held(count): so many new runs wait to be shown.
    """

    filled = Signal()
    failed = Signal(object)
    held = Signal(int)

    def __init__(self, desk: Desk, model: RunsModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.filter = Filter()
        self.following = True
        self.loaded = False
        self.total: int | None = None  # runs without the filter; asked for when none is left
        self._wanted: Wanted = self.filter.wanted(0)
        self._seq = -1
        self._turn = 0  # answers to an earlier filter are of no use
        self._asking = False
        self._held: dict[int, Key] = {}
        self._gone: set[int] = set()
        self._visible = (0, 0)
        self._pending: set[int] = set()  # rows that are asked for
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def live(self) -> bool:
        """Whether a recorder is at work."""
        return bool(self._desk.link.state.status)

    def start(self) -> None:
        """Fill the list if that was not done, and look for changes from now on."""
        self._timer.start()
        if self.loaded:
            self.look()
        else:
            self.reload()

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()

    def choose(self, chosen: Filter) -> None:
        """Show other runs."""
        if chosen != self.filter:
            self.filter = chosen
            self.reload()

    def reload(self, *, keep: bool = False) -> None:
        """Read the list anew; `keep`: as long as it is, so that the view can stay where it is."""
        first = max(FIRST, self._model.order.count) if keep else FIRST
        self._turn += 1
        turn, self._asking = self._turn, True
        self._wanted = wanted = self.filter.wanted(self._desk.clock.now_us())
        active, live = self.filter.active, self.live

        def question(query: Query) -> tuple[_Start, int | None]:
            seq = query.run_changes(2**62).seq
            opened = query.open_runs() if live else []
            now = query.run_keys(wanted, among=opened) if opened else []
            newest = query.run_keys(wanted, limit=first)
            total = query.run_count(Filter().wanted(0)) if active and not newest else None
            return _Start(seq, now, newest), total

        self._desk.reader.ask(
            question,
            lambda found: self._started(turn, first, *found),
            failed=lambda error: self._failed(turn, error),
            owner=self,
            key="timeline-order",
        )

    def view(self, first: int, last: int) -> None:
        """Fetch what is missing between two places, and a page on either side."""
        self._visible = (first, last)
        page = last - first + 1
        if not self._pending.issuperset(self._model.missing(first, last)):
            runs = self._model.missing(first - page, last + page)
            self._pending = set(runs)
            self._desk.reader.ask(
                lambda query: query.run_rows(runs),
                lambda rows: self._put(runs, rows),
                failed=lambda error: self._failed(self._turn, error),
                owner=self,
                key="timeline-rows",
            )
        groups = self._model.missing_sums(first, last)
        if groups:
            self._ask_sums(groups)

    def follow(self, *, following: bool) -> None:
        """Let new runs come in on top, or keep everything where it is."""
        self.following = following
        if following:
            self._release()

    def look(self) -> None:
        """Look for changes."""
        if self._asking:
            return
        if not self.loaded:
            self.reload()
            return
        self._asking = True
        turn, seq, wanted = self._turn, self._seq, self._wanted
        shown = self._model.order.runs_between(*self._visible)

        def question(query: Query) -> _Look:
            found = query.run_changes(seq)
            if not found.runs:
                return _Look(found.seq, found.runs, [], [])
            keys = query.run_keys(wanted, among=found.runs)
            rows = query.run_rows([run for run in found.runs if run in shown])
            return _Look(found.seq, found.runs, keys, rows)

        self._desk.reader.ask(
            question,
            lambda found: self._looked(turn, found),
            failed=lambda error: self._failed(turn, error),
            owner=self,
            key="timeline-look",
        )

    def _started(self, turn: int, first: int, found: _Start, total: int | None) -> None:
        if turn != self._turn:
            return
        self._asking, self.loaded = False, True
        self._seq, self.total = found.seq, total
        self._held.clear()
        self._gone.clear()
        self._model.fill(found.now, found.newest)
        self.held.emit(0)
        self.filled.emit()
        if len(found.newest) == first:
            self._ask_older(turn, found.newest[-1])

    def _put(self, asked: list[int], rows: list[Row]) -> None:
        """Take rows; a run that the index has no more is asked for only once."""
        self._pending.clear()
        self._model.put_rows(rows, live=self.live)
        gone = set(asked) - {row["run"] for row in rows}
        if gone:
            self._model.apply([], set(), gone)

    def _ask_older(self, turn: int, before: Key) -> None:
        wanted = self._wanted

        def extend(older: list[Key]) -> None:
            if turn == self._turn:
                self._model.extend(older)
                if len(older) == CHUNK:
                    self._ask_older(turn, older[-1])

        self._desk.reader.ask(
            lambda query: query.run_keys(wanted, before=before, limit=CHUNK),
            extend,
            failed=lambda error: self._failed(turn, error),
            owner=self,
        )

    def _ask_sums(self, groups: list[Group]) -> None:
        turn, wanted = self._turn, self._wanted
        spans = [(group, group.from_us or 0, group.until_us or 0) for group in groups]

        def put(found: list[tuple[Group, Row]]) -> None:
            if turn == self._turn:
                for group, sums in found:
                    self._model.put_sums(group, sums)

        self._desk.reader.ask(
            lambda query: [
                (group, query.run_sums(wanted, start, end, ended=self.live))
                for group, start, end in spans
            ],
            put,
            failed=lambda error: self._failed(turn, error),
            owner=self,
            key="timeline-sums",
        )

    def _looked(self, turn: int, found: _Look) -> None:
        if turn != self._turn:
            return
        self._asking = False
        if found.changed is None:
            self.reload(keep=True)
            return
        self._seq = found.seq
        if not found.changed:
            return
        fetched = {row["run"] for row in found.rows}
        self._model.forget(run for run in found.changed if run not in fetched)
        self._model.put_rows(found.rows, live=self.live)
        self._held.update((key.run, key) for key in found.keys)
        kept = {key.run for key in found.keys}
        self._gone.update(run for run in found.changed if run not in kept)
        self._gone -= kept
        if self.following:
            self._release()
        else:
            self.held.emit(self._model.order.new_among(self._held.values()))

    def _release(self) -> None:
        if self._held or self._gone:
            keys = list(self._held.values())
            now = {key.run for key in keys if not key.ended and self.live}
            self._model.apply(keys, now, self._gone)
            self._held.clear()
            self._gone.clear()
            self.filled.emit()
        self.held.emit(0)

    def _failed(self, turn: int, error: CountersignError) -> None:
        self._pending.clear()
        if turn == self._turn:
            self._asking = self.loaded = False
            if isinstance(error, (NotFoundError, UsageError)):
                self._model.fill([], [])
            if isinstance(error, UsageError):  # of the words looked for: asking again is no use
                self.loaded = True
            self.failed.emit(error)
