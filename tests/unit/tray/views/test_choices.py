"""Radio button and drop-down: seen on every surface, reached by keyboard, native in behaviour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.tray.views.choices import ComboBox, RadioButton

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_of_a_radio_button_can_be_seen(qtbot, theme, scheme):
    """Empty, chosen, disabled, with the focus: four pictures."""
    theme.use(scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    lines = QVBoxLayout(holder)
    one, two = RadioButton(theme, "Metadata"), RadioButton(theme, "Redacted")
    lines.addWidget(one)
    lines.addWidget(two)
    holder.show()
    two.setChecked(True)
    pictures = [one.grab().toImage(), two.grab().toImage()]
    two.setEnabled(False)
    pictures.append(two.grab().toImage())
    one.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(one.hasFocus)
    pictures.append(one.grab().toImage())
    assert all(a != b for at, a in enumerate(pictures) for b in pictures[:at])


def test_a_radio_button_is_chosen_by_its_text_and_by_arrows(qtbot, theme):
    """All of it is to be clicked; at least 24 pixels high."""
    holder = QWidget()
    qtbot.addWidget(holder)
    lines = QVBoxLayout(holder)
    one, two = RadioButton(theme, "Metadata"), RadioButton(theme, "Redacted")
    lines.addWidget(one)
    lines.addWidget(two)
    holder.show()
    qtbot.waitUntil(holder.isActiveWindow)
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(one.width() - 4, 12))
    qtbot.waitUntil(one.isChecked)
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    qtbot.keyClick(one, Qt.Key.Key_Down)
    qtbot.waitUntil(two.isChecked)
    assert one.minimumSizeHint().height() >= 24


def test_a_drop_down_has_an_arrow_and_may_be_narrow(qtbot, theme):
    """A long item does not make the window wider."""
    box = ComboBox(theme, "Scope")
    qtbot.addWidget(box)
    before = box.sizeHint().width()
    box.addItem("a very long name of a run " * 10)
    assert box.sizeHint().width() <= before + 40
    assert box.accessibleName() == "Scope"
    box.resize(200, 30)
    enabled = box.grab().toImage()
    box.setEnabled(False)
    assert box.grab().toImage() != enabled
