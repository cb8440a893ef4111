"""The bar of the disk card: parts in their colours, the smallest still to be seen."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.integrity import Disk, Part
from desktop_app.tray.views.disk_bar import DiskBar, Swatch

pytestmark = pytest.mark.gui
DISK = Disk("3 MB", (Part("A", "turn", 1, ""), Part("B", "ok", 500, "")), 1000, "1 GB")


def test_parts_are_as_wide_as_they_are_large(qtbot, theme):
    """Then the ground, for what is free."""
    bar = DiskBar(theme)
    qtbot.addWidget(bar)
    bar.resize(400, 8)
    assert bar.grab().toImage().pixelColor(200, 4) == theme.colour("inset")
    bar.show_disk(DISK)
    image = bar.grab().toImage()
    assert image.pixelColor(1, 4) == theme.colour("turn")
    assert image.pixelColor(100, 4) == theme.colour("ok")
    assert image.pixelColor(300, 4) == theme.colour("inset")
    assert bar.accessibleName() == "3 MB"


def test_a_swatch_has_the_colour_of_its_part(qtbot, theme):
    """In either scheme."""
    swatch = Swatch(theme, "turn")
    qtbot.addWidget(swatch)
    assert swatch.grab().toImage().pixelColor(5, 5) == theme.colour("turn")
    theme.use("dark")
    assert swatch.grab().toImage().pixelColor(5, 5) == theme.colour("turn")
