"""Changed files over a real recorder: counts first, names and contents once a person said why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.views.evidence.evidence_page import EvidencePage
from desktop_app.tray.views.rollback import RollbackDialog
from tests.fakes import file_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.evidence.files_pane import FilesPane
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def page(filed_desk: Desk, qtbot: QtBot) -> EvidencePage:
    """The page of that run, which has no pictures."""
    made = EvidencePage(filed_desk)
    qtbot.addWidget(made)
    made.resize(1280 - 212, 800)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: bool(made.files.entries), timeout=10_000)
    return made


@pytest.fixture
def files(page: EvidencePage) -> FilesPane:
    """Its files."""
    return page.files


@pytest.fixture
def reveal(files: FilesPane, qtbot: QtBot) -> Callable[[], None]:
    """Say why, and wait until names are there."""

    def answered() -> None:
        qtbot.mouseClick(files.band.look, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: files._dialog is not None, timeout=10_000)
        dialog = files._dialog
        assert dialog is not None
        dialog.reason.setText("What was changed?")
        qtbot.waitUntil(lambda: not dialog.guard.holding)
        dialog.does.click()
        qtbot.waitUntil(lambda: bool(files.opened.lists), timeout=10_000)

    return answered


def titles(files: FilesPane) -> list[str]:
    """Return what the list says first in each row."""
    return [row.title for row in files.list.lines.rows]


def choose(files: FilesPane, title: str) -> None:
    """Choose a row as a click does."""
    files.list.choose(titles(files).index(title))


def diff(files: FilesPane) -> list[str]:
    """Return the lines that are shown, with their signs."""
    return [f"{line.sign or ' '}{line.text}" for line in files.diff.lines._lines]


def reveals(recorder: RunningRecorder) -> int:
    """Return how often something was revealed."""
    recorder.wait_indexed()
    return sum(row["kind"] == "vault.reveal" for row in recorder.cli_json("audit-log"))


def test_before_anything_is_revealed_entries_alone_are_shown(page, files, qtbot) -> None:
    """Counts, tool and time; no name of a file is in the window; pictures take no room."""
    assert titles(files) == ["1 created", "1 changed", "1 created, 1 deleted, 1 renamed"]
    assert [row.detail.partition(", ")[2] for row in files.list.lines.rows] == [
        "by Write",
        "by Write",
        "by Bash",
    ]
    assert files.band.text == "5 changes. Names and contents are shown when you say why."
    assert files.diff.said == "Names and contents are not shown yet."
    assert not page.pictures.isVisible()
    assert not page.middle.modes.isVisible()
    qtbot.waitUntil(lambda: page.facts.known is not None)
    shown = repr(page.facts.known) + repr([row.spoken for row in files.list.lines.rows])
    assert not [name for name in file_changes.NAMES if name in shown]


def test_one_reason_shows_names_and_what_changed(files, page, reveal, filed, qtbot) -> None:
    """One entry; the list stays where it was; put away, nothing of it is left."""
    before = reveals(filed)
    files.list.choose(1)
    reveal()
    assert reveals(filed) == before + 1
    assert "Recorded as #" in files.band.text
    assert not files.band.look.isVisible()
    assert sorted(titles(files)) == sorted(file_changes.NAMES)
    assert files.row().title == "greet.py"
    qtbot.waitUntil(lambda: bool(diff(files)), timeout=10_000)
    assert '-    print("hello", name)' in diff(files)
    assert '+    print("good day", name)' in diff(files)
    assert files.diff._counted.text() == "4 lines added, 1 removed"
    (removed,) = [line for line in files.diff.lines._lines if line.sign == "-"]
    assert [part.text for part in removed.parts if part.strong] == ["hello"]
    assert {"tool", "text"} <= {part.tone for part in removed.parts}
    assert page.facts.known.title == "greet.py, changed"
    qtbot.mouseClick(files.band.away, Qt.MouseButton.LeftButton)
    assert titles(files)[1] == "1 changed"
    assert (diff(files), files.opened.lists, dict(files.opened.refs)) == ([], {}, {})


def test_each_kind_of_change_says_what_it_was(files, reveal, qtbot) -> None:
    """A rename with its old name; what is no text is said so; what was deleted is all removed."""
    reveal()
    choose(files, "docs/old notes.txt")
    assert "renamed from docs/notes.txt by Bash" in files.row().detail
    same = "What is in it stayed the same."
    qtbot.waitUntil(lambda: files.diff.said == same, timeout=10_000)
    choose(files, "logo.bin")
    said = "It is no text: 3 bytes before, nothing after."
    qtbot.waitUntil(lambda: files.diff.said == said, timeout=10_000)
    choose(files, "copied.txt")
    qtbot.waitUntil(lambda: diff(files) == ["+hello from an agent", "+line two"], timeout=10_000)


def test_the_diff_is_a_list_for_the_keyboard(files, reveal, qtbot) -> None:
    """Arrow keys go through the files and through the lines; Ctrl+C copies."""
    reveal()
    choose(files, "hello.txt")
    qtbot.waitUntil(lambda: bool(diff(files)), timeout=10_000)
    lines = files.diff.lines
    lines.setFocus()
    qtbot.keyClick(lines, Qt.Key.Key_Home)
    lines.selectAll()
    qtbot.keyClick(lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "+hello from an agent\n+line two"
    files.list.setFocus()
    qtbot.keyClick(files.list, Qt.Key.Key_End)
    assert files.list.current == len(titles(files)) - 1


def test_leaving_and_closing_forget_everything(page, files, reveal, qtbot) -> None:
    """A dialog that is open goes, too; asked twice, there is one."""
    reveal()
    page.forget()
    assert titles(files)[0] == "1 created"
    files.ask()
    qtbot.waitUntil(lambda: files._dialog is not None, timeout=10_000)
    dialog = files._dialog
    files.ask()
    assert files._dialog is dialog
    page.middle.leave()
    qtbot.waitUntil(lambda: files._dialog is None)
    assert (titles(files), files.row()) == ([], None)
    files.ask()  # of no run
    assert files._dialog is None


def test_without_a_recorder_it_says_so(page, files, qtbot, monkeypatch) -> None:
    """And the button works again."""
    monkeypatch.setattr(page.desk.link.line, "_address", "/nowhere/control.sock")
    qtbot.mouseClick(files.band.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.desk.notices.errors), timeout=10_000)
    assert files.band.look.isEnabled()


def test_a_recorder_that_was_restarted_asks_anew(page, files, reveal, qtbot) -> None:
    """What was revealed by the one before reads nothing more."""
    reveal()
    files.opened._open = dict.fromkeys(files.opened._open, 1)  # an entry that reveals nothing
    choose(files, "greet.py")
    qtbot.waitUntil(lambda: bool(page.desk.notices.errors), timeout=10_000)
    assert dict(files.opened.refs) == {}
    assert files.band.look.isVisible()
    assert files.diff.said == "Its copies are kept. Look at more files to see what changed."


def test_in_a_narrow_window_the_list_stands_above(page, files, qtbot) -> None:
    """Of the lines."""
    assert files._split.orientation() is Qt.Orientation.Horizontal
    page.resize(600, 700)
    qtbot.waitUntil(lambda: files._split.orientation() is Qt.Orientation.Vertical)


def test_a_file_is_put_back_from_its_change(files, reveal, qtbot) -> None:
    """Where no name is shown nothing can be; the window is about that one file."""
    assert not files.diff.back.isVisible()
    reveal()
    choose(files, next(row.title for row in files.list.lines.rows if row.back))
    assert files.diff.back.isVisible()
    qtbot.mouseClick(files.diff.back, Qt.MouseButton.LeftButton)
    (dialog,) = files.window().findChildren(RollbackDialog)
    row = files.row()
    assert row is not None
    assert dialog.wanted.paths == (row.back,)
    dialog.close()
