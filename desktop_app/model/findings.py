"""What a verification finds while it runs: one finding for each thing it has to say. Plain values.

The audit of a ledger and the verifier of a bundle collect the same ones.
"""

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
