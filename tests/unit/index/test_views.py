"""Each view answers, and is documented."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.index.views import VIEWS
from tests.fakes.indexed import follow
from tests.fakes.telemetry import random_ledger

DOCUMENT = Path(__file__).parents[3] / "resources" / "docs" / "index.md"


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_view_answers(tmp_path: Path, name: str) -> None:
    """It runs on a plain connection, has rows, and stands in the document."""
    with closing(sqlite3.connect(follow(tmp_path, random_ledger(1)))) as connection:
        assert connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - our names
    assert f"| `{name}` |" in DOCUMENT.read_text("utf-8")
