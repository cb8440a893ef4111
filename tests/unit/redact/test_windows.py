"""A long text through the detectors in windows is the same text through them as a whole."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import TooLargeError
from desktop_app.redact.detectors import TextRedactor
from desktop_app.redact.windows import SIZES, Sizes, redacted
from tests.fakes.redaction import RUN_KEY, SECRETS, TOKEN_KEY, default_rules, planted

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = TextRedactor(default_rules().detectors, TOKEN_KEY)
SMALL = Sizes(window=300, overlap=256, longest=1_200)
PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}-----END RSA PRIVATE KEY-----\n".format(
    "MIIEowIBAAKCAQEAzQ9Jr3\n" * 8
)
PLAIN = ["a plain word ", "π and 日本語 ", "\n", "0123456789abcdef", "4111 1111 ", "token = ", "@"]


def whole(text: str) -> bytes:
    """Return a text through the detectors at once."""
    return TEXTS.redact(text, RUN_KEY, Counter()).encode()


def cut(data: bytes, size: int) -> Iterator[bytes]:
    """Yield data in pieces."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def windowed(text: str, piece: int, sizes: Sizes = SMALL) -> bytes:
    """Return a text through the detectors in windows."""
    parts = redacted(TEXTS, cut(text.encode(), piece), RUN_KEY, sizes)
    return b"".join(part.data for part in parts)


@pytest.mark.parametrize("name", [*SECRETS, "pem"])
def test_a_secret_at_any_boundary_is_found(name: str) -> None:
    """It is moved through two windows, byte by byte."""
    secret = PEM if name == "pem" else planted(name)
    for before in range(560):
        text = f"{'é.' * (before // 3)}{'.' * (before % 3)} {secret} {'and so on. ' * 90}"
        assert windowed(text, 97) == whole(text), before


@given(
    st.lists(st.sampled_from([*PLAIN, PEM, *(planted(name) for name in SECRETS)]), max_size=60),
    st.integers(1, 700),
)
def test_windows_and_whole_agree(parts: list[str], piece: int) -> None:
    """Whatever stands beside whatever, in pieces of any length."""
    text = "".join(parts)
    assert windowed(text, piece) == whole(text)


def test_real_windows_agree() -> None:
    """Secrets at random places of some MiB, in lines and in none, in hex and in digits."""
    rng = random.Random(7)  # noqa: S311 - not for secrets
    pieces: list[str] = []
    for _ in range(2_000):
        pieces += (
            rng.choice(("a line of a log\n", "plain,", rng.randbytes(300).hex())) * 5,
            " ",
            planted(rng.choice(list(SECRETS))),
            rng.choice((" ", "\n", '"')),
        )
    text = "".join(pieces)
    assert len(text) > 2 * SIZES.window
    assert windowed(text, 262_144, SIZES) == whole(text)


def test_a_key_longer_than_a_window_is_one_match() -> None:
    """The window grows around it."""
    text = f"x {'-----BEGIN PRIVATE KEY-----'} {'QUJD' * 220} \x00 after {'and on ' * 90}"
    assert windowed(text, 50) == whole(text)
    assert b"QUJDQUJD" not in windowed(text, 50)


def test_what_goes_on_for_too_long_is_refused() -> None:
    """Its rest would not look like a secret any more."""
    text = f"x -----BEGIN PRIVATE KEY----- {'QUJD' * 2_000}"
    with pytest.raises(TooLargeError):
        windowed(text, 100)


def test_a_part_says_whether_something_was_found() -> None:
    """By part, so that who asks need not compare."""
    text = f"{'plain words. ' * 100}{planted('email')} {'plain words. ' * 100}"
    parts = [*redacted(TEXTS, [text.encode()], RUN_KEY, SMALL)]
    assert [part.found for part in parts].count(True) == 1
    assert [*redacted(TEXTS, [], RUN_KEY)] == []
