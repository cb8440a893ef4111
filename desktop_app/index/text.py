"""Attributes as JSON text and as words to search for. Bounded; always valid JSON for SQLite.

The raw attributes of a record are kept as one JSON object. OTLP values that JSON lacks: bytes
become `{"bytes": n}` (redaction has hashed or dropped the content), NaN and infinities become their
names as text. A key that is sent twice keeps its last value. A text over 4,096 characters, and
every long one when all are over `MAX_JSON`, is cut, and `countersign.cut` says so; the ledger's
body has it whole.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

MAX_JSON = 16_384  # characters kept of one record's attributes
MAX_WORDS = 4_096  # characters of one record that are searched
MAX_INT = 2**53
_CUT = 256
_LONG = 4_096  # characters kept of one text
_HASHED = "[hash "  # redaction's mark of content: a digest is no word
_WORDY = 512  # longer values are content or blobs, not words to look for
_MAX_DEPTH = 32
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
quote = json.encoder.encode_basestring  # a string as JSON text
_keys: dict[str, tuple[str, bool]] = {}  # key -> its JSON text with colon, whether it is searched
_KEYS = 10_000  # hostile senders make up keys
_QUIET_END = ("id", "_hash", ".hash", "digest", "_ms", "_ns", "timestamp", "_size_bytes", "_count")
_QUIET_START = ("thread.", "code.", "busy", "idle", "telemetry.", "countersign.")


def plain(value: Any, depth: int = 0) -> Value:
    """Return an OTLP AnyValue as a JSON value."""
    which = value.WhichOneof("value")
    if which is None or depth > _MAX_DEPTH:
        return None
    found = getattr(value, which)
    if which == "array_value":
        return [plain(item, depth + 1) for item in found.values]
    if which == "kvlist_value":
        return {item.key: plain(item.value, depth + 1) for item in found.values}
    if which == "bytes_value":
        return {"bytes": len(found)}
    result: Value = _finite(found)
    return result


def attributes(pairs: Iterable[Any]) -> dict[str, Value]:
    """Return OTLP KeyValues as a dict."""
    return {pair.key: plain(pair.value) for pair in pairs}


def read(pairs: Iterable[Any]) -> tuple[str, str]:
    """Return OTLP KeyValues as `to_json(attributes(pairs))`, and their words to search for."""
    parts: dict[str, str] = {}
    said: list[str] = []
    for pair in pairs:
        start, searched = key_text(pair.key)
        text = pair.value.string_value
        shown, is_cut = value_text(pair.value, text)
        if is_cut:
            parts["countersign.cut"] = '"countersign.cut":true'
        parts[pair.key] = start + shown
        if searched and is_word(text):
            said.append(text)
    result = "{" + ",".join(parts.values()) + "}"
    if len(result) > MAX_JSON:
        result = to_json(attributes(pairs))
    return result, " ".join(said)[:MAX_WORDS]


def key_text(key: str) -> tuple[str, bool]:
    """Return an attribute's key as JSON text with its colon, and whether its text is searched."""
    known = _keys.get(key)
    if known is None:
        if len(_keys) > _KEYS:
            _keys.clear()
        searched = not (key.endswith(_QUIET_END) or key.startswith(_QUIET_START))
        _keys[key] = known = (quote(key) + ":", searched)
    return known


def value_text(value: Any, text: str) -> tuple[str, bool]:
    """Return an AnyValue as JSON text, and whether it had to be cut.

    Args:
        value: the message.
        text: its `string_value`.
    """
    if text:
        return (quote(text), False) if len(text) <= _LONG else (quote(f"{text[:_CUT]}..."), True)
    which = value.WhichOneof("value")
    if which == "int_value":
        return str(value.int_value), False
    if which == "bool_value":
        return "true" if value.bool_value else "false", False
    return _encode(plain(value)), False


def is_word(text: str) -> bool:
    """Tell whether an attribute's text is something to look for: not empty, a blob or a digest."""
    return 0 < len(text) <= _WORDY and not text.startswith(_HASHED)


def to_json(value: Mapping[str, Any]) -> str:
    """Return an object as bounded JSON text."""
    try:
        text = _encode(value)
    except ValueError:  # a float that JSON lacks
        value = {key: _finite(item) for key, item in value.items()}
        text = _encode(value)
    if len(text) <= MAX_JSON:
        return text
    cut = {key: _short(item) for key, item in value.items()}
    text = _encode({**cut, "countersign.cut": True})
    if len(text) <= MAX_JSON:
        return text
    return _encode({"countersign.cut": True, "countersign.attributes": len(value)})


def bounded(value: int | None, limit: int = MAX_INT) -> int | None:
    """Return an integer that SQLite can hold, and sums of it too; senders may send anything."""
    if value is None or -limit <= value <= limit:
        return value
    return limit if value > 0 else -limit


def _finite(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _CUT else value[:_CUT] + "..."
    if isinstance(value, (list, dict)):
        text = _encode(value)
        return value if len(text) <= _CUT else text[:_CUT] + "..."
    return value
