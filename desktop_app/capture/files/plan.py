"""What a rollback would do, and what it would not, before anything is done.

Promise: pure. A path is touched only when all that happened to it since is undone with it, it is
now what the last of that left, and both what it becomes and what it is now can be had again. All
else is refused, with a reason. Steps of `resources/docs/files.md`, "Rollback".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Kind, Limits
from desktop_app.capture.files.paths import is_below, joined, parent_of
from desktop_app.capture.files.planned import Act, Plan, Refusal, Step
from desktop_app.capture.files.wishes import renamed, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.capture.files.ops import FileOp, State
    from desktop_app.capture.files.planned import Wish
    from desktop_app.capture.files.present import Present

CHANGED = "changed since by somebody else"
OUTSIDE = "outside the workspace"
NO_COPY = "there is no copy of what it was"
NOT_KEPT = "too large to keep what it is now"
NOT_EMPTY = "something in it stays"
ONLY_HERE = "it was renamed, and cannot go back to its old name"
NO_FOLDER = "its folder is gone or is no folder"
SPECIAL = "special file"
NOT_COMPARED = "cannot be compared with what the agent left"


@dataclass(frozen=True, slots=True)
class _Way:
    """What a path goes through when it is put back."""

    left: State | None
    target: State | None
    since: bool  # something that is not undone happened after all that is
    partly: bool


def plan(
    ops: Sequence[FileOp],
    now: Mapping[bytes, Present],
    wish: Wish,
    *,
    have: frozenset[str],
    limits: Limits | None = None,
) -> Plan:
    """Return what putting back would do.

    Args:
        ops: all changes of the run, in order.
        now: what lies at `wishes.paths_of(ops, wish)`.
        wish: which part.
        have: references (`wishes.refs_of`) whose content the store still has.
        limits: `file_bytes` is how much can be kept of what is there now.
    """
    largest = (limits or Limits()).file_bytes
    steps: dict[bytes, Step] = {}
    refused: dict[bytes, Refusal] = {}
    ways = _ways(ops, wanted(ops, wish))
    for path, way in ways.items():
        there = now[path]
        if (way.target is None and there.state is None) or _is(way.target, there.state):
            continue
        why = _refusal(path, way, there)
        if why is None:
            steps[path] = Step(path, there.state, way.target)
        else:
            refused[path] = Refusal(path, why, there.state, way.left, way.target)
    _rename_back(steps)
    for path in [path for path in steps if (why := _impossible(steps[path], have, largest))]:
        _drop(path, _impossible(steps[path], have, largest) or "", steps, refused)
    pairs = renamed(ops, wish)
    while _settle(steps, refused, now, pairs):
        pass
    partly = tuple(path for path in sorted(steps) if path in ways and ways[path].partly)
    return Plan(_by_path(steps), tuple(refused[path] for path in sorted(refused)), partly)


def _ways(ops: Sequence[FileOp], undone: Sequence[bool]) -> dict[bytes, _Way]:
    """Return the way of each path of which something is undone."""
    happened: dict[bytes, list[tuple[State | None, State | None, bool]]] = defaultdict(list)
    for op, yes in zip(ops, undone, strict=True):
        for path, before, after in op.steps():
            happened[path].append((before, after, yes))
    ways = {}
    for path, all_ in happened.items():
        if not any(yes for *_, yes in all_):
            continue
        tail = len(all_)
        while tail and all_[tail - 1][2]:
            tail -= 1
        since = tail == len(all_)
        first = all_[-1] if since else all_[tail]
        partly = any(yes for *_, yes in all_[:tail])
        ways[path] = _Way(all_[-1][1], first[0], since, partly)
    return ways


def _is(one: State | None, other: State | None) -> bool:
    return other is None if one is None else one.same(other)


def _refusal(path: bytes, way: _Way, there: Present) -> str | None:
    """Return why a path itself is not put back."""
    if not is_below(path):
        return OUTSIDE
    if there.blocked is not None:
        return there.blocked
    if way.since:
        return CHANGED
    alike = there.like is not None and way.left is not None and way.left.checksum == there.like
    if not alike and not _is(way.left, there.state):
        return NOT_COMPARED if _unread(way.left) or _unread(there.state) else CHANGED
    return None


def _unread(state: State | None) -> bool:
    return state is not None and state.kind is Kind.FILE and state.checksum is None


def _impossible(step: Step, have: frozenset[str], largest: int) -> str | None:
    """Return why a step would need a content that cannot be had, or lose one."""
    if step.act in {Act.CHMOD, Act.RENAME_BACK}:
        return None
    if Kind.SPECIAL in {state.kind for state in (step.now, step.target) if state is not None}:
        return SPECIAL
    if step.now is not None and step.now.kind is Kind.FILE and step.now.size > largest:
        return NOT_KEPT
    target = step.target
    if target is None or target.kind is Kind.DIR or target.ref in have:
        return None
    return NO_COPY if target.why is None else f"{NO_COPY}: {target.why}"


def _rename_back(steps: dict[bytes, Step]) -> None:
    """Turn a file that goes and the same content that comes into one move."""
    going = {
        step.now.checksum: path
        for path, step in steps.items()
        if step.target is None and step.now is not None and step.now.kind is Kind.FILE
        if step.now.checksum is not None
    }
    for path, step in list(steps.items()):
        target = step.target
        if step.now is not None or target is None or target.kind is not Kind.FILE:
            continue
        source = going.pop(target.checksum or "", None)
        if source is not None:
            gone = steps.pop(source)
            steps[path] = replace(step, source=source, source_now=gone.now)


def _settle(
    steps: dict[bytes, Step],
    refused: dict[bytes, Refusal],
    now: Mapping[bytes, Present],
    pairs: Mapping[bytes, bytes],
) -> bool:
    """Refuse one step that needs one which there is not; return whether there was such a step."""
    moved = {step.source for step in steps.values() if step.source is not None}
    for path, step in steps.items():
        if step.target is not None and not _way_there(path, now[path].stopped_at, steps):
            _drop(path, NO_FOLDER, steps, refused)
            return True
        if step.target is None and pairs.get(path) in refused:
            _drop(path, ONLY_HERE, steps, refused)
            return True
        goes = step.now is not None and step.now.kind is Kind.DIR
        if goes and (step.target is None or step.target.kind is not Kind.DIR):
            inside = {joined(path, name) for name in now[path].names}
            if any(not _leaves(below, steps) and below not in moved for below in inside):
                _drop(path, NOT_EMPTY, steps, refused)
                return True
    return False


def _leaves(path: bytes, steps: Mapping[bytes, Step]) -> bool:
    return path in steps and steps[path].target is None


def _way_there(path: bytes, stopped_at: bytes | None, steps: Mapping[bytes, Step]) -> bool:
    """Return whether each folder on the way is there, or will be."""
    if stopped_at is None:
        return True
    folder = parent_of(path)
    while len(folder) >= len(stopped_at):
        step = steps.get(folder)
        if step is None or step.target is None or step.target.kind is not Kind.DIR:
            return False
        folder = parent_of(folder)
    return True


def _drop(path: bytes, why: str, steps: dict[bytes, Step], refused: dict[bytes, Refusal]) -> None:
    step = steps.pop(path)
    refused[path] = Refusal(path, why, step.now, step.now, step.target)
    if step.source is not None:
        refused[step.source] = Refusal(step.source, why, step.source_now, step.source_now, None)


def _by_path(steps: Mapping[bytes, Step]) -> tuple[Step, ...]:
    return tuple(steps[path] for path in sorted(steps))
