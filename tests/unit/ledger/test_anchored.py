"""Several things that vouch, summed up."""

from __future__ import annotations

from desktop_app.ledger.anchored import Anchored
from desktop_app.ledger.checks.outside import STALE_US
from desktop_app.ledger.checks.stamp import Vouched
from desktop_app.ledger.report import StampLine

NOW_US = 1_790_000_000_000_000
OLD_US = NOW_US - STALE_US


def test_nothing_vouches() -> None:
    """It is not stale either: there is nothing."""
    none = Anchored([], NOW_US)
    assert (none.size, none.stale, none.kept_size, none.stamps) == (None, False, None, ())


def test_what_is_fresh_counts_before_what_covers_more() -> None:
    """One that is stale alone is still told."""
    both = Anchored([Vouched(9, OLD_US), Vouched(5, OLD_US + 1)], NOW_US)
    assert (both.size, both.stale, both.kept_size) == (5, False, 9)
    stale = Anchored([Vouched(9, OLD_US)], NOW_US)
    assert (stale.size, stale.stale) == (9, True)


def test_a_clock_that_was_set_back_makes_nothing_younger() -> None:
    """An entry that holds a token was written after it; one that a person brings is in none."""
    for seq, stale in ((12, True), (None, False)):
        line = StampLine(9, NOW_US, "CN=A", seq)
        assert Anchored([Vouched(9, OLD_US, line)], OLD_US).stale is stale


def test_of_each_authority_the_newest() -> None:
    """Newest first; of one moment the one over more."""
    lines = [
        StampLine(5, NOW_US, "CN=A", 7),
        StampLine(4, NOW_US, "CN=A", 6),
        StampLine(9, NOW_US + 1, "CN=B", None),
    ]
    found = Anchored([Vouched(line.size, NOW_US, line) for line in lines], NOW_US)
    assert found.stamps == (lines[2], lines[0])
    many = [StampLine(5, NOW_US, f"CN={number}", 7) for number in range(20)]
    assert len(Anchored([Vouched(5, NOW_US, line) for line in many], NOW_US).stamps) == 16
