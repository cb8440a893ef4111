"""index.excerpt: an index of some entries answers as the whole one does of them."""

from __future__ import annotations

from contextlib import closing

import pytest

from desktop_app.errors import StorageError
from desktop_app.index import excerpt
from desktop_app.index.excerpt import build_excerpt, open_excerpt
from desktop_app.query.query import Query
from tests.fakes.indexed import follow
from tests.fakes.telemetry import random_ledger


def answers(query, run):
    """Return what is asked of a run, without keys of rows."""
    asked = (query.spans, query.logs, query.tool_calls, query.model_calls, query.approvals)
    keys = {"id", "span", "log", "run", "tool_call", "record"}
    rows = [{k: v for k, v in row.items() if k not in keys} for ask in asked for row in ask(run)]
    return rows, {k: v for k, v in query.run(run).items() if k != "run"}


@pytest.mark.parametrize("seed", range(4))
def test_all_entries_make_the_same_index(tmp_path, seed):
    """By the same code, whatever the size of the steps."""
    ledger = random_ledger(seed)
    path = tmp_path / "some.db"
    assert build_excerpt(path, ledger.with_bodies()) == ledger.size()
    with Query(path) as some, Query(follow(tmp_path, ledger)) as whole:
        assert some.runs(hidden=True) == whole.runs(hidden=True)
        for row in whole.runs(hidden=True):
            run = f"#{row['run']}"
            assert answers(some, run) == answers(whole, run)


def test_entries_need_not_follow_one_another(tmp_path, monkeypatch):
    """Those of one run, far apart, in many transactions."""
    monkeypatch.setattr(excerpt, "MAX_RECORDS", 3)
    ledger = random_ledger(1)
    some = [(e, b) for e, b in ledger.with_bodies() if e.run_id == "run-1"]
    path = tmp_path / "some.db"
    assert build_excerpt(path, some) == len(some)
    with Query(path) as query:
        assert {row["run_id"] for row in query.runs(hidden=True)} == {"run-1"}
        assert query.status()["indexed"] == some[-1][0].seq + 1


def test_no_entries_make_an_empty_index(tmp_path):
    """It can be asked all the same."""
    path = tmp_path / "none.db"
    assert build_excerpt(path, []) == 0
    with closing(open_excerpt(path)) as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone()[0] == 0
    with Query(path) as query:
        assert query.runs() == []


def test_an_error_leaves_no_file(tmp_path):
    """Neither of the reader nor of the disk."""

    def broken():
        yield from list(random_ledger(1).with_bodies())[:2]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        build_excerpt(tmp_path / "some.db", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_as_one(tmp_path, monkeypatch):
    """SQLite's word for it becomes ours."""
    made = excerpt.open_writer

    def small(path, *, disposable_build):
        connection = made(path, disposable_build=disposable_build)
        connection.execute("PRAGMA max_page_count = 60")
        return connection

    monkeypatch.setattr(excerpt, "open_writer", small)
    with pytest.raises(StorageError):
        build_excerpt(tmp_path / "some.db", random_ledger(2, entries=400).with_bodies())
    assert list(tmp_path.iterdir()) == []
