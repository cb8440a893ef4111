"""Claude Code, Codex and Gemini, the real programs, on a desktop: the mouse decides what runs.

They are wired by `countersign setup`, talk to a scripted model on this machine, and ask the
recorder that the tray started. Buttons are found as assistive technology finds them, and clicked.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import PIPE, Popen, run
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_real_agents import AGENTS, HERE, prefix
from tests.fakes.desk.at_spi import ENVIRONMENT, AtSpi
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.desk.own_tray import OwnTray
    from tests.fakes.desk.windows import Window

__all__ = ["prefix"]  # a fixture
pytestmark = pytest.mark.agents
APP, ASKS = "Countersign", " asks to "
AGENT_S = 150.0


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[Choice], Desktop], prefix: Path) -> Desktop:
    """A desktop whose programs speak to assistive technology, with the agents on the PATH."""
    made = make_desk(Choice())
    made.environment.update(ENVIRONMENT)
    bin_folder = prefix / "node_modules" / ".bin"
    made.environment["PATH"] = f"{bin_folder}{os.pathsep}{made.environment['PATH']}"
    return made


@pytest.fixture
def eyes(desk: Desktop) -> Iterator[AtSpi]:
    """What is on the windows, by role and name."""
    made = AtSpi(desk)
    yield made
    made.close()


@dataclass(frozen=True)
class Machine:
    """A desktop, the tray on it, and where the agents are installed."""

    desk: Desktop
    tray: OwnTray
    eyes: AtSpi
    npm: Path
    scratch: Path

    @contextmanager
    def agent(self, name: str, scenario: str, at: str) -> Iterator[tuple[Path, Popen[str]]]:
        """Start a wired agent in a HOME of its own; yield its folder and it; see it end well."""
        workdir, home = self.scratch / at, self.scratch / "home"
        workdir.mkdir()
        home.mkdir(exist_ok=True)
        environment = {**self.desk.environment, "HOME": str(home)}
        where = ["--data-dir", str(self.tray.data_dir)]
        run(
            [sys.executable, "-m", "desktop_app", "setup", name, *where],
            env=environment,
            check=True,
        )
        command = [sys.executable, str(HERE / "run_agent.py"), AGENTS[name][0]]
        command += ["--npm-prefix", str(self.npm), "--home", str(home)]
        command += ["--workdir", str(workdir), "--scenario", scenario]
        with Popen(command, stdout=PIPE, env=environment, text=True) as process:
            yield workdir, process
            said, _ = process.communicate(timeout=AGENT_S)
        assert json.loads(said)["rc"] == 0, said

    def click_until_it_ends(self, button: str, process: Popen[str]) -> None:
        """Answer whatever is asked by a click, again while it does not count (the first 600 ms)."""

        def over() -> bool:
            if self.desk.windows.titled(ASKS):
                place = self.eyes.place(APP, "push button", button)
                if place is not None:
                    self.desk.hands.click(*place)
            return process.poll() is not None

        until(over, "the agent's end", AGENT_S)

    def bubble(self) -> Window | None:
        """Return the notification, once it is drawn."""
        found = [one for one in self.desk.windows.of_class("notifyd") if one.width > 100]
        return next((one for one in found if self.desk.screen.drawn(one.box)), None)

    def deny_in_notifications(self, process: Popen[str]) -> None:
        """Click the first button of each notification until the agent has ended."""

        def over() -> bool:
            bubble = self.bubble()
            if bubble is not None:
                _, _, right, bottom = bubble.box
                self.desk.hands.click(right - 150, bottom - 31)
            return process.poll() is not None

        until(over, "the agent's end", AGENT_S)

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Return the newest entries of the gate, by kind and decision."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.tray.json("audit-log"):
            found.setdefault(f"{row['kind']} {row['decision']}", []).append(row["params"])
        return found


@pytest.fixture
def machine(desk: Desktop, tray: OwnTray, eyes: AtSpi, prefix: Path, tmp_path: Path) -> Machine:
    """Return all of it."""
    return Machine(desk, tray, eyes, prefix, tmp_path)


def happened(name: str, workdir: Path) -> bool:
    """Whether what `risky` asks for was done: a file written outside, or one deleted.

    Gemini itself refuses the one, Codex the other, whoever allows it.
    """
    if name == "gemini":
        return not (workdir / "hello.txt").exists()
    return (workdir.parent / f"outside-of-{workdir.name}.txt").exists()


@pytest.mark.parametrize("name", list(AGENTS))
def test_a_click_releases_a_call_and_a_click_blocks_it(name: str, machine: Machine) -> None:
    """Allow once: it runs. Deny: it does not. The record says who answered, and what ran."""
    with machine.agent(name, "risky", "allowed") as (workdir, process):
        machine.click_until_it_ends("Allow once", process)
    assert happened(name, workdir)
    with machine.agent(name, "risky", "denied") as (workdir, process):
        machine.click_until_it_ends("Deny", process)
    assert not happened(name, workdir)
    found = machine.records()
    given, refused = found["consent.record given"], found["consent.record refused"]
    assert {record["by"] for record in given + refused} == {"you"}
    approved = {record["intent"] for record in found["action.effect approved"]}
    assert approved
    assert approved <= {record["intent"] for record in given}
    assert not any("failed_open" in kind for kind in found)


@pytest.mark.parametrize("name", list(AGENTS))
def test_deny_in_a_notification_blocks_a_call(name: str, machine: Machine) -> None:
    """A tool of an MCP server is asked about; it never runs."""
    with machine.agent(name, "mcp", "mcp") as (_, process):
        machine.deny_in_notifications(process)
    found = machine.records()
    (refused,) = found["consent.record refused"]
    assert refused["by"] == "you, notification"
    effects = [
        row for kind, rows in found.items() if kind.startswith("action.effect") for row in rows
    ]
    assert refused["intent"] not in {row["intent"] for row in effects}
    assert not any("failed_open" in kind for kind in found)
