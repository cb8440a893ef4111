"""A recorder before the painted screen with a run of pictures, and pictures in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from tests.fakes import screened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

DEEDS = ((screened.GOTO, 1), (screened.CLICK, 2), (screened.CLICK, screened.LOCKED))


@pytest.fixture(scope="session")
def acted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Three calls: two with pictures before and after, one whose picture after was refused."""
    with screened.recorder(tmp_path_factory.mktemp("acted")) as made:
        screened.allow(made)
        screened.act(made, deeds=DEEDS, pictures=5)
        yield made


@pytest.fixture
def acted_desk(acted: RunningRecorder, make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over it; its state is known."""
    for name, value in acted.environment.items():
        monkeypatch.setenv(name, value)
    desk: Desk = make_desk(Paths.resolve())
    desk.link.start()
    return desk
