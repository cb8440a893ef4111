"""The consent log as lines: what was asked, what was answered, by whom, how long it took.

An answered question is one line, that of its answer; a question that nobody answered yet waits.
What was asked for is not in the record: where this tray saw it, its text is shown, else the tool.
Which lines there are, the index says (`query.consent_log`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import ACTION, SEND
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import consents
from desktop_app.query.consent_log import Show, Wanted
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.timeline_filter import DAY_US, reads
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop_app.tray.presenters.timeline_filter import Filter

    Row = dict[str, Any]
    Known = Callable[[int], str]

LIMIT = 500  # lines that are read at a time
KINDS = ("agent", "days")  # of the filters in the header


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        seq: its entry.
        when, word, agent, what, detail, by, took, entry: as shown.
        glyph: of `tokens.GLYPHS`.
        row: as `Query.consent_log` told it.
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
    row: Row

    @property
    def is_record(self) -> bool:
        """Whether it is a consent record; else a decision of policy, or what went wrong."""
        return bool(self.row["logged"] == "record")

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


def segments() -> list[str]:
    """Return what the log can be narrowed to, in the order of `Show`."""
    told = (tr("All"), tr("Asked"), tr("Denied"), tr("Missed"), tr("Not gated"), tr("By policy"))
    return [*told]


def wanted(show: int, chosen: Filter, now_us: int, known: Mapping[int, str]) -> Wanted:
    """Return which lines the index is asked for.

    Args:
        show: the segment's number.
        chosen: agent, days and words of the header.
        now_us: for the days.
        known: intent -> what was asked, as far as this tray remembers it.
    """
    since_us = None if chosen.days is None else now_us - chosen.days * DAY_US
    sought = consents.words(chosen.text, _said(), known)
    return Wanted(tuple(Show)[show], chosen.agent, since_us, sought)


def lines(rows: Iterable[Row], now_us: int, known: Known) -> list[Line]:
    """Return rows of `Query.consent_log` as lines.

    Args:
        rows: newest first.
        now_us: for the times.
        known: what was asked about an intent, "" where it is not known any more.
    """
    makers = {"record": _line, "mark": _mark, "decision": _decision}
    return [makers[row["logged"]](row, now_us, known) for row in rows]


def counted(shown: int, *, more: bool) -> str:
    """Return `214 records`, or that older ones come as one scrolls."""
    if more:
        return tr("the newest {n} records", n=f"{shown:,}")
    return trn("{n} record", "{n} records", shown)


def nothing(show: int, chosen: Filter) -> str:
    """Return what stands in place of a list that a filter left empty."""
    parts = [reads(chosen, kind) for kind in KINDS if chosen.chosen(kind) is not None]
    if chosen.text.strip():
        parts.append(tr('"{text}"', text=visible(chosen.text.strip())))
    segment = segments()[show]
    if not parts:
        return tr("Nothing is listed under {segment}.", segment=segment)
    return tr("Nothing under {segment} matches {parts}.", segment=segment, parts=", ".join(parts))


def _said() -> dict[str, str]:
    """Return the word that each state and decision is shown with, and looked for by."""
    return {
        "requested": tr("waiting"),
        "given": tr("allowed"),
        "refused": tr("denied"),
        "timed_out": tr("timed out"),
        "expired": tr("not answered"),
        "withdrawn": tr("withdrawn"),
        "revoked": tr("revoked"),
        "allowed": tr("allowed"),
        "denied": tr("denied"),
        "none": tr("no rule"),
        "gate.failed_open": tr("ran, not gated"),
        "gate.attempt": tr("tried to answer"),
    }


def _line(row: Row, now_us: int, known: Known) -> Line:
    word, glyph = _state(row)
    took = row["latency_ms"]
    is_action, sends = row["purpose"] == ACTION, row["purpose"] == SEND
    detail = ""
    if is_action:
        detail = known(row["intent"]) if isinstance(row["intent"], int) else ""
        scope = consents.what(row).removeprefix(f"{row['tool']}, ") if row["scope"] else ""
        detail = detail or scope
    elif row["state"] == "given" and row.get("retention_days"):
        detail = tr("for {days} days", days=row["retention_days"])
    elif sends:
        detail = ", ".join(map(str, row.get("recipients") or ()))
    tool = row["tool"] or row["title"]
    nobody = "" if sends else tr("all agents")
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=word,
        agent=words.agent(row["agent"]) if row["agent"] else nobody,
        what=visible(str(tool) if is_action else str(row["title"])),
        detail=visible(detail),
        by=_by(row),
        took=formats.duration(took * 1000) if isinstance(took, int) else "",
        glyph=glyph,
        row=row,
    )


def _state(row: Row) -> tuple[str, str]:
    action = row["purpose"] == ACTION
    told = {
        "requested": (tr("waiting"), "waiting"),
        "given": (_allowed(row) if action else tr("given"), "allowed"),
        "refused": (tr("denied") if action else tr("refused"), "denied"),
        "timed_out": (tr("timed out"), "missed"),
        "withdrawn": (tr("withdrawn"), "not_kept"),
        "revoked": (tr("revoked"), "denied"),
    }
    unanswered = row["purpose"] == ACTION and row["withdraws"] is None
    nobody = tr("agent went away") if row.get("why") == "caller gone" else tr("not answered")
    return told.get(row["state"]) or ((nobody, "missed") if unanswered else (tr("ended"), "noend"))


def _allowed(row: Row) -> str:
    match row["lasts"]:
        case "run":
            return tr("allowed for this run")
        case "until" | "always":
            return tr("allowed")
        case _:
            return tr("allowed once")


def _by(row: Row) -> str:
    who, role = row["by"], row.get("role")
    if role and row["state"] == "given":
        return visible(str(role))
    told = {
        "you": tr("you"),
        "you, notification": tr("you, notification"),
        "nobody": tr("nobody"),
        "policy": tr("policy"),
        "agent's own prompt": tr("you, terminal"),
    }
    return told.get(who or "", visible(who or ""))


def _mark(row: Row, now_us: int, known: Known) -> Line:
    if row.get("role"):
        return _wrong_passphrase(row, now_us)
    attempt = row["entry"] == "gate.attempt"
    of_run = {
        "hook missing": tr("hook missing"),
        "settings overruled": tr("settings overruled"),
    }.get(row["why"] or "")
    detail = known(row["intent"]) if isinstance(row["intent"], int) else ""
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=of_run or _said()[row["entry"]],
        agent=words.agent(row["agent"]),
        what=visible(str(row["tool"] or ("" if of_run else row["why"]) or "")),
        detail=visible(detail),
        by=words.agent(row["agent"]) if attempt else tr("nobody"),
        took="",
        glyph="denied" if attempt else "not_gated",
        row=row,
    )


def _decision(row: Row, now_us: int, known: Known) -> Line:
    """What nobody was asked about: a rule, a grant, or the lack of a rule decided."""
    del known  # of what was asked alone
    granted = row["grant_seq"] is not None
    rule = tr("rule {rule}", rule=visible(row["rule"])) if row["rule"] else ""
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=_said().get(row["decision"], visible(str(row["decision"]))),
        agent=words.agent(row["agent"]),
        what=visible(str(row["tool"] or "")),
        detail=tr("grant #{n}", n=f"{row['grant_seq']:,}") if granted else rule,
        by=tr("your grant") if granted else tr("policy"),
        took="",
        glyph={"allowed": "allowed", "denied": "denied"}.get(row["decision"], "no_rule"),
        row=row,
    )


def _wrong_passphrase(row: Row, now_us: int) -> Line:
    return Line(
        seq=row["seq"],
        when=formats.clock_time(row["ts_us"], now_us=now_us),
        word=tr("wrong passphrase"),
        agent="",
        what=tr("role {role}", role=visible(str(row["role"]))),
        detail="",
        by=tr("nobody"),
        took="",
        glyph="denied",
        row=row,
    )
