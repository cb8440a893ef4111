"""Allow more than once: narrowest first, and what each step adds stands below."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.consent_dialog.more import MorePanel
from tests.fakes.question_values import HOME, NOW_US, question

pytestmark = pytest.mark.gui


@pytest.fixture
def panel(theme, qtbot) -> MorePanel:
    """A panel that is shown."""
    made = MorePanel(theme, question(), HOME, NOW_US)
    qtbot.addWidget(made)
    made.resize(632, 200)
    made.show()
    return made


def test_it_opens_at_the_narrowest(panel) -> None:
    """Exactly this, in this folder, for this run."""
    told = panel.answer()
    assert told["answer"] == "grant"
    assert told["scope"]["program"] == ["rm", "-f", "hello.txt"]
    assert (told["scope"]["folder"], told["scope"]["below"]) == ("/home/ada/work", False)
    assert told["lasts"] == "run"
    assert not panel._would.isVisible()


def test_a_wider_step_says_what_it_adds(panel) -> None:
    """Another command brings its own folders, the narrowest again."""
    panel.folders.setCurrentIndex(1)
    assert panel._would.text() == "In the last 7 days it would have allowed 3 more calls."
    panel.programs.setCurrentIndex(1)
    assert [panel.folders.itemText(n) for n in range(panel.folders.count())] == ["anywhere"]
    assert not panel.folders.isEnabled()
    panel.until.setCurrentIndex(panel.until.count() - 1)
    told = panel.answer()
    assert told["scope"]["exact"] is False
    assert (told["lasts"], told["until_us"]) == ("always", None)
    assert not panel.grab().isNull()
