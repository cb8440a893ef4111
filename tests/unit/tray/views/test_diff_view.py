"""A change as a list of lines: reachable by keyboard, spoken, copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.tray.presenters.changes import Line, Part
from desktop_app.tray.views.diff_view import DiffLines, DiffView

pytestmark = pytest.mark.gui
LINES = [
    Line(1, 1, "", "{"),
    Line(2, None, "-", '  "a": 1'),
    Line(None, 2, "+", '  "a": 2'),
    Line(None, None, "@", ""),
    Line(9, 9, "", "}"),
]


@pytest.fixture
def view(qtbot, theme) -> DiffView:
    """A small change."""
    made = DiffView(theme, "~/.x/settings.json", LINES)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def test_file_and_numbers_stand_on_top(view: DiffView) -> None:
    """In words."""
    said = [label.text() for label in view.findChildren(QLabel)]
    assert "~/.x/settings.json" in said
    assert "1 line added, 1 removed" in said
    assert view.list.accessibleName() == "Changes of ~/.x/settings.json"


def test_lines_are_spoken(view: DiffView) -> None:
    """With what happens to them."""
    model, role = view.list.model(), Qt.ItemDataRole.AccessibleTextRole
    spoken = [model.index(row, 0).data(role) for row in range(model.rowCount())]
    assert spoken == ["{", 'removed   "a": 1', 'added   "a": 2', "lines left out", "}"]


def test_selected_lines_are_copied_as_a_diff(qtbot, view: DiffView, qapp) -> None:
    """Arrow keys go through them."""
    view.list.setCurrentIndex(view.list.model().index(0, 0))
    for _ in range(3):
        qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == ' {\n-  "a": 1\n+  "a": 2\n@@'


def test_all_lines_are_seen_and_tinted(view: DiffView, theme) -> None:
    """No line is cut; added and removed have their tints, in both schemes."""
    height = view.list.height() // len(LINES)
    for scheme in ("light", "dark"):
        theme.use(scheme)
        image = view.list.grab().toImage()
        tints = [
            image.pixelColor(image.width() - 5, row * height + 4).name()
            for row in range(len(LINES))
        ]
        expected = ["surface", "rembg", "addbg", "inset", "surface"]
        assert tints == [theme.colour(token).name() for token in expected]


def test_a_wide_line_can_be_scrolled_to(qtbot, theme) -> None:
    """And takes room for the bar; nothing is shortened."""
    made = DiffView(theme, "x", [Line(None, 1, "+", "y" * 500)])
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    assert made.list.horizontalScrollBar().maximum() > 0
    assert made.list.height() > made.list.sizeHintForRow(0)


def test_changed_words_and_colours_are_painted(qtbot, theme) -> None:
    """A word on the ground of its sign; code in its own colour; what is said in a fainter one."""
    block = "\N{FULL BLOCK}" * 4
    parts = (Part(block, "model"), Part(f"{block}    ", strong=True))
    diff = [Line(1, None, "-", f"{block * 2}    ", parts), Line(None, None, "\\", block)]
    made = DiffLines(theme, diff, fills=True)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    assert made.height() == 300
    for scheme in ("light", "dark"):
        theme.use(scheme)
        image, height = made.viewport().grab().toImage(), made._painter.height
        rows = [
            {image.pixelColor(x, row * height + height // 2).name() for x in range(image.width())}
            for row in range(2)
        ]
        tones = ("model", "surface", "rembg", "deny")
        assert {theme.colour(tone).name() for tone in tones} <= rows[0]
        assert theme.colour("text3").name() in rows[1]
