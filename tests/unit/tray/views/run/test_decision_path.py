"""The decision path as a picture and as a sentence."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.run_view.decision import Step
from desktop_app.tray.views.run.decision_path import HIGH, DecisionPath

pytestmark = pytest.mark.gui
STEPS = [
    Step("model", "model", "The model asked for it", "toolu_1", 1_795_169_861_000_000_000),
    Step("fail-open", "open", "The hook did not answer", "", None),
    Step("settings", "text2", "Claude Code went on by its own settings " * 3, "x" * 300, 1),
]


def test_steps_stand_below_each_other(theme, qtbot):
    """One sentence tells all of them."""
    path = DecisionPath(theme, STEPS)
    qtbot.addWidget(path)
    assert path.height() == 3 * HIGH
    assert "The model asked for it. toolu_1" in path.accessibleName()
    assert "The hook did not answer." in path.accessibleName()
    for width in (260, 520):
        path.resize(width, path.height())
        path.grab()
