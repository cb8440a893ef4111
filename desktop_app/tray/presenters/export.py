"""What the export window says: of a run, of what the bundle will hold, and of what it will lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.integrity import when
from desktop_app.tray.presenters.timeline import agent_title
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop_app.bundle.views.absent import Missing
    from desktop_app.operations.bundle_making import Made
    from desktop_app.operations.bundle_preview import Preview


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what a bundle will say: shape, colour, what, and more of it."""

    icon: str
    tone: str
    title: str
    text: str


def levels() -> tuple[tuple[str, str, str], ...]:
    """Return (level, name, what it holds), in the order of how much that is."""
    return (
        ("metadata", tr("Metadata"), tr("times, counts, digests; nothing of what was sent")),
        ("redacted", tr("Redacted"), tr("also the records as they are kept, content as digests")),
        ("full", tr("Full"), tr("also the keys of these digests; asks for a reason")),
        ("full-log", tr("Full log"), tr("also every entry of the whole log; asks for a reason")),
    )


def run_title(row: Mapping[str, Any], *, now_us: int) -> str:
    """Return a run on one line: `Claude Code, Today 10:24, 6 tool calls`."""
    agent = agent_title(row["agent"], row["name"], row["sender"])
    calls = trn("{n} tool call", "{n} tool calls", row["tool_calls"])
    return f"{agent}, {when(row['first_ts_us'], now_us=now_us)}, {calls}"


def said(preview: Preview, *, recipients: int) -> list[Item]:
    """Return what the bundle will say."""
    span = f"#{preview.first:,}"
    if preview.last != preview.first:
        span = tr("#{first} to #{last}", first=f"{preview.first:,}", last=f"{preview.last:,}")
    more = preview.shown - preview.entries
    items = [
        Item(
            "sealed",
            "ok",
            f"{trn('{n} entry', '{n} entries', preview.entries)}, {span}",
            trn("and {n} more that proves them", "and {n} more that prove them", more),
        ),
        Item(
            "integrity",
            "ok",
            tr("A new checkpoint"),
            trn(
                "over the one entry so far, Ed25519 and ML-DSA-44",
                "over all {n} entries so far, Ed25519 and ML-DSA-44",
                preview.size,
            ),
        ),
        _readers(recipients),
    ]
    redacted = [one for one in preview.missing or () if one.what == "redacted"]
    return items + [_missing(one) for one in redacted]


def lacking(preview: Preview, *, asked: str, local_only: bool) -> list[Item]:
    """Return what the bundle will say is missing, gravest first.

    Args:
        preview: of it.
        asked: why there is no prompt, or "" where the scope is more than one run.
        local_only: whether that mode is on.
    """
    if preview.missing is None:
        text = tr("Too many entries to read before: the bundle will tell it of each.")
        items = [Item("gap", "text2", tr("Not looked through"), text)]
    else:
        items = [_missing(one) for one in preview.missing if one.what != "redacted"]
    if asked:
        items.append(Item("not-kept", "text2", asked, ""))
    why = tr("local-only mode is on") if local_only else tr("none was asked for")
    items.append(Item("anchor", "text2", tr("No anchor from outside"), why))
    return items


def readers(count: int) -> str:
    """Return who can read the records, for below the field."""
    if not count:
        return tr("Nobody is named: whoever holds the file can read it.")
    return trn(
        "Only this recipient can read the records.",
        "Only these {n} recipients can read the records.",
        count,
    )


def how_far(done: int, total: int) -> str:
    """Return `File 12 of 46.`, or what comes before the files."""
    if not total:
        return tr("Asking the recorder for a checkpoint.")
    return tr("File {n} of {total}.", n=f"{done:,}", total=f"{total:,}")


def made_lines(made: Made) -> list[tuple[str, str]]:
    """Return (name, value) of a finished bundle."""
    first, last = made.built.scope
    entries = trn("{n} entry", "{n} entries", made.built.in_scope)
    return [
        (tr("File"), visible(str(made.built.path))),
        (tr("Size"), formats.size(made.bytes)),
        (tr("Shows"), f"{entries}, #{first:,} to #{last:,}"),
        (tr("Proven against"), trn("{n} entry", "{n} entries", made.predicate.size)),
        (tr("Recorded"), tr("as #{n}", n=f"{made.predicate.export:,}")),
    ]


def agents(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return (name for people, agent) of the agents in these runs, in the order of the names."""
    found = {row["agent"] for row in rows if row["agent"]}
    return sorted((agent_title(agent), agent) for agent in found)


def _readers(count: int) -> Item:
    if not count:
        title = tr("Not encrypted")
        return Item("door-open", "ask", title, tr("whoever holds the file can read it"))
    title = trn("Encrypted for {n} recipient", "Encrypted for {n} recipients", count)
    return Item("lock", "ok", title, tr("the records; times and digests stay readable"))


def _missing(one: Missing) -> Item:
    icon, tone, title = {
        "recovered": ("warning", "deny", tr("Keys were lost")),
        "sealed_late": ("unsealed", "ask", tr("Sealed late")),
        "not_running": ("gap", "open", tr("The recorder did not run")),
        "paused": ("pause", "text2", tr("Recording was paused")),
        "rejected": ("error", "deny", tr("Records were turned away")),
        "not_ended": ("noend", "text2", tr("End not recorded")),
        "purged": ("not-kept", "text2", tr("Content purged")),
        "not_opened": ("not-kept", "text2", tr("Records left out")),
        "redacted": ("redacted", "text2", tr("Values replaced by rules")),
        "unknown_fields": ("info", "text2", tr("Fields that nobody knew")),
    }.get(one.what, ("info", "text2", visible(one.what)))
    return Item(icon, tone, title, visible(one.sentence))
