"""The waterfall: selected, folded, dragged, copied."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.views.run.span_view import LABELS
from desktop_app.tray.views.run.waterfall import Waterfall
from tests.fakes.pictured import places

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.gui


@pytest.fixture
def fall(theme, qtbot, span) -> Iterator[Waterfall]:
    """The waterfall of the run in which a person was asked.

    It is deleted before its style sheet is taken away: Qt keeps rules for what goes later.
    """
    made = Waterfall(theme, span)
    made.resize(700, 400)
    made.rows_model.begin(span.picture.rows, logs=False)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    delete(made)


def middle(fall: Waterfall, row: int, x: int) -> QPoint:
    """Return a place in a row."""
    return QPoint(x, fall.rowViewportPosition(row) + fall.rowHeight(row) // 2)


def test_a_click_selects_a_row(fall, qtbot):
    """Anywhere in it."""
    with qtbot.waitSignal(fall.chosen) as told:
        qtbot.mouseClick(fall.viewport(), Qt.MouseButton.LeftButton, pos=middle(fall, 3, 500))
    assert told.args == [fall.current]
    assert fall.rows_model.outline.place(fall.current) == 3


def test_the_triangle_folds(fall, qtbot):
    """And unfolds; a double click anywhere does the same."""
    rows = fall.rows_model.rowCount()
    place = middle(fall, 0, 15)
    qtbot.mouseClick(fall.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert fall.rows_model.rowCount() == 1
    qtbot.mouseClick(fall.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert fall.rows_model.rowCount() == rows
    qtbot.mouseDClick(fall.viewport(), Qt.MouseButton.LeftButton, pos=middle(fall, 0, 400))
    assert fall.rows_model.rowCount() == 1


def test_the_divider_moves(fall, qtbot):
    """By dragging; a double click takes it back."""
    at = middle(fall, 1, LABELS)
    qtbot.mousePress(fall.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(fall.viewport(), at + QPoint(60, 0))
    qtbot.mouseRelease(fall.viewport(), Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
    assert fall._span.labels == LABELS + 60
    qtbot.mouseDClick(fall.viewport(), Qt.MouseButton.LeftButton, pos=middle(fall, 1, LABELS + 60))
    assert fall._span.labels == LABELS


def test_time_is_dragged(fall, qtbot):
    """When a part of it is shown."""
    fall._span.show_range(0, 1e9)
    at = middle(fall, 1, 500)
    qtbot.mousePress(fall.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(fall.viewport(), at - QPoint(40, 0))
    qtbot.mouseRelease(fall.viewport(), Qt.MouseButton.LeftButton, pos=at - QPoint(40, 0))
    assert fall._span.view.left > 0


def wheel(fall: Waterfall, modifier: Qt.KeyboardModifier, steps: int) -> None:
    """Turn the wheel over the bars."""
    at = QPointF(500, 50)
    event = QWheelEvent(
        at,
        fall.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's shape
    )
    QApplication.sendEvent(fall.viewport(), event)


def test_the_wheel_zooms_and_pans(fall):
    """With Ctrl at the pointer, with Shift sideways."""
    under = fall._span.view.time_ns(500 - LABELS)
    wheel(fall, Qt.KeyboardModifier.ControlModifier, 2)
    assert not fall._span.view.whole
    assert fall._span.view.time_ns(500 - LABELS) == pytest.approx(under, abs=1000)
    left = fall._span.view.left
    wheel(fall, Qt.KeyboardModifier.ShiftModifier, -1)
    assert fall._span.view.left > left


def test_a_row_is_copied(fall, qtbot):
    """As text, with Shift as JSON; nothing when nothing is selected."""
    fall.copy()
    fall.copy_json()
    at = places(fall.rows_model.rows, What.TOOL, "Write")[0]
    assert fall.select(at)
    qtbot.keyClick(fall, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "\tWrite\t" in QGuiApplication.clipboard().text()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(fall, Qt.Key.Key_C, both)
    assert json.loads(QGuiApplication.clipboard().text())["name"] == "Write"


def test_a_menu_offers_what_can_be_done(fall, qtbot):
    """With the selected row: copy, why, verify."""
    acts = {action.text(): action for action in fall.menu.actions() if not action.isSeparator()}
    assert list(acts) == ["Copy", "Copy as JSON", "Why", "Verify this entry"]
    for text, letter in (("Why", "y"), ("Verify this entry", "v")):
        with qtbot.waitSignal(fall.key) as told:
            acts[text].trigger()
        assert told.args == [letter]


def test_left_leads_up(fall, qtbot):
    """From a call to its turn, which it then folds."""
    fall.select(places(fall.rows_model.rows, What.TOOL)[0])
    qtbot.keyClick(fall, Qt.Key.Key_Left)
    assert fall.current == 0
    qtbot.keyClick(fall, Qt.Key.Key_End)
    assert fall.rows_model.outline.place(fall.current) == fall.rows_model.rowCount() - 1


def test_a_row_that_cannot_be_seen_is_not_selected(fall):
    """A log record among spans."""
    assert not fall.select(places(fall.rows_model.rows, What.LOG)[0])
    assert not fall.select(-1)


def test_only_the_live_edge_is_repainted(fall):
    """And nothing when the run has ended."""
    fall.live_edge()
    fall._span.now_ns = fall._span.picture.clock.axis.end_ns
    fall.live_edge()
    assert fall.grab().width() == 700


def test_it_is_painted_in_both_schemes(fall, theme):
    """Colours follow."""
    light = fall.grab().toImage()
    theme.use("dark")
    dark = fall.grab().toImage()
    assert light != dark
