"""The pictures that one window shows: read once a person said why, and forgotten with the run.

Promise: in memory alone; at most a few large ones, small ones of one run. What is on its way when
all is put away is not taken any more.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.operations import pictures
from desktop_app.tray.views.screen_canvas import image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtGui import QImage

    from desktop_app.errors import CountersignError
    from desktop_app.operations.pictures import Pixels
    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.work import Task, Told

    Looked: TypeAlias = "tuple[Mapping[str, Pixels], float | None]"

T = TypeVar("T")
LARGE = 6  # pictures of full size that are kept at hand
AT_ONCE = 24  # small ones that are read in one go


class Album(QObject):
    """Pictures by where they are kept.

    Attributes:
        entries: that say what is shown, in order.
        small: thumbnails.

    Signals:
        changed(): there are others now.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.entries: list[int] = []
        self.small: dict[str, QImage] = {}
        self._open: dict[str, int] = {}
        self._large: OrderedDict[str, QImage] = OrderedDict()
        self._parts: dict[tuple[str, str], float | None] = {}
        self._broken: set[str] = set()
        self._tasks: list[Task] = []

    @property
    def shown(self) -> int:
        """How many pieces may be shown."""
        return len(self._open)

    def is_open(self, piece: Piece | None) -> bool:
        """Whether a piece may be shown."""
        return piece is not None and piece.ref in self._open

    def is_broken(self, piece: Piece | None) -> bool:
        """Whether it was to be shown and cannot be read."""
        return piece is not None and piece.ref in self._broken

    def open(self, entry: int, pieces: Sequence[Piece], small: Sequence[Piece]) -> None:
        """Show pieces that an entry reveals; those that are small are read now."""
        self.entries.append(entry)
        self._open |= {piece.ref: entry for piece in pieces}
        wanted = [one for one in small if one.ref in self._open and one.ref not in self.small]
        for start in range(0, len(wanted), AT_ONCE):
            self._read_small(wanted[start : start + AT_ONCE])
        self.changed.emit()

    def close(self) -> None:
        """Forget everything."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        for kept in (self.entries, self.small, self._open, self._large, self._parts, self._broken):
            kept.clear()
        self.changed.emit()

    def pictures(self, look: Sequence[Frame]) -> list[QImage | None]:
        """Return the pictures of frames, as far as they were read; the others are read now."""
        found = [None if one.picture is None else self._large.get(one.picture.ref) for one in look]
        missing = [
            one.picture
            for one, image in zip(look, found, strict=True)
            if one.picture is not None and image is None and self._may_read(one.picture)
        ]
        if missing:
            self._read_large([one.picture for one in look if one.picture is not None])
        return found

    def part(self, look: Sequence[Frame]) -> float | None:
        """Return which part of the picture changed, 0 to 1; None where that is not known."""
        return self._parts.get(_key(look))

    def _unsay(self, entries: set[int]) -> None:
        """Close what entries revealed that are worth nothing now: the person may say why again."""
        self._open = {ref: entry for ref, entry in self._open.items() if entry not in entries}
        self.entries = [entry for entry in self.entries if entry not in entries]

    def _may_read(self, piece: Piece) -> bool:
        return piece.ref in self._open and piece.ref not in self._broken

    def _read_small(self, wanted: Sequence[Piece]) -> None:
        def work(told: Told) -> Mapping[str, Pixels]:
            return self._read(told, wanted)

        def done(found: Mapping[str, Pixels]) -> None:
            self.small |= {ref: image(one) for ref, one in found.items()}
            self.changed.emit()

        self._run(work, done, wanted)

    def _read_large(self, wanted: Sequence[Piece]) -> None:
        pieces = [one for one in wanted if self._may_read(one)]

        def work(told: Told) -> Looked:
            found = self._read(told, pieces)
            both = [found[one.ref] for one in wanted if one.ref in found]
            part = pictures.changed(*both) if len(both) == 2 else None  # noqa: PLR2004 - a pair
            return found, part

        def done(looked: Looked) -> None:
            found, part = looked
            for ref, one in found.items():
                self._large[ref] = image(one)
                self._large.move_to_end(ref)
            while len(self._large) > LARGE:
                self._large.popitem(last=False)
            if part is not None:
                self._parts[wanted[0].ref, wanted[-1].ref] = part
            self._broken |= {one.ref for one in pieces} - found.keys() - self._large.keys()
            self.changed.emit()

        self._run(work, done, pieces)

    def _read(self, told: Told, wanted: Iterable[Piece]) -> Mapping[str, Pixels]:
        found: dict[str, Pixels] = {}
        by_entry: dict[int, list[Piece]] = {}
        for one in wanted:
            by_entry.setdefault(self._open.get(one.ref, -1), []).append(one)
        for entry, pieces in by_entry.items():
            told(len(found), 0)  # ends here when all was put away
            found |= pictures.read(self._desk.context(told), pieces, entry)
        return found

    def _run(
        self, work: Callable[[Told], T], done: Callable[[T], None], wanted: Sequence[Piece]
    ) -> None:
        def failed(error: CountersignError) -> None:
            self._unsay({self._open[one.ref] for one in wanted if one.ref in self._open})
            self._desk.failed(error)
            self.changed.emit()

        self._tasks = [task for task in self._tasks if task.running]
        self._tasks.append(self._desk.work.run(work, done, failed=failed, owner=self))


def _key(look: Sequence[Frame]) -> tuple[str, str]:
    refs = [one.picture.ref for one in look if one.picture is not None]
    return (refs[0], refs[-1]) if len(refs) > 1 else ("", "")
