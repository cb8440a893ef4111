"""The list of runs on the screen: keys, places, tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop_app.query.timeline import Key
from desktop_app.tray.item_models.timeline import RunsModel
from desktop_app.tray.views.timeline_table import RunsHead, RunsTable
from tests.fakes.many_rows import row

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
NOON = 1_795_169_861_000_000
DAY = 86_400_000_000
MANY = 1_000_000


def table_of(theme: Theme, qtbot, runs: int) -> RunsTable:
    """Return a list of so many runs of two days, all on the screen fetched."""
    model = RunsModel(lambda: NOON)
    made = RunsTable(theme, model)
    model.setParent(made)
    qtbot.addWidget(made)
    keys = [Key(NOON - (DAY if run <= runs // 2 else 0), run, 1) for run in range(runs, 0, -1)]
    made.seen.connect(
        lambda first, last: (
            model.put_rows(map(row, model.missing(first, last)), live=True)
            if model.missing(first, last)
            else None
        )
    )
    made.resize(1067, 700)
    made.show()
    model.fill([], keys)
    return made


@pytest.fixture
def table(theme: Theme, qtbot) -> RunsTable:
    """A hundred runs: a head, fifty, a head, fifty."""
    return table_of(theme, qtbot, 100)


def run(table: RunsTable) -> int | None:
    """Return the run that the keyboard is on."""
    found = table.current()
    return None if found is None else found.run


def test_keys_move_from_run_to_run_and_pass_heads_over(table: RunsTable, qtbot) -> None:
    """Up, Down, pages, ends; what is current is on the screen."""
    table.choose_first()
    assert run(table) == 100
    for key, wanted in (
        (Qt.Key.Key_Up, 100),
        (Qt.Key.Key_Down, 99),
        (Qt.Key.Key_End, 1),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_PageUp, 21),
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_Home, 100),
        (Qt.Key.Key_PageDown, 80),
    ):
        qtbot.keyClick(table, key)
        assert run(table) == wanted
        rect = table.visualRect(table.currentIndex())
        assert table.viewport().rect().contains(rect)
    table.setCurrentIndex(table.model().index(50))
    assert run(table) == 51
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert run(table) == 50  # over the head of the other day


def test_enter_and_a_double_click_open(table: RunsTable, qtbot) -> None:
    """The run under them."""
    table.choose_first()
    with qtbot.waitSignal(table.opened) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args[0].run == 100
    where = table.visualRect(table.model().index(3)).center()
    with qtbot.waitSignal(table.opened) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard.args[0].run == 98


def test_several_can_be_chosen(table: RunsTable, qtbot) -> None:
    """With Shift, from one to another; heads are not among them."""
    table.setCurrentIndex(table.model().index(49))
    for _ in range(3):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [found.run for found in table.rows()] == [52, 51, 50, 49]


def test_a_million_runs_are_as_quick_as_a_hundred(theme: Theme, qtbot) -> None:
    """Only what is in view is asked for; the end is one step away."""
    table = table_of(theme, qtbot, MANY)
    table.choose_first()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert run(table) == 1
    assert len(table.model()._rows) < 100
    table.grab()
    table.selectAll()
    assert [found.run for found in table.rows()][:2] == [MANY, MANY - 1]


def test_the_run_that_is_current_stays_so_when_others_come(table: RunsTable) -> None:
    """New ones on top move it down, and the choice with it."""
    table.setCurrentIndex(table.model().index(4))
    assert run(table) == 97
    table.model().apply([Key(NOON + 1, 101, 1)], set(), ())
    assert run(table) == 97
    assert [found.run for found in table.rows()] == [97]


def tip(table: RunsTable, column: str, place: int = 1) -> str:
    """Return what the tip over a cell says."""
    left = next(found.left for found in table.columns() if found.name == column) + 5
    point = QPoint(left, table.visualRect(table.model().index(place)).center().y())
    event = QHelpEvent(QEvent.Type.ToolTip, point, table.viewport().mapToGlobal(point))
    QApplication.sendEvent(table.viewport(), event)
    return QToolTip.text()


def test_every_cell_can_be_read_in_full_and_nothing_in_it_is_markup(
    table: RunsTable, qtbot
) -> None:
    """What a sender made up is shown letter by letter."""
    assert tip(table, "calls") == "<qt>6 tool calls</qt>"
    table.model().put_rows([row(100, agent="<b>x</b>\u202e", agent_version=None)], live=True)
    assert tip(table, "agent") == "<qt>&lt;b&gt;x&lt;/b&gt;U+202E</qt>"
    qtbot.waitUntil(lambda: tip(table, "agent", 0) == "")


def test_assistive_technology_reads_whole_lines(table: RunsTable) -> None:
    """As a list, a line of which says everything in reading order."""
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.role() is QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Runs"
    said = interface.child(1).text(QAccessible.Text.Name)
    assert ", Claude Code, finished, prompt not sent by the agent, 12.6 seconds, " in said
    assert interface.child(0).text(QAccessible.Text.Name).startswith("Today, ")


def test_what_is_not_there_is_blank_at_first_and_then_a_still_line(theme: Theme, qtbot) -> None:
    """150 ms without an answer; no row flickers before that."""
    model = RunsModel(lambda: NOON)
    table = RunsTable(theme, model)
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(1067, 200)
    table.show()
    model.fill([], [Key(NOON, 1, 1)])
    inset = theme.colour("inset").rgb()
    point = table.visualRect(model.index(1)).center().y()

    def bar() -> bool:
        image = table.grab().toImage()
        ratio = image.devicePixelRatio()
        return image.pixel(round(30 * ratio), round(point * ratio)) == inset

    assert not bar()
    qtbot.waitUntil(bar)
    model.put_rows([row(1)], live=True)
    assert not bar()


def test_it_follows_the_colour_scheme(table: RunsTable, theme: Theme) -> None:
    """Light and dark, at once."""
    theme.use("dark")
    image = table.grab().toImage()
    assert image.pixelColor(500, 650) == theme.colour("surface")
    head = RunsHead(theme, table)
    head.resize(1067, 29)
    assert head.grab().toImage().pixelColor(2, 5) == theme.colour("window")


def test_the_ring_of_what_runs_turns_and_nothing_else_is_painted(table: RunsTable, qtbot) -> None:
    """Once in two seconds; a list in which nothing runs is not painted at all."""
    model, ring = table.model(), table.visualRect(table.model().index(1))
    glyph = next(column for column in table.columns() if column.name == "glyph")
    box = QRect(glyph.left - 2, ring.top(), glyph.width, ring.height() - 1)
    model.put_rows([row(100, outcome="running")], live=True)
    table.clearSelection()
    before = table.grab().toImage()
    qtbot.waitUntil(lambda: table.grab(box).toImage() != before.copy(_scaled(box, before)))
    after = table.grab().toImage()
    elsewhere = QRect(box.right() + 4, 0, 900, 690)
    same = _scaled(elsewhere, before)
    assert after.copy(same) == before.copy(same)
    table.hide()
    assert not table._turning.isActive()


def _scaled(box: QRect, image: QImage) -> QRect:
    """Return a box in the image's own pixels."""
    ratio = image.devicePixelRatio()
    return QRect(*(round(part * ratio) for part in box.getRect()))
