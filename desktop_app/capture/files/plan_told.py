"""A plan as plain values for who draws it: what becomes of each path, what stays and why.

Promise: pure; what it says is what `plan_text.summary` says in lines. Paths are safe to print.
Shapes: `resources/docs/control.md`, "Rollback".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.paths import shown
from desktop_app.capture.files.plan_text import has_diff, ref_line
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from desktop_app.capture.files.planned import Plan, Step
    from desktop_app.capture.files.refplan import RefPlan
    from desktop_app.model.canonical import JSON

MAX_TOLD = 10_000  # of each list; `plan_text.summary` has them all


def changes(plan: Plan, refs: RefPlan, diffs: int) -> list[JSON]:
    """Return what becomes of each path and ref.

    Args:
        plan: of files.
        refs: of refs.
        diffs: how many of the plan's diffs are shown.
    """
    told: list[JSON] = []
    number = 0
    for step in plan.steps[:MAX_TOLD]:
        made = _change(plan, step)
        if has_diff(step):
            if number < diffs:
                made["diff"] = number
            number += 1
        told.append(made)
    for op in refs.moves[: MAX_TOLD - len(told)]:
        to = None if op.after is None else op.after
        told.append({"act": "move ref", "path": visible(ref_line(op.repo, op.name)), "to": to})
    return told


def left(plan: Plan, refs: RefPlan) -> list[JSON]:
    """Return what is left alone, with the reason."""
    told: list[JSON] = [
        {"path": visible(shown(one.path)), "why": visible(one.why)}
        for one in plan.refused[:MAX_TOLD]
    ]
    told += [
        {"path": visible(ref_line(op.repo, op.name)), "why": visible(why)}
        for op, why in refs.refused[: MAX_TOLD - len(told)]
    ]
    return told


def _change(plan: Plan, step: Step) -> dict[str, JSON]:
    state = step.target if step.target is not None else step.now
    kind = Kind.FILE if state is None else state.kind
    made: dict[str, JSON] = {
        "act": step.act.value,
        "path": visible(shown(step.path)),
        "kind": kind.value,
    }
    if step.source is not None:
        made["from"] = visible(shown(step.source))
    if step.path in plan.merged:
        made["keeps"] = "later changes"
    elif step.path in plan.partly:
        made["keeps"] = "changes between two calls"
    return made
