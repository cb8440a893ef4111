"""From steps to a report: what each came to, which verdict wins, and the sentence for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CONTENT
from desktop_app.bundle.verify.case import NotCheckedError, NotDoneError, NotNeededError
from desktop_app.bundle.verify.files import ALTERED_CODE
from desktop_app.bundle.verify.report import WORDS, BundleReport, not_proven
from desktop_app.bundle.verify.steps import Outcome, Step, StepEndedError
from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.model.findings import MAX_FINDINGS, Finding, Findings
from desktop_app.model.verdict import Verdict, worst
from desktop_app.signing.keys import HAS_MLDSA44

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.bundle.verify.case import Case

_NOT_DONE = "Not done: an earlier step failed."


@dataclass(slots=True)
class Judged:
    """The steps so far, and what they found."""

    steps: list[Step] = field(default_factory=list)
    found: list[Findings] = field(default_factory=list)

    @property
    def unreadable(self) -> bool:
        """Whether nothing more is to be read."""
        return any(Verdict.UNREADABLE in one.verdicts for one in self.found)


def judge(judged: Judged, case: Case, number: int, name: str, step: Callable[[Case], str]) -> None:
    """Run one step, unless the bundle is unreadable; whatever it raises becomes its outcome."""
    case.found = Findings()
    outcome, text = Outcome.NOT_DONE, _NOT_DONE
    if not judged.unreadable:
        outcome, text = _run(case, step)
    bad = case.found.first_bad
    if bad is not None:
        unknown = case.found.verdicts == {Verdict.KEY_UNPINNED}
        outcome, text = Outcome.NOT_CHECKED if unknown else Outcome.FAILED, bad.text
    judged.steps.append(Step(number, name, outcome, text))
    judged.found.append(case.found)


def _run(case: Case, step: Callable[[Case], str]) -> tuple[Outcome, str]:
    try:
        return Outcome.PASSED, step(case)
    except NotCheckedError as reason:
        return Outcome.NOT_CHECKED, str(reason)
    except NotNeededError as reason:
        return Outcome.NOT_NEEDED, str(reason)
    except (NotDoneError, StepEndedError):
        return Outcome.NOT_DONE, _NOT_DONE
    except NewerFormatError as error:
        case.found.fail(Verdict.UNREADABLE, "newer", error.message)
    except UnreadableError as error:
        case.found.fail(Verdict.UNREADABLE, "unreadable", error.message)
    return Outcome.FAILED, ""


def container_refused(reason: str, names: Sequence[str]) -> BundleReport:
    """Return the report on what could not even be opened."""
    steps = [Step(1, names[0], Outcome.FAILED, reason)]
    steps += [
        Step(number, name, Outcome.NOT_DONE, _NOT_DONE)
        for number, name in enumerate(names[1:], start=2)
    ]
    bad = Finding("unreadable", Verdict.UNREADABLE, "error", reason)
    return BundleReport(
        verdict=Verdict.UNREADABLE,
        word=WORDS[Verdict.UNREADABLE],
        sentence=reason,
        steps=tuple(steps),
        findings=(bad,),
        first_bad=bad,
        not_proven=not_proven(None, second_signatures=HAS_MLDSA44),
        second_signatures=HAS_MLDSA44,
    )


def report(case: Case, judged: Judged) -> BundleReport:
    """Return the report of all steps."""
    findings = [finding for one in judged.found for finding in one.kept]
    dropped = sum(one.dropped for one in judged.found) + max(0, len(findings) - MAX_FINDINGS)
    outside = _anchored(case)
    verdict = worst(outside.union(*(one.verdicts for one in judged.found)))
    sealed = worst(outside.union(*(one.verdicts for one in judged.found if not _is_altered(one))))
    first = _first_bad(judged.found, verdict)
    keylog = case.maybe_keylog
    predicate = None if case.maybe_manifest is None else case.predicate
    signed = case.maybe_signed
    return BundleReport(
        verdict=verdict,
        word=WORDS[verdict],
        sentence=_sentence(case, verdict, first),
        steps=tuple(judged.steps),
        findings=tuple(findings[:MAX_FINDINGS]),
        findings_dropped=dropped,
        first_bad=first,
        not_proven=not_proven(
            predicate,
            second_signatures=HAS_MLDSA44,
            unopened=case.files.has(CONTENT) and not case.decrypted,
        ),
        sealed_record=sealed if any(map(_tells_altered, judged.found)) else None,
        fingerprint=None if keylog is None or not keylog.eras else keylog.fingerprint,
        predicate=predicate,
        size=None if signed is None else signed.size,
        root=None if signed is None else signed.root,
        entries=0 if case.maybe_shown is None else len(case.maybe_shown.seqs),
        in_scope=0 if case.maybe_scoped is None else case.maybe_scoped.entries,
        runs=0 if case.maybe_scoped is None else len(case.maybe_scoped.runs),
        records=case.records,
        anchored=case.anchored,
        encrypted=case.files.has(CONTENT),
        decrypted=case.decrypted,
        second_signatures=HAS_MLDSA44,
    )


def _anchored(case: Case) -> frozenset[Verdict]:
    """Return ANCHORED when something from outside vouches for everything in scope."""
    scoped = case.maybe_scoped
    last = None if scoped is None else scoped.last_seq
    covers = case.anchored is not None and last is not None and case.anchored > last
    return frozenset((Verdict.ANCHORED,)) if covers else frozenset()


def _first_bad(found: Sequence[Findings], verdict: Verdict) -> Finding | None:
    """Return the first bad place of the earliest step that led to the verdict.

    An altered report comes last: what is wrong with the evidence is told before it.
    """
    led = [one.first_bad for one in found if one.first_bad and one.first_bad.verdict is verdict]
    return next((one for one in led if one.code != ALTERED_CODE), next(iter(led), None))


def _tells_altered(found: Findings) -> bool:
    """Tell whether a step met an altered report or README, whatever else it met."""
    return any(one.code == ALTERED_CODE for one in found.kept)


def _is_altered(found: Findings) -> bool:
    """Tell whether all that a step holds against a bundle is an altered report or README."""
    codes = {one.code for one in found.kept if one.verdict is not None}
    return codes == {ALTERED_CODE} and found.dropped == 0


def _sentence(case: Case, verdict: Verdict, first: Finding | None) -> str:
    if first is not None:
        return first.text
    text = "The files are what this log recorded"
    if verdict is Verdict.ANCHORED:
        return f"{text}, and somebody else kept a mark of its first {case.anchored} entries."
    return f"{text}."
