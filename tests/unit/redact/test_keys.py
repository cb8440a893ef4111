"""KeyIndex: which rule a key falls under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.redact.keys import KeyIndex, fold, glob_pattern

INDEX = KeyIndex(
    [
        ("prompt", "exact"),
        ("Prompt", "too late"),
        ("gen_ai.prompt.#.role", "role"),
        ("gen_ai.prompt.#.*", "content"),
        ("*_key", "suffix"),
        ("a.*.z", "middle"),
        ("a.*", "prefix"),
    ]
)


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("prompt", "exact"),
        ("PROMPT", "exact"),
        ("prompt ", None),
        ("xprompt", None),
        ("gen_ai.prompt.0.role", "role"),
        ("gen_ai.prompt.12.content", "content"),
        ("gen_ai.prompt.x.content", None),
        ("gen_ai.prompt.name", None),
        ("api_KEY", "suffix"),
        ("_key", "suffix"),
        ("a.b.z", "middle"),
        ("a.b.c", "prefix"),
        ("a.\nb", "prefix"),
        ("prom\u212at", None),
        ("", None),
    ],
)
def test_find(key: str, rule: str | None) -> None:
    """Exact before globs, the earlier glob first, case of ASCII letters ignored."""
    assert INDEX.find(key) == rule
    assert INDEX.find(key) == rule  # from the cache


def test_cache_is_bounded() -> None:
    """Keys are the sender's choice: neither many nor long ones stay."""
    index = KeyIndex([("a", 1)])
    for number in range(5000):
        index.find(f"key{number}")
    index.find("x" * 300)
    assert len(index._cache) <= 4096
    assert "x" * 300 not in index._cache


@given(st.text())
def test_fold_changes_ascii_letters_only(key: str) -> None:
    """The gate folds bytes; so does this."""
    wanted = key.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    assert fold(key) == wanted


def test_glob_pattern_quotes_the_rest() -> None:
    """Only `*` and `#` are special."""
    assert glob_pattern("a.b*#(") == r"a\.b.*[0-9]+\("
