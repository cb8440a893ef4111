"""What is missing from a bundle, and under which entry: computed from the entries shown alone.

Promise: a pure function of the entries, the scope and the level, so that whoever verifies makes
the same file from the sealed entries and compares bytes. It believes nobody's list of gaps.

Specification: `resources/docs/bundle.md`, section "Absence".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import in_scope
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.purges import purged_of
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.bundle.scope import Scope
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

    Row = dict[str, JSON]


def absence(entries: Iterable[Entry], *, scope: Scope, level: Level) -> list[Row]:
    """Return what is missing, in order of `seq` and then of `what`.

    Args:
        entries: all entries shown, in order of seq, each once; read as a stream.
        scope: the bundle's scope.
        level: the bundle's level. What is encrypted to recipients is shown, not missing.
    """
    rows: list[Row] = []
    newest: dict[tuple[str, str], Entry] = {}
    opened, wanted = _opened(scope, level), Ranges()
    for entry in entries:
        rows.extend(_happened(entry))
        rows.extend(_purged(entry, wanted))
        if in_scope(scope, entry):
            rows.extend(_left_out(entry, opened))
            _remember(entry, newest)
            wanted.add(entry.seq, entry.seq)
    rows.extend(_not_ended(newest))
    return sorted(rows, key=lambda row: (row["seq"], row["what"]))


def absence_file(entries: Iterable[Entry], *, scope: Scope, level: Level) -> bytes:
    """Return the bytes of `absence/absence.json`: arguments as `absence`."""
    return canonical.encode_body(absence(entries, scope=scope, level=level)) + b"\n"


def _opened(scope: Scope, level: Level) -> dict[int, list[int]] | None:
    """Return which records of which entries are opened; None: all of every entry."""
    if level is not Level.METADATA and not scope.records:
        return None
    opened: dict[int, list[int]] = {}
    for seq, index in scope.records if level is not Level.METADATA else ():
        opened.setdefault(seq, []).append(index)
    return opened


def _remember(entry: Entry, newest: dict[tuple[str, str], Entry]) -> None:
    if entry.run_id is not None:
        newest[str(entry.actor.get("sender", "")), entry.run_id] = entry


def _not_ended(newest: Mapping[tuple[str, str], Entry]) -> Iterator[Row]:
    """Tell the runs whose last entry shown is not their end."""
    for (sender, run_id), entry in newest.items():
        if entry.kind is not EntryKind.RUN_END:
            yield {"what": "not_ended", "seq": entry.seq, "sender": sender, "run_id": run_id}


def _left_out(entry: Entry, opened: Mapping[int, list[int]] | None) -> Iterator[Row]:
    """Tell what of an entry in scope is not shown."""
    subject = entry.subject
    redactions = subject.get("redactions")
    if isinstance(redactions, Mapping) and redactions:
        yield {"what": "redacted", "seq": entry.seq, "counts": redactions}
    if subject.get("unknown_fields"):
        yield {"what": "unknown_fields", "seq": entry.seq}
    if entry.payload is not None and opened is not None:
        row: Row = {"what": "not_opened", "seq": entry.seq, "bytes": entry.payload.size}
        some = opened.get(entry.seq)
        yield row if some is None else row | {"records": some}


def _purged(entry: Entry, wanted: Ranges) -> Iterator[Row]:
    """Tell which entries in scope lost their content, and by which purge entry."""
    found = purged_of(entry, wanted)
    if found.count:
        told = {name: entry.subject.get(name) for name in ("class", "by", "days")}
        yield {"what": "purged", "seq": entry.seq, **told, "entries": found.to_json()}


def _happened(entry: Entry) -> list[Row]:
    """Tell what an entry of any scope says that was not recorded."""
    told = _TOLD.get(entry.kind)
    return [] if told is None else told(entry)


def _rejected(entry: Entry) -> list[Row]:
    names = ("signal", "records", "reasons")
    told = {name: entry.subject.get(name) for name in names}
    return [{"what": "rejected", "seq": entry.seq, **told}]


def _pause_start(entry: Entry) -> list[Row]:
    return [{"what": "paused", "seq": entry.seq, "kind": str(entry.kind)}]


def _pause_end(entry: Entry) -> list[Row]:
    return [{**row, "rejected": entry.subject.get("rejected")} for row in _pause_start(entry)]


def _not_running(entry: Entry) -> list[Row]:
    return [{"what": "not_running", "seq": entry.seq, "kind": str(entry.kind)}]


def _sealed_late(entry: Entry) -> list[Row]:
    late = bool(entry.subject.get("late"))
    return [{"what": "sealed_late", "seq": entry.seq, "epoch": entry.epoch}] if late else []


def _recovered(entry: Entry) -> list[Row]:
    return [{"what": "recovered", "seq": entry.seq, "epoch": entry.epoch}]


# Append-only: later kinds (gates that failed open) join here.
_TOLD: dict[EntryKind, Callable[[Entry], list[Row]]] = {
    EntryKind.OTLP_REJECTED: _rejected,
    EntryKind.PAUSE_START: _pause_start,
    EntryKind.PAUSE_END: _pause_end,
    EntryKind.RECORDER_STOP: _not_running,
    EntryKind.RECORDER_START: _not_running,
    EntryKind.EPOCH_SEAL: _sealed_late,
    EntryKind.EPOCH_RECOVERED: _recovered,
}
