"""Pictures around what Claude Code, Codex and Gemini, the real programs, do to a real screen.

They are wired by `countersign setup` and call `browser_click` of an MCP server, which gives a
window another colour. A password manager is open all the time.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64decode
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from subprocess import run
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from desktop_app.capture.screens import rawform
from desktop_app.host.screen.frame import Box
from desktop_app.model import screenform
from desktop_app.query.query import Query
from tests.e2e.test_gated_agents import policy
from tests.e2e.test_real_agents import AGENTS, HERE, NO_RULES, RUN_S, prefix
from tests.fakes import consenting, running
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.coloured import Coloured
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.desk.desktop import Desktop
    from tests.fakes.running import RunningRecorder

__all__ = ["prefix"]  # a fixture
pytestmark = pytest.mark.agents
BARE = Choice(panel="none", notifications="none", keyring="none", size=(800, 600))
ROOT = Path(__file__).resolve().parents[2]
RULE = "rules:\n  - {name: no-clicks, effect: deny, tools: ['*browser_click'], why: A test.}\n"
NO_CLICKS = NO_RULES.replace("rules: []\n", RULE)
PAGE, SECRET = "00ff00", "ff0000"
MASK = (40, 40, 40)
PAGE_AT, SECRET_AT = Box(450, 350, 200, 150), Box(100, 100, 200, 150)
PAGE_TITLE, SECRET_TITLE = "Shop of the test", "Passwords of the test"
Subjects = list[dict[str, Any]]


@dataclass(frozen=True)
class Stage:
    """A recorder on a desktop, a page that an agent clicks on, and where the agents are."""

    recorder: RunningRecorder
    desk: Desktop
    page: int
    npm: Path

    @property
    def control(self) -> str:
        """The recorder's control address."""
        return str(self.recorder.ready["control"])

    def act(self, name: str) -> list[tuple[str, str]]:
        """Wire an agent, have it click; return the model's calls: id ("" for none) and colour."""
        self.recorder.cli_json("setup", name)
        home = Path(self.recorder.environment["HOME"])
        workdir = home.parent / "work"
        workdir.mkdir()
        words = [sys.executable, HERE / "run_agent.py", AGENTS[name][0], "--scenario", "clicks"]
        words += ["--npm-prefix", self.npm, "--home", home, "--workdir", workdir]
        words += ["--mcp-name", "playwright", "--mcp-server", self._server()]
        command = [str(word) for word in words]
        done = run(command, capture_output=True, text=True, timeout=RUN_S, check=True)
        told = json.loads(done.stdout)
        assert told["rc"] == 0, told
        self.recorder.wait_indexed()
        return [(call_id, arguments["colour"]) for call_id, arguments in told["calls"]]

    def _server(self) -> str:
        display = self.desk.environment["DISPLAY"]
        words = ["-m", "tests.fakes.mcp_clicks", display, str(self.page)]
        server = {"command": sys.executable, "args": words, "env": {"PYTHONPATH": str(ROOT)}}
        return json.dumps(server)  # noqa: TID251 - an argument

    def subjects(self, kind: str) -> Subjects:
        """Return what the entries of a kind say, and their numbers, oldest first."""
        lines = self.recorder.cli("ledger", "export", "--jsonl").stdout.splitlines()
        found = [entry for entry in map(json.loads, lines) if entry["kind"] == kind]
        return [{"seq": entry["seq"], **entry["subject"]} for entry in found]

    def captures(self) -> Subjects:
        """Return the looks at the screen in the one run, as the evidence view knows them."""
        data = self.recorder.data_dir
        (found,) = self.recorder.cli_json("runs")
        with Query(data / "index.db", data / "ledger.db") as query:
            return query.captures(query.run(found["run_id"])["run"])

    def reveal(self, capture: dict[str, Any]) -> tuple[Image.Image, Image.Image]:
        """Reveal a picture and its thumbnail."""
        found = {piece["media"]: self._revealed(piece["ref"]) for piece in capture["pieces"]}
        small = Image.open(BytesIO(found["image/webp"])).convert("RGB")
        return rawform.decode(found[screenform.MEDIA]), small

    def _revealed(self, ref: str) -> bytes:
        told = consenting.reveal(self.control, ref)
        assert told["next"] is None
        return b64decode(told["data_base64"])

    def page_colour(self) -> tuple[int, ...]:
        """Return the page's colour on the screen itself."""
        return _at(self.desk, 550, 430)


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[Choice], Desktop]) -> Desktop:
    """A desktop with a window manager and nothing else."""
    return make_desk(BARE)


@pytest.fixture
def stage(desk: Desktop, prefix: Path, tmp_path: Path) -> Iterator[Stage]:
    """All of it, both windows drawn; nobody is asked about clicks."""
    data = tmp_path / "home" / "data"
    data.mkdir(mode=0o700, parents=True)
    (data / "policy.yaml").write_text(NO_RULES)
    coloured = Coloured(desk.environment["DISPLAY"])
    page = coloured.window(int(PAGE, 16), PAGE_AT, "Editor", PAGE_TITLE)
    coloured.window(int(SECRET, 16), SECRET_AT, "KeePassXC", SECRET_TITLE)
    until(lambda: (_at(desk, 550, 430), _at(desk, 200, 175)) == (_rgb(PAGE), _rgb(SECRET)), "both")
    with running.running(tmp_path / "home", **_session(desk, prefix)) as recorder:
        yield Stage(recorder, desk, page, prefix)
    coloured.close()


def _session(desk: Desktop, npm: Path) -> dict[str, str]:
    """Return what a recorder of that desktop's session has in its environment."""
    own = ("HOME", "XDG_RUNTIME_DIR")
    found = {name: value for name, value in desk.environment.items() if name not in own}
    return {**found, "PATH": f"{npm / 'node_modules' / '.bin'}{os.pathsep}{found['PATH']}"}


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def _at(desk: Desktop, x: int, y: int) -> tuple[int, ...]:
    return desk.screen.picture().pixelColor(x, y).getRgb()[:3]


def _is_hidden(picture: Image.Image, small: Image.Image, box: Box) -> bool:
    """Tell whether an area is masked in both sizes, and the password manager's red nowhere."""
    area = picture.crop((box.left, box.top, box.right, box.bottom))
    scale = picture.width // small.width
    inside = box.left // scale + 1, box.top // scale + 1, box.right // scale, box.bottom // scale
    lowest_highest = small.crop(inside).convert("L").getextrema()
    reds = [count for count, colour in picture.getcolors(480_000) or () if colour == _rgb(SECRET)]
    masked = area.getcolors() == [(box.width * box.height, MASK)]
    return masked and not reds and all(abs(grey - MASK[0]) < 20 for grey in lowest_highest)


@pytest.mark.parametrize("name", list(AGENTS))
def test_each_call_has_one_picture_before_and_one_after(name: str, stage: Stage) -> None:
    """Bound to the model's own call: the old colour, then the new one; the password in none."""
    consenting.give(stage.control, ["screenshots"])
    calls = stage.act(name)
    assert len(calls) == 2
    captures = stage.captures()
    intents = [(one["seq"], one["call_id"] or "") for one in stage.subjects("action.intent")]
    assert [call_id for _, call_id in intents] == [call_id for call_id, _ in calls]
    told = [capture["subject"] for capture in captures]
    assert [(one["intent"], one.get("call_id", ""), one["trigger"]) for one in told] == [
        (*intent, trigger) for intent in intents for trigger in ("before", "after")
    ]
    shown = [stage.reveal(capture) for capture in captures]
    first, second = (_rgb(colour) for _, colour in calls)
    pages = [picture.getpixel((550, 430)) for picture, _ in shown]
    assert pages == [_rgb(PAGE), first, first, second]
    assert stage.page_colour() == second
    for subject, (picture, small) in zip(told, shown, strict=True):
        (masked,) = subject["masked"]
        at = masked["box"]
        assert masked == {"rule": "password-managers", "app": "KeePassXC", "box": at}
        assert SECRET_AT.common(Box(*at)) == SECRET_AT
        assert _is_hidden(picture, small, Box(*at))
    assert stage.recorder.cli("verify").returncode == 0


@pytest.mark.parametrize("name", list(AGENTS))
def test_a_refused_consent_gives_no_picture_and_the_ledger_says_so(name: str, stage: Stage) -> None:
    """Once for the run; the agent is not held up."""
    assert consenting.refuse(stage.control, ["screenshots"]) == []
    calls = stage.act(name)
    assert len(stage.subjects("action.effect")) == len(calls) == 2
    assert stage.page_colour() == _rgb(calls[-1][1])
    (capture,) = stage.captures()
    assert capture["subject"]["outcome"] == "not_granted"
    assert capture["pieces"] == []
    assert "kept" not in capture["subject"]
    (said,) = stage.subjects("consent.record")
    assert (said["purpose"], said["state"]) == ("screenshots", "refused")
    assert stage.recorder.cli_json("status")["captures"]["count"] == 0


def test_a_click_that_was_denied_gives_no_picture(stage: Stage) -> None:
    """Nothing acts on the screen."""
    consenting.give(stage.control, ["screenshots"])
    policy(stage.recorder, NO_CLICKS)
    stage.act("claude-code")
    decided = {one["decision"] for one in stage.subjects("action.intent")}
    assert decided == {"denied"}
    assert stage.captures() == []
    assert stage.page_colour() == _rgb(PAGE)
