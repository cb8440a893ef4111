"""What assistive technology is told of buttons that can be on or off, and of what is an alert.

Qt's own answer would not do: for a screen reader it toggles such a button without a click, so that
a switch shows what the recorder has not taken, and a page is marked and not opened. Here a press is
a click, whoever asks for it. Of several of which one holds, each says so by its role. A window
that asks for an answer is an alert: Qt says so of its own message boxes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QRadioButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessibleInterface
    from PySide6.QtWidgets import QButtonGroup

_PRESS = (QAccessibleActionInterface.pressAction, QAccessibleActionInterface.toggleAction)
_TABS = ("navigation", "tab")  # of the property `role`: what turns pages
_ONE_OF = "segment"
_installed: list[bool] = []


def install() -> None:
    """Answer so from now on; once is enough."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_made)


class OnOff(QAccessibleWidget):
    """A button that can be on or off."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button, role_of(button), "")
        self._button = button

    def text(self, kind: QAccessible.Text) -> str:
        """Return its name: what it was given, else what stands on it."""
        found = super().text(kind)
        if kind is QAccessible.Text.Name and not found:
            return self._button.text().replace("&", "")
        return found

    def state(self) -> QAccessible.State:
        """Return whether it is on, beside what every widget has."""
        found = super().state()
        found.checkable = self._button.isCheckable()
        found.checked = self._button.isChecked()
        return found

    def actionNames(self) -> list[str]:
        """Return what can be done: press it, if it can be pressed."""
        names = list(super().actionNames())
        return [_PRESS[0](), *names] if self._button.isEnabled() else names

    def doAction(self, name: str) -> None:
        """Click it."""
        if name in {action() for action in _PRESS}:
            self._button.click()
        else:
            super().doAction(name)


def role_of(button: QAbstractButton) -> QAccessible.Role:
    """Return what it is: a tab, one of several, or a box to check."""
    group: QButtonGroup | None = button.group()
    if button.property("role") in _TABS:
        return QAccessible.Role.PageTab
    if isinstance(button, QRadioButton) or (group is not None and group.exclusive()):
        return QAccessible.Role.RadioButton
    return QAccessible.Role.CheckBox


def _made(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    """Answer for what can be on or off, and for alerts; Qt answers for the rest."""
    if isinstance(thing, QWidget) and thing.property("alert"):
        return QAccessibleWidget(thing, QAccessible.Role.AlertMessage, "")
    if not isinstance(thing, QAbstractButton):
        return None
    # Asked for as soon as a button has a name: that may be before it can be on or off.
    will_be = thing.property("role") in {*_TABS, _ONE_OF}
    return OnOff(thing) if will_be or thing.isCheckable() else None
