"""What is kept of content in pieces is what is kept of it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.recorder import contents
from desktop_app.recorder.cleaned import Cleaned
from desktop_app.recorder.said import text_of
from desktop_app.redact.redactor import Redactor
from tests.fakes.kept import PROMPTS
from tests.fakes.redaction import RUN_KEY, SECRETS, TOKEN_KEY, default_rules, planted

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACTOR = Redactor(default_rules(), TOKEN_KEY)
PLAIN = "a plum-coloured thing, of 日本; "


def cleaned(data: bytes, encoding: str | None) -> tuple[bytes, tuple[str, ...]]:
    """Return content and its subjects."""

    def content() -> Iterator[bytes]:
        return (data[start : start + 7] for start in range(0, len(data), 7))

    found = Cleaned(content, encoding, REDACTOR, RUN_KEY)
    return b"".join(found.pieces()), found.subjects()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_text_is_what_it_is_as_a_whole(encoding: str) -> None:
    """After the detectors, in UTF-8, with the tokens that are in it."""
    said = "; ".join([PLAIN, *map(planted, SECRETS), PLAIN])
    whole = contents.text("x", PROMPTS, said, REDACTOR, RUN_KEY)
    assert cleaned(said.encode(encoding), encoding) == (whole.data, whole.subjects)
    assert whole.subjects


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_text_without_secrets_stays_as_it_came(encoding: str) -> None:
    """Also where a mark of ours stands in it: it is nobody's."""
    data = f"{PLAIN * 9}[token email t_{'a' * 26}]".encode(encoding)
    assert cleaned(data, encoding) == (data, ())


def test_bytes_are_not_looked_at() -> None:
    """Whatever stands in them."""
    data = b"\xff" + planted("email").encode()
    assert text_of(data) is None
    assert cleaned(data, None) == (data, ())
