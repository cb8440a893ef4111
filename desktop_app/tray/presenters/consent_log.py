"""The consent log as lines: what was asked, what was answered, by whom, how long it took.

An answered question is one line, that of its answer; a question that nobody answered yet waits.
What was asked for is not in the record: where this tray saw it, its text is shown, else the tool.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import ACTION
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import consents
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Row = dict[str, Any]
    Known = Callable[[int], str]

LIMIT = 500


class Show(Enum):
    """Which lines, in the order of the segments."""

    ALL = 0
    ASKED = 1
    DENIED = 2
    MISSED = 3
    NOT_GATED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        seq: its entry.
        when, word, agent, what, detail, by, took, entry: as shown.
        glyph: of `tokens.GLYPHS`.
        shows: in which segments it stands, beside all.
        row: as `Query.consents` or `Query.gate_marks` told it.
        is_mark: whether it is what failed open or who tried to answer.
    """

    seq: int
    when: str
    word: str
    agent: str
    what: str
    detail: str
    by: str
    took: str
    glyph: str
    shows: frozenset[Show]
    row: Row
    is_mark: bool = False

    @property
    def entry(self) -> str:
        """`#10,476`."""
        return f"#{self.seq:,}"

    @property
    def spoken(self) -> str:
        """All of it, in reading order."""
        by = tr("by {who}", who=self.by) if self.by else ""
        entry = tr("entry {n}", n=f"{self.seq:,}")
        parts = (self.when, self.word, self.agent, self.what, self.detail, by, self.took, entry)
        return ", ".join(part for part in parts if part)


def lines(records: Iterable[Row], marks: Iterable[Row], now_us: int, known: Known) -> list[Line]:
    """Return the log, newest first.

    Args:
        records: as `Query.consents` returns them.
        marks: as `Query.gate_marks` does.
        now_us: for the times.
        known: what was asked about an intent, "" where it is not known any more.
    """
    rows = list(records)
    answered = {row["intent"] for row in rows if row["state"] != "requested"} - {None}
    made = [
        _line(row, now_us, known)
        for row in rows
        if row["state"] != "requested" or row["intent"] not in answered
    ]
    made += [_mark(row, now_us, known) for row in marks]
    return sorted(made, key=lambda line: -line.seq)


def chosen(all_lines: Sequence[Line], show: Show, text: str) -> list[Line]:
    """Return the lines of a segment in which all words stand."""
    wanted = text.lower().split()
    return [
        line
        for line in all_lines
        if (show is Show.ALL or show in line.shows)
        and all(word in line.spoken.lower() for word in wanted)
    ]


def counted(shown: int, total: int) -> str:
    """Return `214 records`, or how many of the newest ones are shown."""
    if total >= LIMIT:
        return tr("{n} of the newest {total} records", n=f"{shown:,}", total=f"{total:,}")
    return trn("{n} record", "{n} records", shown)


def _line(row: Row, now_us: int, known: Known) -> Line:
    word, glyph, shows = _state(row)
    took = row["latency_ms"]
    is_action = row["purpose"] == ACTION
    detail = ""
    if is_action:
        detail = known(row["intent"]) if isinstance(row["intent"], int) else ""
        detail = detail or (consents.what(row) if row["scope"] else "")
    tool = row["tool"] or row["title"]
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=word,
        agent=words.agent(row["agent"]) if row["agent"] else tr("all agents"),
        what=visible(str(tool) if is_action else str(row["title"])),
        detail=visible(detail),
        by=_by(row["by"]),
        took=formats.duration(took * 1000) if isinstance(took, int) else "",
        glyph=glyph,
        shows=shows,
        row=row,
    )


def _state(row: Row) -> tuple[str, str, frozenset[Show]]:
    action = row["purpose"] == ACTION
    asked = frozenset((Show.ASKED,)) if action else frozenset[Show]()
    denied, missed = asked | {Show.DENIED}, asked | {Show.MISSED}
    told = {
        "requested": (tr("waiting"), "waiting", asked),
        "given": (_allowed(row) if action else tr("given"), "allowed", asked),
        "refused": (tr("denied") if action else tr("refused"), "denied", denied),
        "timed_out": (tr("timed out"), "missed", missed),
        "withdrawn": (tr("withdrawn"), "not_kept", frozenset[Show]()),
        "revoked": (tr("revoked"), "denied", frozenset[Show]()),
    }
    ended = (tr("ended"), "noend", frozenset[Show]())
    unanswered = (tr("not answered"), "missed", missed)
    return told.get(row["state"]) or (ended if row["intent"] is None else unanswered)


def _allowed(row: Row) -> str:
    match row["lasts"]:
        case "run":
            return tr("allowed for this run")
        case "until" | "always":
            return tr("allowed")
        case _:
            return tr("allowed once")


def _by(who: str | None) -> str:
    told = {
        "you": tr("you"),
        "you, notification": tr("you, notification"),
        "nobody": tr("nobody"),
        "policy": tr("policy"),
        "agent's own prompt": tr("you, terminal"),
    }
    return told.get(who or "", visible(who or ""))


def _mark(row: Row, now_us: int, known: Known) -> Line:
    attempt = row["kind"] == "gate.attempt"
    detail = known(row["intent"]) if isinstance(row["intent"], int) else ""
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=tr("tried to answer") if attempt else tr("ran, not gated"),
        agent=words.agent(row["agent"]),
        what=visible(str(row["tool"] or row["why"] or "")),
        detail=visible(detail),
        by=words.agent(row["agent"]) if attempt else tr("nobody"),
        took="",
        glyph="denied" if attempt else "not_gated",
        shows=frozenset((Show.DENIED,)) if attempt else frozenset((Show.NOT_GATED,)),
        row=row,
        is_mark=True,
    )
