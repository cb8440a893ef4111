"""From the run view to the window of a rollback, with a real recorder that kept copies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop_app.errors import VaultDamagedError
from desktop_app.query.copies import NONE
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.views.run.putting_back import PuttingBack, copies_of
from desktop_app.tray.views.run.run_page import RunPage
from tests.fakes.pictured import places

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.tray.desk import Desk

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there"),
]


@pytest.fixture
def page(copied_desk: tuple[Desk, Path], qtbot) -> RunPage:
    """The run whose files were copied."""
    made = RunPage(copied_desk[0])
    qtbot.addWidget(made)
    made.resize(1068, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.open("last")
    qtbot.waitUntil(lambda: made.picture is not None)
    qtbot.waitUntil(lambda: bool(made.detail.sources.records))
    return made


def button(page: RunPage, text: str) -> QPushButton | None:
    """Return a button that one can see."""
    found = page.findChildren(QPushButton)
    return next((one for one in found if one.text() == text and one.isVisible()), None)


def test_the_run_is_rolled_back_and_read_again(page: RunPage, copied_desk, qtbot) -> None:
    """The window is about this run; once it is done the page knows of it."""
    _desk, folder = copied_desk
    qtbot.mouseClick(button(page, "Roll back…"), Qt.MouseButton.LeftButton)
    dialog = page.putting_back.dialog
    assert dialog is not None
    assert dialog.wanted.run == f"#{page.picture.run['run']}"
    qtbot.waitUntil(lambda: not dialog.says and not dialog.guard.holding, timeout=20_000)
    with qtbot.waitSignal(page.putting_back.done, timeout=20_000):
        qtbot.mouseClick(dialog.does, Qt.MouseButton.LeftButton)
    assert not (folder / "made.txt").exists()
    dialog.close()
    assert page.putting_back.dialog is None
    qtbot.waitUntil(lambda: bool(places(page.picture.rows, What.ROLLBACK)), timeout=20_000)
    page.waterfall.select(places(page.picture.rows, What.ROLLBACK)[0])
    link = "Undo this rollback…"
    qtbot.waitUntil(lambda: button(page, link) is not None)
    qtbot.mouseClick(button(page, link), Qt.MouseButton.LeftButton)
    again = page.putting_back.dialog
    assert again is not None
    assert again.wanted.undo == page.detail.sources.span["seq"]
    qtbot.waitUntil(lambda: not again.says, timeout=20_000)
    assert "made.txt" in {row.path for row in again.plan.list.rows()}


def test_a_call_says_what_changed_and_leads_back_to_before_it(page: RunPage, qtbot) -> None:
    """In its summary."""
    rows = page.picture.rows
    link = "Roll back to before this call…"
    page.waterfall.select(places(rows, What.TURN)[0])
    qtbot.waitUntil(lambda: button(page, link) is None)
    page.waterfall.select(places(rows, What.TOOL, "Bash")[0])
    qtbot.waitUntil(lambda: button(page, link) is not None)
    qtbot.mouseClick(button(page, link), Qt.MouseButton.LeftButton)
    dialog = page.putting_back.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.says[:7] != "Looking", timeout=20_000)
    assert dialog.says == ""
    assert {row.path for row in dialog.plan.list.rows()} == {"gone.md", "notes.txt"}
    qtbot.mouseClick(button(page, "Roll back…"), Qt.MouseButton.LeftButton)
    assert page.putting_back.dialog not in {None, dialog}


def test_where_there_are_no_copies_there_is_no_button(staged_desk, qtbot) -> None:
    """Nor a window."""
    made = RunPage(staged_desk)
    qtbot.addWidget(made)
    made.resize(1068, 800)
    made.show()
    made.open("staged-asked")
    qtbot.waitUntil(lambda: made.picture is not None)
    assert button(made, "Export bundle…") is not None
    assert button(made, "Roll back…") is None
    made.putting_back.whole_run()
    assert made.putting_back.dialog is None
    PuttingBack(staged_desk, made).before_call(4)


def test_a_vault_that_cannot_be_read_offers_nothing() -> None:
    """All else of the run is shown."""

    class Damaged:
        """A query over a vault that is harmed."""

        def copies(self, run: int) -> None:
            raise VaultDamagedError(f"run {run}")

    assert copies_of(Damaged(), {"run": 1}) == NONE
