"""Upstreams in the settings, with a real recorder and a real collector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.operations import upstreams
from desktop_app.tray.views.upstream_list import UpstreamList
from desktop_app.upstream.values import Options, Sends

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def shown(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> UpstreamList:
    """Nothing is set up."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = UpstreamList(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def add(qtbot, shown: UpstreamList, folder: Path) -> None:
    """Add a folder."""
    wish = upstreams.wish("folder", str(folder), "archive", Sends(), Options())
    args = upstreams.adding(wish, {}, 900)
    shown._desk.link.call(upstreams.ADD, args, lambda _answer: shown.read(), owner=shown)
    qtbot.waitUntil(lambda: list(shown.rows) == ["archive"])


def test_it_says_that_nothing_is_set_up(shown: UpstreamList) -> None:
    """And offers to add something."""
    assert shown._none.isVisible()
    assert shown.add.isVisible()


def test_one_that_is_added_stands_there_until_it_is_removed(
    qtbot, shown: UpstreamList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what it may; removing asks first."""
    add(qtbot, shown, tmp_path)
    row = shown.rows["archive"]
    assert not shown._none.isVisible()
    assert "local-only mode is on" in row._said.text()
    assert not row.test.isVisible()
    asked: list[str] = []

    def ask(title: str, _text: str, **words: object) -> None:
        asked.append(title)
        words["done"]()  # type: ignore[operator]

    monkeypatch.setattr(shown._desk.notices, "ask", ask)
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.rows)
    assert asked == ["Remove archive?"]
    assert shown._none.isVisible()


def test_a_dialog_adds_one(qtbot, shown: UpstreamList) -> None:
    """It opens over the settings."""
    qtbot.mouseClick(shown.add, Qt.MouseButton.LeftButton)
    from desktop_app.tray.views.upstream_dialog import UpstreamDialog  # noqa: PLC0415

    (dialog,) = shown.window().findChildren(UpstreamDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.close()
