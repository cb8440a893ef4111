"""What an audit found: findings while it runs, one report at its end. Plain values, JSON-able."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.model.verdict import Verdict, worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

MAX_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an audit has to say.

    Attributes:
        code: stable name of what is wrong, lower_snake.
        verdict: the verdict that this finding alone leads to; None for a note or warning.
        severity: "error" (changes the verdict), "warning" (a person should look), "note".
        text: one sentence.
        seq: the entry it is about, where there is one.
        evidence: what someone else needs to see it too, such as two checkpoints.
    """

    code: str
    verdict: Verdict | None
    severity: str
    text: str
    seq: int | None = None
    evidence: Mapping[str, JSON] = field(default_factory=dict)

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "code": self.code,
            "verdict": None if self.verdict is None else str(self.verdict),
            "severity": self.severity,
            "text": self.text,
            "seq": self.seq,
            "evidence": dict(self.evidence),
        }


class Findings:
    """Collects findings; keeps 200 and counts the rest, so that a hostile file costs no memory."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.dropped = 0
        self._verdicts: set[Verdict] = set()
        self._first: Finding | None = None

    def fail(
        self,
        verdict: Verdict,
        code: str,
        text: str,
        *,
        seq: int | None = None,
        evidence: Mapping[str, JSON] | None = None,
    ) -> None:
        """Record what makes the ledger fail with `verdict`."""
        self._verdicts.add(verdict)
        self._add(Finding(code, verdict, "error", text, seq, evidence or {}))

    def invalid(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what makes the ledger INVALID."""
        self.fail(Verdict.INVALID, code, text, seq=seq)

    def warn(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what a person should look at; the verdict does not change."""
        self._add(Finding(code, None, "warning", text, seq))

    def note(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what is good to know."""
        self._add(Finding(code, None, "note", text, seq))

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """All verdicts that some finding leads to, kept or dropped."""
        return frozenset(self._verdicts)

    @property
    def first_bad(self) -> Finding | None:
        """The finding to show first: of the winning verdict, the one with the lowest seq."""
        return self._first

    def _add(self, finding: Finding) -> None:
        if finding.verdict is not None and self._comes_first(finding):
            self._first = finding
        if len(self.kept) < MAX_FINDINGS:
            self.kept.append(finding)
        else:
            self.dropped += 1

    def _comes_first(self, new: Finding) -> bool:
        old = self._first
        if old is None or old.verdict is None or new.verdict is None:
            return True
        if old.verdict is not new.verdict:
            return worst((old.verdict, new.verdict)) is new.verdict
        return new.seq is not None and (old.seq is None or new.seq < old.seq)


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
        anchored_size: largest size that an anchor vouches for.
        fingerprint: the enrolment fingerprint of the keys in the ledger.
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
        }
