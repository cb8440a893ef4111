"""The installer for Windows: only that it compiles, and agrees with the program. Not run there."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from desktop_app.host import autostart_windows

WINDOWS = Path(__file__).parents[2] / "installer" / "windows"
SCRIPT = WINDOWS / "countersign.nsi"


@pytest.mark.skipif(not shutil.which("makensis"), reason="needs the package nsis")
def test_it_compiles(tmp_path: Path) -> None:
    """NSIS takes the script without a warning, and makes a program of Windows' own format."""
    folder = tmp_path / "folder"
    (folder / "_internal").mkdir(parents=True)
    for name in ("countersign.exe", "countersign-tray.exe", "_internal/python.dll"):
        (folder / name).write_bytes(b"MZ")
    output = tmp_path / "countersign-1.2.3-setup.exe"
    defined = {"VERSION": "1.2.3", "FOLDER": folder, "OUTPUT": output}
    words = [f"-D{name}={value}" for name, value in defined.items()]
    command = ["makensis", "-WX", "-V2", *words, SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert output.read_bytes()[:2] == b"MZ"


def test_log_in_is_the_settings_value() -> None:
    """The value under Run has the name that the tray's settings read and delete."""
    text = SCRIPT.read_text("utf-8")
    assert f'WriteRegStr HKCU "${{RUN}}" "{autostart_windows.NAME}"' in text
    assert f'DeleteRegValue HKCU "${{RUN}}" "{autostart_windows.NAME}"' in text


def test_no_rights_are_asked_for() -> None:
    """Neither setup nor program asks for an administrator."""
    assert "RequestExecutionLevel user" in SCRIPT.read_text("utf-8")
    manifest = ET.parse(WINDOWS / "countersign.manifest")  # noqa: S314 - our own file
    levels = manifest.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert [it.get("level") for it in levels] == ["asInvoker"]


def test_a_persons_data_is_not_named() -> None:
    """Removal deletes what was installed, by name, and no folder of the person's."""
    removal = SCRIPT.read_text("utf-8").partition('Section "un.Countersign"')[2]
    assert "$APPDATA" not in removal
    assert 'RMDir /r "$INSTDIR"\n' not in removal
