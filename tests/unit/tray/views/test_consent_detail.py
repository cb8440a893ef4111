"""The detail of a record: what was asked and shown, and the ways on from it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.presenters import consent_log
from desktop_app.tray.views.consent_detail import ConsentDetail
from tests.fakes.question_values import NOW_US, question
from tests.unit.tray.presenters.test_consent import line
from tests.unit.tray.presenters.test_consent_log import mark

pytestmark = pytest.mark.gui


@pytest.fixture
def detail(empty_desk, qtbot) -> ConsentDetail:
    """A detail that shows nothing yet."""
    made = ConsentDetail(empty_desk)
    qtbot.addWidget(made)
    made.resize(348, 600)
    made.show()
    return made


def buttons(detail: ConsentDetail) -> dict[str, QPushButton]:
    """Return what can be pressed."""
    found = detail.findChildren(QPushButton)
    return {made.text(): made for made in found if made.text() and made.isVisibleTo(detail)}


def test_what_this_tray_saw_can_be_shown_again(detail, empty_desk, qtbot) -> None:
    """In the dialog, with nothing to answer."""
    empty_desk.link.questions.take([question(intent=2)])
    detail.show_line(line())
    seen = []
    empty_desk.go.shown_again.connect(seen.append)
    qtbot.waitUntil(lambda: "Show again" in buttons(detail))
    qtbot.mouseClick(buttons(detail)["Show again"], Qt.MouseButton.LeftButton)
    assert seen == [2]
    with qtbot.waitSignal(detail.receipt) as heard:
        qtbot.mouseClick(buttons(detail)["Receipt…"], Qt.MouseButton.LeftButton)
    assert heard.args == [21]


def test_what_is_not_known_any_more_says_so(detail) -> None:
    """Digest and reason stay."""
    detail.show_line(line())
    texts = [label.text() for label in detail.findChildren(QLabel)]
    assert any(text.startswith("The text held what the agent sent") for text in texts)
    assert "Show again" not in buttons(detail)


def test_what_ran_ungated(detail, qtbot) -> None:
    """It can be verified, and has no receipt."""
    found = consent_log.lines([mark(50, "gate.failed_open")], NOW_US, lambda _at: "")
    detail.show_line(found[0])
    qtbot.waitUntil(lambda: set(buttons(detail)) == {"Verify entry"})
    detail.show_line(None)
    assert buttons(detail) == {}
    detail.verify()  # nothing to verify


def test_the_rule_is_opened_where_it_is_now(detail, empty_desk, qtbot) -> None:
    """In the person's own policy where they have one of that name, else in ours."""
    detail.show_line(line())
    qtbot.waitUntil(lambda: "Open rule" in buttons(detail))
    with qtbot.waitSignal(empty_desk.go.policy) as heard:
        buttons(detail)["Open rule"].click()
    assert heard.args == ["default.yaml", 0, "pushes"]
    own = empty_desk.paths.data_dir / "policy.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("rules:\n  - name: pushes\n")
    with qtbot.waitSignal(empty_desk.go.policy) as heard:
        buttons(detail)["Open rule"].click()
    assert heard.args == ["policy.yaml", 0, "pushes"]
