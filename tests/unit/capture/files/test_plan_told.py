"""capture.files.plan_told: a plan as values; what the lines say, and which diff is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files import plan_told
from desktop_app.capture.files.plan_text import diffs
from desktop_app.capture.files.planned import Plan, Refusal
from desktop_app.capture.files.refplan import RefPlan
from desktop_app.capture.files.repos import RefOp
from tests.unit.capture.files.test_plan_text import NO_REFS, STEPS

if TYPE_CHECKING:
    import pytest

PLAN = Plan(STEPS, (Refusal(b"\xff", "changed since by somebody else"),), (b"c",), (b"d",))
MOVED = RefOp(b"", "refs/heads/x", "1", None, inside=True)
STAYS = RefOp(b"sub", "refs/heads/y", "1", "2", inside=True)


def test_every_step_and_ref_is_there() -> None:
    """With what becomes of it, where it comes from, and what of others it keeps."""
    assert plan_told.changes(PLAN, RefPlan((MOVED,), ()), 99) == [
        {"act": "delete", "path": "a", "kind": "file", "diff": 0},
        {"act": "recreate", "path": "b", "kind": "file", "diff": 1},
        {
            "act": "restore",
            "path": "c",
            "kind": "file",
            "keeps": "changes between two calls",
            "diff": 2,
        },
        {"act": "chmod", "path": "d", "kind": "file", "keeps": "later changes"},
        {"act": "rename back", "path": "e", "kind": "file", "from": "f"},
        {"act": "recreate", "path": "g", "kind": "dir"},
        {"act": "delete", "path": "h", "kind": "symlink", "diff": 3},
        {"act": "move ref", "path": "refs/heads/x", "to": None},
    ]
    assert plan_told.left(PLAN, RefPlan((), ((STAYS, "why"),))) == [
        {"path": "\\xff", "why": "changed since by somebody else"},
        {"path": "refs/heads/y of sub", "why": "why"},
    ]


def test_diffs_are_numbered_as_they_are_made() -> None:
    """The number leads to the diff that names the path; one that is not shown has none."""
    made = list(diffs(STEPS, lambda step: (None, step.path)))
    told = plan_told.changes(PLAN, NO_REFS, len(made))
    for one in told:
        if isinstance(number := one.get("diff"), int):
            assert made[number][1] == f"+++ b/{one['path']}"
    assert [one.get("diff") for one in plan_told.changes(PLAN, NO_REFS, 1)][:3] == [0, None, None]


def test_lists_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person reads no more; the numbers of the plan say how many there are."""
    monkeypatch.setattr(plan_told, "MAX_TOLD", 2)
    assert len(plan_told.changes(PLAN, RefPlan((MOVED,), ()), 9)) == 2
    assert len(plan_told.left(PLAN, RefPlan((), ((STAYS, "why"),) * 3))) == 2
