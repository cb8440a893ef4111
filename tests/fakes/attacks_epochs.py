"""Attacks on MACs, epochs and roots, with and without stolen keys."""

# ruff: noqa: S608 - numbers of our own
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
from tests.fakes import forger, ledger_builder
from tests.fakes.forger import Forger, sql

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import (
    DIVERGED,
    INCOMPLETE,
    NOW_US,
    PASS,
    Judged,
    attack,
    finish,
    forge_last,
    no_pin,
    paper,
    stolen,
)


@attack("B08", "A01", finding="seal_macs")
def old_mac(built: Built) -> None:
    """A MAC of an epoch whose key is gone."""
    sql(built.path, "UPDATE entries SET mac = zeroblob(32) WHERE seq = 3")


@attack("B08", finding="mac_length")
def move_mac_bytes(built: Built) -> None:
    """A byte moves from one MAC to the next: their concatenation stays."""
    sql(
        built.path,
        "UPDATE entries SET mac = CAST(mac || substr((SELECT mac FROM entries WHERE seq = 4), 1, 1)"
        " AS BLOB) WHERE seq = 3",
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
    """An entry before the rotation is rewritten with all keys after it, without the old root."""
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
