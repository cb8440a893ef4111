"""Redact: what must not be stored is taken out of a request, a JSON value or a text.

Nothing unredacted may be written anywhere (DESIGN section 3); this is the step that makes it so. A
request that no rule applies to costs one serialization and one scan; the exact rules see only the
records that the gate points at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.redact.exact import Engine, Walk
from desktop_app.redact.gate import Gate
from desktop_app.redact.jsonvalues import JSONWalk
from desktop_app.redact.schema import LEVELS

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from desktop_app.model.canonical import JSON
    from desktop_app.redact.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted request in the pieces that its commitment covers.

    Attributes:
        skeleton: the request without its records, serialized.
        records: each record, serialized, in the order of the request.
        counts: how many redactions by which rule; never a value.
        unknown_fields: whether the request had fields that OTLP does not know (they are gone).
    """

    skeleton: bytes
    records: list[bytes]
    counts: Counter[str]
    unknown_fields: bool


class Redactor:
    """A rule set, ready to use. Holds no state of a request; safe to share between threads."""

    def __init__(self, rules: RuleSet, token_key: bytes) -> None:
        """Make a redactor.

        Args:
            rules: from `parse_rules`.
            token_key: 32 bytes; the same key gives the same tokens for the same values.
        """
        self._engine = Engine(rules, token_key)
        self._gate = Gate(rules)

    def redact_request(self, signal: str, request: Message, run_key: bytes) -> Redacted:
        """Redact an OTLP export request in place.

        Args:
            signal: `traces`, `logs` or `metrics`.
            request: the parsed request; changed in place.
            run_key: 32 bytes; keys the digests of content.
        """
        # 1. unknown fields go: they could hide text from every rule.
        received = request.ByteSize()
        request.DiscardUnknownFields()
        # 2. our own bytes, which the gate reads and which are stored.
        layout = _Layout(signal, request)
        records = layout.records()
        blobs = [record.SerializeToString() for record in records]
        skeleton = layout.skeleton()
        unknown = layout.size(blobs) != received
        counts: Counter[str] = Counter()
        # 3. the gate over all of them; then the exact rules where it saw something.
        if not self._gate.clean([skeleton, *blobs]):
            for index, blob in enumerate(blobs):
                blobs[index] = self._record(records[index], blob, run_key, counts)
            skeleton = self._skeleton(layout, skeleton, run_key, counts)
        return Redacted(skeleton, blobs, counts, unknown)

    def redact_json(
        self, value: JSON, run_key: bytes, *, path: str = ""
    ) -> tuple[JSON, Counter[str]]:
        """Return a JSON value redacted, and the counts; `path` is the dotted key that holds it."""
        counts: Counter[str] = Counter()
        return JSONWalk(self._engine, run_key, counts).value(value, path), counts

    def redact_text(self, text: str, run_key: bytes) -> tuple[str, Counter[str]]:
        """Return a text after the detectors, and the counts."""
        counts: Counter[str] = Counter()
        return self._engine.texts.redact(text, run_key, counts), counts

    def _record(self, record: Message, blob: bytes, run_key: bytes, counts: Counter[str]) -> bytes:
        walk, detect = self._gate.look(blob)
        if not walk:
            return blob
        Walk(self._engine, run_key, counts, detect=detect).message(record)
        return record.SerializeToString()

    def _skeleton(
        self, layout: _Layout, skeleton: bytes, run_key: bytes, counts: Counter[str]
    ) -> bytes:
        walk, detect = self._gate.look(skeleton)
        if not walk:
            return skeleton
        exact = Walk(self._engine, run_key, counts, detect=detect)
        for group, scopes in layout.groups:
            exact.message(group, skip=layout.levels[1])
            for scope in scopes:
                exact.message(scope, skip=layout.levels[2])
        return layout.skeleton()


class _Layout:
    """A request as (resource group, its scope groups), and the arithmetic of its size."""

    def __init__(self, signal: str, request: Message) -> None:
        self.levels = LEVELS[signal]
        self._type = type(request)
        self._bare_sizes: list[tuple[int, list[tuple[int, int]]]] = []
        self.groups = [
            (group, list(getattr(group, self.levels[1])))
            for group in getattr(request, self.levels[0])
        ]

    def records(self) -> list[Message]:
        """Return all records in order."""
        found: list[Message] = []
        for _, scopes in self.groups:
            for scope in scopes:
                found += getattr(scope, self.levels[2])
        return found

    def skeleton(self) -> bytes:
        """Return the request without its records, serialized (as `normalize.signals.skeleton`)."""
        bare = self._type()
        self._bare_sizes = []
        for group, scopes in self.groups:
            part = getattr(bare, self.levels[0]).add()
            _copy_but(group, part, self.levels[1])
            sizes: list[tuple[int, int]] = []
            own = part.ByteSize()
            for scope in scopes:
                piece = getattr(part, self.levels[1]).add()
                _copy_but(scope, piece, self.levels[2])
                sizes.append((piece.ByteSize(), len(getattr(scope, self.levels[2]))))
            self._bare_sizes.append((own, sizes))
        return bare.SerializeToString()

    def size(self, blobs: list[bytes]) -> int:
        """Return the serialized size of the whole request, whose records are `blobs`."""
        total = first = 0
        for own, scopes in self._bare_sizes:
            group = own
            for bare, count in scopes:
                group += _field_size(bare + _fields_size(blobs[first : first + count]))
                first += count
            total += _field_size(group)
        return total


def _copy_but(source: Message, target: Message, skip: str) -> None:
    """Copy all fields but the repeated one named `skip`."""
    for field, value in source.ListFields():
        if field.name == skip:
            continue
        if field.message_type is None:
            setattr(target, field.name, value)
        else:
            getattr(target, field.name).CopyFrom(value)


def _fields_size(blobs: list[bytes]) -> int:
    """Return the size of length-delimited fields with tags of one byte (field numbers below 16)."""
    lengths = [len(blob) for blob in blobs]
    if max(lengths, default=0) >= 1 << 14:
        return sum(map(_field_size, lengths))
    return sum(lengths) + 2 * len(lengths) + sum([length > 127 for length in lengths])  # noqa: PLR2004 - seven bits a byte


def _field_size(length: int) -> int:
    return 1 + max(1, (length.bit_length() + 6) // 7) + length
