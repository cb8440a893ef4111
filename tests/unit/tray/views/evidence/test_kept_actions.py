"""Holding and deleting what a run kept, over a recorder of each test alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.control.client import ControlClient
from desktop_app.host.paths import Paths
from desktop_app.tray.views.evidence.delete_dialog import DeleteDialog
from desktop_app.tray.views.evidence.evidence_page import EvidencePage
from desktop_app.tray.views.evidence.hold_dialog import HoldDialog
from tests.fakes import file_changes, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.fakes.running import RunningRecorder

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there"),
]


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A run that changed files."""
    with running.running(tmp_path / "home") as made:
        file_changes.act(made, tmp_path / "work" / "site")
        yield made


@pytest.fixture
def page(recorder: RunningRecorder, make_desk, qtbot: QtBot, monkeypatch) -> EvidencePage:
    """The page of that run."""
    for name, value in recorder.environment.items():
        monkeypatch.setenv(name, value)
    desk = make_desk(Paths.resolve())
    desk.link.start()
    made = EvidencePage(desk)
    qtbot.addWidget(made)
    made.resize(1280 - 212, 800)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: "Hold" in facts(made), timeout=10_000)
    qtbot.waitUntil(lambda: facts(made)["Hold"] == "none", timeout=10_000)
    return made


def facts(page: EvidencePage) -> dict[str, str]:
    """Return what the panel says is kept."""
    known = page.facts.known
    sections = () if known is None else known.sections
    return {fact.label: fact.value for one in sections if one.title == "Kept" for fact in one.facts}


def press(page: EvidencePage, qtbot: QtBot, text: str) -> Any:
    """Press a button of the facts and return the dialog that comes."""
    buttons = page.facts._area.widget().findChildren(QPushButton)
    made = next(one for one in buttons if one.text() == text)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.kept.dialog is not None, timeout=20_000)
    dialog = page.kept.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    return dialog


def hold(page: EvidencePage, qtbot: QtBot, reason: str = "an incident") -> None:
    """Place a hold on the run."""
    dialog = press(page, qtbot, "Place hold…")
    assert isinstance(dialog, HoldDialog)
    assert not dialog.does.isEnabled()
    dialog.reason.setText(reason)
    dialog.does.click()
    qtbot.waitUntil(lambda: facts(page)["Hold"].endswith(reason), timeout=20_000)


def lines(dialog: DeleteDialog) -> str:
    """Return what a dialog says."""
    return " ".join(one.text() for one in dialog.findChildren(QLabel))


def kinds(recorder: RunningRecorder) -> list[str]:
    """Return the kinds of what was done."""
    recorder.wait_indexed()
    return [str(row["kind"]) for row in recorder.cli_json("audit-log")]


def test_what_is_deleted_is_gone_and_the_record_verifies(page, recorder, qtbot) -> None:
    """After the plan was read; what was shown is put away, and its entries say what became."""
    dialog = press(page, qtbot, "Delete now…")
    assert isinstance(dialog, DeleteDialog)
    assert "Would go: what " in lines(dialog)
    assert "Remains: all " in lines(dialog)
    assert "This cannot be undone." in lines(dialog)
    assert "purge" not in kinds(recorder)
    dialog.does.click()
    qtbot.waitUntil(lambda: bool(page.desk.notices.said), timeout=20_000)
    title, text = page.desk.notices.said[-1]
    assert (title, "Recorded as #" in text) == ("Deleted", True)
    qtbot.waitUntil(lambda: all(one.missing for one in page.files.entries), timeout=20_000)
    assert {one.missing for one in page.files.entries} == {"Purged. The entry still verifies."}
    assert not page.files.band.look.isVisible()
    assert kinds(recorder).count("purge") == 1
    assert "by a person" in recorder.cli("verify").stdout


def test_a_no_deletes_nothing(page, recorder, qtbot) -> None:
    """It has the focus; a press in the first moment is none."""
    dialog = press(page, qtbot, "Delete now…")
    assert dialog._focus is dialog.cancel
    dialog.guard.arm()
    dialog.does.click()
    assert dialog.does.isEnabled()
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.kept.dialog is None)
    assert "purge" not in kinds(recorder)


def test_under_a_hold_nothing_can_be_deleted(page, recorder, qtbot) -> None:
    """Its reason stands among the facts and in the refusal; it is an entry with that reason."""
    hold(page, qtbot)
    assert facts(page)["Until"] == "the hold is released"
    title, text = page.desk.notices.said[-1]
    assert (title, "Recorded as #" in text) == ("Held", True)
    dialog = press(page, qtbot, "Delete now…")
    assert "A hold keeps what " in lines(dialog)
    assert "an incident" in lines(dialog)
    assert not dialog.does.isVisible()
    assert dialog.cancel.text() == "Close"
    dialog.cancel.click()
    assert "purge" not in kinds(recorder)


def test_in_compliance_nothing_can_be_deleted_before_its_days(page, recorder, qtbot) -> None:
    """The profile is the reason; days in force are those that are told."""
    with ControlClient(recorder.ready["control"]) as client:
        for name, value in (("profile", "compliance"), ("payload_days", "120")):
            args = {"name": f"retention.{name}", "value": value, "confirmed": True}
            client.call("config.set", args)
    before = facts(page)["Until"]
    dialog = press(page, qtbot, "Delete now…")
    assert "The profile compliance keeps what " in lines(dialog)
    assert not dialog.does.isVisible()
    dialog.cancel.click()
    qtbot.waitUntil(lambda: facts(page)["Until"] != before, timeout=20_000)


def test_one_question_at_a_time(page, qtbot) -> None:
    """Which goes when the window is closed."""
    dialog = press(page, qtbot, "Place hold…")
    page._hold()
    page._delete()
    assert page.kept.dialog is dialog
    page.forget()
    qtbot.waitUntil(lambda: page.kept.dialog is None)


def test_without_a_recorder_nobody_knows_of_holds(page, recorder, qtbot) -> None:
    """And what is asked for says why it cannot be."""
    dialog = press(page, qtbot, "Place hold…")
    recorder.stop()
    dialog.reason.setText("x")
    dialog.does.click()
    qtbot.waitUntil(dialog._trouble.isVisible, timeout=20_000)
    assert dialog.does.isEnabled()
    dialog.close()
    page.kept.read()
    qtbot.waitUntil(lambda: facts(page)["Hold"] == "not known just now", timeout=20_000)
    page._delete()
    qtbot.waitUntil(lambda: bool(page.desk.notices.errors), timeout=20_000)
