"""Attacks on pruning: leaves that just vanish, or by a purge that was not allowed to take them.

Where a recorder is the attacker, the real writer wrote the purge entry with its keys: what it says
is all that is wrong, and the rows it names are emptied.
"""

# ruff: noqa: S608 - our own numbers
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import apsw

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By, Purge
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import EntriesScope, RunScope
from tests.fakes.attack_table import PASS, VIOLATION, Judged, attack
from tests.fakes.attacks_retention import setting, wrote
from tests.fakes.forger import sql
from tests.fakes.pruned_ledger import DAYS, kill
from tests.fakes.retained_ledger import OURS, PERSON, hold_on, note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.canonical import JSON
    from tests.fakes.ledger_builder import Built

DUE = range(100, 110)
"""Calls of bundle 0 of `aged`: they may go today."""
LATE = range(520, 530)
"""Calls of bundle 2: the seal after them is of today."""
_EMPTY = "leaf = CAST('' AS BLOB)"


def purge(built: Built, seqs: Iterable[int], **changes: Any) -> dict[str, JSON]:
    """Return a purge of these leaves by schedule, with fields replaced."""
    entries = Ranges(seqs)
    made = Purge(
        which=Class.ENTRIES,
        by=By.SCHEDULE,
        days=DAYS,
        before_us=built.clock.now,
        entries=entries,
        size=_leaf_bytes(built, entries),
        run_keys=0,
        scope=None,
        count=entries.count,
        root=entries.root(),
    )
    return replace(made, **changes).to_json()


def taken(
    built: Built,
    seqs: Iterable[int],
    *before: tuple[Any, ...],
    actor: dict[str, JSON] = OURS,
    **changes: Any,
) -> Judged:
    """Let the recorder write a purge of leaves, and empty them."""
    subject = purge(built, seqs, **changes)
    judged = wrote(built, *before, (EntryKind.PURGE, subject, actor))
    emptied(built, seqs)
    return judged


def emptied(built: Built, seqs: Iterable[int], version: int = 2) -> None:
    """Empty leaves, as the file then says."""
    sql(
        built.path,
        *(f"UPDATE entries SET {_EMPTY} WHERE seq = {seq}" for seq in seqs),
        f"PRAGMA user_version = {version}",
    )


def one(built: Built, statement: str) -> Any:
    """Return one value of the file."""
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    value = db.execute(statement).fetchone()[0]
    db.close()
    return value


def _leaf_bytes(built: Built, entries: Ranges) -> int:
    return sum(one(built, f"SELECT length(leaf) FROM entries WHERE seq = {seq}") for seq in entries)


@attack("F04", expected=PASS, base="pruned")
def pruned_by_schedule(_built: Built) -> None:
    """What was old enough is gone, and everything else recomputes."""


@attack(expected=PASS, base="aged")
def pruned_in_part(built: Built) -> Judged:
    """Only some of what was due went."""
    return taken(built, DUE)


@attack(expected=PASS, base="aged")
def prune_not_begun(built: Built) -> Judged:
    """A recorder that was killed before the first leaf went."""
    return wrote(built, (EntryKind.PURGE, purge(built, DUE), OURS))


@attack(expected=PASS, base="aged")
def prune_not_cut(built: Built) -> Judged:
    """A recorder that was killed when some leaves were blanked and some cut."""
    judged = wrote(built, (EntryKind.PURGE, purge(built, DUE), OURS))
    blank = "leaf = zeroblob(length(leaf))"
    sql(built.path, f"UPDATE entries SET {blank} WHERE seq IN (100, 101)")
    emptied(built, [102])
    return judged


@attack(expected=PASS, base="aged")
def pruned_beside_a_hold(built: Built) -> Judged:
    """A hold on the numbers of other entries lets these go."""
    hold = hold_on(built, EntriesScope(Ranges(LATE)), "case-2")
    return taken(built, DUE, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))


@attack("F02", base="pruned", finding="entry_missing")
def emptied_unnamed(built: Built) -> None:
    """A leaf is gone, and no purge names it."""
    emptied(built, LATE[:1])


@attack("F03", base="aged", finding="entry_missing")
def emptied_with_others(built: Built) -> Judged:
    """A purge names ten leaves, and eleven are gone."""
    judged = taken(built, DUE)
    emptied(built, [DUE[-1] + 1])
    return judged


@attack("F03", base="pruned", finding="seq_gap")
def pruned_row_deleted(built: Built) -> None:
    """Not even the row of a pruned entry is left."""
    sql(built.path, "DELETE FROM entries WHERE seq = 100")


@attack("C07", base="pruned", finding="tile")
def pruned_hash_in_tile(built: Built) -> None:
    """The hash of a pruned entry is another one in its tile."""
    tile = bytearray(one(built, "SELECT hashes FROM tiles WHERE level = 0 AND idx = 0"))
    tile[100 * 32] ^= 1
    sql(built.path, f"UPDATE tiles SET hashes = x'{tile.hex()}' WHERE level = 0 AND idx = 0")


@attack("A01", base="pruned", finding="checkpoint_root")
def pruned_hash_everywhere(built: Built) -> None:
    """And in its row, so that row and tile agree."""
    pruned_hash_in_tile(built)
    tile = bytes(one(built, "SELECT hashes FROM tiles WHERE level = 0 AND idx = 0"))
    hashed = tile[100 * 32 : 101 * 32]
    sql(built.path, f"UPDATE entries SET leaf_hash = x'{hashed.hex()}' WHERE seq = 100")


@attack("B08", base="pruned", finding="seal_macs")
def pruned_mac(built: Built) -> None:
    """The MAC of a pruned entry is another one."""
    sql(built.path, "UPDATE entries SET mac = zeroblob(32) WHERE seq = 100")


@attack("A01", base="pruned", finding="pruned_hash")
def pruned_hash_cut(built: Built) -> None:
    """The hash of a pruned entry has 31 bytes."""
    sql(built.path, "UPDATE entries SET leaf_hash = substr(leaf_hash, 2) WHERE seq = 100")


@attack(base="pruned", finding="pruned_start")
def first_entry_pruned(built: Built) -> None:
    """Entry 0, with the root keys, is empty."""
    emptied(built, [0])


@attack("B03", base="aged")
def introduction_pruned(built: Built) -> Judged:
    """A purge names the entry that brings the keys of epoch 2."""
    return taken(built, [one(built, "SELECT first_seq FROM epochs WHERE epoch = 2")])


@attack("B03", base="aged")
def seal_pruned(built: Built) -> Judged:
    """A purge names the seal of epoch 1."""
    return taken(built, [one(built, "SELECT first_seq FROM epochs WHERE epoch = 2") - 1])


@attack("F01", base="aged", finding="seal_lasting")
def consent_pruned(built: Built) -> Judged:
    """A purge names an entry of a kind that lasts; whoever sealed it counted it."""
    return taken(built, [built.marks["consent"]])


@attack("F01", base="aged", finding="seal_lasting")
def hold_pruned(built: Built) -> Judged:
    """A purge names the entry that placed a hold."""
    return taken(built, [built.marks["hold"], built.marks["hold"] + 1])


@attack(base="older", finding="pruned_unsealed")
def pruned_below_an_older_seal(built: Built) -> Judged:
    """The epoch was sealed when seals did not yet say what lasts."""
    return taken(built, DUE)


@attack(expected=PASS, base="older")
def sealed_by_an_older_version(_built: Built) -> None:
    """Seals that do not say what lasts are seals."""


@attack(base="lost", finding="pruned_unsealed")
def pruned_of_a_lost_epoch(built: Built) -> Judged:
    """Nobody sealed the epoch, so nobody says what of it must last."""
    return taken(built, DUE)


@attack("F01", expected=VIOLATION, base="aged", finding="purge_held")
def pruned_under_a_hold(built: Built) -> Judged:
    """A hold on a run is in force: whether it covers what is gone cannot be told."""
    hold = hold_on(built, RunScope("codex", "many"), "case-2")
    return taken(built, DUE, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))


@attack("F01", expected=VIOLATION, base="aged", finding="purge_held")
def pruned_though_held_by_number(built: Built) -> Judged:
    """A hold on the very numbers."""
    hold = hold_on(built, EntriesScope(Ranges(DUE[3:4])), "case-2")
    return taken(built, DUE, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))


@attack("F07", expected=VIOLATION, base="aged", finding="purge_early")
def pruned_too_early(built: Built) -> Judged:
    """The seal after the last bundle is of today."""
    return taken(built, LATE)


@attack("F07", expected=VIOLATION, base="aged", finding="purge_early")
def pruned_though_for_ever(built: Built) -> Judged:
    """A person set entries to stay for ever before."""
    return taken(built, DUE, setting("entry_days", 0), days=0)


@attack("F07", expected=VIOLATION, base="aged", finding="purge_days")
def pruned_by_other_days(built: Built) -> Judged:
    """The purge goes by fewer days than the policy."""
    return taken(built, DUE, days=DAYS - 1)


@attack("F07", expected=VIOLATION, base="aged", finding="prune_by")
def pruned_by_person(built: Built) -> Judged:
    """Nobody takes entries but the schedule."""
    return taken(built, DUE, actor=PERSON, by=By.PERSON, days=None)


@attack("F02", base="aged", finding="prune_unsealed")
def pruned_unsigned(built: Built) -> Judged:
    """The purge entry lies in the tail that no checkpoint covers: nobody signed it."""
    writer = built.open()
    note(writer, EntryKind.PURGE, purge(built, DUE), OURS)
    kill(built, writer)
    emptied(built, DUE)
    return Judged(built.trust())


@attack("E08", base="pruned", finding="pruned_version")
def pruned_version_old(built: Built) -> None:
    """The file says that nothing was pruned."""
    sql(built.path, "PRAGMA user_version = 1")


@attack("E08", base="aged", finding="pruned_version")
def pruned_version_early(built: Built) -> None:
    """The file says that something was pruned."""
    sql(built.path, "PRAGMA user_version = 2")


@attack(base="pruned", finding="body_extra")
def body_of_a_pruned_entry(built: Built) -> None:
    """A body lies beside an entry that is gone."""
    sql(built.path, "INSERT INTO bodies VALUES (100, x'00', zeroblob(32))")


@attack("F02", base="pruned", finding="purge_nothing")
def body_purged_of_a_pruned_entry(built: Built) -> Judged:
    """A purge of bodies names an entry that had lost its leaf."""
    young = built.marks["young"] + 1
    subject = purge_of_bodies_at(built, young) | {"entries": [[100, 100], [young, young]]}
    entries = Ranges([100, young])
    subject |= {"count": 2, "root": entries.root().hex()}
    judged = wrote(built, (EntryKind.PURGE, subject, PERSON))
    sql(built.path, f"DELETE FROM bodies WHERE seq = {young}")
    return judged


def purge_of_bodies_at(built: Built, seq: int) -> dict[str, JSON]:
    """Return a person's purge of one body."""
    leaf = one(built, f"SELECT leaf FROM entries WHERE seq = {seq}")
    size = int(bytes(leaf).partition(b'"payload":{"bytes":')[2].partition(b",")[0])
    made = Purge(
        Class.BODIES, By.PERSON, None, built.clock.now, Ranges([seq]), size, 0, None, 1, b""
    )
    return made.to_json()


@attack(base="pruned", finding="table_runs")
def run_counted_beyond_the_pruned(built: Built) -> None:
    """A run is said to have more entries than were pruned."""
    sql(built.path, "UPDATE run_seqs SET next = next + 600 WHERE run_id = 'many'")


@attack(base="pruned", finding="hold_covers")
def hold_covers_more_than_pruned(built: Built) -> Judged:
    """A hold says to cover more than is there and was pruned."""
    hold = replace(hold_on(built, RunScope("codex", "young"), "case-2"), entries=600)
    return wrote(built, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))
