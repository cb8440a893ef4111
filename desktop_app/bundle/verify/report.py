"""What a verification came to: verdict, a word, a sentence, the steps, what it does not prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import predicate_json
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.steps import Step
    from desktop_app.model.canonical import JSON
    from desktop_app.model.findings import Finding

MATCH: Final = "MATCH"
MISMATCH: Final = "MISMATCH"
CANNOT_TELL: Final = "CANNOT TELL"

# Append-only, as `model.verdict` is.
WORDS: Final = {
    Verdict.CONSISTENT: MATCH,
    Verdict.ANCHORED: MATCH,
    Verdict.INVALID: MISMATCH,
    Verdict.DIVERGED: MISMATCH,
    Verdict.POLICY_VIOLATION: MISMATCH,
    Verdict.KEY_UNPINNED: CANNOT_TELL,
    Verdict.INCOMPLETE: CANNOT_TELL,
    Verdict.UNREADABLE: CANNOT_TELL,
}

_ALWAYS: Final = (
    "That the agent sent everything it did: what was never sent is not here.",
    "That what the agent reported is true: it is recorded as reported.",
    "That the clock of the machine was right: times are its own.",
    (
        "That nobody with the person's user id and keys wrote the running epoch anew: only a "
        "checkpoint or a time stamp held elsewhere shows that."
    ),
    "That there are no other runs.",
    (
        "That the views (report.html and the like) are faithful: "
        "`countersign bundle inspect FILE --entry N` shows the sealed records themselves."
    ),
)
_PART: Final = "That no entry between those shown is about this too."
_UNOPENED: Final = "What the entries stand for: it is encrypted, and was not opened here."
_NO_MLDSA44: Final = (
    "The second signatures (ML-DSA-44): not checked, the library `cryptography` is too old here."
)


@dataclass(frozen=True, slots=True)
class BundleReport:
    """The outcome of one verification.

    Attributes:
        verdict, exit_code: see `model.verdict`.
        word: MATCH, MISMATCH or CANNOT TELL.
        sentence: the reason in one sentence.
        steps: the fourteen steps and what each came to.
        findings: in the order of the steps; `findings_dropped` more were counted only.
        first_bad: the finding that the sentence is about, where there is one.
        not_proven: one sentence for each thing that this verdict does not prove.
        sealed_record: the verdict on what was sealed, where a report or README was altered.
        fingerprint: of the log's first keys, to compare by phone.
        predicate: what the manifest says that the bundle is.
        size, root: of the checkpoint that everything is proven against.
        entries, in_scope, runs, records: how many were shown and checked.
        anchored: the largest size that something from outside vouches for.
        encrypted: whether content is for recipients alone; `decrypted`: whether it was checked.
    """

    verdict: Verdict
    word: str
    sentence: str
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...] = ()
    findings_dropped: int = 0
    first_bad: Finding | None = None
    not_proven: tuple[str, ...] = ()
    sealed_record: Verdict | None = None
    fingerprint: str | None = None
    predicate: Predicate | None = None
    size: int | None = None
    root: bytes | None = None
    entries: int = 0
    in_scope: int = 0
    runs: int = 0
    records: int = 0
    anchored: int | None = None
    encrypted: bool = False
    decrypted: bool = False
    second_signatures: bool = True

    @property
    def exit_code(self) -> int:
        """Process exit code of the verb."""
        return self.verdict.exit_code

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form (hex digests)."""
        return {
            "verdict": str(self.verdict),
            "exit_code": self.exit_code,
            "word": self.word,
            "sentence": self.sentence,
            "steps": [step.to_json() for step in self.steps],
            "findings": [finding.to_json() for finding in self.findings],
            "findings_dropped": self.findings_dropped,
            "first_bad": None if self.first_bad is None else self.first_bad.to_json(),
            "not_proven": list(self.not_proven),
            "sealed_record": None if self.sealed_record is None else str(self.sealed_record),
            "fingerprint": self.fingerprint,
            "predicate": None if self.predicate is None else predicate_json(self.predicate),
            "size": self.size,
            "root": None if self.root is None else self.root.hex(),
            "entries": self.entries,
            "in_scope": self.in_scope,
            "runs": self.runs,
            "records": self.records,
            "anchored": self.anchored,
            "encrypted": self.encrypted,
            "decrypted": self.decrypted,
            "second_signatures": self.second_signatures,
        }


def not_proven(
    predicate: Predicate | None, *, second_signatures: bool, unopened: bool = False
) -> tuple[str, ...]:
    """Return a sentence for each thing that a pass does not prove.

    Args:
        predicate: of the manifest, where it could be read.
        second_signatures: whether ML-DSA-44 signatures can be checked here.
        unopened: content is encrypted, and nothing opened it.
    """
    part = predicate is None or predicate.level is not Level.FULL_LOG
    sometimes = ((part, _PART), (unopened, _UNOPENED), (not second_signatures, _NO_MLDSA44))
    return (*_ALWAYS, *(sentence for holds, sentence in sometimes if holds))
