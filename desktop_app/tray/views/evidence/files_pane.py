"""A run's changed files: the list, and what the chosen change did.

Promise: before a person says why, rows say what the ledger says, and no name is here; names and
contents are shown until they are put away or the run is left, and are written nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop_app.operations import changed_files, reveals
from desktop_app.operations.rollback import Wanted
from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import files as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.evidence.band import Band
from desktop_app.tray.views.evidence.diff_pane import DiffPane
from desktop_app.tray.views.evidence.files_list import FilesList
from desktop_app.tray.views.evidence.look_dialog import LookDialog
from desktop_app.tray.views.evidence.opened_files import OpenedFiles
from desktop_app.tray.views.rollback import open_rollback
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.operations.changed_files import Listed
    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.files import Entry, Row
    from desktop_app.tray.presenters.evidence.strip import Run

LIST = 260  # pixels of the list beside the lines
ROOM = 640  # below this width the list stands above them


class FilesPane(QWidget):
    """Shows the changes of one run.

    Attributes:
        entries: of the run that tell changes.
        list, diff: the two parts.

    Signals:
        looked(): another row is shown, or more is known of it.
        chosen(): a person chose another row.
    """

    looked = Signal()
    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.entries: Sequence[Entry] = ()
        self._run: Run | None = None
        self._dialog: LookDialog | None = None
        self.opened = OpenedFiles(desk, self)
        self.opened.changed.connect(self._fill)
        self.band = Band(desk, tr("Look at the files…"))
        self.band.look.clicked.connect(self.ask)
        self.band.away.clicked.connect(self._put_away)
        self.list, self.diff = FilesList(desk.theme), DiffPane(desk)
        self.diff.put_back.connect(self._put_back)
        self.list.chosen.connect(lambda _at: self._choose())
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.list)
        self._split.addWidget(self.diff)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([at_least(desk.theme, LIST), 2 * LIST])
        self._lay_out()

    def row(self) -> Row | None:
        """Return what is shown."""
        rows, at = self.list.lines.rows, self.list.current
        return rows[at] if 0 <= at < len(rows) else None

    def show_entries(self, run: Run, listed: Sequence[Entry]) -> None:
        """Show what of a run tells changes."""
        self._run = run
        if listed != self.entries:
            self.entries = listed
            self._fill()

    def choose_call(self, call_id: str) -> None:
        """Show what a call changed first, where it changed something."""
        place = presenter.of_call(self.list.lines.rows, call_id)
        if place >= 0:
            with QSignalBlocker(self.list):
                self.list.choose(place)
            self._show_row()

    def ask(self) -> None:
        """Ask why the run's changes are looked at, once it is known what there is."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return
        run, desk = self._run, self._desk
        if run is None:
            return
        self.band.look.setEnabled(False)
        desk.work.run(
            lambda told: changed_files.listed(desk.context(told), run.sender, run.run_id),
            lambda found: self._ask(run, found),
            failed=self._not_listed,
            owner=self,
        )

    def forget(self) -> None:
        """Put all of it away: the window was closed, or the run is left."""
        if self._dialog is not None:
            self._dialog.close()
        self.opened.close()

    def leave(self) -> None:
        """Show no run."""
        self._run, self.entries = None, ()
        self.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: the list above the lines."""
        super().resizeEvent(event)
        narrow = self.width() < at_least(self._desk.theme, ROOM)
        down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        self._split.setOrientation(down if narrow else across)

    def _lay_out(self) -> None:
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.band.line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for part in (self.band, kit.hairline(), self._split):
            lines.addWidget(part)
        lines.setStretch(2, 1)

    def _ask(self, run: Run, found: Sequence[Listed]) -> None:
        self.band.look.setEnabled(True)
        if run != self._run or self._dialog is not None:
            return  # somebody went on meanwhile
        row = self.row()
        near = row.entry.entry if row is not None else -1
        pieces = presenter.pieces(found, self.opened.refs, near, reveals.MAX_PIECES)
        if not pieces:
            self._desk.notices.tell(tr("Changed files"), tr("There is nothing more to show."))
            return
        self._dialog = LookDialog(self._desk, pieces, parent=self.window())
        self._dialog.did.connect(lambda entry: self._revealed(entry, pieces, found))
        self._dialog.closed.connect(self._answered)
        self._dialog.show()

    def _not_listed(self, error: object) -> None:
        self.band.look.setEnabled(True)
        self._desk.failed(error)  # type: ignore[arg-type]  # what `work.run` hands over

    def _answered(self) -> None:
        self._dialog = None

    def _revealed(self, entry: int, pieces: Sequence[Piece], listed: Sequence[Listed]) -> None:
        self.opened.open(entry, pieces, listed)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        self.opened.close()
        self.band.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_back(self, path: str) -> None:
        """Show what putting one file back would do; nothing is done before the person says so."""
        run = self._run
        if run is not None:
            wanted = Wanted(run.ref, paths=(path,))
            open_rollback(self._desk, wanted, about=run.name, parent=self.window())

    def _fill(self) -> None:
        """Show the rows as far as they may be shown; the one that is current stays it."""
        before, rows = self.row(), presenter.rows(self.entries, self.opened.lists)
        opened = self.opened
        self.band.show_band(
            presenter.band(self.entries, opened.reveals, opened.lists, is_whole=opened.is_whole)
        )
        if rows != list(self.list.lines.rows):
            with QSignalBlocker(self.list):
                self.list.show_rows(rows, _same(rows, before))
        self._show_row()

    def _choose(self) -> None:
        self._show_row()
        if self.row() is not None:
            self.chosen.emit()

    def _show_row(self) -> None:
        row = self.row()
        change = None if row is None else row.change
        self.diff.show_change(row, None if change is None else self.opened.shown(change))
        self.looked.emit()


def _same(rows: Sequence[Row], before: Row | None) -> int:
    """Return the place of what was current, of its entry at least, else the first; -1: none."""
    if before is not None:
        places = [n for n, one in enumerate(rows) if one.entry.entry == before.entry.entry]
        same = [n for n in places if rows[n].change == before.change]
        if places:
            return (same or places)[0]
    return 0 if rows else -1
