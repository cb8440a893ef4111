"""The stretch of time that is shown."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.run.span_view import LABELS, SpanView

pytestmark = pytest.mark.gui


def test_nothing_is_shown_at_first(qapp):  # noqa: ARG001 - a QObject needs one
    """And nothing fails."""
    span = SpanView()
    assert span.scale.pieces == []
    assert span.view.whole


def test_a_run_begins_with_the_better_scale(span):
    """Waits are folded where they are most of the run; the whole run is shown."""
    assert span.folds
    assert span.view.whole
    assert span.scale is span.picture.folded


def test_what_changes_is_told(span, qtbot):
    """Once each; nothing is told where nothing changes."""
    for act in (
        lambda: span.zoom(2),
        lambda: span.pan(10),
        span.reset,
        lambda: span.show_range(1e8, 2e8),
        span.to_edge,
        lambda: span.fold(folds=False),
        lambda: span.set_labels(300),
        lambda: span.resize(333),
    ):
        with qtbot.waitSignal(span.changed):
            act()
    with qtbot.assertNotEmitted(span.changed):
        span.fold(folds=False)
        span.reset()
        span.pan(10)
        span.resize(333)


def test_the_label_column_keeps_a_least_width(span):
    """However far one drags."""
    assert span.labels == LABELS
    span.set_labels(3)
    assert span.labels == 120


def test_the_end_of_the_run_comes_into_sight(span):
    """By one key, when one is somewhere else."""
    span.show_range(0, 1e8)
    span.to_edge()
    assert span.view.x(span.scale.axis.end_ns) < span.view.width


def test_a_row_out_of_sight_is_brought(span):
    """One that is in sight moves nothing."""
    span.fold(folds=False)
    span.show_range(0, 1e9)
    start = span.picture.clock.axis.start_ns
    span.bring(start, start + 10)
    assert span.view.left == 0
    late = start + 20_000_000_000
    span.bring(late, late + 10)
    assert 0 < span.view.x(late) < span.view.width


def test_the_axis_reaches_as_far_as_the_live_edge(span, qtbot):
    """A run that says nothing for a while keeps its edge in sight; it is not painted each time."""
    end = span.picture.folded.axis.end_ns
    with qtbot.waitSignal(span.changed):
        span.follow(end + 60_000_000_000)
    assert span.view.x(span.now_ns) < span.view.width
    with qtbot.assertNotEmitted(span.changed):
        span.follow(span.now_ns + 1_000_000_000)
    span.take(span.picture)
    assert span.view.x(span.now_ns) < span.view.width
