"""The Settings page with a real recorder: each change an entry that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop_app.tray.views import kit
from desktop_app.tray.views.settings_page import AUTOSTART, SettingsPage
from tests.fakes import keeps

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.setting_row import SettingRow
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> SettingsPage:
    """The page, read."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: bool(made.rows))
    return made


def changes(recorder: RunningRecorder) -> list[dict[str, object]]:
    """Return what the ledger says was changed."""
    return [
        row["params"] for row in recorder.cli_json("audit-log") if row["kind"] == "config.changed"
    ]


def typed(qtbot, row: SettingRow, text: str) -> None:
    """Type a value and press Enter."""
    field = row.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def switch(row: SettingRow) -> kit.Switch:
    """Return a row's switch."""
    return row.findChild(kit.Switch)


def test_a_typed_value_is_an_entry_beside_it(qtbot, page: SettingsPage, agents_desk) -> None:
    """Now, and the recorder has it."""
    _desk, recorder = agents_desk
    row = page.rows["run.idle_s"]
    typed(qtbot, row, "900")
    qtbot.waitUntil(lambda: "Recorded as #" in row.told.text())
    assert "next start" not in row.told.text()
    assert changes(recorder) == [{"name": "run.idle_s", "new": 900, "old": 600}]
    assert row.value == "900"


def test_a_port_takes_hold_later(qtbot, page: SettingsPage) -> None:
    """It is said; a recorder that others keep is not ours to start again."""
    row = page.rows["receive.http_port"]
    typed(qtbot, row, "5318")
    qtbot.waitUntil(lambda: "next start" in row.told.text())
    assert not row.more.isVisible()


def test_a_bad_value_is_told_in_place_and_stays_to_be_mended(
    qtbot, page: SettingsPage, agents_desk
) -> None:
    """No entry; Esc puts back what holds."""
    _desk, recorder = agents_desk
    row = page.rows["receive.grpc_port"]
    typed(qtbot, row, "99999")
    assert row.told.text() == "OTLP over gRPC lies between 0 and 65535, not at 99999."
    field = row.findChild(QLineEdit)
    assert field.text() == "99999"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "4317"
    assert changes(recorder) == []


def test_what_loosens_asks_first(qtbot, page: SettingsPage, agents_desk) -> None:
    """Refused: nothing changes. Confirmed: an entry by the person."""
    desk, recorder = agents_desk
    row = page.rows["redact.strict"]
    qtbot.mouseClick(switch(row), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Recorded as #" in row.told.text())
    assert desk.notices.asked == []
    desk.notices.answer = False
    qtbot.mouseClick(switch(row), Qt.MouseButton.LeftButton)
    assert "Hash what no rule knows: off?" in desk.notices.asked[0][0]
    assert switch(row).isChecked()
    assert len(changes(recorder)) == 1
    desk.notices.answer = True
    qtbot.mouseClick(switch(row), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not switch(row).isChecked())
    assert changes(recorder)[-1] == {"name": "redact.strict", "new": False, "old": True}
    last = [x for x in recorder.cli_json("audit-log") if x["kind"] == "config.changed"][-1]
    assert last["operator"] == "person"


def test_what_holds_without_a_recorder_is_the_person_s(
    qtbot, page: SettingsPage, agents_desk
) -> None:
    """It loosens, so it asks, in the words of the choice; then it is an entry, and holds."""
    desk, recorder = agents_desk
    name = "gate.without_recorder"
    desk.notices.answer = False
    page.rows[name].changed.emit(name, "agent")
    assert desk.notices.asked[0][0] == "While no recorder answers: Left to the agent?"
    assert changes(recorder) == []
    desk.notices.answer = True
    page.rows[name].changed.emit(name, "agent")
    qtbot.waitUntil(lambda: "Recorded as #" in page.rows[name].told.text())
    assert changes(recorder) == [{"name": name, "old": "deny", "new": "agent"}]
    assert recorder.cli_json("status")["without_recorder"] == "agent"


def test_colours_change_at_once(qtbot, page: SettingsPage, agents_desk) -> None:
    """A choice of the person's, told to whoever follows it."""
    desk, _recorder = agents_desk
    row = page.rows["appearance.scheme"]
    dark = next(b for b in row.findChildren(QPushButton) if b.text() == "Dark")
    with qtbot.waitSignal(desk.go.settings) as told:
        qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert told.args == [{"appearance.scheme": "dark"}]
    assert "Recorded as #" in row.told.text()


def test_starting_at_login_is_noted_and_done(qtbot, page: SettingsPage, tmp_path) -> None:
    """The desktop's own entry comes and goes."""
    row, entry = page.rows[AUTOSTART], tmp_path / "config" / "autostart" / "countersign.desktop"
    qtbot.mouseClick(switch(row), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(entry.exists)
    qtbot.waitUntil(lambda: "Recorded as #" in row.told.text())
    qtbot.mouseClick(switch(row), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not entry.exists())


def test_a_change_from_elsewhere_is_there_when_the_page_is_shown_again(
    qtbot, page: SettingsPage, agents_desk
) -> None:
    """What the command line set."""
    _desk, recorder = agents_desk
    recorder.cli("config", "set", "run.idle_s", "77")
    page.shown()
    field = page.rows["run.idle_s"].findChild(QLineEdit)
    qtbot.waitUntil(lambda: field.text() == "77")


def test_the_first_start_page_can_be_opened_again(qtbot, page: SettingsPage, agents_desk) -> None:
    """From the section "Start"."""
    desk, _recorder = agents_desk
    again = next(b for b in page.findChildren(QPushButton) if b.text() == "Show it again")
    with qtbot.waitSignal(desk.go.first_start):
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)


def test_what_is_kept_comes_first(qtbot, page: SettingsPage, agents_desk) -> None:
    """With the quota that it has; what is allowed elsewhere is there when the page is shown."""
    _desk, recorder = agents_desk
    assert next(iter(page._heads)) == "kept"
    assert page.rows["vault.quota_bytes"].value == "10 GiB"
    entry = keeps.allow(recorder)
    page.shown()
    row = page.kept.rows["keep command lines"]
    qtbot.waitUntil(lambda: row.row.grant == entry)
    assert row.switch.isChecked()


def test_sections_are_a_list_where_there_is_room(qtbot, page: SettingsPage) -> None:
    """A click goes there; narrow windows have the one column alone."""
    limits = page._marks["limits"]
    bar = page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)  # all sections are laid out
    qtbot.mouseClick(limits, Qt.MouseButton.LeftButton)
    assert bar.value() > 0
    assert limits.isChecked()
    assert page._list.isVisible()
    page.resize(1000, 600)
    qtbot.waitUntil(lambda: not page._list.isVisible())


def test_a_recorder_that_the_tray_keeps_is_started_again_from_here(
    qtbot, page: SettingsPage, agents_desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends in order; whoever keeps it starts it anew."""
    desk, recorder = agents_desk
    state = desk.link.state
    kept = tuple((name, "tray" if name == "keeper" else value) for name, value in state.status)
    monkeypatch.setattr(desk.link, "state", type(state)(status=(*kept, ("keeper", "tray"))))
    row = page.rows["receive.http_port"]
    typed(qtbot, row, "5318")
    qtbot.waitUntil(row.more.isVisible)
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: recorder.process.poll() == 0, timeout=20_000)
    recorder.stop()
    assert row.told.text() == "The recorder starts again."
