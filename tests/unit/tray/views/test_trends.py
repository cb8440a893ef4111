"""The panel of charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.host.paths import Paths
from desktop_app.tray.views.charts import ChartView
from desktop_app.tray.views.trends import WIDTH, TrendsPanel
from tests.fakes.many_runs import make

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(tmp_path: Path, make_desk, qtbot) -> TrendsPanel:
    """Over a thousand runs of the last days."""
    paths = Paths.resolve(tmp_path)
    desk = make_desk(paths)
    make(paths.index, 1_000, until_us=desk.clock.now_us(), every_us=1_200_000_000)
    paths.ledger.touch()
    made = TrendsPanel(desk)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    return made


def test_four_charts_and_a_legend(panel: TrendsPanel, qtbot) -> None:
    """Filled a day at a time; agents are told by name beside their colour."""
    assert panel.width() == WIDTH
    panel.start()
    panel.start()  # once is enough
    qtbot.waitUntil(lambda: len(panel.findChildren(ChartView)) == 4)
    names = [chart.accessibleName() for chart in panel.findChildren(ChartView)]
    assert names == ["Tool failures", "Tool latency", "Tokens", "Cost"]
    words = [label.text() for label in panel.findChildren(QLabel)]
    assert {"Claude Code", "Codex CLI", "Gemini CLI", "14 days, by agent"} <= set(words)
    assert "Cost is what agents report. Codex CLI and Gemini CLI report none." in words
    panel.stop()


def test_only_today_is_asked_for_again(panel: TrendsPanel, qtbot) -> None:
    """What a day that is over had does not change in a chart's time."""
    panel.start()
    qtbot.waitUntil(lambda: len(panel._known) == 14)
    today = max(panel._known)
    before = dict(panel._known)
    panel._ask()
    assert today not in panel._known
    qtbot.waitUntil(lambda: len(panel._known) == 14)
    assert all(panel._known[day] is before[day] for day in before if day != today)
    assert len(panel.findChildren(ChartView)) == 4
    panel.stop()


def test_without_an_index_the_panel_stays_quiet(empty_desk, qtbot) -> None:
    """The list says what is wrong, once."""
    made = TrendsPanel(empty_desk)
    qtbot.addWidget(made)
    made.start()
    told: list[object] = []
    empty_desk.reader.ask(lambda query: query.lag(), told.append, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))  # what was asked before it was answered, too
    made.stop()
    assert empty_desk.notices.errors == []
