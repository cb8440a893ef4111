"""The question whether to keep content, with a real recorder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.control.client import ControlClient
from desktop_app.operations import keeping
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views.keep_dialog import KeepDialog

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
PURPOSE = "keep prompts and responses"


@pytest.fixture
def dialog(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> KeepDialog:
    """The dialog, just opened."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = KeepDialog(desk, PURPOSE)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.come_up()
    return made


def records(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return the consent records."""
    return [row for row in recorder.cli_json("audit-log") if row["kind"] == "consent.record"]


def ready(qtbot, dialog: KeepDialog) -> None:
    """Wait until presses count."""
    qtbot.waitUntil(lambda: not dialog.guard.holding)


def test_the_notice_is_shown_whole(dialog: KeepDialog) -> None:
    """In its words and order, and to a screen reader."""
    shown = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    assert shown == list(keeping.shown(PURPOSE).paragraphs)
    assert dialog.accessibleName() == "Keep prompts and responses?"
    assert "It is kept for 90 days." in dialog.accessibleDescription()


def test_keep_is_a_consent_to_that_very_text(qtbot, dialog: KeepDialog, agents_desk) -> None:
    """By a person, with how long it was shown; the recorder keeps from then on."""
    desk, recorder = agents_desk
    ready(qtbot, dialog)
    with qtbot.waitSignal(dialog.answered) as told:
        qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    (record,) = records(recorder)
    assert told.args == [True, record["seq"]]
    assert (record["decision"], record["operator"]) == ("given", "you")
    assert record["params"]["notice"]["digest"] == keeping.shown(PURPOSE).digest
    assert record["params"]["latency_ms"] >= 500
    assert not dialog.isVisible()
    desk.link.poke()
    qtbot.waitUntil(lambda: desk.link.state.get("vault")["keeps"] == [PURPOSE])


def test_keep_nothing_has_the_focus_and_is_an_answer(qtbot, dialog, agents_desk) -> None:
    """A stray Enter refuses."""
    _desk, recorder = agents_desk
    ready(qtbot, dialog)
    assert dialog.focusWidget() is dialog.nothing
    with qtbot.waitSignal(dialog.answered) as told:
        qtbot.keyClick(dialog.nothing, Qt.Key.Key_Return)
    (record,) = records(recorder)
    assert told.args == [False, record["seq"]]
    assert record["decision"] == "refused"


def test_closing_it_is_no_answer(qtbot, dialog: KeepDialog, agents_desk) -> None:
    """Nor is a press in the first 600 ms, by whatever way it comes."""
    _desk, recorder = agents_desk
    assert dialog.guard.holding
    dialog.keep.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    ready(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert records(recorder) == []


def test_a_recorder_that_is_gone_is_told_in_place(qtbot, dialog: KeepDialog, agents_desk) -> None:
    """Nothing is given; the person can try again."""
    _desk, recorder = agents_desk
    ready(qtbot, dialog)
    recorder.stop()
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog._trouble.isVisible)
    assert dialog.keep.isEnabled()
    assert dialog.isVisible()


def test_it_says_for_how_long_by_the_policy_in_force(
    qtbot, agents_desk: tuple[Desk, RunningRecorder]
) -> None:
    """The recorder takes the answer: both go by the same number."""
    desk, recorder = agents_desk
    with ControlClient(recorder.ready["control"]) as client:
        longer = {"name": "retention.payload_days", "value": "365", "confirmed": True}
        client.call("config.set", longer)
    qtbot.waitUntil(lambda: states.kept_days(desk.link.state) == 365)
    made = KeepDialog(desk, PURPOSE)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.come_up()
    assert "It is kept for 365 days." in made.accessibleDescription()
    ready(qtbot, made)
    with qtbot.waitSignal(made.answered):
        qtbot.mouseClick(made.keep, Qt.MouseButton.LeftButton)
    (record,) = records(recorder)
    assert record["params"]["retention_days"] == 365
