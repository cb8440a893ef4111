"""Attributes of a row's records: mapped into our terms, and as they were sent, with redactions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.tray.presenters.run_view.sources import Sources

_PREFIX = "countersign."
_HASH = re.compile(r"\[hash ([a-z][a-z0-9_]{0,39}) (\d{1,12}) bytes hmac-sha256:([0-9a-f]{32})\]")
_OTHER = re.compile(r"\[(token|drop) ([a-z][a-z0-9_]{0,39})(?: t_[a-z2-7]{26})?\]")
_MAX_DEPTH = 16


class Attribute(NamedTuple):
    """One line.

    Attributes:
        name, value: safe to show; value whole.
        rule: the name of the rule that replaced the whole value, or "".
        size: bytes of what a digest stands for; None otherwise.
    """

    name: str
    value: str
    rule: str = ""
    size: int | None = None


class Group(NamedTuple):
    """Lines under a heading."""

    title: str
    lines: list[Attribute]


class Mark(NamedTuple):
    """A redaction: where, by which rule, how much there was, and the digest in its mark."""

    name: str
    rule: str
    size: int | None
    digest: str = ""


def groups(sources: Sources) -> list[Group]:
    """Return all attributes of a row's records."""
    mapped: dict[str, Any] = {}
    for record in reversed(sources.records):
        mapped.update(record.get("countersign") or {})
    found = [Group(tr("Mapped"), lines(mapped, prefix=_PREFIX))]
    if sources.span is not None:
        sent = sources.span.get("attributes")
        found.append(Group(tr("Raw, as sent: span"), lines(sent or {})))
    found += [
        Group(
            tr("Raw, as sent: log record {name}", name=visible(record["event"] or "")),
            lines(record.get("attributes") or {}),
        )
        for record in sources.logs
    ]
    for record in sources.records[:1]:
        found.append(Group(tr("Resource"), lines(record.get("resource_attributes") or {})))
    return [group for group in found if group.lines]


def lines(values: dict[str, Any], *, prefix: str = "") -> list[Attribute]:
    """Return the lines of an object of attributes."""
    return [line(name.removeprefix(prefix), value) for name, value in values.items()]


def line(name: str, value: Any) -> Attribute:
    """Return one attribute as a line."""
    text = value if isinstance(value, str) else _json(value)
    rule, size = rule_of(text)
    return Attribute(visible(name), visible(text), rule, size)


def rule_of(text: str) -> tuple[str, int | None]:
    """Return (rule, bytes) where all of a text is what redaction left; ("", None) otherwise."""
    if (found := _HASH.fullmatch(text)) is not None:
        return found[1], int(found[2])
    if (found := _OTHER.fullmatch(text)) is not None:
        return found[2], None
    return "", None


def shown(attribute: Attribute) -> str:
    """Return the value as it stands in the table: a redaction as its rule's name."""
    if not attribute.rule:
        return attribute.value
    rule = tr("by rule {rule}", rule=attribute.rule)
    return rule if attribute.size is None else f"{rule}, {formats.size(attribute.size)}"


def marks(sources: Sources) -> list[Mark]:
    """Return the redactions in a row's records, each name and rule once."""
    found: dict[tuple[str, str], Mark] = {}
    for record in sources.records:
        for name, text in _texts(record.get("attributes") or {}):
            for match in _HASH.finditer(text):
                made = Mark(visible(name), match[1], int(match[2]), match[3])
                found.setdefault((name, match[1]), made)
            for match in _OTHER.finditer(text):
                found.setdefault((name, match[2]), Mark(visible(name), match[2], None))
    return list(found.values())


def digests(sources: Sources) -> frozenset[str]:
    """Return the digests in all marks of a row's records."""
    return frozenset(
        match[3]
        for record in sources.records
        for _name, text in _texts(record.get("attributes") or {})
        for match in _HASH.finditer(text)
    )


def as_json(sources: Sources) -> str:
    """Return mapped and raw attributes as JSON text, for the clipboard."""
    found = [
        {
            "record": "log" if "event" in record else "span",
            "mapped": record.get("countersign"),
            "attributes": record.get("attributes"),
        }
        for record in sources.records
    ]
    return json.dumps(found, indent=2)  # noqa: TID251 - for the clipboard


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # noqa: TID251 - shown, never hashed


def _texts(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if "[" in value:
            yield name, value
    elif depth < _MAX_DEPTH and isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, name or key, depth + 1)
    elif depth < _MAX_DEPTH and isinstance(value, list):
        for item in value:
            yield from _texts(item, name, depth + 1)
