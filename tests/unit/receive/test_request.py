"""Values that cross the border: defaults as documented."""

from __future__ import annotations

from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import MIB, Answer, ReceiverLimits
from tests.fakes import otlp


def test_default_limits_are_those_of_the_design() -> None:
    """64 MiB a request, 128 MiB in flight."""
    limits = ReceiverLimits()
    assert (limits.max_bytes, limits.in_flight_bytes) == (64 * MIB, 128 * MIB)
    assert Answer() == Answer(rejected=0, message="")


def test_a_request_never_shows_what_it_unpacked() -> None:
    """The unpacked body is no part of its repr or equality."""
    one, two = otlp.raw(b"x", Signal.LOGS), otlp.raw(b"x", Signal.LOGS)
    one.inflated.append(b"secret")
    assert one == two
    assert "secret" not in repr(one)
