"""What appliers share."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from desktop_app.index import context as module
from desktop_app.index.context import Context
from desktop_app.index.schema import migrate
from tests.fakes.telemetry import traces

if TYPE_CHECKING:
    import pytest


def test_the_same_resource_has_one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """From memory or from the file: equal content, equal id."""
    monkeypatch.setattr(module, "KEEP_INTERNED", 0)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        context = Context(connection)
        groups = [traces(service=name).resource_spans[0] for name in ("a", "b", "a")]
        assert [context.resource_id(group) for group in groups] == [1, 2, 1]
        assert Context(connection).resource_id(groups[1]) == 2
        assert [context.scope_id(group.scope_spans[0]) for group in groups] == [1, 1, 1]
