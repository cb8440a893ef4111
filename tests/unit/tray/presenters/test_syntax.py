"""Source code as coloured stretches."""

from __future__ import annotations

from importlib import import_module

import pytest

from desktop_app.tray.presenters import syntax
from desktop_app.tray.presenters.syntax import Ink, inks
from desktop_app.tray.tokens import DARK, LIGHT, contrast


def told(path: str, text: str) -> list[list[tuple[str, str]]]:
    """Return each line's stretches as (text, tone)."""
    lines = text.split("\n")
    return [
        [(line[one.start : one.end], one.tone) for one in found]
        for line, found in zip(lines, inks(path, text), strict=True)
    ]


def test_tokens_have_the_colours_of_the_scheme() -> None:
    """Keywords, names, numbers, texts; what goes over several lines is coloured in each."""
    first, second, third = told("a/b.PY", 'def f():\n    """one\n    two"""')
    assert ("def", "model") in first
    assert ("f", "accent") in first
    assert {tone for _, tone in second} == {"text3"}
    assert third[0][1] == "text3"
    assert ("1", "ask") in told("x.json", '{"a": 1}')[0]
    assert told("Dockerfile", "FROM x")[0][0] == ("FROM", "model")


def test_what_has_no_language_or_is_too_long_has_no_colour() -> None:
    """Nor has a line that is longer than anybody reads."""
    assert inks("notes.txt", "a\nb") == [[], []]
    assert inks("a.py", "x = 1\n" * 40_000)[0] == []
    assert inks("a.py", f"x = '{'a' * 1_000}'") == [[]]
    assert inks("a.py", "") == [[]]


def test_what_takes_too_long_keeps_what_it_got(monkeypatch) -> None:
    """One token at least; lines beyond it are plain."""
    monkeypatch.setattr(syntax, "DEADLINE_S", -1.0)
    first, *rest = inks("a.sh", "# one\nif true\n")
    assert first == [Ink(0, 5, "text3")]
    assert rest == [[], []]


@pytest.mark.parametrize("lexer", sorted(syntax._BY_LEXER))
def test_every_language_is_there_and_loses_no_character(lexer: tuple[str, str]) -> None:
    """Whatever is written: the tokens together are the text."""
    module, name = lexer
    assert hasattr(import_module(f"pygments.lexers.{module}"), name)
    for text in ("a = 1\n\n", "'''\"\"\"`/*<!--\\\r\n\t{{", "\u202e\x00é", '"' + "\\" * 99):
        assert "".join(part for _, part in syntax._tokens(lexer, text)) == text


def test_code_in_a_text_of_markdown_asks_no_other_lexer() -> None:
    """It could be any, by its name."""
    whole = told("x.md", "# head\n```python\ndef f(): pass\n```\n")
    assert ("def", "model") not in whole[2]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_colours_can_be_read_on_every_ground_of_a_diff(scheme) -> None:
    """4.5 to 1; a changed word has the ground of its colour."""
    for _, tone in syntax._INKS:
        for ground in ("surface", "addbg", "rembg", "selected"):
            assert contrast(getattr(scheme, tone), getattr(scheme, ground)) >= 4.5
    for ground in ("ok", "deny"):
        assert contrast(scheme.surface, getattr(scheme, ground)) >= 4.5
