"""Undo of a run, in two calls: what would be done, and doing it.

    prepared = prepare(place, ops, refs, wish)      # look -> plan; changes nothing
    outcome = perform(prepared, place, ...)         # keep -> record -> change -> report

`outcome.files` and `outcome.refs` are changes like a run's own: given to `prepare` they undo the
rollback.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.apply import Place, apply
from desktop_app.capture.files.gitpaths import GIT
from desktop_app.capture.files.indexes import same_indexes
from desktop_app.capture.files.paths import joined, name_of
from desktop_app.capture.files.plan import plan
from desktop_app.capture.files.present import REPO_MADE, Present, look
from desktop_app.capture.files.refplan import RefPlan, apply_refs, plan_refs, refs_now
from desktop_app.capture.files.wishes import paths_of, refs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.capture.files.facts import Limits
    from desktop_app.capture.files.ops import FileOp
    from desktop_app.capture.files.planned import Plan, Wish
    from desktop_app.capture.files.repos import RefOp


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a rollback would do to files and refs."""

    files: Plan
    refs: RefPlan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rollback did.

    Attributes:
        files: changes that were made, in order.
        refs: refs that were moved.
        files_failed: paths that were not changed, with the reason.
        refs_failed: refs that were not moved, with the reason.
    """

    files: tuple[FileOp, ...]
    refs: tuple[RefOp, ...]
    files_failed: tuple[tuple[bytes, str], ...]
    refs_failed: tuple[tuple[RefOp, str], ...]


def prepare(
    place: Place,
    ops: Sequence[FileOp],
    refs: Sequence[RefOp],
    wish: Wish,
    limits: Limits | None = None,
) -> Prepared:
    """Return what undoing would do now; nothing is changed.

    Args:
        place: where.
        ops: all changes of files of the run, in order.
        refs: all its moved refs, in order.
        wish: which part.
        limits: as of the run.

    Raises:
        OSError: the workspace cannot be opened.
    """
    now = look(place.root, paths_of(ops, wish), place.key)
    now |= same_indexes(place, ops, now)
    now |= _kept_repos(ops, now)
    have = frozenset(ref for ref in refs_of(ops) if place.store.has(ref))
    files = plan(ops, now, wish, have=have, limits=limits)
    kept = {path for path, there in now.items() if there.blocked == REPO_MADE}
    mine = [op for op in refs if joined(op.repo, GIT) not in kept]
    return Prepared(files, plan_refs(mine, refs_now(place.root, mine), wish))


def _kept_repos(ops: Sequence[FileOp], now: Mapping[bytes, Present]) -> dict[bytes, Present]:
    """Return those of `now` that belong to a repository that the run made: it has objects by now.

    To take its other files away would only break it. A person removes it whole, if they want to.
    """
    made = [
        op.path
        for op in ops
        if name_of(op.path) == GIT and op.before is None and op.after is not None
    ]
    return {
        path: replace(there, blocked=REPO_MADE)
        for path, there in now.items()
        if there.state is not None
        if any(path == one or path.startswith(one + b"/") for one in made)
    }


def perform(
    prepared: Prepared,
    place: Place,
    *,
    label: str,
    record: Callable[[tuple[FileOp, ...]], None],
) -> Outcome:
    """Do it: files first, then refs.

    Args:
        prepared: by `prepare`, a moment ago.
        place: where.
        label: who does it, as a call is named in `FileOp.calls`.
        record: see `apply.apply`.

    Raises:
        StorageError: what is there cannot be kept. Nothing was changed.
    """
    report = apply(prepared.files, place, label=label, record=record)
    now_us = place.clock.now_us()
    done, failed = apply_refs(prepared.refs, place.root, label=label, now_us=now_us)
    return Outcome(report.done, done, report.failed, failed)
