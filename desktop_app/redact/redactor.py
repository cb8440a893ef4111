"""Redact: what must not be stored is taken out of a request, a JSON value or a text.

Nothing unredacted may be written anywhere; this is the step that makes it so. A
request that no rule applies to costs one serialization and one scan; the exact rules see only the
records that the gate points at.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from desktop_app.redact import windows
from desktop_app.redact.engine import Engine
from desktop_app.redact.exact import Walk
from desktop_app.redact.flat import again, flatten
from desktop_app.redact.gate import Gate
from desktop_app.redact.jsonvalues import JSONWalk
from desktop_app.redact.rawtypes import join
from desktop_app.redact.schema import LEVELS
from desktop_app.redact.spans import Memory, SpanWalk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from google.protobuf.message import Message

    from desktop_app.model.canonical import JSON
    from desktop_app.redact.detectors import Part
    from desktop_app.redact.flat import Flat
    from desktop_app.redact.keeping import Keeping
    from desktop_app.redact.rules import RuleSet


_Levels: TypeAlias = tuple[str, str, str]
_TRACES = "traces"


class _MakeWalk(Protocol):
    """Makes walks of one request, which differ in whether they run the detectors."""

    def __call__(self, *, detect: bool) -> Walk: ...


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted request in the pieces that its commitment covers.

    Attributes:
        body: the whole request, serialized: skeleton and records as they are stored.
        skeleton: the request without its records, serialized.
        records: each record, serialized, in the order of the request.
        groups: number of records per scope group, per resource group.
        counts: how many redactions by which rule; never a value.
        unknown_fields: whether the request had fields that OTLP does not know (they are gone).
    """

    body: bytes
    skeleton: bytes
    records: list[bytes]
    groups: list[list[int]]
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
        self._memory = Memory()

    def redact_request(
        self,
        signal: str,
        request: Message,
        run_key: bytes,
        flat: Flat | None = None,
        *,
        keeping: Keeping | None = None,
    ) -> Redacted:
        """Redact an OTLP export request in place.

        Args:
            signal: `traces`, `logs` or `metrics`.
            request: the parsed request; changed in place. With `flat` given, it may be left
                without its spans: they are in the answer.
            run_key: 32 bytes; keys the digests of content.
            flat: what `flatten` gave for the request as it is, where that is at hand.
            keeping: takes content that a person allowed to keep; a new one for each request. It
                changes nothing in the answer.
        """
        # 1. our own bytes, without unknown fields: which the gate reads and which are stored.
        is_at_hand = flat is not None
        flat = flatten(request) if flat is None else flat
        counts: Counter[str] = Counter()
        walk = partial(Walk, self._engine, run_key, counts, keeping=keeping)
        # 2. the gate over all of them; then the exact rules where it saw something.
        hits = self._gate.hits(flat.records)
        look, detect = self._gate.look(flat.skeleton)
        records = flat.records
        if hits and signal == _TRACES:
            records = self._spans(flat.records, hits, walk)
            _take_out(LEVELS[signal], request)
        elif hits:
            self._records(LEVELS[signal], request, hits, walk)
        if look:
            self._heads(LEVELS[signal], request, walk(detect=detect))
        # 3. whatever a rule may have touched is serialized again: never trust a count for that.
        if records is not flat.records:
            skeleton = request.SerializeToString() if look else flat.skeleton
            body = join(skeleton, flat.groups, records)
            flat = dataclasses.replace(flat, body=body, skeleton=skeleton, records=records)
            if not is_at_hand:
                request.ParseFromString(body)
        elif hits or look:
            flat = again(request, flat)
        return Redacted(
            flat.body, flat.skeleton, flat.records, flat.groups, counts, flat.unknown_fields
        )

    def redact_json(
        self, value: JSON, run_key: bytes, *, path: str = "", keeping: Keeping | None = None
    ) -> tuple[JSON, Counter[str]]:
        """Return a JSON value redacted, and the counts.

        Args:
            value: is not changed.
            run_key: as in `redact_request`.
            path: the dotted key that holds the value.
            keeping: as in `redact_request`; several values of one run may share one.
        """
        counts: Counter[str] = Counter()
        return JSONWalk(self._engine, run_key, counts, keeping).value(value, path), counts

    def tokens_of(self, text: str) -> frozenset[str]:
        """Return every token (`t_...`) that stands for a text, whichever rule took it out."""
        return self._engine.tokens_of(text)

    def redact_text(
        self, text: str, run_key: bytes, *, keeping: Keeping | None = None
    ) -> tuple[str, Counter[str]]:
        """Return a text after the detectors, and the counts; `keeping` takes values of tokens."""
        counts: Counter[str] = Counter()
        values = None if keeping is None else keeping.values
        return self._engine.texts.redact(text, run_key, counts, values), counts

    def redact_pieces(self, pieces: Iterable[bytes], run_key: bytes) -> Iterator[Part]:
        """Yield a long text, given as UTF-8 in pieces, after the detectors; see `windows`."""
        return windows.redacted(self._engine.texts, pieces, run_key)

    @staticmethod
    def _records(levels: _Levels, request: Message, hits: dict[int, bool], walk: _MakeWalk) -> None:
        """Apply the exact rules to the records at some places, with detectors or without."""
        walks = [walk(detect=detect) for detect in (False, True)]
        first = 0
        places = iter(hits.items())
        place, detect = next(places)
        for group in getattr(request, levels[0]):
            for scope in getattr(group, levels[1]):
                records = getattr(scope, levels[2])
                last = first + len(records)
                while first <= place < last:
                    walks[detect].message(records[place - first])
                    place, detect = next(places, (-1, False))
                first = last

    def _spans(self, blobs: list[bytes], hits: dict[int, bool], walk: _MakeWalk) -> list[bytes]:
        """Return serialized spans, those at some places after the exact rules."""
        walks = [
            SpanWalk(self._engine, self._memory, walk(detect=detect)) for detect in (False, True)
        ]
        records = blobs.copy()
        for place, detect in hits.items():
            records[place] = walks[detect].redact(blobs[place])
        return records

    @staticmethod
    def _heads(levels: _Levels, request: Message, walk: Walk) -> None:
        """Apply the exact rules to all but the records."""
        for group in getattr(request, levels[0]):
            walk.message(group, skip=levels[1])
            for scope in getattr(group, levels[1]):
                walk.message(scope, skip=levels[2])


def _take_out(levels: _Levels, request: Message) -> None:
    """Remove the records: nothing unredacted stays in the request."""
    for group in getattr(request, levels[0]):
        for scope in getattr(group, levels[1]):
            scope.ClearField(levels[2])
