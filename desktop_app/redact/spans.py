"""Spans as bytes: what `Walk.message` does to a span, without making objects of its attributes.

Promise: for the serialization of a span, `SpanWalk.redact` returns what serializing it after
`Walk.message` gives, with the same counts. Most attributes of a batch repeat byte for byte, so
short ones in which nothing was found are known by their bytes; texts are cut out of the framing
(KeyValue: key = 1, value = 2; AnyValue: string_value = 1). Whatever is framed otherwise, or falls
under another kind of rule, goes to `Walk` as a message: no rule is written down twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.redact.rawtypes import RawSpan, parse_span
from desktop_app.redact.rules import Action, AttributeRule
from desktop_app.redact.schema import PLACES, Place

if TYPE_CHECKING:
    from collections.abc import MutableSequence

    from google.protobuf.message import Message

    from desktop_app.redact.engine import Engine
    from desktop_app.redact.exact import Walk

_VALUE, _TEXT = 0x12, 0x0A  # tags
_NUMBERS = frozenset((0x10, 0x18, 0x21))  # tags of bool_value, int_value, double_value
_MORE = 0x80
_KEEP = 8_192  # attributes known by their bytes
_KEEP_BYTES = 64  # of a text in one; longer ones do not come twice
_KEEP_HEADS = 4_096
_MADE_BYTES = 256
_UNKNOWN = AttributeRule("", Action.KEEP, (), "")  # not known yet, or not to be kept
_MARKED = (Action.HASH, Action.VAULT, Action.TOKENIZE)


def _fields(place: Place) -> tuple[str, ...]:
    return tuple(f.name for f in Span.DESCRIPTOR.fields if PLACES.get(f) is place)


_ATTRIBUTES, _TEXTS, _IDS = map(_fields, (Place.ATTRIBUTES, Place.TEXT, Place.BYTES))
_SINGLE, _MANY = map(_fields, (Place.MESSAGE, Place.MESSAGES))
_REST = {  # none today
    field: place
    for field in RawSpan.DESCRIPTOR.fields
    if (place := PLACES.get(Span.DESCRIPTOR.fields_by_name[field.name])) is not None
    and field.name not in {*_ATTRIBUTES, *_TEXTS, *_IDS, *_SINGLE, *_MANY}
}


class Memory:
    """What is known of attributes from their bytes; belongs to one engine.

    Attributes:
        clean: serialized KeyValues in which all rules and detectors find nothing.
        heads: serialized keys in which detectors find nothing -> rule of the key.
    """

    def __init__(self) -> None:
        self.clean: set[bytes] = set()
        self.heads: dict[bytes, AttributeRule | None] = {}

    def remember(self, piece: bytes) -> None:
        """Note that nothing is found in an attribute."""
        if len(self.clean) >= _KEEP:
            self.clean.clear()
        self.clean.add(piece)


class SpanWalk:
    """One request's spans under one run's key."""

    def __init__(self, engine: Engine, memory: Memory, walk: Walk) -> None:
        self._engine, self._memory, self._walk = engine, memory, walk
        self._detect = walk.detect
        self._made: dict[bytes, tuple[bytes, list[tuple[str, int]]]] = {}  # of this request alone
        self._found: Counter[str] = Counter()  # in one text

    def redact(self, blob: bytes) -> bytes:
        """Return a serialized span after the rules."""
        span = parse_span(blob)
        for name in _ATTRIBUTES:
            self._attributes(getattr(span, name))
        if self._detect:
            self._frame(span)
        for name in _SINGLE:
            if span.HasField(name):
                self._walk.message(getattr(span, name))
        for name in _MANY:
            for item in getattr(span, name):
                self._walk.message(item)
        for field, place in _REST.items():
            self._walk.field(span, field.name, place)
        return span.SerializeToString()

    def _frame(self, span: Message) -> None:
        """Run the detectors over what is no attribute."""
        known = self._engine.texts.known
        for name in _TEXTS:
            if (text := getattr(span, name)) and text not in known:
                self._walk.field(span, name, Place.TEXT)
        for name in _IDS:
            if (value := getattr(span, name)) and value.isascii():
                self._walk.field(span, name, Place.BYTES)

    def _attributes(self, pieces: MutableSequence[bytes]) -> None:
        clean, gone = self._memory.clean, []
        for place, piece in enumerate(pieces):
            if piece in clean:
                continue
            made = self._piece(piece)
            if made is None:
                gone.append(place)
            elif made is not piece:
                pieces[place] = made
        for place in reversed(gone):
            del pieces[place]

    def _piece(self, piece: bytes) -> bytes | None:
        """Return an attribute after the rules: the same object when it stays, None when it goes."""
        head = piece[: 2 + piece[1]] if len(piece) > 1 else b""
        rule = self._memory.heads.get(head, _UNKNOWN)
        if rule is _UNKNOWN:
            rule = self._learn(head)
        value = _framed(piece, len(head), _VALUE)
        if rule is _UNKNOWN or not 0 < value < len(piece):
            return self._slow(piece)
        if rule is None and piece[value] in _NUMBERS:
            self._memory.remember(piece)
            return piece
        start = _framed(piece, value, _TEXT)
        if not start:
            return self._slow(piece)
        if rule is None:
            return self._text(piece, head, start) if self._detect else piece
        return self._content(piece, head, start, rule)

    def _text(self, piece: bytes, head: bytes, start: int) -> bytes:
        """Run the detectors over the text of an attribute that no rule names."""
        made = self._made.get(piece)
        if made is not None:
            self._count(made[1])
            return made[0]
        text, found = piece[start:].decode(), self._found
        clean = self._engine.texts.redact(text, self._walk.run_key, found, self._walk.values)
        if clean is text:
            if len(piece) - start <= _KEEP_BYTES:
                self._memory.remember(piece)
            return piece
        made = _attribute(head, clean.encode()), list(found.items())
        found.clear()
        self._count(made[1])
        if len(piece) <= _MADE_BYTES:
            self._made[piece] = made
        return made[0]

    def _count(self, found: list[tuple[str, int]]) -> None:
        counts = self._walk.counts
        for name, number in found:
            counts[name] += number

    def _content(self, piece: bytes, head: bytes, start: int, rule: AttributeRule) -> bytes:
        """Put a mark in place of the text of an attribute that a rule names."""
        content = piece[start:]
        if self._engine.is_done(content.decode()):
            return piece
        return _attribute(head, self._walk.mark(rule, content).encode())

    def _learn(self, head: bytes) -> AttributeRule | None:
        """Return the rule of a key; `_UNKNOWN` for one that is to be looked at every time."""
        if head[:1] != b"\x0a" or head[1] >= _MORE or len(head) != 2 + head[1]:
            return _UNKNOWN
        key = head[2:].decode()
        rule = self._engine.plan(key)
        is_usual = rule is None or rule.action in _MARKED
        if not is_usual or not self._engine.texts.is_clean(key):
            return _UNKNOWN
        if len(self._memory.heads) >= _KEEP_HEADS:
            self._memory.heads.clear()
        self._memory.heads[head] = rule
        return rule

    def _slow(self, piece: bytes) -> bytes | None:
        pairs = [KeyValue.FromString(piece)]
        self._walk.attributes(pairs, 1)
        return pairs[0].SerializeToString() if pairs else None


def _framed(piece: bytes, at: int, tag: int) -> int:
    """Return where the content of the field at `at` begins; 0 unless it has `tag` and is the last.

    A length has one to four bytes here; with more the field is looked at as a message.
    """
    size, last = len(piece), at + 2
    if size < last or piece[at] != tag:
        return 0
    if piece[at + 1] < _MORE:
        return last if last + piece[at + 1] == size else 0
    length = piece[at + 1] & 0x7F
    shift = 7
    while piece[last - 1] >= _MORE:
        if last >= size or shift > 21:  # noqa: PLR2004 - three more bytes
            return 0
        length |= (piece[last] & 0x7F) << shift
        shift += 7
        last += 1
    return last if last + length == size else 0


def _attribute(head: bytes, text: bytes) -> bytes:
    """Return a KeyValue: a serialized key and a text."""
    value = b"\x0a" + _varint(len(text)) + text
    return head + b"\x12" + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    if number < _MORE:
        return number.to_bytes()
    found = bytearray()
    while number >= _MORE:
        found.append(number & 0x7F | _MORE)
        number >>= 7
    found.append(number)
    return bytes(found)
