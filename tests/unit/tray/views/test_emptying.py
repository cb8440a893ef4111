"""A layout that is emptied holds nothing, and its widgets end."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.tray.views.emptying import empty

pytestmark = pytest.mark.gui


def test_nested_layouts_and_spaces_go_too(qtbot):
    """Whatever was put in."""
    holder = QWidget()
    qtbot.addWidget(holder)
    lines, line = QVBoxLayout(holder), QHBoxLayout()
    one, two = QLabel("one"), QLabel("two")
    line.addWidget(one)
    lines.addLayout(line)
    lines.addSpacing(4)
    lines.addWidget(two)
    empty(lines)
    assert lines.count() == 0
    assert one.isHidden()
    assert two.isHidden()
    qtbot.waitUntil(lambda: not isValid(one) and not isValid(two))
