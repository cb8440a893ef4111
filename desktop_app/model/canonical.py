r"""Canonical bytes: the one encoding of everything that is hashed (`countersign/entry/v1`).

Promise: `decode(encode(x)) == x`, and `decode` accepts exactly the bytes that `encode` makes, so
that one value has one encoding and a leaf is compared, hashed and exported as the bytes it is.

Form: one UTF-8 JSON object; keys printable ASCII, sorted by code point, none twice; no white space
between tokens; integers only, |n| < 2^53; strings escape only ``"``, ``\`` and C0 controls as JSON
needs; no lone surrogates; at most 65,535 bytes (C2SP tlog-tiles entry bundles).
See `resources/docs/ledger.md`, section "Leaf bytes".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from desktop_app.errors import BadEncodingError

# Leaves hold no floats (`encode` refuses them); bodies may.
JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

MAX_BYTES = 65_535
MAX_INT = 2**53 - 1
MAX_DEPTH = 32


def _as_dict(value: JSON) -> JSON:
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"A {type(value).__name__} has no JSON form.")
    return dict(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,  # the depth is bounded in `_check`, or by the one who parsed a body
    default=_as_dict,
)

_LENIENT = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), check_circular=False, default=_as_dict
)


def encode(value: Mapping[str, JSON]) -> bytes:
    """Return the canonical bytes of a JSON object.

    Raises:
        BadEncodingError: a float, a large integer, a non-ASCII key, a lone surrogate, deeper than
            32 objects and lists, or more than 65,535 bytes.
    """
    _check(value, MAX_DEPTH)
    try:
        data = _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadEncodingError("A string holds a lone surrogate.") from error
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"{len(data)} bytes; a leaf has at most {MAX_BYTES}.")
    return data


def decode(data: bytes) -> dict[str, JSON]:
    """Parse canonical bytes; anything that `encode` would not have written is refused.

    Raises:
        BadEncodingError: not canonical (also: duplicate keys, NaN, floats, trailing bytes).
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"{len(data)} bytes; a leaf has at most {MAX_BYTES}.")
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"Not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BadEncodingError("Not a JSON object.")
    if encode(value) != data:
        raise BadEncodingError("Not in canonical form: order, spacing, escapes or a key twice.")
    return value


def encode_body(value: JSON) -> bytes:
    """Return one line of compact JSON for a body: sorted keys, floats allowed, never a newline.

    Not a leaf: a body is stored as it is and never compared with a second encoding of its value.

    Raises:
        BadEncodingError: NaN or infinity, a lone surrogate, or nested too deep.
    """
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"No JSON form: {error}.") from error


def encode_content(value: JSON) -> bytes:
    """Return compact JSON of what a sender sent, whatever it is; at most 500 levels deep.

    As `encode_body`, which see; where that refuses, half surrogate pairs are escaped and numbers
    that JSON has not are written as Python does. Neither stored as a leaf nor as a body.
    """
    try:
        return encode_body(value)
    except BadEncodingError:
        return _LENIENT.encode(value).encode("ascii")


def _check(value: JSON, levels: int) -> None:
    """Refuse a value without canonical form; `levels` of objects and lists are left."""
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise BadEncodingError("An integer of 2^53 or more.")
        return
    if not isinstance(value, (Mapping, list, tuple)):
        raise BadEncodingError(f"A {type(value).__name__} has no canonical form.")
    if levels == 0:
        raise BadEncodingError(f"Nested deeper than {MAX_DEPTH}.")
    if isinstance(value, Mapping):
        _check_keys(value)
        value = list(value.values())
    for item in value:
        _check(item, levels - 1)


def _check_keys(keys: Iterable[object]) -> None:
    for key in keys:
        if not (isinstance(key, str) and key.isascii() and key.isprintable()):
            raise BadEncodingError(f"The key {key!r} is not printable ASCII.")
