"""countersign index rebuild: the searchable copy can always be made again."""

from __future__ import annotations

import time


def test_a_rebuilt_index_answers_the_same(live, live_recorder):
    """Readers keep the old one until the new one is there."""
    before = live("runs", "--output", "json").data
    file = live_recorder.data_dir / "index.db"
    old = file.stat().st_ino
    assert live("index", "rebuild").out.startswith("The index is being made again")
    deadline = time.monotonic() + 20
    while file.stat().st_ino == old and time.monotonic() < deadline:
        time.sleep(0.05)
    live_recorder.wait_indexed()
    assert file.stat().st_ino != old
    names = ("run_id", "spans", "agent", "first_seq")
    after = live("runs", "--output", "json").data
    assert [[run[name] for name in names] for run in after] == [
        [run[name] for name in names] for run in before
    ]


def test_without_a_ledger_none_is_begun_for_it(empty):
    """There is nothing to make an index of."""
    done = empty("index", "rebuild", "--output", "json")
    assert (done.code, done.envelope["error"]["code"]) == (1, "NOT_FOUND")
    assert empty("keys", "list").code == 1
