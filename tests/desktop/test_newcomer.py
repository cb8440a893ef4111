"""A newcomer's first half hour on a real desktop, and every step of it found in the record.

Three agents' recorded runs come in; a tool call is found; local-only mode goes off and on; the
record is verified; a run is exported and the bundle checked. By icon, menu, keys and buttons alone,
the buttons pressed as assistive technology presses them.
"""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.fakes import recorded
from tests.fakes.desk.at_spi import ENVIRONMENT, AtSpi
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.own_tray import READY_S, OwnTray
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.desk.tray_item import TrayItem

pytestmark = pytest.mark.desktop
APP = "Countersign"
RUNS = ("claude-gzip-protobuf", "codex-protobuf", "gemini-json")
_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[Choice], Desktop]) -> Desktop:
    """A desktop with a panel, whose programs speak to assistive technology."""
    if not _LAUNCHER.exists():
        pytest.skip("needs the packages at-spi2-core")
    made = make_desk(Choice())
    made.environment.update(ENVIRONMENT)
    return made


@pytest.fixture
def eyes(desk: Desktop) -> Iterator[AtSpi]:
    """What is on the windows, by role and name."""
    made = AtSpi(desk)
    yield made
    made.close()


@pytest.fixture
def tray(desk: Desktop, tmp_path: Path) -> Iterator[OwnTray]:
    """A tray that is not started yet."""
    made = OwnTray(desk, tmp_path / "data")
    yield made
    made.close()


def send(tray: OwnTray, name: str) -> None:
    """Send a recorded run as its agent did."""
    parts = urlsplit(tray.json("status")["otlp_http"])
    for body in recorded.run(name).bodies:
        headers = {"content-type": body.content_type}
        if body.content_encoding:
            headers["content-encoding"] = body.content_encoding
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request("POST", f"/v1/{body.signal.value}", body.raw, headers)
        assert connection.getresponse().status == 200
        connection.close()


def press(eyes: AtSpi, name: str, role: str = "push button") -> None:
    """Press a button once it is there."""
    until(lambda: eyes.press(APP, role, name), name, READY_S)


def test_every_step_of_the_first_half_hour_is_in_the_record(
    tray: OwnTray, desk: Desktop, eyes: AtSpi, tmp_path: Path
) -> None:
    """The issue's "Done when", step by step."""
    item = tray.start()
    item.wait_tool_tip("Recording, local-only")
    for name in RUNS:
        send(tray, name)
    item.activate()
    timeline = desk.windows.wait("Timeline, Countersign", READY_S)
    until(lambda: len(tray.json("runs")) == len(RUNS), "three runs", READY_S)
    desk.screen.save(tmp_path / "timeline.png", timeline.box)
    _find_a_tool_call(desk, eyes)
    desk.screen.save(tmp_path / "run.png", timeline.box)
    _open_and_shut_the_door(desk, eyes, item)
    item.click("Verify now")
    desk.windows.wait("Integrity, Countersign", READY_S)
    until(lambda: "verdict" in tray.kinds(), "a verdict", READY_S)
    item.click("Export audit bundle…")
    desk.windows.wait("Export audit bundle", READY_S)
    press(eyes, "Export")
    until(lambda: "bundle.exported" in tray.kinds(), "the bundle", READY_S)
    press(eyes, "Check it now")
    until(lambda: tray.kinds().count("verdict") == 2, "the bundle's verdict", READY_S)
    _all_of_it_is_in_the_record(tray)


def _find_a_tool_call(desk: Desktop, eyes: AtSpi) -> None:
    """Ctrl+K, a few letters, Enter: its run opens."""
    until(lambda: desk.windows.active() == "Timeline, Countersign", "the window to have the focus")
    desk.hands.key("ctrl+k")
    desk.hands.type("read_file")
    call = "Tool call, read_file, Gemini CLI"
    until(lambda: eyes.first(APP, lambda it: it.name.startswith(call)), "the tool call", READY_S)
    desk.hands.key("Return")
    desk.windows.wait("Run, Countersign", READY_S)


def _open_and_shut_the_door(desk: Desktop, eyes: AtSpi, item: TrayItem) -> None:
    """Off is asked for, on is not."""
    item.click("Local-only mode")
    desk.windows.wait("Turn local-only mode off")

    def turned_off() -> bool:
        eyes.press(APP, "push button", "Turn off")  # in its first 600 ms a press does nothing
        return not desk.windows.titled("Turn local-only mode off")

    until(turned_off, "the dialog's end", READY_S)
    item.wait_tool_tip("door open")
    item.click("Local-only mode")
    item.wait_tool_tip("Recording, local-only")


def _all_of_it_is_in_the_record(tray: OwnTray) -> None:
    """In order, with who did it; and the record still verifies."""
    done = [json.loads(line) for line in tray.cli("audit-log").stdout.splitlines()]
    steps = ["consent.record", "mode.changed", "mode.changed", "verdict", "bundle.export"]
    steps += ["bundle.exported", "verdict"]
    assert [line["kind"] for line in done if line["kind"] in set(steps)] == steps
    assert {x["operator"] for x in done if x["kind"] == "mode.changed"} == {"person"}
    assert tray.cli("verify").stdout.startswith("CONSISTENT")
