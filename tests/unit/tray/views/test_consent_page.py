"""The Consent page over a real recorder: what waits, what is in force, what was answered."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.control.client import ControlClient
from desktop_app.operations import keeping
from desktop_app.tray.views.consent_page import ConsentPage
from tests.fakes import keeps
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
    model = page.log.table.model()
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
    qtbot.waitUntil(lambda: bool(page.grants.rows))
    assert [row.grant.scope for row in page.grants.rows] == ["touch /srv/there in /home/ada/work"]
    page.log.segments._group.button(2).click()
    qtbot.waitUntil(lambda: lines(page) == ["denied"])
    page.log.segments._group.button(0).click()
    page.filters.field.setText("origin other")
    qtbot.waitUntil(lambda: lines(page) == ["denied"])
    page.filters.field.setText("origin nowhere")
    qtbot.waitUntil(page.log.nothing.isVisible)
    page.log._clear.click()
    qtbot.waitUntil(lambda: len(lines(page)) == 4)
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
    assert page.grants.rows == [row]  # it stays where it is
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)  # at once: the 10 s run
    qtbot.waitUntil(lambda: "revoked" in lines(page), timeout=15_000)
    qtbot.waitUntil(
        lambda: len(page.grants.rows) == 1 and page.grants.rows[0] is not row, timeout=15_000
    )
    told = answered.agent.ask("touch /srv/there").result()
    assert told["decision"] == "allow"


def test_content_is_withdrawn_and_put_back(page: ConsentPage, agents_desk, qtbot: QtBot) -> None:
    """As grants are; the log says given, withdrawn, given, and the detail shows the notice."""
    desk, recorder = agents_desk
    keeps.allow(recorder)
    qtbot.waitUntil(lambda: len(page.grants.rows) == 1, timeout=15_000)
    row = page.grants.rows[0]
    assert row.button.text() == "Withdraw"
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.button.text() == "Put back")
    qtbot.waitUntil(lambda: desk.link.state.get("vault")["keeps"] == [])
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lines(page) == ["given", "withdrawn", "given"], timeout=15_000)
    qtbot.waitUntil(lambda: desk.link.state.get("vault")["keeps"] == [keeping.COMMAND_LINES])
    page.log.table.setCurrentIndex(page.log.table.model().index(2, 0))
    notice = keeping.shown(keeping.COMMAND_LINES)
    said = lambda: [label.text() for label in page.detail.findChildren(QLabel)]  # noqa: E731
    qtbot.waitUntil(lambda: notice.text in said())
    assert "Keep command lines" in said()
    assert "90 days" in said()


def test_the_detail_shows_the_very_text_again(page: ConsentPage, answered, qtbot: QtBot) -> None:
    """With its digest; the entry is checked where it stands."""
    answered("git push origin main", "once")
    qtbot.waitUntil(lambda: lines(page) == ["allowed once"], timeout=15_000)
    detail = page.detail
    line = page.log.table.current()
    assert line is not None
    digest = line.row["notice"]["digest"]
    qtbot.waitUntil(lambda: detail._line is not None)
    texts = [label.text() for label in detail.findChildren(type(detail._verdict)) if label.text()]
    shown = next(text for text in texts if text.startswith("claude-code asks to run a command."))
    assert sha256(shown.encode()).hexdigest() == digest
    detail.verify()
    qtbot.waitUntil(lambda: "checkpoint" in detail._verdict.text(), timeout=20_000)


def test_what_policy_decided_has_its_own_segment(page: ConsentPage, answered, qtbot: QtBot) -> None:
    """It neither drowns the answers nor is it out of reach while nobody was asked."""
    answered.agent.ask("ls").result()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1, timeout=15_000)
    assert page.log.nothing.text() == "Nothing is listed under All."
    page.log.segments._group.button(5).click()
    qtbot.waitUntil(lambda: lines(page) == ["allowed"], timeout=15_000)
    detail = page.detail
    qtbot.waitUntil(lambda: detail._line is not None)
    detail.verify()
    qtbot.waitUntil(lambda: "checkpoint" in detail._verdict.text(), timeout=20_000)


def test_copies_are_written(page: ConsentPage, answered, qtbot: QtBot, tmp_path: Path) -> None:
    """The log as CSV and JSON lines, as far as the filter shows it."""
    answered("git push origin main", "once")
    answered.agent.ask("ls").result()
    qtbot.waitUntil(lambda: lines(page) == ["allowed once"], timeout=15_000)
    page.save(tmp_path / "log.jsonl", page.log_text())
    page.log.segments._group.button(5).click()
    page.save(tmp_path / "log.csv", page.log_text())
    qtbot.waitUntil(lambda: len(page.desk.notices.said) == 2)
    rows = (tmp_path / "log.jsonl").read_text().splitlines()
    states = [json.loads(row)["record"]["state"] for row in rows]
    assert states == ["given", "requested"]
    (row,) = csv.DictReader((tmp_path / "log.csv").read_text().splitlines())
    assert row["entry"] == "action.intent"


def test_a_policy_that_breaks_is_told_on_the_page(page: ConsentPage, qtbot: QtBot) -> None:
    """Without any agent asking; and gone when it is mended."""
    own = page.desk.paths.data_dir / "policy.yaml"
    own.write_text("version: 1\nrules:\n  - name: a\n    efect: ask\n    why: x\n")
    qtbot.waitUntil(page.policy.isVisible, timeout=15_000)
    said = page.policy.accessibleName()
    assert said.startswith("policy.yaml line ")
    assert said.endswith("Countersign's own policy is in force until it is mended.")
    own.unlink()
    qtbot.waitUntil(lambda: not page.policy.isVisible(), timeout=15_000)
