"""Adding an upstream in the window, with a real recorder: the answer is to what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.tray.views.upstream_dialog import UpstreamDialog

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def dialog(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> UpstreamDialog:
    """Nothing is typed yet."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = UpstreamDialog(desk)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.come_up()
    qtbot.waitUntil(lambda: made.isVisible() and not made.guard.holding)
    return made


def choose(dialog: UpstreamDialog, kind: str) -> None:
    """Choose a kind."""
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))


def texts(dialog: UpstreamDialog) -> str:
    """Return all that is shown."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_the_notice_names_what_is_typed(dialog: UpstreamDialog) -> None:
    """While it is no place, why not; and the button does nothing."""
    assert not dialog.add.isEnabled()
    dialog.where.setText("http://logs.example.org")
    assert not dialog.add.isEnabled()
    assert "plain http" in texts(dialog)
    dialog.where.setText("https://logs.example.org:4318")
    assert dialog.add.isEnabled()
    assert "logs.example.org:4318: redacted telemetry" in dialog.notice.text
    assert dialog.notice.text.splitlines()[1] in texts(dialog)
    dialog.near.setChecked(True)
    assert "on your own network" in dialog.notice.text


def test_adding_is_the_persons_consent(qtbot, dialog: UpstreamDialog, agents_desk) -> None:
    """Its record names the line, and the upstream is there; nothing leaves by that."""
    _desk, recorder = agents_desk
    choose(dialog, "tsa")
    dialog.where.setText("https://tsa.example.org")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    found = recorder.cli_json("upstream", "list")
    assert found["local_only"] is True
    assert [one["what"] for one in found["upstreams"]] == [
        "tsa.example.org:443: digests of checkpoints"
    ]
    record = recorder.cli_json("consent", "list")[0]
    assert (record["purpose"], record["state"]) == ("send to an upstream", "given")


def test_a_webhooks_key_is_shown_once(qtbot, dialog: UpstreamDialog) -> None:
    """After it holds, and it can be copied."""
    choose(dialog, "webhook")
    dialog.where.setText("https://example.org/hook")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "whsec_" in texts(dialog)


def test_what_the_recorder_refuses_is_said(qtbot, dialog: UpstreamDialog, agents_desk) -> None:
    """A name that is taken, say; it can be tried again."""
    desk, _recorder = agents_desk
    choose(dialog, "folder")
    dialog.where.setText("/mnt/archive")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    again = UpstreamDialog(desk)
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(again)
    again.come_up()
    qtbot.waitUntil(lambda: again.isVisible() and not again.guard.holding)
    choose(again, "folder")
    again.where.setText("/mnt/archive")
    qtbot.mouseClick(again.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is an upstream" in texts(again))
    assert again.add.isEnabled()
