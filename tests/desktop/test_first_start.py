"""The first start on a real desktop: it comes by itself, is begun by a key, and comes no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.desk.own_tray import OwnTray
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop

pytestmark = pytest.mark.desktop
_TITLE = "Countersign, first start"
_PORTS = "[receive]\nhttp_port = 0\ngrpc_port = 0\n"


@pytest.fixture
def tray(desk: Desktop, tmp_path: Path) -> Iterator[OwnTray]:
    """A tray that was never started before."""
    made = OwnTray(desk, tmp_path / "data")
    (tmp_path / "data" / "settings.toml").write_text(_PORTS)
    yield made
    made.close()
    until(lambda: desk.icon() is None, "the icon to go")


def test_it_is_begun_by_keyboard_and_does_not_come_again(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """The focus is on "Start recording"; what was done stands in the record."""
    tray.start()
    window = desk.windows.wait(_TITLE)
    until(lambda: desk.screen.drawn(window.box), "the page to be drawn")
    desk.screen.save(tmp_path / "first.png", window.box)
    until(lambda: desk.windows.active() == _TITLE, "the page to have the focus")
    desk.hands.key("Return")
    until(lambda: "config.changed" in tray.kinds(), "the record of it", 20.0)
    begun = next(row for row in tray.json("audit-log") if row["command"] == "first start")
    assert begun["operator"] == "person"
    assert begun["params"]["notice"]["name"] == "first-start"
    desk.screen.save(tmp_path / "begun.png", window.box)
    desk.hands.key("Escape")
    until(lambda: not desk.windows.titled(_TITLE), "the page to close")
    assert tray.terminate() == 0
    item = tray.start()
    assert item.wait_tool_tip("Recording, local-only")
    assert not desk.windows.titled(_TITLE)


def test_not_now_leaves_no_more_than_that_it_was_seen(tray: OwnTray, desk: Desktop) -> None:
    """Esc is enough; nothing is set up, nothing starts at log-in."""
    tray.start()
    desk.windows.wait(_TITLE)
    until(lambda: desk.windows.active() == _TITLE, "the page to have the focus")
    desk.hands.key("Escape")
    until(lambda: not desk.windows.titled(_TITLE), "the page to close")
    until(lambda: "config.changed" in tray.kinds(), "the record of it", 20.0)
    assert "command" not in tray.kinds()
    assert "agent.setup" not in tray.kinds()
