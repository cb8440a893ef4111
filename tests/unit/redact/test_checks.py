"""Checks: what a card, an IBAN and a secret are, and what only looks like one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.redact import checks
from tests.fakes.redaction import default_rules


def check(name: str, text: str, match: str) -> bytes | None:
    """Return the canonical value of `match` in `text`, None when refused."""
    start = text.index(match)
    hit = checks.CHECKS[name](text.encode(), start, start + len(match))
    return hit and hit[0]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("card=4111-1111-1111-1111,", "4111-1111-1111-1111"),
        ("card4111111111111111", "4111111111111111"),
        ("x 378282246310005.", "378282246310005"),
        ("3782 822463 10005", "3782 822463 10005"),
        ("30569309025904", "30569309025904"),
        ("4111 1111 1111 1111 202", "4111 1111 1111 1111 202"),
    ],
)
def test_card_is_found(text: str, match: str) -> None:
    """Grouped or not, in a sentence or at an edge; tokens are over the digits alone."""
    value = check("card", text, match)
    assert value is not None
    assert value.isdigit()
    assert checks.luhn(value)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("4111 1111 1111 1112", "4111 1111 1111 1112"),  # Luhn
        ("94111111111111111", "4111111111111111"),  # longer to the left
        ("41111111111111110", "4111111111111111"),  # longer to the right
        ("ab4111111111111111", "4111111111111111"),  # hex id
        ("4111111111111111f0", "4111111111111111"),  # hex id
        ("0.4111111111111111", "4111111111111111"),  # fraction
        ("4111 1111 1111 1112 202", "4111 1111 1111 1112 202"),
    ],
)
def test_what_is_no_card(text: str, match: str) -> None:
    """Wrong check digit, part of a longer number, a hex id, a fraction."""
    assert check("card", text, match) is None


@pytest.mark.parametrize(
    ("text", "match", "value"),
    [
        ("GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", b"GB82WEST12345698765432"),
        ("GB82WEST12345698765432 AND MORE", "GB82WEST12345698765432 AND MORE", None),
        ("DE89370400440532013000", "DE89370400440532013000", b"DE89370400440532013000"),
        ("GB83WEST12345698765432", "GB83WEST12345698765432", b""),
        ("XGB82WEST12345698765432", "GB82WEST12345698765432", b""),
        ("GB82WEST123456987654321", "GB82WEST123456987654321", b""),
        ("GB82WEST1234569876543", "GB82WEST1234569876543", b""),
    ],
)
def test_iban(text: str, match: str, value: bytes | None) -> None:
    """Length of its country, mod 97, nothing glued to it; words after it do not matter."""
    wanted = b"GB82WEST12345698765432" if value is None else value or None
    assert check("iban", text, match) == wanted


def test_iban_pattern_and_table_know_the_same_countries() -> None:
    """Each country of the pattern has a length, and the reverse."""
    pattern = next(rule.pattern for rule in default_rules().detectors if rule.name == "iban")
    head = re.compile(pattern.split("[0-9]")[0])
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    known = {a + b for a in letters for b in letters if head.fullmatch(a + b)}
    assert known == checks.IBAN_LENGTHS.keys()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("hunter2-correct-horse", False),
        ("wJalrXUtnFEMI/K7MDENG", False),
        ("aaaaaaaaaaaa", True),
        ("********", True),
        ("$DATABASE_PASSWORD", True),
        ("<your-password>", True),
        ("{{ secret }}", True),
        ("%PASSWORD%xyz", True),
    ],
)
def test_entropy_tells_secrets_from_placeholders(value: str, *, kept: bool) -> None:
    """Random enough is a secret; repeated letters and references to a variable are not."""
    assert (check("entropy", value, value) is None) is kept


def test_plain_checks_pass_all() -> None:
    """No check keeps the value; `lower` makes upper and lower case one value."""
    assert check("", "AbC", "AbC") == b"AbC"
    assert check("lower", "AbC", "AbC") == b"abc"


@given(st.integers(0, 10**18))
def test_luhn_digit_makes_a_number_pass(number: int) -> None:
    """Exactly one of the ten last digits satisfies Luhn."""
    assert sum(checks.luhn(b"%d%d" % (number, digit)) for digit in range(10)) == 1


def test_entropy_bits() -> None:
    """Shannon entropy per byte: 0 for one letter, 3 for eight different ones."""
    assert checks.entropy_bits(b"aaaa") == 0
    assert checks.entropy_bits(b"abcdefgh") == 3
