"""Paragraphs are as high as they need to be; widths follow the text size."""

from __future__ import annotations

import pytest

from desktop_app.tray import tokens
from desktop_app.tray.views import texts
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


def test_layouts_follow_the_text_size(theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Larger texts need a wider window for the same layout; smaller ones change nothing."""
    assert texts.at_least(theme, 212) == 212
    assert texts.is_narrow(theme, tokens.NARROW - 1)
    assert not texts.is_narrow(theme, tokens.NARROW)
    assert texts.is_wide(theme, tokens.WIDE)
    large = theme.font(2.0)
    monkeypatch.setattr(theme, "font", lambda *_args, **_named: large)
    assert texts.at_least(theme, 212) > 350
    assert texts.is_narrow(theme, tokens.NARROW)
    assert not texts.is_wide(theme, tokens.WIDE)
