"""Keeps the list of runs filled: the order, rows as they come into view, changes as they come.

Promise: one question at a time is short, so that no page waits for a long one (rows of runs with
very many calls are looked at less often). While the list follows, new runs come in on top; while it
does not, they are counted and nothing moves. At most two looks a second, and none while the list is
not on the screen.
"""

from __future__ import annotations

import time
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
CALLS_A_SECOND = 1_000  # a row with more of them is refreshed less often


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
        self._due: set[int] = set()  # rows in view that have changed since they were fetched
        self._fetched: dict[int, tuple[int, float]] = {}  # run -> its calls, when
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
        shown = set(self._model.order.runs_between(*self._visible))
        due, resting = self._due & shown, {run for run in shown if self._rests(run)}

        def question(query: Query) -> _Look:
            found = query.run_changes(seq)
            changed = found.runs or []
            keys = query.run_keys(wanted, among=changed) if changed else []
            fresh = (due | (shown & set(changed))) - resting
            return _Look(found.seq, found.runs, keys, query.run_rows(list(fresh)) if fresh else [])

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
        self._due.clear()
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
        if found.rows:
            self._model.put_rows(found.rows, live=self.live)
        if found.changed:
            self._take(found)
        self._due -= self._note(found.rows)

    def _take(self, found: _Look) -> None:
        """Take changes of the order; rows out of sight are fetched again when they are seen."""
        changed = found.changed or []
        shown = set(self._model.order.runs_between(*self._visible))
        self._due.update(run for run in changed if run in shown)
        self._model.forget(run for run in changed if run not in shown)
        self._held.update((key.run, key) for key in found.keys)
        kept = {key.run for key in found.keys}
        self._gone.update(run for run in changed if run not in kept)
        self._gone -= kept
        if any(key.ended for key in found.keys):
            self._model.age_sums()
        if self.following:
            self._release()
        else:
            self.held.emit(self._model.order.new_among(self._held.values()))

    def _rests(self, run: int) -> bool:
        """Tell whether a row was fetched just now: a second for each thousand of its calls."""
        calls, fetched_at = self._fetched.get(run, (0, 0.0))
        return time.monotonic() - fetched_at < calls / CALLS_A_SECOND

    def _note(self, rows: list[Row]) -> set[int]:
        """Note when rows were fetched; return which."""
        now = time.monotonic()
        self._fetched = {run: known for run, known in self._fetched.items() if self._rests(run)}
        self._fetched.update({row["run"]: (row["tool_calls"], now) for row in rows})
        return {row["run"] for row in rows}

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
