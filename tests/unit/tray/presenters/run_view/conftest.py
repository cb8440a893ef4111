"""Staged runs, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import staged_run
from tests.fakes.pictured import asked_of, pictured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.query.query import Query
    from desktop_app.tray.presenters.run_view.picture import Picture


@pytest.fixture(scope="session")
def asked_query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    """A query over a run in which a person allowed twice and denied once."""
    path = tmp_path_factory.mktemp("asked")
    with asked_of(path, staged_run.asked("asked"), "asked") as found:
        yield found


@pytest.fixture(scope="session")
def open_query(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Query]:
    """A query over a run whose hooks were cancelled."""
    path = tmp_path_factory.mktemp("open")
    with asked_of(path, staged_run.not_gated("open"), "open") as found:
        yield found


@pytest.fixture(scope="session")
def asked(asked_query: Query) -> Picture:
    """That run as the page shows it; sealed."""
    return pictured(asked_query, "asked", sealed=10)


@pytest.fixture(scope="session")
def not_gated(open_query: Query) -> Picture:
    """That run as the page shows it; not sealed."""
    return pictured(open_query, "open")
