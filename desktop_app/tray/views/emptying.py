"""Takes everything out of a layout, so that it can be filled anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take out widgets, spaces and layouts, nested ones too; widgets end at the next turn."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            empty(inner)
            inner.deleteLater()
        elif widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
