"""host.clock: the real clock."""

from __future__ import annotations

import pytest

from desktop_app.host import clock
from desktop_app.host.clock import SystemClock, SystemIds, parse_boot_id


def test_times_are_microseconds_and_boot_time_does_not_go_back() -> None:
    """Wall time lies after 2024 and before 2100; boot time only grows."""
    system = SystemClock()
    assert 1_704_067_200_000_000 < system.now_us() < 4_102_444_800_000_000
    first = system.boot_us()
    assert 0 < first <= system.boot_us()


def test_boot_time_falls_back_to_the_monotonic_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without CLOCK_BOOTTIME still has a clock that never jumps."""
    monkeypatch.setattr(clock, "_BOOT_CLOCK", None)
    first = SystemClock().boot_us()
    assert 0 < first <= SystemClock().boot_us()


def test_boot_id_is_32_hex_digits_and_stays() -> None:
    """Two clocks of one boot name the same boot."""
    boot_id = SystemClock().boot_id()
    assert len(boot_id) == 32
    assert set(boot_id) <= set("0123456789abcdef")
    assert SystemClock().boot_id() == boot_id


def test_without_a_boot_id_one_is_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    """Where the system names no boot, the id is random and not empty."""
    monkeypatch.setattr(clock, "_LINUX_BOOT_ID", tmp_path / "none")  # type: ignore[operator]
    clock._boot_id.cache_clear()
    assert parse_boot_id(SystemClock().boot_id()) is not None
    clock._boot_id.cache_clear()


@pytest.mark.parametrize("text", ["", "abc", "g" * 32, "0" * 33, "é" * 32])
def test_what_is_no_boot_id_is_refused(text: str) -> None:
    """A kernel's answer of another shape is not used."""
    assert parse_boot_id(text) is None


def test_random_bytes_have_the_asked_length_and_differ() -> None:
    """The random source draws anew each time."""
    ids = SystemIds()
    assert len(ids.random_bytes(32)) == 32
    assert ids.random_bytes(16) != ids.random_bytes(16)
