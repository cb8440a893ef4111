"""Attacks on a ledger, written as edits: raw SQL, or a rewrite with whatever keys were stolen.

`edit` opens the file as any program could, without triggers and authorizer in the way, and leaves
schema and WAL as they were. `Forger` does what a capable thief does after changing an entry: chain,
hashes, MACs, seals, tiles, bookkeeping and, with stolen keys, introductions and checkpoints anew.
"""

# ruff: noqa: S608 - table names of our own
from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.schema import OBJECTS
from desktop_app.model import canonical
from desktop_app.signing.keys import EpochKeys, PublicPair, SignerPair, parse_epoch_keys
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.signing.statements import (
    entry_mac,
    epoch_statement,
    keys_to_json,
    mac_commitment,
    sign_introduction,
)
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.merkle import Frontier, leaf_hash, root
from desktop_app.tlog.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from tests.fakes.ledger_builder import Built


@contextmanager
def edit(path: Path, *, merge: bool = True) -> Iterator[apsw.Connection]:
    """Yield a connection without guards; triggers are back when it closes."""
    db = apsw.Connection(str(path))
    try:
        if merge:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        names = [(name, sql) for kind, name, _, sql in OBJECTS if kind == "trigger"]
        with db:
            for name, _ in names:
                db.execute(f"DROP TRIGGER IF EXISTS {name}")
        with db:
            yield db
        with db:
            for _, sql in names:
                db.execute(sql)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.close()


def sql(path: Path, *statements: str) -> None:
    """Execute statements."""
    with edit(path) as db:
        for statement in statements:
            db.execute(statement).fetchall()


def leaves(path: Path) -> list[dict[str, Any]]:
    """Return all leaves as JSON objects."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        found = db.execute("SELECT leaf FROM entries ORDER BY seq").fetchall()
    finally:
        db.close()
    return [json.loads(row[0]) for row in found]


@dataclass
class Row:
    """One entry: its leaf as an object, its MAC, its body."""

    leaf: dict[str, Any]
    mac: bytes
    body: tuple[bytes, bytes] | None


class Forger:
    """Holds a whole ledger in memory; change `rows`, then `write`.

    Attributes:
        rows: the entries in order.
        notes: (size, ts, reason, note) of the checkpoints.
        secrets: what was stolen: epoch number -> keys.
        roots: stolen root signers by their Ed25519 public key in hex.
    """

    def __init__(self, built: Built) -> None:
        self.path = built.path
        db = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
        bodies = {
            seq: (body, secret)
            for seq, body, secret in db.execute("SELECT seq, body, secret FROM bodies")
        }
        self.rows = [
            Row(json.loads(leaf), mac, bodies.get(seq))
            for seq, leaf, mac in db.execute("SELECT seq, leaf, mac FROM entries ORDER BY seq")
        ]
        self.notes = db.execute(
            "SELECT size, ts, reason, note FROM checkpoints ORDER BY id"
        ).fetchall()
        db.close()
        self.secrets: dict[int, EpochKeys] = {}
        self.roots: dict[str, SignerPair] = {}
        self.changed = len(self.rows)

    def steal_epoch(self, built: Built, number: int) -> EpochKeys:
        """Take an epoch's keys as they once lay in the keystore."""
        keys = self.secrets[number] = parse_epoch_keys(built.keystore.history[f"epoch.{number}"])
        return keys

    def steal_root(self, built: Built) -> SignerPair:
        """Take the current root keys."""
        items = built.keystore.history
        pair = SignerPair(items["root.ed25519"], items["root.mldsa44"])
        self.roots[pair.public.ed25519.hex()] = pair
        return pair

    def number_of(self, kind: str, nth: int = 0) -> int:
        """Return the seq of the nth entry of a kind."""
        return [seq for seq, row in enumerate(self.rows) if row.leaf["kind"] == kind][nth]

    def rechain(self, start: int) -> None:
        """Make all entries from `start` right, as far as stolen keys go: chain, MACs, seals."""
        self.changed = min(self.changed, start)
        prev, first, macs = bytes(32), 0, sha256()
        root_key, previous = "", 0
        for seq, row in enumerate(self.rows):
            leaf = row.leaf
            introduces = leaf["kind"] in ("epoch.start", "epoch.recovered")
            if introduces and seq > 1:
                first, macs = seq, sha256()
            if seq >= start:
                leaf["seq"], leaf["prev"] = seq, prev.hex()
                if leaf["kind"] == "epoch.seal":
                    leaf["subject"] |= _sealed(first, seq, macs.hexdigest())
                if introduces:
                    self._introduce(leaf, root_key, previous)
                row.mac = self._mac(row, macs.digest())
            prev = leaf_hash(canonical.encode(leaf))
            macs.update(row.mac)
            root_key = _root_after(leaf, root_key)
            previous = leaf["epoch"]

    def resign(self) -> None:
        """Sign the checkpoints over changed entries anew with stolen keys; drop the others."""
        notes = []
        for size, ts, reason, note in self.notes:
            epoch = self.rows[size - 1].leaf["epoch"] if size <= len(self.rows) else None
            if size <= self.changed:
                notes.append((size, ts, reason, note))
            elif epoch in self.secrets:
                cosigned = ts if len(parse_note(note).signatures) > 1 else None
                notes.append((size, ts, reason, self.sign(size, self.secrets[epoch], cosigned)))
        self.notes = notes

    def sign(
        self, size: int, keys: EpochKeys, ts_us: int | None = None, *, told: int | None = None
    ) -> bytes:
        """Return a checkpoint of the ledger as it is now, by any keys, that says size `told`."""
        hashes = [leaf_hash(canonical.encode(row.leaf)) for row in self.rows[:size]]
        frontier = Frontier()
        frontier.extend(hashes)
        return sign_checkpoint(
            Checkpoint(self.rows[0].leaf["log"], told or size, frontier.root()),
            ed25519=keys.signers.ed25519,
            mldsa44=None if ts_us is None else keys.signers.mldsa44,
            time_s=None if ts_us is None else ts_us // 1_000_000,
        )

    def write(self) -> None:
        """Put everything back, caches and bookkeeping made to fit."""
        data = [canonical.encode(row.leaf) for row in self.rows]
        hashes = [leaf_hash(item) for item in data]
        with edit(self.path) as db:
            for table in ("entries", "bodies", "tiles", "checkpoints", "epochs", "run_seqs"):
                db.execute(f"DELETE FROM {table}")
            db.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?)",
                [(seq, data[seq], hashes[seq], row.mac) for seq, row in enumerate(self.rows)],
            )
            db.executemany(
                "INSERT INTO bodies VALUES (?, ?, ?)",
                [(seq, *row.body) for seq, row in enumerate(self.rows) if row.body],
            )
            db.executemany("INSERT INTO tiles VALUES (?, ?, ?)", _tiles(hashes))
            db.executemany(
                "INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)",
                [(number, *note) for number, note in enumerate(self.notes, 1)],
            )
            db.executemany("INSERT INTO epochs VALUES (?, ?)", self._epochs())
            db.executemany("INSERT INTO run_seqs VALUES (?, ?, ?)", self._runs())

    def _mac(self, row: Row, sealed: bytes) -> bytes:
        if row.leaf["kind"] == "epoch.seal":
            return sealed
        keys = self.secrets.get(row.leaf["epoch"])
        hashed = leaf_hash(canonical.encode(row.leaf))
        return row.mac if keys is None else entry_mac(keys.mac, hashed)

    def _introduce(self, leaf: dict[str, Any], root_key: str, previous: int) -> None:
        """Sign an introduction anew where root and predecessor were stolen."""
        keys, signer = self.secrets.get(leaf["epoch"]), self.roots.get(root_key)
        if keys is None or signer is None:
            return
        if leaf["kind"] == "epoch.recovered":
            introduce(leaf, keys, signer, None)
        elif previous in self.secrets:
            introduce(leaf, keys, signer, self.secrets[previous].signers)

    def _epochs(self) -> list[tuple[int, int]]:
        found = {}
        for seq, row in enumerate(self.rows):
            found.setdefault(row.leaf["epoch"], seq)
        return sorted(found.items())

    def _runs(self) -> list[tuple[str, str, int]]:
        found: dict[tuple[str, str], int] = {}
        for row in self.rows:
            if row.leaf["run_id"] is not None:
                key = row.leaf["actor"]["sender"], row.leaf["run_id"]
                found[key] = found.get(key, 0) + 1
        return [(*key, value) for key, value in found.items()]


def _sealed(first: int, seq: int, macs: str) -> dict[str, object]:
    return {"first_seq": first, "last_seq": seq - 1, "count": seq - first, "macs": macs}


def _root_after(leaf: dict[str, Any], root_key: str) -> str:
    if leaf["kind"] in ("log.start", "log.adopted"):
        return str(leaf["subject"]["root"]["ed25519"])
    return str(leaf["subject"]["new"]["ed25519"]) if leaf["kind"] == "keys.rotated" else root_key


def introduce(
    leaf: dict[str, Any], keys: EpochKeys, root_key: SignerPair, previous: SignerPair | None
) -> None:
    """Make an introduction's keys and signatures right."""
    public: PublicPair = keys.signers.public
    mac = mac_commitment(keys.mac)
    statement = epoch_statement(
        log=leaf["log"],
        epoch=leaf["epoch"],
        seq=leaf["seq"],
        prev=bytes.fromhex(leaf["prev"]),
        keys=public,
        mac=mac,
    )
    leaf["subject"]["keys"] = {**keys_to_json(public), "mac": mac.hex()}
    leaf["subject"]["signatures"] = sign_introduction(statement, root=root_key, previous=previous)


def _tiles(hashes: list[bytes]) -> list[tuple[int, int, bytes]]:
    tiles, level = [], 0
    while len(hashes) >= 256:
        full = [hashes[at : at + 256] for at in range(0, len(hashes) - 255, 256)]
        tiles += [(level, index, b"".join(tile)) for index, tile in enumerate(full)]
        hashes, level = [root(tile) for tile in full], level + 1
    return tiles
