"""The attacks on a ledger, as a table: what is done to a real one, and the verdict it must get.

Each attack is a function that changes a copy and returns how it is judged. `run` gives its report. The table
serves `tests/integration/test_ledger_attacks.py` and the mutants of `tests/tools/mutants.py`. Rows of
ATTACKS.md are named; attacks without one are defects of verifiers elsewhere, or hold one check alone.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import apsw
import zstandard

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import HeldKeys, Trust
from desktop_app.model import canonical
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keys import SignerPair
from desktop_app.signing.statements import (
    entry_mac,
    keys_to_json,
    rotation_statement,
    sign_rotation,
)
from desktop_app.tlog.merkle import leaf_hash
from desktop_app.tlog.note import Note, format_note, parse_note
from tests.fakes import forger, ledger_builder
from tests.fakes.forger import Forger, edit, sql

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from tests.fakes.ledger_builder import Built

NOW_US = ledger_builder.START_US + 10**12
PASS, INVALID, DIVERGED = Verdict.CONSISTENT, Verdict.INVALID, Verdict.DIVERGED
UNREADABLE, INCOMPLETE = Verdict.UNREADABLE, Verdict.INCOMPLETE


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


@dataclass
class Bases:
    """Copies of the ledgers that attacks start from, which are made once in a process."""

    folder: Path
    made: dict[str, Built] = field(default_factory=lambda: _MADE)
    count: int = 0

    def copy(self, base: str) -> Built:
        """Return a fresh copy."""
        if base not in self.made:
            make = {"killed": ledger_builder.standard, "stopped": ledger_builder.stopped}[base]
            self.made[base] = make(self.folder / base)
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
    """Judge with the keystore, its pin taken away."""
    return Judged(built.trust(pin=None))


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


# --- leaves ----------------------------------------------------------------------------------


@attack("A06", expected=PASS)
def nothing(_built: Built) -> None:
    """What a kill leaves is sound."""


@attack("A01")
def edit_leaf(built: Built) -> None:
    """Another verb in an old entry; nothing else is touched."""
    sql(
        built.path,
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'pause', 'pausE') AS BLOB) "
        f"WHERE seq = {built.marks['command']}",
    )


@attack("A01", finding="leaf_hash")
def edit_leaf_hash(built: Built) -> None:
    """Only the cached hash of an entry is another."""
    sql(built.path, "UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 4")


@attack("A01", finding="chain")
def edit_tail_unseen(built: Built) -> Judged:
    """An unsigned entry, its hash made right, before a reviewer who has no MAC key: the chain."""
    thief = Forger(built)
    leaf = thief.rows[built.marks["tail"]].leaf
    leaf["subject"] = {"verb": "never"}
    thief.resign()
    thief.write()
    return paper(built)


@attack("A01", finding="mac")
def edit_tail_rechained(built: Built) -> None:
    """The same, with the chain made right, before the keystore: the MACs."""
    thief = Forger(built)
    thief.rows[built.marks["tail"]].leaf["subject"] = {"verb": "never"}
    finish(thief, built.marks["tail"])


@attack("A01", expected=PASS)
def edit_tail_rechained_on_paper(built: Built) -> Judged:
    """What the fingerprint alone cannot show: the report names the tail as unsealed."""
    edit_tail_rechained(built)
    return paper(built)


@attack("A02", finding="seq_gap")
def delete_middle(built: Built) -> None:
    """An entry is deleted."""
    sql(built.path, "DELETE FROM entries WHERE seq = 30")


@attack("A02")
def delete_and_rechain(built: Built) -> None:
    """An entry is deleted and the rest made to fit, without keys."""
    thief = Forger(built)
    del thief.rows[30]
    finish(thief, 30)


@attack("A02", finding="seq_gap")
def leave_a_gap(built: Built) -> None:
    """A number is left out, all else right, with the running epoch's key."""
    thief = stolen(built, 5)
    far = len(thief.rows) + 4
    forge_last(thief, {"seq": far})
    sql(built.path, f"UPDATE entries SET seq = {far} WHERE seq = {far - 5}")


@attack("A03")
def insert_middle(built: Built) -> None:
    """An entry is put between others and the rest made to fit, without keys."""
    thief = Forger(built)
    extra = forger.Row(dict(thief.rows[30].leaf), thief.rows[30].mac, None)
    thief.rows.insert(31, extra)
    finish(thief, 31)


@attack("A04", finding="seq")
def swap(built: Built) -> None:
    """Two entries change places."""
    sql(
        built.path,
        "UPDATE entries SET seq = -1 WHERE seq = 30",
        "UPDATE entries SET seq = 30 WHERE seq = 31",
        "UPDATE entries SET seq = 31 WHERE seq = -1",
    )


@attack("A05")
def duplicate(built: Built) -> None:
    """An entry takes the place of the next one as well."""
    sql(
        built.path,
        "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE seq = 30), leaf_hash = "
        "(SELECT leaf_hash FROM entries WHERE seq = 30) WHERE seq = 31",
    )


@attack("A05", finding="seq")
def wrong_seq(built: Built) -> None:
    """The newest entry speaks of another place, all else right, with the running epoch's key."""
    forge_last(stolen(built, 5), {"seq": 7})


@attack("E10b")
def insert_or_replace(built: Built) -> None:
    """INSERT OR REPLACE of an existing seq by a connection without guards."""
    sql(
        built.path,
        "INSERT OR REPLACE INTO entries SELECT 30, leaf, leaf_hash, mac FROM entries WHERE seq = 40",
    )


@attack("A12", finding="origin")
def foreign_leaf(built: Built) -> None:
    """An entry of the tail is of another log, all else right, with the running epoch's key."""
    thief = stolen(built, 5)
    thief.rows[built.marks["tail"]].leaf["log"] = "countersign/0000000000000000"
    finish(thief, built.marks["tail"])


@attack("A12")
def foreign_log(built: Built) -> None:
    """Another install's whole log under this origin."""
    other = ledger_builder.stopped(built.folder / "other", seed="z")
    log = forger.leaves(built.path)[0]["log"]
    thief = Forger(other)
    for row in thief.rows:
        row.leaf["log"] = log
    thief.rows[0].leaf["subject"]["install"] = log.split("/")[1]
    finish(thief, 0)
    for suffix in ("", "-wal"):
        (built.folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    other.path.rename(built.path)
    sql(built.path, f"UPDATE meta SET value = '{log.split('/')[1]}' WHERE key = 'install'")


@attack("A13")
def origin_changed(built: Built) -> None:
    """The origin is another in every leaf, the rest made to fit without keys."""
    thief = Forger(built)
    for row in thief.rows:
        row.leaf["log"] = "countersign/0000000000000000"
    finish(thief, 0)


@attack("A14", expected=UNREADABLE, finding="newer")
def newer_kind(built: Built) -> None:
    """The newest entry is of a kind that this version does not know."""
    forge_last(stolen(built, 5), {"kind": "consent.given"})


@attack("A14", expected=UNREADABLE, finding="newer")
def newer_version(built: Built) -> None:
    """The newest entry has version 2."""
    forge_last(stolen(built, 5), {"v": 2})


# --- cut, rolled back, forked ----------------------------------------------------------------------


def cut(built: Built, size: int) -> None:
    """Take the entries from `size` on away, and all that speaks of them."""
    thief = Forger(built)
    del thief.rows[size:]
    thief.changed = len(thief.rows)
    thief.notes = [note for note in thief.notes if note[0] <= size]
    thief.write()


@attack("A06", expected=PASS)
def cut_tail_no_pin(built: Built) -> Judged:
    """The tail is cut, and nobody remembers it."""
    cut(built, built.marks["pinned"] - 1)
    return no_pin(built)


@attack("A07", expected=DIVERGED, finding="pin")
def cut_tail_pinned(built: Built) -> None:
    """The tail is cut below the pin."""
    cut(built, built.marks["pinned"] - 1)


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


# --- MACs and epochs -----------------------------------------------------------------------------


@attack("B08", "A01", finding="seal_macs")
def old_mac(built: Built) -> None:
    """A MAC of an epoch whose key is gone."""
    sql(built.path, "UPDATE entries SET mac = zeroblob(32) WHERE seq = 3")


@attack("B08", finding="mac_length")
def move_mac_bytes(built: Built) -> None:
    """A byte moves from one MAC to the next: their concatenation stays."""
    sql(
        built.path,
        "UPDATE entries SET mac = CAST(mac || substr((SELECT mac FROM entries WHERE seq = 4), 1, 1) "
        "AS BLOB) WHERE seq = 3",
        "UPDATE entries SET mac = CAST(substr(mac, 2) AS BLOB) WHERE seq = 4",
    )


@attack("B08", finding="seal_mac")
def seal_mac(built: Built) -> None:
    """The MAC column of a seal."""
    sql(built.path, "UPDATE entries SET mac = zeroblob(32) WHERE seq = 10")


@attack("A01", finding="mac")
def running_mac(built: Built) -> None:
    """A MAC of the running epoch."""
    sql(built.path, f"UPDATE entries SET mac = zeroblob(32) WHERE seq = {built.marks['tail']}")


@attack("B02", finding="mac")
def older_key_on_newer(built: Built) -> None:
    """The newest entry carries a MAC by an older epoch's key."""
    thief = stolen(built, 4)
    last = thief.rows[-1]
    last.mac = entry_mac(thief.secrets[4].mac, leaf_hash(canonical.encode(last.leaf)))
    thief.write()


@attack("B01", "A10")
def newer_key_on_older(built: Built) -> None:
    """An entry of epoch 1 is rewritten by a thief of the running epoch's keys."""
    thief = stolen(built, 5)
    thief.rows[built.marks["command"]].leaf["subject"] = {"verb": "never"}
    finish(thief, built.marks["command"])


@attack("A10", finding="introduction")
def stolen_epochs_rewrite(built: Built) -> None:
    """Two epochs' keys are stolen, the root's is not: epoch 5's introduction shows it."""
    thief = stolen(built, 4, 5)
    thief.rows[40].leaf["subject"] = {"verb": "never"}
    finish(thief, 40)


@attack("A10")
def stolen_root_rewrite(built: Built) -> None:
    """The root's keys are stolen, no epoch's."""
    thief = stolen(built, root=True)
    thief.rows[40].leaf["subject"] = {"verb": "never"}
    finish(thief, 40)


def recover(built: Built) -> Judged:
    """Go on from epoch 1 with the stolen root and epoch keys of the thief's own making."""
    thief = stolen(built, root=True)
    del thief.rows[5:]
    built.keystore.history["epoch.2"] = ledger_builder.SeededIds("thief").random_bytes(96)
    keys = thief.steal_epoch(built, 2)
    start = dict(thief.rows[1].leaf) | {"epoch": 2, "kind": "epoch.recovered"}
    start["subject"] = {"epoch": 2, "lost_epoch": 1, "reason": "start"}
    forged = dict(thief.rows[2].leaf) | {"epoch": 2, "subject": {"verb": "forged"}}
    thief.rows += [forger.Row(start, b"", None), forger.Row(forged, b"", None)]
    thief.notes = [note for note in thief.notes if note[0] <= 5]
    thief.rechain(5)
    thief.notes.append((7, NOW_US, "test", thief.sign(7, keys)))
    thief.write()
    sql(built.path, "DELETE FROM meta WHERE key = 'handover'")
    return paper(built)


@attack("A10", expected=PASS, base="stopped", finding="epoch_recovered")
def stolen_root_recovers(built: Built) -> Judged:
    """With the root a thief can go on by `epoch.recovered`, which the verdict names."""
    return recover(built)


@attack("A10", expected=DIVERGED, base="stopped", finding="pin")
def stolen_root_recovers_pinned(built: Built) -> Judged:
    """The same against the pin."""
    pin = built.trust().pin
    return Judged(replace(recover(built).trust, pin=pin))


@attack("A10", expected=DIVERGED, finding="fingerprint")
def made_anew(built: Built) -> Judged:
    """A whole log of the thief's own keys, against the fingerprint on paper."""
    judged = paper(built)
    other = ledger_builder.stopped(built.folder / "other", seed="z")
    for suffix in ("", "-wal"):
        (built.folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    other.path.rename(built.path)
    return judged


@attack("A10", "B07", expected=Verdict.KEY_UNPINNED, finding="key_unpinned")
def no_trust(_built: Built) -> Judged:
    """Nobody remembers any key."""
    return Judged(Trust())


@attack("B07", expected=INCOMPLETE, finding="key_lost")
def running_key_lost(built: Built) -> Judged:
    """The keystore lost the running epoch's key, and only that."""
    return Judged(built.trust(epochs={}))


@attack("B07", expected=INCOMPLETE)
def keystore_emptied(built: Built) -> Judged:
    """The keystore is empty."""
    built.keystore.items.clear()
    return Judged(built.trust())


@attack("B02", expected=DIVERGED, finding="mac_key")
def another_mac_key(built: Built) -> Judged:
    """The running epoch was introduced with another MAC key than the keystore's."""
    held = built.trust().epochs[5]
    return Judged(built.trust(epochs={5: HeldKeys(held.public, bytes(32))}))


@attack("A10", expected=DIVERGED, finding="root")
def unknown_root(built: Built) -> Judged:
    """The ledger rotates to a root that the enrolment does not know."""
    enrolment = built.trust().enrolment
    return Judged(built.trust(enrolment=replace(enrolment, roots=enrolment.roots[:1])))


@attack("B03", finding="epoch")
def empty_epoch_removed(built: Built) -> None:
    """The empty epoch 3 is cut out, with every other key stolen."""
    thief = stolen(built, 2, 4, 5, root=True)
    start = thief.number_of("epoch.start", 2)
    del thief.rows[start : start + 2]
    thief.resign()
    finish(thief, start)


@attack("B03")
def epoch_removed_renumbered(built: Built) -> None:
    """The empty epoch is cut out and later ones renumbered, with the keys of the later ones."""
    thief = stolen(built, 4, 5, root=True)
    thief.secrets = {3: thief.secrets[4], 4: thief.secrets[5]}
    start = thief.number_of("epoch.start", 2)
    del thief.rows[start : start + 2]
    for row in thief.rows[start:]:
        row.leaf["epoch"] -= 1
        if row.leaf["kind"] in ("epoch.start", "epoch.seal"):
            row.leaf["subject"]["epoch"] -= 1
    finish(thief, start)


@attack("B03", finding="unsealed")
def seal_removed(built: Built) -> None:
    """The seal of epoch 4 is cut out, with all keys from there on and the root's."""
    thief = stolen(built, 4, 5, root=True)
    seal = thief.number_of("epoch.seal", 3)
    del thief.rows[seal]
    thief.notes = [note for note in thief.notes if note[0] != seal + 1]
    finish(thief, seal)


@attack("B04", finding="after_seal")
def two_seals(built: Built) -> None:
    """A second seal follows the first, with all keys from there on and the root's."""
    thief = stolen(built, 4, 5, root=True)
    seal = thief.number_of("epoch.seal", 3)
    again = thief.rows[seal]
    again.leaf["nonce"] = "0" * 32
    leaf = dict(again.leaf) | {"subject": dict(again.leaf["subject"])}
    thief.rows.insert(seal + 1, forger.Row(leaf, again.mac, None))
    finish(thief, seal)


@attack("B01", "B02", finding="epoch")
def wrong_epoch_number(built: Built) -> None:
    """The newest entry says another epoch, all else right, with the running epoch's key."""
    forge_last(stolen(built, 5), {"epoch": 4})


@attack("B03", finding="seal_range")
def seal_range(built: Built) -> None:
    """The last seal counts one entry less, with the epoch's and the next one's keys stolen."""
    thief = Forger(built)
    seal = thief.number_of("epoch.seal", 3)
    del thief.rows[seal + 1 :]
    thief.notes = [note for note in thief.notes if note[0] <= seal]
    keys = thief.steal_epoch(built, 4)
    subject = thief.rows[seal].leaf["subject"]
    subject["first_seq"], subject["count"] = subject["first_seq"] + 1, subject["count"] - 1
    thief.notes.append((seal + 1, NOW_US, "seal", thief.sign(seal + 1, keys, NOW_US)))
    thief.write()
    return no_pin(built)


@attack("B05", finding="rotation")
def rotation_unsigned(built: Built) -> None:
    """An entry before the rotation is rewritten with all keys after it; the old root is not there."""
    thief = stolen(built, 2, 3, 4, 5, root=True)
    start = thief.number_of("keys.rotated") - 1
    thief.rows[start].leaf["nonce"] = "0" * 32
    finish(thief, start)


def rotate_at_end(built: Built, thief: Forger, old: SignerPair) -> None:
    """Put a rotation by `old` behind the newest entry, in the running epoch."""
    new = SignerPair(bytes(31) + b"\1", bytes(31) + b"\2")
    leaf = dict(thief.rows[-1].leaf)
    prev = leaf_hash(canonical.encode(leaf))
    leaf |= {"seq": len(thief.rows), "kind": "keys.rotated"}
    statement = rotation_statement(
        log=leaf["log"], seq=leaf["seq"], prev=prev, old=old.public, new=new.public
    )
    leaf["subject"] = {
        "old": keys_to_json(old.public),
        "new": keys_to_json(new.public),
        "signatures": sign_rotation(statement, old=old, new=new),
    }
    thief.rows.append(forger.Row(leaf, b"", None))
    finish(thief, leaf["seq"])
    sql(built.path, f"UPDATE meta SET value = '{leaf['seq']}' WHERE key = 'root_seq'")


@attack("B05", finding="rotation")
def rotation_by_stranger(built: Built) -> None:
    """A rotation from a root of the thief's own making, signed by both."""
    thief = stolen(built, 5)
    rotate_at_end(built, thief, SignerPair(bytes(31) + b"\3", bytes(31) + b"\4"))


@attack("B05", finding="rotation")
def rotation_without_seal(built: Built) -> Judged:
    """The epoch goes on after a rotation, with root and epoch keys stolen."""
    thief = stolen(built, 5, root=True)
    old = next(iter(thief.roots.values()))
    last = dict(thief.rows[-1].leaf)
    rotate_at_end(built, thief, old)
    thief = stolen(built, 5)
    thief.rows.append(forger.Row(last, b"", None))
    finish(thief, len(thief.rows) - 1)
    return paper(built)


# --- checkpoints ---------------------------------------------------------------------------------------


@attack("B06", "B01", finding="checkpoint")
def checkpoint_by_newer_key(built: Built) -> None:
    """A checkpoint of epoch 1 is signed with epoch 5's key."""
    thief = stolen(built, 5)
    at = [note[0] for note in thief.notes].index(built.marks["signed"])
    size, ts, reason, _ = thief.notes[at]
    thief.notes[at] = (size, ts, reason, thief.sign(size, thief.secrets[5]))
    thief.write()


@attack("B06", "B02", finding="checkpoint")
def checkpoint_by_older_key(built: Built) -> None:
    """A checkpoint over the tail is signed with epoch 1's key."""
    thief = stolen(built, 1)
    size = len(thief.rows)
    thief.notes.append((size, NOW_US, "test", thief.sign(size, thief.secrets[1])))
    thief.write()


@attack("A01", finding="checkpoint_root")
def checkpoint_of_other_root(built: Built) -> None:
    """The running epoch's key signed another tree, as a fork would have it."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    kept, thief.rows[-1].leaf["nonce"] = thief.rows[-1].leaf["nonce"], "0" * 32
    note = thief.sign(size, thief.secrets[5])
    thief.rows[-1].leaf["nonce"] = kept
    thief.notes.append((size, NOW_US, "test", note))
    thief.write()


@attack("A01", finding="checkpoint_size")
def checkpoint_size_column(built: Built) -> None:
    """A checkpoint tells the right root and another size."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    note = thief.sign(size, thief.secrets[5], told=size - 1)
    thief.notes.append((size, NOW_US, "test", note))
    thief.write()


@attack("A01", finding="checkpoint_root")
def checkpoints_out_of_order(built: Built) -> None:
    """An older checkpoint of the running epoch lies behind a newer one."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    for older in (size, size - 1):
        thief.notes.append((older, NOW_US, "test", thief.sign(older, thief.secrets[5])))
    thief.write()


@attack("A02", expected=INCOMPLETE, finding="checkpoint_gap")
def checkpoint_deleted(built: Built) -> None:
    """A checkpoint is gone, and its number with it."""
    sql(built.path, f"DELETE FROM checkpoints WHERE size = {built.marks['signed']}")


@attack("B03", expected=INCOMPLETE, finding="seal_unsigned")
def seal_checkpoint_deleted(built: Built) -> None:
    """The checkpoint of a seal is gone and the others renumbered."""
    thief = Forger(built)
    thief.notes = [note for note in thief.notes if note[0] != 11]
    thief.write()


@attack("B06", expected=INCOMPLETE, finding="seal_unsigned")
def seal_cosignature_stripped(built: Built) -> None:
    """The checkpoint of a seal lost its ML-DSA-44 signature."""
    thief = Forger(built)
    for at, (size, ts, reason, data) in enumerate(thief.notes):
        if size == 11:
            note = parse_note(data)
            bare = format_note(Note(note.text, note.signatures[:1]))
            thief.notes[at] = (size, ts, reason, bare)
    thief.write()


@attack("A01", finding="checkpoint_lines")
def cosignature_of_stranger(built: Built) -> None:
    """The second signature of a checkpoint is by a key that nobody knows."""
    thief = Forger(built)
    at = [note[0] for note in thief.notes].index(built.marks["pinned"])
    size, ts, reason, data = thief.notes[at]
    note = parse_note(data)
    second = replace(note.signatures[1], key_id=b"nope")
    data = format_note(Note(note.text, (note.signatures[0], second)))
    thief.notes[at] = (size, ts, reason, data)
    thief.write()


@attack("A01", finding="checkpoint_time")
def cosigned_time_column(built: Built) -> None:
    """The time beside a timestamped checkpoint is another."""
    sql(built.path, "UPDATE checkpoints SET ts = ts + 86400000000 WHERE reason = 'seal'")


# --- tiles, bodies, runs, books -------------------------------------------------------------------


@attack("C07", finding="tile")
def tile_edited(built: Built) -> None:
    """A hash in a stored tile."""
    sql(built.path, "UPDATE tiles SET hashes = CAST(zeroblob(1) || substr(hashes, 2) AS BLOB)")


@attack("C07", finding="tile_missing")
def tile_deleted(built: Built) -> None:
    """A stored tile is gone."""
    sql(built.path, "DELETE FROM tiles")


@attack("C07", finding="tile_extra")
def tile_added(built: Built) -> None:
    """A tile over entries that are not there."""
    sql(built.path, "INSERT INTO tiles VALUES (0, 1, zeroblob(8192))")


@attack("A01", "F02", finding="body_missing")
def body_deleted(built: Built) -> None:
    """A body is gone without a record."""
    sql(built.path, "DELETE FROM bodies WHERE seq = 4")


@attack("A01", finding="body_missing")
def body_shredded(built: Built) -> None:
    """A body's secret is gone without a record."""
    sql(built.path, "UPDATE bodies SET secret = NULL WHERE seq = 4")


@attack("A03", finding="body_extra")
def body_added(built: Built) -> None:
    """A body lies at an entry that speaks of none."""
    sql(built.path, "INSERT INTO bodies SELECT 3, body, secret FROM bodies WHERE seq = 4")


@attack("A03", finding="body_extra")
def body_beyond(built: Built) -> None:
    """A body lies behind the last entry."""
    sql(built.path, "INSERT INTO bodies SELECT 99999, body, secret FROM bodies WHERE seq = 4")


@attack("A04")
def bodies_swapped(built: Built) -> None:
    """Two bodies change places, secrets and all."""
    sql(
        built.path,
        "UPDATE bodies SET seq = -1 WHERE seq = 4",
        "UPDATE bodies SET seq = 4 WHERE seq = 5",
        "UPDATE bodies SET seq = 5 WHERE seq = -1",
    )


@attack("A01", finding="body_unpack")
def body_extended(built: Built) -> None:
    """Bytes follow the compressed frame."""
    sql(built.path, "UPDATE bodies SET body = CAST(body || 'x' AS BLOB) WHERE seq = 4")


@attack("A01", finding="body_commitment")
def body_secret_extended(built: Built) -> None:
    """A zero byte follows the secret: for HMAC it is the same key."""
    sql(built.path, "UPDATE bodies SET secret = CAST(secret || zeroblob(1) AS BLOB) WHERE seq = 4")


def forge_body(
    built: Built, payload: dict[str, object], subject: dict[str, object], body: bytes | None = None
) -> None:
    """Change what the tail's body entry says, with the running epoch's key."""
    thief = stolen(built, 5)
    at = built.marks["tail"] + 1
    row = thief.rows[at]
    row.leaf["payload"] |= payload
    row.leaf["subject"] |= subject
    if body is not None and row.body is not None:
        row.body = (body, row.body[1])
    finish(thief, at)


@attack("A01", finding="body_digest")
def digest_forged(built: Built) -> None:
    """The digest is another (sigstore-ruby, CVE-2026-31830: found and ignored)."""
    forge_body(built, {"digest": "00" * 32}, {})


@attack("A01", finding="body_commitment")
def commitment_forged(built: Built) -> None:
    """The commitment is another: a span shown alone could not be proven."""
    forge_body(built, {"commitment": "00" * 32}, {})


@attack("A01", finding="body_groups")
def groups_forged(built: Built) -> None:
    """The records belong to other scopes."""
    forge_body(built, {}, {"groups": [[3, 0]]})


@attack("A01", finding="body_groups")
def records_forged(built: Built) -> None:
    """The entry counts other records than the body has."""
    forge_body(built, {}, {"records": 2})


@attack("A01", finding="body_size")
def size_forged(built: Built) -> None:
    """The entry tells a larger size, and the frame none."""
    thief = Forger(built)
    old = thief.rows[built.marks["tail"] + 1]
    assert old.body is not None
    content = zstandard.ZstdDecompressor().decompress(old.body[0])
    packer = zstandard.ZstdCompressor().compressobj()
    body = packer.compress(content) + packer.flush()
    forge_body(built, {"bytes": len(content) + 5}, {}, body)


@attack("E12", finding="body_size")
def bomb(built: Built) -> None:
    """The body unpacks to 200 MiB; the entry says a few bytes."""
    forge_body(built, {}, {}, zstandard.ZstdCompressor().compress(bytes(200 * 2**20)))


@attack("A02", finding="run_seq")
def run_gap(built: Built) -> None:
    """A run's numbers have a gap, all else right, with the running epoch's key."""
    thief = stolen(built, 5)
    thief.rows[built.marks["tail"] + 2].leaf["run_seq"] = 9
    finish(thief, built.marks["tail"] + 2)


@attack("A02", finding="run_count")
def run_count(built: Built) -> None:
    """A run's end counts one entry less."""
    thief = stolen(built, 5)
    thief.rows[built.marks["tail"] + 2].leaf["subject"]["entries"] = 0
    finish(thief, built.marks["tail"] + 2)


@attack("A01", finding="run_seq")
def run_half(built: Built) -> None:
    """An entry has a number in no run."""
    forge_last(stolen(built, 5), {"run_seq": 0})


@attack("A01", finding="table_epochs")
def table_epochs(built: Built) -> None:
    """The table of epochs says another beginning."""
    sql(built.path, "UPDATE epochs SET first_seq = first_seq + 1 WHERE epoch = 3")


@attack("A01", finding="table_runs")
def table_run_seqs(built: Built) -> None:
    """The table of runs counts another number."""
    sql(built.path, "UPDATE run_seqs SET next = next + 1")


@attack("A01", finding="table_runs")
def table_run_seqs_deleted(built: Built) -> None:
    """The table of runs lacks a run."""
    sql(built.path, "DELETE FROM run_seqs WHERE sender = 'claude'")


@attack("A01", finding="table_run_keys")
def table_run_keys(built: Built) -> None:
    """A run's key is cut."""
    sql(built.path, "UPDATE run_keys SET secret = x'00'")


@attack("A01", finding="table_meta")
def table_meta(built: Built) -> None:
    """The file says another root."""
    sql(built.path, "UPDATE meta SET value = '0' WHERE key = 'root_seq'")


@attack("B05", finding="handover", base="stopped")
def handover_forged(built: Built) -> None:
    """The signatures that a stopped recorder left are another's."""
    with edit(built.path) as db:
        text = db.execute("SELECT value FROM meta WHERE key = 'handover'").fetchone()[0]
        value = canonical.decode(text.encode())
        value["signatures"]["previous_ed25519"] = base64.b64encode(bytes(64)).decode()
        db.execute(
            "UPDATE meta SET value = ? WHERE key = 'handover'", (canonical.encode(value).decode(),)
        )


# --- the file ------------------------------------------------------------------------------------------


def hostile(built: Built, *statements: str) -> None:
    """Change the schema."""
    db = apsw.Connection(str(built.path))
    for statement in statements:
        db.execute(statement).fetchall()
    db.close()


@attack("E01", finding="seq_gap")
def drop_triggers_delete(built: Built) -> None:
    """Triggers are dropped, an entry deleted, the triggers put back."""
    sql(built.path, "DELETE FROM entries WHERE seq = 20")


@attack("E01", expected=UNREADABLE)
def drop_triggers(built: Built) -> None:
    """Triggers are dropped and stay away."""
    hostile(built, "DROP TRIGGER entries_no_delete")


@attack("E03", finding="integrity")
def index_page(built: Built) -> None:
    """Only the page of a key index is edited."""
    with edit(built.path):
        pass
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_run_seqs_1'"
    page = db.execute(query).fetchone()[0]
    db.close()
    data = bytearray(built.path.read_bytes())
    at = data.index(b"claude", (page - 1) * 4096, page * 4096)
    data[at : at + 6] = b"claudf"
    built.path.write_bytes(data)


@attack("E04", expected=UNREADABLE)
def shadowing_view(built: Built) -> None:
    """A view takes a table's name."""
    hostile(
        built,
        "ALTER TABLE run_keys RENAME TO elsewhere",
        "CREATE VIEW run_keys AS SELECT * FROM elsewhere",
    )


@attack("E05", expected=UNREADABLE)
def hostile_trigger(built: Built) -> None:
    """A trigger of the attacker's."""
    hostile(
        built,
        "CREATE TRIGGER evil AFTER INSERT ON bodies BEGIN DELETE FROM run_keys; END",
    )


@attack("E05", expected=UNREADABLE)
def hostile_generated(built: Built) -> None:
    """A generated column that runs for ever when read."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE TABLE run_keys (sender TEXT NOT NULL, run_id TEXT NOT NULL, secret BLOB "
        "AS (zeroblob(900000000)) VIRTUAL, PRIMARY KEY (sender, run_id)) STRICT",
    )


@attack("E05", expected=UNREADABLE)
def hostile_check(built: Built) -> None:
    """A CHECK that integrity_check would run."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE TABLE run_keys (sender TEXT NOT NULL, run_id TEXT NOT NULL, secret BLOB NOT NULL "
        "CHECK (length(zeroblob(900000000)) > 0), PRIMARY KEY (sender, run_id)) STRICT",
    )


@attack("E05", expected=UNREADABLE)
def hostile_virtual(built: Built) -> None:
    """A virtual table in the place of a table."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE VIRTUAL TABLE run_keys USING fts5(sender, run_id, secret)",
    )


@attack("E08", expected=UNREADABLE)
def application_id(built: Built) -> None:
    """Another application_id."""
    hostile(built, "PRAGMA application_id = 1")


@attack("E08", "A14", expected=UNREADABLE)
def user_version(built: Built) -> None:
    """A newer user_version."""
    hostile(built, "PRAGMA user_version = 2")


@attack("E08", expected=UNREADABLE)
def page_size(built: Built) -> None:
    """Another page size."""
    hostile(
        built,
        "PRAGMA journal_mode = DELETE",
        "PRAGMA page_size = 8192",
        "VACUUM",
        "PRAGMA journal_mode = WAL",
    )


@attack("E09", finding="file_size")
def bytes_after_last_page(built: Built) -> None:
    """Bytes follow the last page."""
    with edit(built.path):
        pass
    with built.path.open("ab") as file:
        file.write(b"a message for those who look" * 200)


@attack("E09", expected=UNREADABLE)
def file_cut(built: Built) -> None:
    """The last page is gone."""
    with edit(built.path):
        pass
    os.truncate(built.path, built.path.stat().st_size - 4096)


@attack("E08", expected=UNREADABLE)
def not_a_database(built: Built) -> None:
    """Another file under the name."""
    (built.folder / "ledger.db-wal").unlink()
    built.path.write_bytes(b"hello" * 2000)


# --- anchors -----------------------------------------------------------------------------------------------


def newest_note(built: Built) -> bytes:
    """Return the newest checkpoint note."""
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    note = db.execute("SELECT note FROM checkpoints ORDER BY id DESC LIMIT 1").fetchone()[0]
    db.close()
    return bytes(note)


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
    return Judged(built.trust(pin=None), anchors=[note])


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
