"""The list of runs as a model: lines in order, rows as they are fetched.

Promise: it holds the order of all runs (`presenters.timeline_order`) and what is shown of those
near the screen, never more than `KEEP` of them. A row that is not there yet is None; asking for it
(`wanted`) is up to who shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.tray.presenters import timeline, timeline_said
from desktop_app.tray.presenters.timeline_order import Group, Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject

    from desktop_app.query.timeline import Key
    from desktop_app.tray.presenters.timeline import Row

KEEP = 2_000  # rows
Index = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractListModel):
    """Lines of the list: runs, and a head above each day.

    Args:
        now_us: asks the clock.

    Attributes:
        sealed_size: entries that a checkpoint covers; None: not known.
    """

    def __init__(self, now_us: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now_us = now_us
        self.order = Order()
        self.sealed_size: int | None = None
        self._rows: dict[int, Row] = {}
        self._sums: dict[int, list[str]] = {}
        self._aged: set[int] = set()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of lines."""
        return 0 if parent is not None and parent.isValid() else len(self.order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's text, for assistive technology and for search by typing."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        found = self.line(index.row())
        if isinstance(found, Group):
            return ", ".join((self.title(found), *self.sums(found)))
        return "" if found is None else timeline_said.spoken(found, self.sealed_size)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be selected."""
        if not index.isValid() or isinstance(self.order.at(index.row()), Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def line(self, place: int) -> Row | Group | None:
        """Return what stands at a place; None: a run that is not fetched yet."""
        found = self.order.at(place)
        return found if isinstance(found, Group) else self._rows.get(found)

    def run_at(self, place: int) -> int | None:
        """Return the run at a place; None for a head."""
        found = self.order.at(place)
        return None if isinstance(found, Group) else found

    def title(self, group: Group) -> str:
        """Return what a head says."""
        return timeline.day_title(group.from_us, self._now_us())

    def sums(self, group: Group) -> list[str]:
        """Return a day's sums; empty while they are not known."""
        return self._sums.get(group.from_us or 0, [])

    def missing(self, first: int, last: int) -> list[int]:
        """Return the runs from one place to another that are not fetched."""
        return [run for run in self.order.runs_between(first, last) if run not in self._rows]

    def missing_sums(self, first: int, last: int) -> list[Group]:
        """Return the days of which heads stand there and sums are not known."""
        return [
            group
            for group in self.order.groups
            if first <= group.place <= last
            and group.from_us is not None
            and (group.from_us not in self._sums or group.from_us in self._aged)
        ]

    def fill(self, now: Sequence[Key], ended: Iterable[Key]) -> None:
        """Begin anew."""
        self.beginResetModel()
        self._rows.clear()
        self._sums.clear()
        self._aged.clear()
        self.order.fill(now, ended)
        self.endResetModel()

    def extend(self, older: Iterable[Key]) -> None:
        """Append older runs: nothing moves that is there."""
        before = len(self.order)
        self.order.extend(older)  # appends alone: what stands above keeps its place
        if len(self.order) > before:
            self.beginInsertRows(QModelIndex(), before, len(self.order) - 1)
            self.endInsertRows()

    def apply(self, changed: Sequence[Key], now: set[int], gone: Iterable[int]) -> None:
        """Put changed and new runs where they belong."""
        self.beginResetModel()
        self.order.apply(changed, now, gone)
        self.age_sums()
        self.endResetModel()

    def age_sums(self) -> None:
        """Ask for the sums of days again; the old ones are shown until they come."""
        self._aged = set(self._sums)

    def put_rows(self, rows: Iterable[Mapping[str, Any]], *, live: bool) -> None:
        """Take what `Query.run_rows` answered; the oldest fetched give way."""
        now_us = self._now_us()
        for row in rows:
            self._rows.pop(row["run"], None)
            self._rows[row["run"]] = timeline.present(row, live=live, now_us=now_us)
        for run in list(self._rows)[: max(0, len(self._rows) - KEEP)]:
            del self._rows[run]
        self._tell()

    def put_sums(self, group: Group, sums: Mapping[str, Any]) -> None:
        """Take what `Query.run_sums` answered."""
        self._sums[group.from_us or 0] = timeline.day_sums(sums)
        self._aged.discard(group.from_us or 0)
        self._tell()

    def seal(self, sealed_size: int | None) -> None:
        """Show what a checkpoint covers now."""
        if sealed_size != self.sealed_size:
            self.sealed_size = sealed_size
            self._tell()

    def forget(self, runs: Iterable[int]) -> None:
        """Fetch these rows again when they are next shown."""
        for run in runs:
            self._rows.pop(run, None)

    def _tell(self) -> None:
        if len(self.order):
            self.dataChanged.emit(self.index(0), self.index(len(self.order) - 1))
