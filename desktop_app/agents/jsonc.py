r"""Changes values in a JSON file with comments, and nothing else: every other byte stays.

Reads what agents read: JSON, with `//` and `/* */` comments and trailing commas. A path is a tuple
of keys of nested objects. `set_value` and `remove` work on the text, at the place of the value,
so that comments, order, spacing, line ends and a byte-order mark are kept.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TypeAlias

from desktop_app.errors import AgentConfigError

Scalar: TypeAlias = "str | bool | int"
Path: TypeAlias = tuple[str, ...]

MAX_DEPTH = 100
_SPACE = re.compile(r"(?:[ \t\r\n\ufeff]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_TAIL = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/(?=[ \t]*\r?\n))")
_LITERAL = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass
class Node:
    """A value and where it stands: `text[start:end]`."""

    start: int
    end: int
    value: object = None
    members: list[Member] | None = None  # of an object
    open_end: int = 0  # just after "{"


@dataclass
class Member:
    """A key and its value in an object; `start` is where the key begins."""

    key: str
    start: int
    node: Node
    comma_end: int | None = field(default=None)  # just after the comma that follows, if one does


def get(text: str, path: Path) -> object:
    """Return the value at a path as plain Python, or None when there is none.

    Raises:
        AgentConfigError: the text is no JSON with comments.
    """
    node: Node | None = _parse(text)
    for key in path:
        node = _child(node, key)
    return None if node is None else _plain(node)


def set_value(text: str, path: Path, value: Scalar) -> str:
    """Return the text with the value at `path` set; missing objects on the way are made.

    Raises:
        AgentConfigError: no JSON with comments, or something on the way is not an object.
    """
    if not _SPACE.sub("", text, count=1).strip():
        text += "{}" if not text or text.endswith(("\n", "\ufeff")) else "\n{}"
        text += _line_end(text)
    node = _parse(text)
    for depth, key in enumerate(path):
        if node.members is None:
            place = ".".join(path[:depth]) or "The file"
            raise AgentConfigError(f"{place} is not an object in this config.")
        child = _child(node, key)
        if child is None:
            return _insert(text, node, path[depth:], value)
        node = child
    return text[: node.start] + json.dumps(value) + text[node.end :]  # noqa: TID251 - an agent's config, never hashed


def remove(text: str, path: Path) -> str:
    """Return the text without the member at `path`; objects that this empties stay."""
    node: Node | None = _parse(text)
    for key in path[:-1]:
        node = _child(node, key)
    if node is None or node.members is None:
        return text
    for index, member in enumerate(node.members):
        if member.key == path[-1]:
            return _cut(text, node, index)
    return text


def _cut(text: str, parent: Node, index: int) -> str:
    members = parent.members or []
    member = members[index]
    start = members[index - 1].node.end if index else parent.open_end
    if member.comma_end is not None:
        # keep what stands before (an earlier comma, comments) and drop "key: value,"
        before = text[start : member.start]
        start = member.start - len(before) + len(before.rstrip(" \t\r\n"))
        return text[:start] + text[member.comma_end :]
    # the last one: its own preceding comma goes too
    if index and (comma := members[index - 1].comma_end) is not None:
        kept = text[comma : member.start].rstrip(" \t\r\n")
        return text[: comma - 1] + kept + text[member.node.end :]
    before = text[start : member.start].rstrip(" \t\r\n")
    return text[:start] + before + text[member.node.end :]


def _insert(text: str, parent: Node, path: Path, value: Scalar) -> str:
    """Put a new member after the last one of `parent`."""
    newline = _line_end(text)
    unit, base = _indent(text, parent)
    content: object = value
    for key in reversed(path[1:]):
        content = {key: content}
    members = parent.members or []
    if not members and "\n" not in text[parent.start : parent.end]:
        body = _dump(path[0], content, unit, base + unit, newline)
        inner = text[parent.open_end : parent.end - 1].strip()
        made = f"{{{inner}{newline}{base}{unit}{body}{newline}{base}}}"
        return text[: parent.start] + made + text[parent.end :]
    one_line = bool(members) and "\n" not in text[parent.start : parent.end]
    separator = " " if one_line else newline + base + unit
    body = _dump(path[0], content, "" if one_line else unit, base + unit, newline)
    if not members:
        return text[: parent.open_end] + separator + body + text[parent.open_end :]
    last = members[-1]
    comma, end = ("", last.comma_end) if last.comma_end is not None else (",", last.node.end)
    tail = _line_tail(text, end)  # a comment on the last member's line stays with that member
    after = "," if last.comma_end is not None else ""
    return (
        text[: last.node.end]
        + comma
        + text[last.node.end : tail]
        + separator
        + body
        + after
        + text[tail:]
    )


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


def _child(node: Node | None, key: str) -> Node | None:
    found = None
    for member in (node.members or []) if node is not None else []:
        if member.key == key:
            found = member.node  # the last of equal keys counts, as agents read it
    return found


def _plain(node: Node) -> object:
    if node.members is not None:
        return {member.key: _plain(member.node) for member in node.members}
    if isinstance(node.value, list):
        return [_plain(item) for item in node.value]
    return node.value


def _parse(text: str) -> Node:
    node = _value(text, _skip(text, 0), 0)
    if _skip(text, node.end) != len(text):
        raise _error(text, node.end, "more text after the end")
    return node


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _error(text, at, "nested too deep")
    if text.startswith("{", at):
        return _object(text, at, depth)
    if text.startswith("[", at):
        return _array(text, at, depth)
    match = _STRING.match(text, at) or _LITERAL.match(text, at)
    if match is None:
        raise _error(text, at, "not a value")
    try:
        return Node(at, match.end(), json.loads(match[0]))
    except ValueError as error:
        raise _error(text, at, "not a value") from error


def _object(text: str, start: int, depth: int) -> Node:
    members: list[Member] = []
    at = _skip(text, start + 1)
    while not text.startswith("}", at):
        key = _STRING.match(text, at)
        if key is None or (members and members[-1].comma_end is None):
            raise _error(text, at, "a key or a closing brace is missing")
        colon = _skip(text, key.end())
        if not text.startswith(":", colon):
            raise _error(text, colon, "a colon is missing")
        node = _value(text, _skip(text, colon + 1), depth + 1)
        member = Member(json.loads(key[0]), at, node)
        at = _skip(text, node.end)
        if text.startswith(",", at):
            member.comma_end = at + 1
            at = _skip(text, at + 1)
        members.append(member)
    return Node(start, at + 1, members=members, open_end=start + 1)


def _array(text: str, start: int, depth: int) -> Node:
    items: list[Node] = []
    at, comma = _skip(text, start + 1), True
    while not text.startswith("]", at):
        if not comma:
            raise _error(text, at, "a comma or a closing bracket is missing")
        items.append(_value(text, at, depth + 1))
        at = _skip(text, items[-1].end)
        if comma := text.startswith(",", at):
            at = _skip(text, at + 1)
    return Node(start, at + 1, items)


def _error(text: str, at: int, what: str) -> AgentConfigError:
    line = text.count("\n", 0, at) + 1
    return AgentConfigError(f"Line {line}: {what}.")
