"""One line, one JSON-RPC message, read so strictly that no reader after us can read another one.

A message is judged here and passed on byte for byte, so it must mean the same to every parser:
refused are a name given twice in one object, a member of the envelope in other letters (`Method`:
some parsers fold case), a bare carriage return (some readers end a line there), NaN, bytes that are
not UTF-8, batches, and what is nested too deep. JSON-RPC 2.0; MCP 2025-11-25 "stdio".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, cast

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.canonical import JSON

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
_ENVELOPE = frozenset(("jsonrpc", "id", "method", "params", "result", "error"))
Id: TypeAlias = int | str
Key: TypeAlias = tuple[bool, Id]  # 1 and "1" are two ids


class Shape(Enum):
    """What a message is."""

    REQUEST = "request"
    NOTIFICATION = "notification"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Frame:
    """One message.

    Attributes:
        shape: what it is.
        value: the whole of it.
        id: of a request or an answer; None: none, or an error about no request.
        method: of a request or notification, else "".
    """

    shape: Shape
    value: Mapping[str, JSON]
    id: Id | None = None
    method: str = ""

    @property
    def params(self) -> Mapping[str, JSON]:
        """Its parameters; none where it has none by name."""
        found = self.value.get("params")
        return found if isinstance(found, Mapping) else {}


def key_of(identity: Id) -> Key:
    """Return what tells two ids apart."""
    return isinstance(identity, str), identity


class Splitter:
    """Cuts a stream into lines; holds no more than one message of the allowed size."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give each line that is whole now, without its end.

        Raises:
            TooLargeError: a line goes on past the limit.
        """
        *whole, rest = data.split(b"\n")
        for part in whole:
            self._take(part)
            line = b"".join(self._parts)
            self._parts, self._size = [], 0
            yield line
        self._take(rest)

    def _take(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._max_bytes:
            raise TooLargeError(f"A message has more than {self._max_bytes:,} bytes.", hint="")
        if part:
            self._parts.append(part)


def parse(line: bytes) -> Frame:
    """Read one message.

    Raises:
        MalformedRequestError: it is none, or two readers could read it in two ways.
        TooLargeError: nested too deep.
    """
    text = line.removesuffix(b"\r")
    if b"\r" in text:
        raise MalformedRequestError("A message holds a bare carriage return.", hint="")
    try:
        value = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError as error:
        raise TooLargeError(f"A message is nested deeper than {MAX_DEPTH}.", hint="") from error
    except ValueError as error:
        raise MalformedRequestError("A message is not JSON in UTF-8.", hint="") from error
    if isinstance(value, list):
        raise MalformedRequestError("A batch of messages is not passed on.", hint="")
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        raise MalformedRequestError("A message is not JSON-RPC 2.0.", hint="")
    check_letters(value, _ENVELOPE)
    _check_depth(value)
    return _framed(value)


def check_letters(value: Mapping[str, JSON], names: frozenset[str]) -> None:
    """Refuse a member that some parsers would take for one of these names.

    Raises:
        MalformedRequestError: there is one.
    """
    for name in value:
        if name not in names and name.casefold() in names:
            raise MalformedRequestError("A message names a member in other letters.", hint="")


def format_frame(value: Mapping[str, JSON]) -> bytes:
    """Return a message of ours as one line, its end included."""
    return canonical.encode_body(value) + b"\n"


def _framed(value: dict[str, JSON]) -> Frame:
    method, identity = value.get("method"), value.get("id")
    answers = ("result" in value) + ("error" in value)
    if identity is not None and type(identity) not in (int, str):
        raise MalformedRequestError("The id of a message is a whole number or a text.", hint="")
    known = cast("Id | None", identity)
    if "method" in value:
        if not isinstance(method, str) or answers:
            raise MalformedRequestError("A message is request and answer at once.", hint="")
        if "id" not in value:
            return Frame(Shape.NOTIFICATION, value, method=method)
        if known is None:
            raise MalformedRequestError("A request has no id.", hint="")
        return Frame(Shape.REQUEST, value, known, method)
    if answers != 1 or "id" not in value or (known is None and "error" not in value):
        raise MalformedRequestError("A message is neither request nor answer.", hint="")
    return Frame(Shape.ANSWER, value, known)


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedRequestError("A message names one member twice.", hint="")
    return found


def _no_constant(name: str) -> JSON:
    raise MalformedRequestError(f"A message holds {name}.", hint="")


def _check_depth(root: JSON) -> None:
    level: list[JSON] = [root]
    for _ in range(MAX_DEPTH):
        level = [below for value in level for below in _inner(value)]
        if not level:
            return
    raise TooLargeError(f"A message is nested deeper than {MAX_DEPTH}.", hint="")


def _inner(value: JSON) -> list[JSON]:
    inner = value.values() if isinstance(value, Mapping) else value
    return [one for one in inner if isinstance(one, (dict, list))] if inner else []  # type: ignore[union-attr]
