"""Canonical JSON as files of a bundle have it: as in leaves, of any size and depth, and a newline.

Promise: `decode_file(encode_file(x)) == x`, and `decode_file` accepts exactly the bytes that
`encode_file` makes. See `resources/docs/bundle.md`, section "Conventions".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT, encode_body

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON


def encode_file(value: JSON) -> bytes:
    """Return the bytes of a JSON file.

    Raises:
        BadEncodingError: a float, a large integer, a non-ASCII key or a lone surrogate.
    """
    return encode(value) + b"\n"


def decode_file(data: bytes) -> JSON:
    """Parse the bytes of a JSON file; anything that `encode_file` would not write is refused.

    Raises:
        BadEncodingError: not canonical (also: duplicate keys, NaN, floats, no final newline).
    """
    if not data.endswith(b"\n"):
        raise BadEncodingError("The file does not end in a newline.")
    return decode(data[:-1])


def encode(value: JSON) -> bytes:
    """Return the same without the newline, as a DSSE payload has it.

    Raises:
        BadEncodingError: as `encode_file`.
    """
    data = encode_body(value)
    decode(data)
    return data


def decode(data: bytes) -> JSON:
    """Parse what `encode` writes and nothing else.

    Raises:
        BadEncodingError: as `decode_file`.
    """
    try:
        value: JSON = json.loads(
            data.decode("utf-8"),
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"Not JSON: {error}.") from error
    if encode_body(value) != data:
        raise BadEncodingError("Not in canonical form: order, spacing or escapes.")
    return value


def _no_float(digits: str) -> float:
    raise BadEncodingError(f"{digits[:40]} is not a whole number.")


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) > MAX_INT:
        raise BadEncodingError("An integer of 2^53 or more.")
    return number


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadEncodingError("A key stands twice in one object.")
    for key in value:
        if not (key.isascii() and key.isprintable()):
            raise BadEncodingError(f"The key {key[:40]!r} is not printable ASCII.")
    return value
