"""model.visible: nothing that moves, hides or reverses is left."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("naïve 東京 é", "naïve 東京 é"),
        ("a\tb\n", "aU+0009bU+000A"),
        ("\x1b[31m\x9b", "U+001B[31mU+009B"),
        ("exe.\u202egpj", "exe.U+202Egpj"),
        ("\u200b\u2066\ufeff", "U+200BU+2066U+FEFF"),
        ("\u3164\u2800\ufe0f\U000e0100", "U+3164U+2800U+FE0FU+E0100"),
        ("\U000e0041\ue000\udc80\u0378", "U+E0041U+E000U+DC80U+0378"),
        ("[red]x[/red]", "[red]x[/red]"),
    ],
)
def test_what_would_move_the_cursor_or_hide_is_shown_as_its_number(text, shown):
    """Brackets stay: no console of ours reads markup."""
    assert visible(text) == shown


@given(st.text())
def test_visible_text_stays_where_it_is(text):
    """Nothing that moves, hides or is unassigned is left; visible text is a fixed point."""
    shown = visible(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert visible(shown) == shown
