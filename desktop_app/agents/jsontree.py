r"""Where each value of a JSON text with comments stands: the reading half of `jsonc`.

Reads what agents read: JSON, with `//` and `/* */` comments, trailing commas and a byte-order mark.
Of equal keys the last counts. Linear in the size of the text; at most 100 levels deep.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from desktop_app.errors import AgentConfigError

MAX_DEPTH = 100
_SPACE = re.compile(r"(?:[ \t\r\n\ufeff]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_LITERAL = re.compile(r"true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


@dataclass
class Node:
    """A value and where it stands: `text[start:end]`."""

    start: int
    end: int
    value: object = None
    members: list[Member] | None = None  # of an object
    open_end: int = 0  # just after "{" or "["
    items: list[Member] | None = None  # of a list


@dataclass
class Member:
    """A key and its value in an object; `start` is where the key begins. In a list: no key."""

    key: str
    start: int
    node: Node
    comma_end: int | None = None  # just after the comma that follows, if one does


def parse(text: str) -> Node:
    """Return the tree of a text.

    Raises:
        AgentConfigError: no JSON with comments; the message names the line.
    """
    node = _value(text, _skip(text, 0), 0)
    if _skip(text, node.end) != len(text):
        raise _error(text, node.end, "more text after the end")
    return node


def is_blank(text: str) -> bool:
    """Return whether a text holds no value: nothing, or only white space and comments."""
    return _skip(text, 0) == len(text)


def child(node: Node | None, key: str) -> Member | None:
    """Return the member of that key; the last of equal ones."""
    members = (node.members or []) if node is not None else []
    return next((member for member in reversed(members) if member.key == key), None)


def find(node: Node | None, path: tuple[str, ...]) -> Node | None:
    """Return the value at a path of keys, or None."""
    for key in path:
        member = child(node, key)
        node = None if member is None else member.node
    return node


def plain(node: Node) -> object:
    """Return a value as plain Python."""
    if node.members is not None:
        return {member.key: plain(member.node) for member in node.members}
    if node.items is not None:
        return [plain(item.node) for item in node.items]
    return node.value


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
    return Node(at, match.end(), _scalar(text, match))


def _scalar(text: str, match: re.Match[str]) -> object:
    try:
        return json.loads(match[0])
    except ValueError as error:  # an escape that is none, a number of too many digits
        raise _error(text, match.start(), "not a value") from error


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
        member = Member(str(_scalar(text, key)), at, node)
        at = _skip(text, node.end)
        if text.startswith(",", at):
            member.comma_end = at + 1
            at = _skip(text, at + 1)
        members.append(member)
    return Node(start, at + 1, members=members, open_end=start + 1)


def _array(text: str, start: int, depth: int) -> Node:
    items: list[Member] = []
    at = _skip(text, start + 1)
    while not text.startswith("]", at):
        if items and items[-1].comma_end is None:
            raise _error(text, at, "a comma or a closing bracket is missing")
        item = Member("", at, _value(text, at, depth + 1))
        at = _skip(text, item.node.end)
        if text.startswith(",", at):
            item.comma_end = at + 1
            at = _skip(text, at + 1)
        items.append(item)
    return Node(start, at + 1, open_end=start + 1, items=items)


def _error(text: str, at: int, what: str) -> AgentConfigError:
    line = text.count("\n", 0, at) + 1
    return AgentConfigError(f"Line {line}: {what}.")
