"""tray.questions: what a real recorder has open, heard at once, gone when it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.tray.questions import REMEMBERED, Questions
from tests.fakes.asking import PUSH, Agent
from tests.fakes.question_values import question

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


def test_a_question_is_heard_of_and_its_end_too(agents_desk, qtbot: QtBot) -> None:
    """While one poll waits the recorder stays free for everything else."""
    desk, _recorder = agents_desk
    agent = Agent(desk.paths.control_address)
    seen: list[int] = []
    desk.link.questions.changed.connect(lambda found: seen.append(len(found)))
    future = agent.ask(deadline_s=3)
    qtbot.waitUntil(lambda: desk.link.questions.find("") is not None, timeout=10_000)
    found = desk.link.questions.find("")
    assert found["text"] == PUSH
    assert desk.link.questions.find(str(found["id"])) is found
    assert desk.link.questions.find("other") is None
    qtbot.waitUntil(lambda: desk.link.state.questions == 1)
    assert future.result()["decision"] == "deny"
    qtbot.waitUntil(lambda: not desk.link.questions.open)
    assert seen == [1, 0]
    assert desk.link.questions.shown(found["intent"]) == found  # to be shown again
    agent.close()


def test_it_finds_a_recorder_again(agents_desk, qtbot: QtBot) -> None:
    """A question is never shown that no recorder has."""
    desk, recorder = agents_desk
    agent = Agent(desk.paths.control_address)
    future = agent.ask()
    qtbot.waitUntil(lambda: bool(desk.link.questions.open), timeout=10_000)
    with qtbot.waitSignal(desk.link.questions.lost, timeout=10_000):
        recorder.kill()
    qtbot.waitUntil(lambda: not desk.link.questions.open)
    assert future.exception() is not None
    agent.close()


def test_it_remembers_so_many(qapp) -> None:  # noqa: ARG001 - signals need it
    """In memory alone, the newest."""
    questions = Questions("/nowhere", lambda _error: None)
    for intent in range(REMEMBERED + 5):
        questions.take([question(id=str(intent), intent=intent)])
    assert questions.shown(4) is None
    assert questions.shown(5) is not None
    questions.drop(str(REMEMBERED + 4))
    assert questions.open == []
    questions.close()


def test_the_address_is_the_socket_and_not_the_persons_line(agents_desk) -> None:
    """The line answers one call at a time; a poll would hold it."""
    desk, _recorder = agents_desk
    with ControlClient(desk.paths.control_address) as client:
        told = client.call("questions", {"after": -1, "wait_s": 0})
    assert told["questions"] == []
