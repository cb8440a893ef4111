"""The answers: where they stand, which are there, and that none is advertised."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.views.consent_dialog.foot import GAP, Foot

pytestmark = pytest.mark.gui


@pytest.fixture
def foot(theme, qtbot) -> Foot:
    """The answers of a question that may be allowed in every way."""
    made = Foot(theme)
    qtbot.addWidget(made)
    made.offer(run=True, more=True)
    made.deadline("Claude Code waits.", counts=False)
    made.resize(680, 100)
    made.show()
    return made


def seen(foot: Foot) -> list[str]:
    """Return the answers from left to right."""
    buttons = [made for made in foot.buttons if made.isVisible()]
    return [
        made.text()
        for made in sorted(buttons, key=lambda made: made.mapTo(foot, made.rect().topLeft()).x())
    ]


def test_deny_left_allow_right_and_a_gap_between(foot) -> None:
    """Also where the window is as narrow as its answers allow."""
    assert seen(foot) == [
        "Deny",
        "Deny with reason…",
        "Allow once",
        "Allow for this run",
        "Allow more",
    ]
    foot.resize(foot.minimumSizeHint())
    left = foot.with_reason.mapTo(foot, foot.with_reason.rect().topRight()).x()
    right = foot.once.mapTo(foot, foot.once.rect().topLeft()).x()
    assert right - left >= GAP


def test_no_answer_is_advertised_or_has_a_mnemonic(foot) -> None:
    """All look alike."""
    assert {made.property("role") for made in foot.buttons} == {"dialog"}
    assert not [made for made in foot.buttons if "&" in made.text()]


def test_what_cannot_be_is_absent(foot) -> None:
    """Not greyed: absent."""
    foot.offer(run=False, more=False)
    assert seen(foot) == ["Deny", "Deny with reason…", "Allow once"]
    foot.offer(run=True, more=True)
    foot.widened(is_open=True)
    assert seen(foot) == ["Deny", "Deny with reason…", "Back", "Allow as set above"]


def test_each_says_what_it_is(foot, qtbot) -> None:
    """By mouse; a reason by Enter."""
    said = []
    foot.answered.connect(said.append)
    for made in (foot.deny, foot.once, foot.run):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(foot.with_reason, Qt.MouseButton.LeftButton)
    assert foot.reason.isVisible()
    qtbot.keyClick(foot.reason, Qt.Key.Key_Return)
    assert said == ["deny", "once", "run", "deny"]


def test_over_leaves_close_alone(foot, qtbot) -> None:
    """And says why."""
    foot.over("It was denied, once.")
    assert seen(foot) == ["Close"]
    with qtbot.waitSignal(foot.closed):
        qtbot.mouseClick(foot.close_over, Qt.MouseButton.LeftButton)
    foot.read_only("Again.")
    assert foot._line.text() == "Again."


def test_labels_are_faint_while_a_press_does_nothing(foot) -> None:
    """Enabled all the same, so that the focus stays."""
    foot.faint(faint=True)
    assert all(made.property("faint") for made in foot.buttons)
    assert all(made.isEnabled() for made in foot.buttons)
    foot.deadline("41 s left.", counts=True)
    assert foot._line.property("tone") == "text"


def test_it_is_as_wide_as_the_answers_that_a_question_has(theme, qtbot) -> None:
    """Before events were looked at, too: the dialog is measured while it is made."""
    foot = Foot(theme)
    qtbot.addWidget(foot)
    all_of_them = foot.minimumSizeHint().width()
    foot.offer(run=False, more=False, role="release-manager", held=True)
    assert foot.minimumSizeHint().width() < 680 < all_of_them
