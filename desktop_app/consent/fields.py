"""Fields of a JSON object from the ledger, each read with its type and bound, or refused by name.

null is the same as absent. A message names the field, never its value: that may be content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_app.model.canonical import MAX_INT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.canonical import JSON

MAX_SEQ = MAX_INT
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BadRecordError(ValueError):
    """The subject is not that of a consent record that this version reads."""


def text(value: Mapping[str, JSON], name: str, most: int) -> str | None:
    """Return a text of at most `most` characters; None where there is none."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str):
        raise BadRecordError(f"{name} is no text.")
    if len(found) > most:
        raise BadRecordError(f"{name} has more than {most} characters.")
    return found


def needed_text(value: Mapping[str, JSON], name: str, most: int) -> str:
    """Return a text that must be there and not be empty."""
    found = text(value, name, most)
    if not found:
        raise BadRecordError(f"{name} is missing.")
    return found


def number(value: Mapping[str, JSON], name: str, most: int) -> int | None:
    """Return an integer from 0 to `most`; None where there is none."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadRecordError(f"{name} is no integer.")
    if not 0 <= found <= most:
        raise BadRecordError(f"{name} is not from 0 to {most}.")
    return found


def flag(value: Mapping[str, JSON], name: str, *, absent: bool) -> bool:
    """Return true or false; `absent` where there is none."""
    found = value.get(name)
    if found is None:
        return absent
    if not isinstance(found, bool):
        raise BadRecordError(f"{name} is neither true nor false.")
    return found


def digest(value: Mapping[str, JSON], name: str) -> str | None:
    """Return 32 bytes in lower-case hex; None where there is none."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, str) or not _DIGEST.fullmatch(found):
        raise BadRecordError(f"{name} is no digest.")
    return found


def words(value: Mapping[str, JSON], name: str, count: int, most: int) -> tuple[str, ...]:
    """Return a list of at most `count` texts of at most `most` characters; () where none is."""
    found = value.get(name)
    if found is None:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise BadRecordError(f"{name} is no list.")
    if len(found) > count:
        raise BadRecordError(f"{name} has more than {count} items.")
    told = tuple(one for one in found if isinstance(one, str) and len(one) <= most)
    if len(told) != len(found):
        raise BadRecordError(f"{name} holds what is no text of at most {most} characters.")
    return told


def group(value: Mapping[str, JSON], name: str) -> Mapping[str, JSON] | None:
    """Return an object; None where there is none."""
    found = value.get(name)
    if found is None:
        return None
    if not isinstance(found, Mapping):
        raise BadRecordError(f"{name} is no object.")
    return found


def one_of(known: Iterable[str], name: str, found: JSON) -> str:
    """Return a text that is one of the known ones."""
    if not isinstance(found, str):
        raise BadRecordError(f"{name} is missing or no text.")
    if found not in set(known):
        raise BadRecordError(f"This version does not know that {name}.")
    return found
