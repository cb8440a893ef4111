"""YAML into values that know their line; nothing is made that is not a plain value.

Refused: anchors and aliases (a few lines of them unpack to gigabytes), tags, merge keys, more than
one document, deep nesting, keys that are no text or stand there twice, numbers in odd notations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from desktop_app.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_BYTES = 256 * 1024
MAX_DEFECTS = 20
MAX_DEPTH = 8

Scalar: TypeAlias = "str | bool | int | float | None"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}")


@dataclass(slots=True)
class Node:
    """A value and where it stands.

    Attributes:
        line: counted from 1.
        value: a scalar; None too where `items` or `fields` hold something.
        items: of a sequence.
        fields: of a mapping.
        kind: "value", "list" or "map".
    """

    line: int
    kind: str = "value"
    value: Scalar = None
    items: list[Node] = field(default_factory=list)
    fields: dict[str, Node] = field(default_factory=dict)
    pending: Node | None = None  # a key that waits for its value


class Defects:
    """What is wrong with a file, all of it, up to 20."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, message: str) -> None:
        """Note a mistake; `message` is a clause without a full stop."""
        self._found.append((line, message))

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self._found)

    def sentences(self) -> tuple[str, ...]:
        """Return them in the order of lines."""
        first = sorted(self._found, key=lambda found: found[0])[:MAX_DEFECTS]
        return tuple(f"{self._source} line {line}: {message}." for line, message in first)

    def error(self) -> PolicyError:
        """Return them as one error."""
        told, more = self.sentences(), len(self._found) - MAX_DEFECTS
        text = " ".join(told) + (f" And {more} more." if more > 0 else "")
        return PolicyError(text, defects=told)


def read_yaml(text: str, defects: Defects) -> Node:
    """Return the one document of a text as nodes; mistakes go to `defects`.

    Raises:
        PolicyError: it is no YAML at all, too large, or bomb-like; says where.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        defects.add(1, f"a policy file has at most {MAX_BYTES // 1024} KiB")
        raise defects.error()
    try:
        return _composed(yaml.parse(text, Loader=_LOADER), defects)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", "not text")
        defects.add(1 if mark is None else mark.line + 1, f"not YAML: {problem}")
        raise defects.error() from error


def _composed(events: Iterator[yaml.Event], defects: Defects) -> Node:
    root = Node(1, "list")
    stack = [root]
    documents = 0
    for event in events:
        line = 1 + (event.start_mark.line if event.start_mark else 0)
        documents += isinstance(event, yaml.DocumentStartEvent)
        _refuse(event, line, len(stack), documents, defects)
        if isinstance(event, yaml.ScalarEvent):
            _put(stack[-1], _scalar(event, line, defects), defects)
        elif isinstance(event, yaml.CollectionStartEvent):
            kind = "list" if isinstance(event, yaml.SequenceStartEvent) else "map"
            node = Node(line, kind)
            _put(stack[-1], node, defects)
            stack.append(node)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return root.items[0] if root.items else Node(1, "map")


def _refuse(event: yaml.Event, line: int, depth: int, documents: int, defects: Defects) -> None:
    """Refuse at once what could unpack to more than it looks like.

    Raises:
        PolicyError: says where.
    """
    if getattr(event, "anchor", None) is not None:
        defects.add(line, "anchors and aliases are not used in policies")
    elif depth > MAX_DEPTH:
        defects.add(line, "nested too deep")
    elif documents > 1:
        defects.add(line, "one file holds one policy")
    else:
        return
    raise defects.error()


def _put(parent: Node, node: Node, defects: Defects) -> None:
    """Add a node to a list, or as key or value to a mapping."""
    if parent.kind == "list":
        parent.items.append(node)
    elif parent.pending is None:
        parent.pending = node
    else:
        key, parent.pending = parent.pending, None
        if not isinstance(key.value, str):
            defects.add(key.line, "a key must be text")
        elif key.value in parent.fields:
            first = parent.fields[key.value].line
            defects.add(key.line, f"the key {key.value!r} is there twice, first in line {first}")
        else:
            node.line = key.line if node.kind == "value" else node.line
            parent.fields[key.value] = node


def _scalar(event: yaml.ScalarEvent, line: int, defects: Defects) -> Node:
    text: str = event.value
    if event.tag is not None:
        defects.add(line, "tags are not used in policies")
    if event.tag is not None or not event.implicit[0]:
        return Node(line, value=text)  # quoted: text, whatever it looks like
    tag = _tag(text)
    value = _READS[tag](text) if tag in _READS else None
    if value is None and tag != "null":
        defects.add(line, f"{text[:40]!r} is read as a {tag}: put it in quotes if it is text")
    return Node(line, value=value)


def _tag(text: str) -> str:
    """Return what YAML takes a plain text for: str, int, bool, ..."""
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # the stubs leave it out
    return tag.rpartition(":")[2]


_READS: dict[str, Callable[[str], Scalar]] = {
    "str": lambda text: text,
    "bool": lambda text: text.casefold() in ("true", "yes", "on"),
    "int": lambda text: int(text) if _INT.fullmatch(text) else None,
    "float": lambda text: float(text) if _FLOAT.fullmatch(text) else None,
}
