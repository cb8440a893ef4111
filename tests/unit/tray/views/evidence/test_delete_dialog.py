"""The question before a run's content is deleted; with a recorder in `test_kept_actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.notices import Notice
from desktop_app.tray.presenters.evidence.deleting import Plan
from desktop_app.tray.presenters.evidence.strip import Run
from desktop_app.tray.views.evidence.delete_dialog import DeleteDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
RUN = Run(4, "Claude Code, 10:05:35", 1, "claude-code", "r")
SHOWN = Notice("evidence-delete", 1, "en", ("Delete it?", "Would go: all.", "Remains: entries."))


def make(desk: Desk, qtbot: QtBot, *, can: bool) -> DeleteDialog:
    """Return it over a data directory in which nothing is recorded."""
    made = DeleteDialog(desk, RUN, Plan(SHOWN, can=can))
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_plan_is_shown_and_no_is_first(empty_desk: Desk, qtbot: QtBot) -> None:
    """Whole."""
    dialog = make(empty_desk, qtbot, can=True)
    assert [text.text() for text in dialog._texts] == ["Would go: all.", "Remains: entries."]
    assert dialog._focus is dialog.cancel
    assert (dialog.cancel.text(), dialog.does.isVisible()) == ("Keep it", True)


def test_where_nothing_may_go_there_is_nothing_to_press(empty_desk: Desk, qtbot: QtBot) -> None:
    """But to close it."""
    dialog = make(empty_desk, qtbot, can=False)
    assert (dialog.cancel.text(), dialog.does.isVisible()) == ("Close", False)


def test_what_does_not_work_can_be_tried_again(empty_desk: Desk, qtbot: QtBot) -> None:
    """It says why."""
    dialog = make(empty_desk, qtbot, can=True)
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    dialog.does.click()
    assert not dialog.does.isEnabled()
    qtbot.waitUntil(dialog._trouble.isVisible, timeout=10_000)
    assert dialog.does.isEnabled()
    assert dialog.cancel.isEnabled()
