"""Paragraphs are as high as they need to be; widths follow the text size."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.texts import paragraph, scaled

pytestmark = pytest.mark.gui


def test_a_paragraph_is_as_high_as_its_width_asks_for(qtbot, theme) -> None:
    """Narrow is higher, and no height is kept in reserve."""
    made = paragraph(theme, "word " * 40)
    qtbot.addWidget(made)
    assert made.heightForWidth(200) > 2 * made.heightForWidth(800)
    assert made.minimumSizeHint().height() <= made.heightForWidth(800)
    assert made.sizePolicy().hasHeightForWidth()


def test_widths_of_the_drawings_follow_the_font(theme) -> None:
    """They were drawn for 13 pixels."""
    assert scaled(theme, 130) == 10 * theme.font().pixelSize()
