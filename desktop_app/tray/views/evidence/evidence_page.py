"""The Evidence page: what the screen showed around an agent's calls, and what is known of it.

Promise: before a person says why, facts of the record alone are shown; pictures are shown in this
window until it is closed or the run is left, and are written nowhere. It reads while it is shown,
and again when something was recorded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import NotFoundError
from desktop_app.model import purposes
from desktop_app.operations import pictures
from desktop_app.tray import tokens
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.evidence import frames as presenter
from desktop_app.tray.presenters.evidence import strip, words
from desktop_app.tray.remembered import Remembered
from desktop_app.tray.views import kit
from desktop_app.tray.views.choices import ComboBox
from desktop_app.tray.views.evidence.album import Album
from desktop_app.tray.views.evidence.compare import Compare
from desktop_app.tray.views.evidence.facts_panel import FactsPanel
from desktop_app.tray.views.evidence.filmstrip import Filmstrip
from desktop_app.tray.views.evidence.look_dialog import LookDialog
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.texts import at_least, is_narrow, is_wide, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.presenters.state import State

    Rows = Sequence[Mapping[str, Any]]

FACTS = {"narrow": 196, "middle": 320, "wide": 400}  # pixels of the facts, by layout
SLIDER, BESIDE = 0, 1
CHOOSER = 26  # characters of a run's name


class EvidencePage(Page):
    """Shows one run's evidence at a time."""

    name: ClassVar[str] = "evidence"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Evidence"))
        self._is_shown, self._at = False, (0, 0)
        self._runs: list[Run] = []
        self._run: Run | None = None
        self._wanted: tuple[str, int] | None = None
        self._frames: Sequence[Frame] = ()
        self._dialog: LookDialog | None = None
        self._layout, self._roomy = "", False
        self._remembered = Remembered(desk.paths)
        self.album = Album(desk, self)
        self.album.changed.connect(self._show_look)
        self._head()
        self._body()
        desk.link.changed.connect(self._state)
        self._state(desk.link.state)

    def open(self, ref: str, entry: int) -> None:
        """Show a run (`#N` as `Query.run` takes it), at a capture of it (-1: the newest run)."""
        self._wanted = (ref, entry)
        self._read()

    def shown(self) -> None:
        """Read which runs there are."""
        self._is_shown = True
        self._read()

    def hidden(self) -> None:
        """Rest."""
        self._is_shown = False

    def forget(self) -> None:
        """Put all pictures away: the window was closed, or the run is left."""
        if self._dialog is not None:
            self._dialog.close()
        self.album.close()

    def look(self) -> tuple[Frame, ...]:
        """Return what is shown: one frame, or before and after of a call."""
        at = self.strip.current
        return presenter.look(self._frames, at) if 0 <= at < len(self._frames) else ()

    def ask(self) -> LookDialog | None:
        """Ask why the run's pictures are looked at; None where there is nothing to look at."""
        if self._dialog is not None:
            self._dialog.raise_()
            self._dialog.activateWindow()
            return self._dialog
        is_closed = [not self.album.is_open(one.picture) for one in self._frames]
        closed = [one for one, yes in zip(self._frames, is_closed, strict=True) if yes]
        near = sum(is_closed[: max(0, self.strip.current)])
        wanted = presenter.pieces(closed, near, pictures.MAX_PIECES)
        if not wanted:
            return None
        self._dialog = LookDialog(self.desk, wanted, parent=self.window())
        self._dialog.revealed.connect(lambda entry: self._revealed(entry, wanted))
        self._dialog.closed.connect(self._answered)
        self._dialog.show()
        return self._dialog

    def _answered(self) -> None:
        self._dialog = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: facts below the picture; wide: before and after may stand beside each other."""
        super().resizeEvent(event)
        theme, wide = self.desk.theme, self.window().width()
        if self.window() is self:
            wide += tokens.NAVIGATION
        narrow, self._roomy = is_narrow(theme, wide), is_wide(theme, wide)
        self._fit("narrow" if narrow else "wide" if self._roomy else "middle")
        self._show_sides()

    def _fit(self, layout: str) -> None:
        """Take the layout for a width; then its parts are as wide as the person left them."""
        if layout == self._layout:
            return
        self._layout = layout
        narrow, theme = layout == "narrow", self.desk.theme
        down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        self._split.setOrientation(down if narrow else across)
        self.facts.across(is_across=narrow)
        self.facts.setMinimumWidth(0 if narrow else at_least(theme, FACTS["middle"] - 40))
        self.facts.setMinimumHeight(at_least(theme, 120) if narrow else 0)
        part = self._remembered.pixels(f"evidence/{layout}/facts", at_least(theme, FACTS[layout]))
        whole = self._split.height() if narrow else self._split.width()
        self._split.setSizes([max(1, whole - part), part])

    def _moved(self) -> None:
        self._remembered.keep_pixels(f"evidence/{self._layout}/facts", self._split.sizes()[1])

    def _head(self) -> None:
        theme = self.desk.theme
        self.chooser = ComboBox(theme, tr("Run"))
        self.chooser.setMinimumContentsLength(CHOOSER)
        self.chooser.currentIndexChanged.connect(self._chose_run)
        self.take = kit.button(tr("Take a picture"), self._take, theme=theme, icon="camera")
        self.header.right.addWidget(self.chooser)
        self.header.right.addWidget(self.take)

    def _body(self) -> None:
        theme = self.desk.theme
        self.strip, self.compare, self.facts = (
            Filmstrip(theme),
            Compare(theme),
            FactsPanel(self.desk),
        )
        self.strip.chosen.connect(lambda _at: self._show_look())
        self.facts.in_run.connect(self._show_in_run)
        self.band = _Band(self.desk)
        self.band.look.clicked.connect(self.ask)
        self.band.away.clicked.connect(self._put_away)
        self.sides = kit.Segments([tr("Slider"), tr("Side by side")])
        self.sides.chosen.connect(lambda _index: self._show_sides())
        self.band.line.insertWidget(1, self.sides)
        left = QWidget()
        left.setProperty("role", "window")
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        room = QWidget()
        inside = QVBoxLayout(room)
        inside.setContentsMargins(tokens.MARGIN - 4, tokens.S2, tokens.MARGIN - 4, tokens.S2)
        inside.addWidget(self.compare)
        for part in (self.strip, kit.hairline(), self.band, room):
            lines.addWidget(part)
        lines.setStretch(3, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(left)
        self._split.addWidget(self.facts)
        self._split.setStretchFactor(0, 1)
        self._split.splitterMoved.connect(lambda _at, _index: self._moved())
        self._empty = kit.EmptyState(
            theme,
            "evidence",
            tr("No evidence kept"),
            tr(
                "Screenshots and file contents are kept only after you allow it. "
                "Digests are recorded all the same."
            ),
            [kit.button(tr("Choose what is kept"), lambda: self.desk.go.page.emit("settings"))],
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty)
        self.stack.addWidget(self._split)
        self.lines.addWidget(self.stack, 1)
        self.chooser.hide()

    def _state(self, state: State) -> None:
        """Something was recorded: there may be more; what is kept may be by another consent."""
        self.take.setVisible(states.keeps(state, purposes.SCREENSHOTS))
        captures = state.get("captures")
        count = captures.get("count") if isinstance(captures, dict) else 0
        indexed = state.get("indexed_size")
        at = (count if isinstance(count, int) else 0, indexed if isinstance(indexed, int) else 0)
        if at != self._at:
            self._at = at
            self._read()

    def _read(self) -> None:
        if self._is_shown:
            wanted = self._wanted[0] if self._wanted is not None else self._run and self._run.ref
            key = int(wanted[1:]) if wanted else None
            self.desk.reader.ask(
                lambda query: query.evidence_runs(wanted=key),
                self._have_runs,
                failed=self._failed,
                owner=self,
                key="evidence-runs",
            )

    def _have_runs(self, rows: Rows) -> None:
        now_us = self.desk.clock.now_us()
        self._runs = [strip.run(row, now_us) for row in rows]
        self.stack.setCurrentIndex(1 if rows else 0)
        self.chooser.setVisible(bool(rows))
        self._fill_chooser()
        if not self._runs:
            self._leave(None)
            return
        run = self._wanted_run()
        if self._run is None or run.key != self._run.key:
            self._leave(run)
        self._run = run
        self._read_frames()

    def _wanted_run(self) -> Run:
        """Return the run that is to be shown: the one asked for, the one shown, else the newest."""
        if self._wanted is not None:
            ref = self._wanted[0]
            found = next((one for one in self._runs if one.ref == ref), None)
            if found is not None:
                return found
            self._wanted = None  # nothing of it is there
        shown = self._run
        same = (one for one in self._runs if shown is not None and one.key == shown.key)
        return next(same, self._runs[0])

    def _fill_chooser(self) -> None:
        names = [run.name for run in self._runs]
        with QSignalBlocker(self.chooser):
            if names != [self.chooser.itemText(n) for n in range(self.chooser.count())]:
                self.chooser.clear()
                self.chooser.addItems(names)

    def _chose_run(self, index: int) -> None:
        if 0 <= index < len(self._runs):
            self._wanted = None
            self._leave(self._runs[index])
            self._read_frames()

    def _leave(self, run: Run | None) -> None:
        """Go over to another run: what was shown of this one is put away."""
        self.forget()
        self._run, self._frames = run, ()
        self.strip.show_frames((), -1)

    def _read_frames(self) -> None:
        run = self._run
        if run is None:
            return
        place = self._runs.index(run) if run in self._runs else -1
        with QSignalBlocker(self.chooser):
            self.chooser.setCurrentIndex(place)

        def question(query: Query) -> list[Frame]:
            return presenter.frames(query.captures(run.key), run.started_us)

        self.desk.reader.ask(
            question, self._have_frames, failed=self._failed, owner=self, key="evidence-frames"
        )

    def _have_frames(self, listed: Sequence[Frame]) -> None:
        at = self.strip.current
        chosen = self._frames[at].entry if 0 <= at < len(self._frames) else -1
        if self._wanted is not None:
            chosen, self._wanted = self._wanted[1], None
        if listed == self._frames and chosen == (self._frames[at].entry if at >= 0 else -1):
            return
        self._frames = listed
        place = next((n for n, one in enumerate(listed) if one.entry == chosen), -1)
        self.strip.show_frames(listed, place if place >= 0 else _first(listed))
        self._show_look()

    def _show_look(self) -> None:
        """Show the chosen frame, and what belongs to it, as far as it may be shown."""
        look, run = self.look(), self._run
        self.strip.show_images(self.album.small)
        self.strip.mark(frozenset(n for n, one in enumerate(self._frames) if one in look))
        self.band.show_band(strip.band(self._frames, self.album.shown, self.album.entries))
        if run is None or not look:
            self.compare.show_frames((), ())
            return
        images, part = self.album.pictures(look), self.album.part(look)
        said = [
            replace(one, missing=words.broken()) if self.album.is_broken(one.picture) else one
            for one in look
        ]
        self.compare.show_frames(said, images)
        self.facts.show_look(said, run, part)
        self._show_sides()

    def _show_sides(self) -> None:
        self.sides.setVisible(self._roomy and len(self.look()) > 1)
        self.compare.beside(is_beside=self._roomy and self.sides.current() == BESIDE)

    def _revealed(self, entry: int, pieces: Sequence[pictures.Piece]) -> None:
        small = [one.thumbnail for one in self._frames if one.thumbnail is not None]
        self.album.open(entry, pieces, small)
        self.strip.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        self.album.close()
        self.band.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_in_run(self, record: str) -> None:
        if self._run is not None:
            self.desk.go.run.emit(self._run.ref, record)

    def _take(self) -> None:
        desk = self.desk
        desk.work.run(
            lambda told: pictures.take(desk.context(told)), lambda _shot: None, owner=self
        )

    def _failed(self, error: CountersignError) -> None:
        if isinstance(error, NotFoundError):
            self.stack.setCurrentIndex(0)
        else:
            self.desk.failed(error)


class _Band(QFrame):
    """The line above the picture: what of the run is kept, and the way to look at it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._text = paragraph(desk.theme, "", size=tokens.SMALL, tone="text2")
        self.look = kit.button(
            tr("Look at the pictures…"), role="row", theme=desk.theme, icon="reveal"
        )
        self.away = kit.button(tr("Put away"), role="row")
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, 0)
        self.line.setSpacing(tokens.S2)
        self.line.addWidget(self._text, 1)
        self.line.addWidget(self.look)
        self.line.addWidget(self.away)

    def show_band(self, told: strip.Band) -> None:
        """Show another state."""
        self._text.setText(told.text)
        self.look.setVisible(told.opens > 0)
        self.away.setVisible(told.shown)


def _first(listed: Sequence[Frame]) -> int:
    """Return the frame to begin with: the first that has a picture, else the first."""
    return next((n for n, one in enumerate(listed) if one.picture is not None), 0 if listed else -1)
