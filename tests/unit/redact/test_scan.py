"""Scan: the binding's edges."""

from __future__ import annotations

import pytest

from desktop_app.redact.scan import Pattern, PatternError, PatternSet, quote


def test_group_that_took_part() -> None:
    """The first group that took part is given, the whole match when there is none."""
    assert Pattern("a(b)|c(d)").search(b"xcd") == (1, 3, 2, 3)
    assert Pattern("a").search(b"xa") == (1, 2, 1, 2)
    assert Pattern("a").search(b"xa", 2) is None


def test_bytes_are_latin_1_and_newlines_ordinary() -> None:
    """Any byte matches `.`, high bytes match by number."""
    assert Pattern(r"a.b").search(b"a\nb") is not None
    assert Pattern(r"[\xff]").search(b"\xff") is not None


def test_bad_pattern_says_why() -> None:
    """A pattern that RE2 refuses raises with its reason."""
    with pytest.raises(PatternError, match="missing"):
        Pattern("(")


def test_set_gives_all_indexes() -> None:
    """All patterns that match, [] for none."""
    both = PatternSet([b"a", b"b", b"c"])
    assert sorted(both.match(b"cxa")) == [0, 2]
    assert both.match(b"zzz") == []


def test_quote_is_literal() -> None:
    """A quoted text matches itself alone, NUL bytes too."""
    odd = b"a.b*\0\n\xff("
    assert PatternSet([quote(odd)]).match(b"x" + odd) == [0]
    assert PatternSet([quote(b"a.b")]).match(b"axb") == []


def test_a_pattern_says_whether_it_has_groups() -> None:
    """Then what is found may begin later than the match."""
    assert [Pattern(text).has_groups for text in ("a(b)", "a(?:b)", "a")] == [True, False, False]
