"""What an audit came to: one report at its end. Plain values, JSON-able."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.findings import Finding
    from desktop_app.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class EpochLine:
    """One epoch in a report. `last_seq` and `sealed_late` are None while it is unsealed."""

    epoch: int
    first_seq: int
    last_seq: int | None
    reason: str
    sealed_late: bool | None
    recovered: bool

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "epoch": self.epoch,
            "first_seq": self.first_seq,
            "last_seq": self.last_seq,
            "reason": self.reason,
            "sealed_late": self.sealed_late,
            "recovered": self.recovered,
        }


@dataclass(frozen=True, slots=True)
class StampLine:
    """A time stamp that a given root stands for.

    Attributes:
        size: the first entries that it is over.
        time_us: they existed by then.
        tsa: subject of the authority's certificate, RFC 4514.
        seq: the entry that holds it; None when a person brought it.
    """

    size: int
    time_us: int
    tsa: str
    seq: int | None

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {"size": self.size, "time_us": self.time_us, "tsa": self.tsa, "seq": self.seq}


@dataclass(frozen=True, slots=True)
class VaultPart:
    """What was checked of a vault.

    Attributes:
        lists: entries whose list of kept content was compared.
        pending: lists whose entry the recorder has yet to note.
        payloads: pieces of content that are there.
        decrypted: of them, those that agree with their commitments; None without the vault key.
        bytes: of their content.
        reveals: how many times content was shown.
    """

    lists: int = 0
    pending: int = 0
    payloads: int = 0
    decrypted: int | None = None
    bytes: int = 0
    reveals: int = 0

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "lists": self.lists,
            "pending": self.pending,
            "payloads": self.payloads,
            "decrypted": self.decrypted,
            "bytes": self.bytes,
            "reveals": self.reveals,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one audit.

    Attributes:
        verdict, exit_code: see `model.verdict`.
        sentence: the verdict in one sentence.
        first_bad_seq: entry that the sentence is about, where there is one.
        findings: all findings in the order of the steps; `findings_dropped` more were counted only.
        not_proven: one sentence for each thing that this verdict does not prove.
        origin, custody, size, root: of the ledger as far as it was read.
        records: OTLP records and events whose commitments were recomputed.
        checkpoints: number of checkpoints that hold.
        sealed_size: size of the newest checkpoint that holds.
        unsealed_tail: entries after it.
        tail_macs_checked: whether the running epoch's MACs were checked with its key.
        epochs: newest last, at most 1,000; `epoch_count` is their number.
        late_seals, recovered_epochs: numbers of such epochs.
        clock_jumps: number of jumps of the wall clock.
        anchored_size: largest size that something outside vouches for; of what is not stale, where
            there is any.
        kept_size: largest size that a checkpoint from elsewhere vouches for.
        stamps: time stamps that hold: of each authority the newest, newest first, at most 16.
        fingerprint: the enrolment fingerprint of the keys in the ledger.
        vault: what was checked of its vault; None where there is none, or it was not looked at.
        gone: one sentence for each rule by which something was purged.
        pruned: entries of which the hash alone is left.
    """

    verdict: Verdict
    exit_code: int
    sentence: str
    first_bad_seq: int | None
    findings: tuple[Finding, ...]
    findings_dropped: int
    not_proven: tuple[str, ...]
    origin: str | None = None
    custody: str | None = None
    fingerprint: str | None = None
    size: int = 0
    root: bytes | None = None
    records: int = 0
    checkpoints: int = 0
    sealed_size: int = 0
    unsealed_tail: int = 0
    tail_macs_checked: bool = False
    epoch_count: int = 0
    epochs: tuple[EpochLine, ...] = ()
    late_seals: tuple[int, ...] = ()
    recovered_epochs: tuple[int, ...] = ()
    clock_jumps: int = 0
    anchored_size: int | None = None
    kept_size: int | None = None
    stamps: tuple[StampLine, ...] = ()
    vault: VaultPart | None = None
    gone: tuple[str, ...] = ()
    pruned: int = 0

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form (hex digests)."""
        return {
            "verdict": str(self.verdict),
            "exit_code": self.exit_code,
            "sentence": self.sentence,
            "first_bad_seq": self.first_bad_seq,
            "findings": [finding.to_json() for finding in self.findings],
            "findings_dropped": self.findings_dropped,
            "not_proven": list(self.not_proven),
            "origin": self.origin,
            "custody": self.custody,
            "fingerprint": self.fingerprint,
            "size": self.size,
            "root": None if self.root is None else self.root.hex(),
            "records": self.records,
            "checkpoints": self.checkpoints,
            "sealed_size": self.sealed_size,
            "unsealed_tail": self.unsealed_tail,
            "tail_macs_checked": self.tail_macs_checked,
            "epoch_count": self.epoch_count,
            "epochs": [line.to_json() for line in self.epochs],
            "late_seals": list(self.late_seals),
            "recovered_epochs": list(self.recovered_epochs),
            "clock_jumps": self.clock_jumps,
            "anchored_size": self.anchored_size,
            "kept_size": self.kept_size,
            "stamps": [line.to_json() for line in self.stamps],
            "vault": None if self.vault is None else self.vault.to_json(),
            "gone": list(self.gone),
            "pruned": self.pruned,
        }
