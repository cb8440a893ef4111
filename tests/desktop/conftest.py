"""The desktop that these tests share, and others that a test asks for by itself."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes.desk.choice import Choice, missing
from tests.fakes.desk.desktop import Desktop, desktop
from tests.fakes.desk.own_tray import OwnTray
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Windows of the tests' own process are not drawn; what is on a desktop runs in processes there.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="module")
def make_desk() -> Iterator[Callable[[Choice], Desktop]]:
    """Makes desktops, which end with the module; skips where a part is not to be had."""
    with ExitStack() as ends:

        def make(choice: Choice) -> Desktop:
            reason = missing(choice)
            if reason:
                pytest.skip(reason)
            directory = ends.enter_context(tempfile.TemporaryDirectory(prefix="desk-"))
            return ends.enter_context(desktop(Path(directory) / "d", choice))

        yield make


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[Choice], Desktop]) -> Desktop:
    """A desktop with an XFCE panel, its notification service and an unlocked keyring."""
    return make_desk(Choice())


@pytest.fixture
def tray(desk: Desktop, tmp_path: Path) -> Iterator[OwnTray]:
    """A tray that runs, with a recorder that was started by it."""
    made = OwnTray(desk, tmp_path / "data")
    made.start().wait_tool_tip("Recording, local-only")
    yield made
    made.close()
    until(lambda: desk.icon() is None, "the icon to go")
