"""A log in memory with known keys: leaves, epochs, rotations, checkpoints. No store, no recorder.

Owes nothing to the writer of the ledger, so that what verifies its bundles is not tested with what
made them. All but ML-DSA signatures, which are randomised, is the same in every test:

    log = SyntheticLog()                      entries 0 and 1 are there
    seq = log.add(draft)                      any `Draft`; `body(...)` makes one with a body
    log.roll()                                seals the epoch and introduces the next
    log.rotate()                              a new root, seal, introduction
    log.recover()                             the epoch's keys were lost: no seal, root alone
    log.note(size)                            the checkpoint of a size, by the right keys
    log.note(size, keys=log.epochs[0])        by others

`log.leaves` may be changed at any place (`log.replace(seq, field=value)`); `log.rechain(seq)` makes
`prev`, introductions and rotations right again from there, as one who has every key can.
"""

from __future__ import annotations

import hmac
import json
from hashlib import shake_256
from typing import TYPE_CHECKING, Any

from desktop_app.model import canonical
from desktop_app.model.entry import NO_PREV, Draft, Entry, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import encode_leaf, parse_leaf
from desktop_app.signing.keys import EpochKeys, SignerPair
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.signing.statements import (
    epoch_statement,
    fingerprint,
    keys_to_json,
    mac_commitment,
    rotation_statement,
    sign_introduction,
    sign_rotation,
)
from desktop_app.tlog.bodies import body_leaves
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.commitment import commit
from desktop_app.tlog.merkle import leaf_hash, root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

START_US = 1_790_000_000_000_000
STEP_US = 1_000_000
RECORDER = {"sender": "", "auth": "recorder"}
AGENT = {"sender": "codex", "auth": "token"}
PERSON = {"sender": "", "auth": "person"}


def seed(name: str) -> bytes:
    """Return 32 bytes that are the same for the same name."""
    return shake_256(name.encode()).digest(32)


def signers(name: str) -> SignerPair:
    """Return known keys."""
    return SignerPair(seed(f"{name}/ed25519"), seed(f"{name}/mldsa44"))


def epoch_keys(name: str) -> EpochKeys:
    """Return known keys of an epoch."""
    return EpochKeys(signers(name), seed(f"{name}/mac"))


class SyntheticLog:
    """See the module.

    Attributes:
        origin: of the log.
        leaves: leaf bytes by seq.
        bodies: seq -> (body, secret) of entries with a payload.
        roots: root signers, in force last.
        epochs: keys of epoch 1, 2, ...
    """

    def __init__(self, install: str = "00112233445566aa", *, name: str = "a") -> None:
        self.install, self.origin, self._name = install, f"countersign/{install}", name
        self.leaves: list[bytes] = []
        self.bodies: dict[int, tuple[bytes, bytes]] = {}
        self.roots = [signers(f"{name}/root/1")]
        self.epochs: list[EpochKeys] = []
        self._runs: dict[tuple[str, str], int] = {}
        self._first_seq = 0
        start = {"install": install, "version": "0.1.0", "custody": "plain-file"}
        keys = keys_to_json(self.roots[0].public)
        self._append(Draft(EntryKind.LOG_START, RECORDER, {**start, "root": keys}), epoch=1)
        self._introduce("start")

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self.leaves)

    @property
    def entries(self) -> list[Entry]:
        """All entries, parsed."""
        return [parse_leaf(leaf) for leaf in self.leaves]

    @property
    def hashes(self) -> list[bytes]:
        """All leaf hashes."""
        return [leaf_hash(leaf) for leaf in self.leaves]

    @property
    def fingerprint(self) -> str:
        """The 30 digits of the first keys."""
        return fingerprint(
            log=self.origin, root=self.roots[0].public, epoch1=self.epochs[0].signers.public
        )

    def entry(self, seq: int) -> Entry:
        """Return an entry, parsed."""
        return parse_leaf(self.leaves[seq])

    def add(self, draft: Draft) -> int:
        """Append an entry; a `run.end` gets its count. Returns its seq."""
        if draft.body is not None and draft.secret is not None:
            self.bodies[self.size] = (draft.body, draft.secret)
        return self._append(draft, epoch=len(self.epochs))

    def roll(self, reason: str = "daily", *, late: bool = False) -> None:
        """Seal the epoch and introduce the next."""
        self.seal(reason, late=late)
        self._introduce(reason)

    def seal(self, reason: str = "daily", *, late: bool = False) -> int:
        """Seal the epoch; return the seal's seq."""
        first, last = self._first_seq, self.size - 1
        subject = {
            "epoch": len(self.epochs),
            "first_seq": first,
            "last_seq": last,
            "count": last - first + 1,
            "macs": "00" * 32,  # a bundle shows no MACs
            "late": late,
            "reason": reason,
        }
        return self._append(Draft(EntryKind.EPOCH_SEAL, RECORDER, subject), epoch=len(self.epochs))

    def rotate(self) -> None:
        """Replace the root keys; the next epoch follows."""
        old, new = self.roots[-1], signers(f"{self._name}/root/{len(self.roots) + 1}")
        statement = rotation_statement(
            log=self.origin, seq=self.size, prev=self._prev(), old=old.public, new=new.public
        )
        subject = {
            "old": keys_to_json(old.public),
            "new": keys_to_json(new.public),
            "signatures": sign_rotation(statement, old=old, new=new),
        }
        self._append(Draft(EntryKind.KEYS_ROTATED, PERSON, subject), epoch=len(self.epochs))
        self.roots.append(new)
        self.roll("rotation")

    def recover(self) -> None:
        """Introduce an epoch by the root alone; the one before is not sealed."""
        self._introduce("start", recovered=True)

    def note(
        self, size: int, *, keys: EpochKeys | None = None, cosigned: bool = True, told: int = 0
    ) -> bytes:
        """Return the checkpoint of a size, by the keys of its place or by others."""
        if keys is None:
            keys = self.epochs[self.entry(size - 1).epoch - 1]
        return sign_checkpoint(
            Checkpoint(self.origin, told or size, root(self.hashes[:size])),
            ed25519=keys.signers.ed25519,
            mldsa44=keys.signers.mldsa44 if cosigned else None,
            time_s=START_US // STEP_US + size if cosigned else None,
        )

    def replace(self, seq: int, **fields: JSON) -> None:
        """Change fields of a leaf; nothing after it is made to fit."""
        self.leaves[seq] = canonical.encode(json.loads(self.leaves[seq]) | fields)

    def rechain(self, start: int) -> None:
        """Make `seq` and `prev` of all leaves right from `start`, and sign key entries anew."""
        for seq in range(start, self.size):
            leaf = json.loads(self.leaves[seq])
            leaf["seq"] = seq
            leaf["prev"] = (leaf_hash(self.leaves[seq - 1]) if seq else NO_PREV).hex()
            if leaf["kind"] in ("epoch.start", "epoch.recovered"):
                leaf["subject"]["signatures"] = self._introduction(leaf)
            if leaf["kind"] == "keys.rotated":
                leaf["subject"]["signatures"] = self._rotation(leaf)
            self.leaves[seq] = canonical.encode(leaf)

    def _introduce(self, reason: str, *, recovered: bool = False) -> None:
        number = len(self.epochs) + 1
        keys = epoch_keys(f"{self._name}/epoch/{number}")
        mac = mac_commitment(keys.mac)
        previous = self.epochs[-1].signers if self.epochs and not recovered else None
        statement = epoch_statement(
            log=self.origin,
            epoch=number,
            seq=self.size,
            prev=self._prev(),
            keys=keys.signers.public,
            mac=mac,
        )
        subject: dict[str, JSON] = {
            "epoch": number,
            "reason": reason,
            "keys": {**keys_to_json(keys.signers.public), "mac": mac.hex()},
            "signatures": sign_introduction(statement, root=self.roots[-1], previous=previous),
        }
        if recovered:
            subject["lost_epoch"] = number - 1
        kind = EntryKind.EPOCH_RECOVERED if recovered else EntryKind.EPOCH_START
        self._first_seq = self.size if self.epochs else 0
        self.epochs.append(keys)
        self._append(Draft(kind, RECORDER, subject), epoch=number)

    def _introduction(self, leaf: dict[str, Any]) -> dict[str, str]:
        number = leaf["epoch"]
        keys = self.epochs[number - 1]
        statement = epoch_statement(
            log=leaf["log"],
            epoch=number,
            seq=leaf["seq"],
            prev=bytes.fromhex(leaf["prev"]),
            keys=keys.signers.public,
            mac=mac_commitment(keys.mac),
        )
        alone = number == 1 or leaf["kind"] == "epoch.recovered"
        previous = None if alone else self.epochs[number - 2].signers
        return sign_introduction(statement, root=self._root_at(leaf["seq"]), previous=previous)

    def _rotation(self, leaf: dict[str, Any]) -> dict[str, str]:
        old = self._root_at(leaf["seq"])
        new = self.roots[self.roots.index(old) + 1]
        statement = rotation_statement(
            log=leaf["log"],
            seq=leaf["seq"],
            prev=bytes.fromhex(leaf["prev"]),
            old=old.public,
            new=new.public,
        )
        return sign_rotation(statement, old=old, new=new)

    def _root_at(self, seq: int) -> SignerPair:
        """Return the root in force before an entry."""
        before = (json.loads(leaf)["kind"] for leaf in self.leaves[:seq])
        return self.roots[sum(kind == "keys.rotated" for kind in before)]

    def _prev(self) -> bytes:
        return leaf_hash(self.leaves[-1]) if self.leaves else NO_PREV

    def _append(self, draft: Draft, *, epoch: int) -> int:
        seq, run_seq = self.size, None
        if draft.run_id is not None:
            key = (str(draft.actor["sender"]), draft.run_id)
            run_seq = self._runs.get(key, 0)
            self._runs[key] = run_seq + 1
            if draft.kind is EntryKind.RUN_END:
                draft = Draft(
                    draft.kind, draft.actor, {**draft.subject, "entries": run_seq}, draft.run_id
                )
        self.leaves.append(
            encode_leaf(
                draft,
                log=self.origin,
                seq=seq,
                epoch=epoch,
                ts_us=START_US + seq * STEP_US,
                boot_id="0" * 31 + "1",
                boot_us=5_000_000 + seq * STEP_US,
                nonce=seed(f"{self._name}/nonce/{seq}")[:16],
                run_seq=run_seq,
                prev=self._prev(),
            )
        )
        return seq


def draft(
    kind: EntryKind,
    subject: Mapping[str, JSON] | None = None,
    *,
    run_id: str | None = None,
    actor: Mapping[str, JSON] | None = None,
) -> Draft:
    """Return an entry without a body."""
    who = actor or (RECORDER if run_id is None else AGENT)
    return Draft(kind, who, subject or {}, run_id=run_id)


def body(
    kind: EntryKind, content: bytes, *, run_id: str | None = "run-1", **subject: JSON
) -> Draft:
    """Return an entry with a body; `body` of the draft is in plain, not compressed."""
    leaves, groups = body_leaves(kind, content)
    secret = seed(f"secret/{content.hex()}")
    told: dict[str, JSON] = {"records": len(leaves) - 1, "redactions": {}, "unknown_fields": 0}
    if groups is not None:
        told["groups"] = groups
    payload = PayloadRef(
        commitment=commit(secret, leaves),
        digest=hmac.digest(secret, b"countersign/body/v1" + content, "sha256"),
        size=len(content),
        retention="body",
    )
    return Draft(
        kind, AGENT, told | subject, run_id=run_id, payload=payload, body=content, secret=secret
    )
