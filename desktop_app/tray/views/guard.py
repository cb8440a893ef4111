"""Keeps a stray key or click from answering a question that has only just come up.

Promise: for 600 ms after the window is exposed, after it is activated, and after `arm`, presses of
keys, mouse and finger reach nothing in it, and a press that began in that time does not count when
it is held, repeated or doubled either. Widgets stay enabled, so that the focus stays where it is,
a stray click does not take it, and `changed` lets the window draw its labels faint meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget

HOLD_MS = 600
_PRESSES = frozenset(
    (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
    )
)
_RELEASES = frozenset(
    (
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.TouchEnd,
        QEvent.Type.TabletRelease,
    )
)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class Guard(QObject):
    """Watches one window and everything in it.

    Signals:
        changed(holding): presses do nothing now, or do something again.
    """

    changed = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._exposed = self._stray = False
        self._lost: QWidget | None = None  # had the focus before a stray click
        self._keys: set[int] = set()  # pressed after the guard ended: those may repeat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # others may be 5 % early
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(lambda: self.changed.emit(self.holding))
        self._watch(window)

    @property
    def holding(self) -> bool:
        """Whether presses do nothing just now."""
        return self._timer.isActive()

    def arm(self) -> None:
        """Hold from now on: the question is another one."""
        self._keys.clear()
        self._timer.start()
        self.changed.emit(self.holding)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take presses away while holding; notice when the window comes up."""
        kind = event.type()
        if kind in _KEYS and isinstance(event, QKeyEvent):
            return self._key(event)
        if kind in _PRESSES:
            return self._press(kind)
        if kind in _RELEASES:
            return self._stray
        if isinstance(event, QFocusEvent):
            self._focus(watched, event)
        elif isinstance(event, QChildEvent):
            self._child(event)
        elif isinstance(watched, QWindow):
            self._handle(watched, kind)
        elif watched is self._window:
            self._came_up(kind)
        return False

    def _press(self, kind: QEvent.Type) -> bool:
        """A second press of a double click is stray where the first one was."""
        doubled = kind is QEvent.Type.MouseButtonDblClick and self._stray
        self._stray = self.holding or doubled
        if self._stray and self._lost is not None:
            self._lost.setFocus(Qt.FocusReason.OtherFocusReason)
            self._lost = None
        return self._stray

    def _focus(self, watched: QObject, event: QFocusEvent) -> None:
        """Qt moves the focus before it tells of the click."""
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason
        if self.holding and event.lostFocus() and by_mouse and isinstance(watched, QWidget):
            self._lost = watched

    def _key(self, event: QKeyEvent) -> bool:
        """A key that was pressed too early stays without effect until it is pressed anew."""
        key = event.key()
        if event.type() is QEvent.Type.KeyRelease:
            return key not in self._keys
        if self.holding or (event.isAutoRepeat() and key not in self._keys):
            event.accept()  # no shortcut either
            return True
        self._keys.add(key)
        return False

    def _handle(self, handle: QWindow, kind: QEvent.Type) -> None:
        if kind is QEvent.Type.Expose:
            self.exposed(is_exposed=handle.isExposed())

    def exposed(self, *, is_exposed: bool) -> None:
        """Hold where it was not to be seen before; a repaint is nothing new."""
        if is_exposed and not self._exposed:
            self.arm()
        self._exposed = is_exposed

    def _came_up(self, kind: QEvent.Type) -> None:
        if kind is QEvent.Type.WindowActivate:
            self.arm()
        elif kind is QEvent.Type.Show:
            handle = self._window.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)
            self.arm()

    def _child(self, event: QChildEvent) -> None:
        child = event.child()
        if event.added() and isinstance(child, QWidget):
            self._watch(child)

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        for child in widget.findChildren(QWidget):
            child.installEventFilter(self)
