"""The paths of a plan: headings are passed over, each path is spoken, copied and told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.presenters.rollback import Group, Row
from desktop_app.tray.views.rollback.paths_list import PathsList

pytestmark = pytest.mark.gui
ONE = Row("file-edit", "text2", "src/app.py", "your later changes stay", 0)
TWO = Row("file-delete", "deny", "a/" + "very-long-" * 30 + "name", "folder")
GROUPS = (Group("Put back as it was (1)", (ONE,)), Group("Deleted (1)", (TWO,)))


@pytest.fixture
def listed(qtbot, theme) -> PathsList:
    """Two paths under two headings."""
    made = PathsList(theme)
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show_groups(GROUPS)
    made.show()
    return made


def test_keys_go_from_path_to_path(listed: PathsList, qtbot) -> None:
    """Over the heading between them; who listens is told."""
    assert listed.currentIndex().data() == ONE.path
    with qtbot.waitSignal(listed.chosen) as told:
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert told.args == [TWO]
    qtbot.keyClick(listed, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == TWO.path


def test_each_is_spoken_with_what_becomes_of_it(listed: PathsList) -> None:
    """Path, then the rest."""
    said = listed.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "src/app.py, your later changes stay"
    assert listed.rows() == [ONE, TWO]


def test_it_is_painted(listed: PathsList) -> None:
    """A long path gives way in the middle; the chosen row has its ground."""
    picture = listed.viewport().grab().toImage()
    tall = listed.visualRect(listed.currentIndex())
    chosen = listed._painter._theme.colour("selected")
    assert picture.pixelColor(tall.right() - 2, tall.center().y()) == chosen
    listed.show_groups(())
    assert listed.rows() == []
