"""The check box: a native one in all but its look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop_app.tray.views.check_box import CheckBox

pytestmark = pytest.mark.gui


@pytest.fixture
def box(qtbot, theme) -> CheckBox:
    """One that is not ticked."""
    made = CheckBox(theme, "Codex CLI", name="Set up Codex CLI", medium=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_all_of_it_can_be_clicked_and_pressed(qtbot, box: CheckBox) -> None:
    """Text too; at least 24 pixels high; Space works."""
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 3, box.height() // 2))
    assert box.isChecked()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    assert box.sizeHint().height() >= 24
    assert box.accessibleName() == "Set up Codex CLI"


def test_the_tick_is_in_the_accent_and_grey_where_disabled(box: CheckBox, theme) -> None:
    """What holds is seen without colour, too: by the tick."""

    def colour() -> str:
        return box.grab().toImage().pixelColor(9, box.height() // 2 - 5).name()

    assert colour() == theme.colour("surface").name()
    box.setChecked(True)
    assert colour() == theme.colour("accent").name()
    box.setEnabled(False)
    assert colour() == theme.colour("ctl").name()


def test_the_focus_is_a_ring(box: CheckBox, theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Around the box."""
    monkeypatch.setattr(box, "hasFocus", lambda: True)
    ring = box.grab().toImage().pixelColor(1, box.height() // 2).name()
    assert ring == theme.colour("accent").name()
