"""A span's attributes in one pass: JSON text, words to search for, and values for its facts.

Attributes come as the bytes they were sent in (`normalize.raw_spans`). What they say depends on
those bytes and the dialect alone, and most of a batch repeat, so it is kept by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from desktop_app.index.kept import OWN
from desktop_app.index.text import (
    MAX_JSON,
    MAX_WORDS,
    attributes,
    is_word,
    key_text,
    to_json,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.normalize.dialects.table import Found, Row

KEEP = 16_384  # attributes of a dialect
KEEP_BYTES = 256  # of one; longer ones do not come twice

# key, `"key":value`, word or "", field of Facts or "", whether it overrules, value of the field,
# whether the field is the span's own
Told: TypeAlias = tuple[str, str, str, str, bool, Any, bool]


class Attributes:
    """What the attributes of one dialect's spans say.

    Args:
        row_of: `Reader.span_row` of that dialect.
    """

    def __init__(self, row_of: Callable[[str], Row | None]) -> None:
        self._row_of = row_of
        self._known: dict[bytes, Told] = {}

    def read(self, sent: Iterable[bytes], found: Found, own: Found) -> tuple[str, str]:
        """Return the attributes as bounded JSON text, and their words; add to `found` and `own`.

        Args:
            sent: serialized KeyValues, in order.
            found: gets the value of each field, the strong before the weak, else the last.
            own: gets those of `kept.OWN` instead.

        Raises:
            DecodeError: damaged.
        """
        parts: dict[str, str] = {}
        said: list[str] = []
        known = self._known
        for piece in sent:
            try:
                key, text, word, field, strong, value, is_own = known[piece]
            except KeyError:
                key, text, word, field, strong, value, is_own = self._learn(piece, parts)
            parts[key] = text
            if word:
                said.append(word)
            if field:
                target = own if is_own else found
                if strong or field not in target:
                    target[field] = value
        result = "{" + ",".join(parts.values()) + "}"
        if len(result) > MAX_JSON:
            result = to_json(attributes(map(KeyValue.FromString, sent)))
        return result, " ".join(said)[:MAX_WORDS]

    def _learn(self, piece: bytes, parts: dict[str, str]) -> Told:
        pair = KeyValue.FromString(piece)
        key, value = pair.key, pair.value
        start, searched = key_text(key)
        text = value.string_value
        shown, is_cut = value_text(value, text)
        if is_cut:
            parts["countersign.cut"] = '"countersign.cut":true'
        word = text if searched and is_word(text) else ""
        row, field, strong, told = self._row_of(key), "", False, None
        if row is not None:
            told = row.fast(pair) or row.read(value)
            if told is not None:
                field, strong = row.field, row.strong
        result = (key, start + shown, word, field, strong, told, field in OWN)
        if len(piece) <= KEEP_BYTES:
            if len(self._known) >= KEEP:
                self._known.clear()
            self._known[piece] = result
        return result
