"""Paragraphs and widths that follow the person's text size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop_app.tray import tokens
from desktop_app.tray.views import kit

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

_BASE_PX = 13  # of the drawings


def scaled(theme: Theme, pixels: int) -> int:
    """Return a width of the drawings for texts of the person's size."""
    return round(pixels * theme.font().pixelSize() / _BASE_PX)


def at_least(theme: Theme, pixels: int) -> int:
    """Return a width of the drawings, larger for larger texts and never smaller."""
    return max(pixels, scaled(theme, pixels))


def is_narrow(theme: Theme, width: int) -> bool:
    """Tell whether a window of this width has room for the narrow layout alone."""
    return width < at_least(theme, tokens.NARROW)


def is_wide(theme: Theme, width: int) -> bool:
    """Tell whether it has room for the wide one."""
    return width >= at_least(theme, tokens.WIDE)


def paragraph(
    theme: Theme,
    text: str,
    *,
    size: float = tokens.BODY,
    weight: int = tokens.REGULAR,
    tone: str = "text",
    select: bool = False,
) -> QLabel:
    """Return a text that wraps and is exactly as high as its width asks for."""
    made = kit.label(theme, text, size=size, weight=weight, tone=tone, wrap=True, select=select)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made
