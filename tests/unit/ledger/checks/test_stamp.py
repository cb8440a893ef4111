"""One time stamp: what contradicts it, how old it makes things, and whose clock was wrong."""

from __future__ import annotations

import hashlib

import pytest

from desktop_app.ledger.checks.stamp import (
    LATE_US,
    TOLERANCE_US,
    Noted,
    check_known,
    check_over,
    check_stored,
    covered_us,
    tell_clocks,
)
from desktop_app.ledger.report import StampLine
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from desktop_app.signing.timestamps import Stamp, Told

NOW_US = 1_790_000_000_000_000
NOTE = b"countersign/0011\n9\n..."
NOTED = Noted(12, NOW_US, 9, hashlib.sha256(NOTE).digest())


def told(note: bytes = NOTE, name: str = "sha256") -> Told:
    """Return what a token over a note says."""
    return Told(name, hashlib.new(name, note).digest(), NOW_US, "CN=A")


def test_the_stamped_checkpoint_is_the_ledgers() -> None:
    """There, another, or none."""
    found = Findings()
    assert check_stored(NOTED, {NOTED.checkpoint: 1}, NOTE, found)
    assert not found.kept
    assert not check_stored(NOTED, {b"other": 1}, NOTE, found)
    assert not check_stored(NOTED, {}, b"", found)
    assert [one.verdict for one in found.kept] == [Verdict.DIVERGED, Verdict.INCOMPLETE]
    assert found.kept[0].evidence["ledger"] == NOTE.decode()


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_a_token_is_over_the_note(name: str) -> None:
    """By any digest of the family."""
    found = Findings()
    assert check_over(NOTED, told(name=name), NOTE, found)
    assert not found.kept
    assert not check_over(NOTED, told(b"other", name), NOTE, found)
    assert found.verdicts == {Verdict.DIVERGED}


def test_a_token_from_elsewhere_is_over_something_of_this_ledger() -> None:
    """Else the sentence names whose and when."""
    found, stamp = Findings(), Stamp(NOW_US, "CN=A")
    assert check_known(told(), stamp, NOTE, NOTE, found)
    assert not check_known(told(), stamp, None, NOTE, found)
    assert found.verdicts == {Verdict.DIVERGED}
    assert "CN=A, 2026-09-21 14:13:20 UTC" in found.kept[0].text


def test_age_counts_from_the_earlier_of_both() -> None:
    """An entry that claims to be of tomorrow keeps nothing young."""
    assert covered_us(NOW_US + 5, Stamp(NOW_US, "")) == NOW_US
    assert covered_us(NOW_US - 5, Stamp(NOW_US, "")) == NOW_US - 5


@pytest.mark.parametrize(
    ("entry_us", "noted_us", "codes"),
    [
        (0, 0, []),
        (TOLERANCE_US, -TOLERANCE_US, []),
        (TOLERANCE_US + 1, 0, ["clock_ahead"]),
        (0, -TOLERANCE_US - 1, ["clock_behind"]),
        (-LATE_US + 1, 0, []),
        (-LATE_US, 0, ["stamp_late"]),
        (-LATE_US, -LATE_US, ["clock_behind", "stamp_late"]),
    ],
)
def test_a_wrong_clock_is_told(entry_us: int, noted_us: int, codes: list[str]) -> None:
    """From five minutes on; it fails nothing."""
    found = Findings()
    noted = Noted(12, NOW_US + noted_us, 9, b"")
    line = StampLine(9, NOW_US, "CN=A", 12)
    count = tell_clocks(line, NOW_US + entry_us, noted, found)
    assert [one.code for one in found.kept] == codes
    assert (count, found.verdicts) == (len(codes), frozenset())
    assert tell_clocks(line, NOW_US + entry_us, None, Findings()) == len(
        [code for code in codes if code != "clock_behind"]
    )
