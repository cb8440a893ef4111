"""What the writer and the reader hand out: values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a draft landed; durable by the time anyone sees this.

    Attributes:
        seq: position in the log.
        leaf_hash: 32 bytes.
        ts_us: wall time that the leaf carries.
    """

    seq: int
    leaf_hash: bytes
    ts_us: int


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A row of the table `checkpoints`.

    Attributes:
        number: 1, 2, ...
        size: number of entries it covers.
        ts_us: wall time of the signature.
        reason: why it was made: "time", "count", "seal", "run.end", or the caller's word.
        note: the signed note, C2SP tlog-checkpoint.
    """

    number: int
    size: int
    ts_us: int
    reason: str
    note: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A DSSE signature of the running epoch.

    Attributes:
        signature: 64 bytes, Ed25519.
        public: the 32-byte key that verifies it.
    """

    signature: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class Removed:
    """What a purge deleted: what was gone before does not count.

    Attributes:
        bodies: rows.
        bytes: of them, as they were stored.
        run_keys: keys of runs.
        leaves: of entries.
    """

    bodies: int = 0
    bytes: int = 0
    run_keys: int = 0
    leaves: int = 0


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What `status` tells about the ledger.

    Attributes:
        install_id: 16 hex digits.
        custody: who guards the keys.
        size: acknowledged entries.
        sealed_size: entries that the newest checkpoint covers.
        sealed_us: wall time of that checkpoint; 0 when it is not known.
        unsealed_since_us: wall time of the first entry that waits for one; None when none does.
        pinned_size: entries that the newest pin covers.
        pinned_us: wall time of that pin.
        epoch: the running epoch.
        bytes: database and WAL on disk.
        last_error: the last storage error, or None when all is well.
        refusing: why nothing is appended any more, or None.
        keys_error: why the keystore is behind (locked, say), or None.
        waiting: drafts that wait for a commit.
        fingerprint: the enrolment's 30 digits.
        spare_bytes: of `bytes`, what purges left free; it is used again first.
    """

    install_id: str
    custody: str
    size: int
    sealed_size: int
    sealed_us: int
    unsealed_since_us: int | None
    pinned_size: int
    pinned_us: int
    epoch: int
    bytes: int
    last_error: str | None
    refusing: str | None
    keys_error: str | None
    waiting: int
    fingerprint: str
    spare_bytes: int = 0
