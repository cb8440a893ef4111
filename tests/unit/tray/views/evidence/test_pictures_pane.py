"""A run's looks at the screen; with a recorder in `test_evidence_page`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.views.evidence.pictures_pane import PicturesPane
from tests.fakes.captures import AT_US, capture, missing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
FRAMES = frames([missing(1, "locked"), capture(2), capture(3, "after")], AT_US)


@pytest.fixture
def pane(empty_desk: Desk, qtbot: QtBot) -> PicturesPane:
    """Three looks, the first without a picture."""
    made = PicturesPane(empty_desk)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    made.show_frames(FRAMES, None)
    return made


def test_it_begins_at_the_first_that_has_a_picture(pane: PicturesPane) -> None:
    """And stays where it is when it is read again; an entry leads to its frame."""
    assert pane.strip.current == 1
    assert [one.entry for one in pane.look()] == [2, 3]
    pane.strip.choose(2)
    pane.show_frames([*FRAMES], None)
    assert pane.strip.current == 2
    pane.show_frames(FRAMES, 1)
    assert pane.strip.current == 0
    pane.show_frames(FRAMES, -1)
    assert pane.strip.current == 1


def test_a_choice_is_told_apart_from_more_that_is_known(pane: PicturesPane, qtbot) -> None:
    """Facts go by the one; the other is read again."""
    with qtbot.waitSignals([pane.looked, pane.chosen]):
        pane.strip.choose(0)
    with qtbot.assertNotEmitted(pane.chosen), qtbot.waitSignal(pane.looked):
        pane.album.changed.emit()


def test_a_run_that_is_left_shows_nothing(pane: PicturesPane) -> None:
    """Nor is there anything to ask for."""
    pane.leave()
    assert (pane.look(), pane.said, pane.ask()) == ((), [], None)
