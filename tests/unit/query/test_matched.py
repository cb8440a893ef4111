"""Where the words of a search stand in a record."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.query import matched
from desktop_app.query.matched import Term, leaves, places


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("bash", "PreToolUse:Bash", "Bash"),
        ("read_file", "Tool call: read file.", "read file"),
        ("comp*", "response.completed", "completed"),
        ("comp", "response.completed", None),
        ("push git", "git push", None),
        ("git pu*", "git push", "git push"),
        ("pu* git", "push git", None),  # only a final star is one
        ("cafe", "le Café", "Café"),
        ("a a b", "a a a b", "a a b"),
        ("ls", "", None),
    ],
)
def test_a_term_is_found_as_the_index_finds_it(term: str, text: str, found: str | None) -> None:
    """Whole words in any case, without accents; a phrase side by side; a star begins a word."""
    span = Term.of(term).find(text)
    assert (span and text[slice(*span)]) == found
    assert _indexed(term, text) is (found is not None)


@given(st.text("aAeé_.: 1", max_size=8), st.text("aAeé_.: 1", max_size=20))
def test_what_the_index_finds_has_a_place(term: str, text: str) -> None:
    """The same answer as FTS5's own."""
    if any(map(str.isalnum, term)):
        assert (Term.of(term).find(text) is not None) is _indexed(term, text)


def _indexed(term: str, text: str) -> bool:
    db = apsw.Connection(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text)")
    db.execute("INSERT INTO t VALUES (?)", (text,))
    star = "*" if term.endswith("*") else ""
    quoted = f'"{term.rstrip("*")}"{star}'
    return bool(db.execute("SELECT 1 FROM t(?)", (quoted,)).fetchall())


def test_each_term_is_shown_once_and_no_more_places_than_needed() -> None:
    """A place that shows two terms is one place; later ones are not looked at."""
    terms = [Term.of(word) for word in ("git", "push")]
    told = places(terms, iter([("name", "x"), ("a", "git push"), ("b", "git")]))
    assert told == [{"in": "a", "text": "git push"}]
    terms = [Term.of(f"w{n}") for n in range(9)]
    candidates = [(f"k{n}", f"w{n}") for n in range(9)]
    assert len(places(terms, candidates)) == matched.MAX_PLACES
    assert places(terms, []) == []


def test_a_long_text_is_cut_around_its_match() -> None:
    """With a sign where something is left out."""
    (place,) = places([Term.of("needle")], [("body", "x " * 99 + "needle" + " y" * 99)])
    assert place["text"].startswith("…")
    assert place["text"].endswith("…")
    assert "needle" in place["text"]
    assert len(place["text"]) < 90


def test_texts_in_attributes_and_events_are_yielded_under_their_keys() -> None:
    """Numbers are no words; a text in a list goes by the key above it."""
    value = {"a": "1", "b": ["2", {"c": "3", "n": 4}], "d": None}
    assert list(leaves(value)) == [("a", "1"), ("b", "2"), ("c", "3")]
    assert list(leaves(None)) == []
    assert Term.of("*").find("any") is None
