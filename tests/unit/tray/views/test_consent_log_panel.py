"""The log on its page, over many lines: a page at a time, quiet while one reads further below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from desktop_app.model.kinds import EntryKind
from desktop_app.tray.presenters.consent_log import LIMIT
from desktop_app.tray.presenters.timeline_filter import Filter
from desktop_app.tray.views.consent_log_panel import LogPanel
from tests.fakes.gated import gated_ledger, intent
from tests.fakes.indexed import follow

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.fakes.memory_ledger import MemoryLedger

pytestmark = pytest.mark.gui
MANY = LIMIT + 100
DENIED = intent(call_id=None, decision="denied", rule="exfiltration")


@pytest.fixture
def ledger() -> MemoryLedger:
    """What a gate left, and many calls that a rule denied."""
    made = gated_ledger()
    for _ in range(MANY):
        made.add(EntryKind.ACTION_INTENT, dict(DENIED))
    return made


@pytest.fixture
def panel(make_desk, ledger: MemoryLedger, tmp_path: Path, qtbot: QtBot) -> LogPanel:
    """The log, its first page read."""
    ledger.write(tmp_path / "ledger.db")
    follow(tmp_path, ledger)
    made = LogPanel(make_desk(Paths.resolve(tmp_path)))
    qtbot.addWidget(made)
    made.resize(900, 400)
    with qtbot.waitSignal(made.filled):
        made.read()
    made.show()
    return made


def test_older_lines_come_as_one_scrolls(
    panel: LogPanel, ledger: MemoryLedger, tmp_path: Path, qtbot: QtBot
) -> None:
    """What is new stays out until one is back at the top."""
    model, bar = panel.table.lines, panel.table.verticalScrollBar()
    assert (len(model.lines), panel._count.text()) == (LIMIT, "the newest 500 records")
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: len(model.lines) == MANY + 6)
    assert panel._count.text() == f"{MANY + 6} records"
    newest = ledger.add(EntryKind.ACTION_INTENT, dict(DENIED))
    follow(tmp_path, ledger)
    bar.setValue(bar.maximum() // 2)
    panel.refresh()
    assert model.lines[0].seq == newest - 1
    with qtbot.waitSignal(panel.filled):
        bar.setValue(0)
    assert (model.lines[0].seq, len(model.lines)) == (newest, LIMIT)


def test_what_a_filter_leaves_is_read_anew(panel: LogPanel, qtbot: QtBot) -> None:
    """With what is kept of a line; where nothing is left that is said."""
    with qtbot.waitSignal(panel.filled):
        panel.choose(Filter(text="npm"))
    assert [line.seq for line in panel.table.lines.lines] == [11, 4]
    with qtbot.waitSignal(panel.filled):
        panel.choose(Filter(agent="codex"))
    assert panel.nothing.isVisible()
    with qtbot.waitSignal(panel.cleared):
        panel._clear.click()
    assert panel.segments.current() == 0
