"""Anchors: good, stale, unsigned, of another log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.verdict import Verdict
from tests.fakes import ledger_builder

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import (
    DIVERGED,
    NOW_US,
    PASS,
    Judged,
    attack,
    cut,
    forge_last,
    newest_note,
    stolen,
)


@attack("A11", expected=Verdict.ANCHORED)
def anchored(built: Built) -> Judged:
    """A checkpoint that someone else kept agrees."""
    return Judged(built.trust(), anchors=[newest_note(built)], require_anchor=True)


@attack("A11", expected=DIVERGED, finding="anchor")
def anchor_of_another_log(built: Built) -> Judged:
    """The anchor is another install's."""
    other = ledger_builder.stopped(built.folder / "other", seed="z")
    return Judged(built.trust(), anchors=[newest_note(other)])


@attack("A07", expected=DIVERGED, finding="anchor")
def cut_below_anchor(built: Built) -> Judged:
    """The tail is cut below an anchor."""
    note = newest_note(built)
    cut(built, built.marks["pinned"] - 1)
    return Judged(built.trust(pin=None, keystore=False), anchors=[note])


@attack("B06", expected=PASS, finding="anchor_unsigned")
def anchor_unsigned(built: Built) -> Judged:
    """The right root, signed by nobody who may: it vouches for nothing."""
    thief = stolen(built, 1)
    note = thief.sign(built.marks["pinned"], thief.secrets[1])
    return Judged(built.trust(), anchors=[note])


@attack("B09", expected=PASS)
def anchor_stale(built: Built) -> Judged:
    """The anchor ends 26 h before the newest entry, whatever time its note claims."""
    thief = stolen(built, 5)
    note = thief.sign(built.marks["pinned"], thief.secrets[5], NOW_US * 2)
    ts = thief.rows[built.marks["pinned"] - 1].leaf["ts"]
    forge_last(thief, {"ts": ts + 26 * 3_600 * 1_000_000})
    return Judged(built.trust(), anchors=[note], require_anchor=True)


@attack("B09", expected=PASS, finding="clock_jump")
def clock_back(built: Built) -> None:
    """The clock goes back by 400 days within the running epoch."""
    thief = stolen(built, 5)
    forge_last(thief, {"ts": thief.rows[-1].leaf["ts"] - 400 * 86_400 * 1_000_000})
