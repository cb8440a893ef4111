"""Keeps a stray key or click from answering a question that has only just come up.

Promise: for 600 ms after the window is exposed, after it is activated, and after `arm`, presses of
keys, mouse and finger reach nothing in it, and a press that began in that time does not count when
it is held, repeated or doubled either. Widgets stay enabled, so that the focus stays where it is;
`changed` lets the window draw its labels faint meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QChildEvent

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
        self._keys: set[int] = set()  # pressed after the guard ended: those may repeat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
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
        if kind is QEvent.Type.ChildAdded:
            self._added(event)  # type: ignore[arg-type]  # what its type says
        elif watched is self._window and kind is QEvent.Type.WindowActivate:
            self.arm()
        elif watched is self._window and kind is QEvent.Type.Show:
            self._shown()
        elif kind is QEvent.Type.Expose and isinstance(watched, QWindow):
            self._expose(is_exposed=watched.isExposed())
        elif kind in _KEYS and isinstance(event, QKeyEvent):
            return self._key(event)
        elif kind in _PRESSES:
            return self._press(kind)
        elif kind in _RELEASES and self._stray:
            return True
        return False

    def _press(self, kind: QEvent.Type) -> bool:
        """A second press of a double click is stray where the first one was."""
        doubled = kind is QEvent.Type.MouseButtonDblClick and self._stray
        self._stray = self.holding or doubled
        return self._stray

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

    def _expose(self, *, is_exposed: bool) -> None:
        if is_exposed and not self._exposed:
            self.arm()
        self._exposed = is_exposed

    def _shown(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self.arm()

    def _added(self, event: QChildEvent) -> None:
        child = event.child()
        if isinstance(child, QWidget):
            self._watch(child)

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        for child in widget.findChildren(QWidget):
            child.installEventFilter(self)
