"""The Agents page with a real recorder, and configs of real agents in a HOME of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.views import kit
from desktop_app.tray.views.agents_page import AgentsPage
from tests.fakes import agents_home, hostile_run

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
PROTOBUF = {"content-type": "application/x-protobuf"}


@pytest.fixture
def page(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> AgentsPage:
    """The page, looked at."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = AgentsPage(desk)
    qtbot.addWidget(made)
    made.resize(1068, 800)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: bool(made.rows) and "2.1.197" in texts(made.rows[0]))
    yield made
    made.hidden()


def texts(widget) -> str:
    """Return all that a widget says."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def row(page: AgentsPage, agent: str):
    """Return an agent's row."""
    return next(made for made in page.rows if made.row.agent == agent)


def press(qtbot, page: AgentsPage, agent: str, deed: str) -> None:
    """Press a button of a row and wait for the change that it shows."""
    button = row(page, agent).findChild(QPushButton, deed)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel is not None)


def make(qtbot, page: AgentsPage, said: str) -> None:
    """Make the change that is shown, and wait until the panel says what came of it."""
    qtbot.mouseClick(page.panel.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: said in texts(page.panel), timeout=20_000)


def test_each_agent_is_a_row_with_its_version(page: AgentsPage) -> None:
    """Installed, not wired, never heard; the row says so to a screen reader too."""
    assert [made.row.title for made in page.rows] == ["Claude Code", "Codex CLI", "Gemini CLI"]
    said = texts(row(page, "codex"))
    assert "0.169.0" in said
    assert "not wired" in said
    assert page.rows[0].accessibleName() == "Claude Code, 2.1.197, not wired, last heard never"


@pytest.mark.parametrize("agent", list(agents_home.CONFIGS))
def test_a_set_up_is_shown_made_and_undone_byte_for_byte(
    qtbot, page: AgentsPage, agents_desk, tmp_path, agent: str
) -> None:
    """Nothing is written before the person says so; both are entries; undo is exact."""
    _desk, recorder = agents_desk
    place, before = agents_home.CONFIGS[agent]
    config = tmp_path / place
    press(qtbot, page, agent, "set_up")
    assert f"~/{place}" in texts(page.panel)
    assert "Nothing is changed yet" in texts(page.panel)
    assert config.read_bytes() == before
    assert not (recorder.data_dir / "senders.json").exists()
    make(qtbot, page, "A test record arrived")
    assert "Recorded as #" in texts(page.panel)
    assert config.read_bytes() != before
    qtbot.waitUntil(lambda: row(page, agent).row.wired == "telemetry and hooks")
    press(qtbot, page, agent, "undo")
    qtbot.waitUntil(lambda: page.panel.change.undo)
    assert "byte for byte" in texts(page.panel)
    make(qtbot, page, "its config is byte for byte as it was")
    assert config.read_bytes() == before
    kinds = [line["kind"] for line in recorder.cli_json("audit-log")]
    assert [kind for kind in kinds if kind.startswith("agent.")] == [
        "agent.setup",
        "agent.setup_undone",
    ]
    undone = [x for x in recorder.cli_json("audit-log") if x["kind"] == "agent.setup_undone"]
    assert undone[0]["operator"] == "person"


def test_an_agent_can_be_recorded_and_not_asked_about(
    qtbot, page: AgentsPage, agents_desk, tmp_path
) -> None:
    """A box in the change that is shown; remembered, not nagged about, and changed again."""
    _desk, recorder = agents_desk
    config = tmp_path / agents_home.CONFIGS["gemini"][0]
    press(qtbot, page, "gemini", "set_up")
    assert page.panel.asks.isChecked()
    qtbot.mouseClick(page.panel.asks, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.change.hooks is False)
    qtbot.waitUntil(lambda: page.window().focusWidget() is page.panel.asks)  # and not the button
    assert "nobody is asked before its tools" in texts(page.panel)
    make(qtbot, page, "A test record arrived")
    assert b"BeforeTool" not in config.read_bytes()
    qtbot.waitUntil(lambda: row(page, "gemini").row.wired == "telemetry only")
    shown = row(page, "gemini").row
    assert (shown.icon, shown.notes) == ("check", ())
    assert shown.gate == "none set up: recorded, not asked"
    newest = [x for x in recorder.cli_json("audit-log") if x["kind"] == "agent.setup"][-1]
    assert (newest["params"]["hooks"], newest["operator"]) == (False, "person")
    done = page.panel
    press(qtbot, page, "gemini", "set_up")
    qtbot.waitUntil(lambda: page.panel not in (None, done))
    assert page.panel.change.hooks is False  # as chosen before
    qtbot.mouseClick(page.panel.asks, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.change.hooks is True)
    make(qtbot, page, "A test record arrived")
    qtbot.waitUntil(lambda: row(page, "gemini").row.wired == "telemetry and hooks")
    assert b"BeforeTool" in config.read_bytes()


def test_no_token_is_shown_or_copied(qtbot, page: AgentsPage, qapp) -> None:
    """The copied text is the diff, with the token masked."""
    press(qtbot, page, "claude-code", "set_up")
    qtbot.mouseClick(page.panel.copy, Qt.MouseButton.LeftButton)
    copied = qapp.clipboard().text()
    assert "+++ " in copied
    assert "cs_…" in copied
    make(qtbot, page, "A test record arrived")
    qtbot.waitUntil(lambda: row(page, "claude-code").row.wired == "telemetry and hooks")
    press(qtbot, page, "claude-code", "undo")
    qtbot.waitUntil(lambda: page.panel.change.undo)
    assert "cs_…" in page.panel.change.diff


def test_what_fails_is_told_in_place_and_can_be_tried_again(
    qtbot, page: AgentsPage, tmp_path
) -> None:
    """A config that became read-only: the sentence and what to do stand below the change."""
    config = tmp_path / agents_home.CONFIGS["gemini"][0]
    press(qtbot, page, "gemini", "set_up")
    config.chmod(0o400)
    make(qtbot, page, "is read-only")
    assert "chmod u+w" in texts(page.panel)
    assert page.panel.make.text() == "Try again"
    config.chmod(0o600)
    make(qtbot, page, "A test record arrived")


def test_a_config_that_cannot_be_changed_shows_no_change(qtbot, page: AgentsPage, tmp_path) -> None:
    """Not JSON: the page says which file, and writes nothing."""
    config = tmp_path / agents_home.CONFIGS["gemini"][0]
    config.write_text("{")
    qtbot.mouseClick(
        row(page, "gemini").findChild(QPushButton, "set_up"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: "settings.json" in texts(page))
    assert page.panel is None
    assert config.read_text() == "{"


def test_drift_is_told_and_finish_mends_it(qtbot, page: AgentsPage, tmp_path) -> None:
    """What doctor finds stands under the row; setting up again puts it right."""
    press(qtbot, page, "codex", "set_up")
    make(qtbot, page, "A test record arrived")
    qtbot.waitUntil(lambda: row(page, "codex").row.wired == "telemetry and hooks")  # it has looked
    config = tmp_path / agents_home.CONFIGS["codex"][0]
    config.write_text(config.read_text().replace("/v1/traces", "/v9/traces"))
    page.look()
    drifted = "Changed since it was set up: otel.trace_exporter"  # a look may be under way still
    qtbot.waitUntil(lambda: drifted in texts(row(page, "codex")))
    assert row(page, "codex").row.wired == "not working as set up"
    page.panel = None
    press(qtbot, page, "codex", "set_up")
    make(qtbot, page, "A test record arrived")
    qtbot.waitUntil(lambda: row(page, "codex").row.wired == "telemetry and hooks")


def test_a_sender_without_a_token_is_a_row_and_can_be_refused(
    qtbot, page: AgentsPage, agents_desk
) -> None:
    """It is named as it names itself, made safe; refusing asks, and is an entry."""
    desk, recorder = agents_desk
    assert recorder.post("/v1/traces", hostile_run.request(), PROTOBUF)[0] == 200
    recorder.wait_indexed()
    page.look()
    qtbot.waitUntil(lambda: len(page.rows) == 4)
    said = texts(page.rows[3])
    assert "unknown sender" in said
    assert "4 spans from a program that names itself" in said
    assert "\u202e" not in said
    qtbot.mouseClick(page.rows[3].buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "refused from the recorder's next start" in texts(page))
    assert "Refuse senders" in desk.notices.asked[0][0]
    assert recorder.cli_json("config", "get", "receive.require_token")["value"] is True
    qtbot.waitUntil(lambda: len(page.rows) == 4 and not page.rows[3].buttons)


def test_what_is_heard_shows_without_looking_again(
    qtbot, page: AgentsPage, agents_desk, tmp_path
) -> None:
    """A run of an agent moves "last heard" by itself while the page is shown."""
    _desk, recorder = agents_desk
    codex = agents_home.program(tmp_path, "codex", "true")
    recorder.cli("run", "--", str(codex))
    recorder.wait_indexed()
    page.hidden()
    page._timer.start(20)
    qtbot.waitUntil(lambda: "s ago" in texts(row(page, "codex")))


def test_escape_puts_a_change_away(qtbot, page: AgentsPage) -> None:
    """Nothing was written."""
    press(qtbot, page, "gemini", "set_up")
    qtbot.keyClick(page.panel.make, Qt.Key.Key_Escape)
    assert page.panel is None


def test_no_agent_at_all_is_an_empty_state(qtbot, empty_desk: Desk, monkeypatch) -> None:
    """With the way to run any program under record."""
    monkeypatch.setenv("PATH", "/nowhere")
    made = AgentsPage(empty_desk)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    empty = made.findChild(kit.EmptyState)
    qtbot.waitUntil(empty.isVisible)
    assert "No agent found" in texts(empty)
    assert "countersign run -- CMD" in texts(empty)
    made.hidden()
