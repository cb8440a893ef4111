"""Changes of files that one window shows: read once a person said why, forgotten with the run.

Promise: in memory alone. What is on its way when all is put away is not taken any more.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.operations import changed_files
from desktop_app.tray.presenters.evidence import diffs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.errors import CountersignError
    from desktop_app.operations.changed_files import Change, Listed
    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.diffs import Shown
    from desktop_app.tray.work import Task, Told

T = TypeVar("T")
MOST = 32  # diffs that are kept at hand


class OpenedFiles(QObject):
    """Lists of changes and diffs, as far as they may be shown.

    Attributes:
        reveals: entries that say what is shown, in order.
        lists: the changes, by the entry that tells them.

    Signals:
        changed(): there are others now.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.reveals: list[int] = []
        self.lists: dict[int, list[Change]] = {}
        self._open: dict[str, int] = {}
        self._kept: set[str] = set()
        self._shown: OrderedDict[Change, Shown] = OrderedDict()
        self._asked: Change | None = None
        self._tasks: list[Task] = []

    @property
    def refs(self) -> Mapping[str, int]:
        """What may be shown, with the entry that says so."""
        return self._open

    @property
    def is_whole(self) -> bool:
        """Whether there is no copy of a change in the lists that could be shown as well."""
        told = (change for found in self.lists.values() for change in found)
        refs = {ref for change in told for ref in change.refs}
        return not (refs & self._kept) - self._open.keys()

    def open(self, entry: int, pieces: Sequence[Piece], listed: Sequence[Listed]) -> None:
        """Show pieces that an entry reveals; those that are lists are read now."""
        self.reveals.append(entry)
        self._open |= {piece.ref: entry for piece in pieces}
        refs = {piece.ref for piece in pieces}
        lists = [one.list for one in listed if one.list.ref in refs]
        self._kept |= {piece.ref for one in listed for piece in one.copies}

        def work(told: Told) -> dict[int, list[Change]]:
            return changed_files.changes(self._desk.context(told), lists, entry)

        def done(found: dict[int, list[Change]]) -> None:
            self.lists |= found
            self.changed.emit()

        if lists:
            self._run(work, done, entry)
        else:
            self.changed.emit()

    def shown(self, change: Change) -> Shown | None:
        """Return what stands below a change's name; None: it is read now, and told by `changed`."""
        said = diffs.without(change, self._open, self._kept) or self._shown.get(change)
        if said is None and self._asked != change:
            self._asked = change
            self._read(change)
        return said

    def close(self) -> None:
        """Forget everything."""
        for task in self._tasks:
            task.cancel()
        self._tasks, self._asked = [], None
        for kept in (self.reveals, self.lists, self._open, self._kept, self._shown):
            kept.clear()
        self.changed.emit()

    def _read(self, change: Change) -> None:
        entries = dict(self._open)

        def work(told: Told) -> Shown:
            found = changed_files.compared(self._desk.context(told), change, entries)
            return diffs.shown(change, found)

        def done(found: Shown) -> None:
            self._asked = None
            self._shown[change] = found
            while len(self._shown) > MOST:
                self._shown.popitem(last=False)
            self.changed.emit()

        self._run(work, done, *(entries[ref] for ref in change.refs))

    def _run(self, work: Callable[[Told], T], done: Callable[[T], None], *entries: int) -> None:
        def failed(error: CountersignError) -> None:
            self._unsay(set(entries))
            self._desk.failed(error)
            self.changed.emit()

        self._tasks = [task for task in self._tasks if task.running]
        self._tasks.append(self._desk.work.run(work, done, failed=failed, owner=self))

    def _unsay(self, entries: set[int]) -> None:
        """Close what entries revealed that are worth nothing now: the person may say why again."""
        self._asked = None
        self._open = {ref: entry for ref, entry in self._open.items() if entry not in entries}
        self.reveals = [entry for entry in self.reveals if entry not in entries]
