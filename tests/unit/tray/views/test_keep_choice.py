"""The choice at the first start (`test_first_start` makes it with a recorder)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.operations import keeping
from desktop_app.tray.views.keep_choice import KeepChoice

pytestmark = pytest.mark.gui


@pytest.fixture
def choice(qtbot, empty_desk) -> KeepChoice:
    """The choice about command lines."""
    made = KeepChoice(empty_desk, keeping.COMMAND_LINES, "Command lines", "Why.")
    qtbot.addWidget(made)
    made.show()
    return made


def test_not_is_preset_and_shows_no_notice(choice: KeepChoice) -> None:
    """Both can be reached and say what they are about."""
    assert choice.no.isChecked()
    assert not choice.wanted
    assert not choice.words.isVisible()
    assert choice.yes.text() == "Keep for 90 days"
    assert choice.yes.accessibleDescription() == "Why."


def test_the_notice_comes_whole_and_its_clock_runs_from_then(
    choice: KeepChoice, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes again with the choice, and begins anew when it comes back."""
    now = [100.0]
    monkeypatch.setattr("desktop_app.tray.views.keep_choice.time.monotonic", lambda: now[0])
    with qtbot.waitSignal(choice.opened):
        choice.yes.click()
    now[0] += 2.5
    assert choice.latency_ms == 2_500
    shown = [label.text() for label in choice.words.findChildren(QLabel)]
    assert shown == list(keeping.shown(keeping.COMMAND_LINES).paragraphs)
    assert choice.wanted
    choice.no.click()
    assert not choice.words.isVisible()
    choice.yes.click()
    assert choice.latency_ms == 0


def test_what_is_given_is_no_choice_any_more(choice: KeepChoice) -> None:
    """And is not given twice."""
    choice.yes.click()
    choice.settle("Kept.")
    assert not choice.wanted
    assert not choice.yes.isVisible()
    assert not choice.words.isVisible()
