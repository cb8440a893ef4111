"""Time to position and back; waits in bands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.tray.presenters.run_view import axis
from desktop_app.tray.presenters.run_view.axis import BAND, LANE, WIDEST_BAND, Fold

S = 1_000_000_000


def test_the_clock_is_true_to_scale():
    """Halfway in time is halfway across."""
    made = axis.clock(10 * S, 20 * S)
    assert made.u(15 * S) == made.width / 2
    assert made.time_ns(made.width / 2) == 15 * S


def test_a_wait_becomes_a_band():
    """An hour's wait takes no more room than a band may."""
    made = axis.folded(0, 3610 * S, [Fold(5 * S, 3605 * S, asked=True)])
    (band,) = made.folds
    pixels = (band.right - band.left) / made.width * LANE
    assert BAND <= round(pixels) <= WIDEST_BAND
    assert made.u(5 * S) == band.left
    assert made.u(3605 * S) == pytest.approx(band.right)


def test_nothing_to_fold_is_the_clock():
    """Both axes are the same then."""
    assert axis.folded(0, S, []) == axis.clock(0, S)


def test_only_the_longest_of_many_waits_are_folded():
    """Bands never take more than half of the lane."""
    many = [
        Fold(place * 10 * S, (place * 10 + 5 + place % 3) * S, asked=False) for place in range(40)
    ]
    made = axis.folded(0, 400 * S, many)
    assert sum(one.right - one.left for one in made.folds) < made.width * 0.75
    assert len(made.folds) == LANE // 2 // BAND


@given(st.lists(st.integers(0, 100), min_size=0, max_size=6, unique=True), st.floats(0, 1))
def test_time_and_position_are_each_others_inverse(edges, part):
    """Whatever is folded, a position leads back to its time, and time never runs backwards."""
    edges = sorted(edges)[: len(edges) // 2 * 2]
    folds = [Fold(a * S, b * S, asked=True) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    made = axis.folded(0, 100 * S, folds)
    time_ns = part * 100 * S
    assert made.time_ns(made.u(time_ns)) == pytest.approx(time_ns, abs=2000)
    assert made.u(time_ns) <= made.u(time_ns + S) + 1e-6


def test_time_goes_on_outside_of_the_run():
    """Before its start and after its end, to scale."""
    made = axis.clock(10 * S, 20 * S)
    assert made.u(9 * S) == -S
    assert made.u(21 * S) == made.width + S
    assert made.time_ns(made.width + S) == 21 * S


def test_waits_for_a_person_are_told_from_quiet(asked):
    """Three waits for the person; the quiet stretch before the last is none of theirs."""
    assert [fold.asked for fold in asked.folds] == [True, True, True]
    assert [round((fold.end_ns - fold.start_ns) / S, 1) for fold in asked.folds] == [13.1, 3.9, 3.5]
    assert asked.fold_first


def test_a_silent_gate_is_no_wait_to_fold(not_gated):
    """What the gate kept silent is shown at its true length."""
    assert not_gated.folds == ()
    assert not not_gated.fold_first


def test_steps_leave_room_for_labels():
    """1, 2 or 5 times a power of ten, and wide enough."""
    assert axis.step_ns(1_000_000, 55) == 100_000_000
    assert axis.step_ns(0.001, 55) == 1_000
    assert axis.step_ns(1e18, 55) == axis.step_ns(1e17, 55)
