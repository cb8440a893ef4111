"""One budget for all requests in flight, with a reserve for small ones."""

from __future__ import annotations

import pytest

from desktop_app.errors import OverloadedError
from desktop_app.receive.admission import Admission
from desktop_app.receive.request import MIB, ReceiverLimits
from tests.fakes.admitted import in_flight


def test_bytes_are_shared_and_given_back() -> None:
    """What one holds another cannot; leaving gives all back."""
    admission = Admission(ReceiverLimits(in_flight_bytes=100, small_reserve_bytes=10))
    with admission.ticket() as first, admission.ticket() as second:
        first.grow(60)
        second.grow(40)
        with pytest.raises(OverloadedError):
            first.grow(1)
        assert in_flight(admission) == (2, 100)
    assert in_flight(admission) == (0, 0)
    assert admission.refused == 1
    with admission.ticket() as third:
        third.grow(100)


def test_requests_have_a_number() -> None:
    """One more than the limit is refused, and holds no place."""
    admission = Admission(ReceiverLimits(in_flight_requests=1))
    with admission.ticket():
        with pytest.raises(OverloadedError), admission.ticket():
            pass
        assert in_flight(admission) == (1, 0)


def test_big_requests_leave_a_reserve_for_small_ones() -> None:
    """Over 1 MiB in one request counts as big."""
    admission = Admission(ReceiverLimits(in_flight_bytes=10 * MIB, small_reserve_bytes=2 * MIB))
    with admission.ticket() as big, admission.ticket() as small:
        big.grow(8 * MIB)
        with pytest.raises(OverloadedError):
            big.grow(1)
        small.grow(MIB)
        with pytest.raises(OverloadedError):
            small.grow(1)
    assert in_flight(admission) == (0, 0)


def test_an_error_inside_gives_back_too() -> None:
    """Whatever ends a request ends its share."""
    admission = Admission(ReceiverLimits())
    with pytest.raises(OverloadedError), admission.ticket() as ticket:
        ticket.grow(1 << 40)
    assert in_flight(admission) == (0, 0)
