"""F6 and Shift+F6 go from one region of a window to the next: navigation, header, content, detail.

A region is a part of the window in which something takes the focus. Who comes back to one finds the
focus where it was left. Pages need not do anything: what stands below each other in a page is a
region, and so is each side of a splitter.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLayout, QSplitter, QStackedWidget, QWidget

from desktop_app.tray.presenters import keyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Regions(QObject):
    """The regions of one window.

    Args:
        window: gets the keys.
        among: its regions just now, in order.
    """

    def __init__(self, window: QWidget, among: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(window)
        self._among = among
        self._left: weakref.WeakKeyDictionary[QWidget, weakref.ref[QWidget]] = (
            weakref.WeakKeyDictionary()
        )
        for name, step in (("region_next", 1), ("region_previous", -1)):
            for key in keyboard.keys(name):
                QShortcut(QKeySequence(key), window, lambda step=step: self.go(step))

    def go(self, step: int) -> None:
        """Move the focus so many regions further, round at the ends."""
        parts = [part for part in self._among() if first(part) is not None]
        if not parts:
            return
        now = QApplication.focusWidget()
        at = next((n for n, part in enumerate(parts) if now is not None and _holds(part, now)), -1)
        if now is not None and at >= 0:
            self._left[parts[at]] = weakref.ref(now)
        target = parts[(at + step) % len(parts) if at >= 0 else 0]
        self._enter(target)

    def _enter(self, part: QWidget) -> None:
        left = self._left.get(part)
        widget = None if left is None else left()
        if widget is None or not (_holds(part, widget) and _takes_focus(widget)):
            widget = first(part)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)


def first(part: QWidget) -> QWidget | None:
    """Return what takes the focus first in a region; None: it is no region just now."""
    if _takes_focus(part):
        return part
    at = part.nextInFocusChain()
    while at is not None and at is not part:
        if part.isAncestorOf(at) and _takes_focus(at):
            return at
        at = at.nextInFocusChain()
    return None


def below(layout: QLayout) -> list[QWidget]:
    """Return the regions of what stands in a layout, in order."""
    found: list[QWidget] = []
    for place in range(layout.count()):
        part = layout.itemAt(place)
        inner = part.layout() if part is not None else None
        if inner is not None:
            found += below(inner)
        elif part is not None:
            found += _of(part.widget())
    return found


def _of(part: QWidget | None) -> Iterator[QWidget]:
    match part:
        case None:
            return
        case QSplitter():
            for place in range(part.count()):
                yield from _of(part.widget(place))
        case QStackedWidget():
            yield from _of(part.currentWidget())
        case _:
            yield part


def _holds(part: QWidget, widget: QWidget) -> bool:
    return part is widget or part.isAncestorOf(widget)


def _takes_focus(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled()
