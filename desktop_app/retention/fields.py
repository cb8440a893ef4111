"""Fields of an entry's subject, each read with its type and bound, or refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_DIGEST = re.compile(r"[0-9a-f]{64}")


def text(value: Mapping[str, JSON], name: str, most: int) -> str:
    """Return a text of at most `most` characters.

    Raises:
        BadEncodingError: something else.
    """
    found = value.get(name)
    if not isinstance(found, str) or len(found) > most:
        raise BadEncodingError(f"{name} is no text of at most {most} characters.")
    return found


def number(value: Mapping[str, JSON], name: str) -> int:
    """Return an integer from 0 on.

    Raises:
        BadEncodingError: something else.
    """
    found = value.get(name)
    if type(found) is not int or not 0 <= found <= MAX_INT:
        raise BadEncodingError(f"{name} is no number.")
    return found


def digest(value: Mapping[str, JSON], name: str) -> bytes:
    """Return 32 bytes that stand in hex.

    Raises:
        BadEncodingError: something else.
    """
    found = value.get(name)
    if not isinstance(found, str) or not _DIGEST.fullmatch(found):
        raise BadEncodingError(f"{name} is no digest.")
    return bytes.fromhex(found)


def group(value: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    """Return an object.

    Raises:
        BadEncodingError: something else.
    """
    found = value.get(name)
    if not isinstance(found, Mapping):
        raise BadEncodingError(f"{name} is no object.")
    return found
