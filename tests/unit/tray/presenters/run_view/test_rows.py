"""Columns of rows: keys that stay, and records found by name."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.rows import Gap, What
from tests.fakes.pictured import places


def test_a_row_is_found_by_what_told_of_it(asked):
    """A span, a log record and a tool call each lead to the row of the call."""
    rows = asked.rows
    at = places(rows, What.TOOL, "Write")[0]
    call = rows.more(at).call
    assert rows.find(f"span:{rows.span[at]}") == at
    assert rows.find(f"call:{call['id']}") == at
    assert rows.find(f"log:{call['log']}") == at
    model = places(rows, What.MODEL)[0]
    assert rows.find(f"log:{rows.more(model).call['record']}") == model


def test_what_is_not_there_is_not_found(asked):
    """References to nothing, or of no form, lead nowhere."""
    for record in ("", "span:999999", "call:0", "log:x", "span:-1", "entry:1", "call:²"):
        assert asked.rows.find(record) == -1


def test_keys_tell_rows_apart(asked):
    """No two rows have one key: what was folded or selected is found again."""
    rows = asked.rows
    keys = [rows.key(at) for at in range(len(rows)) if rows.what[at] != What.NOISE]
    assert len(set(keys)) == len(keys)


def test_a_gap_counts_what_is_missing():
    """First and last are both missing."""
    assert Gap(0, 1, 14, 16).missing == 3
