"""The chooser of runs."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.evidence.strip import Run
from desktop_app.tray.views.evidence.run_chooser import RunChooser

pytestmark = pytest.mark.gui
RUNS = [Run(2, "Codex, 10:06", 2), Run(1, "Claude Code, 10:05", 1)]


@pytest.fixture
def chooser(qtbot, theme) -> RunChooser:
    """With two runs."""
    made = RunChooser(theme)
    qtbot.addWidget(made)
    made.show_runs(RUNS)
    return made


def test_a_person_alone_chooses(chooser: RunChooser, qtbot) -> None:
    """What the page marks, and runs read again, are no choice."""
    with qtbot.assertNotEmitted(chooser.chosen):
        chooser.mark(RUNS[1])
        chooser.show_runs(list(RUNS))
    assert chooser.currentText() == "Claude Code, 10:05"
    with qtbot.waitSignal(chooser.chosen) as told:
        chooser.setCurrentIndex(0)
    assert told.args == [RUNS[0]]


def test_without_a_run_there_is_no_choice(chooser: RunChooser) -> None:
    """And one that is not listed is not marked."""
    chooser.mark(Run(9, "x", 9))
    assert chooser.currentIndex() == -1
    assert not chooser.isHidden()
    chooser.show_runs([])
    assert chooser.isHidden()
