"""Changed files of a run: rows of the list, before and after their names are shown.

Promise: before a person says why, a row is an entry and says how many changes it tells, as the
ledger does; then each change is a row. What a path names is made safe to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model.visible import visible
from desktop_app.tray.presenters.evidence import file_words, words
from desktop_app.tray.presenters.evidence.strip import Band
from desktop_app.tray.presenters.run_view.words import safe
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from desktop_app.operations.changed_files import Change, Listed
    from desktop_app.operations.reveals import Piece

_KEPT, _PURGED = "kept", "purged"


class Doer(NamedTuple):
    """A call: its intent's entry, the agent's id of it, tool, and its key in the index."""

    intent: int
    call_id: str
    tool: str
    call: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry tells of changed files.

    Attributes:
        entry: its number.
        at_us: when.
        since_us: from the beginning of the run.
        undone: whether a rollback did it.
        deeds: how many of which.
        refs: git refs that moved.
        doers: who may have done it; none: no call.
        missing: why its list cannot be shown; "" where it can.
        size: bytes of the list; 0 where there is none.
    """

    entry: int
    at_us: int
    since_us: int
    undone: bool
    deeds: tuple[tuple[str, int], ...]
    refs: int
    doers: tuple[Doer, ...]
    missing: str
    size: int

    @property
    def count(self) -> int:
        """How many changes it tells."""
        return sum(count for _, count in self.deeds) + self.refs


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: an entry, or one change of it.

    Attributes:
        entry: that tells it.
        change: None while names are not shown.
        title, detail: its two lines.
        icon, tone: its shape.
        doers: who may have done it.
    """

    entry: Entry
    change: Change | None
    title: str
    detail: str
    icon: str
    tone: str
    doers: tuple[Doer, ...]

    @property
    def spoken(self) -> str:
        """All of it as a sentence, for assistive technology."""
        return f"{self.title}, {self.detail}"

    @property
    def back(self) -> str | None:
        """The path that can be asked to be put back; None for what no agent did to a file."""
        return None if self.change is None or self.entry.undone else self.change.exact


def entries(rows: Iterable[Mapping[str, Any]], started_us: int) -> list[Entry]:
    """Return what `Query.file_changes` says."""
    return [_entry(row, started_us) for row in rows]


def rows(listed: Iterable[Entry], lists: Mapping[int, Sequence[Change]]) -> list[Row]:
    """Return the lines of the list; `lists`: the changes of entries that are shown."""
    found = []
    for one in listed:
        if one.entry in lists:
            found += [_row(one, change) for change in lists[one.entry]]
        else:
            found.append(_closed(one))
    return found


def of_call(listed: Sequence[Row], call_id: str) -> int:
    """Return the first row that a call did, by the agent's own id of it; -1: it did none."""
    mine = (n for n, row in enumerate(listed) if any(one.call_id == call_id for one in row.doers))
    return next(mine, -1) if call_id else -1


def pieces(listed: Iterable[Listed], is_open: Collection[str], near: int, most: int) -> list[Piece]:
    """Return lists and copies that are not shown yet, each once, those of near entries first.

    Args:
        listed: what there is.
        is_open: references that are shown.
        near: an entry.
        most: how many.
    """
    found: dict[str, Piece] = {}
    for one in sorted(listed, key=lambda one: abs(one.entry - near)):
        for piece in (one.list, *one.copies):
            if piece.ref not in is_open and len(found) < most:
                found.setdefault(piece.ref, piece)
    return sorted(found.values(), key=lambda piece: (piece.entry, piece.ref))


def band(
    listed: Sequence[Entry], reveals: Sequence[int], lists: Collection[int], *, is_whole: bool
) -> Band:
    """Return what stands above the list.

    Args:
        listed: the run's entries.
        reveals: entries that say that something is shown.
        lists: entries whose changes are shown.
        is_whole: whether all copies that these name are shown as well.
    """
    closed = [one for one in listed if not one.missing and one.entry not in lists]
    count = sum(one.count for one in listed)
    if not reveals:
        if not closed:
            return Band(tr("No list of this run's changes is kept."), 0, shown=False)
        text = trn(
            "{n} change. Names and contents are shown when you say why.",
            "{n} changes. Names and contents are shown when you say why.",
            count,
        )
        return Band(text, len(closed), shown=False)
    said = ", ".join(f"#{entry:,}" for entry in reveals)
    text = tr("Shown in this window until you leave the run. Recorded as {entries}.", entries=said)
    return Band(text, len(closed) + (not is_whole), shown=True)


def _entry(row: Mapping[str, Any], started_us: int) -> Entry:
    told: Mapping[str, Any] = row["subject"]
    deeds = told.get("deeds")
    counts = deeds.items() if isinstance(deeds, dict) else ()
    at_us = int(row["ts_us"])
    kept = row["list"] or {}
    return Entry(
        entry=int(row["entry"]),
        at_us=at_us,
        since_us=max(0, at_us - started_us),
        undone=row["kind"] == "rollback",
        deeds=tuple((str(deed), int(n)) for deed, n in counts if isinstance(n, int) and n),
        refs=int(told.get("refs") or 0),
        doers=tuple(_doer(one) for one in row["doers"]),
        missing=_missing(row),
        size=int(kept.get("bytes") or 0),
    )


def _doer(told: Mapping[str, Any]) -> Doer:
    tool, call_id = safe(str(told["tool"] or "")), str(told["call_id"] or "")
    return Doer(int(told["intent"]), call_id, tool, told["tool_call"])


def _missing(row: Mapping[str, Any]) -> str:
    """Return why a list cannot be shown; "" where it can."""
    if row["trouble"]:
        return words.unread(str(row["trouble"]))
    kept = row["list"] or {}
    if kept.get("state") == _KEPT:
        return ""
    if kept.get("state") == _PURGED:
        return words.purged()
    why = str(kept.get("not_kept") or "")
    return tr("Its list is not kept: {why}.", why=visible(why)) if why else tr("No list is kept.")


def _closed(one: Entry) -> Row:
    said = file_words.counted(dict(one.deeds), one.refs)
    tools = [doer.tool for doer in one.doers]
    parts = (words.since(one.since_us), file_words.by(tools, undone=one.undone), one.missing)
    shape = ("not-kept", "text3") if one.missing else file_words.icon("patch")
    detail = ", ".join(part for part in parts if part)
    return Row(one, None, said, detail, *shape, one.doers)


def _row(one: Entry, change: Change) -> Row:
    doers = tuple(doer for doer in one.doers if str(doer.intent) in change.calls)
    who = file_words.by([doer.tool for doer in doers], undone=one.undone)
    detail = f"{file_words.deed(change)} {who}, {words.since(one.since_us)}"
    return Row(one, change, visible(change.path), detail, *file_words.icon(change.deed), doers)
