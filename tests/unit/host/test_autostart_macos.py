"""host.autostart_macos: the very file; no macOS was tried."""

from __future__ import annotations

import plistlib
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.host.autostart_macos import LaunchAgent

if TYPE_CHECKING:
    from pathlib import Path

FILE = "Library/LaunchAgents/countersign.tray.plist"


def test_the_agent_comes_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What launchd reads: started at log-in with these arguments; twice is once."""
    monkeypatch.setenv("HOME", str(tmp_path))
    agent = LaunchAgent(["/Applications/Countersign.app/Contents/MacOS/countersign", "a & b"])
    assert not agent.state()
    for _ in range(2):
        agent.on()
        read = plistlib.loads((tmp_path / FILE).read_bytes())
        assert read["RunAtLoad"] is True
        assert read["ProgramArguments"][1] == "a & b"
        assert read["Label"] == "countersign.tray"
        assert agent.state()
    for _ in range(2):
        agent.off()
        assert not agent.state()


def test_what_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where a directory should be, and the reverse."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Library").write_text("")
    with pytest.raises(StorageError, match="LaunchAgents"):
        LaunchAgent(["/a"]).on()
    (tmp_path / "Library").unlink()
    (tmp_path / FILE).mkdir(parents=True)
    with pytest.raises(StorageError, match="plist"):
        LaunchAgent(["/a"]).off()
