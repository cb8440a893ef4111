"""The pictures of a run below its waterfall."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.presenters.evidence.frames import by_call, frames
from desktop_app.tray.presenters.evidence.in_run import Shots
from desktop_app.tray.views.run.evidence_strip import STEM, EvidenceStrip
from desktop_app.tray.views.run.span_view import SpanView
from tests.fakes.captures import capture, missing
from tests.fakes.pictured import asked_of, pictured
from tests.fakes.staged_run import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


def shots(picture, *at_ms: int) -> Shots:
    """Return looks at these times of a run, each of a call of its own; the last is missing."""
    start_us = picture.clock.axis.start_ns // 1000
    rows = [
        capture(number, call=f"c{number}", taken_us=start_us + ms * 1000)
        for number, ms in enumerate(at_ms[:-1], 1)
    ]
    last = {"asked_us": start_us + at_ms[-1] * 1000}
    gone = missing(99, "black", call="c99")
    gone["subject"] |= last
    listed = frames([*rows, gone], start_us)
    return Shots(tuple(listed), by_call(listed))


@pytest.fixture
def picture(tmp_path: Path):
    """A run of ten seconds."""
    stage = Stage("s", bytes(16))
    stage.turn(0, 10_000)
    stage.tool("Bash", 100, 50)
    return pictured(asked_of(tmp_path, stage, "s"), "s")


@pytest.fixture
def strip(theme: Theme, picture, qtbot: QtBot) -> EvidenceStrip:
    """A strip as wide as in a usual window."""
    span = SpanView()
    made = EvidenceStrip(theme, span)
    qtbot.addWidget(made)
    made.resize(712, made.height())
    span.begin(picture)
    span.resize(712 - span.labels)
    made.span = span
    return made


def test_a_run_without_pictures_has_no_strip(strip: EvidenceStrip) -> None:
    """No empty row."""
    strip.show_shots(Shots())
    assert not strip.isVisibleTo(strip.parentWidget()) or strip.isHidden()
    assert strip.cards == []


def test_cards_stand_below_their_time_and_never_on_each_other(strip, picture) -> None:
    """In order; what has no room is counted."""
    strip.show_shots(shots(picture, 100, 150, 9_000))
    strip.show()
    lefts = [card.x() for card in strip.cards]
    assert lefts == sorted(lefts)
    assert all(b - a >= strip.cards[0].width() for a, b in pairwise(lefts))
    assert {card.y() for card in strip.cards} == {STEM}
    assert strip._more.isHidden()
    strip.show_shots(shots(picture, *range(0, 9_000, 500)))
    seen = [card for card in strip.cards if card.isVisible()]
    assert 0 < len(seen) < len(strip.cards)
    assert strip._more.text() == f"{len(strip.cards) - len(seen)} more calls"
    assert seen[-1].geometry().right() < strip._more.x()


def test_a_card_opens_its_picture(strip, picture, qtbot: QtBot) -> None:
    """By mouse and by keys; the link opens them all."""
    strip.show_shots(shots(picture, 100, 5_000))
    strip.show()
    with qtbot.waitSignal(strip.opened) as told:
        qtbot.mouseClick(strip.cards[0], Qt.MouseButton.LeftButton)
    assert told.args == [1]
    with qtbot.waitSignal(strip.opened) as told:
        qtbot.keyClick(strip.cards[1], Qt.Key.Key_Return)
    assert told.args == [99]
    with qtbot.waitSignal(strip.opened) as told:
        strip.look.click()
    assert told.args == [-1]
    assert strip.cards[1].accessibleName().endswith("The picture was black and was not stored.")


def test_it_gives_way_in_a_narrow_window(strip, picture) -> None:
    """And comes back."""
    strip.show_shots(shots(picture, 100, 200))
    strip.narrow(is_narrow=True)
    assert strip.isHidden()
    strip.narrow(is_narrow=False)
    assert not strip.isHidden()
    assert not strip.grab().isNull()
