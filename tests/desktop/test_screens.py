"""Pictures of a real X11 desktop: what is masked is not in them, and a dead one gives reasons."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.screens.exclude import parse_excluded
from desktop_app.capture.screens.looks import picture_of
from desktop_app.capture.screens.rawform import decode
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.shooter import Shooter
from desktop_app.capture.screens.taking import Developed, Settings, Taken, develop, take
from desktop_app.host import resources
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.screen import windows_x11
from desktop_app.host.screen.choose import Screen, of_system
from desktop_app.host.screen.frame import Box, NoPicture, Reason
from desktop_app.host.screen.windows import Told, Window
from desktop_app.host.services import SCREEN_SAVERS
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.coloured import Coloured
from tests.fakes.desk.waiting import until
from tests.fakes.private_bus import FakeService
from tests.fakes.screens import BEFORE, Shots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

    from desktop_app.host.screen.frame import Grabbed, Grabber
    from tests.fakes.desk.desktop import Desktop

pytestmark = pytest.mark.desktop

BARE = Choice(panel="none", notifications="none", keyring="none", size=(800, 600))
OURS = Settings(parse_excluded(resources.read_text("capture/excluded.toml")))
SECRET, PLAIN, MASK, ROOT = 0xFF0000, 0x00FF00, (40, 40, 40), (0x3A, 0x4A, 0x5A)
HERE, THERE = Box(100, 100, 200, 150), Box(450, 350, 200, 150)


@pytest.fixture(scope="module")
def plain(make_desk: Callable[[Choice], Desktop]) -> Desktop:
    """A desktop with a window manager and nothing else."""
    return make_desk(BARE)


@pytest.fixture
def screen(plain: Desktop) -> Iterator[Screen]:
    """Our way to it."""
    made = of_system(SystemClock(), SystemIds(), plain.environment)
    yield made
    made.close()


@pytest.fixture
def coloured(plain: Desktop) -> Iterator[Coloured]:
    """Windows of a test, which end with it."""
    made = Coloured(plain.environment["DISPLAY"])
    yield made
    made.close()


def _shown(screen: Screen, number: int) -> Window | None:
    told = screen.windows.look()
    assert isinstance(told, Told)
    return next((window for window in told.windows if window.number == number), None)


def _placed(screen: Screen, number: int) -> Window:
    """Return a window once it is drawn where the window manager put it."""
    before: list[Window | None] = [None]

    def settled() -> Window | None:
        last, before[0] = before[0], _shown(screen, number)
        return before[0] if before[0] is not None and before[0] == last else None

    found = until(settled, "the window")
    assert found is not None
    return found


def _picture(screen: Screen, settings: Settings = OURS) -> tuple[Developed, Image]:
    taken = take(screen, settings)
    assert isinstance(taken, Taken)
    developed = develop(taken, settings)
    assert isinstance(developed, Developed)
    return developed, picture_of(developed.frame)


def _colours(picture: Image) -> set[tuple[int, ...]]:
    found = picture.getcolors(picture.width * picture.height)
    return {colour for _, colour in found or () if isinstance(colour, tuple)}


def _drawn(screen: Screen, colour: int) -> None:
    """Wait until a colour is on the screen; nothing is masked."""
    wanted = (colour >> 16, colour >> 8 & 255, colour & 255)
    until(lambda: wanted in _colours(_picture(screen, Settings(()))[1]), "the colour")


def test_a_window_as_its_manager_shows_it(screen: Screen, coloured: Coloured) -> None:
    """Class, title, process, focus; its box holds the frame around it."""
    number = coloured.window(PLAIN, HERE, "Editor", "notes.txt \u2014 Editor")
    window = _placed(screen, number)
    assert (window.classes, window.title) == (("editor", "Editor"), "notes.txt \u2014 Editor")
    assert window.pid == 4711
    until(lambda: (it := _shown(screen, number)) is not None and it.active, "the focus")
    assert window.box.common(HERE) is not None
    assert window.box.height > HERE.height
    coloured.hide(number)
    until(lambda: _shown(screen, number) is None, "the window to go")


def test_an_older_program_has_a_title_too(screen: Screen, coloured: Coloured) -> None:
    """Told in Latin-1; one without a class is a window as well."""
    number = coloured.window(PLAIN, HERE, "", "Caf\u00e9", popup=True, old_title=True)
    window = _placed(screen, number)
    assert (window.classes, window.title, window.box) == ((), "Caf\u00e9", HERE)


def test_whoever_floods_the_list_gets_no_picture(
    screen: Screen, coloured: Coloured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is cut would leave out a window that must not be seen."""
    monkeypatch.setattr(windows_x11, "MAX_WINDOWS", 20)
    coloured.window(SECRET, HERE, "KeePassXC")
    for number in range(20):
        coloured.window(PLAIN, Box(number, number, 5, 5), popup=True)
    got = take(screen, OURS)
    assert isinstance(got, NoPicture)
    assert got.reason is Reason.REFUSED


def test_a_picture_has_the_screens_pixels(
    plain: Desktop, screen: Screen, coloured: Coloured
) -> None:
    """Compared with what the X server itself keeps; the monitors are told."""
    _placed(screen, coloured.window(PLAIN, HERE))
    _drawn(screen, PLAIN)
    developed, picture = _picture(screen)
    theirs = plain.screen.picture()
    for x, y in ((0, 0), (200, 175), (799, 599)):
        assert picture.getpixel((x, y)) == theirs.pixelColor(x, y).getRgb()[:3]
    assert developed.frame.box == Box(0, 0, 800, 600)
    assert [monitor.box for monitor in developed.frame.monitors] == [developed.frame.box]
    assert developed.masked == ()


@pytest.mark.parametrize("popup", [False, True], ids=["managed", "popup"])
def test_a_password_manager_is_not_in_the_picture(
    screen: Screen,
    coloured: Coloured,
    popup: bool,  # noqa: FBT001
) -> None:
    """Not a pixel of it, its title bar neither; the window beside it is."""
    _placed(screen, coloured.window(PLAIN, THERE))
    keeper = coloured.window(SECRET, HERE, "KeePassXC", "My bank", popup=popup)
    box = _placed(screen, keeper).box
    _drawn(screen, SECRET)
    developed, picture = _picture(screen)
    assert (255, 0, 0) not in _colours(picture)
    assert picture.crop((box.left, box.top, box.right, box.bottom)).getcolors() == [
        (box.width * box.height, MASK)
    ]
    assert (0, 255, 0) in _colours(picture)
    assert [(it.rule, it.app, it.box) for it in developed.masked] == [
        ("password-managers", "KeePassXC", box)
    ]


def test_one_that_lies_under_another_is_masked_too(screen: Screen, coloured: Coloured) -> None:
    """Nobody relies on what covers it."""
    keeper = coloured.window(SECRET, HERE, "KeePassXC")
    _placed(screen, keeper)
    cover = _placed(screen, coloured.window(PLAIN, HERE)).box
    _, picture = _picture(screen)
    assert picture.getpixel((200, 175)) == MASK
    assert cover.common(HERE) is not None


def test_private_browsing_is_masked_by_its_title(screen: Screen, coloured: Coloured) -> None:
    """And only while it is private."""
    number = coloured.window(SECRET, HERE, "firefox", "News — Mozilla Firefox")
    _placed(screen, number)
    _drawn(screen, SECRET)
    assert (255, 0, 0) in _colours(_picture(screen)[1])
    coloured.rename(number, "Clinic — Mozilla Firefox Private Browsing")
    until(lambda: "Clinic" in getattr(_shown(screen, number), "title", ""), "the title")
    developed, picture = _picture(screen)
    assert (255, 0, 0) not in _colours(picture)
    assert [it.rule for it in developed.masked] == ["private-browsing"]


@dataclass
class _Meanwhile:
    """A grabber before and after whose grab something happens on the desktop."""

    grabber: Grabber
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None

    def grab(self) -> Grabbed:
        self.before()
        got = self.grabber.grab()
        self.after()
        return got

    def close(self) -> None:
        self.grabber.close()


@pytest.mark.parametrize("moves", ["before", "after"])
def test_a_window_that_moves_meanwhile_is_masked_in_both_places(
    screen: Screen, coloured: Coloured, moves: str
) -> None:
    """Between the first look and the grab, or between the grab and the second look."""
    keeper = coloured.window(SECRET, HERE, "KeePassXC")
    first = _placed(screen, keeper).box
    _drawn(screen, SECRET)

    def move() -> None:
        coloured.move(keeper, THERE.left, THERE.top)
        until(lambda: (it := _shown(screen, keeper)) is not None and it.box != first, "the move")

    developed, picture = _picture(
        replace(screen, grabber=_Meanwhile(screen.grabber, **{moves: move}))
    )
    assert (255, 0, 0) not in _colours(picture)
    assert [it.box for it in developed.masked][:1] == [first]
    assert len(developed.masked) == 2
    assert picture.getpixel((200, 175)) == picture.getpixel((550, 430)) == MASK


def test_the_active_window_alone(screen: Screen, coloured: Coloured) -> None:
    """No other window is in the picture, nor in what is said of it."""
    _placed(screen, coloured.window(SECRET, THERE, "Other"))
    number = coloured.window(PLAIN, HERE)
    _placed(screen, number)
    until(lambda: (it := _shown(screen, number)) is not None and it.active, "the focus")
    _drawn(screen, PLAIN)
    developed, picture = _picture(screen, replace(OURS, region=Region.WINDOW))
    assert developed.windows is not None
    assert [window.number for window in developed.windows] == [number]
    assert picture.size == (developed.windows[0].box.width, developed.windows[0].box.height)
    assert {(0, 255, 0)} <= _colours(picture)
    assert (255, 0, 0) not in _colours(picture)


def test_a_locked_session_gives_no_picture(plain: Desktop, screen: Screen) -> None:
    """As its screen saver says, until it says otherwise."""
    saver = SCREEN_SAVERS[0]
    locked = [True]
    address = plain.environment["DBUS_SESSION_BUS_ADDRESS"]
    service = FakeService(address, saver.name, {"GetActive": lambda: ("b", (locked[0],))})
    got = take(screen, OURS)
    assert isinstance(got, NoPicture)
    assert got.reason is Reason.LOCKED
    locked[0] = False
    assert isinstance(take(screen, OURS), Taken)
    service.close()


def test_a_black_screen_is_no_picture(plain: Desktop, screen: Screen) -> None:
    """One that is off, or that may not be read."""
    plain.programs.ask("xsetroot", "-solid", "#000000")
    try:
        taken = take(screen, OURS)
        assert isinstance(taken, Taken)
        got = develop(taken, OURS)
        assert isinstance(got, NoPicture)
        assert got.reason is Reason.BLACK
    finally:
        plain.programs.ask("xsetroot", "-solid", "#3a4a5a")


def test_without_a_window_manager_windows_are_told_all_the_same(
    make_desk: Callable[[Choice], Desktop],
) -> None:
    """As on the bare X servers that agents are given."""
    bare = make_desk(BARE)
    bare.programs.end("openbox")
    screen = of_system(SystemClock(), SystemIds(), bare.environment)
    coloured = Coloured(bare.environment["DISPLAY"])
    keeper = coloured.window(SECRET, HERE, "KeePassXC")
    assert _placed(screen, keeper).box == HERE
    _drawn(screen, SECRET)
    developed, picture = _picture(screen)
    assert (255, 0, 0) not in _colours(picture)
    assert [it.box for it in developed.masked] == [HERE]
    coloured.close()
    screen.close()


def test_a_desktop_that_dies_gives_reasons(make_desk: Callable[[Choice], Desktop]) -> None:
    """In mid-use, again and again, and for whoever comes new."""
    dying = make_desk(BARE)
    screen = of_system(SystemClock(), SystemIds(), dying.environment)
    assert isinstance(take(screen, OURS), Taken)
    dying.programs.end("Xvfb")
    another = of_system(SystemClock(), SystemIds(), dying.environment)
    for way in (screen, another):
        for settings in (OURS, Settings(())):
            got = take(way, settings)
            assert isinstance(got, NoPicture)
            assert got.reason is Reason.NO_DISPLAY
    assert isinstance(screen.grabber.grab(), NoPicture)
    another.close()
    screen.close()


def test_a_desktop_that_hangs_holds_no_agent(make_desk: Callable[[Choice], Desktop]) -> None:
    """The agent goes on after its 28 ms; the picture comes when the desktop does, and is late."""
    desk = make_desk(BARE)
    shots = Shots()
    shooter = _shooter(desk, shots)
    shooter.wake()
    until(lambda: shooter.before(BEFORE).on_time, "a picture on time")
    pid = desk.programs._running["Xvfb"].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        start = time.monotonic()
        ticket = shooter.before(BEFORE)
        waited = time.monotonic() - start
    finally:
        os.kill(pid, signal.SIGCONT)
    assert not ticket.on_time
    assert waited < 5  # 28 ms, and whatever else this machine does
    shooter.close()
    (last,) = [shot for shot in shots if shot.id == ticket.shot]
    assert last.late
    assert last.picture is not None


def _shooter(desk: Desktop, shots: Shots) -> Shooter:
    return Shooter(
        lambda: of_system(SystemClock(), SystemIds(), desk.environment),
        settings=lambda: OURS,
        granted=lambda: True,
        sink=shots,
        clock=SystemClock(),
        ids=SystemIds(),
    )


def test_before_and_after_a_click(plain: Desktop, coloured: Coloured) -> None:
    """Two pictures that differ by what the action did, the password manager in neither."""
    shots = Shots()
    shooter = _shooter(plain, shots)
    coloured.window(SECRET, HERE, "KeePassXC")
    screen = of_system(SystemClock(), SystemIds(), plain.environment)
    _drawn(screen, SECRET)
    shooter.before(BEFORE)
    _placed(screen, coloured.window(PLAIN, THERE))
    _drawn(screen, PLAIN)
    shooter.after(BEFORE)
    shooter.close()
    screen.close()
    before, after = (decode(shot.picture.data) for shot in shots if shot.picture is not None)
    assert before.getpixel((550, 430)) == ROOT
    assert after.getpixel((550, 430)) == (0, 255, 0)
    assert before.getpixel((200, 175)) == after.getpixel((200, 175)) == MASK
    assert [shot.asked.trigger for shot in shots] == ["before", "after"]


def test_a_real_programs_window(plain: Desktop, screen: Screen) -> None:
    """One that Qt makes, whose class and title are its own."""
    program = (
        "import sys; from PySide6.QtWidgets import QApplication, QLabel; "
        "app = QApplication(sys.argv); app.setApplicationName('Bitwarden'); "
        "shown = QLabel('secret'); shown.setStyleSheet('background: #ff0000'); "
        "shown.setGeometry(100, 100, 200, 150); shown.show(); app.exec()"
    )
    plain.programs.start("bitwarden", [sys.executable, "-c", program])
    try:
        _drawn(screen, SECRET)
        developed, picture = _picture(screen)
        assert (255, 0, 0) not in _colours(picture)
        assert {it.rule for it in developed.masked} == {"password-managers"}
    finally:
        plain.programs.end("bitwarden")
