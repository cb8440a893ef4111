"""host.autostart: the system's own way is chosen."""

from __future__ import annotations

import sys

import pytest

from desktop_app.host import autostart
from desktop_app.host.autostart_linux import XDGEntry
from desktop_app.host.autostart_macos import LaunchAgent


@pytest.mark.parametrize(
    ("platform", "kind"), [("linux", XDGEntry), ("freebsd14", XDGEntry), ("darwin", LaunchAgent)]
)
def test_each_system_has_its_way(
    platform: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """XDG wherever it is not Windows or macOS."""
    monkeypatch.setattr(sys, "platform", platform)
    assert isinstance(autostart.of_system(["/usr/bin/countersign"]), kind)
