"""Attacks on entries: edited, deleted, inserted, reordered, of another log, of a newer format."""

# ruff: noqa: S608 - numbers of our own
from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import forger, ledger_builder
from tests.fakes.forger import Forger, sql

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import (
    PASS,
    UNREADABLE,
    Judged,
    attack,
    finish,
    forge_last,
    paper,
    stolen,
)


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
        "INSERT OR REPLACE INTO entries SELECT 30, leaf, leaf_hash, mac FROM entries WHERE seq = 9",
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
