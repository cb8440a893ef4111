"""operations.reading: what the reading verbs read, through lag and rebuilds."""

from __future__ import annotations

import shutil
import time
from contextlib import closing

import pytest

from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.errors import IndexUnreadableError, NotFoundError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.index import swap
from desktop_app.model.kinds import EntryKind
from desktop_app.operations import reading
from tests.fakes.indexed import follow, small_ledger


@pytest.fixture
def session(tmp_path, monkeypatch) -> Session:
    """A session over a data directory in which nothing is yet."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    output = Output(SystemClock(), SystemIds())
    (tmp_path / "data").mkdir()
    return Session(output, SystemClock(), SystemIds(), data_dir=tmp_path / "data")


def test_nothing_recorded_says_how_to_begin(session):
    """A newcomer's first `runs`."""
    with (
        pytest.raises(NotFoundError, match="Nothing was recorded in ") as told,
        reading.index(session),
    ):
        pass
    assert "countersign serve" in told.value.hint
    with pytest.raises(NotFoundError):
        reading.Following(session)


def test_a_ledger_without_an_index_says_how_to_mend_it(session):
    """The recorder was killed before its follower began."""
    session.paths.ledger.touch()
    with pytest.raises(IndexUnreadableError) as told, reading.index(session):
        pass
    assert "index rebuild" in told.value.hint


def test_a_first_index_is_waited_for(session, tmp_path, monkeypatch):
    """The follower of a recorder that has just begun makes it a moment after the ledger."""
    session.paths.ledger.touch()
    (tmp_path / "made").mkdir()
    made = follow(tmp_path / "made", small_ledger())
    monkeypatch.setattr(reading.time, "sleep", lambda _s: made.replace(session.paths.index))
    with reading._open(session, time.monotonic() + 30) as query:
        assert query.runs()


def test_an_index_behind_is_said_on_stderr(store, monkeypatch, capsys, tmp_path):
    """After a moment's patience; the result stays clean."""
    monkeypatch.setattr(reading, "PATIENCE_S", 0)
    session = Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", str(tmp_path / "data"))
    shutil.copytree(store["COUNTERSIGN_DATA_DIR"], tmp_path / "data")
    (tmp_path / "few").mkdir()
    ledger = small_ledger()
    follow(tmp_path / "few", ledger).replace(session.paths.index)
    with reading.index(session) as query:
        assert query.runs()
    out, err = capsys.readouterr()
    assert out == ""
    assert "entries behind" in err


def test_following_goes_on_in_a_rebuilt_index(session, tmp_path):
    """`tail -f` holds a file that is no index any more: it must notice."""
    ledger = small_ledger()
    data = tmp_path / "data"
    follow(data, ledger)
    session.paths.ledger.touch()
    with closing(reading.Following(session)) as following:
        known = following.indexed()
        assert following.tail(known - 1) == []
        assert following.tail(known - 2)[0]["seq"] == known - 1
        ledger.add(EntryKind.COMMAND, {"command": "index rebuild"})
        (tmp_path / "new").mkdir()
        follow(tmp_path / "new", ledger).replace(swap.new_file(session.paths.index))
        swap.swap_in(session.paths.index)
        assert [row["seq"] for row in following.tail(known - 1)] == [known]


def test_following_waits_while_there_is_no_index(session, tmp_path):
    """Between two files there is none for a moment."""
    data = tmp_path / "data"
    ledger = small_ledger()
    index = follow(data, ledger)
    session.paths.ledger.touch()
    with closing(reading.Following(session)) as following:
        known = following.indexed()
        index.rename(tmp_path / "aside")
        swap.clear(index)
        assert following.tail(-1) == []
        assert following.indexed() == 0
        (tmp_path / "aside").rename(index)
        assert len(following.tail(-1)) == known
