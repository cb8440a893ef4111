"""Counted log records and the model spans they belong to."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.joins import SLACK_NS, model_calls

MS = 1_000_000


def call(record: int, ts_ms: int, signal: str = "log"):
    """A row of `model_calls`."""
    return {"signal": signal, "record": record, "ts_ns": ts_ms * MS}


def test_a_log_record_is_of_the_span_that_just_ended():
    """Two calls in a row: each gets its own record."""
    spans = [(1, 0, 100 * MS), (2, 200 * MS, 300 * MS)]
    joined, alone = model_calls(spans, [call(7, 101), call(8, 303)])
    assert {key: found["record"] for key, found in joined.items()} == {1: 7, 2: 8}
    assert alone == []


def test_calls_side_by_side_keep_apart():
    """Of two spans that overlap, the one whose end is nearest counts."""
    spans = [(1, 0, 100 * MS), (2, 0, 180 * MS)]
    joined, _ = model_calls(spans, [call(7, 102), call(8, 181)])
    assert {key: found["record"] for key, found in joined.items()} == {1: 7, 2: 8}


def test_a_record_far_from_any_span_stands_alone():
    """It is a row of its own."""
    joined, alone = model_calls([(1, 0, 100 * MS)], [call(7, 100 + 2 * SLACK_NS // MS)])
    assert joined == {}
    assert [found["record"] for found in alone] == [7]


def test_a_span_that_counts_itself_needs_no_record():
    """Its own key joins it; one whose span is not there stands alone."""
    joined, alone = model_calls([(1, 0, 9)], [call(1, 0, "span"), call(2, 0, "span")])
    assert list(joined) == [1]
    assert [found["record"] for found in alone] == [2]
