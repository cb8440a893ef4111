"""What a screen reader is told of the real window, on a real bus, and what it can do there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes import hostile_run
from tests.fakes.desk.at_spi import ENVIRONMENT, AtSpi, Thing
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.own_tray import OwnTray
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.desk.desktop import Desktop

pytestmark = pytest.mark.desktop
APP = "Countersign"
_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[Choice], Desktop]) -> Desktop:
    """A desktop whose programs speak to assistive technology."""
    if not _LAUNCHER.exists():
        pytest.skip("needs the packages at-spi2-core")
    made = make_desk(Choice(panel="none", notifications="none"))
    made.environment.update(ENVIRONMENT)
    return made


@pytest.fixture(scope="module")
def reader(desk: Desktop) -> Iterator[AtSpi]:
    """A screen reader's eyes."""
    made = AtSpi(desk)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tray(desk: Desktop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnTray]:
    """A tray with its window open on the timeline of a hostile run."""
    made = OwnTray(desk, tmp_path_factory.mktemp("tray") / "data")
    made.launch()
    until(made.recorder_pid, "a recorder", 40)
    until(lambda: made.cli("status", check=False).returncode == 0, "the recorder", 40)
    assert made.send(hostile_run.request()) == 200
    made.second()
    desk.windows.wait("Timeline, Countersign", 40)
    yield made
    made.close()


def named(things: list[tuple[str, str]], *wanted: tuple[str, str]) -> list[int]:
    """Return where things stand in reading order."""
    return [things.index(thing) for thing in wanted]


@pytest.mark.usefixtures("tray")
def test_the_window_is_read_in_order(reader: AtSpi) -> None:
    """State, switch, pages, then the page: each with role and name, none of them empty."""
    until(lambda: reader.find(APP, "label", "Recording"), "the state", 40)
    window = until(lambda: _window(reader), "the window")
    things = [(thing.role, thing.name) for thing in window.walk()]
    order = named(
        things,
        ("label", "Recording"),
        ("label", "Sends nothing out"),
        ("check box", "Local-only mode"),
        ("page tab", "Timeline"),
        ("page tab", "Integrity"),
        ("page tab", "Agents"),
        ("page tab", "Settings"),
        ("list", "Runs"),
    )
    assert order == sorted(order)
    pressed = ("push button", "button menu", "check box", "page tab", "text", "list")
    assert [role for role, name in things if role in pressed and not name] == []


def _window(reader: AtSpi) -> Thing | None:
    app = reader.app(APP)
    windows = app.children() if app is not None else []
    return next((it for it in windows if it.name == "Timeline, Countersign"), None)


@pytest.mark.usefixtures("tray")
def test_a_run_is_read_as_one_sentence_and_safely(reader: AtSpi) -> None:
    """What the sender called itself cannot turn the text around."""
    rows = until(lambda: _rows(reader), "the run", 40)
    (row,) = [name for name in rows if "hostile" in name or "blood" in name]
    assert "U+202E" in row
    assert "\u202e" not in row
    assert "tool call" in row


def _rows(reader: AtSpi) -> list[str]:
    table = reader.find(APP, "list", "Runs")
    return [] if table is None else [row.name for row in table.children() if "blood" in row.name]


def test_the_switch_can_be_pressed(tray: OwnTray, reader: AtSpi, desk: Desktop) -> None:
    """It asks as a click does, and nothing has changed before the answer."""
    switch = reader.find(APP, "check box", "Local-only mode")
    assert switch is not None
    assert "checked" in switch.states
    switch.press()
    desk.windows.wait("local-only mode off")
    assert "checked" in switch.states
    assert tray.json("status")["local_only"]
    until(lambda: _escaped(desk), "the end of the question")


def _escaped(desk: Desktop) -> bool:
    """Put the question aside; it takes no key in its first moment."""
    desk.hands.key("Escape")
    return not desk.windows.titled("local-only mode off")


@pytest.mark.usefixtures("tray")
def test_quick_open_says_what_is_chosen(reader: AtSpi, desk: Desktop) -> None:
    """The field has the focus and a name; what Enter would open is its description."""
    until(lambda: desk.windows.active() == "Timeline, Countersign", "the window's turn")
    desk.hands.key("ctrl+k")
    field = until(lambda: _focused(reader, "Quick open"), "the field")
    assert field.role == "text"
    desk.hands.type("verify")
    until(lambda: field.description == "Verify now", "the deed")
    desk.hands.key("Escape")


def _focused(reader: AtSpi, name: str) -> Thing | None:
    app = reader.app(APP)
    things = app.walk() if app is not None else iter(())
    return next((it for it in things if it.name == name and "focused" in it.states), None)
