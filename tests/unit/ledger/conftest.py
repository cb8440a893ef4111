"""A place for a ledger."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.fakes.ledger_place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: these tests sync a thousand times."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def place(quick_path: Path) -> Iterator[Place]:
    """A place; every writer is closed in the end."""
    made = Place(quick_path)
    yield made
    for store in made.stores.by_install.values():
        store.locked = False
    for writer in made.open_writers:
        writer.close()
