"""Lane, cost and axis above the waterfall."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop_app.tray.views.run.time_head import AXIS, LANES, TimeHead

pytestmark = pytest.mark.gui


@pytest.fixture
def head(theme, qtbot, span) -> TimeHead:
    """Above the run in which a person was asked."""
    made = TimeHead(theme, span)
    qtbot.addWidget(made)
    made.resize(700, made.height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def drag(qtbot, head: TimeHead, first: int, last: int, y: int = 10) -> None:
    """Drag across the lane."""
    qtbot.mousePress(head, Qt.MouseButton.LeftButton, pos=QPoint(first, y))
    qtbot.mouseMove(head, QPoint(last, y))
    head.repaint()
    qtbot.mouseRelease(head, Qt.MouseButton.LeftButton, pos=QPoint(last, y))


def test_dragging_in_the_lane_shows_that_stretch(head, span, qtbot):
    """A double click shows the whole run again."""
    drag(qtbot, head, 300, 400)
    assert span.view.width * span.view.per_px == pytest.approx(100 * span.whole.per_px)
    head.repaint()
    qtbot.mouseDClick(head, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert span.view.whole


def test_a_click_is_no_drag(head, span, qtbot):
    """Nor is a drag in the labels or on the axis."""
    drag(qtbot, head, 300, 302)
    drag(qtbot, head, 20, 90)
    drag(qtbot, head, 300, 400, LANES + 10)
    assert span.view.whole


def test_the_lanes_go_where_there_is_no_room(head):
    """The axis stays."""
    head.compact(is_compact=True)
    assert head.height() == AXIS
    head.grab()
    head.compact(is_compact=False)
    assert head.height() == AXIS + LANES


def test_gaps_and_the_live_edge_have_their_signs(head, span, picture_of):
    """Painted without a word from Qt; with them, the axis looks different."""
    before = head.grab().toImage()
    picture = picture_of("staged-open")
    span.now_ns = picture.clock.axis.end_ns
    span.begin(picture)
    assert head.grab().toImage() != before
    span.take(replace(picture, gaps=()))
    assert head.grab().toImage() != before
