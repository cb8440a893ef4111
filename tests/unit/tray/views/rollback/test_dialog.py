"""Rolling back in the window, with a real recorder that kept copies of an agent's run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.operations import rollback as operation
from desktop_app.operations.rollback import Wanted
from desktop_app.query.query import Query
from desktop_app.tray.views.rollback import RollbackDialog, open_rollback
from tests.fakes.copied_run import CALLS, LINES

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.tray.desk import Desk

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there"),
]
Opened = "Callable[..., RollbackDialog]"


@pytest.fixture
def open_dialog(copied_desk: tuple[Desk, Path], qtbot) -> Opened:
    """Open the window and wait until its plan is there and presses count."""

    def opened(**wanted: Any) -> RollbackDialog:
        made = open_rollback(copied_desk[0], Wanted("last", **wanted), about="Claude Code")
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(made)
        planned(qtbot, made)
        return made

    return opened


def planned(qtbot, dialog: RollbackDialog) -> None:
    """Wait for a plan, and until presses count."""
    qtbot.waitUntil(lambda: not dialog.says, timeout=20_000)
    qtbot.waitUntil(lambda: not dialog.guard.holding)


def texts(dialog: RollbackDialog) -> list[str]:
    """Return what one can see of it."""
    labels = dialog.findChildren(QLabel)
    return [label.text() for label in labels if label.text() and label.isVisibleTo(dialog)]


def paths(dialog: RollbackDialog) -> dict[str, str]:
    """Return the paths of the plan, with what is said of each."""
    return {row.path: row.note for row in dialog.plan.list.rows()}


def finished(qtbot, dialog: RollbackDialog) -> int:
    """Press the button; return the entry of the rollback."""
    with qtbot.waitSignal(dialog.done, timeout=20_000) as told:
        qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    return int(told.args[0])


def test_the_plan_is_shown_and_nothing_is_done(open_dialog, copied_desk) -> None:
    """Each path with what becomes of it; the diff of the chosen one; focus on Cancel."""
    desk, folder = copied_desk
    dialog = open_dialog()
    assert set(paths(dialog)) == {"src/app.py", "notes.txt", "gone.md", "made.txt"}
    assert dialog.does.text() == "Put back 4 files"
    assert dialog.focusWidget() is dialog.keeps
    said = texts(dialog)
    assert "4 paths change. Nothing is changed yet." in said
    assert "1 line added, 1 removed" in said
    assert any(text.startswith("What files held is shown here.") for text in said)
    assert any(text.endswith(f"{folder.name}, Claude Code") for text in said)
    assert not dialog.plan.merge.isVisible()
    assert dialog.plan.unattributed.isVisible()
    assert (folder / "made.txt").exists()
    assert desk.notices.errors == []


def test_a_stray_enter_changes_nothing(open_dialog, copied_desk, qtbot) -> None:
    """It presses the button with the focus; Esc does the same."""
    dialog = open_dialog()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert (copied_desk[1] / "made.txt").exists()


def test_it_is_done_told_and_undone(open_dialog, copied_desk, qtbot) -> None:
    """In one window: put back, then looked at anew, and put as it was after the run."""
    folder = copied_desk[1]
    dialog = open_dialog()
    entry = finished(qtbot, dialog)
    assert (folder / "src" / "app.py").read_text() == "print('one')\n"
    assert (folder / "notes.txt").read_text() == LINES
    assert (folder / "gone.md").exists()
    assert not (folder / "made.txt").exists()
    said = texts(dialog)
    assert "4 paths put back" in said
    assert any(text.endswith(f"Recorded as #{entry:,}.") for text in said)
    assert dialog.keeps.text() == "Close"
    qtbot.mouseClick(dialog.result.back, Qt.MouseButton.LeftButton)
    planned(qtbot, dialog)
    assert dialog.windowTitle() == f"Undo the rollback #{entry:,}"
    finished(qtbot, dialog)
    assert (folder / "made.txt").read_text() == "by a tool\n"
    assert not (folder / "gone.md").exists()


def test_what_a_person_changed_since_is_kept_or_left(open_dialog, copied_desk, qtbot) -> None:
    """Left alone with the reason; ticked, the agent's part goes and theirs stays."""
    folder = copied_desk[1]
    notes = folder / "notes.txt"
    notes.write_text(notes.read_text().replace("one", "MINE"))
    dialog = open_dialog(paths=("notes.txt",))
    assert dialog.windowTitle() == "Put back notes.txt"
    assert paths(dialog) == {"notes.txt": "changed since, and not by the run"}
    assert not dialog.does.isVisible()
    assert dialog.plan.merge.isVisible()
    qtbot.mouseClick(dialog.plan.merge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.says))
    planned(qtbot, dialog)
    assert paths(dialog) == {"notes.txt": "your later changes stay"}
    assert dialog.plan.merge.isChecked()
    assert dialog.does.text() == "Put back 1 file"
    finished(qtbot, dialog)
    assert notes.read_text() == LINES.replace("one", "MINE")
    assert (folder / "made.txt").exists()


def test_changes_of_no_call_are_asked_for(open_dialog, qtbot) -> None:
    """A box says how many there are; ticked, they are in the plan."""
    dialog = open_dialog(paths=("nobodys.txt",))
    assert paths(dialog) == {}
    assert dialog.plan.unattributed.text() == "Also what changed while no call ran, 1 change"
    qtbot.mouseClick(dialog.plan.unattributed, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dialog.says))
    planned(qtbot, dialog)
    assert set(paths(dialog)) == {"nobodys.txt"}
    assert dialog.plan.unattributed.isChecked()


def test_back_to_before_one_call(open_dialog, copied_desk, qtbot) -> None:
    """What came before it stays."""
    desk, folder = copied_desk
    with Query(desk.paths.index, desk.paths.ledger) as query:
        (intent,) = query.intents_of_call(CALLS[2])
    dialog = open_dialog(to=str(intent))
    assert dialog.windowTitle() == "Roll back to before this call"
    assert set(paths(dialog)) == {"notes.txt", "gone.md"}
    finished(qtbot, dialog)
    assert (folder / "gone.md").exists()
    assert (folder / "made.txt").exists()


def test_what_changed_meanwhile_is_told(open_dialog, copied_desk, qtbot) -> None:
    """Between plan and button: that file is left alone, and named with the reason."""
    folder = copied_desk[1]
    dialog = open_dialog()
    (folder / "made.txt").write_text("mine\n")
    finished(qtbot, dialog)
    said = texts(dialog)
    assert "3 paths put back, 1 left alone" in said
    assert any(text.startswith("made.txt: ") for text in said)
    assert (folder / "made.txt").read_text() == "mine\n"


def test_what_cannot_be_planned_is_said_in_place(copied_desk, qtbot) -> None:
    """No such folder any more: why, and Close."""
    desk, folder = copied_desk
    folder.rename(folder.with_name("moved"))
    dialog = RollbackDialog(desk, Wanted("last"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.come_up()
    qtbot.waitUntil(lambda: "cannot be opened" in dialog.says, timeout=20_000)
    assert not dialog.does.isVisible()
    assert dialog.keeps.text() == "Close"


def test_closed_while_it_works_the_result_is_told_all_the_same(
    open_dialog, copied_desk, qtbot
) -> None:
    """The recorder goes on; a notice says what was done."""
    desk, folder = copied_desk
    dialog = open_dialog()
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    assert dialog.says.startswith("Putting files back")
    dialog.close()
    qtbot.waitUntil(lambda: bool(desk.notices.said), timeout=20_000)
    assert desk.notices.said[0][0] == "4 paths put back"
    assert not (folder / "made.txt").exists()


def test_closed_while_it_looks_nothing_more_is_heard(copied_desk, qtbot) -> None:
    """The plan is nobody's any more."""
    desk, folder = copied_desk
    dialog = RollbackDialog(desk, Wanted("last"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.come_up()
    assert dialog.says.startswith("Looking at what is in the folder now")
    task = dialog._task
    dialog.close()
    assert task is not None
    qtbot.waitUntil(lambda: not task.running, timeout=20_000)
    assert dialog.plan.list.rows() == []
    assert (folder / "made.txt").exists()


def test_a_plan_that_is_gone_is_said(open_dialog, copied_desk, qtbot) -> None:
    """Carried out by somebody else in the meantime: nothing is done twice."""
    desk, _folder = copied_desk
    dialog = open_dialog()
    operation.carry_out(desk.context(lambda _done, _total: None), dialog._plan)
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no such plan" in dialog.says, timeout=20_000)
    assert "Look at it again." in dialog.says


def test_it_says_how_long_it_takes(copied_desk, qtbot) -> None:
    """Once a second."""
    dialog = RollbackDialog(copied_desk[0], Wanted("last"))
    qtbot.addWidget(dialog)
    dialog._tick()
    assert dialog.says == "Looking at what is in the folder now, 1 s so far."
