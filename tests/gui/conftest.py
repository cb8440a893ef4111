"""A recorder with recorded runs, once for all tests that look at every window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from tests.fakes import every_window, screened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from tests.fakes.every_window import Windows
    from tests.fakes.running import RunningRecorder


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Recorded runs, a hostile one, one with pictures, a wrapped program, a verdict, a bundle."""
    with screened.recorder(tmp_path_factory.mktemp("every-window")) as made:
        every_window.fill(made)
        yield made


@pytest.fixture(scope="session")
def windows(recorder: RunningRecorder, qapp: QApplication) -> Iterator[Windows]:
    """The tray's windows over it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in recorder.environment.items():
            patch.setenv(name, value)
        made = every_window.Windows(qapp, Paths.resolve())
        yield made
        made.close()
        qapp.setStyleSheet("")
