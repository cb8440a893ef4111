"""The window of a notice: whole, guarded, as tall as its text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.errors import UsageError
from desktop_app.host.notices import Notice
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog

pytestmark = pytest.mark.gui
NOTICE = Notice("n", 1, "en", ("Do it?", "What it does.", "How long."))


@pytest.fixture
def dialog(qtbot, empty_desk) -> NoticeDialog:
    """A dialog with two answers that do nothing."""
    made = NoticeDialog(empty_desk, NOTICE, "kept")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.answers(kit.button("No", role="dialog"), kit.button("Yes", role="dialog"))
    qtbot.addWidget(made)
    made.come_up()
    return made


def texts(dialog: NoticeDialog) -> list[str]:
    """Return what it says."""
    return [label.text() for label in dialog.findChildren(QLabel) if label.text()]


def test_another_text_takes_the_place_of_the_first(dialog: NoticeDialog) -> None:
    """Its answer is to what stands there."""
    other = Notice("n", 1, "en", ("Do it?", "What it does.", "For ever."))
    dialog.show_notice(other)
    assert texts(dialog) == list(other.paragraphs)
    assert dialog.notice == other
    assert dialog.accessibleDescription() == "What it does. For ever."


def test_a_failure_is_told_in_place_and_presses_are_held_anew(dialog: NoticeDialog, qtbot) -> None:
    """The window grows with it."""
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    before = dialog.height()
    dialog.failed(UsageError("It did not work.", hint="Try again."))
    assert "It did not work. Try again." in texts(dialog)
    assert dialog.guard.holding
    assert dialog.height() > before


def test_labels_are_faint_while_presses_do_nothing(dialog: NoticeDialog, qtbot) -> None:
    """And plain afterwards."""
    buttons = dialog.findChildren(kit.button("").__class__)
    assert {made.property("faint") for made in buttons} == {True}
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    assert {made.property("faint") for made in buttons} == {False}


def test_esc_closes_it(dialog: NoticeDialog, qtbot) -> None:
    """Any other key goes on."""
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    qtbot.keyClick(dialog, Qt.Key.Key_A)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_once_answered_it_can_say_what_is_shown(dialog: NoticeDialog) -> None:
    """To everybody."""
    dialog.headed("Done")
    assert (dialog.windowTitle(), dialog.accessibleName(), texts(dialog)[0]) == ("Done",) * 3
