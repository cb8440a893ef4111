"""Attacks on the whole: cut, rolled back, forked, without its write-ahead log."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.fakes import ledger_builder
from tests.fakes.forger import Forger

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import (
    DIVERGED,
    INCOMPLETE,
    PASS,
    Judged,
    attack,
    cut,
    newest_note,
    no_pin,
)


@attack("A06", expected=PASS)
def cut_tail_no_pin(built: Built) -> Judged:
    """The tail is cut, and nobody remembers it."""
    cut(built, built.marks["pinned"] - 1)
    return no_pin(built)


@attack("A07", expected=DIVERGED, finding="pin")
def cut_tail_pinned(built: Built) -> None:
    """The tail is cut below the pin."""
    cut(built, built.marks["pinned"] - 1)


@attack("B07", expected=INCOMPLETE, finding="pin_lost")
def cut_tail_pin_deleted(built: Built) -> Judged:
    """The tail is cut, and the pin taken out of the keystore."""
    cut(built, built.marks["pinned"] - 1)
    return Judged(built.trust(pin=None))


@attack("B07", expected=DIVERGED, finding="other_log")
def exchanged_for_another(built: Built) -> Judged:
    """The ledger is exchanged for a sound one whose keys the keystore knows as well."""
    return Judged(built.trust(log="countersign/0000000000000000"))


@attack("A02", finding="entries_missing")
def cut_entries_only(built: Built) -> Judged:
    """The tail is cut, and its checkpoint left (immudb, CVE-2022-36111)."""
    thief = Forger(built)
    del thief.rows[built.marks["pinned"] - 1 :]
    thief.write()
    return no_pin(built)


@attack("A08", "A09", expected=DIVERGED, finding="pin", base="stopped")
def roll_back(built: Built) -> Judged:
    """The database of yesterday and the keystore of today."""
    old = built.copy(built.folder / "yesterday")
    writer = built.open()
    writer.append([ledger_builder.command("today")]).result()
    writer.close()
    judged = Judged(built.trust())
    for suffix in ("", "-wal"):
        (built.folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    old.path.rename(built.path)
    return judged


def fork(built: Built) -> Built:
    """Return a copy that went on in another way, by as many entries."""
    other = built.copy(built.folder / "fork")
    for one, verb in ((built, "left"), (other, "right")):
        one.ids = ledger_builder.SeededIds(verb)
        writer = one.open()
        writer.append([ledger_builder.command(verb)]).result()
        writer.close()
    return other


@attack("A11", expected=DIVERGED, finding="anchor", base="stopped")
def fork_against_anchor(built: Built) -> Judged:
    """Two forks of one size: the anchor is of the other."""
    other = fork(built)
    return Judged(built.trust(), anchors=[newest_note(other)])


@attack("A11", expected=DIVERGED, finding="pin", base="stopped")
def fork_against_pin(built: Built) -> Judged:
    """Two forks of one size: the pin is of the other."""
    return Judged(built.trust(pin=fork(built).trust().pin))


@attack("E02", expected=DIVERGED)
def wal_removed(built: Built) -> None:
    """The write-ahead log is gone."""
    (built.folder / "ledger.db-wal").unlink()


@attack("E02", expected=PASS)
def wal_removed_no_pin(built: Built) -> Judged:
    """The write-ahead log is gone, and nobody remembers it."""
    (built.folder / "ledger.db-wal").unlink()
    return no_pin(built)


@attack("E02", expected=DIVERGED)
def wal_cut(built: Built) -> None:
    """Half of the write-ahead log is gone."""
    wal = built.folder / "ledger.db-wal"
    os.truncate(wal, wal.stat().st_size // 2)


@attack("E02", expected=DIVERGED)
def wal_flipped(built: Built) -> None:
    """One bit of the write-ahead log is another."""
    wal = built.folder / "ledger.db-wal"
    data = bytearray(wal.read_bytes())
    data[len(data) // 3] ^= 1
    wal.write_bytes(data)
