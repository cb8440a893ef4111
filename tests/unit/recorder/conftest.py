"""A journal over a real ledger, and a whole recorder without sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.recording import Recording, recorder
from tests.fakes.retaining import Retaining

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    """Return a journal over a new ledger."""
    made = Recording(tmp_path)
    yield made
    made.close()


@pytest.fixture
def retaining(tmp_path: Path) -> Iterator[Retaining]:
    """Return a journal with what purges and holds."""
    found = Retaining(tmp_path)
    yield found
    found.close()


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Return a recorder with an open ledger."""
    with recorder(tmp_path, monkeypatch) as found:
        yield found
