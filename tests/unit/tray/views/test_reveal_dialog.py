"""Revealing what is kept, with a real recorder and a command that it kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view.kept import Piece
from desktop_app.tray.views.reveal_dialog import RevealDialog
from tests.fakes import keeps

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
COMMAND = "echo one \\\n  && echo two\u202e"


@pytest.fixture
def piece(agents_desk: tuple[Desk, RunningRecorder]) -> Piece:
    """A command line that is kept."""
    desk, recorder = agents_desk
    keeps.allow(recorder)
    intent = keeps.run(recorder, COMMAND)
    recorder.wait_indexed()
    with Query(desk.paths.index, desk.paths.ledger) as query:
        (row,) = query.kept_of([intent])
    return Piece(row["ref"], row["label"], row["bytes"], row["entry"], row["media"])


@pytest.fixture
def dialog(qtbot, agents_desk, piece: Piece) -> RevealDialog:
    """The dialog, ready."""
    return opened(qtbot, agents_desk[0], piece)


def opened(qtbot, desk: Desk, piece: Piece) -> RevealDialog:
    """Open it and wait until presses count."""
    made = RevealDialog(desk, piece)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.come_up()
    qtbot.waitUntil(lambda: not made.guard.holding)
    return made


def texts(dialog: RevealDialog) -> list[str]:
    """Return what one can see of it."""
    labels = dialog.findChildren(QLabel)
    return [label.text() for label in labels if label.text() and label.isVisibleTo(dialog)]


def reveals(recorder: RunningRecorder) -> list[dict[str, object]]:
    """Return what the ledger says was revealed."""
    return [row for row in recorder.cli_json("audit-log") if row["kind"] == "vault.reveal"]


def test_it_is_written_down_with_the_reason_before_it_is_shown(
    qtbot, dialog: RevealDialog, agents_desk, piece: Piece
) -> None:
    """The notice that is agreed to has the reason in it; then the text, with every character."""
    _desk, recorder = agents_desk
    qtbot.keyClicks(dialog.reason, "to see what ran")
    assert "Reason: to see what ran" in texts(dialog)
    shown = dialog.notice.digest
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.view is not None)
    (entry,) = reveals(recorder)
    assert entry["params"]["reason"] == "to see what ran"
    assert entry["params"]["notice"]["digest"] == shown
    assert entry["params"]["ref"] == piece.ref
    qtbot.waitUntil(lambda: f"Recorded as #{entry['seq']:,}." in texts(dialog))
    assert [line.text for line in dialog.view._lines] == COMMAND.split("\n")
    assert any("It is shown as U+202E." in text for text in texts(dialog))
    assert dialog.windowTitle() == f"Command of entry #{piece.entry:,}"
    assert not dialog.does.isVisible()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.view._lines == ()


def test_without_a_reason_nothing_is_revealed(qtbot, dialog: RevealDialog, agents_desk) -> None:
    """Blanks are none; Enter and Esc show nothing."""
    _desk, recorder = agents_desk
    assert dialog.focusWidget() is dialog.reason
    assert not dialog.does.isEnabled()
    qtbot.keyClicks(dialog.reason, "   ")
    assert not dialog.does.isEnabled()
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert reveals(recorder) == []


def test_content_that_is_gone_is_told_in_place(qtbot, agents_desk, piece: Piece) -> None:
    """Nothing is shown; the reason can be mended."""
    desk, _recorder = agents_desk
    gone = Piece("a" * 32, piece.label, piece.size, piece.entry, piece.media)
    dialog = opened(qtbot, desk, gone)
    dialog.reason.setText("why not")
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog._trouble.isVisible)
    assert dialog.view is None
    assert not dialog.reason.isReadOnly()


def test_long_text_can_be_shown_whole(qtbot, agents_desk) -> None:
    """Its ends first, and how much that is."""
    desk, recorder = agents_desk
    keeps.allow(recorder)
    intent = keeps.run(recorder, "echo " + "\n".join(["x" * 100] * 1_000))
    recorder.wait_indexed()
    with Query(desk.paths.index, desk.paths.ledger) as query:
        (row,) = query.kept_of([intent])
    piece = Piece(row["ref"], row["label"], row["bytes"], row["entry"], row["media"])
    dialog = opened(qtbot, desk, piece)
    dialog.reason.setText("all of it")
    qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.view is not None)
    few = len(dialog.view._lines)
    dialog.more.click()
    assert len(dialog.view._lines) == 1_000 > few
    qtbot.waitUntil(lambda: any(text.endswith("shown complete") for text in texts(dialog)))


def test_what_is_too_long_for_a_window_is_not_asked_for(qtbot, agents_desk, piece: Piece) -> None:
    """It says how much it is, and how it goes into a file; nothing can be revealed."""
    desk, recorder = agents_desk
    dialog = opened(qtbot, desk, replace(piece, size=300_000_000))
    assert any("too much for a window" in text for text in texts(dialog))
    assert not dialog.reason.isVisible()
    assert not dialog.does.isVisible()
    assert dialog.windowTitle() == f"Command of entry #{piece.entry:,}"
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert reveals(recorder) == []
