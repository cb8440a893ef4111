"""A chart: bars and lines, and every number without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop_app.tray.presenters.trends import Chart, Series
from desktop_app.tray.views.charts import TITLE, ChartView

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
DAYS = ("13 Nov", "14 Nov", "15 Nov", "16 Nov")
TIPS = tuple(f"{day}: {number}" for number, day in enumerate(DAYS))
BARS = (
    Series("Claude Code", "accent", (1, 0, 4, None)),
    Series("Codex CLI", "agent2", (None, None, 4, None)),
)
LINES = (Series("95 %", "text2", (None, 10, 20, None)), Series("median", "tool", (1, None, 2, 3)))


def chart(series: tuple[Series, ...], *, lines: bool = False) -> Chart:
    """Return a chart of four days."""
    said = f"Tokens: 12. {'; '.join(TIPS)}."
    return Chart("Tokens", "12", series, lines, DAYS, TIPS, said)


@pytest.fixture
def bars(theme: Theme, qtbot) -> ChartView:
    """Stacked bars."""
    made = ChartView(theme, chart(BARS))
    qtbot.addWidget(made)
    made.resize(400, made.sizeHint().height())
    made.show()
    return made


def test_bars_stand_on_each_other_as_high_as_their_values(bars: ChartView, theme: Theme) -> None:
    """The highest day fills the area nearly; a day of nothing is empty."""
    bars.clearFocus()  # its ring has the accent, too
    image = bars.grab().toImage()
    bottom = next(
        y
        for y in range(image.height() - 1, 0, -1)
        if image.pixelColor(250, y) == theme.colour("accent")
    )
    column = [image.pixelColor(250, y) for y in range(TITLE + 2, bottom + 1)]
    assert column.count(theme.colour("accent")) == pytest.approx(40, abs=2)
    assert column.count(theme.colour("agent2")) == pytest.approx(40, abs=2)
    low = [image.pixelColor(50, y) for y in range(TITLE + 2, bottom + 1)]
    assert low.count(theme.colour("accent")) == pytest.approx(10, abs=2)
    assert theme.colour("accent") not in [image.pixelColor(150, y) for y in range(TITLE, bottom)]


def test_lines_break_where_nothing_is_known(theme: Theme, qtbot) -> None:
    """A single day is a dot; a chart of nothing can be painted, too."""
    made = ChartView(theme, chart(LINES, lines=True))
    qtbot.addWidget(made)
    made.resize(400, made.sizeHint().height())
    whole = made.grab().toImage()
    empty = tuple(Series(one.name, one.colour, (None,) * 4) for one in LINES)
    made.show_chart(chart(empty, lines=True))
    assert made.grab().toImage() != whole
    assert made.minimumSizeHint().height() == made.sizeHint().height()


def test_keys_go_from_day_to_day_and_each_is_told(bars: ChartView, qtbot) -> None:
    """In sight and for assistive technology; leaving tells of all again."""
    assert bars.accessibleName() == "Tokens"
    assert bars.accessibleDescription().startswith("Tokens: 12. 13 Nov: 0; ")
    bars.setFocus()
    for key, tip in (
        (Qt.Key.Key_Left, TIPS[3]),
        (Qt.Key.Key_Left, TIPS[2]),
        (Qt.Key.Key_Right, TIPS[3]),
        (Qt.Key.Key_Right, TIPS[3]),
    ):
        qtbot.keyClick(bars, key)
        assert bars.accessibleDescription() == tip
    bars.grab()
    qtbot.keyClick(bars, Qt.Key.Key_Up)
    bars.clearFocus()
    assert bars.accessibleDescription().startswith("Tokens: 12.")
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert bars.accessibleDescription() == TIPS[0]


def test_the_day_under_the_pointer_is_told(bars: ChartView) -> None:
    """In a tool tip."""
    point = QPoint(250, 60)
    event = QHelpEvent(QEvent.Type.ToolTip, point, bars.mapToGlobal(point))
    QApplication.sendEvent(bars, event)
    assert QToolTip.text() == f"<qt>{TIPS[2]}</qt>"
    assert bars.day_at(400) is None
