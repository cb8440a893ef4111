r"""Changes values in a JSON file with comments, and nothing else: every other byte stays.

A path is a tuple of keys of nested objects. `set_value` and `put_back` work on the text, at the
place of the value, so that comments, order, spacing, line ends and a byte-order mark are kept.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.agents import jsontree
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.agents.jsontree import Node

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = "str | bool | int | Mapping[str, Value]"

_TAIL = re.compile(r"[ \t]*(?://[^\r\n]*|/\*(?:(?!\*/)[^\r\n])*\*/(?=[ \t]*\r?\n))")


def load(text: str) -> object:
    """Return the whole file as plain Python; a blank one is an empty object.

    Raises:
        AgentConfigError: the text is no JSON with comments.
    """
    return {} if jsontree.is_blank(text) else jsontree.plain(jsontree.parse(text))


def get(text: str, path: Path) -> object:
    """Return the value at a path as plain Python, or None when there is none.

    Raises:
        AgentConfigError: the text is no JSON with comments.
    """
    if jsontree.is_blank(text):
        return None
    node = jsontree.find(jsontree.parse(text), path)
    return None if node is None else jsontree.plain(node)


def set_value(text: str, path: Path, value: Value) -> str:
    """Return the text with the value at `path` set; missing objects on the way are made.

    Raises:
        AgentConfigError: no JSON with comments, or something on the way is not an object.
    """
    return _put(text, path, value, json.dumps(value))  # noqa: TID251 - an agent's config, never hashed


def put_back(text: str, path: Path, original: str) -> str:
    """Return the text with the value at `path` as it stands in `original`: taken out if nowhere.

    An object on the way that is empty now, and that `original` had not, goes too.

    Raises:
        AgentConfigError: one of the two is no JSON with comments.
    """
    tree = None if jsontree.is_blank(original) else jsontree.parse(original)
    old = jsontree.find(tree, path)
    if old is not None:
        return _put(text, path, jsontree.plain(old), original[old.start : old.end])
    text = _remove(text, path)
    for depth in range(len(path) - 1, 0, -1):
        made_by_us = jsontree.find(tree, path[:depth]) is None
        if not made_by_us or not _is_bare(text, path[:depth]):
            break
        text = _remove(text, path[:depth])
    return text


def is_bare(text: str) -> bool:
    """Return whether a file says nothing at all: blank or `{}`, and no comment."""
    return not re.sub(r"[\s{}\ufeff]", "", text)


def _put(text: str, path: Path, value: object, source: str) -> str:
    """Set a value: `source` in place of an old one, `value` where there was none."""
    if jsontree.is_blank(text):
        text += "{}" if not text or text.endswith(("\n", "\ufeff")) else "\n{}"
        text += _line_end(text)
    node = jsontree.parse(text)
    for depth, key in enumerate(path):
        if node.members is None:
            place = ".".join(path[:depth]) or "The file"
            raise AgentConfigError(f"{place} is not an object in this config.")
        member = jsontree.child(node, key)
        if member is None:
            return _insert(text, node, path[depth:], value)
        node = member.node
    return text[: node.start] + source + text[node.end :]


def _is_bare(text: str, path: Path) -> bool:
    node = jsontree.find(jsontree.parse(text), path)
    return node is not None and node.members == [] and is_bare(text[node.start : node.end])


def _remove(text: str, path: Path) -> str:
    """Return the text without the member at `path`."""
    parent = jsontree.find(jsontree.parse(text), path[:-1])
    member = jsontree.child(parent, path[-1])
    if parent is None or member is None:
        return text
    return _cut(text, parent, (parent.members or []).index(member))


def _cut(text: str, parent: Node, index: int) -> str:
    members = parent.members or []
    member = members[index]
    start = members[index - 1].node.end if index else parent.open_end
    if member.comma_end is not None:
        # keep what stands before (an earlier comma, comments) and drop "key: value,"
        before = text[start : member.start]
        after = text[member.comma_end :]
        return text[: member.start - len(before)] + _rstrip(before, after) + after
    after = text[member.node.end :]
    # the last one: its own preceding comma goes too
    if index and (comma := members[index - 1].comma_end) is not None:
        return text[: comma - 1] + _rstrip(text[comma : member.start], after) + after
    return text[:start] + _rstrip(text[start : member.start], after) + after


def _rstrip(before: str, after: str) -> str:
    """Strip white space, but never the line end that a `//` comment needs."""
    kept = before.rstrip(" \t\r\n")
    comment = "//" in kept.rsplit("\n", 1)[-1]
    return before if comment and not re.match(r"[ \t]*\r?\n", after) else kept


def _insert(text: str, parent: Node, path: Path, value: object) -> str:
    """Put a new member after the last one of `parent`."""
    newline = _line_end(text)
    unit, base = _indent(text, parent)
    content = value
    for key in reversed(path[1:]):
        content = {key: content}
    members = parent.members or []
    flat = "\n" not in text[parent.start : parent.end]
    if not members and flat:
        body = _dump(path[0], content, unit, base + unit, newline)
        inner = text[parent.open_end : parent.end - 1].strip()
        made = f"{{{inner}{newline}{base}{unit}{body}{newline}{base}}}"
        return text[: parent.start] + made + text[parent.end :]
    separator = " " if flat else newline + base + unit
    body = _dump(path[0], content, "" if flat else unit, base + unit, newline)
    if not members:
        return text[: parent.open_end] + separator + body + text[parent.open_end :]
    last = members[-1]
    # a comment on the last member's line stays with that member
    tail = _line_tail(text, last.comma_end or last.node.end)
    before, after = (",", "") if last.comma_end is None else ("", ",")
    kept = text[: last.node.end] + before + text[last.node.end : tail]
    return kept + separator + body + after + text[tail:]


def _line_tail(text: str, at: int) -> int:
    """Return where the comment ends that follows on the same line, or `at` when none does."""
    match = _TAIL.match(text, at)
    return match.end() if match else at


def _dump(key: str, content: object, unit: str, base: str, newline: str) -> str:
    text = json.dumps(content, indent=unit or None)  # noqa: TID251 - an agent's config, never hashed
    return f"{json.dumps(key)}: " + text.replace("\n", newline + base)  # noqa: TID251 - likewise


def _indent(text: str, parent: Node) -> tuple[str, str]:
    """Return (one step of indentation, the indentation of the line that `parent` begins on)."""
    line_start = text.rfind("\n", 0, parent.start) + 1
    lead = re.match(r"[ \t]*", text[line_start:])
    base = lead[0] if lead else ""
    steps = re.findall(r"\n([ \t]+)\"", text)
    shortest = min(steps, key=len) if steps else "  "
    return shortest, base


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
