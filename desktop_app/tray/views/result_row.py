"""Paints a line of quick open: heading, or icon, title, and at the end by whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.tray import tokens
from desktop_app.tray.item_models.results import LINE
from desktop_app.tray.presenters.quick_open import Group, Item, group_word

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtGui import QFont

    from desktop_app.tray.theme import Theme

EDGE = tokens.S2  # around the ground of a chosen line
INSET = 10  # from there to the icon
ICON, TITLE_AT = 16, 28  # the title begins so far from the icon
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class ResultRow(QStyledItemDelegate):
    """One line; the detail keeps its room, the title is elided."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Lines are as high as their font wants them."""
        height = QFontMetrics(self._theme.font()).height()
        is_item = isinstance(index.data(LINE), Item)
        return QSize(0, max(tokens.ROW, height + 12) if is_item else max(30, height + 12))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(option.rect).adjusted(EDGE, 0, -EDGE, 0)
        line = index.data(LINE)
        if isinstance(line, Item):
            self._item(painter, ground, line, option)
        else:
            self._heading(painter, ground, line)
        painter.restore()

    def _heading(self, painter: QPainter, ground: QRectF, group: Group) -> None:
        painter.setFont(self._theme.font(tokens.CAPTION, tokens.SEMIBOLD))
        painter.setPen(self._theme.colour("text3"))
        room = ground.adjusted(INSET, tokens.S1, -INSET, 0)
        painter.drawText(room, _LEFT, group_word(group))

    def _item(
        self, painter: QPainter, ground: QRectF, item: Item, option: QStyleOptionViewItem
    ) -> None:
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            path = QPainterPath()
            path.addRoundedRect(ground, tokens.CONTROL_RADIUS, tokens.CONTROL_RADIUS)
            painter.fillPath(path, self._theme.colour("selected" if chosen else "hover"))
        room = ground.adjusted(INSET, 0, -INSET, 0)
        top = round(room.center().y() - ICON / 2)
        colour = "accent" if chosen else "text2"
        painter.drawPixmap(round(room.left()), top, self._theme.pixmap(item.icon, colour, ICON))
        room.setLeft(room.left() + TITLE_AT)
        small = self._theme.font(tokens.SMALL)
        detail = _elided(small, item.detail, room.width() * 0.6)
        painter.setFont(small)
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(room, _RIGHT, detail)
        room.setRight(room.right() - QFontMetrics(small).horizontalAdvance(detail) - tokens.S4)
        font = self._theme.font(tokens.SMALL if item.fixed else tokens.BODY, fixed=item.fixed)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        middle = item.group is Group.FILES
        painter.drawText(room, _LEFT, _elided(font, item.title, room.width(), middle=middle))


def _elided(font: QFont, text: str, width: float, *, middle: bool = False) -> str:
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return QFontMetrics(font).elidedText(text, mode, int(width))
