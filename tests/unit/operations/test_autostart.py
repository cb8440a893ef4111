"""operations.autostart with a real recorder: its entry in the ledger, then the desktop's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.errors import RecorderNotRunningError, StorageError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import autostart, recorder_access

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def here(
    live_recorder: RunningRecorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Session:
    """A person's place beside a recorder that runs; the desktop's entries are the test's own."""
    for name, value in live_recorder.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "etc"))
    return Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())


def _noted(recorder: RunningRecorder) -> list[str]:
    entries = recorder.cli("audit-log", "--output", "jsonl").stdout
    return [verb for verb in ("autostart on", "autostart off") if f'"{verb}"' in entries]


def test_each_change_is_an_entry_and_then_done(
    here: Session, live_recorder: RunningRecorder, tmp_path: Path
) -> None:
    """On: noted, written, with the data directory by name. Off: noted, removed."""
    path = tmp_path / "config" / "autostart" / "countersign.desktop"
    assert not autostart.is_on(here)
    entry = autostart.turn(here, on=True)
    assert entry > 0
    assert autostart.is_on(here)
    assert f"--data-dir {live_recorder.data_dir}\n" in path.read_text()
    assert _noted(live_recorder) == ["autostart on"]
    autostart.turn(here, on=False)
    assert not autostart.is_on(here)
    assert not path.exists()
    assert _noted(live_recorder) == ["autostart on", "autostart off"]


def test_what_cannot_be_noted_is_not_done(here: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a recorder that writes it down nothing is changed."""

    def fail(*_: object, **__: object) -> None:
        raise RecorderNotRunningError("none")

    monkeypatch.setattr(recorder_access, "recorder", fail)
    with pytest.raises(RecorderNotRunningError):
        autostart.turn(here, on=True)
    assert not autostart.is_on(here)


def test_an_entry_that_cannot_be_written_is_told(here: Session, tmp_path: Path) -> None:
    """The error reaches the person."""
    (tmp_path / "config").write_text("")
    with pytest.raises(StorageError):
        autostart.turn(here, on=True)


def test_taken_out_it_is_noted_where_there_is_a_record_and_gone_in_any_case(
    here: Session, live_recorder: RunningRecorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`countersign uninstall`: no recorder is begun only to note it."""
    autostart.turn(here, on=True)
    before = live_recorder.cli("audit-log").stdout.count("autostart off")
    assert autostart.take_out(here)
    assert not autostart.take_out(here)
    assert live_recorder.cli("audit-log").stdout.count("autostart off") == before + 1
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", str(tmp_path / "empty"))
    bare = Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())
    autostart._means(bare).on()
    assert autostart.take_out(bare)
    assert not bare.paths.ledger.exists()


def test_a_note_that_fails_keeps_nothing_started(
    here: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uninstalling must not stop half-way."""

    def fails(*_: object, **__: object) -> None:
        raise RecorderNotRunningError("none")

    autostart._means(here).on()
    monkeypatch.setattr(autostart, "ask", fails)
    assert autostart.take_out(here)
    assert not autostart.is_on(here)
