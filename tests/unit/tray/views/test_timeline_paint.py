"""What a line of the list looks like: shapes by their colours, chips where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop_app.tray.presenters.timeline import present
from desktop_app.tray.presenters.timeline_columns import columns
from desktop_app.tray.views.timeline_paint import RunPainter
from tests.fakes.many_rows import START_US, row

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
WIDE = 1067


def painted(theme: Theme, *, width: int = WIDE, sealed: int = 0, **values: Any) -> QImage:
    """Return a run's line as it is painted."""
    image = QImage(width, 33, QImage.Format.Format_RGB32)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    line = present(row(1, **values), live=True, now_us=START_US)
    shown = columns(width, narrow=False)
    RunPainter(theme).run(painter, QRectF(0, 0, width, 33), line, shown, sealed)
    painter.end()
    return image


def has(theme: Theme, image: QImage, token: str, column: str) -> bool:
    """Tell whether a column shows a colour."""
    place = next(one for one in columns(image.width(), narrow=False) if one.name == column)
    wanted = theme.colour(token)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(place.left, place.left + place.width)
        for y in range(image.height())
    )


@pytest.mark.parametrize(
    ("values", "colour"),
    [
        ({"marks": ["ok"]}, "tool"),
        ({"marks": ["waiting"]}, "askfill"),
        ({"marks": ["error"]}, "deny"),
    ],
)
def test_calls_are_marks_in_order(theme: Theme, values: dict[str, Any], colour: str) -> None:
    """A bar each; a failed one is underlined, a waiting one amber."""
    image = painted(theme, **values)
    assert has(theme, image, colour, "calls")


def test_calls_that_did_not_run_or_ran_ungated_have_shapes_of_their_own(theme: Theme) -> None:
    """No bar of the tool's colour stands for them."""
    for mark in ("denied", "not_gated"):
        image = painted(theme, marks=[mark] * 6)
        assert not has(theme, image, "tool", "calls")
        assert image != painted(theme, marks=[])


def test_many_marks_stay_in_their_column(theme: Theme) -> None:
    """24 of them leave the next column alone."""
    few, many = painted(theme, marks=["ok"]), painted(theme, marks=["ok"] * 24)
    duration = next(one for one in columns(WIDE, narrow=False) if one.name == "duration")
    for x in range(duration.left, duration.left + duration.width):
        assert all(few.pixel(x, y) == many.pixel(x, y) for y in range(33))


def test_sealed_is_told_by_shape_and_word(theme: Theme) -> None:
    """Two different pictures."""
    assert painted(theme, sealed=0) != painted(theme, sealed=2)
    assert has(theme, painted(theme, sealed=2), "ok", "sealed")


def test_chips_stand_where_there_is_room(theme: Theme) -> None:
    """A state's chip always; a rule's only in a wide column."""
    paint = RunPainter(theme)
    values = {"outcome": "not_gated", "not_gated": 6, "rules": ["aws_key", "email"]}
    line = present(row(1, **values), live=True, now_us=START_US)

    def words(width: int) -> list[str]:
        asked = next(one for one in columns(width, narrow=False) if one.name == "asked")
        room, tags = paint.asked_room(asked, line)
        assert room > 80
        return [tag.word for tag, _ in tags]

    assert words(1067) == ["6 not gated"]
    assert words(2000) == ["6 not gated", "aws_key", "email"]
    assert painted(theme, width=2000, **values) != painted(theme, width=2000)


def test_heads_and_lines_that_are_not_there_yet(theme: Theme) -> None:
    """A title left, sums right; bars where text will be."""
    paint = RunPainter(theme)
    rect = QRectF(0, 0, WIDE, 33)
    found = []
    for draw in (
        lambda painter: paint.group(painter, rect, "Today", ["1 run", "$0.1"]),
        lambda painter: paint.skeleton(painter, rect, columns(WIDE, narrow=False)),
        lambda painter: paint.head(painter, rect, columns(WIDE, narrow=False)),
        lambda painter: paint.mark_selected(painter, rect, focus=True),
        lambda painter: paint.mark_focus(painter, rect),
    ):
        image = QImage(WIDE, 33, QImage.Format.Format_RGB32)
        image.fill(theme.colour("surface"))
        painter = QPainter(image)
        draw(painter)
        painter.end()
        found.append(image)
    assert has(theme, found[1], "inset", "asked")
    assert found[2].pixelColor(1, 1) == theme.colour("window")
    assert found[3].pixelColor(1, 5) == theme.colour("accent")
    assert found[3].pixelColor(20, 5) == theme.colour("selected")
    assert found[4].pixelColor(300, 1) == theme.colour("accent")
    assert found[4].pixelColor(300, 16) == theme.colour("surface")
    assert found[0].pixelColor(5, 32) == theme.colour("line")


def test_lines_grow_with_the_font(theme: Theme) -> None:
    """Never less than the design's 32 and a hairline."""
    paint = RunPainter(theme)
    assert paint.scale >= 1
    assert paint.height == round(32 * paint.scale) + 1
