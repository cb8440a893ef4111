"""A finished bundle: what to tell the reviewer, and where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from desktop_app.bundle.build.builder import Built
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import RunScope
from desktop_app.operations.bundle_making import Made
from desktop_app.tray.views.export_result import ExportResult
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui


def test_fingerprint_commands_and_folder(qtbot, theme, monkeypatch, tmp_path):
    """All of it is told; the folder is opened by the desktop."""
    predicate = Predicate("log", 9, bytes(32), 1, Level.REDACTED, RunScope("", "r"), (), 8, 0, None)
    built = Built(tmp_path / "a b.zip", 30, 7, (2, 6), 5, [], "12345 67890", "vkey")
    made = Made(built, predicate, 128_000)
    result = ExportResult(theme)
    qtbot.addWidget(result)
    result.resize(800, 600)
    pressed_before = [result.check.click, result._show_folder]
    for press in pressed_before:
        press()  # nothing is there yet
    result.show()
    result.show_made(made)
    qtbot.waitUntil(lambda: "12345 67890" in told(result))
    assert f"countersign bundle verify '{tmp_path / 'a b.zip'}'" in told(result)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    pressed(result, "Show in folder").click()
    assert [Path(one) for one in opened] == [tmp_path]
    with qtbot.waitSignal(result.checked) as checked:
        pressed(result, "Check it now").click()
    assert checked.args == [made]
    with qtbot.waitSignal(result.closed):
        pressed(result, "Close").click()
