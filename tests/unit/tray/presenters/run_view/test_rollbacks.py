"""A rollback among the rows of a run: its words, its place, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.copies import NONE, Copies
from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view import copies, header, icons
from desktop_app.tray.presenters.run_view.rows import State, What
from desktop_app.tray.presenters.run_view.sources import Sources
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.pictured import pictured, places
from tests.fakes.staged_run import asked
from tests.unit.index.test_own_spans import DONE, SPAN, START_US

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR_NS = 3_600_000_000_000


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Query]:
    """A staged run that was rolled back a day later, and that rollback undone."""
    stage, ledger = asked("r"), MemoryLedger()
    ledger.add_request(Signal.TRACES, stage.traces(), run_id="r", agent="claude-code")
    ledger.add_request(Signal.LOGS, stage.logs(), run_id="r", agent="claude-code")
    ledger.add(EntryKind.ROLLBACK, {**DONE, "failed": 0}, run_id="r")
    later = {**SPAN, "span_id": "ee" * 8, "start_us": START_US + 9, "end_us": START_US + 10}
    undone = {**DONE, "undo": 2, "ops": 0, "refs": 0, "failed": 3, "span": later}
    ledger.add(EntryKind.ROLLBACK, undone, run_id="r")
    with Query(follow(tmp_path, ledger), tmp_path / "ledger.db") as query:
        yield query


def test_it_stands_under_nothing_with_what_was_done(found: Query) -> None:
    """Its own icon; an undo says of which; what could do nothing failed."""
    rows = pictured(found, "r").rows
    first, second = places(rows, What.ROLLBACK)
    assert (rows.name[first], rows.more(first).detail) == (
        "Rollback by a person",
        "4 paths put back, 1 git ref moved",
    )
    assert rows.name[second] == "Rollback #2 undone by a person"
    assert rows.more(second).detail == "0 paths put back, 3 left alone"
    assert [rows.state[at] for at in (first, second)] == [State.OK, State.ERROR]
    assert [rows.depth[at] for at in (first, second)] == [0, 0]
    assert icons.icon(rows, first) == ("undo", "text2")


def test_the_run_is_as_long_as_the_agents_part_of_it(found: Query) -> None:
    """The waterfall reaches to the rollback, and folds the day between."""
    picture = pictured(found, "r")
    axis = picture.clock.axis
    assert axis.end_ns - axis.start_ns > 23 * HOUR_NS
    assert picture.took_ns == 21_500_000_000
    assert picture.fold_first
    assert "21.5 s" in [one.number for one in header.sums(picture, now_us=0)]


def test_a_run_of_logs_alone_sent_no_spans(tmp_path: Path) -> None:
    """A rollback is none of the agent's."""
    stage, ledger = asked("r"), MemoryLedger()
    ledger.add_request(Signal.LOGS, stage.logs(), run_id="r", agent="claude-code")
    ledger.add(EntryKind.ROLLBACK, DONE, run_id="r")
    with Query(follow(tmp_path, ledger)) as query:
        assert not pictured(query, "r").has_spans


def test_the_detail_says_whose_it_is_and_offers_the_way_back(found: Query) -> None:
    """By its entry, as long as copies are kept."""
    rows = pictured(found, "r").rows
    at = places(rows, What.ROLLBACK)[0]
    sources = Sources(span=found.span(rows.span[at]))
    told = copies.of_rollback(Copies(kept=True), sources, rows, at)
    assert told is not None
    assert told.text.startswith("4 paths put back, 1 git ref moved. Countersign did this")
    assert told.link == f"{copies.UNDO} 2"
    gone = copies.of_rollback(NONE, sources, rows, at)
    assert gone is not None
    assert gone.link == ""
    assert copies.of_rollback(Copies(kept=True), sources, rows, 0) is None
