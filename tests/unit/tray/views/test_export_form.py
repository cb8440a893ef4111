"""The left side of the export window: what is chosen is what is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop_app.operations.bundle_scope import Asked
from desktop_app.tray.views.export_form import AGENT, RUN, TIME, ExportForm
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui
NOW = 1_795_169_861_000_000


def row(number: int, agent: str) -> dict[str, object]:
    """Return a run as the index has it."""
    return {
        "run": number,
        "agent": agent,
        "name": None,
        "sender": "",
        "tool_calls": 2,
        "first_ts_us": NOW,
    }


ROWS = [row(3, "codex"), row(2, "claude-code"), row(1, "x\u202egpj")]


@pytest.fixture
def form(qtbot, theme):
    """The form, filled, about no run."""
    made = ExportForm(theme)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    made.fill(ROWS, None, now_us=NOW)
    return made


def scope(form: ExportForm, kind: int) -> None:
    """Choose a scope."""
    form.scope.setCurrentIndex(form.scope.findData(kind))


def test_a_run_from_the_list(form):
    """The newest first; names made visible."""
    assert form.asked() == Asked(run="#3")
    form.runs.setCurrentIndex(2)
    assert form.asked() == Asked(run="#1")
    assert form.run_number() == 1
    assert form.runs.currentText().startswith("xU+202Egpj")
    assert "xU+202Egpj" in told(form)


def test_this_run_or_another(form):
    """A window about one run begins with it, though it is not among the newest."""
    form.fill(ROWS, row(9, "gemini-cli"), now_us=NOW)
    assert form.scope.currentText() == "this run"
    assert form.asked() == Asked(run="#9")
    assert not form.runs.isVisible()
    scope(form, RUN)
    assert form.runs.isVisible()
    form.runs.setCurrentIndex(1)
    assert form.asked() == Asked(run="#3")


def test_a_stretch_of_time(form):
    """From the beginning of today, up to now, unless it is typed."""
    scope(form, TIME)
    assert form.asked().since.endswith(" 00:00")
    assert form.asked().until is None
    form.since.setText("7d")
    form.until.setText("1h")
    assert form.asked() == Asked(since="7d", until="1h")
    form.since.clear()
    assert form.asked().since == "36500d"
    assert form.run_number() is None


def test_an_agent(form):
    """By the name it gives itself, shown as people call it."""
    scope(form, AGENT)
    form.agents.setCurrentIndex(form.agents.findText("Claude Code"))
    assert form.asked() == Asked(agent="claude-code")


def test_revealing_levels_ask_for_a_reason(form):
    """The others do not show the field."""
    assert form.level() == "redacted"
    assert not form.why.isVisible()
    form.levels.button(2).click()
    assert form.level() == "full"
    assert form.why.isVisible()
    form.why.setText("  asked for by audit ")
    assert form.reason() == "asked for by audit"


def test_recipients_are_judged_while_they_are_typed(form):
    """What is wrong stands below the field."""
    assert form.recipients() == ()
    assert "Nobody is named" in told(form)
    form.encrypt.setText("age1nonsense")
    assert form.recipients() is None
    assert "'age1nonsense' is no age recipient" in told(form)
    form.encrypt.clear()
    assert form.recipients() == ()


def test_a_suggestion_gives_way_to_the_person(form, tmp_path):
    """A place that the person typed or chose is not replaced."""
    form.suggest(tmp_path / "a.zip")
    form.suggest(tmp_path / "b.zip")
    assert form.file() == tmp_path / "b.zip"
    assert form.folder() == tmp_path
    form.place.setText("~/mine.zip")
    form.suggest(tmp_path / "c.zip")
    assert form.file() == Path.home() / "mine.zip"
    form.place.clear()
    assert form.file() is None
    assert form.folder() is None


def test_a_place_is_chosen_in_a_dialog(form, tmp_path):
    """That blocks nothing."""
    pressed(form, "Choose…").click()
    dialog = form.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "x.zip"))
    dialog.reject()
    assert form.file() == tmp_path / "x.zip"


def test_no_runs_at_all(qtbot, theme):
    """An empty list is no crash."""
    form = ExportForm(theme)
    qtbot.addWidget(form)
    form.fill([], None, now_us=NOW)
    assert form.asked() == Asked(run="last")
    scope(form, AGENT)
    assert form.asked() == Asked(agent="")
