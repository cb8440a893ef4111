"""host.display: whether a window can be shown is known before Qt would abort."""

from __future__ import annotations

import socket
import sys

import pytest

from desktop_app.host import display

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere a desktop is taken for granted"
)


def test_nothing_named_is_no_display():
    """A shell over SSH, a service."""
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in display.why_none({})


def test_platforms_without_a_display_need_none():
    """Tests run on one of them."""
    assert display.why_none({"QT_QPA_PLATFORM": "offscreen:size=800x600"}) == ""


def test_an_x_server_that_is_not_there_is_told():
    """Qt itself would end the process."""
    told = display.why_none({"DISPLAY": ":987"})
    assert "does not answer" in told or "Libraries" in told


def test_missing_libraries_are_named_by_their_package(monkeypatch):
    """So that one command mends it."""
    monkeypatch.setattr(display, "_loads", lambda name: name != "libxcb-cursor.so.0")
    assert display.why_none({"DISPLAY": ":0"}) == (
        "Libraries that windows need are missing: libxcb-cursor0."
    )


def test_a_compositor_is_known_by_its_socket(tmp_path):
    """A stale variable names none."""
    around = {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert display.why_none(around) == "No Wayland compositor answers at wayland-7."
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "wayland-7"))
        assert display.why_none(around) == ""


def test_a_wayland_that_is_gone_falls_back_to_x(tmp_path):
    """Both are named: Qt takes the one that answers."""
    around = {
        "WAYLAND_DISPLAY": "wayland-7",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "DISPLAY": ":987",
    }
    assert "Wayland" not in display.why_none(around)
    assert display.why_none(around)


def test_elsewhere_nothing_is_asked(monkeypatch):
    """Windows and macOS, untried."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert display.why_none({}) == ""


def test_a_library_loads_or_does_not():
    """As the dynamic loader says."""
    assert not display._loads("libnothing-of-that-name.so.9")
