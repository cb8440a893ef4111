"""The real tray on a real panel: its icon, its menu, its recorder, and what happens to each.

The recorder under it is real and so is the keyring; the desktop is the tests' own. Pictures of what
was seen lie in each test's temporary directory.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.fakes import hostile_run
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.hands import RIGHT
from tests.fakes.desk.own_tray import READY_S, OwnTray
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.desk.windows import Window

pytestmark = pytest.mark.desktop
_ASKED = "Turn local-only mode off"
_THIRD_LINE = 0.215  # of the menu's height, below two lines that say the state
_TIP = "Recording, local-only, sealed to #"


@pytest.fixture
def tray(desk: Desktop, tmp_path: Path) -> Iterator[OwnTray]:
    """A tray that is not started yet, with a data directory of its own."""
    made = OwnTray(desk, tmp_path / "data")
    yield made
    made.close()
    until(lambda: desk.icon() is None, "the icon to go")


def test_it_records_and_shows_so(tray: OwnTray, desk: Desktop, tmp_path: Path) -> None:
    """Icon, tool tip, menu and `countersign status` say the same."""
    item = tray.start()
    assert item.wait_tool_tip(_TIP)
    until(desk.icon, "the icon on the panel")
    desk.screen.save(tmp_path / "panel.png", (1200, 800, *desk.choice.size))
    status = tray.json("status")
    assert (status["recording"], status["local_only"], status["keeper"]) == (True, True, "tray")
    assert item.labels()[0] == "Recording, local-only"
    assert item.item("Local-only mode").checked
    assert not item.item("Recording").enabled
    assert tray.terminate() == 0
    assert tray.recorder_pid() == 0
    assert tray.cli("verify").stdout.startswith("CONSISTENT")


@pytest.mark.parametrize("way", ["over D-Bus", "by mouse"])
def test_local_only_mode_from_the_menu(
    tray: OwnTray, desk: Desktop, tmp_path: Path, way: str
) -> None:
    """Off: asked first, by consent. On: at once. Icon, menu, status and ledger agree on each."""
    item = tray.start()
    item.wait_tool_tip(_TIP)
    _switch(desk, item, way, tmp_path)
    dialog = desk.windows.wait(_ASKED)
    assert item.item("Local-only mode").checked
    assert tray.json("status")["local_only"]
    desk.screen.save(tmp_path / "dialog.png", dialog.box)
    _answer(desk, dialog)
    item.wait_tool_tip("Recording, door open")
    assert item.item("Local-only mode").checked is False
    assert not tray.json("status")["local_only"]
    _switch(desk, item, way, tmp_path)
    item.wait_tool_tip(_TIP)
    assert not desk.windows.titled(_ASKED)
    consent, off, on = tray.json("audit-log")[-3:]
    assert (consent["kind"], consent["decision"]) == ("consent.record", "given")
    assert (off["command"], off["operator"]) == ("local-only off", "person")
    assert off["params"]["consent"] == consent["seq"]
    assert (on["command"], on["operator"]) == ("local-only on", "person")


def test_a_stray_key_does_not_open_the_door(tray: OwnTray, desk: Desktop) -> None:
    """Enter, typed while the dialog comes up and after, keeps the mode on."""
    item = tray.start()
    item.wait_tool_tip(_TIP)
    item.click("Local-only mode")
    desk.windows.wait(_ASKED)

    def typed() -> bool:
        desk.hands.key("Return")
        return not desk.windows.titled(_ASKED)

    until(typed, "the dialog's end")
    assert tray.json("status")["local_only"]
    assert "consent.record" not in tray.kinds()


def _switch(desk: Desktop, item: TrayItem, way: str, pictures: Path) -> None:
    """Choose "Local-only mode" in the menu; by mouse: the third line of what the panel draws."""
    if way == "over D-Bus":
        item.click("Local-only mode")
        return
    desk.click_icon(RIGHT)
    menu = until(lambda: _menu(desk), "the menu").box
    until(lambda: desk.screen.drawn(menu), "the menu to be drawn")
    left, top, right, bottom = menu
    desk.screen.save(pictures / "menu.png", (left, top, right, desk.choice.size[1]))
    desk.hands.click((left + right) // 2, top + round((bottom - top) * _THIRD_LINE))


def _menu(desk: Desktop, drawn_by: str = "wrapper-2.0") -> Window | None:
    found = [it for it in desk.windows.of_class(drawn_by) if it.height > 100]
    return found[0] if found else None


def _answer(desk: Desktop, dialog: Window) -> None:
    """Click the last button until it counts: for 600 ms after it came up a press does nothing."""
    _, _, right, bottom = dialog.box

    def clicked() -> bool:
        desk.hands.click(right - 64, bottom - 32)
        return not desk.windows.titled(_ASKED)

    until(clicked, "the dialog's end")


def test_pausing_and_resuming_from_the_menu(tray: OwnTray, desk: Desktop, tmp_path: Path) -> None:
    """Each is an entry; meanwhile the icon, the tool tip and the menu say until when."""
    item = tray.start()
    item.wait_tool_tip(_TIP)
    before = desk.screen.picture()
    item.click("For 15 minutes")
    item.wait_tool_tip("Paused until ")
    assert tray.json("status")["paused"]
    assert "For 15 minutes" not in item.labels()
    until(lambda: desk.screen.picture() != before, "another icon")
    desk.screen.save(tmp_path / "paused.png", (1200, 800, *desk.choice.size))
    item.click("Resume")
    item.wait_tool_tip(_TIP)
    assert "Resume" not in item.labels()
    assert tray.kinds()[-2:] == ["pause.start", "pause.end"]


def test_a_killed_recorder_is_started_again(tray: OwnTray) -> None:
    """What was acknowledged is there, the ledger verifies, and the tray records on."""
    item = tray.start()
    assert tray.send(hostile_run.request()) == 200
    killed = tray.kill_recorder()
    until(lambda: tray.recorder_pid() not in {0, killed}, "another recorder", READY_S)
    item.wait_tool_tip(_TIP, READY_S)
    until(lambda: _requests(tray) == 1, "what was acknowledged")
    assert tray.send(hostile_run.request()) == 200
    until(lambda: _requests(tray) == 2, "what is sent now")
    assert tray.kinds().count("recorder.start") == 2
    assert tray.terminate() == 0
    assert tray.cli("verify").stdout.startswith("CONSISTENT")


def _requests(tray: OwnTray) -> int:
    """Return how many requests with spans the index has found in the ledger."""
    return int(tray.json("status")["stored"]["entries_by_kind"].get("otlp.traces", 0))


def test_a_recorder_that_keeps_ending_is_trouble(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """Icon, tool tip and a notification say so; a line of the menu starts it again."""
    item = tray.start()
    for _ in range(3):
        item.wait_tool_tip(_TIP, READY_S)
        tray.kill_recorder()
    tip = item.wait_tool_tip("It stopped 3 times in 2 minutes")
    assert tip.startswith("Not recording: ")
    until(lambda: [w for w in desk.windows.of_class("notifyd") if w.width > 100], "a notification")
    desk.screen.save(tmp_path / "trouble.png")
    item.click("Start the recorder again")
    item.wait_tool_tip(_TIP, READY_S)
    until(lambda: not desk.windows.of_class("notifyd"), "the notification to go")


def test_a_killed_tray_leaves_the_recording_going(tray: OwnTray, desk: Desktop) -> None:
    """The recorder goes on and takes what is sent; the next tray takes it over, and ends it."""
    tray.start()
    recorder = tray.recorder_pid()
    tray.kill()
    until(lambda: desk.icon() is None, "the icon to go")
    assert tray.send(hostile_run.request()) == 200
    item = tray.start()
    item.wait_tool_tip(_TIP)
    assert tray.recorder_pid() == recorder
    until(lambda: _requests(tray) == 1, "what was sent meanwhile")
    assert tray.kinds().count("recorder.start") == 1
    assert tray.terminate() == 0
    until(lambda: not tray.recorder_pid(), "the recorder's end")
    assert tray.cli("verify").stdout.startswith("CONSISTENT")


def test_a_panel_that_restarts_gets_the_icon_again(tray: OwnTray, desk: Desktop) -> None:
    """Whatever became of the panel, the icon comes back with it, and its menu works."""
    tray.start()
    until(desk.icon, "the icon on the panel")
    desk.stop_panel()
    desk.start_panel()
    until(desk.icon, "the icon again")
    item = TrayItem(desk.bus)
    item.click("Until I resume")
    item.wait_tool_tip("Paused until you resume")


@pytest.mark.parametrize(
    ("display", "words"), [(None, "There is no display here"), (":4242", "X server :4242")]
)
def test_no_display_is_a_sentence(tray: OwnTray, display: str | None, words: str) -> None:
    """Unset, or one that does not answer: exit code 1, no abort, and no recorder is started."""
    done = tray.second(DISPLAY=display, WAYLAND_DISPLAY=None)
    assert done.returncode == 1, done
    assert done.stderr.startswith("countersign: ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tray.data_dir / "ledger.db").exists()


def test_a_second_start_shows_the_window_of_the_first(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """It ends at once with 0; one icon and one recorder stay. A left click shows it, too."""
    tray.start()
    recorder = tray.recorder_pid()
    assert tray.second().returncode == 0
    window = desk.windows.wait("Timeline, Countersign")
    until(lambda: desk.windows.active() == window.title, "the window in front")
    desk.screen.save(tmp_path / "window.png", window.box)
    assert tray.recorder_pid() == recorder
    assert tray.process is not None
    assert tray.process.poll() is None
    desk.hands.key("ctrl+w")
    until(lambda: not desk.windows.titled("Timeline, Countersign"), "the end of the window")
    desk.click_icon()
    desk.windows.wait("Timeline, Countersign")
    assert tray.recorder_pid() == recorder


def test_a_first_that_hangs_is_told_of(tray: OwnTray) -> None:
    """The second names its process, waits no longer than needed, and takes nothing over."""
    tray.start()
    assert tray.process is not None
    tray.process.send_signal(signal.SIGSTOP)
    try:
        done = tray.second()
        assert done.returncode == 1
        assert f"(process {tray.process.pid}) already runs" in done.stderr
        assert "does not answer" in done.stderr
    finally:
        tray.process.send_signal(signal.SIGCONT)


def test_another_data_directory_has_its_own_tray(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """Same person, same session: both run, each with its recorder."""
    tray.start()
    other = OwnTray(desk, tmp_path / "other")
    other.launch()
    until(other.recorder_pid, "the other's recorder", READY_S)
    assert other.recorder_pid() != tray.recorder_pid()
    other.close()
    assert tray.recorder_pid()


def test_without_a_tray_host_a_small_window_stands_in(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """It cannot be closed away, says what the icon would say, and goes when a panel comes."""
    desk.stop_panel()
    try:
        tray.launch()
        window = desk.windows.wait("^Countersign$", READY_S)
        until(lambda: desk.screen.drawn(window.box), "the window to be drawn")
        until(tray.recorder_pid, "the recorder", READY_S)
        desk.screen.save(tmp_path / "stand-in.png", window.box)
    finally:
        desk.start_panel()
    until(lambda: not desk.windows.titled("^Countersign$"), "the window to go", READY_S)
    until(desk.icon, "the icon on the panel")


def test_a_panel_of_the_older_kind(make_desk: Callable[[Choice], Desktop], tmp_path: Path) -> None:
    """Icons as windows (XEmbed), no D-Bus host: icon, left click and a menu that Qt draws."""
    old = make_desk(Choice(panel="tint2", notifications="none", keyring="none"))
    tray = OwnTray(old, tmp_path / "data")
    tray.launch()
    until(tray.recorder_pid, "the recorder", READY_S)
    until(old.icon, "the icon on the panel")
    old.click_icon(RIGHT)
    until(lambda: _menu(old, "countersign|desktop_app"), "the menu")
    old.hands.key("Escape")
    until(lambda: not _menu(old, "countersign|desktop_app"), "the menu to go")
    old.click_icon()
    old.windows.wait("Timeline, Countersign")
    assert tray.terminate() == 0


def test_quitting_asks_and_says_what_stops(tray: OwnTray, desk: Desktop, tmp_path: Path) -> None:
    """Enter and Esc keep it running; the other answer ends tray and recorder in order."""
    item = tray.start()
    item.wait_tool_tip(_TIP)
    recorder = tray.recorder_pid()
    for key in ("Return", "Escape"):
        item.click("Quit")
        dialog = desk.windows.wait("Quit Countersign")
        until(lambda: desk.windows.active() == "Quit Countersign?", "the focus")
        desk.screen.save(tmp_path / f"quit-{key}.png", dialog.box)
        desk.hands.key(key)
        until(lambda: not desk.windows.titled("Quit Countersign"), "the dialog to go")
    assert tray.recorder_pid() == recorder
    item.click("Quit")
    desk.windows.wait("Quit Countersign")
    until(lambda: desk.windows.active() == "Quit Countersign?", "the focus")
    desk.hands.key("Tab", "Return")
    assert tray.process is not None
    assert tray.process.wait(20) == 0
    assert tray.recorder_pid() == 0
    assert tray.cli("verify").stdout.startswith("CONSISTENT")


def test_it_ends_in_order_without_a_tray_host(
    make_desk: Callable[[Choice], Desktop], tmp_path: Path
) -> None:
    """The small window, which does not let itself be closed, does not hold up the end."""
    bare = make_desk(Choice(panel="none", notifications="none", keyring="none"))
    tray = OwnTray(bare, tmp_path / "data")
    tray.launch()
    bare.windows.wait("^Countersign$", READY_S)
    until(tray.recorder_pid, "the recorder", READY_S)
    assert tray.terminate() == 0
    assert tray.recorder_pid() == 0


def test_a_locked_keyring_shows_as_waiting(desk: Desktop, tray: OwnTray) -> None:
    """The tray says what it waits for; unlocked again it records on, with the same keys."""
    item = tray.start()
    item.wait_tool_tip(_TIP)
    fingerprint = tray.json("status")["fingerprint"]
    assert tray.terminate() == 0
    desk.stop_keyring()
    desk.start_keyring(unlocked=False)
    try:
        item = tray.start()
        tip = item.wait_tool_tip("Not recording: ", READY_S)
        assert "keychain" in tip.lower()
        status = tray.json("status")
        assert not status["recording"]
        assert status["waiting_for"]
    finally:
        desk.stop_keyring()
        desk.start_keyring(unlocked=True)
    item.wait_tool_tip(_TIP, READY_S)
    assert tray.json("status")["fingerprint"] == fingerprint
