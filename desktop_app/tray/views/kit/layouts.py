"""Widgets side by side and below each other, in boxes that the style sheet knows by their role."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop_app.tray import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)


def hairline(*, vertical: bool = False) -> QFrame:
    """Return a line of one pixel."""
    made = QFrame()
    made.setProperty("role", "hairline")
    (made.setFixedWidth if vertical else made.setFixedHeight)(1)
    return made


def row(*parts: QWidget | int | None, gap: int = tokens.S2) -> QHBoxLayout:
    """Return widgets side by side; an int is a space of so many pixels, None one that stretches."""
    return _filled(QHBoxLayout(), parts, gap)


def column(*parts: QWidget | QLayout | int | None, gap: int = tokens.S2) -> QVBoxLayout:
    """Return widgets below each other, likewise."""
    return _filled(QVBoxLayout(), parts, gap)


def boxed(layout: QLayout, role: str = "") -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    if role:
        made.setProperty("role", role)
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    return made


def _filled(layout: Box, parts: Sequence[QWidget | QLayout | int | None], gap: int) -> Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)
    return layout
