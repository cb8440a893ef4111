"""The dialog that turns local-only mode off, with a real recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.operations import local_only
from desktop_app.tray.views.local_only_dialog import LocalOnlyDialog

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> LocalOnlyDialog:
    """The dialog, just opened."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = LocalOnlyDialog(desk)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def kinds(recorder: RunningRecorder) -> list[str]:
    """Return the kinds of entries that tell of modes."""
    wanted = {"consent.record", "mode.changed"}
    return [row["kind"] for row in recorder.cli_json("audit-log") if row["kind"] in wanted]


def test_the_notice_is_shown_whole(dialog: LocalOnlyDialog) -> None:
    """In its words and order, and to a screen reader."""
    shown = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    assert shown == list(local_only.notice_off().paragraphs)
    assert dialog.accessibleName() == "Turn local-only mode off?"
    assert "Nothing is set up to receive data." in dialog.accessibleDescription()


def test_a_press_that_is_no_event_is_held_as_well(dialog: LocalOnlyDialog, agents_desk) -> None:
    """Over the accessibility bus nothing passes the guard's filter."""
    _desk, recorder = agents_desk
    assert dialog.guard.holding
    dialog.turn_off.click()
    assert dialog.turn_off.isEnabled()
    assert kinds(recorder) == []


def test_off_and_on_are_entries(qtbot, dialog: LocalOnlyDialog, agents_desk) -> None:
    """Off with a consent to that very text, and how long it was shown; on by itself."""
    desk, recorder = agents_desk
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    qtbot.mouseClick(dialog.turn_off, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    qtbot.waitUntil(lambda: not desk.link.state.local_only)
    assert kinds(recorder) == ["consent.record", "mode.changed"]
    consent = next(x for x in recorder.cli_json("audit-log") if x["kind"] == "consent.record")
    assert consent["params"]["notice"]["digest"] == local_only.notice_off().digest
    assert consent["params"]["latency_ms"] >= 500
    desk.link.call(local_only.VERB, local_only.turn_on(), lambda _answer: None)
    qtbot.waitUntil(lambda: desk.link.state.local_only)
    assert kinds(recorder)[-1] == "mode.changed"


def test_a_stray_press_answers_nothing(qtbot, dialog: LocalOnlyDialog, agents_desk) -> None:
    """In the first 600 ms; the focus is on keeping it, so that Enter later keeps it."""
    _desk, recorder = agents_desk
    assert dialog.guard.holding
    qtbot.mouseClick(dialog.turn_off, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    assert dialog.focusWidget() is dialog.keep
    qtbot.keyClick(dialog.keep, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert kinds(recorder) == []


def test_escape_keeps_it(qtbot, dialog: LocalOnlyDialog, agents_desk) -> None:
    """And so does closing the window."""
    _desk, recorder = agents_desk
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert kinds(recorder) == []


def test_a_recorder_that_is_gone_is_told_in_place(
    qtbot, dialog: LocalOnlyDialog, agents_desk
) -> None:
    """The mode is still on; the person can try again."""
    _desk, recorder = agents_desk
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    recorder.stop()
    qtbot.mouseClick(dialog.turn_off, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog._trouble.isVisible)
    assert dialog.turn_off.isEnabled()
    assert dialog.isVisible()
