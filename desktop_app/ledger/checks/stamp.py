"""One time stamp: over which checkpoint it is, how old what it covers is, and by whose clock.

A wrong clock is no contradiction, so no verdict comes of it; but a token brackets this machine's
clock from outside: what it covers was there before its time, the entry that holds it came after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.model.amounts import moment
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ledger.report import StampLine
    from desktop_app.model.findings import Findings
    from desktop_app.signing.timestamps import Stamp, Told

TOLERANCE_US: Final = 300 * 1_000_000  # between two clocks that are both said to be right
LATE_US: Final = 26 * 3_600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Noted:
    """An `anchor.timestamp`: where it stands, when it was written, and what it is about.

    Attributes:
        by_hand: brought by whoever asked the recorder to take it, not by an upstream.
    """

    seq: int
    ts_us: int
    size: int
    checkpoint: bytes
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Vouched:
    """The first `size` entries are vouched for by something outside, as of `covered_us`."""

    size: int
    covered_us: int
    stamp: StampLine | None = None


def covered_us(entry_us: int, stamp: Stamp) -> int:
    """Return from when on a time stamp's age counts: its own time, or that of what it covers.

    The earlier of both: an entry that claims a later time than the one at which it provably was
    there would keep an old time stamp young (a clock that was set ahead).
    """
    return min(entry_us, stamp.time_us)


def tell_clocks(line: StampLine, entry_us: int, noted: Noted | None, found: Findings) -> int:
    """Tell where this machine's clock cannot have been right, and what only came late.

    Args:
        line: a time stamp that holds.
        entry_us: what the newest entry that it covers says of its own time.
        noted: the entry that holds it, None where a person brought it.
        found: where findings go.

    Returns:
        How many findings there were.
    """
    seq, time = line.size - 1, moment(line.time_us)
    ahead, told = entry_us - line.time_us, 0
    if ahead > TOLERANCE_US:
        text = f"Entry {seq} was there {ahead // 1_000_000:,} s before its own time: a time stamp "
        found.warn("clock_ahead", f"{text}over it is of {time}.", seq=seq)
        told += 1
    behind = 0 if noted is None else line.time_us - noted.ts_us
    if noted is not None and behind > TOLERANCE_US:
        text = f"Entry {noted.seq} says a time {behind // 1_000_000:,} s before that of the time "
        found.warn("clock_behind", f"{text}stamp that it holds, {time}.", seq=noted.seq)
        told += 1
    if -ahead >= LATE_US:
        text = f"A time stamp over the first {line.size} entries is of {time}, "
        text += (
            f"{-ahead // 3_600_000_000:,} h after the newest of them: nothing from outside says "
        )
        found.note("stamp_late", f"{text}that they existed any earlier.", seq=seq)
        told += 1
    return told


def check_stored(noted: Noted, known: Mapping[bytes, int], shown: bytes, found: Findings) -> bool:
    """Check that the stamped checkpoint is the ledger's; True when it is."""
    if noted.checkpoint in known:
        return True
    if not known:
        text = f"The checkpoint of {noted.size} entries that entry {noted.seq} stamps is missing."
        found.fail(Verdict.INCOMPLETE, "stamp_checkpoint", text, seq=noted.seq)
        return False
    text = f"The time stamp in entry {noted.seq} is over another checkpoint of {noted.size} entries"
    evidence = _evidence(shown, "SHA-256", noted.checkpoint)
    found.fail(Verdict.DIVERGED, "stamp", f"{text}.", seq=noted.seq, evidence=evidence)
    return False


def check_over(noted: Noted, told: Told, note: bytes, found: Findings) -> bool:
    """Check that a token is over the checkpoint that its entry names (D04); True when it is."""
    if told.is_over(note):
        return True
    text = f"The time stamp in entry {noted.seq} is over something else than the ledger's "
    text += f"checkpoint of {noted.size} entries."
    evidence = _evidence(note, told.digest_name, told.digest)
    found.fail(Verdict.DIVERGED, "stamp", text, seq=noted.seq, evidence=evidence)
    return False


def check_known(
    told: Told, stamp: Stamp, note: bytes | None, newest: bytes, found: Findings
) -> bool:
    """Check that a time stamp that somebody kept is over a checkpoint of this ledger.

    A tail that was cut, an old copy and a fork lack it, and another log never had it (A07-A09).
    """
    if note is not None:
        return True
    text = f"A time stamp of {stamp.tsa}, {moment(stamp.time_us)}, is over no checkpoint of this "
    text += "ledger: its entries were cut or replaced since, or it is another log's."
    evidence = _evidence(newest, told.digest_name, told.digest)
    found.fail(Verdict.DIVERGED, "stamp", text, evidence=evidence)
    return False


def _evidence(note: bytes, name: str, digest: bytes) -> dict[str, str]:
    stamped = f"a note whose {name} is\n{digest.hex()}\n"
    return {"ledger": note.decode("utf-8", "replace"), "anchor": stamped}
