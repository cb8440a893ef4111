"""The middle of the Evidence page: looks at the screen above, changes of files below, or one alone.

What a run has not takes no room; of what it has both, a person chooses. The line between the two
stays where they left it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from desktop_app.tray.remembered import Remembered
from desktop_app.tray.views import kit
from desktop_app.tray.views.evidence.files_pane import FilesPane
from desktop_app.tray.views.evidence.pictures_pane import PicturesPane
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.files import Entry, Row
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.presenters.evidence.strip import Run

ALL, SCREENSHOTS, FILES = range(3)
_FILES = 250  # pixels of the files below the pictures, to begin with
_REMEMBERED = "evidence/files"


class Middle(QSplitter):
    """Both parts.

    Attributes:
        pictures, files: the parts.
        modes: which of them are shown; for the page's head.

    Signals:
        looked(): something else is shown, or more is known of it.
    """

    looked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._is_file = False
        self._remembered = Remembered(desk.paths)
        self.pictures, self.files = PicturesPane(desk), FilesPane(desk)
        self.modes = kit.Segments([tr("All"), tr("Screenshots"), tr("Files")])
        self.modes.chosen.connect(lambda _mode: self._appear())
        self.modes.hide()
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self.pictures)
        self.addWidget(self.files)
        self.setStretchFactor(0, 1)
        part = self._remembered.pixels(_REMEMBERED, at_least(desk.theme, _FILES))
        self.setSizes([2 * part, part])
        self.splitterMoved.connect(lambda _at, _index: self._moved())
        self.pictures.looked.connect(self.looked)
        self.files.looked.connect(self.looked)
        self.pictures.chosen.connect(self._chose_picture)
        self.files.chosen.connect(self._chose_file)

    def show_run(
        self, run: Run, frames: Sequence[Frame], entries: Sequence[Entry], wanted: int | None
    ) -> None:
        """Show a run's evidence; at an entry of a look where one is wanted."""
        self.pictures.show_frames(frames, wanted)
        self.files.show_entries(run, entries)
        self._appear()
        if wanted is not None and wanted >= 0:
            self._chose_picture()

    def row(self) -> Row | None:
        """Return the change that was chosen last; None where it was a look at the screen."""
        return self.files.row() if self._is_file else None

    def told(self) -> tuple[list[int], list[int]]:
        """Return the entries of the run's evidence, and when each of them was."""
        frames, files = self.pictures.frames, self.files.entries
        entries = [one.entry for one in frames] + [one.entry for one in files]
        return entries, [one.at_us for one in frames] + [one.at_us for one in files]

    def leave(self) -> None:
        """Show no run."""
        self.pictures.leave()
        self.files.leave()
        self._is_file = False
        self._appear()

    def forget(self) -> None:
        """Put everything away."""
        self.pictures.forget()
        self.files.forget()

    def _appear(self) -> None:
        """Show what the run has, of that what is wanted."""
        has_frames, has_files = bool(self.pictures.frames), bool(self.files.entries)
        both, mode = has_frames and has_files, self.modes.current()
        self.modes.setVisible(both)
        self.pictures.setVisible(not has_files or (both and mode != FILES))
        self.files.setVisible(has_files and not (both and mode == SCREENSHOTS))
        if self.pictures.isHidden() != self._is_file and self.pictures.isHidden():
            self._is_file = True
        elif self.files.isHidden():
            self._is_file = False
        self.looked.emit()

    def _chose_picture(self) -> None:
        self._is_file = False
        look = self.pictures.look()
        if look and not self.files.isHidden():
            self.files.choose_call(look[0].call_id)
        self.looked.emit()

    def _chose_file(self) -> None:
        self._is_file = True
        self.looked.emit()

    def _moved(self) -> None:
        self._remembered.keep_pixels(_REMEMBERED, self.sizes()[1])
