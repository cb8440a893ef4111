"""Numbers that are missing among those an agent gives its events."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.gaps import after, gaps
from desktop_app.tray.presenters.run_view.rows import Gap, What


def test_nothing_is_missing_where_every_number_came():
    """Neither batches that overtake each other nor a resumed run make a gap."""
    assert gaps([(0, 10), (2, 30), (1, 20), (3, 40)]) == []
    assert gaps([(0, 10), (1, 20), (0, 30), (1, 40), (2, 50)]) == []
    assert gaps([]) == []


def test_what_is_missing_stands_between_what_came():
    """A gap has its numbers and the times around it."""
    assert gaps([(0, 10), (1, 20), (5, 60)]) == [Gap(20, 60, 2, 4)]


def test_a_beginning_that_is_missing_is_a_gap():
    """A process that is first heard of at 3 has lost 0 to 2."""
    assert gaps([(3, 30), (4, 40)]) == [Gap(30, 30, 0, 2)]


def test_each_process_has_gaps_of_its_own():
    """The numbers of a resumed run do not fill those of the run before."""
    found = gaps([(0, 10), (3, 20), (0, 30), (1, 40), (2, 50)])
    assert found == [Gap(10, 20, 1, 2)]


def test_the_call_after_a_gap_tells_of_it(not_gated):
    """Three lost records: the gap stands at the first call that began after them."""
    assert [gap.missing for gap in not_gated.gaps] == [3]
    (at,) = not_gated.after_gaps
    rows, gap = not_gated.rows, not_gated.gaps[0]
    assert rows.what[at] in {What.TOOL, What.MODEL}
    assert rows.start[at] >= gap.after_ns
    assert after(rows, [Gap(2**62, 2**62, 1, 1)]) == {}
