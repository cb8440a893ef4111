"""The filmstrip of a run: a real list, one frame a look at the screen, on the run's time.

Promise: each frame is an item with its sentence for assistive technology; Left and Right go from
frame to frame. What belongs together with the chosen frame is marked like it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import strip
from desktop_app.tray.tips import tip
from desktop_app.tray.views import screen_canvas
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QImage, QPaintEvent

    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

WIDE, HIGH = 122, 68  # pixels of a picture
GAP, EDGE = 14, 4  # between two frames; around one for its ring
TIME = 14  # pixels of the line of time


class Frames(QAbstractListModel):
    """Frames, and the small pictures of those that are shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.frames: Sequence[Frame] = ()
        self.images: Mapping[str, QImage] = {}
        self.marked: frozenset[int] = frozenset()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.frames)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a frame's sentence."""
        if not index.isValid() or index.row() >= len(self.frames):
            return None
        frame = self.frames[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return strip.spoken(frame, is_open=self.image(frame) is not None)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(strip.spoken(frame, is_open=self.image(frame) is not None))
        return None

    def image(self, frame: Frame) -> QImage | None:
        """Return a frame's small picture where it is shown."""
        return None if frame.thumbnail is None else self.images.get(frame.thumbnail.ref)


class _Painter(QStyledItemDelegate):
    """Paints a frame with its two lines."""

    def __init__(self, theme: Theme, model: Frames, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._model, self._view = theme, model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """One size for all."""
        return frame_size(self._theme)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one."""
        frame = self._model.frames[index.row()]
        theme = self._theme
        rect: Any = option.rect
        room = QRectF(rect.left() + EDGE, rect.top() + EDGE, WIDE, HIGH)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(room, theme.colour("inset"))
        place = screen_canvas.filled(frame.size, room)
        whole = self._model.image(frame)
        ratio = self._view.devicePixelRatioF()
        shown = None if whole is None else screen_canvas.scaled(whole, place.size().toSize(), ratio)
        screen_canvas.paint(painter, theme, place, frame, shown, small=True)
        if frame.missing:
            picture = theme.pixmap("not-kept", "text3", 20)
            painter.drawPixmap(room.center() - QPointF(10, 10), picture)
        self._ring(painter, room, index.row())
        self._lines(painter, frame, room)
        painter.restore()

    def _ring(self, painter: QPainter, room: QRectF, row: int) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))
        if row in self._model.marked:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(room.adjusted(-3, -3, 3, 3), 3, 3)
        if row == self._view.currentIndex().row() and self._view.hasFocus():
            pen = QPen(self._theme.colour("text"), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawRect(room.adjusted(2.5, 2.5, -2.5, -2.5))

    def _lines(self, painter: QPainter, frame: Frame, room: QRectF) -> None:
        top = room.bottom() + EDGE + 1
        looks = ((tokens.MEDIUM, "text"), (tokens.REGULAR, "text2"))
        for text, (weight, tone) in zip(strip.label(frame), looks, strict=True):
            painter.setFont(self._theme.font(tokens.CAPTION, weight))
            painter.setPen(self._theme.colour(tone))
            metrics = QFontMetricsF(painter.font())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
            line = QRectF(room.left(), top, room.width(), metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
            top += metrics.height()


class Filmstrip(QWidget):
    """The list with the line of time above it.

    Signals:
        chosen(place): a frame was chosen; -1 for none.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = _List(theme)
        self.model = Frames(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Painter(theme, self.model, self.list))
        self.list.selectionModel().currentChanged.connect(
            lambda now, _before: self.chosen.emit(now.row())
        )
        self._time = _Time(theme, self.list, self.model)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.MARGIN - EDGE, tokens.S2, tokens.MARGIN - EDGE, tokens.S1)
        lines.setSpacing(0)
        lines.addWidget(self._time)
        lines.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.repaint_all)

    @property
    def current(self) -> int:
        """The chosen frame's place; -1 for none."""
        return self.list.currentIndex().row()

    def show_frames(self, frames: Sequence[Frame], at: int) -> None:
        """Show a run's frames, one of them chosen."""
        self.model.beginResetModel()
        self.model.frames = frames
        self.model.endResetModel()
        self.list.count = len(frames)
        self.list.updateGeometry()
        self.choose(at)

    def choose(self, at: int) -> None:
        """Choose a frame and bring it into sight."""
        index = self.model.index(at, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def mark(self, places: frozenset[int]) -> None:
        """Mark what belongs together."""
        if places != self.model.marked:
            self.model.marked = places
            for place in (*sorted(places), self.current):  # the chosen one last: it must be seen
                self.list.scrollTo(self.model.index(place, 0))
        self.repaint_all()

    def show_images(self, images: Mapping[str, QImage]) -> None:
        """Show small pictures, by where they are kept."""
        self.model.images = images
        self.repaint_all()

    def repaint_all(self) -> None:
        """Paint all of it anew."""
        self.list.viewport().update()
        self._time.update()


class _List(QListView):
    """Frames from left to right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self.count = theme, 0
        self.setAccessibleName(tr("Frames of the run"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One row, and the scroll bar where it is needed."""
        high = frame_size(self._theme).height()
        wide = self.count * frame_size(self._theme).width()
        more = self.horizontalScrollBar().sizeHint().height() if wide > self.width() else 0
        return QSize(200, high + more)

    def minimumSizeHint(self) -> QSize:
        """As high."""
        return QSize(100, self.sizeHint().height())

    def resizeEvent(self, event: Any) -> None:
        """A scroll bar comes or goes."""
        super().resizeEvent(event)
        self.updateGeometry()


class _Time(QWidget):
    """Where the frames stand in time, from the first to the last; the marked ones in accent."""

    def __init__(self, theme: Theme, view: QListView, model: Frames) -> None:
        super().__init__()
        self._theme, self._view, self._model = theme, view, model
        self.setFixedHeight(TIME)
        self.setToolTip(tip(tr("When the frames were taken, from the first to the last")))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint line and ticks."""
        places = strip.ticks(self._model.frames)
        if len(places) < 2:  # noqa: PLR2004 - one has no before and after
            return
        painter = QPainter(self)
        left, wide = EDGE, self.width() - 2 * EDGE
        middle = self.height() // 2
        painter.fillRect(QRectF(left, middle, wide, 1), self._theme.colour("line2"))
        for marked in (False, True):
            for number, place in enumerate(places):
                if (number in self._model.marked) != marked:
                    continue
                x = left + place * (wide - 2)
                tall = 5 if marked else 3
                tone = self._theme.colour("accent" if marked else "text3")
                painter.fillRect(QRectF(x, middle - tall, 2, 2 * tall + 1), tone)
        painter.end()


def frame_size(theme: Theme) -> QSize:
    """Return how large a frame is with its two lines."""
    lines = 2 * QFontMetricsF(theme.font(tokens.CAPTION)).height()
    return QSize(WIDE + GAP, HIGH + 2 * EDGE + 3 + round(lines))
