"""The foot of the export window: notice, what is revealed, errors in place, progress."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.export_foot import ExportFoot
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui


@pytest.fixture
def foot(qtbot, theme):
    """The foot, shown."""
    made = ExportFoot(theme)
    qtbot.addWidget(made)
    made.resize(900, 80)
    made.show()
    return made


def test_the_notice_stands_beside_the_button(qtbot, foot):
    """The button is the consent; it can be pressed once all is there."""
    assert "you consent to hand out what is listed here" in told(foot)
    assert not foot.go.isEnabled()
    foot.ready(is_ready=True)
    with qtbot.waitSignal(foot.exported):
        pressed(foot, "Export").click()
    with qtbot.waitSignal(foot.cancelled):
        pressed(foot, "Cancel").click()


def test_what_a_level_reveals_and_what_went_wrong(foot):
    """Shown above the notice, gone when they do not hold any more."""
    foot.reveals("Guesses can be tested.")
    foot.error("The disk is full.")
    assert told(foot).startswith("The disk is full.\nGuesses can be tested.\nBy choosing Export")
    foot.reveals("")
    foot.error("")
    assert told(foot).startswith("By choosing Export")


def test_progress(foot):
    """Numbers and Cancel; then it asks again."""
    foot.ready(is_ready=True)
    foot.begin()
    assert not foot.go.isEnabled()
    assert told(foot) == "Asking the recorder for a checkpoint."
    foot.told(12, 46)
    assert told(foot) == "File 12 of 46."
    foot.stopping()
    assert told(foot) == "Stopping."
    assert not foot.stop.isEnabled()
    foot.end()
    assert "you consent" in told(foot)
    assert foot.stop.isEnabled()
