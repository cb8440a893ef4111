"""The clock protocol: what the rest of the program may ask of time."""

from __future__ import annotations

from desktop_app.model.clock import Clock


class Fixed:
    """A clock as the protocol asks for it."""

    def now_us(self) -> int:
        """Return a wall time."""
        return 1_789_000_000_000_000

    def boot_us(self) -> int:
        """Return the time since boot."""
        return 5_000_000

    def boot_id(self) -> str:
        """Return 32 hex digits."""
        return "00" * 16


def test_the_protocol() -> None:
    """What a clock offers, and no more."""
    assert {name for name in vars(Clock) if name in vars(Fixed)} >= {"now_us", "boot_us", "boot_id"}


def test_a_clock_has_three_hands() -> None:
    """Wall time and time since boot in microseconds, and which boot it is."""
    clock: Clock = Fixed()
    assert clock.now_us() > clock.boot_us() > 0
    assert len(clock.boot_id()) == 32
