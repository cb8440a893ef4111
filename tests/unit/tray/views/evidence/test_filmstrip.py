"""The filmstrip: a real list of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QColor, QImage

from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.views.evidence.filmstrip import EDGE, Filmstrip
from tests.fakes.captures import AT_US, capture, missing

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
LISTED = frames([capture(1, masked=[]), capture(2, "after"), missing(9, "black")], AT_US)


@pytest.fixture
def strip(theme: Theme, qtbot: QtBot) -> Filmstrip:
    """Three frames."""
    made = Filmstrip(theme)
    qtbot.addWidget(made)
    made.resize(600, made.sizeHint().height())
    made.show()
    made.show_frames(LISTED, 0)
    return made


def test_each_frame_is_an_item_with_its_sentence(strip: Filmstrip) -> None:
    """In a list with a name."""
    told = QAccessible.queryAccessibleInterface(strip.list)
    assert told.text(QAccessible.Text.Name) == "Frames of the run"
    texts = [strip.model.index(row, 0).data() for row in range(strip.model.rowCount())]
    assert len(texts) == 3
    assert texts[1].endswith("kept, not shown, masked: password manager")
    role = Qt.ItemDataRole.ToolTipRole
    assert "black" in strip.model.index(2, 0).data(role)
    assert strip.model.data(QModelIndex()) is None
    assert strip.model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None


def test_arrows_choose_and_tell(strip: Filmstrip, qtbot: QtBot) -> None:
    """The place of what is chosen."""
    strip.list.setFocus()
    with qtbot.waitSignal(strip.chosen) as told:
        qtbot.keyClick(strip.list, Qt.Key.Key_Right)
    assert told.args == [1]
    assert strip.current == 1


def test_what_belongs_together_is_ringed(strip: Filmstrip, theme: Theme) -> None:
    """In the accent colour, in the strip and on the line of time."""
    strip.mark(frozenset((1,)))
    image = strip.list.viewport().grab().toImage()
    step = strip.list.visualRect(strip.model.index(1, 0)).left()
    accent = theme.colour("accent")
    middle = image.height() // 3
    assert accent in [image.pixelColor(x, middle) for x in range(step, step + 2 * EDGE)]
    assert accent not in [image.pixelColor(x, middle) for x in range(2 * EDGE)]
    time = strip._time.grab().toImage()
    row = [time.pixelColor(x, time.height() // 2 - 4) for x in range(time.width())]
    assert accent in row


def test_small_pictures_are_shown_where_they_are(strip: Filmstrip) -> None:
    """And the sentence says that it is shown."""
    red = QImage(160, 80, QImage.Format.Format_RGB888)
    red.fill(QColor("#cc0000"))
    assert LISTED[0].thumbnail is not None
    strip.show_images({LISTED[0].thumbnail.ref: red})
    image = strip.list.viewport().grab().toImage()
    assert image.pixelColor(60, 38) == QColor("#cc0000")
    assert "pixels, shown" in strip.model.index(0, 0).data()


def test_many_frames_scroll_and_the_chosen_one_is_in_sight(strip: Filmstrip) -> None:
    """With room for the bar below."""
    low = strip.list.sizeHint().height()
    many = frames([capture(number, call=f"c{number}") for number in range(40)], AT_US)
    strip.show_frames(many, 30)
    assert strip.list.viewport().rect().intersects(strip.list.visualRect(strip.model.index(30, 0)))
    assert strip.list.sizeHint().height() > low
