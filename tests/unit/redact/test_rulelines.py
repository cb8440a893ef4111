"""Lines: where a mistake of a rule file stands."""

from __future__ import annotations

import pytest

from desktop_app.redact.rulelines import Lines

TEXT = """\
version = 1
"strict" = true
[[bodies]]
name = "one"

[[bodies]]
name = "two"
'events' = ["one"]
"""


@pytest.mark.parametrize(
    ("key", "line"), [("version", 1), ("strict", 2), ("bodies", 3), ("stric", 1), ("nothing", 1)]
)
def test_a_top_level_key_has_a_line(key: str, line: int) -> None:
    """Quoted or not, or the first of its tables; the first line where there is none."""
    assert Lines(TEXT).of_key(key) == line


def test_a_text_has_a_last_line() -> None:
    """The first line where there is none."""
    assert Lines(TEXT).last_with('"one"') == 8
    assert Lines(TEXT).last_with("three") == 1


@pytest.mark.parametrize(
    ("index", "key", "line"),
    [(0, None, 3), (0, "name", 4), (0, "events", 3), (1, "name", 7), (1, "events", 8), (1, "x", 6)],
)
def test_a_key_of_a_table_has_a_line(index: int, key: str | None, line: int) -> None:
    """In its own table only; the table's head where it is not there."""
    assert Lines(TEXT).of_table("bodies", index, key) == line


def test_inline_tables_stand_where_their_array_does() -> None:
    """They have no head."""
    assert Lines("version = 1\nbodies = [{}]").of_table("bodies", 0, "name") == 2
