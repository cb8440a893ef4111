"""The dialog above its foot: only the text gives way where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.tray.presenters import question as presenter
from desktop_app.tray.views.consent_dialog.body import FEW, Body
from tests.fakes.question_values import HOME, NOW_US, question

pytestmark = pytest.mark.gui


def body(desk, qtbot, **more) -> Body:
    """Return a shown body."""
    made = Body(desk, presenter.asked(question(**more), NOW_US, HOME))
    qtbot.addWidget(made)
    made.show()
    return made


def test_all_of_it_is_said(empty_desk, qtbot) -> None:
    """Title, place, effects, reason, what was before."""
    made = body(empty_desk, qtbot)
    texts = [label.text() for label in made.findChildren(QLabel)]
    for said in (
        "Claude Code asks to run a shell command",
        "Deletes a file",
        "No host is named",
        "rule deletions, policy.yaml line 24: deletions are asked",
        "2 tool calls, nothing denied",
    ):
        assert said in texts


def test_only_the_text_gives_way(empty_desk, qtbot) -> None:
    """It scrolls, a few rows of it stay."""
    long = "\n".join(f"echo {n}" for n in range(200))
    made = body(empty_desk, qtbot, text=long, arguments={"command": long})
    assert made.fit(680, 500) == 500
    view = made.what.view
    assert view is not None
    assert view.height() < view.tall(630)
    assert made.fit(680, 100) > 100
    assert view.height() == FEW * view.row_height + 2 * view.pad
    short = body(empty_desk, qtbot)
    assert short.fit(680, 5_000) < 600


def test_more_opens_and_shuts(empty_desk, qtbot) -> None:
    """In place, below the rest."""
    made = body(empty_desk, qtbot)
    before = made.fit(680, 2_000)
    made.open_more(question(), NOW_US)
    assert made.more is not None
    assert made.fit(680, 2_000) > before
    made.close_more()
    assert made.more is None
    assert made.fit(680, 2_000) == before


def test_the_run_is_a_press_away(empty_desk, qtbot) -> None:
    """Where the agent names one."""
    seen = []
    empty_desk.go.run.connect(lambda ref, _record: seen.append(ref))
    made = body(empty_desk, qtbot)
    made.stops[-1].click()
    assert seen == ["run-1"]
    assert len(body(empty_desk, qtbot, run_id="").stops) == 2


def test_the_rule_is_a_press_away(empty_desk, qtbot) -> None:
    """With the file that it stands in; where no rule asks there is none to open."""
    seen = []
    empty_desk.go.policy.connect(lambda *place: seen.append(place))
    made = body(empty_desk, qtbot)
    made.stops[1].click()
    assert seen == [("policy.yaml", 24, "deletions")]
    assert len(body(empty_desk, qtbot, because={"reason": "x"}).stops) == 2


def test_trouble_is_said_in_place(empty_desk, qtbot) -> None:
    """And goes again."""
    made = body(empty_desk, qtbot)
    made.trouble("The disk is full.")
    assert made._trouble.isVisible()
    made.trouble("")
    assert not made._trouble.isVisible()
