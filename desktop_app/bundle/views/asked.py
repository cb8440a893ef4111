"""What was asked in a turn: kept, not kept, or not sent by the agent. A report tells which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.views.call import marks
from desktop_app.bundle.views.reading import integer, short, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.bundle.views.call import Content, Told

SHOWN = 2_000  # characters of a kept prompt that a report shows
_PROMPTS = ("prompt", "user_prompt", "gen_ai.prompt", "gen_ai.input.messages", "input.value")
_LENGTHS = ("prompt_length", "user_prompt_length")
# As in resources/redaction/default.toml: by these a sender says that it redacted.
_PLACEHOLDERS = ("<REDACTED>", "[REDACTED]", "REDACTED", "__REDACTED__", "[Filtered]")
_RULE = "prompt"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the record has of one prompt.

    Attributes:
        kept: lines of its text, where a rule of the redaction set keeps it; else None.
        replaced: the digest that stands for it, when it was sent and not kept; else None.
        length: characters, as the agent told; None when it did not.
        seq: the entry that says so.
    """

    kept: tuple[str, ...] | None
    replaced: Content | None
    length: int | None
    seq: int


def asked(records: Iterable[Told]) -> Asked | None:
    """Return what the records of one turn say of its prompt; None when there are no records."""
    found = [_of(record) for record in records]
    told = [one for one in found if one.kept or one.replaced]
    told += [one for one in found if one.length is not None]
    return next(iter(told + found), None)


def _of(record: Told) -> Asked:
    attributes = record.attributes
    values = [value for name in _PROMPTS if (value := attributes.get(name)) is not None]
    replaced = [mark for value in values for mark in marks(value, "prompt") if mark.rule == _RULE]
    kept = [
        value
        for value in values
        if text(value) and value not in _PLACEHOLDERS and not list(marks(value))
    ]
    lines = tuple(short(str(kept[0]), SHOWN).splitlines()) if kept else None
    return Asked(lines, next(iter(replaced), None), _length(record), record.seq)


def _length(record: Told) -> int | None:
    for name in _LENGTHS:
        value = record.attributes.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:  # noqa: PLR2004 - no prompt is longer
            return int(value)
        if integer(value) is not None:
            return integer(value)
    return None
