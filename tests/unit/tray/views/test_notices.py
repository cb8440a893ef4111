"""tray.views.notices: messages and questions without a nested loop."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from desktop_app.errors import DiskFullError
from desktop_app.tray.views.notices import Notices

pytestmark = pytest.mark.gui


def dialog(notices: Notices) -> QDialog:
    """Return the one that it opened."""
    (found,) = notices._open
    return found


def words(shown: QDialog) -> str:
    """Return all that it says."""
    return "\n".join(made.text() for made in shown.findChildren(QLabel))


def press(shown: QDialog, word: str) -> None:
    """Click a button."""
    next(b for b in shown.findChildren(QPushButton) if b.text() == word).click()


def test_an_error_says_what_happened_what_to_do_and_its_code(theme, qtbot):
    """Nothing of it can hide or reverse."""
    notices = Notices(theme)
    notices.error(DiskFullError("No room in \u202e/data."))
    shown = dialog(notices)
    qtbot.addWidget(shown)
    assert "U+202E" in words(shown)
    assert DiskFullError.code in words(shown)
    assert DiskFullError.default_hint in words(shown)
    press(shown, "Close")
    assert not shown.isVisible()


def test_a_question_rests_on_no_and_only_yes_acts(theme, qtbot):
    """A stray Enter changes nothing; Esc neither."""
    done = []
    notices = Notices(theme)
    for act, wanted in (
        (lambda shown: qtbot.keyClick(shown.focusWidget(), Qt.Key.Key_Space), []),
        (lambda shown: qtbot.keyClick(shown, Qt.Key.Key_Escape), []),
        (lambda shown: press(shown, "Quit"), [1]),
    ):
        notices.ask("Quit?", "Recording stops.", yes="Quit", no="Stay", done=lambda: done.append(1))
        shown = dialog(notices)
        qtbot.waitUntil(lambda shown=shown: shown.focusWidget() is not None)
        assert shown.focusWidget().text() == "Stay"
        act(shown)
        qtbot.waitUntil(lambda: not notices._open)
        assert done == wanted


def test_something_told_needs_only_to_be_closed(theme, qtbot):
    """One button."""
    notices = Notices(theme)
    notices.tell("Done", "All of it.")
    shown = dialog(notices)
    qtbot.addWidget(shown)
    assert [button.text() for button in shown.findChildren(QPushButton)] == ["Close"]
    press(shown, "Close")
