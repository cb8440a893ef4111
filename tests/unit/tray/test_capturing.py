"""tray.capturing: the icon's marks, the notification of a run's first picture, its Stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, Signal

from desktop_app.tray.capturing import Capturing
from tests.fakes import screened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 5}


class Heard(QObject):
    """A notifier that keeps what it is given."""

    invoked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Any] = []

    def show(self, notice: Any) -> None:
        """Keep it."""
        self.shown.append(notice)


@pytest.fixture
def notifier() -> Heard:
    """Keeps what is told."""
    return Heard()


@pytest.fixture
def capturing(empty_desk, notifier) -> Capturing:
    """Listens to a desk without a recorder; marks last 50 ms."""
    made = Capturing(empty_desk, notifier)
    made._timer.setInterval(50)
    return made


def taken(entry: int, run_id: str = "r1", sender: str = "claude-code") -> dict[str, Any]:
    """Return a status after a picture."""
    newest = {"at_us": 7, "entry": entry, "sender": sender, "run_id": run_id}
    return {**FINE, "captures": {"count": entry, "newest": newest, "why": None}}


def test_each_picture_marks_the_icon_for_a_while(capturing, empty_desk, qtbot: QtBot) -> None:
    """Another one meanwhile makes it longer; then it is over."""
    told = []
    capturing.changed.connect(told.append)
    empty_desk.link._heard(FINE)
    empty_desk.link._heard(taken(3))
    empty_desk.link._heard(taken(4))
    assert (capturing.is_on, told) == (True, [True])
    qtbot.waitUntil(lambda: told == [True, False])


def test_what_was_taken_before_the_tray_is_no_news(capturing, empty_desk, notifier) -> None:
    """Nor is the same picture, told again each second."""
    empty_desk.link._heard(taken(3))
    empty_desk.link._heard({**taken(3), "size": 6})
    assert not capturing.is_on
    assert notifier.shown == []


def test_the_first_of_a_run_is_told(capturing, empty_desk, notifier, qtbot: QtBot) -> None:
    """Once a run; a picture by hand is no run's, and whoever took it knows."""
    empty_desk.link._heard(FINE)
    empty_desk.link._heard(taken(3))
    qtbot.waitUntil(lambda: len(notifier.shown) == 1)
    empty_desk.link._heard(taken(4))
    empty_desk.link._heard(taken(5, ""))
    empty_desk.link._heard(taken(6, "r2", "codex"))
    qtbot.waitUntil(lambda: len(notifier.shown) == 2)
    first, second = notifier.shown
    assert (first.title, first.body) == (
        "Screenshots are being taken",
        "Claude Code, as you allowed.",
    )
    assert second.body == "Codex, as you allowed."
    assert capturing.is_on


def test_only_so_many_runs_are_remembered(capturing, empty_desk, monkeypatch) -> None:
    """The oldest is forgotten."""
    monkeypatch.setattr("desktop_app.tray.capturing.MAX_RUNS", 1)
    empty_desk.link._heard(FINE)
    for entry, run in enumerate(("a", "b"), 1):
        empty_desk.link._heard(taken(entry, run))
    assert list(capturing._told) == [("claude-code", "b")]


def test_a_click_leads_to_the_page(capturing, empty_desk, notifier, qtbot: QtBot) -> None:
    """Stop withdraws, and other notifications are none of ours."""
    assert not capturing.is_on
    with qtbot.waitSignal(empty_desk.go.page) as told:
        notifier.invoked.emit("capture/Claude Code", "show")
    assert told.args == ["evidence"]
    with qtbot.assertNotEmitted(empty_desk.go.page):
        notifier.invoked.emit("missed/Codex", "show")


def test_stop_withdraws_the_consent(tmp_path, make_desk, notifier, monkeypatch, qtbot) -> None:
    """At the recorder: nothing more is taken."""
    from desktop_app.host.paths import Paths  # noqa: PLC0415 - beside the environment that it reads

    with screened.recorder(tmp_path) as recorder:
        for name, value in recorder.environment.items():
            monkeypatch.setenv(name, value)
        screened.allow(recorder)
        recorder.wait_indexed()
        desk = make_desk(Paths.resolve())
        desk.link.start()
        capturing = Capturing(desk, notifier)
        qtbot.waitUntil(lambda: bool(desk.link.state.status))
        assert "screenshots" in desk.link.state.get("vault")["keeps"]
        notifier.invoked.emit("capture/Claude Code", "stop")
        qtbot.waitUntil(lambda: not desk.link.state.get("vault")["keeps"], timeout=15_000)
        assert not capturing.is_on
