"""`absence/absence.json` in sentences: what is missing, and which entries say so.

Rows of one kind become one sentence; the file has each of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.views.reading import counts, fields, integer, short, text
from desktop_app.model import amounts
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Row = Mapping[str, object]

NAMED = 8  # entries, rules or runs that one sentence names


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing.

    Attributes:
        what: as in the file.
        sentence: what is missing, plain text of ours and names of senders.
        seqs: the first entries that say so.
        more: how many further entries say so.
    """

    what: str
    sentence: str
    seqs: tuple[int, ...]
    more: int


def missing(rows: Iterable[Row]) -> list[Missing]:
    """Return what is missing, gravest first; `rows` as `bundle.absence` gives them."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get("what")), []).append(row)
    ordered = [what for what in _SENTENCES if what in groups]
    ordered += sorted(what for what in groups if what not in _SENTENCES)
    return [_told(what, groups[what]) for what in ordered]


def _told(what: str, rows: Sequence[Row]) -> Missing:
    seqs = sorted({seq for row in rows if (seq := integer(row.get("seq"))) is not None})
    sentence = _SENTENCES.get(what, _unknown)(rows)
    return Missing(what, sentence, tuple(seqs[:NAMED]), max(0, len(seqs) - NAMED))


def _recovered(rows: Sequence[Row]) -> str:
    return (
        f"Keys were lost: {_epochs(rows)} had to begin without the signatures of the one before. "
        "What was written in between rests on the root key alone."
    )


def _sealed_late(rows: Sequence[Row]) -> str:
    return (
        f"The recorder did not stop as it should: {_epochs(rows)} "
        f"{'was' if len(rows) == 1 else 'were'} sealed at the next start."
    )


def _not_ended(rows: Sequence[Row]) -> str:
    named = [short(text(row.get("run_id")) or "of no name", 60) for row in rows]
    return (
        f"No end is recorded of {amounts.counted(len(rows), 'run')}: {_list(named)}. What came "
        "later, if anything, is not in this bundle."
    )


def _not_running(rows: Sequence[Row]) -> str:
    stops, starts = (
        sum(row.get("kind") == kind for row in rows) for kind in ("recorder.stop", "recorder.start")
    )
    done = [(stops, "stopped"), (starts, "started")]
    told = " and ".join(f"{verb} {_times(count)}" for count, verb in done if count)
    return (
        f"The recorder {told} in this stretch of the log. While it did not run, nothing was "
        "recorded."
    )


def _paused(rows: Sequence[Row]) -> str:
    begun = sum(row.get("kind") == "pause.start" for row in rows)
    turned_away = Counter[str]()
    for row in rows:
        turned_away.update(counts(row.get("rejected")))
    rejected = f" Records turned away meanwhile: {_sums(turned_away)}." if turned_away else ""
    return f"Recording was paused {_times(begun)}.{rejected}"


def _rejected(rows: Sequence[Row]) -> str:
    reasons = Counter[str]()
    for row in rows:
        reasons.update(counts(row.get("reasons")))
    total = sum(integer(row.get("records")) or 0 for row in rows)
    why = f" Reasons: {_sums(reasons)}." if reasons else ""
    were = "was" if total == 1 else "were"
    return f"{amounts.counted(total, 'record')} that {were} sent could not be kept.{why}"


def _purged(rows: Sequence[Row]) -> str:
    gone = Ranges()
    for row in rows:
        _add(row, gone)
    count = gone.count
    days = sorted({str(found) for row in rows if (found := integer(row.get("days"))) is not None})
    why = f", by the rule of {' and '.join(days)} days" if days else ""
    one = count == 1
    return (
        f"What {amounts.counted(count, 'entry')} {'stands' if one else 'stand'} for was purged "
        f"before this bundle was made{why}. Their digests stay."
    )


def _add(row: Row, gone: Ranges) -> None:
    """Add the entries that a row of purged ones names: one may have lost two things."""
    pairs = row.get("entries")
    for pair in pairs if isinstance(pairs, list) else ():
        match pair:
            case [int() as first, int() as last] if first <= last:
                gone.add(first, last)
            case _:
                pass


def _not_opened(rows: Sequence[Row]) -> str:
    size = sum(integer(row.get("bytes")) or 0 for row in rows)
    some = sum("records" in row for row in rows)
    partly = f" {some:,} of them {'is' if some == 1 else 'are'} shown in part." if some else ""
    return (
        f"What {amounts.counted(len(rows), 'entry')} {'stands' if len(rows) == 1 else 'stand'} "
        f"for ({amounts.size(size)}) was left out of this bundle on purpose.{partly}"
    )


def _redacted(rows: Sequence[Row]) -> str:
    rules = Counter[str]()
    for row in rows:
        rules.update(counts(fields(row.get("counts"))))
    total = sum(rules.values())
    return (
        f"{amounts.counted(total, 'value')} {'was' if total == 1 else 'were'} replaced before "
        f"anything was stored, by rule: {_sums(rules)}. Digests or marks stand there instead."
    )


def _unknown_fields(rows: Sequence[Row]) -> str:
    return (
        f"In {amounts.counted(len(rows), 'entry')} the sender used fields that this version does "
        "not know; they were dropped."
    )


def _unknown(rows: Sequence[Row]) -> str:
    return f"{short(str(rows[0].get('what')))}: {amounts.counted(len(rows), 'entry')}."


# Gravest first.
_SENTENCES: dict[str, Callable[[Sequence[Row]], str]] = {
    "recovered": _recovered,
    "sealed_late": _sealed_late,
    "not_running": _not_running,
    "paused": _paused,
    "rejected": _rejected,
    "not_ended": _not_ended,
    "purged": _purged,
    "not_opened": _not_opened,
    "redacted": _redacted,
    "unknown_fields": _unknown_fields,
}


def _epochs(rows: Sequence[Row]) -> str:
    numbers = [str(integer(row.get("epoch")) or 0) for row in rows]
    return f"epoch {numbers[0]}" if len(numbers) == 1 else f"epochs {_list(numbers)}"


def _sums(found: Counter[str]) -> str:
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return _list([f"{short(name, 60)} {number:,}" for name, number in ordered])


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
