"""The first start, from the window to the ledger, with a real recorder and real configs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.model.purposes import COPIES
from desktop_app.operations import first_start as operation
from desktop_app.operations import keeping
from desktop_app.tray.views.first_start import FirstStart
from tests.fakes import agents_home

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.found_row import FoundRow
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> FirstStart:
    """The window, with agents and keys on it."""
    desk, _recorder = agents_desk
    made = FirstStart(desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.rows) == 3)
    qtbot.waitUntil(lambda: "Asking" not in texts(made.keys))
    return made


def texts(widget) -> str:
    """Return all that a widget says."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def row(window: FirstStart, agent: str) -> FoundRow:
    """Return an agent's line."""
    return next(made for made in window.rows if made.found.name == agent)


def commands(recorder: RunningRecorder) -> list[dict[str, object]]:
    """Return what was done, as the ledger says."""
    return [line for line in recorder.cli_json("audit-log") if line["kind"] == "command"]


def consents(recorder: RunningRecorder) -> list[dict[str, object]]:
    """Return what was allowed or refused."""
    return [line for line in recorder.cli_json("audit-log") if line["kind"] == "consent.record"]


def test_all_of_it_is_done_and_written_down(
    qtbot, window: FirstStart, agents_desk, tmp_path
) -> None:
    """Two agents of three, log-in; the entry names the digest that stands at the foot."""
    desk, recorder = agents_desk
    words = operation.shown()
    assert f"{words.digest[:4]} {words.digest[4:8]}" in texts(window)
    row(window, "gemini").box.click()
    with qtbot.waitSignal(desk.go.settings, timeout=20_000) as told:
        qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    assert told.args == [{"first_start.done": True}]
    assert "Recording. Recorded as #" in texts(window)
    assert "Set up. A test record arrived." in texts(row(window, "codex"))
    done = commands(recorder)
    assert [line["command"] for line in done] == ["autostart on", "first start"]
    assert done[1]["operator"] == "person"
    assert done[1]["params"] == {
        "agents": ["claude-code", "codex"],
        "at_login": True,
        "failed": [],
        "keeps": [],
        "notice": {
            "digest": words.digest,
            "language": "en",
            "name": "first-start",
            "version": 3,
        },
    }
    assert (tmp_path / "config" / "autostart" / "countersign.desktop").exists()
    place, before = agents_home.CONFIGS["gemini"]
    assert (tmp_path / place).read_bytes() == before
    assert recorder.cli_json("config", "get", "first_start.done")["value"] is True
    qtbot.mouseClick(window.not_now, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


@pytest.mark.parametrize("purpose", [keeping.COMMAND_LINES, COPIES])
def test_what_is_allowed_is_kept_after_its_notice_was_read(
    qtbot, window: FirstStart, agents_desk, purpose: str
) -> None:
    """Not is preset; the notice comes whole, and the consent is to it; nothing gives it before."""
    _desk, recorder = agents_desk
    notice, keep = keeping.shown(purpose), window.keeps.choices[purpose]
    assert keep.no.isChecked()
    assert not keep.words.isVisible()
    qtbot.mouseClick(keep.yes, Qt.MouseButton.LeftButton)
    assert keep.words.isVisible()
    assert texts(keep.words).split("\n") == list(notice.paragraphs)
    qtbot.waitUntil(lambda: not keep.words.visibleRegion().isEmpty())
    assert consents(recorder) == []
    for made in window.rows:
        made.box.setChecked(False)
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Recorded as #" in texts(window), timeout=20_000)
    (given,) = consents(recorder)
    assert given["decision"] == "given"
    assert given["operator"] == "you"
    assert given["params"]["notice"]["digest"] == notice.digest
    assert given["params"]["latency_ms"] >= 0
    assert commands(recorder)[-1]["params"]["keeps"] == [purpose]
    qtbot.waitUntil(lambda: not keep.yes.isVisible())
    assert "Kept, as you allowed." in texts(keep)
    assert not keep.wanted


def test_both_can_be_allowed_each_with_its_own_record(
    qtbot, window: FirstStart, agents_desk
) -> None:
    """Two notices, two consents."""
    _desk, recorder = agents_desk
    for keep in window.keeps.choices.values():
        keep.yes.click()
    for made in window.rows:
        made.box.setChecked(False)
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Recorded as #" in texts(window), timeout=20_000)
    told = [one["params"]["notice"]["digest"] for one in consents(recorder)]
    assert told == [keeping.shown(one).digest for one in window.keeps.choices]
    assert commands(recorder)[-1]["params"]["keeps"] == list(window.keeps.choices)


def test_what_fails_is_told_beside_its_agent_and_can_be_tried_again(
    qtbot, window: FirstStart, agents_desk, tmp_path
) -> None:
    """The others are set up all the same."""
    _desk, recorder = agents_desk
    config = tmp_path / agents_home.CONFIGS["codex"][0]
    config.chmod(0o400)
    window.at_login.setChecked(False)
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Recorded as #" in texts(window), timeout=20_000)
    assert "is read-only" in texts(row(window, "codex"))
    assert "Set up" in texts(row(window, "gemini"))
    assert commands(recorder)[-1]["params"]["failed"] == ["codex"]
    config.chmod(0o600)
    assert window.begin.text() == "Try again"
    qtbot.mouseClick(window.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.begin.isVisible(), timeout=20_000)
    assert commands(recorder)[-1]["params"] == {
        **commands(recorder)[-1]["params"],
        "agents": ["codex"],
        "failed": [],
    }


def test_not_now_changes_nothing_but_that_it_was_seen(
    qtbot, window: FirstStart, agents_desk, tmp_path
) -> None:
    """Esc and the close button mean it too."""
    _desk, recorder = agents_desk
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    seen = recorder.data_dir / "settings.toml"
    qtbot.waitUntil(seen.exists)
    assert commands(recorder) == []
    for place, before in agents_home.CONFIGS.values():
        assert (tmp_path / place).read_bytes() == before


def test_a_change_can_be_looked_at_first(qtbot, window: FirstStart) -> None:
    """Exactly, and put away again."""
    codex = row(window, "codex")
    qtbot.mouseClick(codex.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "lines added" in texts(codex))
    qtbot.mouseClick(codex.more, Qt.MouseButton.LeftButton)
    assert "lines added" not in texts(codex)


def test_the_focus_goes_through_it_in_order(window: FirstStart) -> None:
    """It begins on the way on; every control can be reached by Tab."""
    assert window.focusWidget() is window.begin
    reached = []
    widget = window.begin.nextInFocusChain()
    while widget is not window.begin:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            reached.append(widget)
        widget = widget.nextInFocusChain()
    boxes = [made.box for made in window.rows]
    assert [widget for widget in reached if widget in boxes] == boxes
    assert window.at_login in reached
    assert window.not_now in reached
