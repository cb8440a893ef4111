"""The list of changed files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop_app.tray.presenters.evidence import files
from desktop_app.tray.views.evidence.files_list import FilesList
from tests.fakes.file_changes import AT_US, change, told

pytestmark = pytest.mark.gui
ENTRIES = files.entries([told(10), told(20)], AT_US)
ROWS = files.rows(ENTRIES, {10: [change(10, "src/" + "long/" * 20 + "a.py"), change(10, "b")]})


@pytest.fixture
def listed(qtbot, theme) -> FilesList:
    """Two changes, and an entry that is not shown."""
    made = FilesList(theme)
    qtbot.addWidget(made)
    made.resize(260, 300)
    made.show_rows(ROWS, 0)
    made.show()
    return made


def test_rows_are_spoken_whole(listed: FilesList) -> None:
    """Also where their name has no room."""
    model, role = listed.model(), Qt.ItemDataRole.AccessibleTextRole
    assert [model.index(n, 0).data(role) for n in range(3)] == [row.spoken for row in ROWS]
    assert ROWS[0].title in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(9, 0)) is None


def test_the_keyboard_goes_from_row_to_row(listed: FilesList, qtbot) -> None:
    """And each is told; none is -1."""
    with qtbot.waitSignal(listed.chosen) as said:
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert said.args == [1]
    assert listed.current == 1
    listed.show_rows((), -1)
    assert listed.current == -1


def test_the_current_row_is_seen_in_both_schemes(listed: FilesList, theme) -> None:
    """By its ground."""
    for scheme in ("light", "dark"):
        theme.use(scheme)
        image = listed.viewport().grab().toImage()
        high = listed.sizeHintForRow(0)
        assert image.pixelColor(3, 3) == QColor(theme.colour("selected"))
        assert image.pixelColor(3, high + 3) != QColor(theme.colour("selected"))
