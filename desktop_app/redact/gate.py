"""The gate: one RE2 set over serialized records that says "nothing here" or which rules may apply.

MUST NOT miss: whatever the exact rules (`redact/exact.py`) would change in a record, the gate sees
in the record's bytes. False alarms only cost time. Why that holds:

1. The bytes are our own serialization of the parsed message without unknown fields: minimal
   varints, one value per oneof, key before value (field order).
2. A text stands in them as its UTF-8 bytes, unbroken; detectors have no anchors or boundaries, so a
   match in the text is a match in the bytes.
3. A key stands after tag 0x0a and its length; an exact key is looked for with both. A glob `text*`
   needs the text after a length; `*text` needs the value's tag 0x12 after the text.
4. An AnyValue is one field; `bytes_value` shows as (tag, length L, 0x3a, length that fits L).
5. The last pattern is a canary that we append: should RE2 ever give up (out of memory), the canary
   is missing and everything counts as hit.
6. Records are scanned one behind another: what is in one is in all of them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.redact.rules import OWN, Action
from desktop_app.redact.scan import PatternSet, quote
from desktop_app.redact.schema import NEW_BYTES, VALUE_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_app.redact.rules import RuleSet

_KEY_TAG = rb"\x0a"  # KeyValue.key = 1; also AnyValue.string_value = 1
_EVENT_TAGS = rb"[\x0a\x62]"  # AnyValue.string_value = 1, LogRecord.event_name = 12
_VARINT = rb"[\x80-\xff]{0,4}[\x00-\x7f]"
_CANARY = b"\0countersign-gate-canary\0"
_AT_ONCE = 16  # a random id looks like a card number now and then: few others pay for it
_UNREAD = 64  # records that are walked unread after sixteen of which most had a hit
_CONTENT = 0  # index of the pattern of keys, events and bytes; detectors follow


class Gate:
    """Answers for whole batches first, then for single records."""

    def __init__(self, rules: RuleSet) -> None:
        self._open = rules.strict or bool(NEW_BYTES)
        detectors = [
            rule.pattern.encode() for rule in rules.detectors if rule.action is not Action.KEEP
        ]
        self._canary = 1 + len(detectors)
        self._set = PatternSet([content_pattern(rules), *detectors, quote(_CANARY)])

    def clean(self, body: bytes) -> bool:
        """Return whether no rule applies to any of the records in these bytes."""
        return not self._open and self._set.match(body + _CANARY) == [self._canary]

    def hits(self, records: Sequence[bytes]) -> dict[int, bool]:
        """Return {place of a record that a rule may apply to: whether to run detectors}.

        Sixteen are scanned at once, and one by one where that had a hit. After sixteen of which
        most had one, the next are not scanned: they are all walked, with detectors.
        """
        found: dict[int, bool] = {}
        start = unread = 0
        while start < len(records):
            blobs = records[start : start + _AT_ONCE]
            if start < unread:
                found.update(dict.fromkeys(range(start, start + len(blobs)), True))
            elif not self.clean(b"".join(blobs)):
                seen = {place: detect for place, walk, detect in self._looks(blobs, start) if walk}
                found |= seen
                if 2 * len(seen) > len(blobs):
                    unread = start + _AT_ONCE + _UNREAD
            start += _AT_ONCE
        return found

    def _looks(self, blobs: Sequence[bytes], start: int) -> Iterator[tuple[int, bool, bool]]:
        for place, blob in enumerate(blobs, start):
            yield place, *self.look(blob)

    def look(self, blob: bytes) -> tuple[bool, bool]:
        """Return (walk it?, run detectors?) for one serialized record."""
        hits = self._set.match(blob + _CANARY)
        if self._canary not in hits:
            return True, True
        detect = len(hits) > 1 + (_CONTENT in hits)
        return self._open or len(hits) > 1, detect


def content_pattern(rules: RuleSet) -> bytes:
    """Return the pattern of everything but detectors: keys, event names, bytes values."""
    keys = [key for rule in rules.attributes if rule.action is not Action.KEEP for key in rule.keys]
    events = [e for rule in rules.bodies if rule.action is not Action.KEEP for e in rule.events]
    parts = [
        *_named(_KEY_TAG, rb"\x12", [*keys, f"{OWN}.*"]),
        *_named(_EVENT_TAGS, b"", events),
        *_bytes_values(),
    ]
    return b"|".join(parts)


def _named(tag: bytes, after: bytes, names: Iterable[str]) -> list[bytes]:
    """Return alternatives for keys or event names, with what must stand before and after them."""
    exact, prefix, suffix = [], [], []
    for name in names:
        if name.startswith("*"):
            suffix.append(quote(name[1:].encode()) + after)
        elif "*" in name or "#" in name:
            pieces = name.split("*")[0].encode().split(b"#")
            prefix.append(b"[0-9]+".join(quote(piece) for piece in pieces))
        else:
            exact.append(_length(len(name)) + quote(name.encode()))
    parts = [tag + b"(?i:" + b"|".join(exact) + b")"] if exact else []
    parts += [tag + _VARINT + b"(?i:" + b"|".join(prefix) + b")"] if prefix else []
    parts += [b"(?i:" + b"|".join(suffix) + b")"] if suffix else []
    return parts


def _bytes_values() -> list[bytes]:
    """Return alternatives for an AnyValue whose only field is `bytes_value` (7)."""
    tags = b"[" + b"".join(b"\\x%02x" % tag for tag in sorted(VALUE_TAGS)) + b"]"
    short = b"|".join(b"\\x%02x\\x3a\\x%02x" % (size, size - 2) for size in range(2, 128))
    long = rb"[\x80-\xff]{1,4}[\x01-\x7f]\x3a[\x7e-\xff]"
    return [tags + b"(?:" + short + b"|" + long + b")"]


def _length(count: int) -> bytes:
    """Return the protobuf varint of a length below 2^14 as a pattern."""
    if count < 128:  # noqa: PLR2004 - seven bits a byte
        return b"\\x%02x" % count
    return b"\\x%02x\\x%02x" % (count & 0x7F | 0x80, count >> 7)
