"""A `qtbot` that waits long: a busy machine is slow, and a test that polls loses nothing by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

PATIENCE_MS = 60_000


class PatientBot(QtBot):
    """pytest-qt's; whatever a test says, it waits for what should come `PATIENCE_MS` at least."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        """Wait until it holds."""
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802
        """Wait for a signal; for one that should not come, as long as the test says."""
        if more.get("raising", True):
            timeout = max(timeout, PATIENCE_MS)
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 - it runs
    """The bot of a test."""
    return PatientBot(request)
