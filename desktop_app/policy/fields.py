"""Typed access to a mapping of a policy file; what is wrong is noted, and the default taken."""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from desktop_app.policy.yamlnodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.policy.yamlnodes import Defects

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
MAX_ITEMS = 200
MAX_TEXT = 400


class Fields:
    """The fields of one mapping."""

    def __init__(self, node: Node, what: str, defects: Defects) -> None:
        """Take a node; `what` names it in messages (`a policy`)."""
        if node.kind != "map":
            defects.add(node.line, f"{what} is a mapping of keys")
            node = Node(node.line, "map")
        self.node = node
        self._defects = defects

    def only(self, known: frozenset[str]) -> None:
        """Note keys that are not known."""
        for key, value in self.node.fields.items():
            if key not in known:
                near = difflib.get_close_matches(key[:40], sorted(known), 1)
                hint = f"; did you mean {near[0]!r}" if near else ""
                self._wrong(value, f"unknown key {key[:40]!r}{hint}")

    def section(self, key: str) -> Fields | None:
        """Return a mapping within; None where it is missing or empty."""
        node = self.node.fields.get(key)
        if node is None or (node.kind == "value" and node.value is None):
            return None
        return Fields(node, key, self._defects)

    def items(self, key: str) -> list[Node]:
        """Return the items of a list; none where it is missing or empty."""
        node = self.node.fields.get(key)
        if node is None or (node.kind == "value" and node.value is None):
            return []
        if node.kind != "list":
            self._wrong(node, f"{key} is a list")
        return node.items

    def text(self, key: str, default: str | None = "", most: int = MAX_TEXT) -> str:
        """Return a text; None as default makes it a must."""
        node = self.node.fields.get(key)
        if node is None:
            if default is None:
                self._defects.add(self.node.line, f"{key} is missing")
            return default or ""
        if not isinstance(node.value, str) or node.kind != "value":
            self._wrong(node, f"{key} must be text")
            return ""
        if not node.value.strip() or len(node.value) > most:
            self._wrong(node, f"{key} must have 1 to {most} characters")
        return node.value

    def number(self, key: str, *, whole: bool = False) -> float | None:
        """Return a number above 0; None where it is missing or null."""
        node = self.node.fields.get(key)
        if node is None or (node.kind == "value" and node.value is None):
            return None
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            self._wrong(node, f"{key} must be a number above 0")
            return None
        if whole and not isinstance(value, int):
            self._wrong(node, f"{key} must be a whole number")
            return None
        return value

    def switch(self, key: str) -> bool | None:
        """Return true or false; None where it is missing."""
        node = self.node.fields.get(key)
        if node is None:
            return None
        if not isinstance(node.value, bool):
            self._wrong(node, f"{key} must be true or false")
            return None
        return node.value

    def choice(self, key: str, known: Mapping[str, T], *, default: T) -> T:
        """Return one of a few values by its name."""
        node = self.node.fields.get(key)
        if node is None:
            return default
        if not isinstance(node.value, str) or node.value not in known:
            self._wrong(node, f"{key} is one of {', '.join(known)}")
            return default
        return known[node.value]

    def texts(self, key: str) -> tuple[tuple[str, Node], ...] | None:
        """Return texts with their places, of a list or of one text; None where it is missing."""
        node = self.node.fields.get(key)
        if node is None:
            return None
        items = node.items if node.kind == "list" else [node]
        found = [(item.value, item) for item in items if isinstance(item.value, str)]
        if len(found) != len(items) or len(items) > MAX_ITEMS:
            self._wrong(node, f"{key} is a list of at most {MAX_ITEMS} texts")
        for text, item in found:
            if not text.strip() or len(text) > MAX_TEXT:
                self._wrong(item, f"a text in {key} must have 1 to {MAX_TEXT} characters")
        return tuple(found)

    def members(self, key: str, enum: type[E]) -> frozenset[E] | None:
        """Return values of an enumeration; None where it is missing."""
        texts = self.texts(key)
        if texts is None:
            return None
        known = [member.value for member in enum]
        for text, item in texts:
            if text not in known:
                self._wrong(item, f"{text[:40]!r} is no {key}; there are {', '.join(known)}")
        return frozenset(enum(text) for text, _ in texts if text in known)

    def wrong(self, key: str, message: str) -> None:
        """Note a mistake at a key, or at the mapping where the key is missing."""
        self._wrong(self.node.fields.get(key, self.node), message)

    def _wrong(self, node: Node, message: str) -> None:
        self._defects.add(node.line, message)


def names(texts: Iterable[tuple[str, Node]] | None) -> tuple[str, ...] | None:
    """Return the texts alone."""
    return None if texts is None else tuple(text for text, _ in texts)
