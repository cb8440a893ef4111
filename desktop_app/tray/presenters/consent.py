"""The detail of one line of the consent log: what was asked, why, who answered, what was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import ACTION
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import grants
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.consent_log import Line

FIRST, LAST = 12, 8  # characters of a digest


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands beside the log.

    Attributes:
        title, glyph, entry: the head.
        text: what was asked for, "" where it is not known any more.
        facts: rows about asking and answering.
        shown: the very text that was shown, "" where it cannot be made again.
        no_text: why it cannot be.
        again: whether the dialog can show it again.
        notice: rows about the notice.
        has_receipt: whether it is a consent record.
    """

    title: str
    glyph: str
    entry: str
    text: str
    facts: tuple[Fact, ...]
    shown: str
    no_text: str
    again: bool
    notice: tuple[Fact, ...]
    has_receipt: bool


def detail(line: Line, question: Mapping[str, JSON] | None, text: str | None, home: str) -> Detail:
    """Return the detail of a line.

    Args:
        line: of the log.
        question: as it was asked, where this tray saw it.
        text: the notice made again from the record alone, None where that cannot be.
        home: the person's home directory.
    """
    row = line.row
    shown = text or _notice_text(question) or ""
    said = question.get("text") if question is not None else ""
    return Detail(
        title=line.word[:1].upper() + line.word[1:],
        glyph=line.glyph,
        entry=line.entry,
        text=str(said or ""),
        facts=tuple(_facts(line, home)),
        shown=shown,
        no_text="" if shown or not line.is_record else _why_not(row),
        again=question is not None,
        notice=tuple(_notice(row.get("notice"))) if line.is_record else (),
        has_receipt=line.is_record,
    )


def _marked(line: Line) -> list[Fact]:
    """Return what went wrong; of a wrong passphrase nobody knows who asked."""
    because = Fact(tr("Because"), visible(str(line.row.get("why") or "")))
    return _role(line.row) or [*_asked_by(line), because]


def _asked_by(line: Line) -> list[Fact]:
    row = line.row
    run = tr("{agent}, run {run}", agent=line.agent, run=visible(str(row["run_id"])[:12]))
    tool = visible(str(row.get("tool") or "–"))  # noqa: RUF001 - not told
    asked = Fact(tr("Asked by"), run if row["run_id"] else line.agent)
    delegated = visible(str(row.get("delegated_by") or ""))
    told = [Fact(tr("Delegated"), delegated)] if delegated else []
    return [asked, *told, Fact(tr("Tool"), tool)]


def _is_of_action(row: Mapping[str, Any]) -> bool:
    return row["logged"] != "record" or row.get("purpose") in {None, ACTION}


def _of_content(line: Line) -> list[Fact]:
    """Return what a consent that is no agent's action is about."""
    days = line.row.get("retention_days")
    kept = [Fact(tr("Kept for"), trn("{n} day", "{n} days", days))] if days else []
    return [Fact(tr("About"), line.what), Fact(tr("For"), line.agent), *kept]


def _role(row: Mapping[str, Any]) -> list[Fact]:
    return [Fact(tr("Role"), visible(str(row["role"])))] if row.get("role") else []


def _facts(line: Line, home: str) -> list[Fact]:
    row = line.row
    if row["logged"] == "mark":
        return _marked(line)
    told = _asked_by(line) if _is_of_action(row) else _of_content(line)
    if row.get("rule"):
        told.append(Fact(tr("Because"), tr("rule {rule}", rule=visible(str(row["rule"])))))
    if row["logged"] == "decision":
        return [*told, *_decided(row)]
    told += _role(row)
    answered = ", ".join(part for part in (line.by, line.took) if part)
    if answered:
        told.append(Fact(tr("Answered"), answered))
    scope = row.get("scope")
    if isinstance(scope, dict):
        told.append(Fact(tr("Scope"), grants.covers(scope, home)))
    elif row.get("intent") is not None:
        told.append(Fact(tr("Scope"), tr("this call only")))
    if row.get("intent") is not None:
        told.append(Fact(tr("Intent"), f"#{row['intent']:,}"))
    told.append(Fact(tr("At"), formats.time_of_day(row["ts_us"])))
    return told


def _decided(row: Mapping[str, Any]) -> list[Fact]:
    """Return what is known of a decision that nobody was asked about."""
    granted = row["grant_seq"]
    by = tr("policy {label}", label=visible(str(row["policy"] or "")))
    return [
        Fact(tr("Decided by"), tr("your grant #{n}", n=f"{granted:,}") if granted else by),
        *([] if granted is None else [Fact(tr("Policy"), visible(str(row["policy"] or "")))]),
        Fact(tr("Side effect"), visible(str(row["side_effect"] or "–"))),  # noqa: RUF001 - not told
        Fact(tr("Asked through"), visible(str(row["via"] or "–"))),  # noqa: RUF001 - not told
        Fact(tr("At"), formats.time_of_day(row["ts_us"])),
    ]


def _notice(notice: object) -> list[Fact]:
    if not isinstance(notice, dict):
        return []
    name = f"{notice.get('name')} {notice.get('version')}, {notice.get('language')}"
    digest = str(notice.get("digest") or "")
    short = f"{digest[:FIRST]}…{digest[-LAST:]}"
    return [
        Fact(tr("Notice"), visible(name)),
        Fact(tr("Text digest"), short, fixed=True, whole=digest),
    ]


def _notice_text(question: Mapping[str, JSON] | None) -> str | None:
    notice = question.get("notice") if question is not None else None
    text = notice.get("text") if isinstance(notice, dict) else None
    return text if isinstance(text, str) else None


def _why_not(row: Mapping[str, Any]) -> str:
    if not isinstance(row.get("notice"), dict):
        return tr("Nothing was shown for this record.")
    if not _is_of_action(row):
        return tr("Its wording is another one by now. The digest of what was shown was recorded.")
    return tr(
        "The text held what the agent sent, which is not kept. Its digest was recorded: whoever "
        "has the text can compare it."
    )
