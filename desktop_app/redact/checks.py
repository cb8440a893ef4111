"""Checks that a detector's match must pass, and the one form in which its value is tokenized.

A check takes (whole text, start, end) in bytes and returns the canonical bytes of the value and
where it ends, or None when the match is a coincidence. Sources: ISO/IEC 7812-1 annex B (Luhn),
ISO 13616-1 (IBAN, mod 97) with the lengths of the SWIFT IBAN registry, release 99.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

Hit: TypeAlias = tuple[bytes, int]
Check: TypeAlias = Callable[[bytes, int, int], Hit | None]

_ALNUM = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_HEX = frozenset(b"0123456789ABCDEFabcdef")
_DIGITS = frozenset(b"0123456789")
_SPACE = 0x20
_AROUND = 128  # bytes on each side that tell whether digits stand inside a hex id
_MIN_ENTROPY_BITS = 2.75  # per character; "changeme123" has 3.3, "aaaaaaaa" 0, "xxxxxxxx1" 0.5

_IBAN_COUNTRIES = {  # length: countries
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
IBAN_LENGTHS = {
    country: length for length, names in _IBAN_COUNTRIES.items() for country in names.split()
}


def luhn(digits: bytes) -> bool:
    """Return whether ASCII digits end in their Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = (digit - 48) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the digit sum of 10..18
    return total % 10 == 0


def mod97(iban: bytes) -> bool:
    """Return whether upper-case ASCII letters and digits have the remainder that an IBAN has."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(chr(char), 36)) for char in moved)) % 97 == 1


def entropy_bits(value: bytes) -> float:
    """Return the Shannon entropy of the bytes of `value`, in bits per byte."""
    counts = [value.count(bytes((char,))) for char in set(value)]
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


def check_card(text: bytes, start: int, end: int) -> Hit | None:
    """A payment card number: Luhn, and not a run of digits inside a longer word, hex id or decimal.

    A grouped match may have taken up to three digits too many ("4111 1111 1111 1111 123"): if the
    whole is no card, its first four groups are tried.
    """
    if text[start - 1 : start] == b"." and _digit(text, start - 2):
        return None  # the fraction of a decimal number
    for stop in (end, start + 19):
        if stop > end or _digit(text, start - 1) or _digit(text, stop):
            continue
        digits = bytes(char for char in text[start:stop] if char in _DIGITS)
        if luhn(digits) and not _inside_hex(text, start, stop):
            return digits, stop
    return None


def check_iban(text: bytes, start: int, end: int) -> Hit | None:
    """An IBAN: a known country, its length, mod 97, and no letter or digit right before or after.

    The match may reach into the next word; the country's length says where it ends.
    """
    wanted = IBAN_LENGTHS[text[start : start + 2].decode()]
    value = text[start:end].replace(b" ", b"")[:wanted]
    if len(value) < wanted or not mod97(value) or (start and text[start - 1] in _ALNUM):
        return None
    stop = start
    for _ in range(wanted):
        stop += 1 + (text[stop] == _SPACE)
    return None if stop < len(text) and text[stop] in _ALNUM else (value, stop)


def check_entropy(text: bytes, start: int, end: int) -> Hit | None:
    """A value of an assignment that is random enough to be a secret, and no reference to one."""
    value = text[start:end]
    if value.startswith((b"$", b"<", b"{", b"%")) or entropy_bits(value) < _MIN_ENTROPY_BITS:
        return None
    return value, end


def check_lower(text: bytes, start: int, end: int) -> Hit | None:
    """Always passes; upper and lower case are the same value (e-mail addresses)."""
    return text[start:end].lower(), end


def check_nothing(text: bytes, start: int, end: int) -> Hit | None:
    """Always passes: the pattern says it all."""
    return text[start:end], end


CHECKS: dict[str, Check] = {
    "": check_nothing,
    "card": check_card,
    "iban": check_iban,
    "entropy": check_entropy,
    "lower": check_lower,
}


def _digit(text: bytes, index: int) -> bool:
    return 0 <= index < len(text) and text[index] in _DIGITS


def _inside_hex(text: bytes, start: int, end: int) -> bool:
    """Return whether [start, end) makes a hex id with what is around.

    Not further than `_AROUND`: a file in hex would be walked through once for each match in it.
    """
    left, right = start, end
    while start - left < _AROUND and left and text[left - 1] in _ALNUM:
        left -= 1
    while right - end < _AROUND and right < len(text) and text[right] in _ALNUM:
        right += 1
    around = text[left:start] + text[end:right]
    return bool(around) and _HEX.issuperset(around)
