"""The Consent page over a real recorder: what waits, what is in force, what was answered."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from desktop_app.control.client import ControlClient
from desktop_app.tray.views.consent_page import ConsentPage
from tests.fakes.asking import Agent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui

FOREVER = {"lasts": "always"}


@pytest.fixture
def desk(agents_desk) -> Desk:
    """A desk over a recorder of its own: nothing was asked before."""
    return agents_desk[0]


@pytest.fixture
def answered(desk: Desk, qtbot: QtBot) -> Iterator[Callable[..., Any]]:
    """Have an agent ask, and answer it as the person."""
    agent = Agent(desk.paths.control_address)

    def answer(command: str, kind: str, **more: Any) -> Any:
        future = agent.ask(command)
        qtbot.waitUntil(lambda: bool(desk.link.questions.open), timeout=10_000)
        question = desk.link.questions.open[0]
        digest = sha256(str(question["notice"]["text"]).encode()).hexdigest()
        args = {"id": question["id"], "answer": kind, "digest": digest, "latency_ms": 4_100}
        with ControlClient(desk.paths.control_address) as client:
            client.call("answer", {**args, "confirmed": True, **more})
        qtbot.waitUntil(lambda: not desk.link.questions.open)
        return future.result()

    answer.agent = agent  # type: ignore[attr-defined]
    yield answer
    agent.close()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ConsentPage:
    """The page, shown in a wide window."""
    made = ConsentPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.shown()
    return made


def lines(page: ConsentPage) -> list[str]:
    """Return the answers in the log."""
    model = page.table.model()
    return [
        model.index(row, 0).data(int(Qt.ItemDataRole.UserRole)).word
        for row in range(model.rowCount())
    ]


def test_nothing_was_asked_yet(page: ConsentPage, qtbot: QtBot) -> None:
    """Said in place of an empty list."""
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 0)
    assert not page.band.isVisible()


def test_what_waits_was_answered_and_is_in_force(page: ConsentPage, answered, qtbot: QtBot) -> None:
    """A line each; the segments and the search leave what they name."""
    answered("git push origin main", "once")
    answered("git push origin other", "deny")
    answered("touch /srv/there", "grant", **FOREVER)
    future = answered.agent.ask("git push origin waiting")
    qtbot.waitUntil(lambda: "waiting" in lines(page) and len(lines(page)) == 4, timeout=15_000)
    assert lines(page) == ["waiting", "allowed", "denied", "allowed once"]
    qtbot.waitUntil(page.band.isVisible)
    assert [row.grant.scope for row in page.grants.rows] == ["touch /srv/there in /home/ada/work"]
    page.segments.choose(2)
    page._filter()
    assert lines(page) == ["denied"]
    page.segments.choose(0)
    page.field.setText("origin other")
    assert lines(page) == ["denied"]
    page.field.setText("")
    said = []
    page.desk.go.question.connect(said.append)
    qtbot.mouseClick(page.band.button, Qt.MouseButton.LeftButton)
    assert said == [""]
    page.desk.link.questions.close()
    question = page.desk.link.questions.open[0]
    digest = sha256(str(question["notice"]["text"]).encode()).hexdigest()
    with ControlClient(page.desk.paths.control_address) as client:
        args = {"id": question["id"], "answer": "deny", "digest": digest, "latency_ms": 1}
        client.call("answer", {**args, "confirmed": True})
    assert future.result()["decision"] == "deny"


def test_revoked_and_put_back(page: ConsentPage, answered, qtbot: QtBot) -> None:
    """Without a question; for 10 s it can be put back, and then it holds again."""
    answered("touch /srv/there", "grant", **FOREVER)
    qtbot.waitUntil(lambda: len(page.grants.rows) == 1, timeout=15_000)
    row = page.grants.rows[0]
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.button.text() == "Put back")
    qtbot.waitUntil(lambda: "revoked" in lines(page), timeout=15_000)
    assert page.grants.rows == [row]  # it stays where it is
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: len(page.grants.rows) == 1 and page.grants.rows[0] is not row, timeout=15_000
    )
    told = answered.agent.ask("touch /srv/there").result()
    assert told["decision"] == "allow"


def test_the_detail_shows_the_very_text_again(page: ConsentPage, answered, qtbot: QtBot) -> None:
    """With its digest; the entry is checked where it stands."""
    answered("git push origin main", "once")
    qtbot.waitUntil(lambda: lines(page) == ["allowed once"], timeout=15_000)
    detail = page.detail
    line = page.table.current()
    assert line is not None
    digest = line.row["notice"]["digest"]
    qtbot.waitUntil(lambda: detail._line is not None)
    texts = [label.text() for label in detail.findChildren(type(detail._verdict)) if label.text()]
    shown = next(text for text in texts if text.startswith("claude-code asks to run a command."))
    assert sha256(shown.encode()).hexdigest() == digest
    detail.verify()
    qtbot.waitUntil(lambda: "checkpoint" in detail._verdict.text(), timeout=20_000)


def test_copies_are_written(page: ConsentPage, answered, qtbot: QtBot, tmp_path: Path) -> None:
    """The log as CSV and JSON lines, one record as a receipt."""
    answered("git push origin main", "once")
    qtbot.waitUntil(lambda: lines(page) == ["allowed once"], timeout=15_000)
    page.save(tmp_path / "log.csv", page._log_text)
    page.save(tmp_path / "log.jsonl", page._log_text)
    qtbot.waitUntil(lambda: len(page.desk.notices.said) == 2)
    assert "allowed" in (tmp_path / "log.csv").read_text()
    rows = (tmp_path / "log.jsonl").read_text().splitlines()
    states = [json.loads(row)["record"]["state"] for row in rows]
    assert states == ["given", "requested"]
