"""The views of a bundle: what the entries in scope say, for people and programs. Not evidence.

Promise: they say what `countersign show` says, since both ask the same index code and the same
questions; they show no more than the bundle opens; the same entries give the same bytes. One pass
over the entries fills an index in the work directory, one pass over its calls writes both files,
so memory does not grow with the run.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.views import replay
from desktop_app.bundle.views.call import call_of
from desktop_app.bundle.views.places import places
from desktop_app.bundle.views.reading import integer, text
from desktop_app.bundle.views.report import report
from desktop_app.bundle.views.run_facts import RunFacts
from desktop_app.bundle.views.seen import Seen
from desktop_app.index.connection import remove_file
from desktop_app.index.excerpt import build_excerpt, open_excerpt
from desktop_app.query.calls import calls
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.views.places import Places
    from desktop_app.index.connection import Connection
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

MAX_STEPS = 400  # lines of all timelines of a report
MAX_RUNS = 50  # runs that a report tells of; the replay map has all
_PAGE = 500  # runs asked for at a time
_MAX_WAITS = 20_000
_CHUNK = 1 << 18


def make_views(
    entries_with_bodies: Callable[[], Iterator[tuple[Entry, bytes | None]]],
    *,
    key_log: Sequence[Entry],
    export: Entry,
    predicate: Predicate,
    fingerprint: str,
    root_vkey: str,
    absence: list[dict[str, JSON]],
    work_dir: Path,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield (path, chunks) of the replay map, then of the report; take each before the next.

    Args:
        entries_with_bodies: the entries in scope, ascending, each with what is opened of its body
            (None where nothing is). Called once.
        key_log: the entries that bring and end keys, in scope or not.
        export: the entry that asked for the bundle.
        predicate: what the bundle is.
        fingerprint: of the log: 30 digits in six groups.
        root_vkey: the root key in force, as C2SP vkey.
        absence: as `bundle.absence.absence` gives it.
        work_dir: a private directory; what is made there is removed at the end, also when the
            caller closes the iterator early.

    Raises:
        StorageError: no room in the work directory.
    """
    index, draft = work_dir / "views.db", work_dir / "replay.json"
    seen = Seen()
    try:
        build_excerpt(index, seen.passing(entries_with_bodies()))
        with closing(open_excerpt(index)) as db, Query(index) as query:
            with draft.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
                told = _tell(db, query, out, predicate)
            yield layout.REPLAY, _chunks(draft)
            yield (
                layout.REPORT,
                report(
                    predicate=predicate,
                    key_log=key_log,
                    export=export,
                    seen=seen,
                    runs=told[:MAX_RUNS],
                    more_runs=max(0, len(seen.runs) - MAX_RUNS),
                    unattributed=integer(query.status()["unattributed"]) or 0,
                    fingerprint=fingerprint,
                    root_vkey=root_vkey,
                    absence=absence,
                ),
            )
    finally:
        remove_file(index)
        draft.unlink(missing_ok=True)


def _tell(db: Connection, query: Query, out: TextIO, predicate: Predicate) -> list[RunFacts]:
    """Write the replay map; return what a report tells of the first runs."""
    shown = places(predicate.scope.records)
    kept: list[RunFacts] = []
    room = MAX_STEPS
    out.write(replay.opening(predicate))
    for number, row in enumerate(_runs(query)):
        facts = RunFacts(row, room, _waits(query, row))
        out.write(replay.run_opening(row, first=number == 0))
        _tell_calls(db, row, out, facts, shown)
        out.write(replay.run_closing())
        if len(kept) < MAX_RUNS:
            kept.append(facts)
            room -= len(facts.steps)
    out.write(replay.closing())
    return kept


def _tell_calls(
    db: Connection, row: Mapping[str, object], out: TextIO, facts: RunFacts, shown: Places
) -> None:
    for number, found in enumerate(calls(db, integer(row["run"]) or 0)):
        call = call_of(found, shown)
        facts.add(call)
        out.write(replay.call_line(call, number))


def _runs(query: Query) -> Iterator[Mapping[str, object]]:
    """Yield all runs of the excerpt in the order in which they began in the log."""
    found: list[Mapping[str, object]] = []
    before: int | None = None
    while page := query.runs(limit=_PAGE, before=before, hidden=True):
        found += page
        before = page[-1]["run"]
    yield from sorted(found, key=lambda row: (integer(row["first_seq"]) or 0, str(row["run_id"])))


def _waits(query: Query, row: Mapping[str, object]) -> dict[str, int]:
    """Return call id -> nanoseconds that the answer took."""
    rows = query.approvals(f"#{row['run']}", limit=_MAX_WAITS)
    waits: dict[str, int] = {}
    for found in rows:
        call_id, waited = text(found["call_id"]), integer(found["waited_ns"])
        if call_id is not None and waited is not None:
            waits.setdefault(call_id, waited)
    return waits


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as held:
        while chunk := held.read(_CHUNK):
            yield chunk
