"""Whoever takes evidence is told of calls, and what fails there holds up nobody."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.recorder.around import Witnesses
from tests.fakes.gate import shell

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.declared import Declared


class Told:
    """Takes note, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.heard: list[tuple[str, int]] = []
        self._error = error

    def before(self, intent: int, _declared: Declared, _action: object) -> None:
        """Note it."""
        self._note("before", intent)

    def after(self, intent: int, _declared: Declared) -> None:
        """Note it."""
        self._note("after", intent)

    def _note(self, what: str, intent: int) -> None:
        if self._error is not None:
            raise self._error
        self.heard.append((what, intent))


def test_nobody_is_told_at_first() -> None:
    """A gate without witnesses goes on."""
    witnesses = Witnesses()
    witnesses.before(1, shell("ls"), None)
    witnesses.after(1, shell("ls"))


def test_what_fails_is_logged_and_the_others_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """A full disk, or a folder that went, stops no call and no other witness."""
    good = Told()
    witnesses = Witnesses()
    witnesses.call(
        (Told(StorageError("full")), Told(OSError(5, "gone", "/home/somebody/secret")), good)
    )
    with caplog.at_level(logging.WARNING):
        witnesses.before(1, shell("ls"), None)
        witnesses.after(1, shell("ls"))
    assert good.heard == [("before", 1), ("after", 1)]
    assert len(caplog.records) == 4
    assert "somebody" not in caplog.text
