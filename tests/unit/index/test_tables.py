"""The documented schema is the schema."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.index.tables import FTS, TABLES
from tests.fakes.indexed import follow, small_ledger

DOCUMENT = Path(__file__).parents[3] / "resources" / "docs" / "index.md"


def sections() -> dict[str, set[str]]:
    """Return the words in code font in each section of the document."""
    parts = re.split(r"^#+ (.+)$", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)
    return {
        title: set(re.findall(r"`(\w+)`", text))
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@pytest.mark.parametrize("name", list(TABLES))
def test_every_column_is_documented(name: str) -> None:
    """Each table has its section, and each column stands in it."""
    assert set(TABLES[name].names) - sections()[name] == set()


def test_the_file_has_these_tables_and_no_other(tmp_path: Path) -> None:
    """What is in the file is what is written down."""
    with closing(sqlite3.connect(follow(tmp_path, small_ledger()))) as connection:
        names = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        shadows = {name for name in names for fts in FTS if name.startswith(f"{fts}_")}
        assert names - shadows - {"_sqlite_migrations"} == {*TABLES, *FTS}
        for name, table in TABLES.items():
            found = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            assert tuple(found) == table.names
