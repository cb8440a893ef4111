"""Texts go through a translator, fall back to English, and never format what a sender named."""

from __future__ import annotations

import pytest

from desktop_app.tray import words
from desktop_app.tray.words import tr, trn


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without a translator, and leave none behind."""
    monkeypatch.setattr(words, "_translators", [])


def test_english_needs_no_translator() -> None:
    """Values go in by name; a number has its form and its separators."""
    assert tr("Sealed to #{n}", n="10,482") == "Sealed to #10,482"
    assert trn("{n} run", "{n} runs", 1) == "1 run"
    assert trn("{n} run", "{n} runs", 0) == "0 runs"
    assert trn("{n} of {all}", "{n} of {all}", 12_345, all="x") == "12,345 of x"


def test_a_translator_is_asked_with_the_number() -> None:
    """The text for many stands for all forms; no number is told apart from any number."""
    asked: list[tuple[str, int]] = []

    def translate(text: str, n: int) -> str | None:
        asked.append((text, n))
        return {"{n} runs": "{n} Läufe", "Run": "Lauf"}.get(text)

    words.use(translate)
    assert trn("{n} run", "{n} runs", 2) == "2 Läufe"
    assert tr("Run") == "Lauf"
    assert asked == [("{n} runs", 2), ("Run", words.NO_NUMBER)]
    trn("{n} run", "{n} runs", 5_000_000_021)
    assert asked[-1] == ("{n} runs", 1_000_021)


def test_what_a_translator_lacks_is_english() -> None:
    """Also its form for one."""
    words.use(lambda _text, _n: None)
    assert (tr("Run"), trn("{n} run", "{n} runs", 1)) == ("Run", "1 run")


def test_what_a_sender_named_is_no_format() -> None:
    """Braces in values stay as they are."""
    assert tr("Run {name}", name="{0.__class__}") == "Run {0.__class__}"
    assert tr("a {brace") == "a {brace"
