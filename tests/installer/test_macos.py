"""What a Mac is told about the application: read as it would be. Not run there."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest

MACOS = Path(__file__).parents[2] / "installer" / "macos"


def test_it_lives_in_the_menu_bar() -> None:
    """No icon in the Dock, yet not hidden; sharp on every screen."""
    info = plistlib.loads((MACOS / "Info.plist").read_bytes())
    assert info["LSUIElement"] is True
    assert info["LSBackgroundOnly"] is False
    assert info["NSHighResolutionCapable"] is True
    assert info["CFBundleIdentifier"] == "countersign.tray"


def test_little_of_the_hardened_runtime_is_loosened() -> None:
    """No debugger may attach, no library of others is loaded, no loader's variable is heeded."""
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert set(entitlements) == {"com.apple.security.cs.allow-unsigned-executable-memory"}


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_the_steps_are_a_script() -> None:
    """The script has no mistake of syntax and refuses to begin without a certificate's name."""
    script = MACOS / "notarise.sh"
    subprocess.run(["bash", "-n", script], check=True)
    done = subprocess.run(
        ["bash", script, "App.app", "x.dmg"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "IDENTITY" in done.stderr
