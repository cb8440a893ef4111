"""Sizes by the window's width, and as the person left them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop_app.host.paths import Paths
from desktop_app.tray.views.run.places import DETAIL, DETAIL_WIDE, TRAY, Places
from desktop_app.tray.views.run.span_view import LABELS, LABELS_WIDE

pytestmark = pytest.mark.gui


@pytest.fixture
def paths(tmp_path, monkeypatch) -> Paths:
    """Where nothing was kept yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Paths.resolve(tmp_path / "data")


def made(qtbot, theme, paths: Paths, span) -> tuple[Places, QSplitter]:
    """A splitter of two parts, looked after."""
    splitter = QSplitter()
    for _ in range(2):
        splitter.addWidget(QWidget())
    qtbot.addWidget(splitter)
    splitter.resize(1100, 700)
    places = Places(theme, paths)
    places.keep(splitter, span)
    with qtbot.waitExposed(splitter):
        splitter.show()
    return places, splitter


def test_each_layout_has_its_sizes(qtbot, theme, paths, span):
    """Beside, wide, and below as a tray."""
    places, splitter = made(qtbot, theme, paths, span)
    places.fit(is_narrow=False, is_wide=False)
    assert abs(splitter.sizes()[1] - DETAIL) <= 6
    assert span.labels == LABELS
    places.fit(is_narrow=False, is_wide=True)
    assert abs(splitter.sizes()[1] - DETAIL_WIDE) <= 6
    assert span.labels == LABELS_WIDE
    places.fit(is_narrow=True, is_wide=False)
    assert splitter.orientation() is Qt.Orientation.Vertical
    assert abs(splitter.sizes()[1] - TRAY) <= 6


def test_sizes_are_remembered(qtbot, theme, paths, span):
    """For each layout; a double click on the handle takes a part back."""
    places, splitter = made(qtbot, theme, paths, span)
    places.fit(is_narrow=False, is_wide=False)
    splitter.moveSplitter(600, 1)
    left = splitter.sizes()[1]
    span.set_labels(300)
    again, other = made(qtbot, theme, paths, span)
    again.fit(is_narrow=False, is_wide=False)
    assert abs(other.sizes()[1] - left) <= 6
    assert span.labels == 300
    qtbot.mouseDClick(other.handle(1), Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    assert abs(other.sizes()[1] - DETAIL) <= 6
