"""tray.views.policy_window: a text to be read, with the rule marked and in view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl

from desktop_app.tray.views import policy_window
from desktop_app.tray.views.policy_window import PolicyWindow
from tests.fakes import managed

pytestmark = pytest.mark.gui


def window(desk, qtbot, *place) -> PolicyWindow:
    """Return a window that has read its text."""
    made = PolicyWindow(desk, *place)
    qtbot.addWidget(made)
    made.show()
    return made


def marked(made: PolicyWindow) -> list[str]:
    """Return the lines that are pointed at."""
    return [line.text for line in made.view._lines if line.sign == ">"]


def test_a_rule_of_ours_is_marked_and_in_view(empty_desk, qtbot) -> None:
    """There is nothing to edit."""
    made = window(empty_desk, qtbot, "default.yaml", 3, "pushes")
    qtbot.waitUntil(lambda: bool(marked(made)))
    assert "pushes" in marked(made)[0]
    qtbot.waitUntil(lambda: made.view.verticalScrollBar().value() > 0)
    assert made.editor is None
    assert made._said.text().startswith("It ships with Countersign.")
    assert "pushes" in made.view.accessibleDescription()


def test_the_persons_own_is_handed_to_their_editor(empty_desk, qtbot, monkeypatch) -> None:
    """The file alone; nothing of the text is a link."""
    path = empty_desk.paths.data_dir / "policy.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("version: 1\nrulez: []\u202e\n")
    opened = []
    monkeypatch.setattr(policy_window.QDesktopServices, "openUrl", opened.append)
    made = window(empty_desk, qtbot, "policy.yaml", 2, "")
    qtbot.waitUntil(lambda: bool(marked(made)))
    assert marked(made) == ["rulez: []\u202e"]
    assert not made.grab().isNull()
    made.editor.click()
    assert opened == [QUrl.fromLocalFile(str(path))]


def test_what_is_not_there_is_said(empty_desk, qtbot) -> None:
    """The rule, or the whole file."""
    made = window(empty_desk, qtbot, "default.yaml", 3, "gone")
    qtbot.waitUntil(lambda: made._said.text().endswith("No rule gone is in it now."))
    none = window(empty_desk, qtbot, "policy.yaml", 1, "")
    qtbot.waitUntil(lambda: none._said.text().endswith("is not there any more."))


def test_an_administrators_is_shown_and_not_edited(
    empty_desk, qtbot, tmp_path, monkeypatch
) -> None:
    """With its rule, as decisions name it."""
    folder = managed.put(tmp_path / "etc", monkeypatch, policy=managed.NO_PUSH)
    made = window(empty_desk, qtbot, "managed policy.yaml", 3, "managed/no-publishing")
    qtbot.waitUntil(lambda: bool(marked(made)))
    assert "no-publishing" in marked(made)[0]
    assert made.editor is None
    assert made._said.text().startswith(f"{folder}/policy.yaml, set for this computer.")
