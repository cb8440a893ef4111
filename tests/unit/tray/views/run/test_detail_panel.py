"""The panel of details: tabs, decision path, verification in place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.errors import BadProofError
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.views.reveal_dialog import RevealDialog
from desktop_app.tray.views.run import detail_panel
from desktop_app.tray.views.run.decision_path import DecisionPath
from desktop_app.tray.views.run.detail_panel import DetailPanel
from desktop_app.tray.views.run.said import Said
from tests.fakes.pictured import places

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(staged_desk, qtbot) -> DetailPanel:
    """An empty panel, shown."""
    made = DetailPanel(staged_desk)
    qtbot.addWidget(made)
    made.resize(356, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def denied(panel, picture_of, qtbot) -> DetailPanel:
    """The denied call."""
    picture = picture_of("staged-asked")
    panel.show_row(picture, places(picture.rows, What.TOOL, "Bash")[-1])
    qtbot.waitUntil(lambda: panel.sources.proof is not None)
    return panel


def texts(panel: DetailPanel) -> list[str]:
    """Return the texts one can see."""
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def press(panel: DetailPanel, text: str) -> None:
    """Press a button that one can see."""
    found = panel.findChildren(QPushButton)
    next(one for one in found if one.isVisible() and one.text() == text).click()


def test_the_summary_says_why(denied):
    """Of the row that is selected."""
    said = texts(denied)
    assert "Bash" in said
    assert "Why it did not run" in said
    assert any(text.startswith("You denied it in Claude Code's own prompt") for text in said)


def test_the_decision_path_opens_in_place(denied):
    """By its link or by Y, and closes again."""
    press(denied, "Decision path")
    assert denied.findChild(DecisionPath).isVisible()
    press(denied, "Summary")
    denied.why()
    assert "Why did this not run?" in texts(denied)


def test_an_entry_is_verified_in_place(denied, qtbot):
    """With the checkpoint it matches, and when."""
    denied.verify()
    qtbot.waitUntil(
        lambda: any(text.startswith("Matches checkpoint") for text in texts(denied)), timeout=10_000
    )
    assert denied.findChildren(Said)


def test_an_entry_that_does_not_hold_is_said_to_be_bad(denied, qtbot, monkeypatch):
    """In place, in the colour of trouble."""

    def refuse(_context, _seq):
        raise BadProofError("The proof does not lead to the root.")

    monkeypatch.setattr(detail_panel, "verify_entry", refuse)
    denied.verify()
    qtbot.waitUntil(lambda: "The proof does not lead to the root." in texts(denied))
    assert denied.findChildren(Said)[-1].property("tone") == "deny"


def test_tabs_show_attributes_events_and_proof(denied):
    """Of the same row; the number of events stands on its tab."""
    press(denied, "Attributes")
    press(denied, "Copy as JSON")
    assert json.loads(QGuiApplication.clipboard().text())[0]["record"] == "span"
    press(denied, f"Events {len(denied.sources.logs)}")
    assert any("tool_decision" in text for text in texts(denied))
    press(denied, "Proof")
    assert "Leaf hash" in texts(denied)


def test_a_call_that_was_not_gated_has_a_banner(panel, picture_of, qtbot):
    """That says so before everything else, and leads to the decision path."""
    picture = picture_of("staged-open")
    panel.show_row(picture, places(picture.rows, What.TOOL)[0])
    qtbot.waitUntil(lambda: panel.sources.proof is not None)
    assert any(text.startswith("The gate did not answer.") for text in texts(panel))
    assert "Why it ran" not in texts(panel)
    press(panel, "Why did it run?")
    assert panel.findChild(DecisionPath).isVisible()


def test_nothing_is_shown_of_nothing(denied):
    """No row, no words; keys do nothing."""
    denied.show_row(denied._picture, -1)
    denied.verify()
    denied.why()
    assert "Bash" not in texts(denied)


def test_below_the_waterfall_it_has_two_columns(denied):
    """Head and tabs on one line."""
    denied.tray(is_tray=True)
    denied.resize(840, 196)
    assert "Proof" in [b.text() for b in denied.findChildren(QPushButton) if b.isVisible()]
    denied.grab()
    denied.tray(is_tray=False)


def test_what_is_kept_is_revealed_from_its_line(panel, picture_of, qtbot):
    """In a dialog of this window, about that piece."""
    kept_row = {
        "entry": 75,
        "ts_us": 1_795_169_861_000_000,
        "label": "command_line",
        "purpose": "keep command lines",
        "bytes": 59,
        "media": "text/plain",
        "mark": None,
        "ref": "r" * 32,
        "state": "kept",
    }
    picture = picture_of("staged-asked")
    panel.show_row(picture, places(picture.rows, What.TOOL, "Bash")[-1])
    qtbot.waitUntil(lambda: panel.sources.proof is not None)
    panel._have(replace(panel.sources, kept=[kept_row]))
    press(panel, "Reveal…")
    (dialog,) = panel.window().findChildren(RevealDialog)
    assert "command_line, 59 bytes, of entry #75" in dialog.notice.text
    button = panel.findChild(QPushButton, f"reveal {'r' * 32}")
    assert button.accessibleName() == "Reveal Command"
    with qtbot.waitSignal(dialog.closed):
        dialog.close()
