"""Finding in a run: hits as one types, and the way round them."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.run.finding import Finding
from desktop_app.tray.views.run.toolbar import Toolbar
from desktop_app.tray.views.run.waterfall import Waterfall

pytestmark = pytest.mark.gui


@pytest.fixture
def tools(qtbot, theme) -> Toolbar:
    """The controls with the field."""
    made = Toolbar(theme)
    qtbot.addWidget(made)
    return made


def test_hits_are_gone_round(qtbot, theme, span, picture_of, tools: Toolbar) -> None:
    """From where one stands, forth and back, and nothing for what is not there."""
    fall = Waterfall(theme, span)
    qtbot.addWidget(fall)
    picture = picture_of("staged-asked")
    fall.rows_model.begin(picture.rows, logs=True)
    selected: list[int] = []

    def select(at: int) -> None:
        selected.append(at)
        fall.select(at)

    finding = Finding(tools, fall, select, tools)
    fall.select(0)
    tools.field.setText("bash")
    names = [picture.rows.name[at] for at in finding._hits]
    assert len(names) > 2
    assert selected == finding._hits[:1]
    tools.field.step.emit(1)
    tools.field.step.emit(-1)
    tools.field.step.emit(-1)
    first, last = finding._hits[0], finding._hits[-1]
    assert selected == [first, finding._hits[1], first, last]
    tools.field.setText("nothing of the kind")
    tools.field.step.emit(1)
    assert selected[-1] == last
    assert finding._hits == []
