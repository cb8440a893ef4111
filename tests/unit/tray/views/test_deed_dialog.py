"""A notice with one deed: done once, told once, and to be tried again."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.errors import UsageError
from desktop_app.host.notices import Notice
from desktop_app.tray.views.deed_dialog import DeedDialog, ReasonDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.deed_dialog import Deed

pytestmark = pytest.mark.gui
NOTICE = Notice("evidence-delete", 1, "en", ("Do it?", "All of it."))


class Waiting:
    """A deed that ends when it may, and fails as long as it must."""

    def __init__(self) -> None:
        self.may, self.fails, self.times = Event(), False, 0

    def do(self, _told: object) -> str:
        """Do it."""
        self.times += 1
        assert self.may.wait(20)
        if self.fails:
            raise UsageError("Not today.", hint="Tomorrow.")
        return "done"


class Plain(DeedDialog):
    """Asks about it."""

    def __init__(self, desk: Desk, waiting: Waiting) -> None:
        super().__init__(desk, NOTICE, "trash", keeps="Keep", does="Do")
        self.waiting = waiting

    def deed(self) -> Deed:
        """Return it."""
        return self.waiting.do


class WithReason(ReasonDialog):
    """Asks why; its notice holds the reason."""

    def __init__(self, desk: Desk, waiting: Waiting) -> None:
        super().__init__(desk, self.noticed(""), "hold", does="Do", hint="Why", most=5)
        self.waiting = waiting

    def noticed(self, reason: str) -> Notice:
        """Return it with the reason."""
        return Notice("evidence-delete", 1, "en", ("Do it?", f"Reason: {reason}"))

    def deed(self) -> Deed:
        """Return it."""
        return self.waiting.do


def shown(qtbot: QtBot, dialog: DeedDialog) -> DeedDialog:
    """Show it until presses count."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.come_up()
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    return dialog


def test_it_is_done_once_and_told_once(empty_desk: Desk, qtbot: QtBot) -> None:
    """However often it is pressed; then the window is closed."""
    waiting = Waiting()
    dialog = shown(qtbot, Plain(empty_desk, waiting))
    assert dialog._focus is dialog.cancel
    dialog.do()
    dialog.do()
    assert not dialog.does.isEnabled()
    with qtbot.waitSignal(dialog.did) as told:
        waiting.may.set()
    assert told.args == ["done"]
    assert waiting.times == 1
    assert not dialog.isVisible()


def test_a_press_that_came_too_early_is_none(empty_desk: Desk, qtbot: QtBot) -> None:
    """By keyboard, mouse, or from a program."""
    waiting = Waiting()
    dialog = Plain(empty_desk, waiting)
    qtbot.addWidget(dialog)
    dialog.come_up()
    dialog.do()
    assert dialog.does.isEnabled()
    assert waiting.times == 0


def test_what_failed_says_why_and_can_be_tried_again(empty_desk: Desk, qtbot: QtBot) -> None:
    """Nothing was told."""
    waiting = Waiting()
    waiting.fails = True
    waiting.may.set()
    dialog = shown(qtbot, Plain(empty_desk, waiting))
    told: list[object] = []
    dialog.did.connect(told.append)
    dialog.do()
    qtbot.waitUntil(lambda: "Not today. Tomorrow." in dialog._trouble.text())
    assert dialog.does.isEnabled()
    waiting.fails = False
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    dialog.do()
    qtbot.waitUntil(lambda: told == ["done"])


def test_a_reason_is_needed_and_is_in_the_notice(empty_desk: Desk, qtbot: QtBot) -> None:
    """It is seen, not changed, while it is done; Enter does it; it comes first in tab order."""
    waiting = Waiting()
    dialog = shown(qtbot, WithReason(empty_desk, waiting))
    assert isinstance(dialog, WithReason)
    assert dialog.label.buddy() is dialog.reason
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert waiting.times == 0
    dialog.reason.setText("  ")
    assert not dialog.does.isEnabled()
    dialog.reason.setText("because")
    assert dialog.reason.text() == "becau"
    assert dialog.notice.paragraphs[-1] == "Reason: becau"
    dialog.reason.setFocus()
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.cancel
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.reason.isReadOnly()
    with qtbot.waitSignal(dialog.did):
        waiting.may.set()


def test_a_notice_without_a_reason_stays_as_it_is(empty_desk: Desk, qtbot: QtBot) -> None:
    """What is typed changes no text of it."""
    dialog = ReasonDialog(empty_desk, NOTICE, "hold", does="Do", hint="Why", most=5)
    qtbot.addWidget(dialog)
    dialog.reason.setText("x")
    assert dialog.notice == NOTICE
    assert dialog.does.isEnabled()


def test_what_inherits_it_says_what_is_done(empty_desk: Desk, qtbot: QtBot) -> None:
    """There is no deed of its own."""
    dialog = DeedDialog(empty_desk, NOTICE, "hold", keeps="Keep", does="Do")
    qtbot.addWidget(dialog)
    with pytest.raises(NotImplementedError):
        dialog.deed()
