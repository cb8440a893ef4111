"""In force now: rows, and what a row that was ended looks like (`test_consent_page` ends one)."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import grants
from desktop_app.tray.views.consent_grants import ROWS, GrantsPanel
from tests.fakes.question_values import HOME, NOW_US
from tests.unit.tray.presenters.test_grants import row

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(empty_desk, qtbot) -> GrantsPanel:
    """A panel without grants."""
    made = GrantsPanel(empty_desk)
    qtbot.addWidget(made)
    made.resize(1060, 200)
    made.show()
    return made


def test_rows_and_how_many(panel) -> None:
    """A few are all in view, more scroll."""
    assert panel.rows == []
    panel.show_grants(grants.in_force([row(1), row(2)], NOW_US, HOME))
    assert [one.grant.seq for one in panel.rows] == [1, 2]
    assert panel._sum.text().startswith("2 grants.")
    few = panel._scroll.height()
    panel.show_grants(grants.in_force([row(n) for n in range(20)], NOW_US, HOME))
    assert panel._scroll.height() == few // 2 * ROWS
    assert not panel.grab().isNull()


def test_the_button_says_what_it_ends(panel) -> None:
    """For a screen reader; it asks nothing."""
    panel.show_grants(grants.in_force([row(1)], NOW_US, HOME))
    button = panel.rows[0].button
    assert button.text() == "Revoke"
    assert button.accessibleName().startswith("Revoke: Bash, git status")


def test_a_row_that_can_be_put_back_stays(panel) -> None:
    """Whatever is read meanwhile."""
    panel.show_grants(grants.in_force([row(1)], NOW_US, HOME))
    first = panel.rows[0]
    first._turned()
    assert first.button.text() == "Put back"
    panel.show_grants([])
    assert panel.rows == [first]
    with_signal = []
    panel.done.connect(lambda: with_signal.append(1))
    first._turned()
    assert with_signal == [1]
    panel.show_grants([])
    assert panel.rows == []


def test_a_row_that_cannot_be_put_back_offers_nothing(panel) -> None:
    """A place beyond this computer is added anew: what is in force is read again at once."""
    line = "logs.example.org:443: redacted telemetry"
    sends = row(1, purpose="send to an upstream", scope=None, agent=None, recipients=[line])
    panel.show_grants(grants.in_force([sends], NOW_US, HOME))
    (first,) = panel.rows
    heard = []
    panel.done.connect(lambda: heard.append(1))
    first._turned()
    assert (heard, first.is_over) == ([1], False)
    panel.show_grants([])
    assert panel.rows == []


def test_a_narrow_window_folds_them_to_one_line(panel) -> None:
    """How many there are stays in sight; one press shows them, and they stay shown."""
    assert not panel.turn.isVisible()
    panel.show_grants(grants.in_force([row(1)], NOW_US, HOME))
    assert panel._scroll.isVisible()
    panel.narrow(is_narrow=True)
    assert not panel._scroll.isVisible()
    assert panel._sum.text().startswith("1 grant.")
    assert panel.turn.accessibleName() == "Show what is in force"
    panel.turn.click()
    panel.narrow(is_narrow=True)
    assert panel._scroll.isVisible()
    panel.narrow(is_narrow=False)
    assert panel._scroll.isVisible()
    assert not panel.turn.isVisible()
