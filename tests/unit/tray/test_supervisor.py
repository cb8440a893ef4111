"""tray.supervisor: when a recorder is started again, and when that is trouble."""

from __future__ import annotations

from desktop_app.tray.supervisor import FIRST_S, LONGEST_S, STEADY_S, Supervisor


def test_the_first_end_is_answered_at_once_and_later_ones_ever_slower():
    """A crash costs nothing; one that keeps crashing does not eat the machine."""
    one, waits = Supervisor(), []
    for now_s in range(8):
        one.started(float(now_s))
        waits.append(one.ended(now_s + 0.5, "It fell."))
    assert waits[0] == 0.0
    assert waits[1] == FIRST_S * 4
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_S
    assert one.reason == "It fell."


def test_three_ends_in_two_minutes_are_trouble_and_time_heals():
    """The person is told of a recorder that cannot stay; an old crash is forgotten."""
    one = Supervisor()
    for now_s in (0.0, 10.0):
        one.ended(now_s, "")
        assert one.trouble() == 0
    one.ended(20.0, "")
    assert one.trouble() == 3
    one.ended(500.0, "")
    assert one.trouble() == 0


def test_a_recorder_that_ran_for_a_minute_begins_anew():
    """A crash a day is no crash loop."""
    one = Supervisor()
    one.started(0.0)
    one.ended(1.0, "")
    one.ended(2.0, "")
    one.started(3.0)
    assert one.ended(3.0 + STEADY_S, "") == 0.0


def test_the_person_may_want_it_now():
    """`Start again`: no wait, and the count begins anew."""
    one = Supervisor()
    for now_s in range(4):
        one.ended(float(now_s), "")
    one.again()
    assert one.trouble() == 0
    assert one.ended(5.0, "") == 0.0
