"""Puts refs of a workspace's repositories back, by git itself.

Promise: a ref moves only from exactly what the run left it at (git compares again when it moves
it), only in a repository whose own folder is inside the workspace, and all of a repository's refs
move together or none does. `HEAD` is a file and goes back with the files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.paths import is_below
from desktop_app.capture.files.plan import CHANGED
from desktop_app.capture.files.repos import RefOp
from desktop_app.capture.files.seen import OUTSIDE
from desktop_app.host.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop_app.capture.files.planned import Wish

NO_GIT = "there is no git"


@dataclass(frozen=True, slots=True)
class RefPlan:
    """What becomes of refs.

    Attributes:
        moves: each as the change that it is: from what is there now to what becomes of it.
        refused: changes that stay, with the reason.
    """

    moves: tuple[RefOp, ...] = ()
    refused: tuple[tuple[RefOp, str], ...] = ()


def refs_now(root: bytes, ops: Iterable[RefOp]) -> dict[tuple[bytes, str], str | None]:
    """Return where the refs are that a run moved; those of no repository are not there."""
    program = find_git(outside=root)
    found: dict[tuple[bytes, str], str | None] = {}
    refs: dict[bytes, Mapping[str, str]] = {}
    for op in ops:
        git = _git(program, root, op.repo)
        if op.repo not in refs:
            refs[op.repo] = {} if git is None else git.refs()
        found[op.repo, op.name] = refs[op.repo].get(op.name)
    return found


def plan_refs(
    ops: Sequence[RefOp], now: Mapping[tuple[bytes, str], str | None], wish: Wish
) -> RefPlan:
    """Return what putting refs back would do. A wish for some paths leaves refs alone.

    Args:
        ops: all of the run, in order.
        now: `refs_now`.
        wish: as of files.
    """
    happened: dict[tuple[bytes, str], list[tuple[RefOp, bool]]] = defaultdict(list)
    for op in ops:
        undo = wish.to_us is None or op.until_us > wish.to_us
        yes = undo and (bool(op.calls) or wish.unattributed) and not wish.paths
        happened[op.repo, op.name].append((op, yes))
    moves, refused = [], []
    for (repo, name), all_ in happened.items():
        if name == "HEAD" or not any(yes for _, yes in all_):
            continue
        tail = len(all_)
        while tail and all_[tail - 1][1]:
            tail -= 1
        last = all_[-1][0]
        target = all_[min(tail, len(all_) - 1)][0].before
        there = now.get((repo, name))
        why = None if last.inside else OUTSIDE
        if why is None and (tail == len(all_) or there != last.after):
            why = CHANGED
        if there == target:
            continue
        if why is None:
            moves.append(RefOp(repo, name, there, target, inside=True))
        else:
            refused.append((last, why))
    return RefPlan(tuple(moves), tuple(refused))


def apply_refs(
    plan: RefPlan, root: bytes, *, label: str, now_us: int
) -> tuple[tuple[RefOp, ...], tuple[tuple[RefOp, str], ...]]:
    """Move refs; return (moved, not moved with the reason).

    Args:
        plan: for the repositories as they are now.
        root: absolute path of the workspace.
        label: who did it, as in `RefOp.calls`.
        now_us: when.
    """
    program = find_git(outside=root)
    by_repo: dict[bytes, list[RefOp]] = defaultdict(list)
    for op in plan.moves:
        by_repo[op.repo].append(op)
    done: list[RefOp] = []
    failed: list[tuple[RefOp, str]] = []
    for repo, moves in by_repo.items():
        git = _git(program, root, repo)
        why = NO_GIT if git is None else _move(git, root, moves)
        if why is None:
            done += [replace(op, calls=(label,), since_us=now_us, until_us=now_us) for op in moves]
        else:
            failed += [(op, why) for op in moves]
    return tuple(done), tuple(failed)


def _move(git: Git, root: bytes, moves: Sequence[RefOp]) -> str | None:
    if not git.lies_within(root, [op.name for op in moves]):
        return OUTSIDE
    return git.move_refs({op.name: (op.before, op.after) for op in moves})


def _git(program: str | None, root: bytes, repo: bytes) -> Git | None:
    if program is None or (repo and not is_below(repo)):
        return None
    return Git(program, root + b"/" + repo if repo else root)
