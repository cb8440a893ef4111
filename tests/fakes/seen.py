"""What a person sees of a widget: its texts, and the buttons to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def texts(widget: QWidget) -> list[str]:
    """Return the texts of all labels that are not hidden."""
    labels = widget.findChildren(QLabel)
    return [one.text() for one in labels if one.text() and one.isVisibleTo(widget)]


def told(widget: QWidget) -> str:
    """Return them as one text."""
    return "\n".join(texts(widget))


def pressed(widget: QWidget, text: str) -> QAbstractButton:
    """Return the one visible button of that text, or of that name."""
    (found,) = [
        one
        for one in widget.findChildren(QAbstractButton)
        if text in {one.text(), one.accessibleName()} and one.isVisibleTo(widget)
    ]
    return found
