"""tray.theme: colours, icons and fonts follow the scheme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from desktop_app.tray import tokens
from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_a_scheme_is_light_dark_or_the_systems(theme, qtbot):
    """`changed` is told once a change."""
    assert not theme.dark
    with qtbot.waitSignal(theme.changed):
        theme.use("dark")
    assert theme.dark
    assert theme.colour("surface") == QColor(f"#{tokens.DARK.surface}")
    with qtbot.assertNotEmitted(theme.changed):
        theme.use("dark")
    theme.use("light")


def test_icons_take_the_colour_of_the_scheme(theme):
    """`currentColor` is replaced before it is drawn."""
    light = theme.pixmap("check", "ok", 20).toImage()
    theme.use("dark")
    dark = theme.pixmap("check", "ok", 20).toImage()
    theme.use("light")
    assert light != dark
    assert theme.pixmap("check", "ok", 20).toImage() == light


def test_a_button_gets_its_icon_again(theme, qtbot):
    """Without being told how."""
    made = kit.button("Copy", theme=theme, icon="copy")
    qtbot.addWidget(made)
    before = made.icon().pixmap(16).toImage()
    theme.use("dark")
    assert made.icon().pixmap(16).toImage() != before
    theme.use("light")


def test_the_applications_icon_is_simpler_where_it_is_small(theme):
    """Up to 24 pixels."""
    made = theme.app_icon()
    assert {size.width() for size in made.availableSizes()} == {16, 20, 24, 32, 48, 64, 128}
    assert made.pixmap(64).toImage() == theme.pixmap("app", "text", 64).toImage()
    assert made.pixmap(16).toImage() == theme.pixmap("app-small", "text", 16).toImage()


def test_fonts_are_parts_of_the_systems_size(theme):
    """Numbers stand in columns; the fixed font shows every character."""
    assert theme.font(tokens.TITLE).pixelSize() > theme.font().pixelSize()
    fixed = theme.font(fixed=True)
    assert {tag.toString().data() for tag in fixed.featureTags()} >= {b"calt", b"liga"}
