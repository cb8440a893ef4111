"""A run's looks at the screen: filmstrip, and before and after of the chosen call.

Promise: before a person says why, facts of the record alone are shown; pictures are shown here
until they are put away or the run is left, and are written nowhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.operations import reveals
from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import frames as presenter
from desktop_app.tray.presenters.evidence import strip, words
from desktop_app.tray.views import kit
from desktop_app.tray.views.evidence.album import Album
from desktop_app.tray.views.evidence.band import Band
from desktop_app.tray.views.evidence.compare import Compare
from desktop_app.tray.views.evidence.filmstrip import Filmstrip
from desktop_app.tray.views.evidence.look_dialog import LookDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.frames import Frame

BESIDE = 1  # the segment of before and after side by side


class PicturesPane(QWidget):
    """Shows the frames of one run.

    Attributes:
        frames: of the run.
        part: which part of the shown picture changed; None where that is not known.

    Signals:
        looked(): another frame is shown, or more is known of it.
        chosen(): a person chose another frame.
    """

    looked = Signal()
    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.frames: Sequence[Frame] = ()
        self.part: float | None = None
        self.said: list[Frame] = []
        self._roomy = False
        self._dialog: LookDialog | None = None
        self.album = Album(desk, self)
        self.album.changed.connect(self.show_look)
        self.strip, self.compare = Filmstrip(desk.theme), Compare(desk.theme)
        self.strip.chosen.connect(lambda _at: self._choose())
        self.band = Band(desk, tr("Look at the pictures…"))
        self.band.look.clicked.connect(self.ask)
        self.band.away.clicked.connect(self._put_away)
        self.sides = kit.Segments([tr("Slider"), tr("Side by side")])
        self.sides.chosen.connect(lambda _index: self._show_sides())
        self.band.line.insertWidget(1, self.sides)
        self._lay_out()

    def look(self) -> tuple[Frame, ...]:
        """Return what is shown: one frame, or before and after of a call."""
        at = self.strip.current
        return presenter.look(self.frames, at) if 0 <= at < len(self.frames) else ()

    def show_frames(self, listed: Sequence[Frame], wanted: int | None) -> None:
        """Show a run's frames; at an entry of them where one is wanted (-1: at the first)."""
        at = self.strip.current
        now = self.frames[at].entry if 0 <= at < len(self.frames) else -1
        chosen = now if wanted is None else wanted
        if listed == self.frames and chosen == now:
            return
        self.frames = listed
        place = next((n for n, one in enumerate(listed) if one.entry == chosen), -1)
        self.strip.show_frames(listed, place if place >= 0 else _first(listed))
        self.show_look()

    def ask(self) -> LookDialog | None:
        """Ask why the run's pictures are looked at; None where there is nothing to look at."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return self._dialog
        is_closed = [not self.album.is_open(one.picture) for one in self.frames]
        closed = [one for one, yes in zip(self.frames, is_closed, strict=True) if yes]
        near = sum(is_closed[: max(0, self.strip.current)])
        wanted = presenter.pieces(closed, near, reveals.MAX_PIECES)
        if not wanted:
            return None
        self._dialog = LookDialog(self._desk, wanted, parent=self.window())
        self._dialog.did.connect(lambda entry: self._revealed(entry, wanted))
        self._dialog.closed.connect(self._answered)
        self._dialog.show()
        return self._dialog

    def forget(self) -> None:
        """Put all pictures away: the window was closed, or the run is left."""
        if self._dialog is not None:
            self._dialog.close()
        self.album.close()

    def leave(self) -> None:
        """Show no run."""
        self.forget()
        self.frames = ()
        self.strip.show_frames((), -1)
        self.show_look()

    def roomy(self, *, is_roomy: bool) -> None:
        """Let before and after stand beside each other, where there is room."""
        self._roomy = is_roomy
        self._show_sides()

    def show_look(self) -> None:
        """Show the chosen frame, and what belongs to it, as far as it may be shown."""
        look = self.look()
        self.strip.show_images(self.album.small)
        self.strip.mark(frozenset(n for n, one in enumerate(self.frames) if one in look))
        self.band.show_band(strip.band(self.frames, self.album.shown, self.album.entries))
        if not look:
            self.said = []
            self.compare.show_frames((), ())
            return
        images, self.part = self.album.pictures(look), self.album.part(look)
        self.said = [
            replace(one, missing=words.broken()) if self.album.is_broken(one.picture) else one
            for one in look
        ]
        self.compare.show_frames(self.said, images)
        self._show_sides()
        self.looked.emit()

    def _choose(self) -> None:
        self.show_look()
        if self.frames:
            self.chosen.emit()

    def _lay_out(self) -> None:
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        room = QWidget()
        inside = QVBoxLayout(room)
        inside.setContentsMargins(tokens.MARGIN - 4, tokens.S2, tokens.MARGIN - 4, tokens.S2)
        inside.addWidget(self.compare)
        for part in (self.strip, kit.hairline(), self.band, room):
            lines.addWidget(part)
        lines.setStretch(3, 1)

    def _answered(self) -> None:
        self._dialog = None

    def _revealed(self, entry: int, pieces: Sequence[Piece]) -> None:
        small = [one.thumbnail for one in self.frames if one.thumbnail is not None]
        self.album.open(entry, pieces, small)
        self.strip.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        self.album.close()
        self.band.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sides(self) -> None:
        self.sides.setVisible(self._roomy and len(self.look()) > 1)
        self.compare.beside(is_beside=self._roomy and self.sides.current() == BESIDE)


def _first(listed: Sequence[Frame]) -> int:
    """Return the frame to begin with: the first that has a picture, else the first."""
    return next((n for n, one in enumerate(listed) if one.picture is not None), 0 if listed else -1)
