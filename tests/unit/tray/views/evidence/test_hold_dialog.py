"""The question before a run's content is held; with a recorder in `test_kept_actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.retention.holds import MAX_REASON
from desktop_app.tray.presenters.evidence.strip import Run
from desktop_app.tray.views.evidence.hold_dialog import HoldDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(empty_desk: Desk, qtbot: QtBot) -> HoldDialog:
    """Over a data directory in which nothing is recorded."""
    made = HoldDialog(empty_desk, Run(4, "Claude Code, 10:05:35", 1, "claude-code", "r"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_needs_a_reason(dialog: HoldDialog) -> None:
    """Of the recorder's length at most."""
    assert not dialog.does.isEnabled()
    dialog.reason.setText("  ")
    assert not dialog.does.isEnabled()
    dialog.reason.setText("x" * (MAX_REASON + 5))
    assert len(dialog.reason.text()) == MAX_REASON
    assert dialog.does.isEnabled()
    assert dialog.windowTitle() == "Hold what Claude Code, 10:05:35 kept?"


def test_what_does_not_work_can_be_tried_again(dialog: HoldDialog, qtbot: QtBot) -> None:
    """The reason is still there; a press in the first moment is none."""
    dialog.reason.setText("x")
    dialog.do()
    assert not dialog.reason.isReadOnly()
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    dialog.does.click()
    qtbot.waitUntil(dialog._trouble.isVisible, timeout=10_000)
    assert dialog.does.isEnabled()
    assert (dialog.reason.text(), dialog.reason.isReadOnly()) == ("x", False)
