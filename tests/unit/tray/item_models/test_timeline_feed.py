"""The list keeps itself filled."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import IndexUnreadableError, NotFoundError
from desktop_app.host.paths import Paths
from desktop_app.index.connection import remove_file
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.tray.item_models.timeline import RunsModel
from desktop_app.tray.item_models.timeline_feed import FIRST, Feed
from desktop_app.tray.presenters.timeline_filter import Filter
from tests.fakes.indexed import follow, small_ledger
from tests.fakes.many_runs import make
from tests.fakes.telemetry import logs, traces

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.tray.desk import Desk
    from tests.fakes.memory_ledger import MemoryLedger

pytestmark = pytest.mark.gui
STATUS = {"size": 7, "sealed_size": 5}


def feed_of(desk: Desk) -> tuple[Feed, RunsModel]:
    """Return a feed and the model it fills; a recorder is at work."""
    desk.link._heard(STATUS)
    model = RunsModel(desk.clock.now_us)
    return Feed(desk, model), model


@pytest.fixture
def ledger() -> MemoryLedger:
    """Three runs, two of them without an end."""
    return small_ledger()


@pytest.fixture
def small_desk(tmp_path: Path, ledger: MemoryLedger, make_desk: Callable[[Paths], Desk]) -> Desk:
    """A desk over that."""
    paths = Paths.resolve(tmp_path)
    follow(tmp_path, ledger)
    paths.ledger.touch()
    return make_desk(paths)


def runs(model: RunsModel) -> list[int | None]:
    """Return the lines, None for a head."""
    return [model.run_at(place) for place in range(model.rowCount())]


def test_what_has_no_end_runs_now_while_a_recorder_is_at_work(small_desk: Desk, qtbot) -> None:
    """Rows of what is in view come with sums of their day."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    assert runs(model) == [None, 3, 1, None, 2]
    feed.view(0, 4)
    qtbot.waitUntil(lambda: not model.missing(0, 4) and not model.missing_sums(0, 4))
    head = model.line(3)
    assert model.sums(head) == ["1 run"]
    feed.stop()


def test_without_a_recorder_nothing_runs(small_desk: Desk, qtbot) -> None:
    """An end that is missing then is told as such."""
    model = RunsModel(small_desk.clock.now_us)
    feed = Feed(small_desk, model)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    assert runs(model) == [None, 3, 2, 1]
    feed.view(0, 3)
    qtbot.waitUntil(lambda: not model.missing(0, 3))
    assert model.line(1).glyph == "noend"
    feed.stop()


def test_new_runs_come_in_on_top_while_it_follows(
    small_desk: Desk, ledger: MemoryLedger, qtbot
) -> None:
    """A run that ends goes down, a new one stands on top, a row in view is fetched again."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    feed.view(0, 4)
    qtbot.waitUntil(lambda: not model.missing(0, 4))
    ledger.add_request(Signal.TRACES, traces({"id": 77, "start": 10**12}), run_id="new")
    ledger.add(EntryKind.RUN_END, {"reason": "idle"}, run_id="bbb", sender="ci")
    follow(small_desk.paths.index.parent, ledger)
    with qtbot.waitSignal(feed.filled):
        feed.look()
    assert runs(model) == [None, 4, 1, None, 3, 2]
    assert model.line(4).glyph == "ended"
    feed.stop()


def test_new_runs_wait_while_one_reads_further_down(
    small_desk: Desk, ledger: MemoryLedger, qtbot
) -> None:
    """They are counted, nothing moves, and they come when one is back on top."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    before = runs(model)
    feed.follow(following=False)
    for number in (1, 2):
        ledger.add_request(Signal.LOGS, logs({"event": "user_prompt"}), run_id=f"new-{number}")
    follow(small_desk.paths.index.parent, ledger)
    with qtbot.waitSignal(feed.held, check_params_cb=lambda count: count == 2):
        feed.look()
    assert runs(model) == before
    feed.follow(following=True)
    assert runs(model) == [None, 5, 4, 3, 1, None, 2]
    feed.stop()


def test_a_filter_holds_for_what_comes_later_too(
    small_desk: Desk, ledger: MemoryLedger, qtbot
) -> None:
    """A run that does not match any more goes, one that does not match does not come."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    with qtbot.waitSignal(feed.filled):
        feed.choose(Filter(outcome="running"))
    feed.choose(Filter(outcome="running"))  # nothing new: nothing is asked
    assert runs(model) == [None, 3, 1]
    ledger.add(EntryKind.RUN_END, {"reason": "idle"}, run_id="bbb", sender="ci")
    ledger.add(EntryKind.RUN_END, {"reason": "idle"}, run_id="other")
    follow(small_desk.paths.index.parent, ledger)
    with qtbot.waitSignal(feed.filled):
        feed.look()
    assert runs(model) == [None, 1]
    feed.stop()


def test_an_empty_answer_says_what_the_filter_hides(small_desk: Desk, qtbot) -> None:
    """Counted only then."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.choose(Filter(agent="nobody"))
    assert (model.rowCount(), feed.total) == (0, 3)


def test_many_runs_come_in_pages(tmp_path: Path, make_desk, qtbot) -> None:
    """The newest at once, the others below them, until all are there."""
    paths = Paths.resolve(tmp_path)
    make(paths.index, 3 * FIRST, until_us=1_795_169_861_000_000)
    paths.ledger.touch()
    feed, model = feed_of(make_desk(paths))
    with qtbot.waitSignal(feed.filled):
        feed.start()
    assert model.order.count == FIRST
    assert model.run_at(1) == 3 * FIRST
    qtbot.waitUntil(lambda: model.order.count == 3 * FIRST)
    assert model.run_at(model.rowCount() - 1) == 1
    feed.stop()


def test_rows_of_runs_with_very_many_calls_are_looked_at_less_often(
    small_desk: Desk, ledger: MemoryLedger, qtbot
) -> None:
    """A change is not lost: it is fetched once the row has rested."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    feed.stop()
    feed.view(0, 4)
    qtbot.waitUntil(lambda: not model.missing(0, 4))
    feed._fetched[1] = (10**9, time.monotonic())
    tool = {"id": 78, "name": "claude_code.tool", "attributes": {"tool_name": "Read"}}
    ledger.add_request(Signal.TRACES, traces(tool), run_id="aaa-1")
    follow(small_desk.paths.index.parent, ledger)
    feed.look()
    qtbot.waitUntil(lambda: feed._due == {1})
    assert model.line(2).tools == "1"
    feed._fetched.clear()
    feed.look()
    qtbot.waitUntil(lambda: model.line(2).tools == "2")
    assert feed._due == set()


def test_a_row_that_is_gone_is_asked_for_once(small_desk: Desk, qtbot) -> None:
    """A list that is older than the index does not ask for ever."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    feed.stop()
    feed._put([1], [])
    assert 1 not in runs(model)


def test_an_index_made_anew_is_read_anew(small_desk: Desk, ledger: MemoryLedger, qtbot) -> None:
    """While it is away that is told; when it is back the list is."""
    feed, model = feed_of(small_desk)
    with qtbot.waitSignal(feed.filled):
        feed.start()
    feed.stop()
    remove_file(small_desk.paths.index)
    with qtbot.waitSignal(feed.failed) as heard:
        feed.look()
    assert isinstance(heard.args[0], IndexUnreadableError)
    del ledger.leaves[3:]
    follow(small_desk.paths.index.parent, ledger)
    with qtbot.waitSignal(feed.filled):
        feed.look()
    assert runs(model) == [None, 1]


def test_before_anything_is_recorded_that_is_told(empty_desk: Desk, qtbot) -> None:
    """No ledger: no runs, and no trouble."""
    feed, model = feed_of(empty_desk)
    with qtbot.waitSignal(feed.failed) as heard:
        feed.start()
    assert isinstance(heard.args[0], NotFoundError)
    assert model.rowCount() == 0
    feed.stop()
