"""Carries a plan out: keeps what is there, has it written down, then changes path by path.

Promise:

1. What is there now goes to the store and is durable before anything is changed; `record` is then
   told of each change that is meant. What was done is the same kind of change as an agent's, and
   is undone in the same way.
2. A path that is not as the plan says any more is left alone.
3. Every change is whole or not at all and goes through no link (`hands`).
4. Whatever happens, the report says of each step whether it was done.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.files import hands
from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import Deed, FileOp, State, checksum
from desktop_app.capture.files.planned import Act, Plan, Step
from desktop_app.capture.files.present import Present, look_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.capture.files.store import Store
    from desktop_app.model.clock import Clock

MEANWHILE = "changed while the rollback was prepared"
NOT_KEPT = "what is there now cannot be kept"
NOT_REACHED = "not reached"
LOST = "its copy is gone or is not what it was"
_FATAL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
_OWNER = 0o700


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan is carried out.

    Attributes:
        root: absolute path of the workspace, links resolved.
        key: the run's.
        store: has the copies.
        clock: tells when it was done.
    """

    root: bytes
    key: bytes
    store: Store
    clock: Clock


@dataclass(frozen=True, slots=True)
class Report:
    """What a rollback did.

    Attributes:
        done: changes that were made, in order; undo them as any others.
        failed: paths that were not changed, with the reason.
    """

    done: tuple[FileOp, ...] = ()
    failed: tuple[tuple[bytes, str], ...] = ()


def apply(
    plan: Plan, place: Place, *, label: str, record: Callable[[tuple[FileOp, ...]], None]
) -> Report:
    """Carry out a plan.

    Args:
        plan: for the workspace as it is now.
        place: where.
        label: who did it, as a call is named in `FileOp.calls`.
        record: told of all changes that are meant, before the first; what it raises stops all.

    Raises:
        StorageError: what is there cannot be kept. Nothing was changed.
    """
    work = _Work(place, label)
    ready = [step for step in plan.steps if work.keep(step)]
    place.store.flush()
    record(tuple(work.ops[step.path] for step in ready))
    for step in _in_order(ready):
        work.do(step)
    work.finish(ready)
    done = tuple(work.ops[path] for path in work.done)
    return Report(done, tuple(sorted(work.failed.items())))


def _in_order(steps: list[Step]) -> list[Step]:
    """Return steps so that each finds its folder, and each folder that goes is empty."""
    return sorted(steps, key=_rank)


def _rank(step: Step) -> tuple[int, int, bytes]:
    depth = step.path.count(b"/")
    was_dir = step.now is not None and step.now.kind is Kind.DIR
    will_be_dir = step.target is not None and step.target.kind is Kind.DIR
    if was_dir and will_be_dir:
        return 0, depth, step.path  # modes: may open a folder that the rest needs
    if step.act is Act.RENAME_BACK:
        return 3, depth, step.path
    if will_be_dir:
        return 2, depth, step.path
    if was_dir:
        return 4, -depth, step.path
    return (1 if step.target is None else 5), depth, step.path


class _Work:
    """One rollback at work."""

    def __init__(self, place: Place, label: str) -> None:
        self._place, self._label = place, label
        self._seen: dict[bytes, Present] = {}
        self._stopped = False
        self.ops: dict[bytes, FileOp] = {}
        self.done: dict[bytes, None] = {}
        self.failed: dict[bytes, str] = {}

    def keep(self, step: Step) -> bool:
        """Keep what is at a step's path now; return whether the step can be done."""
        source = step.source if step.source is not None else step.path
        wanted = step.now if step.source is None else step.source_now
        there = look_at(self._place.root, source, self._place.key, keep=True)
        why = there.blocked
        if why is None and not _as_planned(wanted, there):
            why = MEANWHILE
        state = None if there.state is None else self._kept(there)
        if why is None and there.content is not None and state is not None and state.ref is None:
            why = NOT_KEPT
        if why is not None:
            self.failed[step.path] = why
            return False
        self._seen[source] = replace(there, content=None)
        self.ops[step.path] = self._op(step, state)
        return True

    def do(self, step: Step) -> None:
        """Carry out one step."""
        if self._stopped:
            self.failed[step.path] = NOT_REACHED
            return
        try:
            why = self._do(step)
        except OSError as error:
            why = error.strerror or str(error)
            self._stopped = error.errno in _FATAL
        if why is None:
            self.done[step.path] = None
        else:
            self.failed[step.path] = why

    def finish(self, steps: list[Step]) -> None:
        """Give folders their modes, the deepest first: until now their owner could write."""
        for step in sorted(steps, key=lambda step: step.path, reverse=True):
            if step.path in self.done and step.target is not None and step.target.kind is Kind.DIR:
                try:
                    hands.set_mode(self._place.root, step.path, step.target.mode)
                except OSError as error:
                    self.failed[step.path] = f"its mode was not set: {error.strerror}"

    def _do(self, step: Step) -> str | None:
        root, target, path = self._place.root, step.target, step.path
        if not self._still(step):
            return MEANWHILE
        if step.act is Act.CHMOD and target is not None:
            opening = _OWNER if target.kind is Kind.DIR else 0
            hands.set_mode(root, path, target.mode | opening)
            return None
        content = self._content(target) if step.act in {Act.RESTORE, Act.RECREATE} else b""
        if content is None:
            return LOST
        if step.source is not None and target is not None:
            hands.move(root, step.source, path)
            hands.set_mode(root, path, target.mode)
            return None
        hands.put(root, step, content)
        return None

    def _still(self, step: Step) -> bool:
        """Return whether nothing touched what is there since it was kept."""
        source = step.source if step.source is not None else step.path
        seen = self._seen[source].fact
        there = hands.status(self._place.root, source)
        if step.source is not None and hands.status(self._place.root, step.path) is not None:
            return False
        if seen is None or there is None:
            return seen is None and there is None
        if seen.kind is Kind.DIR:
            return there.kind is Kind.DIR and there.inode == seen.inode
        # The time of its last change at all may differ: another name of it went or came.
        return replace(there, ctime_ns=0) == replace(seen, ctime_ns=0)

    def _content(self, target: State | None) -> bytes | None:
        """Return what a path becomes; never other bytes than its checksum says."""
        if target is None or target.kind is Kind.DIR:
            return b""
        data = None if target.ref is None else self._place.store.get(target.ref)
        if data is None or checksum(self._place.key, _sha256(data)) != target.checksum:
            return None
        return data

    def _kept(self, there: Present) -> State | None:
        if there.state is None or there.content is None:
            return there.state
        ref = self._place.store.put(there.content)
        return replace(there.state, ref=ref, binary=b"\0" in there.content[:8_000])

    def _op(self, step: Step, state: State | None) -> FileOp:
        now = self._place.clock.now_us()
        moved = step.source is not None
        return FileOp(
            deed=Deed.RENAME if moved else _deed(step),
            path=step.path,
            before=None if moved else state,
            after=step.target,
            source=step.source,
            source_before=state if moved else None,
            calls=(self._label,),
            since_us=now,
            until_us=now,
        )


def _as_planned(wanted: State | None, there: Present) -> bool:
    return there.state is None if wanted is None else wanted.same(there.state)


def _deed(step: Step) -> Deed:
    if step.act is Act.CHMOD:
        return Deed.MODE
    if step.target is None:
        return Deed.DELETE
    if step.target.kind is Kind.LINK:
        return Deed.SYMLINK
    return Deed.CREATE if step.act is Act.RECREATE else Deed.PATCH


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
