"""tray.style: palette and sheet are made of tokens alone."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette

from desktop_app.tray import style, tokens

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("scheme", [tokens.LIGHT, tokens.DARK])
def test_every_colour_of_the_sheet_is_a_token(scheme):
    """No colour is written twice."""
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", style.sheet(scheme, 13)))
    assert used <= {scheme.named(name) for name in tokens.Tokens.names()}
    assert "$" not in style.sheet(scheme, 13)


def test_the_palette_says_what_the_sheet_says():
    """Native parts take the palette."""
    made = style.palette(tokens.DARK)
    assert made.color(QPalette.ColorRole.Base).name() == tokens.DARK.named("surface").lower()
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() == tokens.DARK.named("text3").lower()
