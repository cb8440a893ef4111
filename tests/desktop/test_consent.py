"""Questions on a real desktop: a person's click, key and notification decide what an agent may do.

The agent asks the tray's own recorder through its socket, from a process of another program.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.host.instance import read_holder
from tests.fakes.asking import Agent
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.desk.own_tray import OwnTray
    from tests.fakes.desk.windows import Window

pytestmark = pytest.mark.desktop
_ASKED = "Claude Code asks to run a shell command"
_ONCE_ONLY = "echo done; git push origin main"  # no wider grant is offered: one button at the right
_MARGIN, _FOOT = 24, 36  # pixels, of the dialog's foot to the middle of its buttons
_AGAIN_S = 20.0
_SETTLED_S = 1.0  # a click in a notification that just came is none


@pytest.fixture
def agent(tray: OwnTray) -> Iterator[Agent]:
    """An agent beside it."""
    holder = read_holder(tray.data_dir / "recorder.lock")
    assert holder is not None
    made = Agent(holder.control)
    yield made
    made.close()


def _shown(desk: Desktop) -> Window:
    window = desk.windows.wait(_ASKED)
    until(lambda: desk.screen.drawn(window.box), "the question to be drawn")
    return window


def _press(desk: Desktop, window: Window, at: int, future: Future[Any]) -> Any:
    """Click there until it counts: for 600 ms after it came up a press does nothing."""
    _, _, _, bottom = window.box

    def clicked() -> bool:
        desk.hands.click(at, bottom - _FOOT)
        return future.done()

    until(clicked, "an answer", _AGAIN_S)
    return future.result()


def _decided(tray: OwnTray) -> dict[str, Any]:
    """Return the newest answer in the record."""
    rows = [row for row in tray.json("audit-log") if row["kind"] == "consent.record"]
    newest = max(rows, key=lambda row: row["seq"])
    return {**newest["params"], "state": newest["decision"]}


def test_a_click_releases_and_a_click_blocks(
    tray: OwnTray, agent: Agent, desk: Desktop, tmp_path: Path
) -> None:
    """Allow once lets it run, Deny does not; the window takes the keyboard from nobody."""
    before = desk.windows.active()
    future = agent.ask(_ONCE_ONLY)
    window = _shown(desk)
    desk.screen.save(tmp_path / "asked.png", window.box)
    assert desk.windows.active() == before
    told = _press(desk, window, window.box[2] - _MARGIN - 40, future)
    assert (told["decision"], told["approval_state"]) == ("allow", "approved")
    until(lambda: not desk.windows.titled(_ASKED), "the dialog's end")
    until(lambda: _decided(tray)["state"] == "given", "the record of it")
    future = agent.ask(_ONCE_ONLY)
    window = _shown(desk)
    told = _press(desk, window, window.box[0] + _MARGIN + 20, future)
    assert told["decision"] == "deny"
    until(lambda: _decided(tray)["state"] == "refused", "the record of it")
    assert _decided(tray)["by"] == "you"


def test_a_stray_enter_denies_nothing_within_the_guard(
    tray: OwnTray, agent: Agent, desk: Desktop
) -> None:
    """The window is brought to the front by a click, which answers nothing either."""
    assert tray.recorder_pid()
    future = agent.ask(_ONCE_ONLY)
    window = _shown(desk)
    left, top, _, _ = window.box
    desk.hands.click(left + 300, top + 30)
    desk.hands.key("Return")
    assert not future.done()
    assert desk.windows.titled(_ASKED)
    until(lambda: desk.windows.active() == _ASKED, "the question to have the focus")

    def pressed() -> bool:
        desk.hands.key("Return")
        return future.done()

    until(pressed, "an answer", _AGAIN_S)
    assert future.result()["decision"] == "deny"


def test_deny_in_a_notification_blocks(
    tray: OwnTray, agent: Agent, desk: Desktop, tmp_path: Path
) -> None:
    """Its first button; what is asked for does not stand in it."""
    future = agent.ask(_ONCE_ONLY)
    _shown(desk)
    bubble = until(lambda: _bubble(desk), "the notification")
    desk.screen.save(tmp_path / "notification.png", bubble.box)
    _, _, right, bottom = bubble.box

    def clicked() -> bool:
        desk.hands.click(right - 150, bottom - 31)
        return future.done()

    until(clicked, "an answer", _AGAIN_S)
    assert future.result()["decision"] == "deny"
    until(lambda: _decided(tray)["by"] == "you, notification", "the record of it")
    until(lambda: _bubble(desk) is None, "the notification to go")


def test_allow_once_in_a_notification_for_who_chose_it(
    tray: OwnTray, agent: Agent, desk: Desktop, tmp_path: Path
) -> None:
    """The command stands in it, and the second of its buttons lets it run."""
    holder = read_holder(tray.data_dir / "recorder.lock")
    assert holder is not None
    with ControlClient(holder.control) as client:
        chosen = {"name": "gate.allow_in_notifications", "value": "true", "confirmed": True}
        client.call("config.set", chosen)
    future = agent.ask("touch /srv/outside-of-work")
    _shown(desk)
    bubble = until(lambda: _bubble(desk), "the notification")
    desk.screen.save(tmp_path / "allows.png", bubble.box)
    seen_s = time.monotonic()
    until(lambda: time.monotonic() - seen_s > _SETTLED_S, "it to have been there for a moment")
    _, _, right, bottom = bubble.box
    desk.hands.click(right - 150, bottom - 31)
    until(future.done, "an answer", _AGAIN_S)
    assert future.result()["decision"] == "allow"
    until(lambda: _decided(tray)["by"] == "you, notification", "the record of it")


def _bubble(desk: Desktop) -> Window | None:
    found = [window for window in desk.windows.of_class("notifyd") if window.width > 100]
    drawn = [window for window in found if desk.screen.drawn(window.box)]
    return drawn[0] if drawn else None
