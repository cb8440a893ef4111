"""OTLP AnyValue to the type that a fact has: agents send numbers and truths as text, too.

Each reader takes an AnyValue and returns the value, or None where there is none of that type: a
redacted value (`[hash ...]`) is text, and no number.
"""

from __future__ import annotations

import re
from typing import Any

_HASH = re.compile(r"\[hash \S+ \d+ bytes (hmac-sha256:[0-9a-f]+)\]\Z")
_TRUTHS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_MAX_INT = 2**63


def text(value: Any) -> str | None:
    """Return text; numbers and truths as text; the first of a list; None for empty text."""
    found: str = value.string_value
    if found:
        return found
    kind = value.WhichOneof("value")
    if kind in ("int_value", "double_value"):
        return str(getattr(value, kind))
    if kind == "bool_value":
        return "true" if value.bool_value else "false"
    if kind == "array_value" and value.array_value.values:
        return text(value.array_value.values[0])
    return None


def integer(value: Any) -> int | None:
    """Return an int from an int, an integral double or decimal text."""
    found: int = value.int_value
    if found or value.WhichOneof("value") == "int_value":
        return found
    number = real(value)
    if number is None or not -_MAX_INT < number < _MAX_INT:
        return None
    return int(number)


def real(value: Any) -> float | None:
    """Return a finite number from an int, a double or decimal text."""
    kind = value.WhichOneof("value")
    if kind == "double_value":
        number: float = value.double_value
    elif kind == "int_value":
        number = float(value.int_value)
    elif kind == "string_value":
        try:
            number = float(value.string_value)
        except ValueError:
            return None
    else:
        return None
    # Not NaN, not infinite; and -0.0 becomes 0.0, so that equal numbers have the same text.
    return number + 0.0 if -1e308 < number < 1e308 else None  # noqa: PLR2004


def truth(value: Any) -> bool | None:
    """Return a bool from a bool, 0 or 1, or the usual words in any case."""
    kind = value.WhichOneof("value")
    if kind == "bool_value":
        found: bool = value.bool_value
        return found
    if kind == "int_value":
        return bool(value.int_value)
    return _TRUTHS.get(value.string_value.lower())


def digest(value: Any) -> str | None:
    """Return the keyed digest that redaction left in place of content, or None."""
    match = _HASH.match(value.string_value)
    return match[1] if match else None


def milliseconds(value: Any) -> int | None:
    """Return microseconds from milliseconds."""
    number = real(value)
    return None if number is None else round(number * 1000)


def seconds(value: Any) -> int | None:
    """Return microseconds from seconds."""
    number = real(value)
    return None if number is None else round(number * 1_000_000)
