"""The exact rules: walk one message, apply attribute rules, body rules and detectors in place.

Every text and bytes field that `redact/schema.py` knows is looked at. What the gate
(`redact/gate.py`) lets pass is never given to this walk, so it may take its time.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from desktop_app.redact import marks
from desktop_app.redact.engine import OWN_RULE
from desktop_app.redact.jsonvalues import clean_plain
from desktop_app.redact.keeping import NESTED
from desktop_app.redact.rules import (
    BYTES,
    MAX_DEPTH,
    STRICT,
    STRICT_BODY,
    TOO_DEEP,
    Action,
    AttributeRule,
    BodyRule,
)
from desktop_app.redact.schema import PLACES, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSequence

    from google.protobuf.message import Message
    from opentelemetry.proto.common.v1.common_pb2 import KeyValue

    from desktop_app.redact.engine import Engine
    from desktop_app.redact.keeping import Keeping

_PARTS = frozenset(("bytes_value", "array_value", "kvlist_value"))
_NUMBERS = frozenset(("int_value", "double_value"))
_STRICT_NAMES = frozenset((STRICT, STRICT_BODY))  # in strict mode numbers stay
_BYTES_RULE = AttributeRule(BYTES, Action.HASH, (), BYTES)
_DEEP_RULE = AttributeRule(TOO_DEEP, Action.HASH, (), TOO_DEEP)
_BODY_RULE = BodyRule(STRICT_BODY, Action.HASH, (), STRICT_BODY)


class Walk:
    """One message with one run's key; `detect=False` when the gate saw no detector's pattern.

    Attributes:
        run_key: 32 bytes.
        counts: redactions by rule.
        detect: whether to run the detectors.
        keeping: takes content that a person allowed to keep; None: nothing is kept.
    """

    def __init__(
        self,
        engine: Engine,
        run_key: bytes,
        counts: Counter[str],
        *,
        detect: bool = True,
        keeping: Keeping | None = None,
    ) -> None:
        self._engine = engine
        self.run_key = run_key
        self.counts = counts
        self.detect = detect
        self.keeping = keeping
        self.values = None if keeping is None else keeping.values
        self._hashes: marks.HashMarks | None = None

    def message(self, message: Message, *, skip: str = "") -> None:
        """Redact all below `message`, but for its field named `skip`."""
        if isinstance(message, LogRecord):
            self._body(message)
        for field, _ in message.ListFields():
            place = PLACES.get(field)
            if place is not None and field.name != skip:
                self.field(message, field.name, place)

    def field(self, message: Message, name: str, place: Place) -> None:
        """Redact one field of `message`, which is set."""
        if place is Place.TEXT:
            self._text(message, name, getattr(message, name))
        elif place is Place.ATTRIBUTES:
            self.attributes(getattr(message, name), 1)
        elif place is Place.VALUE:
            self.value(getattr(message, name), 1)
        else:
            self._other(message, name, place)

    def _other(self, message: Message, name: str, place: Place) -> None:
        if place is Place.MESSAGE:
            self.message(getattr(message, name))
        elif place is Place.MESSAGES:
            for item in getattr(message, name):
                self.message(item)
        elif place is Place.TEXTS:
            texts = getattr(message, name)
            texts[:] = [self.text(item) for item in texts]
        else:
            self._id(message, name)

    def attributes(self, pairs: MutableSequence[KeyValue], depth: int) -> None:
        """Redact a repeated KeyValue in place; `depth` is that of its values."""
        gone = []
        plan, detect, text_of = self._engine.plan, self.detect, self.text
        known = self._engine.texts.known
        for index, pair in enumerate(pairs):
            key = pair.key
            rule = plan(key)
            if rule is not None and (rule is OWN_RULE or pair.HasField("value")):
                if self._ruled(pair, key, rule):
                    gone.append(index)
                continue
            if detect and key not in known and (name := text_of(key)) is not key:
                pair.key = name
            value = pair.value  # `self.value`, written out for texts and numbers
            kind = value.WhichOneof("value")
            if kind == "string_value":
                if (
                    detect
                    and (text := value.string_value) not in known
                    and (clean := text_of(text)) is not text
                ):
                    value.string_value = clean
            elif kind in _PARTS:
                self.value(value, depth)
        _delete(pairs, gone)

    def _ruled(self, pair: KeyValue, key: str, rule: AttributeRule) -> bool:
        """Apply an attribute's rule; return whether the attribute has to go."""
        if rule.action is Action.DROP:
            self.counts[rule.name] += 1
            return True
        self._text(pair, "key", key)
        self._content(pair.value, rule)
        return False

    def value(self, value: AnyValue, depth: int) -> None:
        """Redact an AnyValue that no rule names: detectors, bytes, and what is nested in it."""
        kind = value.WhichOneof("value")
        if depth > MAX_DEPTH and kind in {"array_value", "kvlist_value"}:
            self._replace(value, _DEEP_RULE, value.SerializeToString(deterministic=True))
        elif kind == "string_value":
            self._text(value, kind, value.string_value)
        elif kind == "bytes_value":
            self._bytes(value)
        elif kind == "array_value":
            for item in value.array_value.values:
                self.value(item, depth + 1)
        elif kind == "kvlist_value":
            self.attributes(value.kvlist_value.values, depth + 1)

    def text(self, text: str) -> str:
        """Return a text after the detectors."""
        if not self.detect:
            return text
        return self._engine.texts.redact(text, self.run_key, self.counts, self.values)

    def _bytes(self, value: AnyValue) -> None:
        if self._engine.is_inside:
            data, run_key = value.bytes_value, self.run_key
            value.bytes_value = self._engine.texts.redact_bytes(
                data, run_key, self.counts, self.values
            )
        else:
            self._content(value, _BYTES_RULE)

    def _text(self, message: Message, name: str, text: str) -> None:
        if self.detect and (clean := self.text(text)) is not text:
            setattr(message, name, clean)

    def _id(self, message: Message, name: str) -> None:
        """An id is random bytes; one that is text with something in it is replaced, stably."""
        value: bytes = getattr(message, name)
        if not self.detect or not (value.isascii() and value.decode().isprintable()):
            return
        if self._engine.texts.redact_bytes(value, self.run_key, self.counts) is not value:
            setattr(message, name, marks.replace_id(value, self._engine.token_key))

    def _body(self, record: LogRecord) -> None:
        """Apply the body rule of a log record's event, or strict mode."""
        if not record.HasField("body"):
            return
        rules = (self._engine.events.find(name) for name in event_names(record))
        rule = next((rule for rule in rules if rule is not None), None)
        if rule is None and self._engine.strict:
            rule = _BODY_RULE
        if rule is None or rule.action is Action.KEEP:
            return
        if rule.action is Action.DROP:
            self.counts[rule.name] += 1
            record.ClearField("body")
        else:
            self._content(record.body, rule)

    def _content(self, value: AnyValue, rule: AttributeRule | BodyRule) -> None:
        """Replace a value that is content; booleans and what is empty say nothing and stay."""
        kind = value.WhichOneof("value")
        if kind == "string_value":
            if not self._engine.is_done(value.string_value):
                self._replace(value, rule, value.string_value.encode())
        elif kind == "bytes_value":
            if value.bytes_value:
                self._replace(value, rule, value.bytes_value)
        elif kind in _NUMBERS and rule.name not in _STRICT_NAMES:
            self._replace(value, rule, repr(getattr(value, kind)).encode())
        elif kind in {"array_value", "kvlist_value"} and self._says_something(value):
            content = value.SerializeToString(deterministic=True)
            value.string_value = self.mark(rule, content, value)

    def _says_something(self, value: AnyValue) -> bool:
        return len(value.array_value.values) + len(value.kvlist_value.values) > 0

    def _replace(self, value: AnyValue, rule: AttributeRule | BodyRule, content: bytes) -> None:
        value.string_value = self.mark(rule, content)

    def mark(
        self, rule: AttributeRule | BodyRule, content: bytes, nested: AnyValue | None = None
    ) -> str:
        """Return what stands for `content`, count it, and hand it out where that is allowed.

        Args:
            rule: of action hash, vault or tokenize.
            content: what the mark covers.
            nested: the list or map whose serialization `content` is.
        """
        self.counts[rule.name] += 1
        if rule.action is Action.TOKENIZE:
            mark = self._engine.mark(rule, content, self.run_key)
            if rule.reversible and self.values is not None and nested is None:
                self._engine.texts.hand_out(rule, mark, content, self.values)
            return mark
        if self._hashes is None:
            self._hashes = marks.HashMarks(self.run_key)
        mark = self._hashes.format(rule.name, content)
        if self.keeping is not None:
            self._hand_out(self.keeping, rule, mark, content, nested)
        return mark

    def _hand_out(
        self,
        keeping: Keeping,
        rule: AttributeRule | BodyRule,
        mark: str,
        content: bytes,
        nested: AnyValue | None,
    ) -> None:
        engine, run_key = self._engine, self.run_key
        if nested is None:
            keeping.content(rule, mark, partial(clean_plain, engine, content, run_key, keeping))
        else:
            clean = partial(_clean, engine, nested, run_key, keeping)
            keeping.content(rule, mark, clean, NESTED)


def _clean(engine: Engine, value: AnyValue, run_key: bytes, keeping: Keeping) -> bytes:
    """Return a list or map as it is handed out: without what is never kept."""
    copy = AnyValue()
    copy.CopyFrom(value)
    Walk(engine.inside, run_key, Counter(), keeping=keeping).value(copy, 1)
    return copy.SerializeToString(deterministic=True)


def _delete(pairs: MutableSequence[KeyValue], places: list[int]) -> None:
    for place in reversed(places):
        del pairs[place]


def event_names(record: LogRecord) -> Iterator[str]:
    """Yield what a log record calls its event: the field, and attributes `event.name`."""
    if record.event_name:
        yield record.event_name
    for pair in record.attributes:
        if pair.key == "event.name" and pair.value.string_value:
            yield pair.value.string_value
