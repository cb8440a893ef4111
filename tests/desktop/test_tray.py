"""The real tray on a real panel: its icon, its menu, its recorder, and what happens to each.

The recorder under it is real and so is the keyring; the desktop is the tests' own. Pictures of what
was seen lie in each test's temporary directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import hostile_run
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.own_tray import OwnTray
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop

pytestmark = pytest.mark.desktop
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
    until(lambda: tray.recorder_pid() not in {0, killed}, "another recorder", 20)
    item.wait_tool_tip(_TIP, 20)
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
        item.wait_tool_tip(_TIP, 20)
        tray.kill_recorder()
    tip = item.wait_tool_tip("It stopped 3 times in 2 minutes")
    assert tip.startswith("Not recording: ")
    until(lambda: [w for w in desk.windows.of_class("notifyd") if w.width > 100], "a notification")
    desk.screen.save(tmp_path / "trouble.png")
    item.click("Start the recorder again")
    item.wait_tool_tip(_TIP, 20)
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
    """It ends at once with 0; one icon and one recorder stay."""
    tray.start()
    recorder = tray.recorder_pid()
    assert tray.second().returncode == 0
    window = desk.windows.wait("Countersign")
    desk.screen.save(tmp_path / "window.png", window.box)
    assert tray.recorder_pid() == recorder
    assert tray.process is not None
    assert tray.process.poll() is None


def test_another_data_directory_has_its_own_tray(
    tray: OwnTray, desk: Desktop, tmp_path: Path
) -> None:
    """Same person, same session: both run, each with its recorder."""
    tray.start()
    other = OwnTray(desk, tmp_path / "other")
    other.launch()
    until(other.recorder_pid, "the other's recorder", 20)
    assert other.recorder_pid() != tray.recorder_pid()
    other.close()
    assert tray.recorder_pid()


def test_without_a_tray_host_a_small_window_stands_in(
    make_desk: Callable[[Choice], Desktop], tmp_path: Path
) -> None:
    """It says why, and what the icon would say; it goes when a panel comes."""
    bare = make_desk(Choice(panel="none", notifications="none", keyring="none"))
    tray = OwnTray(bare, tmp_path / "data")
    tray.launch()
    window = bare.windows.wait("Countersign", 20)
    until(lambda: bare.screen.drawn(window.box), "the window to be drawn")
    until(tray.recorder_pid, "the recorder", 20)
    bare.screen.save(tmp_path / "stand-in.png", window.box)
    assert tray.terminate() == 0
    tray.close()


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
        tip = item.wait_tool_tip("Not recording: ", 20)
        assert "keychain" in tip.lower()
        status = tray.json("status")
        assert not status["recording"]
        assert status["waiting_for"]
    finally:
        desk.stop_keyring()
        desk.start_keyring(unlocked=True)
    item.wait_tool_tip(_TIP, 40)
    assert tray.json("status")["fingerprint"] == fingerprint
