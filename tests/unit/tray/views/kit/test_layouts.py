"""tray.views.kit.layouts: rows and columns of widgets, spaces and what stretches."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_parts_stand_in_order_with_spaces_and_a_stretch(qtbot):
    """An int is a space, None stretches, a layout is taken in."""
    first, second = QWidget(), QWidget()
    inner = kit.row(second)
    outer = kit.column(first, 12, None, inner, gap=3)
    holder = kit.boxed(outer, "inset")
    qtbot.addWidget(holder)
    assert outer.count() == 4
    assert outer.itemAt(0).widget() is first
    assert outer.itemAt(1).spacerItem().sizeHint().height() == 12
    assert outer.itemAt(3).layout() is inner
    assert outer.spacing() == 3
    assert holder.property("role") == "inset"


def test_a_hairline_is_one_pixel(qtbot):
    """Either way."""
    for line, size in ((kit.hairline(), "height"), (kit.hairline(vertical=True), "width")):
        qtbot.addWidget(line)
        assert getattr(line, f"maximum{size.title()}")() == 1
