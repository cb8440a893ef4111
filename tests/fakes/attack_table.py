"""The table of attacks on a ledger: what is done to a real one, and the verdict it must get.

Each attack is a function that changes a copy and returns how it is judged; `run` gives its report.
The families are the modules `attacks_*.py`; `ledger_attacks` loads them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model import canonical
from desktop_app.model.verdict import Verdict
from desktop_app.signing.statements import (
    entry_mac,
)
from desktop_app.tlog.merkle import leaf_hash
from tests.fakes import ledger_builder, pruned_ledger, retained_ledger, stamped_ledger
from tests.fakes.forger import Forger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from tests.fakes.ledger_builder import Built

NOW_US = ledger_builder.START_US + 10**12
PASS, INVALID, DIVERGED = Verdict.CONSISTENT, Verdict.INVALID, Verdict.DIVERGED
UNREADABLE, INCOMPLETE = Verdict.UNREADABLE, Verdict.INCOMPLETE
VIOLATION = Verdict.POLICY_VIOLATION


@dataclass
class Judged:
    """How a ledger is judged: by whose keystore, with which anchors."""

    trust: Trust
    anchors: Sequence[bytes] = ()
    require_anchor: bool = False


@dataclass(frozen=True)
class Attack:
    """One row: on which ledger, what is done, and what must come of it."""

    name: str
    rows: tuple[str, ...]
    base: str
    expected: Verdict
    act: Callable[[Built], Judged | None]
    finding: str | None = None


ATTACKS: dict[str, Attack] = {}


def attack(
    *rows: str, expected: Verdict = INVALID, base: str = "killed", finding: str | None = None
) -> Callable[[Callable[[Built], Judged | None]], Callable[[Built], Judged | None]]:
    """Enter a function in the table under its name."""

    def enter(act: Callable[[Built], Judged | None]) -> Callable[[Built], Judged | None]:
        ATTACKS[act.__name__] = Attack(act.__name__, rows, base, expected, act, finding)
        return act

    return enter


_MADE: dict[str, Built] = {}
BASES: dict[str, Callable[[Path], Built]] = {
    "killed": ledger_builder.standard,
    "stopped": ledger_builder.stopped,
    "retained": retained_ledger.retained,
    "aged": pruned_ledger.aged,
    "pruned": pruned_ledger.pruned,
    "lost": pruned_ledger.lost,
    "older": pruned_ledger.older,
    "stamped": stamped_ledger.stamped,
}
"""How the ledgers are made that attacks start from."""


@dataclass
class Bases:
    """Copies of the ledgers that attacks start from, which are made once in a process."""

    folder: Path
    made: dict[str, Built] = field(default_factory=lambda: _MADE)
    count: int = 0

    def copy(self, base: str) -> Built:
        """Return a fresh copy."""
        if base not in self.made:
            self.made[base] = BASES[base](self.folder / base)
        self.count += 1
        return self.made[base].copy(self.folder / f"copy-{self.count}")


def run(one: Attack, bases: Bases) -> Report:
    """Do an attack and audit what is left."""
    built = bases.copy(one.base)
    before = built.trust()
    judged = one.act(built) or Judged(before)
    return audit(
        built.path,
        trust=judged.trust,
        now_us=NOW_US,
        anchors=judged.anchors,
        require_anchor=judged.require_anchor,
    )


def paper(built: Built) -> Judged:
    """Judge as a reviewer who has the fingerprint and nothing else."""
    enrolment = built.trust().enrolment
    assert enrolment is not None
    return Judged(Trust(fingerprint=enrolment.fingerprint))


def no_pin(built: Built) -> Judged:
    """Judge with all that the keystore knows, as someone who has no pin and misses none."""
    return Judged(built.trust(pin=None, keystore=False))


def stolen(built: Built, *epochs: int, root: bool = False) -> Forger:
    """Return a forger with keys of these epochs."""
    thief = Forger(built)
    for number in epochs:
        thief.steal_epoch(built, number)
    if root:
        thief.steal_root(built)
    return thief


def finish(thief: Forger, start: int) -> None:
    """Make everything after a change fit as far as the stolen keys go."""
    thief.rechain(start)
    thief.resign()
    thief.write()


def forge_last(thief: Forger, changes: dict[str, object]) -> None:
    """Replace fields of the newest entry, its MAC made right: nothing follows it."""
    last = thief.rows[-1]
    last.leaf |= changes
    last.mac = entry_mac(thief.secrets[5].mac, leaf_hash(canonical.encode(last.leaf)))
    thief.resign()
    thief.write()


def cut(built: Built, size: int) -> None:
    """Take the entries from `size` on away, and all that speaks of them."""
    thief = Forger(built)
    del thief.rows[size:]
    thief.changed = len(thief.rows)
    thief.notes = [note for note in thief.notes if note[0] <= size]
    thief.write()


def newest_note(built: Built) -> bytes:
    """Return the newest checkpoint note."""
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    note = db.execute("SELECT note FROM checkpoints ORDER BY id DESC LIMIT 1").fetchone()[0]
    db.close()
    return bytes(note)
