"""The choices of the first start, each by itself (`test_first_start` makes them for real)."""

from __future__ import annotations

import pytest

from desktop_app.model.purposes import COPIES
from desktop_app.operations import keeping
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views.keep_choices import KeepChoices

pytestmark = pytest.mark.gui


@pytest.fixture
def choices(qtbot, empty_desk) -> KeepChoices:
    """Both of them."""
    made = KeepChoices(empty_desk, copies=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_is_chosen_by_itself(choices: KeepChoices, qtbot) -> None:
    """None is preset; one that is chosen opens its own notice, and brings no other along."""
    assert list(choices.choices) == [keeping.COMMAND_LINES, COPIES]
    assert choices.wanted() == []
    copies = choices.choices[COPIES]
    with qtbot.waitSignal(choices.opened) as told:
        copies.yes.click()
    assert told.args == [copies]
    (wanted,) = choices.wanted()
    assert (wanted.purpose, wanted.notice) == (COPIES, keeping.shown(COPIES))
    assert wanted.latency_ms >= 0
    assert choices.choices[keeping.COMMAND_LINES].no.isChecked()


def test_what_is_kept_already_is_no_choice(choices: KeepChoices) -> None:
    """That one alone."""
    kept = states.State(status={"vault": {"keeps": [COPIES]}})
    for made in choices.choices.values():
        made.yes.click()
    choices.settle(kept)
    assert [one.purpose for one in choices.wanted()] == [keeping.COMMAND_LINES]
    assert not choices.choices[COPIES].yes.isVisible()


def test_where_files_are_not_copied_nobody_is_asked(qtbot, empty_desk) -> None:
    """As on Windows."""
    made = KeepChoices(empty_desk, copies=False)
    qtbot.addWidget(made)
    assert list(made.choices) == [keeping.COMMAND_LINES]
