"""The open end of a ledger, below the threads. What it writes is audited in test_writer."""

from __future__ import annotations

import apsw
import pytest

from desktop_app.errors import BadEncodingError, StorageError
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from tests.fakes.ledger_place import COMMAND, RUN, Place


def _log(place: Place):
    writer = place.open()
    return writer._committer._log, writer._committer.epoch.keys


def test_a_bad_draft_changes_nothing(place: Place) -> None:
    """Neither the chain nor the counters nor the tree."""
    log, keys = _log(place)
    bad = Draft(EntryKind.COMMAND, {"sender": "codex"}, {"x": 1.5}, run_id="r1")
    assert log.begin()
    before = (log.size, log.place.prev, log.place.macs.digest(), log.place.tree.frontier.root())
    with pytest.raises(BadEncodingError):
        log.append([RUN, bad], keys)
    after = (log.size, log.place.prev, log.place.macs.digest(), log.place.tree.frontier.root())
    assert before == after
    log.append([RUN], keys)
    log.commit()
    assert place.entries()[2].run_seq == 0


def test_someone_elses_write_shows_at_begin(place: Place) -> None:
    """Our own does not."""
    log, keys = _log(place)
    for _ in range(2):
        assert log.begin()
        log.append([COMMAND], keys)
        log.commit()
    place.sql("INSERT INTO meta VALUES ('x', 'y')")
    assert not log.begin()
    log.rollback()
    log.rollback()


def test_storage_errors_are_ours(place: Place) -> None:
    """SQLite's errors never leave the package."""
    log, _ = _log(place)
    log.begin()
    with pytest.raises(StorageError) as caught:
        log.begin()
    assert isinstance(caught.value.__cause__, apsw.Error)
    log.rollback()
