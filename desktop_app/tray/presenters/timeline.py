"""What the list of runs says of each run and each day, as plain text.

A blank cell means zero, a dash that the agent did not report it, a sentence why something is not
there. What agents sent is made safe to show here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop_app.agents.catalog import AGENTS
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

# Rules that take out content as a whole, by its key: that a run has none of it is said in words.
# What other rules took out of a text is worth a chip. A test compares with the rule file.
CONTENT_RULES = frozenset(
    (
        "prompt",
        "response",
        "system_instructions",
        "tool_definitions",
        "tool_arguments",
        "tool_result",
        "documents",
        "command_line",
        "file_path",
        "http_body",
        "db_query",
        "data_base64",
        "metadata",
        "message",
        "user_name",
        "home_path",
        "roles",
    )
)
PROMPT_RULE = "prompt"


@dataclass(frozen=True, slots=True)
class Tag:
    """A chip: its word, icon and tone."""

    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One run as a line of the list; `glyph` is a key of `tokens.GLYPHS`.

    Attributes:
        ref: what `Query.run` takes.
        word: what the glyph says.
        asked: the prompt, or why there is none.
        tags: chips beside it, the gravest first; those of rules last.
        marks: one word a call (`query.timeline.GRAVITY`).
        last_seq: the run's last entry.
        source: the row as the index has it.
    """

    run: int
    ref: str
    glyph: str
    word: str
    started: str
    agent: str
    asked: str
    tags: tuple[Tag, ...]
    marks: tuple[str, ...]
    duration: str
    tools: str
    denied: str
    errors: str
    tokens: str
    cost: str
    last_seq: int
    source: Mapping[str, Any]

    def cell(self, name: str) -> str:
        """Return the text of a column by its name."""
        return str(getattr(self, name, ""))


def present(row: Mapping[str, Any], *, live: bool, now_us: int) -> Row:
    """Return a run as it is shown.

    Args:
        row: of `Query.run_rows`.
        live: whether a recorder is at work: else nothing runs, and an end is missing.
        now_us: the present, microseconds.
    """
    glyph = _glyph(row, live=live)
    return Row(
        run=row["run"],
        ref=f"#{row['run']}",
        glyph=glyph,
        word=_word(row, glyph),
        started=_started(row, glyph, now_us),
        agent=agent_title(row["agent"], row["name"], row["sender"]),
        asked=_asked(row),
        tags=_tags(row, glyph),
        marks=tuple(row["marks"]),
        duration=_duration(row, glyph),
        tools=formats.count(row["tool_calls"]),
        denied=formats.count(row["denied"]),
        errors=formats.count(row["errors"]),
        tokens=formats.count(tokens(row), zero="0"),
        cost=formats.money(row["cost_usd"]),
        last_seq=row["last_seq"],
        source=row,
    )


def agent_title(agent: str | None, name: str | None = None, sender: str | None = None) -> str:
    """Return what people call an agent: `Claude Code`; a name given to `countersign run` first."""
    for known in AGENTS:
        if agent == known.known_as and name in {None, "", known.name, known.known_as}:
            return known.title
    return visible(name or agent or sender or tr("Unknown agent"))


def sealed(row: Row, sealed_size: int | None) -> tuple[str, str]:
    """Return the glyph and the words of the last column: `#10,412`, or `not yet`."""
    if sealed_size is not None and row.last_seq < sealed_size:
        return "sealed", f"#{row.last_seq:,}"
    return "unsealed", tr("not yet")


def day_title(from_us: int | None, now_us: int) -> str:
    """Return the head of a group: `Now`, `Today, Friday 20 November`, `Monday 16 November 2025`."""
    if from_us is None:
        return tr("Now")
    day, now = local(from_us), local(now_us)
    name = f"{day:%A} {day.day} {day:%B}"
    if day.year != now.year:
        name += f" {day.year}"
    ago = (now.date() - day.date()).days
    if ago == 0:
        return tr("Today, {day}", day=name)
    return tr("Yesterday, {day}", day=name) if ago == 1 else name


def day_sums(sums: Mapping[str, Any]) -> list[str]:
    """Return a day's sums, each a few words; what is zero or not reported is left out."""
    found = [trn("{n} run", "{n} runs", sums["runs"])]
    if sums["tool_calls"]:
        found.append(trn("{n} tool call", "{n} tool calls", sums["tool_calls"]))
    if sums["denied"]:
        found.append(tr("{n} denied", n=f"{sums['denied']:,}"))
    if sums["not_gated"]:
        found.append(tr("{n} not gated", n=f"{sums['not_gated']:,}"))
    if sums["cost_usd"] is not None:
        found.append(formats.money(sums["cost_usd"]))
    return found


def _glyph(row: Mapping[str, Any], *, live: bool) -> str:
    outcome = str(row["outcome"])
    if outcome != "running":
        return outcome
    if not live:
        return "noend"
    return "waiting" if "waiting" in row["marks"] else "running"


def _word(row: Mapping[str, Any], glyph: str) -> str:
    match glyph:
        case "not_gated":
            return trn("{n} call not gated", "{n} calls not gated", row["not_gated"])
        case "error" if row["exit_code"]:
            return tr("failed, exit {code}", code=row["exit_code"])
    words = {
        "denied": tr("denied"),
        "error": tr("failed"),
        "running": tr("running"),
        "waiting": tr("waiting for you"),
        "noend": tr("end not recorded"),
        "ended": tr("finished"),
    }
    return words[glyph]


def _tags(row: Mapping[str, Any], glyph: str) -> tuple[Tag, ...]:
    found = []
    if glyph == "waiting":
        found.append(Tag(tr("waiting for you"), "asked", "ask"))
    if row["not_gated"]:
        word = tr("{n} not gated", n=f"{row['not_gated']:,}")
        found.append(Tag(word, "fail-open", "open"))
    rules = (visible(rule) for rule in row["rules"] if rule not in CONTENT_RULES)
    return (*found, *(Tag(rule, "redacted", "text2") for rule in rules))


def _asked(row: Mapping[str, Any]) -> str:
    """Say why there is no prompt: rules took it out, or none came. None is kept in this version."""
    if PROMPT_RULE in row["rules"]:
        return tr("Prompt not kept")
    return tr("Prompt not sent by the agent")


def _started(row: Mapping[str, Any], glyph: str, now_us: int) -> str:
    """Return the time; of a run of now that began another day the day, for which no head stands."""
    here, now = local(row["started_us"]), local(now_us)
    if glyph in {"running", "waiting"} and here.date() != now.date():
        return f"{here.day} {here:%b}"
    return formats.time_of_day(row["started_us"])


def took_us(row: Mapping[str, Any], glyph: str) -> int | None:
    """Return how long a run took; None: not known."""
    if row["duration_us"] is not None:
        return int(row["duration_us"])
    if glyph == "noend" or not row["first_ns"]:
        return None
    return int(row["last_ns"] - row["first_ns"]) // 1000


def _duration(row: Mapping[str, Any], glyph: str) -> str:
    return formats.duration(took_us(row, glyph))


def tokens(row: Mapping[str, Any]) -> int | None:
    """Return input and output tokens together; None when neither was reported."""
    known = [row[name] for name in ("tokens_input", "tokens_output") if row[name] is not None]
    return sum(known) if known else None


def local(time_us: int) -> datetime:
    """Return a time as the person's clock has it."""
    return datetime.fromtimestamp(time_us / 1_000_000, UTC).astimezone()
