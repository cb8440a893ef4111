"""The line above a run's evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.tray.presenters.evidence import strip
from desktop_app.tray.views.evidence.band import Band

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


def test_it_offers_what_can_be_done(empty_desk: Desk, qtbot: QtBot) -> None:
    """Look while there is something to look at, put away while something is shown."""
    band = Band(empty_desk, "Look…")
    qtbot.addWidget(band)
    band.show()
    band.show_band(strip.Band("2 are kept.", 2, shown=False))
    assert band.text == "2 are kept."
    assert (band.look.text(), band.look.isVisible(), band.away.isVisible()) == (
        "Look…",
        True,
        False,
    )
    band.show_band(strip.Band("Shown.", 0, shown=True))
    assert (band.look.isVisible(), band.away.isVisible()) == (False, True)
