"""Text can be read on every ground it stands on: the design's table of contrasts, recomputed."""

from __future__ import annotations

import re

import pytest

from desktop_app.host import resources
from desktop_app.tray import tokens
from desktop_app.tray.tokens import DARK, GLYPHS, LIGHT, SURFACES, Tokens, contrast

ROUNDED = 0.06  # the table has one decimal
SCHEMES = (("light", LIGHT), ("dark", DARK))
# token -> the lowest contrast over all five grounds that the design promises, light and dark.
WORST = {
    "text": (13.9, 10.2),
    "text2": (6.8, 6.3),
    "text3": (4.7, 4.6),
    "accent": (5.1, 5.6),
    "ok": (4.9, 5.8),
    "ask": (5.4, 6.3),
    "deny": (5.4, 5.4),
    "open": (6.2, 5.5),
    "model": (5.1, 5.5),
    "tool": (4.8, 5.9),
    "turn": (4.7, 4.6),
}
# On their own tint or fill; line numbers of a diff on its lines, changed words on ok and deny.
TINTED = {
    ("onaccent", "accent"): (6.3, 8.3),
    ("ok", "okbg"): (5.2, 6.6),
    ("ask", "askbg"): (6.1, 7.2),
    ("onaskfill", "askfill"): (9.0, 9.5),
    ("deny", "denybg"): (5.8, 6.5),
    ("open", "openbg"): (6.5, 6.7),
    ("text3", "addbg"): (5.0, 5.4),
    ("text3", "rembg"): (5.0, 5.4),
    ("surface", "ok"): (6.0, 7.6),
    ("surface", "deny"): (6.0, 7.6),
}
EDGE = (3.6, 3.9)  # check box and switch, on window and surface


def of(scheme: Tokens, one: str, other: str) -> float:
    """Return the contrast of two tokens."""
    return contrast(getattr(scheme, one), getattr(scheme, other))


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white is 21, a colour on itself 1, either way round."""
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("2757CC", "2757CC") == 1
    assert contrast("FFFFFF", "777777") == contrast("777777", "FFFFFF")


@pytest.mark.parametrize("token", WORST)
def test_text_can_be_read_on_every_ground(token: str) -> None:
    """As the design's table says, and never under 4.5."""
    for (_, scheme), printed in zip(SCHEMES, WORST[token], strict=True):
        worst = min(of(scheme, token, ground) for ground in SURFACES)
        assert worst >= max(4.5, printed - ROUNDED)


@pytest.mark.parametrize("pair", TINTED)
def test_text_can_be_read_on_its_tint(pair: tuple[str, str]) -> None:
    """As the design's table says in brackets."""
    for (_, scheme), printed in zip(SCHEMES, TINTED[pair], strict=True):
        assert of(scheme, *pair) >= printed - ROUNDED


def test_edges_of_controls_can_be_seen() -> None:
    """At least 3:1 is asked of what is no text."""
    for (_, scheme), printed in zip(SCHEMES, EDGE, strict=True):
        assert (
            min(of(scheme, "ctl", ground) for ground in ("window", "surface")) >= printed - ROUNDED
        )


def test_all_of_them_are_colours() -> None:
    """Six hex digits; a name is one of the tokens."""
    for _, scheme in SCHEMES:
        for name in Tokens.names():
            assert re.fullmatch(r"[0-9A-F]{6}", getattr(scheme, name))
            assert scheme.named(name) == f"#{getattr(scheme, name)}"


def test_each_state_has_its_own_shape() -> None:
    """No two are told apart by colour alone, and each has its drawing."""
    shapes = [glyph.icon for glyph in GLYPHS.values()]
    assert len(shapes) == len(set(shapes))
    for glyph in GLYPHS.values():
        assert "currentColor" in resources.read_text(f"icons/{glyph.icon}.svg")
        assert glyph.colour in Tokens.names()


def test_targets_and_lines_keep_to_the_grid() -> None:
    """Controls are at least 24 pixels high, margins multiples of four."""
    assert min(tokens.CONTROL, tokens.ROW_CONTROL, tokens.DIALOG_CONTROL) >= 24
    assert all(size % 4 == 0 for size in (tokens.S1, tokens.S2, tokens.S3, tokens.MARGIN))
