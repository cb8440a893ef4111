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
from desktop_app.normalize import values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.normalize.dialects.table import Found, Row

KEEP = 16_384  # attributes of a dialect
KEEP_BYTES = 256  # of one; longer ones do not come twice

# field of Facts, whether it is the span's own, whether it overrules, value
Said: TypeAlias = tuple[str, bool, bool, Any]
# key, `"key":value`, word or "", what it says of a field
Told: TypeAlias = "tuple[str, str, str, Said | None]"


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
                key, text, word, says = known[piece]
            except KeyError:
                key, text, word, says = self._learn(piece, parts)
            parts[key] = text
            if word:
                said.append(word)
            if says is not None:
                field, is_own, strong, value = says
                target = own if is_own else found
                if strong or field not in target:
                    target[field] = value
        result = "{" + ",".join(parts.values()) + "}"
        if len(result) > MAX_JSON:
            result = to_json(attributes(map(KeyValue.FromString, sent)))
        return result, " ".join(said)[:MAX_WORDS]

    def texts(self, sent: Iterable[bytes]) -> tuple[str, str]:
        """Return what `read` does, for attributes that say nothing of a span's fields."""
        return self.read(sent, {}, {})

    def _learn(self, piece: bytes, parts: dict[str, str]) -> Told:
        pair = KeyValue.FromString(piece)
        key, value = pair.key, pair.value
        start, searched = key_text(key)
        text = value.string_value
        shown, is_cut = value_text(value, text)
        if is_cut:
            parts["countersign.cut"] = '"countersign.cut":true'
        row, says = self._row_of(key), None
        if row is not None:
            is_text = text and row.read is values.text  # the usual case, without a call
            told = text if is_text else row.fast(pair) or row.read(value)
            if told is not None:
                says = (row.field, row.field in OWN, row.strong, told)
        result = (key, start + shown, text if searched and is_word(text) else "", says)
        if len(piece) <= KEEP_BYTES:
            if len(self._known) >= KEEP:
                self._known.clear()
            self._known[piece] = result
        return result
