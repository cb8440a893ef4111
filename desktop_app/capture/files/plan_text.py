"""A plan as lines of text: what is done, what is not and why, and the diff of each file.

Promise: pure; every path of the plan is in it. Paths and lines come from files of others: who
prints them escapes control characters (`model.visible`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files.difftext import unified
from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.paths import shown
from desktop_app.capture.files.planned import Act, Plan, Step
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_app.capture.files.ops import State
    from desktop_app.capture.files.refplan import RefPlan

Content = tuple[bytes | None, bytes | None]


def summary(plan: Plan, refs: RefPlan) -> list[str]:
    """Return one line for each path and ref: what is done, or why it is not."""
    lines = [step_line(step, _note(plan, step.path)) for step in plan.steps]
    lines += [f"left alone: {shown(one.path)} ({one.why})" for one in plan.refused]
    lines += [f"move {ref_line(op.repo, op.name)} to {op.after or 'nothing'}" for op in refs.moves]
    lines += [f"left alone: {ref_line(op.repo, op.name)} ({why})" for op, why in refs.refused]
    return [visible(line) for line in lines] or ["Nothing to undo."]


def _note(plan: Plan, path: bytes) -> str:
    if path in plan.merged:
        return " (what somebody else changed since is kept)"
    return " (as somebody else left it between two calls)" if path in plan.partly else ""


def step_line(step: Step, note: str = "") -> str:
    """Return what a step does, in one line."""
    path = shown(step.path)
    if step.act is Act.RENAME_BACK and step.source is not None:
        return f"rename back: {shown(step.source)} -> {path}{note}"
    if step.act is Act.CHMOD and step.now is not None and step.target is not None:
        return f"chmod: {path} {step.now.mode:04o} -> {step.target.mode:04o}{note}"
    state = step.target if step.target is not None else step.now
    what = "" if state is None or state.kind is Kind.FILE else f" ({state.kind.value})"
    return f"{step.act.value}: {path}{what}{note}"


def diffs(steps: Sequence[Step], contents: Callable[[Step], Content]) -> Iterator[list[str]]:
    """Yield the lines of each step's diff, from what is there now to what becomes of it.

    Args:
        steps: of a plan.
        contents: returns (now, target) of a step; None: nothing is there.
    """
    for step in steps:
        if has_diff(step):
            now, target = contents(step)
            lines = unified(now, target, shown(step.path))
            yield [visible(line.expandtabs(4)) for line in lines]


def has_diff(step: Step) -> bool:
    """Return whether a step changes what a file or link holds."""
    has_content = _has_content(step.now) or _has_content(step.target)
    return has_content and step.act not in {Act.CHMOD, Act.RENAME_BACK}


def ref_line(repo: bytes, name: str) -> str:
    """Return a ref as a person reads it, with its repository where that is not the workspace."""
    return f"{name} of {shown(repo)}" if repo else name


def _has_content(state: State | None) -> bool:
    return state is not None and state.kind in {Kind.FILE, Kind.LINK}
