"""The tray's refused attempts become an entry of the recorder that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.control.client import ControlClient
from desktop_app.host import door
from desktop_app.host.clock import SystemClock
from desktop_app.host.egress import Refusal
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.refusals import EVERY_US, RefusedHere
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop_app.operations.context import Context


class Place:
    """A data directory and a clock that can be set forward."""

    def __init__(self, paths: Paths) -> None:
        self.paths, self.clock = paths, self
        self.ahead_us = 0

    def connect(self) -> ControlClient:
        """Talk to the recorder."""
        return ControlClient(self.paths.control_address)

    def boot_us(self) -> int:
        """Return the time since boot."""
        return SystemClock().boot_us() + self.ahead_us


def test_attempts_of_the_tray_are_written_down_by_the_recorder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept while none runs; one entry a minute; it says which process it was."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    place = Place(Paths.resolve(None))
    context: Context = place
    here = RefusedHere()
    try:
        assert not here.note(context)
        door._report(Refusal("socket.connect", "192.0.2.1:443", 1))
        assert not here.note(context)  # no recorder
        with running.running(tmp_path) as recorder:
            assert here.note(context)
            door._report(Refusal("socket.connect", "192.0.2.9:443", 1))
            assert not here.note(context)
            place.ahead_us = EVERY_US
            assert here.note(context)
            with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
                first, second = [e for e in ledger.entries() if str(e.kind) == "egress.refused"]
    finally:
        here.close()
    assert first.subject == {"targets": [{"target": "192.0.2.1:443", "attempts": 1}], "others": 0}
    assert second.subject["targets"][0]["target"] == "192.0.2.9:443"
    assert (first.actor["process"], first.actor["auth"]) == ("tray", "local")
    door._report(Refusal("socket.connect", "192.0.2.1:443", 1))
    assert here._attempts.take() is None
