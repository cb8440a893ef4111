"""Everybody can use every window: names, roles, tab order, visible focus, targets, keys.

What assistive technology is told is read through QAccessible, as the bridges of the platforms do;
`tests/desktop/test_accessibility.py` reads the main window over the real bus.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from desktop_app.tray.presenters import keyboard
from desktop_app.tray.views import regions
from desktop_app.tray.views.run.waterfall import Waterfall
from tests.fakes.every_window import WINDOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage

    from tests.fakes.every_window import Windows

pytestmark = pytest.mark.gui

SMALLEST = 24  # WCAG 2.2, 2.5.8
ENOUGH = 400  # pixels: a ring around one row of a list is no more
NOTHING = (QAccessible.Role.NoRole, QAccessible.Role.Client)
PAGES = ("timeline", "run", "consent", "evidence", "integrity", "agents", "settings")
every_window = pytest.mark.parametrize("name", WINDOWS)


def reachable(window: QWidget) -> list[QWidget]:
    """Return what the keyboard must reach now: of a card over the window, only what is in it."""
    parts = [part for part in window.findChildren(QWidget) if _takes_focus(part)]
    for card in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if card.isVisible() and card.geometry() == window.rect():
            return [part for part in parts if card.isAncestorOf(part)]
    return parts


def _takes_focus(part: QWidget) -> bool:
    tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and part.isVisible() and part.isEnabled() and part.focusProxy() is None


def told(part: QWidget) -> str:
    """Return class, role and name of a widget, for messages."""
    interface = QAccessible.queryAccessibleInterface(part)
    return f"{type(part).__name__} {interface.role().name} {name_of(part)!r}"


def name_of(part: QWidget) -> str:
    """Return what a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name) or ""


@every_window
def test_all_that_takes_the_focus_has_name_and_role(windows: Windows, name: str) -> None:
    """A person who does not see it knows what it is."""
    window = windows.open(name)
    parts = reachable(window)
    assert parts
    assert [told(part) for part in parts if not name_of(part).strip() or _is_nothing(part)] == []
    assert window.windowTitle()


def _is_nothing(part: QWidget) -> bool:
    """Tell whether it has no role; what scrolls has none in Qt, and says by its name what it is."""
    role = QAccessible.queryAccessibleInterface(part).role()
    return role in NOTHING and not isinstance(part, QScrollArea)


@every_window
def test_the_tab_key_reaches_everything(qtbot, windows: Windows, name: str) -> None:
    """And gets out of everything again."""
    window = windows.open(name)
    qtbot.waitUntil(window.isActiveWindow)
    wanted = set(reachable(window))
    seen: set[QWidget] = set()
    for _ in range(3 * len(wanted) + 3):
        now = QApplication.focusWidget()
        if now is not None:
            seen.add(now)
        qtbot.keyClick(now or window, Qt.Key.Key_Tab)
    chosen_among = {button for part in seen for button in _group(part)}  # the arrows go on there
    assert [told(part) for part in wanted - seen - chosen_among] == []


def _group(part: QWidget) -> list[QAbstractButton]:
    """Return the buttons of which one holds, among which this is one."""
    if not isinstance(part, QAbstractButton):
        return []
    if (group := part.group()) is not None and group.exclusive():
        return group.buttons()
    beside = part.parentWidget().findChildren(QAbstractButton) if part.autoExclusive() else []
    return [button for button in beside if button.autoExclusive()]


@every_window
def test_the_focus_can_be_seen(qtbot, windows: Windows, name: str) -> None:
    """Each part looks different with it: by a ring, a caret or a chosen row."""
    window = windows.open(name)
    qtbot.waitUntil(window.isActiveWindow)
    wrong = []
    for part in reachable(window):
        others = [other for other in reachable(window) if other is not part]
        if not others:
            continue
        part.setFocus(Qt.FocusReason.TabFocusReason)
        focused = part.grab().toImage()
        others[0].setFocus(Qt.FocusReason.TabFocusReason)
        if _changed(focused, part.grab().toImage()) < min(part.height(), ENOUGH):
            wrong.append(told(part))
    assert wrong == []


def _changed(one: QImage, other: QImage) -> int:
    """Return how many pixels differ, counted up to a few hundred."""
    found = 0
    for y in range(one.height()):
        for x in range(one.width()):
            found += one.pixel(x, y) != other.pixel(x, y)
        if found > ENOUGH:
            break
    return found


@every_window
def test_targets_are_large_enough(windows: Windows, name: str) -> None:
    """At least 24 by 24 pixels."""
    window = windows.open(name)
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    small = [
        f"{told(part)} {part.width()}x{part.height()}"
        for part in reachable(window)
        if isinstance(part, kinds) and min(part.width(), part.height()) < SMALLEST
    ]
    assert small == []


@every_window
def test_no_key_means_two_things(windows: Windows, name: str) -> None:
    """Neither two shortcuts of a window, nor two letters after an ampersand."""
    window = windows.open(name)
    keys = Counter(_shortcuts(window))
    keys.update(
        QKeySequence.mnemonic(button.text()).toString()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
    )
    del keys[""]
    assert [key for key, count in keys.items() if count > 1] == []


def _shortcuts(window: QWidget) -> Iterator[str]:
    for shortcut in window.findChildren(QShortcut):
        parent = shortcut.parent()
        if shortcut.isEnabled() and isinstance(parent, QWidget) and parent.isVisible():
            yield from (key.toString() for key in shortcut.keys())  # noqa: SIM118 - no dict
    for button in window.findChildren(QAbstractButton):
        yield button.shortcut().toString()


@pytest.mark.parametrize("page", PAGES)
def test_f6_reaches_every_region(qtbot, windows: Windows, page: str) -> None:
    """Navigation, header, content, detail: each of them once, and back to the first."""
    window = windows.open(page)
    qtbot.waitUntil(window.isActiveWindow)
    parts = [part for part in window.regions() if regions.first(part) is not None]
    assert len(parts) >= 2
    regions.first(parts[0]).setFocus()
    entered = []
    for _ in parts:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        now = QApplication.focusWidget()
        entered.append(
            next(n for n, part in enumerate(parts) if part is now or part.isAncestorOf(now))
        )
    assert sorted(entered) == list(range(len(parts)))


@pytest.mark.parametrize("page", PAGES)
def test_the_help_tells_the_keys_that_the_window_listens_to(windows: Windows, page: str) -> None:
    """Every shortcut of window and page stands in the table; those everywhere are all there."""
    window = windows.open(page)
    shown = [*keyboard.of_page(page), *keyboard.everywhere(len(window.titles))]
    told_keys = {QKeySequence(key).toString() for line in shown for key in line.keys}
    real = set(_shortcuts(window)) - {""}
    assert real <= told_keys | set(keyboard.keys("search"))  # without effect where none is told
    everywhere = {
        QKeySequence(key).toString()
        for line in keyboard.everywhere(len(window.titles))
        for key in line.keys
    }
    assert everywhere <= real


def test_letters_act_on_the_waterfall(windows: Windows) -> None:
    """Every letter and sign that the help tells for the run; another one goes on to the window."""
    window = windows.open("run")
    waterfall = window.findChild(Waterfall)
    waterfall.setFocus()
    letters = [key for line in keyboard.of_page("run") for key in line.keys if len(key) == 1]
    assert len(letters) >= 9
    assert [key for key in letters if not waterfall._letter(key.lower())] == []
    assert waterfall._letter("N")
    assert not waterfall._letter("x")


@every_window
def test_senders_words_are_shown_as_plain_text(windows: Windows, name: str) -> None:
    """No label reads markup: what an agent is called cannot become a link or a picture."""
    window = windows.open(name)
    rich = [
        label.text()
        for label in window.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and label.text()
    ]
    assert rich == []
