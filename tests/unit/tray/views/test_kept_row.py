"""One purpose in the settings, with a real recorder: on is asked, off holds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.operations import keeping
from desktop_app.tray.presenters import keeping as presenter
from desktop_app.tray.views.kept_row import KeptRow

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
PURPOSE = keeping.COMMAND_LINES


@pytest.fixture
def row(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> KeptRow:
    """Command lines, not kept."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    told = next(one for one in presenter.rows((), 0) if one.purpose == PURPOSE)
    made = KeptRow(desk, told)
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot, widget) -> None:
    """Click it."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def states(recorder: RunningRecorder) -> list[object]:
    """Return what the consent records say, oldest first."""
    rows = recorder.cli_json("audit-log")
    return [line["decision"] for line in rows if line["kind"] == "consent.record"]


def allow(qtbot, row: KeptRow) -> None:
    """Turn it on and say yes."""
    press(qtbot, row.switch)
    dialog = row._dialog
    qtbot.waitUntil(lambda: dialog.isVisible() and not dialog.guard.holding)
    with qtbot.waitSignal(row.changed):
        press(qtbot, dialog.keep)


def test_on_is_asked_and_shows_only_what_holds(qtbot, row: KeptRow, agents_desk) -> None:
    """The switch stays off while the question stands; a second press brings that to the front."""
    _desk, recorder = agents_desk
    press(qtbot, row.switch)
    assert not row.switch.isChecked()
    assert row.waits
    first = row._dialog
    press(qtbot, row.switch)
    assert row._dialog is first
    qtbot.waitUntil(lambda: not first.guard.holding)
    with qtbot.waitSignal(first.closed):
        first.close()
    assert not row.waits
    assert states(recorder) == []


def test_a_yes_stands_beside_it_with_its_entry(qtbot, row: KeptRow, agents_desk) -> None:
    """And the row says since when."""
    _desk, recorder = agents_desk
    allow(qtbot, row)
    assert row.switch.isChecked()
    assert row.told.text() == f"Recorded as #{row.row.grant:,}."
    assert row._status.text().startswith("Kept since today ")
    assert states(recorder) == ["given"]


def test_off_holds_at_once_and_can_be_put_back(qtbot, row: KeptRow, agents_desk) -> None:
    """By keyboard, too; put back it is a grant of its own, which can be ended again."""
    desk, recorder = agents_desk
    allow(qtbot, row)
    with qtbot.waitSignal(row.changed):
        qtbot.keyClick(row.switch, Qt.Key.Key_Return)
    assert not row.switch.isChecked()
    assert row.back.isVisible()
    assert row.back.accessibleName() == "Put back: Keep command lines"
    qtbot.waitUntil(lambda: desk.link.state.get("vault")["keeps"] == [])
    with qtbot.waitSignal(row.changed):
        press(qtbot, row.back)
    assert row.switch.isChecked()
    assert not row.back.isVisible()
    with qtbot.waitSignal(row.changed):
        press(qtbot, row.switch)
    assert states(recorder) == ["given", "withdrawn", "given", "withdrawn"]


def test_after_ten_seconds_it_is_too_late(qtbot, row: KeptRow) -> None:
    """The link goes; the focus does not get lost with it."""
    allow(qtbot, row)
    with qtbot.waitSignal(row.changed):
        press(qtbot, row.switch)
    row.activateWindow()
    row.back.setFocus()
    row._late.timeout.emit()
    assert not row.back.isVisible()
    assert not row.waits


def test_what_fails_is_told_in_place(qtbot, row: KeptRow, agents_desk) -> None:
    """And what holds stays shown."""
    _desk, recorder = agents_desk
    allow(qtbot, row)
    recorder.stop()
    press(qtbot, row.switch)
    qtbot.waitUntil(lambda: row.told.property("tone") == "deny")
    assert row.switch.isChecked()
