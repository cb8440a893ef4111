"""Fields of parsed JSON, taken strictly: each function returns the value or says what it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def mapping(value: JSON, name: str) -> Mapping[str, JSON]:
    """Return an object.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"{name} is not an object.")
    return value


def exact(fields: Mapping[str, JSON], names: Iterable[str], of: str) -> None:
    """Refuse an object that has other fields than these.

    Raises:
        BadEncodingError: a field is missing or unknown.
    """
    wrong = fields.keys() ^ set(names)
    if wrong:
        raise BadEncodingError(f"Fields of {of} missing or unknown: {', '.join(sorted(wrong))}.")


def items(value: JSON, name: str) -> Sequence[JSON]:
    """Return a list.

    Raises:
        BadEncodingError: something else.
    """
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise BadEncodingError(f"{name} is not a list.")
    return value


def text(value: JSON, name: str) -> str:
    """Return a string.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, str):
        raise BadEncodingError(f"{name} is not text.")
    return value


def integer(value: JSON, name: str) -> int:
    """Return a whole number from 0 to 2^53 - 1.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INT:
        raise BadEncodingError(f"{name} is not a whole number from 0.")
    return value


def hexadecimal(value: JSON, name: str, count: int) -> bytes:
    """Return `count` bytes from lower-case hex.

    Raises:
        BadEncodingError: something else.
    """
    digits = text(value, name)
    if len(digits) != 2 * count or not _HEX.fullmatch(digits):
        raise BadEncodingError(f"{name} is not {count} bytes in lower-case hex.")
    return bytes.fromhex(digits)
