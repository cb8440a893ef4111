"""The waterfall: rows on time, painted by hand on a real table view.

Promise: only rows on the screen are laid out and painted, so that a million scroll as ten do; each
row is an item of the view, with its sentence for assistive technology. Keys and wheel as `tray.md`
says under "Waterfall" and "Keyboard"; letters only while the waterfall has the focus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from desktop_app.tray import tokens
from desktop_app.tray.item_models.waterfall import WaterfallModel
from desktop_app.tray.presenters.run_view import spoken
from desktop_app.tray.views import kit
from desktop_app.tray.views.run import strokes
from desktop_app.tray.views.run.row_painter import CHEVRON, Look, RowPainter, left_of
from desktop_app.tray.views.run.span_view import BARS_LEAST, LABELS
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import (
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from desktop_app.tray.presenters.evidence.in_run import Shots
    from desktop_app.tray.theme import Theme
    from desktop_app.tray.views.run.span_view import SpanView

CAMERA = 14  # pixels of the picture that says that there are pictures
GRIP = 4  # pixels on either side of the divider that take hold of it
WHEEL = 120  # of one notch
TEXT = 180  # pixels that icons and label of a bar may take
EDGE = 3  # pixels around the live edge that are repainted


class Waterfall(QTableView):
    """Rows of one run.

    Attributes:
        rows_model: what is seen.
        menu: what can be done with the selected row.

    Signals:
        chosen(index): a row was selected; its place in `Rows`, -1 for none.
        key(letter): a letter that the page acts on: "w", "l", "n", "N", "y", "v".
    """

    chosen = Signal(int)
    key = Signal(str)

    def __init__(self, theme: Theme, span: SpanView) -> None:
        super().__init__()
        self._theme, self._span = theme, span
        self._look = Look.of(theme)
        self.rows_model = WaterfallModel(self)
        self._drag: QPoint | None = None
        self._dividing = False
        self.setModel(self.rows_model)
        self.menu = QMenu(self)
        self._fill_menu()
        self._set_up()
        span.changed.connect(self._refresh)
        theme.changed.connect(self._restyle)
        self.selectionModel().currentRowChanged.connect(self._current)

    @property
    def current(self) -> int:
        """The selected row's place in `Rows`; -1 for none."""
        index = self.currentIndex()
        return self.rows_model.outline.seen[index.row()] if index.isValid() else -1

    def select(self, at: int) -> bool:
        """Select a row, unfolding what hides it; False when it cannot be seen."""
        row = -1 if at < 0 else self.rows_model.reveal(at)
        if row < 0:
            return False
        index = self.rows_model.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        rows = self.rows_model.rows
        self._span.bring(rows.start[at], max(rows.start[at], rows.end[at]))
        return True

    def fit_rows(self, *, logs: bool) -> None:
        """Set the height of rows: closer where log records stand between them."""
        high = tokens.LOG_ROW if logs else tokens.WATERFALL_ROW
        self.verticalHeader().setDefaultSectionSize(at_least(self._theme, high))

    def show_shots(self, shots: Shots) -> None:
        """Mark calls that there are pictures of."""
        self.rows_model.shots = shots
        self.viewport().update()

    def live_edge(self) -> None:
        """Repaint only what the live edge moves over."""
        if self._span.now_ns is not None:
            x = int(self._span.labels + self._span.view.x(self._span.now_ns))
            self.viewport().update(x - EDGE * 4, 0, EDGE * 5, self.viewport().height())

    def _set_up(self) -> None:
        self.setAccessibleName(tr("What happened in the run"))
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self.fit_rows(logs=False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.viewport().setMouseTracking(True)

    def _fill_menu(self) -> None:
        self.menu.addAction(tr("Copy"), self.copy)
        self.menu.addAction(tr("Copy as JSON"), self.copy_json)
        self.menu.addSeparator()
        self.menu.addAction(tr("Why"), lambda: self.key.emit("y"))
        self.menu.addAction(tr("Verify this entry"), lambda: self.key.emit("v"))

    def _restyle(self) -> None:
        self._look = Look.of(self._theme)
        self.viewport().update()

    def _refresh(self) -> None:
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        self._span.resize(self.viewport().width() - self._span.labels)

    def _current(self, now: QModelIndex, before: QModelIndex) -> None:  # noqa: ARG002 - Qt's shape
        self.chosen.emit(self.rows_model.outline.seen[now.row()] if now.isValid() else -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bars have as much room as the labels leave."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other metrics."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._look = Look.of(self._theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is on the screen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(event.rect())
        painter.fillRect(area, self._theme.colour("surface"))
        if self._span.picture is not None:
            first = max(0, self.rowAt(event.rect().top()))
            last = self.rowAt(event.rect().bottom())
            last = self.rows_model.rowCount() - 1 if last < 0 else last
            self._paint_selection(painter)
            self._paint_beneath(painter, area)
            self._paint_rows(painter, range(first, last + 1), area=area)
        painter.end()

    def _paint_selection(self, painter: QPainter) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        top, high = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
        rect = QRectF(0, top, self.viewport().width(), high)
        painter.fillRect(rect, self._theme.colour("selected"))
        painter.fillRect(QRectF(0, top, 3, high), self._theme.colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_beneath(self, painter: QPainter, area: QRectF) -> None:
        """Paint bands, ticks, gaps and the live edge: they lie under bars and labels."""
        view, theme, labels = self._span.view, self._theme, self._span.labels
        top, bottom = area.top(), area.bottom() + 1
        painter.fillRect(QRectF(labels - 1, top, 1, bottom - top), theme.colour("line"))
        painter.save()
        painter.setClipRect(QRectF(labels, top, view.width, bottom - top))
        # Zigzags are drawn over the whole height, so that a part fits what was painted before.
        whole = float(self.viewport().height())
        for one in view.axis.folds:
            left, right = labels + view.x_of(one.left), labels + view.x_of(one.right)
            strokes.band(painter, theme, QRectF(left, 0, right - left, whole))
        for x, _ in view.ticks():
            painter.fillRect(QRectF(round(labels + x), top, 1, bottom - top), theme.colour("line"))
        picture = self._span.picture
        for gap in () if picture is None else picture.gaps:
            x = labels + view.x((gap.after_ns + gap.before_ns) / 2)
            painter.setPen(QPen(theme.colour("open"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(strokes.zigzag(0, whole, x))
        if self._span.now_ns is not None:
            x = labels + view.x(self._span.now_ns)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawLine(QLineF(x, top, x, bottom))
        painter.restore()

    def _paint_rows(self, painter: QPainter, seen: range, *, area: QRectF) -> None:
        outline, labels = self.rows_model.outline, self._span.labels
        rows = RowPainter(painter, self._theme, self._look, outline, self._span.view)
        picture = self._span.picture
        rows.cover = self._span.now_ns is not None or bool(picture and picture.gaps)
        with_labels = area.left() < labels
        current, wide = self.currentIndex().row(), self.viewport().width()
        reach = area.left() - labels - TEXT  # what ends before it leaves nothing there
        for row in seen:
            if not with_labels and rows.ends_before(outline.seen[row], reach):
                continue
            top, high = self.rowViewportPosition(row), self.rowHeight(row)
            if with_labels:
                self._paint_label(painter, rows, outline.seen[row], QRectF(0, top, labels, high))
            painter.save()
            painter.setClipRect(QRectF(labels, top, wide - labels, high))
            rows.marks(
                outline.seen[row],
                QRectF(labels, top, wide - labels, high),
                now_ns=self._span.now_ns,
                ground="selected" if row == current else "surface",
            )
            painter.restore()

    def _paint_label(self, painter: QPainter, rows: RowPainter, at: int, room: QRectF) -> None:
        """Paint a label; a camera at its end says that there are pictures of the call."""
        if self.rows_model.is_pictured(at):
            room = room.adjusted(0, 0, -CAMERA - 6, 0)
            camera = self._theme.pixmap("camera", "text2", CAMERA)
            painter.drawPixmap(QPointF(room.right(), room.center().y() - CAMERA / 2), camera)
        rows.label(at, room)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a row, fold it at its triangle, take hold of the divider or of time."""
        at = event.position().toPoint()
        self._dividing = abs(at.x() - self._span.labels) <= GRIP
        if self._dividing or event.button() != Qt.MouseButton.LeftButton:
            return
        if at.x() > self._span.labels:
            self._drag = at
        row = self.rowAt(at.y())
        if row >= 0 and self._on_chevron(row, at.x()):
            self.toggle(row)
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the divider or time."""
        at = event.position().toPoint()
        if self._dividing:
            self._span.set_labels(min(at.x(), self.viewport().width() - BARS_LEAST))
        elif self._drag is not None:
            self._span.pan(self._drag.x() - at.x())
            self._drag = at
        near = abs(at.x() - self._span.labels) <= GRIP
        shape = Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag, self._dividing = None, False
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the divider: its first place; on a row: fold or unfold it."""
        at = event.position().toPoint()
        if abs(at.x() - self._span.labels) <= GRIP:
            self._span.set_labels(LABELS)
        elif (row := self.rowAt(at.y())) >= 0:
            self.toggle(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer, Shift pans, else rows scroll."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / WHEEL
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._span.zoom(notches, event.position().x() - self._span.labels)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._span.pan(-notches * 60)
        else:
            super().wheelEvent(event)
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fold, zoom, jump; what is not ours goes on."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._control(event)
            return
        row = self.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Left if row >= 0:
                self._fold_or_up(row)
            case Qt.Key.Key_Right if row >= 0:
                self.rows_model.fold(row, is_open=True)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(self.rows_model.rowCount() - 1)
            case _:
                if not self._letter(event.text()):
                    super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected row."""
        if self.current < 0:
            return
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.visualRect(self.currentIndex()).bottomLeft() + QPoint(self._span.labels, 0)
        self.menu.popup(self.viewport().mapToGlobal(place) if by_keys else event.globalPos())

    def copy(self) -> None:
        """Put the selected row on the clipboard, as text."""
        if self.current >= 0:
            kit.copy_text(spoken.as_text(self.rows_model.rows, self.current))

    def copy_json(self) -> None:
        """Put the selected row on the clipboard, as JSON."""
        if self.current >= 0:
            kit.copy_text(spoken.as_json(self.rows_model.rows, self.current))

    def _control(self, event: QKeyEvent) -> None:
        """Copy, with Shift as JSON; what is not ours goes on."""
        if event.key() != Qt.Key.Key_C:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.copy_json()
        else:
            self.copy()

    def toggle(self, row: int) -> None:
        """Fold a row that is unfolded, and the other way round."""
        at = self.rows_model.outline.seen[row]
        self.rows_model.fold(row, is_open=not self.rows_model.outline.is_open(at))

    def _letter(self, text: str) -> bool:
        """Act on a letter or sign; False: it is none of ours."""
        acts = {
            "+": lambda: self._span.zoom(1),
            "=": lambda: self._span.zoom(1),
            "-": lambda: self._span.zoom(-1),
            "0": self._span.reset,
            ".": self._span.to_edge,
        }
        if text in acts:
            acts[text]()
        elif text in {"w", "l", "n", "N", "y", "v", "/"}:
            self.key.emit(text)
        else:
            return False
        return True

    def _fold_or_up(self, row: int) -> None:
        """Fold a row; one that cannot be folded more leads to the row above it."""
        outline = self.rows_model.outline
        at = outline.seen[row]
        if outline.has_below(at) and outline.is_open(at):
            self.rows_model.fold(row, is_open=False)
        elif outline.rows.parent[at] >= 0:
            self._go(outline.place(outline.rows.parent[at]))

    def _go(self, row: int) -> None:
        if 0 <= row < self.rows_model.rowCount():
            self.setCurrentIndex(self.rows_model.index(row, 0))

    def _on_chevron(self, row: int, x: int) -> bool:
        outline = self.rows_model.outline
        left = left_of(outline.rows.depth[outline.seen[row]])
        return left - 4 <= x <= left + CHEVRON + 4 and outline.has_below(outline.seen[row])
