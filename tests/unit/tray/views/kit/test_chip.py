"""tray.views.kit.chip: a word on its tint, as wide as it needs to be."""

from __future__ import annotations

import pytest

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_a_chip_has_room_for_its_shape_and_word(theme, qtbot):
    """And says the word to everybody."""
    plain = kit.Chip(theme, "1 denied", tone="deny")
    shaped = kit.Chip(theme, "1 denied", icon="denied", tone="deny")
    for chip in (plain, shaped):
        qtbot.addWidget(chip)
        assert chip.accessibleName() == "1 denied"
    assert shaped.sizeHint().width() == plain.sizeHint().width() + 18


def test_each_tone_has_its_tint(theme, qtbot):
    """An unknown one stands on the inset ground."""
    seen = set()
    for tone in ("ok", "ask", "deny", "open", "text2"):
        chip = kit.Chip(theme, "word", tone=tone)
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
        seen.add(chip.grab().toImage().pixelColor(chip.width() // 2, 2).name())
    assert len(seen) == 5
