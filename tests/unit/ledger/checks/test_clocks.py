"""Step 11: the wall clock against the boot clock."""

from __future__ import annotations

import pytest

from desktop_app.ledger.checks.clocks import Clocks
from desktop_app.model.findings import Findings
from tests.fakes.leaf_maker import leaf

DAY_US = 86_400_000_000


def told(*times: tuple[str, int, int], now_us: int = 10**16) -> tuple[int, list[str]]:
    """Return jumps and findings of entries at (boot id, boot_us, ts_us)."""
    found = Findings()
    clocks = Clocks(found)
    for seq, (boot, boot_us, ts_us) in enumerate(times):
        clocks.see(leaf(seq, boot_id=boot * 32, boot_us=boot_us, ts_us=ts_us))
    clocks.finish(now_us)
    assert not found.verdicts
    return clocks.jumps, [one.text for one in found.kept]


@pytest.mark.attack("B09")
@pytest.mark.parametrize("by_us", [-400 * DAY_US, 400 * DAY_US])
def test_a_step_within_a_boot_is_found_and_breaks_nothing(by_us: int) -> None:
    """Once, at the entry after it; what follows runs on from there."""
    ts = 1_800_000_000_000_000
    jumps, texts = told(("a", 1, ts), ("a", 2, ts + 1 + by_us), ("a", 3, ts + 2 + by_us))
    assert jumps == 1
    assert ("forward" if by_us > 0 else "back") in texts[0]
    assert "34560000.0 s before entry 1" in texts[0]


def test_small_steps_and_reboots_are_honest() -> None:
    """Two seconds are nothing, and between boots the clock may have gone on for long."""
    assert told(("a", 1, 10**15), ("a", 2, 10**15 + 10**6), ("b", 1, 10**15 + DAY_US)) == (0, [])


def test_a_step_back_between_boots_is_found() -> None:
    """There the wall clock is all there is."""
    assert told(("a", 1, 10**15), ("b", 1, 10**15 - DAY_US))[0] == 1


def test_the_boot_clock_and_the_future_are_told() -> None:
    """Neither changes a verdict."""
    assert len(told(("a", 5, 10**15), ("a", 4, 10**15))[1]) == 1
    assert told(("a", 1, 10**15), now_us=1)[1] == ["The newest entry is dated in the future."]


def test_only_the_first_jumps_are_told() -> None:
    """A file of jumps fills no report."""
    times = [("a", number, 10**15 + number % 2 * DAY_US) for number in range(60)]
    jumps, texts = told(*times)
    assert (jumps, len(texts)) == (59, 20)
