"""From steps to a report."""

from __future__ import annotations

import pytest

from desktop_app.bundle.verify import outcome
from desktop_app.bundle.verify.case import Case, NotCheckedError, NotDoneError, NotNeededError
from desktop_app.bundle.verify.files import ALTERED_CODE
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.outcome import Judged, judge, report
from desktop_app.bundle.verify.scope import Scoped
from desktop_app.bundle.verify.steps import StepEndedError
from desktop_app.bundle.verify.trust import Trust
from desktop_app.errors import HostileBundleError, NewerFormatError
from desktop_app.model.findings import MAX_FINDINGS, Findings
from desktop_app.model.verdict import Verdict
from tests.fakes.bundle_forger import DictFiles


def run(*steps):
    """Judge steps; return the report and the outcomes."""
    case = Case(Listed(DictFiles({})), Trust(), lambda _done, _of: None, Findings())
    judged = Judged()
    for number, step in enumerate(steps, start=1):
        judge(judged, case, number, "Step", step)
    told = report(case, judged)
    return told, [str(step.outcome) for step in told.steps]


def fail(verdict: Verdict, code: str = "bad", seq: int | None = None, times: int = 1):
    """Return a step that finds something."""

    def step(case: Case) -> str:
        for _ in range(times):
            case.found.fail(verdict, code, f"{code} it is.", seq=seq)
        return "done"

    return step


def raises(error: Exception):
    """Return a step that ends so."""

    def step(_case: Case) -> str:
        raise error

    return step


@pytest.mark.parametrize(
    ("step", "expected", "verdict"),
    [
        (lambda _: "fine", "passed", Verdict.CONSISTENT),
        (raises(NotCheckedError("none")), "not_checked", Verdict.CONSISTENT),
        (raises(NotNeededError("none")), "not_needed", Verdict.CONSISTENT),
        (raises(NotDoneError()), "not_done", Verdict.CONSISTENT),
        (raises(StepEndedError()), "not_done", Verdict.CONSISTENT),
        (raises(NewerFormatError("newer")), "failed", Verdict.UNREADABLE),
        (raises(HostileBundleError("bomb")), "failed", Verdict.UNREADABLE),
        (fail(Verdict.INVALID), "failed", Verdict.INVALID),
        (fail(Verdict.KEY_UNPINNED), "not_checked", Verdict.KEY_UNPINNED),
    ],
)
def test_each_end_of_a_step_has_its_outcome(step, expected: str, verdict: Verdict) -> None:
    """And verdict."""
    told, found = run(step)
    assert (found, told.verdict) == ([expected], verdict)


def test_the_gravest_verdict_wins_and_its_first_place_is_told() -> None:
    """By step, and by seq within one."""
    told, _ = run(
        fail(Verdict.INCOMPLETE, "gap", 1),
        fail(Verdict.INVALID, "first", 9),
        fail(Verdict.INVALID, "second", 2),
    )
    assert (told.verdict, told.sentence) == (Verdict.INVALID, "first it is.")
    assert told.first_bad is not None
    assert told.first_bad.seq == 9


def test_after_something_unreadable_nothing_is_done() -> None:
    """Whatever comes."""
    _, found = run(raises(HostileBundleError("bomb")), lambda _: "fine")
    assert found == ["failed", "not_done"]


def test_an_altered_report_is_told_last_and_apart() -> None:
    """What was sealed has its own verdict."""
    told, _ = run(fail(Verdict.INVALID, ALTERED_CODE), lambda _: "fine")
    assert (told.verdict, told.sealed_record) == (Verdict.INVALID, Verdict.CONSISTENT)
    told, _ = run(fail(Verdict.INVALID, ALTERED_CODE), fail(Verdict.INVALID, "leaf"))
    assert (told.sealed_record, told.sentence) == (Verdict.INVALID, "leaf it is.")


def test_many_findings_are_counted_only() -> None:
    """A report stays small."""
    told, _ = run(*[fail(Verdict.INVALID, times=150)] * 3)
    assert len(told.findings) == MAX_FINDINGS
    assert told.findings_dropped == 250


def test_a_container_that_is_refused_is_a_report_too() -> None:
    """With all steps."""
    told = outcome.container_refused("A bomb.", ["Container", "Format"])
    assert (told.verdict, told.sentence, len(told.steps)) == (Verdict.UNREADABLE, "A bomb.", 2)


def test_who_vouches_from_outside_is_in_the_sentence() -> None:
    """When their mark covers the scope; one entry less, and it does not count."""
    for anchored, verdict in ((8, Verdict.ANCHORED), (7, Verdict.CONSISTENT)):

        def step(case: Case, anchored: int = anchored) -> str:
            case.maybe_scoped = Scoped(entries=1, first_seq=7, last_seq=7)
            case.anchored = anchored
            return "done"

        told, _ = run(step)
        assert told.verdict is verdict
        said = f"somebody else kept a mark of its first {anchored} entries." in told.sentence
        assert said == (verdict is Verdict.ANCHORED)
