"""Which changes of a run a wish is for: the newest ones, some paths, whose.

Promise: pure. A change is wanted or it is not, by itself; what follows for a path is `plan`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.capture.files.ops import FileOp
    from desktop_app.capture.files.planned import Wish


def wanted(ops: Sequence[FileOp], wish: Wish) -> list[bool]:
    """Return for each change whether it is to be undone."""
    return [
        (wish.to_us is None or op.until_us > wish.to_us)
        and (bool(op.calls) or wish.unattributed)
        and _chosen(op, wish.paths)
        for op in ops
    ]


def moment_of(ops: Sequence[FileOp], call: str, *, including: bool) -> int | None:
    """Return the time for `Wish.to_us` that undoes back to a call, None when it changed nothing.

    A call that changed nothing has the times of its looks all the same (`seen.Seen.at_us`).

    Args:
        ops: of the run.
        call: as in `FileOp.calls`.
        including: whether what the call itself did is undone.
    """
    named = [op for op in ops if call in op.calls]
    if not named:
        return None
    return min(op.since_us for op in named) if including else max(op.until_us for op in named)


def paths_of(ops: Sequence[FileOp], wish: Wish) -> list[bytes]:
    """Return the paths that a plan needs to know of."""
    undone = [op for op, yes in zip(ops, wanted(ops, wish), strict=True) if yes]
    return sorted({path for op in undone for path, *_ in op.steps()})


def refs_of(ops: Sequence[FileOp]) -> frozenset[str]:
    """Return the references that putting back may need."""
    states = [state for op in ops for _, before, after in op.steps() for state in (before, after)]
    return frozenset(state.ref for state in states if state is not None and state.ref is not None)


def renamed(ops: Sequence[FileOp], wish: Wish) -> dict[bytes, bytes]:
    """Return the old path of each path that an undone rename led to."""
    undone = [op for op, yes in zip(ops, wanted(ops, wish), strict=True) if yes]
    return {op.path: op.source for op in undone if op.source is not None}


def _chosen(op: FileOp, paths: tuple[bytes, ...]) -> bool:
    touched = [path for path, *_ in op.steps()]
    return not paths or any(
        path == one or path.startswith(one + b"/") for path in touched for one in paths
    )
