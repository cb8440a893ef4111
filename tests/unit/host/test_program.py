"""The command that starts us again: run by Python, built, and built for Windows."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host import program

if TYPE_CHECKING:
    from pathlib import Path


def test_by_python() -> None:
    """A checkout and a wheel are run by this Python, which takes nothing from where we stand."""
    command = program.own_program()
    assert command == [sys.executable, "-P", "-m", "desktop_app"]
    assert program.own_tray() == command
    told = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("countersign, version")


def test_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A built program has no `-m`: it is its own file."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program.own_program() == [sys.executable]
    assert program.own_tray() == [sys.executable]


@pytest.mark.parametrize("running", ["countersign.exe", "countersign-tray.exe"])
def test_built_for_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: str) -> None:
    """Whichever of the two runs, children have a console and what a person starts has none."""
    both = [tmp_path / "countersign.exe", tmp_path / "countersign-tray.exe"]
    for file in both:
        file.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / running))
    assert program.own_program() == [str(both[0])]
    assert program.own_tray() == [str(both[1])]


def test_built_for_windows_without_the_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the other program was taken away, the running one does for both."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "countersign.exe"))
    assert program.own_tray() == [str(tmp_path / "countersign.exe")]
