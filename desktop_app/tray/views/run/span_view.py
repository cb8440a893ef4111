"""What waterfall and lanes share: the run's picture, the stretch of time shown, the label column.

Both repaint when it changes; nothing else is between them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.tray.presenters.run_view.axis import clock
from desktop_app.tray.presenters.run_view.picture import Scale
from desktop_app.tray.presenters.run_view.view import View

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.axis import Axis
    from desktop_app.tray.presenters.run_view.picture import Picture

LABELS, LABELS_NARROW, LABELS_WIDE = 236, 340, 390  # pixels of the label column
LABELS_LEAST, BARS_LEAST = 120, 200
ZOOM = 1.25  # a step
AHEAD = 1.15  # the axis of a run that goes on: all is painted anew once in 15 % of its time
NOTHING = Scale(clock(0, 1), [])


class SpanView(QObject):
    """The stretch of time that is shown.

    Attributes:
        picture: the run; None before it was read.
        folds: whether waits are folded.
        labels: width of the label column.
        now_ns: the live edge; None: the run has ended.

    Signals:
        changed(): repaint.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture: Picture | None = None
        self.folds = False
        self.labels = LABELS
        self.now_ns: int | None = None
        self._view = View(NOTHING.axis, 100.0)

    @property
    def scale(self) -> Scale:
        """The axis in force, and its lane."""
        if self.picture is None:
            return NOTHING
        return self.picture.folded if self.folds else self.picture.clock

    @property
    def view(self) -> View:
        """What is shown."""
        return self._view

    @property
    def whole(self) -> View:
        """The whole run on the same pixels."""
        return replace(self._view, left=0.0, right=0.0)

    def take(self, picture: Picture) -> None:
        """Show another state of the run, or another run."""
        self.picture = picture
        self._view = replace(self._view, axis=self._axis())
        self.changed.emit()

    def follow(self, now_ns: int) -> None:
        """Move the live edge; where it leaves the axis, that reaches further."""
        self.now_ns = now_ns
        if self._view.axis.u(now_ns) > self._view.axis.width:
            self._show(replace(self._view, axis=self._axis()))

    def begin(self, picture: Picture) -> None:
        """Show a run from its beginning, with waits folded where that is better."""
        self.folds = picture.fold_first
        self._view = View(NOTHING.axis, self._view.width)
        self.take(picture)

    def fold(self, *, folds: bool) -> None:
        """Fold waits, or show the true scale; the whole run is shown then."""
        if folds != self.folds:
            self.folds = folds
            self._show(View(self._axis(), self._view.width))

    def resize(self, width: float) -> None:
        """Take another number of pixels for the bars."""
        if width != self._view.width:
            self._show(replace(self._view, width=max(1.0, width)))

    def set_labels(self, width: int) -> None:
        """Change the label column."""
        if width != self.labels:
            self.labels = max(LABELS_LEAST, width)
            self.changed.emit()

    def zoom(self, steps: float, x: float | None = None) -> None:
        """Zoom in (positive) or out, at a pixel of the bars, or at the middle."""
        at = self._view.width / 2 if x is None else x
        self._show(self._view.zoomed(ZOOM**-steps, at))

    def pan(self, dx: float) -> None:
        """Move by so many pixels."""
        self._show(self._view.panned(dx))

    def reset(self) -> None:
        """Show the whole run."""
        self._show(self.whole)

    def show_range(self, left: float, right: float) -> None:
        """Show a stretch of `u`."""
        self._show(self._view.ranged(left, right))

    def to_edge(self) -> None:
        """Show the end of the run at the right edge."""
        if not self._view.whole:
            wide = self._view.right - self._view.left
            end = self.scale.axis.width + wide * 0.1
            self._show(replace(self._view, left=end - wide, right=end))

    def bring(self, start_ns: int, end_ns: int) -> None:
        """Move, where needed, so that a row's bar is in sight."""
        left, right = self._view.x(start_ns), self._view.x(end_ns)
        if not self._view.whole and (right < 0 or left > self._view.width):
            self._show(self._view.panned(left - self._view.width / 3))

    def _axis(self) -> Axis:
        """Return the axis in force, as far as the live edge and a little further."""
        axis = self.scale.axis
        edge = 0.0 if self.now_ns is None else axis.u(self.now_ns)
        return axis if edge <= axis.width else replace(axis, width=edge * AHEAD)

    def _show(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self.changed.emit()
