r"""Changes values in a JSON file with comments, and nothing else: every other byte stays.

A path is a tuple of keys of nested objects. `set_value` and `put_back` work on the text, at the
place of the value, so that comments, order, spacing, line ends and a byte-order mark are kept;
`put_item` and `drop_items` do the same to one element of a list among others'.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.agents import jsontree
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.agents.jsontree import Member, Node

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = "str | bool | int | list[Value] | Mapping[str, Value]"

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
    return _without(text, path, tree)


def put_item(text: str, path: Path, item: Value, ours: Callable[[object], bool]) -> str:
    """Return the text with `item` once in the list at `path`: in the place of ours, or last.

    Args:
        text: the file's.
        path: of a list, which is made where there is none.
        item: the element.
        ours: which elements it replaces.

    Raises:
        AgentConfigError: no JSON with comments, or there is something else at the path.
    """
    node = None if jsontree.is_blank(text) else jsontree.find(jsontree.parse(text), path)
    if node is None:
        return set_value(text, path, [item])
    if node.items is None:
        raise AgentConfigError(f"{'.'.join(path)} is not a list in this config.")
    found = [row for row in node.items if ours(jsontree.plain(row.node))]
    if not found:
        return _append(text, node, item)
    text = _without_rows(text, path, ours, keep_first=True)
    return _put_in_place(text, found[0], item)


def drop_items(text: str, path: Path, ours: Callable[[object], bool], original: str) -> str:
    """Return the text without our elements of a list; without a list that `original` had not.

    Raises:
        AgentConfigError: one of the two is no JSON with comments.
    """
    text = _without_rows(text, path, ours)
    tree = None if jsontree.is_blank(original) else jsontree.parse(original)
    node = None if jsontree.is_blank(text) else jsontree.find(jsontree.parse(text), path)
    if node is None or node.items or jsontree.find(tree, path) is not None:
        return text
    return _without(text, path, tree) if _says_nothing(text[node.start : node.end]) else text


def is_bare(text: str) -> bool:
    """Return whether a file says nothing at all: blank or `{}`, and no comment."""
    return not re.sub(r"[\s{}\ufeff]", "", text)


def _says_nothing(text: str) -> bool:
    return not re.sub(r"[\s\[\]]", "", text)


def _without(text: str, path: Path, tree: Node | None) -> str:
    """Take a member out, and objects on the way that are empty then and that `tree` had not."""
    text = _remove(text, path)
    for depth in range(len(path) - 1, 0, -1):
        made_by_us = jsontree.find(tree, path[:depth]) is None
        if not made_by_us or not _is_bare(text, path[:depth]):
            break
        text = _remove(text, path[:depth])
    return text


def _without_rows(
    text: str, path: Path, ours: Callable[[object], bool], *, keep_first: bool = False
) -> str:
    """Cut our elements out of a list, from its end, so that earlier places stay true."""
    node = None if jsontree.is_blank(text) else jsontree.find(jsontree.parse(text), path)
    if node is None or node.items is None:
        return text
    rows = [number for number, row in enumerate(node.items) if ours(jsontree.plain(row.node))]
    for number in reversed(rows[1:] if keep_first else rows):
        again = jsontree.find(jsontree.parse(text), path)
        if again is not None and again.items is not None:
            text = _cut(text, again, again.items, number)
    return text


def _put_in_place(text: str, row: Member, item: Value) -> str:
    if jsontree.plain(row.node) == item:
        return text
    unit, base = _indent(text, row.node)
    flat = "\n" not in text[row.node.start : row.node.end]
    body = _body(item, "" if flat else unit, base, _line_end(text))
    return text[: row.node.start] + body + text[row.node.end :]


def _append(text: str, node: Node, item: Value) -> str:
    """Put an element after the last one, in the style of the list."""
    newline, rows = _line_end(text), node.items or []
    unit, base = _indent(text, node)
    flat = "\n" not in text[node.start : node.end]
    body = _body(item, "" if flat else unit, base + unit, newline)
    if not rows:
        return text[: node.open_end] + body + text[node.open_end :]
    return _after(text, rows[-1], " " if flat else newline + base + unit, body)


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
    members = parent.members or []
    return _cut(text, parent, members, members.index(member))


def _cut(text: str, parent: Node, members: list[Member], index: int) -> str:
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
    return _after(text, members[-1], separator, body)


def _after(text: str, last: Member, separator: str, body: str) -> str:
    """Put a row after the last one; a comment on the last one's line stays with it."""
    tail = _line_tail(text, last.comma_end or last.node.end)
    before, after = (",", "") if last.comma_end is None else ("", ",")
    kept = text[: last.node.end] + before + text[last.node.end : tail]
    return kept + separator + body + after + text[tail:]


def _line_tail(text: str, at: int) -> int:
    """Return where the comment ends that follows on the same line, or `at` when none does."""
    match = _TAIL.match(text, at)
    return match.end() if match else at


def _dump(key: str, content: object, unit: str, base: str, newline: str) -> str:
    return f"{json.dumps(key)}: " + _body(content, unit, base, newline)  # noqa: TID251 - likewise


def _body(content: object, unit: str, base: str, newline: str) -> str:
    text = json.dumps(content, indent=unit or None)  # noqa: TID251 - an agent's config, never hashed
    return text.replace("\n", newline + base)


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
