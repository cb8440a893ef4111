"""A recorder whose agent changed files, and a desk over it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from tests.fakes import file_changes, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder


@pytest.fixture(scope="session")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """An agent made, changed, moved, deleted and copied a file."""
    if sys.platform == "win32":
        pytest.skip("files are not captured there")
    home = tmp_path_factory.mktemp("filed")
    with running.running(home / "home") as made:
        file_changes.act(made, home / "work" / "site")
        yield made


@pytest.fixture
def filed_desk(filed: RunningRecorder, make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over it; its state is known."""
    for name, value in filed.environment.items():
        monkeypatch.setenv(name, value)
    desk: Desk = make_desk(Paths.resolve())
    desk.link.start()
    return desk
