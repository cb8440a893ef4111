"""Rows as they are painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_app.tray.presenters.run_view.outline import Outline
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.views.run.row_painter import Look, RowPainter, left_of
from tests.fakes.pictured import places

pytestmark = pytest.mark.gui
ROOM = QRectF(236, 0, 460, 26)


def ink(painter_of, act) -> int:
    """Return how many pixels an act paints."""
    image = QImage(700, 26, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    act(painter_of(painter))
    painter.end()
    return sum(
        image.pixelColor(x, y).name() != "#ffffff" for x in range(0, 700, 2) for y in range(26)
    )


@pytest.mark.parametrize("session", ["staged-asked", "staged-open"])
def test_every_row_has_a_label_and_marks(qapp, theme, picture_of, span, session):  # noqa: ARG001
    """Of every kind that a run has."""
    picture = picture_of(session)
    span.begin(picture)
    outline, look = Outline(picture.rows, logs=True), Look.of(theme)

    def painter_of(painter: QPainter) -> RowPainter:
        made = RowPainter(painter, theme, look, outline, span.view)
        made.cover = True
        return made

    for at in outline.seen:
        assert ink(painter_of, lambda rows, at=at: rows.label(at, QRectF(0, 0, 236, 26)))
        assert ink(
            painter_of, lambda rows, at=at: rows.marks(at, ROOM, now_ns=None, ground="surface")
        )


def test_marks_out_of_sight_leave_no_ink(qapp, theme, picture_of, span):  # noqa: ARG001
    """A bar left of what is shown."""
    picture = picture_of("staged-asked")
    span.begin(picture)
    axis = span.scale.axis
    span.show_range(axis.width * 2, axis.width * 3)
    outline, look = Outline(picture.rows), Look.of(theme)
    at = places(picture.rows, What.MODEL)[0]

    def painter_of(painter: QPainter) -> RowPainter:
        return RowPainter(painter, theme, look, outline, span.view)

    assert not ink(painter_of, lambda rows: rows.marks(at, ROOM, now_ns=None, ground="surface"))


def test_levels_are_indented_up_to_a_depth():
    """The deepest stand under each other."""
    assert left_of(1) > left_of(0)
    assert left_of(200) == left_of(8)
