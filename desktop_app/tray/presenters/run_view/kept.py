"""What of a row's content is kept: until when, or why not; and what a button may reveal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.query.kept import shown_bytes
from desktop_app.tray.presenters.run_view import attributes
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.tray.presenters.run_view.sources import Sources

DAY_S = 86_400
REVEAL = "reveal"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of kept content that can be revealed; see `Query.kept_of`."""

    ref: str
    label: str
    size: int
    entry: int
    media: str


def facts(sources: Sources) -> tuple[Fact, ...]:
    """Return a line for each piece of content that is, was, or could not be kept."""
    if sources.kept is None:
        text = tr("What is kept of it cannot be read: the vault is damaged.")
        return (Fact(tr("Content"), text, "not-kept", "deny"),)
    return tuple(_fact(row, sources.days) for row in _of_row(sources)) + _not_kept(sources)


def marks(sources: Sources) -> frozenset[str]:
    """Return the digests of the redactions whose content is told by `facts`."""
    return frozenset(str(row["mark"]) for row in _of_row(sources) if row.get("mark"))


def piece(sources: Sources, ref: str) -> Piece | None:
    """Return what a link reveals."""
    for row in _of_row(sources):
        if row.get("ref") == ref:
            return Piece(ref, row["label"], row["bytes"], row["entry"], row["media"])
    return None


def name(label: str) -> str:
    """Return what a piece of content is of, as a person reads it."""
    known = {
        "command_line": tr("Command"),
        "tool_arguments": tr("Arguments"),
        "tool_result": tr("Result"),
        "prompt": tr("Prompt"),
        "response": tr("Response"),
        "payload": tr("Handed over"),
    }
    words = visible(label).replace("_", " ")
    return known.get(label, words[:1].upper() + words[1:])


def until(ts_us: int, days: int) -> str:
    """Return the day on which goes what was kept at a time, by the days in force."""
    at_s = ts_us / 1_000_000 + days * DAY_S
    moment = datetime.fromtimestamp(at_s, UTC).astimezone()
    return f"{moment.day} {moment:%b %Y}"


def _fact(row: Mapping[str, Any], days: int) -> Fact:
    if "not_kept" in row:
        return Fact(tr("Content"), _why(str(row["not_kept"])), "not-kept", "text3")
    label, found = name(str(row["label"])), shown_bytes(row)
    size = "" if found is None else formats.size(found)
    if row["state"] == "purged":
        told = (
            tr("Purged, {size}. The entry still verifies.", size=size)
            if size
            else tr("Purged. The entry still verifies.")
        )
        return Fact(label, told, "not-kept", "text3")
    day = until(int(row["ts_us"]), days).replace(" ", "\N{NO-BREAK SPACE}")
    told = tr("{size}, kept until\N{NO-BREAK SPACE}{day}", size=size, day=day)
    return Fact(label, told, "kept", "ok", link=f"{REVEAL} {row['ref']}")


def _why(word: str) -> str:
    return {
        "full": tr("Not kept: the vault was full."),
        "quota": tr("Not kept: the vault was full."),
        "storage": tr("Not kept: the vault could not be written."),
        "missing": tr("Kept once, and not in the vault any more."),
    }.get(word, tr("Not kept: {why}.", why=visible(word)))


def _not_kept(sources: Sources) -> tuple[Fact, ...]:
    """Return that a declared action's content was not kept, where nothing of it was."""
    told = {row["entry"] for row in sources.kept or ()}
    intents = [] if sources.why is None else sources.why["intents"]
    if not intents or any(row["seq"] in told for row in intents):
        return ()
    first = intents[0]
    label = tr("Command") if first.get("kind") == "shell" else tr("Arguments")
    when = formats.time_of_day(int(first["ts_us"]))
    said = tr("Not kept: no grant at {time}. Digest and size were.", time=when)
    return (Fact(label, said, "not-kept", "text3"),)


def _of_row(sources: Sources) -> Iterator[Mapping[str, Any]]:
    """Yield what belongs to the row: an entry of telemetry may hold content of others, too."""
    own, seen = attributes.digests(sources), set()
    for row in sources.kept or ():
        mark, ref = row.get("mark"), row.get("ref")
        if (mark and mark not in own) or (ref and ref in seen):
            continue
        seen.add(ref)
        yield row
