"""Undoing what an agent did to files, for a person: what would be done, then doing it.

    plan (what is shown is an entry) -> apply: entry -> change -> entry

Promise: only what a plan named is touched, and only as it was when the plan was made; what is there
now is kept before, so that a rollback can be undone by its own entry's number.
`resources/docs/files.md`, "Rollback".
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import rollback_span
from desktop_app.recorder.copy_store import CopyStore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from desktop_app.capture.files.apply import Place
    from desktop_app.capture.files.ops import FileOp
    from desktop_app.capture.files.planned import Plan, Step, Wish
    from desktop_app.capture.files.repos import RefOp
    from desktop_app.capture.files.rollback import Prepared
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.recorder.file_entries import FileEntries, Recorded
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.rollback_span import Linked
    from desktop_app.recorder.runs import Run

_KIND = EntryKind.ROLLBACK
MAX_PLANS = 16
MAX_DIFF_BYTES = 4 * 1024 * 1024  # of all diffs of a plan that are shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants undone.

    Attributes:
        run: whose changes.
        to_call: undo back to this call (its intent's entry); None: the whole run.
        including: whether that call's own changes are undone as well.
        paths: only these; empty: all.
        unattributed: also what is no call's.
        undo: the entry of a rollback that is to be undone; None: an agent's changes.
        merge: undo the agent's part also of files that somebody else changed since, where the two
            do not conflict.
        link: the root span of the run, where the caller knows one.
    """

    run: Run
    to_call: int | None = None
    including: bool = True
    paths: tuple[bytes, ...] = ()
    unattributed: bool = False
    undo: int | None = None
    merge: bool = False
    link: Linked | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    asked: Asked
    place: Place
    store: CopyStore
    prepared: Prepared


class Rollbacks:
    """Plans, and what carries them out. Thread safe."""

    def __init__(
        self, ledger: Path, entries: FileEntries, keeping: Keeping, clock: Clock, ids: IdSource
    ) -> None:
        self._ledger, self._entries, self._keeping = ledger, entries, keeping
        self._clock, self._ids = clock, ids
        self._lock = Lock()
        self._plans: OrderedDict[str, _Plan] = OrderedDict()

    def plan(self, asked: Asked) -> dict[str, JSON]:
        """Return what undoing would do, line by line, with diffs; nothing is changed.

        Raises:
            NotFoundError: nothing of this run's files was kept, or it is gone.
            UsageError: the call named changed nothing.
            VaultUnavailableError: the vault is not open.
        """
        # What undoes is for those who ask for it: a recorder is ready without it.
        from desktop_app.capture.files import plan_told  # noqa: PLC0415
        from desktop_app.capture.files.apply import Place  # noqa: PLC0415
        from desktop_app.capture.files.merging import is_changed, merged  # noqa: PLC0415
        from desktop_app.capture.files.plan_text import summary  # noqa: PLC0415
        from desktop_app.capture.files.rollback import prepare  # noqa: PLC0415

        recorded = self.recorded(asked.run)
        workspace = next((one.workspace for one in reversed(recorded) if one.workspace), "")
        if not workspace:
            raise NotFoundError(
                "There are no copies of this run's files.",
                hint="They are kept only with a consent for local copies.",
            )
        files, refs = _changes(recorded, asked.undo)
        store = CopyStore(self._keeping, self._entries.size)
        place = Place(os.fsencode(workspace), self._entries.key(asked.run), store, self._clock)
        wish = _wish(asked, files)
        try:
            found = prepared = prepare(place, files, refs, wish)
            if asked.merge:
                prepared = replace(found, files=merged(found.files, place))
        except OSError as error:
            raise NotFoundError(f"The folder {workspace} cannot be opened.") from error
        name = self._ids.random_bytes(8).hex()
        with self._lock:
            self._plans[name] = _Plan(asked, place, store, prepared)
            while len(self._plans) > MAX_PLANS:
                self._plans.popitem(last=False)
        diffs, whole = _shown(prepared.files.steps, place)
        return {
            "plan": name,
            "workspace": workspace,
            "steps": len(prepared.files.steps),
            "refused": len(prepared.files.refused),
            "refs": len(prepared.refs.moves),
            "unattributed": _passed_over(wish, files),
            "mergeable": 0 if asked.merge else sum(map(is_changed, prepared.files.refused)),
            "lines": list(summary(prepared.files, prepared.refs)),
            "changes": plan_told.changes(prepared.files, prepared.refs, whole),
            "left": plan_told.left(prepared.files, prepared.refs),
            "diffs": list(diffs),
            "shown": sorted(_revealed(found.files, prepared.files.merged)),
        }

    def apply(self, name: str) -> dict[str, JSON]:
        """Do what a plan said; return what was done and what was not.

        Raises:
            NotFoundError: no such plan (any more).
            StorageError: what is there now cannot be kept, or it cannot be written down; nothing
                was changed.
        """
        from desktop_app.capture.files.rollback import perform  # noqa: PLC0415 - likewise

        with self._lock:
            plan = self._plans.pop(name, None)
        if plan is None:
            raise NotFoundError("There is no such plan any more.", hint="Look at it again.")
        run, label = plan.asked.run, f"rollback-{name}"
        span = rollback_span.begin(self._ids, self._clock.now_us(), plan.asked.link)
        begun: list[int] = []

        def write(files: Sequence[FileOp], refs: Sequence[RefOp], more: Mapping[str, JSON]) -> int:
            return self._entries.changes(
                run, _KIND, files, refs, plan.store, more=more, trace_id=span.trace_id
            )

        def record(files: tuple[FileOp, ...]) -> None:
            more: dict[str, JSON] = {"phase": "begun", "undo": plan.asked.undo}
            begun.append(write(files, (), more))

        outcome = perform(plan.prepared, plan.place, label=label, record=record)
        failed = [_line(path, why) for path, why in outcome.files_failed]
        failed += [f"{op.name}: {why}" for op, why in outcome.refs_failed]
        more: dict[str, JSON] = {
            "phase": "done",
            "begun": begun[0] if begun else None,
            "undo": plan.asked.undo,
            "failed": len(failed),
            "span": span.ended(self._clock.now_us()),
        }
        done, refs = outcome.files, outcome.refs
        entry = write(done, refs, more)
        return {
            "entry": entry,
            "done": len(done),
            "refs": len(refs),
            "failed": failed,
        }

    def recorded(self, run: Run) -> list[Recorded]:
        """Return what was written of a run's files, oldest first, as far as it is still kept.

        Raises:
            VaultUnavailableError: the vault is not open.
        """
        with LedgerReader(self._ledger) as ledger:
            return list(self._entries.recorded(ledger, run))


def _changes(recorded: Sequence[Recorded], undo: int | None) -> tuple[list[FileOp], list[RefOp]]:
    """Return the changes in question, in order: a run's with its rollbacks, or one rollback's."""
    done = [one for one in recorded if one.subject.get("phase") != "begun"]
    if undo is not None:
        done = [one for one in done if one.seq == undo and one.kind is EntryKind.ROLLBACK]
        if not done:
            raise NotFoundError(f"Entry {undo} is no rollback of this run.")
    files = [op for one in done for op in one.files]
    refs = [op for one in done for op in one.refs]
    return files, refs


def _wish(asked: Asked, files: Sequence[FileOp]) -> Wish:
    from desktop_app.capture.files.planned import Wish  # noqa: PLC0415 - likewise
    from desktop_app.capture.files.wishes import moment_of  # noqa: PLC0415 - likewise

    to_us = None
    if asked.to_call is not None:
        to_us = moment_of(files, str(asked.to_call), including=asked.including)
        if to_us is None:
            raise UsageError(f"The call of entry {asked.to_call} changed no file.")
    return Wish(to_us, asked.paths, asked.unattributed)


def _shown(steps: Sequence[Step], place: Place) -> tuple[list[list[str]], int]:
    """Return the diffs of a plan as far as they are not too much to look at, and how many fit."""
    from desktop_app.capture.files.plan_text import diffs  # noqa: PLC0415 - likewise
    from desktop_app.capture.files.present import look_at  # noqa: PLC0415 - likewise

    def contents(step: Step) -> tuple[bytes | None, bytes | None]:
        source = step.path if step.source is None else step.source
        now = look_at(place.root, source, place.key, keep=True).content
        ref = None if step.target is None else step.target.ref
        return now, None if ref is None else place.store.get(ref)

    shown: list[list[str]] = []
    size = 0
    for lines in diffs(steps, contents):
        size += sum(map(len, lines))
        if size > MAX_DIFF_BYTES:
            return [*shown, ["More is not shown here."]], len(shown)
        shown.append(lines)
    return shown, len(shown)


def _revealed(plan: Plan, merged: Collection[bytes]) -> set[str]:
    """Return the references whose content is shown; a merge shows lines of what was before."""
    targets = [step.target for step in plan.steps]
    targets += [one.target for one in plan.refused if one.path in merged]
    return {target.ref for target in targets if target is not None and target.ref}


def _line(path: bytes, why: str) -> str:
    return f"{path.decode('utf-8', 'replace')}: {why}"


def _passed_over(wish: Wish, files: Sequence[FileOp]) -> int:
    """Return how many of the changes in question are no call's and were not asked for."""
    from desktop_app.capture.files.wishes import wanted  # noqa: PLC0415 - likewise

    with_all = wanted(files, replace(wish, unattributed=True))
    return sum(both and not mine for both, mine in zip(with_all, wanted(files, wish), strict=True))
