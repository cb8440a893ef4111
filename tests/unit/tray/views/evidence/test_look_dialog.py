"""The question before pictures are shown: its notice holds the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.operations import reveals
from desktop_app.operations.reveals import Piece
from desktop_app.tray.views.evidence.look_dialog import LookDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
PIECES = [Piece("r1", "image/webp", 10, 3), Piece("r2", "image/webp", 30, 9)]


@pytest.fixture
def dialog(empty_desk: Desk, qtbot: QtBot) -> LookDialog:
    """Over a data directory in which no recorder runs."""
    made = LookDialog(empty_desk, PIECES)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_notice_is_the_one_that_is_answered(dialog: LookDialog) -> None:
    """With how many pieces, of which entries, and the reason as it is typed."""
    assert not dialog.does.isEnabled()
    dialog.reason.setText("What was clicked?")
    assert dialog.notice == reveals.shown(PIECES, "What was clicked?")
    shown = " ".join(text.text() for text in dialog._texts)
    assert "2 pieces, 40 bytes, of entries #3 to #9" in shown
    assert "Reason: What was clicked?" in shown
    assert dialog.does.isEnabled()
    dialog.reason.setText("\u202e")
    assert "U+202E" in dialog._texts[-1].text()


def test_without_a_recorder_it_says_so_and_can_be_tried_again(
    dialog: LookDialog, qtbot: QtBot
) -> None:
    """The reason is still there."""
    dialog.reason.setText("x")
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    dialog.does.click()
    qtbot.waitUntil(dialog._trouble.isVisible, timeout=10_000)
    assert dialog.does.isEnabled()
    assert not dialog.reason.isReadOnly()


def test_a_reason_has_a_bound(dialog: LookDialog) -> None:
    """The recorder's."""
    dialog.reason.setText("x" * 600)
    assert len(dialog.reason.text()) == reveals.MAX_REASON
