"""What the list says of a run beside its cells: read aloud, in tool tips, on the clipboard.

Every glyph has its word here, in reading order, and every cell all of its text.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.timeline import Row, local, sealed, tokens, took_us
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def spoken(row: Row, sealed_size: int | None) -> str:
    """Return a line for assistive technology: every glyph's word, in reading order."""
    source = row.source
    cost, used = source["cost_usd"], tokens(source)
    parts = [
        row.started,
        row.agent,
        row.word,
        row.asked[:1].lower() + row.asked[1:],
        *(
            tr("redacted by rule {rule}", rule=tag.word)
            for tag in row.tags
            if tag.icon == "redacted"
        ),
        _spoken_duration(took_us(source, row.glyph)),
        trn("{n} tool call", "{n} tool calls", source["tool_calls"]),
        tr("{n} denied", n=f"{source['denied']:,}"),
        trn("{n} error", "{n} errors", source["errors"]),
        tr("tokens not reported") if used is None else trn("{n} token", "{n} tokens", used),
        tr("cost not reported") if cost is None else _dollars(cost),
        _seal_words(row, sealed_size),
    ]
    return ", ".join(parts)


def tooltip(row: Row, column: str, sealed_size: int | None) -> str:
    """Return what a cell says in full."""
    full: dict[str, Callable[[Row], str]] = {
        "started": _utc,
        "glyph": lambda row: row.word[:1].upper() + row.word[1:],
        "agent": _agent_and_version,
        "asked": lambda row: ", ".join((row.asked, *(tag.word for tag in row.tags))),
        "calls": _calls,
        "sealed": lambda row: _seal_words(row, sealed_size),
    }
    return full[column](row) if column in full else row.cell(column)


def as_text(row: Row, sealed_size: int | None) -> str:
    """Return a run as one line to paste: its day and id beside what the list shows."""
    moment = local(row.source["started_us"])
    said = spoken(row, sealed_size).partition(", ")[2]
    return f"{moment:%Y-%m-%d %H:%M:%S}, {said}, {visible(row.source['run_id'])}"


def as_json(rows: Sequence[Row]) -> str:
    """Return runs as the index has them: an object, or a list of several."""
    sources = [dict(row.source) for row in rows]
    encoder = json.JSONEncoder(ensure_ascii=True, indent=2, sort_keys=True)
    return encoder.encode(sources[0] if len(sources) == 1 else sources)


def _calls(row: Row) -> str:
    words = {
        "denied": tr("denied"),
        "error": tr("failed"),
        "not_gated": tr("not gated"),
        "not_gated_error": tr("not gated, failed"),
        "waiting": tr("waiting for you"),
    }
    total = trn("{n} tool call", "{n} tool calls", row.source["tool_calls"])
    counts = [(word, row.marks.count(mark)) for mark, word in words.items()]
    if len(row.marks) < row.source["tool_calls"]:
        return total  # marks stand for several calls each
    return ", ".join([total, *(f"{count} {word}" for word, count in counts if count)])


def _utc(row: Row) -> str:
    moment = local(row.source["started_us"])
    return tr(
        "{time} UTC, here {offset}", time=f"{moment.astimezone(UTC):%F %T}", offset=f"{moment:%z}"
    )


def _agent_and_version(row: Row) -> str:
    version = row.source["agent_version"]
    return f"{row.agent} {visible(version)}" if version else row.agent


def _seal_words(row: Row, sealed_size: int | None) -> str:
    if sealed(row, sealed_size)[0] == "sealed":
        return tr("sealed, entry {n}", n=f"{row.last_seq:,}")
    return tr("not yet sealed")


def _spoken_duration(duration_us: int | None) -> str:
    if duration_us is None:
        return tr("duration not known")
    text = formats.duration(duration_us)
    if text.startswith("<"):
        return tr("less than 1 millisecond")
    for short, word in (
        (" ms", tr("milliseconds")),
        (" min", tr("minutes")),
        (" s", tr("seconds")),
        (" h", tr("hours")),
    ):
        text = _whole(text, short, word)
    return text


def _whole(text: str, short: str, word: str) -> str:
    """Put a unit's word in place of its sign, where the sign stands alone."""
    padded = f"{text} "
    return padded.replace(f"{short} ", f" {word} ").strip()


def _dollars(usd: float) -> str:
    return tr("{amount} dollars", amount=formats.money(usd).lstrip("$"))
