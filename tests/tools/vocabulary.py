"""The tables of `resources/docs/vocabulary.md`, made from the code.

`python -m tests.tools.vocabulary` writes them; tests/unit/normalize/test_vocabulary.py compares.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.normalize.dialects import common, genai, mcp, openinference, openllmetry
from desktop_app.normalize.dialects.claude_code import CLAUDE_CODE
from desktop_app.normalize.dialects.codex import CODEX
from desktop_app.normalize.dialects.gemini import GEMINI
from desktop_app.normalize.dialects.generic import ATTRIBUTES
from desktop_app.normalize.run_keys import RUN_KEYS
from desktop_app.normalize.sources import GENERIC_SOURCE, RUN_SOURCES
from desktop_app.normalize.tools import LEVELS
from desktop_app.normalize.vocabulary import MAPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.normalize.dialects.table import Row

PAGE = Path(__file__).resolve().parents[2] / "resources" / "docs" / "vocabulary.md"
START, END = "<!-- made from the code: start -->", "<!-- made from the code: end -->"
_AGENTS = (("Claude Code", CLAUDE_CODE), ("Codex CLI", CODEX), ("Gemini CLI", GEMINI))


def render() -> str:
    """Return the made part of the page."""
    parts = ["## Names in `countersign.*`", *_table("field", "name", _ticked(MAPPED.items()))]
    for title, rows in (
        (f"GenAI conventions {genai.SEMCONV_VERSION} and before", genai.ATTRIBUTES),
        ("OpenInference", openinference.ATTRIBUTES),
        ("OpenLLMetry", openllmetry.ATTRIBUTES),
        ("MCP", mcp.ATTRIBUTES),
        ("Any sender, on resource or record", common.ATTRIBUTES),
    ):
        parts += ["", f"## {title}", *_rows(rows)]
    for title, dialect in _AGENTS:
        own = {k: row for k, row in dialect.attributes.items() if ATTRIBUTES.get(k) != row}
        parts += ["", f"## {title}: attributes of its own", *_rows(own)]
        kinds = {**dialect.spans, **dialect.logs}
        named = ((name, kind.category) for name, kind in kinds.items())
        parts += ["", f"## {title}: spans and events", *_table("name", "category", _ticked(named))]
    parts += ["", "## Where a run's id is looked for, best first", ""]
    parts += [f"{number}. `{key}`" for number, key in enumerate(RUN_KEYS, 1)]
    parts += ["", "## Which signal is believed", *_sources()]
    parts += ["", "## How far a tool reaches", *_levels()]
    return "\n".join(parts) + "\n"


def _rows(rows: Mapping[str, Row]) -> list[str]:
    fields: dict[str, list[str]] = {}
    for key, row in rows.items():
        if not row.field.startswith("_"):
            fields.setdefault(row.field, []).append(f"`{key}`" + ("" if row.strong else " (weak)"))
    return _table("field", "names", ((f"`{f}`", ", ".join(keys)) for f, keys in fields.items()))


def _sources() -> list[str]:
    rows = []
    for name, source in {**RUN_SOURCES, "any other": GENERIC_SOURCE}.items():
        believed = (
            f"{source.tokens} ({source.detail})",
            source.cost,
            "+".join(source.tool_calls),
            "+".join(source.approvals),
            source.turns,
        )
        rows.append((name, " · ".join(believed)))
    return _table("agent", "tokens · cost · tool calls · approvals · turns", rows)


def _levels() -> list[str]:
    levels: dict[str, list[str]] = {}
    for name, level in LEVELS.items():
        levels.setdefault(level, []).append(f"`{name}`")
    return _table("level", "tools", ((level, ", ".join(names)) for level, names in levels.items()))


def _ticked(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((f"`{one}`", f"`{two}`") for one, two in pairs)


def _table(one: str, two: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    return ["", f"| {one} | {two} |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)]


def page() -> str:
    """Return the page with its made part as the code says now."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n\n{render()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
