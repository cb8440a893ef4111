"""A real recorder before a painted screen, and an agent's run that acts on it.

The screen alone is not real: a desktop drawn with Pillow, its windows told as X11 tells them; the
gate, the masks, the vault and the entries are. `python -m tests.fakes.screened` is `countersign`
with that screen; what it shows is a number in a file (`COUNTERSIGN_TEST_SCENE`).
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError
from desktop_app.host.clock import SystemClock
from desktop_app.host.notices import keep_notice
from desktop_app.host.screen import choose
from desktop_app.host.screen.choose import Screen
from desktop_app.host.screen.frame import Box, Frame, Monitor, NoPicture, Reason
from desktop_app.host.screen.locked import NoLock
from desktop_app.host.screen.windows import Told, Window
from desktop_app.query.query import Query
from tests.fakes import running, telemetry
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from desktop_app.host.screen.frame import Grabbed
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from tests.fakes.running import RunningRecorder

SCENE = "COUNTERSIGN_TEST_SCENE"
SIZE = (1920, 1080)
LOCKED = -1  # the scene of a desktop that refuses
CLICK, TYPE, GOTO = (f"mcp__playwright__browser_{name}" for name in ("click", "type", "navigate"))
# What the agent does: tool, and the scene after it.
DEEDS = ((GOTO, 1), (CLICK, 2), (TYPE, 3), (TYPE, 3), (CLICK, LOCKED), (CLICK, 4))
PICTURES = 10  # of it that are kept
RUN = "run-shots"
TERMINAL = Box(70, 90, 940, 760)
BROWSER = Box(860, 180, 980, 640)
KEEPASS = Box(1290, 600, 560, 400)
_LINES = (
    "> Please order the paper that is on the list.",
    "",
    "* I'll open the shop first.",
    "  browser_navigate(shop.example.net)",
    "* Now I'll look for the paper.",
    "  browser_click(Paper, A4)",
    '  browser_type("2")',
    "  browser_click(Order)",
)


class Painted:
    """`Grabber` and `WindowList` of the painted desktop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def grab(self) -> Grabbed:
        """Paint it."""
        scene = _scene()
        if scene == LOCKED:
            return NoPicture(Reason.REFUSED, "The desktop said no.")
        pixels = bytearray(_pixels(scene))
        whole = Box(0, 0, *SIZE)
        monitors = (Monitor(whole, "HDMI-1", primary=True),)
        return Frame(whole, pixels, monitors, self._clock.now_us())

    def look(self) -> Told:
        """Tell its windows, the lowest first."""
        found = [Window(1, ("kgx", "Console"), "Terminal: claude", TERMINAL, active=_scene() == 0)]
        if _scene() > 0:
            found.append(Window(2, ("Navigator", "firefox"), "Shop", BROWSER, active=True))
        found.append(Window(3, ("keepassxc", "KeePassXC"), "Passwords.kdbx", KEEPASS))
        return Told(tuple(found))

    def close(self) -> None:
        """Nothing is held."""


@lru_cache
def _pixels(scene: int) -> bytes:
    return paint(scene).convert("RGBA").tobytes("raw", "BGRA")


def paint(scene: int) -> Image.Image:
    """Return the desktop: a terminal, from scene 1 on a browser, a password manager."""
    made = Image.new("RGB", SIZE, "#3b4a60")
    draw = ImageDraw.Draw(made)
    for y in range(SIZE[1]):
        draw.line(((0, y), (SIZE[0], y)), fill=(58 - y // 50, 74 - y // 40, 96 - y // 40))
    draw.rectangle((0, 0, SIZE[0], 34), fill="#15171c")
    _write(draw, 24, 6, "Activities", "#e8eaee")
    _write(draw, 1750, 6, "Fri 20 Nov 10:05", "#e8eaee")
    _window(draw, TERMINAL, "Terminal: claude", "#1b1e24", "#e8eaee")
    for number, line in enumerate(_LINES[: 4 + max(0, scene)]):
        _write(draw, TERMINAL.left + 24, TERMINAL.top + 64 + 40 * number, line, "#d8dbe2")
    if scene > 0:
        _browser(draw, scene)
    _window(draw, KEEPASS, "Passwords.kdbx", "#ffffff", "#15171c")
    for number, line in enumerate(
        ("mail     hunter2", "bank     correct horse", "shop     swordfish")
    ):
        _write(draw, KEEPASS.left + 30, KEEPASS.top + 80 + 60 * number, line, "#b0261e")
    return made


def _browser(draw: ImageDraw.ImageDraw, scene: int) -> None:
    _window(draw, BROWSER, "Shop, Mozilla Firefox", "#ffffff", "#15171c")
    draw.rounded_rectangle((890, 240, 1800, 284), 8, fill="#eff0f3")
    _write(draw, 910, 248, "https://shop.example.net/paper", "#4a4e57")
    names = ("Paper, A4, 500 sheets", "Paper, A3, 500 sheets", "Envelopes, 100")
    for number, name in enumerate(names):
        top = 320 + 90 * number
        chosen = scene > 1 and number == 0
        draw.rounded_rectangle(
            (890, top, 1260, top + 70), 8, fill="#dfe8fc" if chosen else "#f5f5f7"
        )
        _write(draw, 910, top + 20, name, "#1a1c21")
    if scene > 2:
        draw.rounded_rectangle((890, 600, 1010, 650), 6, outline="#2757cc", width=3)
        _write(draw, 910, 608, "2", "#1a1c21")
    if scene > 3:
        draw.rectangle((890, 690, 1260, 760), fill="#e2f3ea")
        _write(draw, 910, 708, "Thank you. Order 4711.", "#1b7146")


def _window(draw: ImageDraw.ImageDraw, box: Box, title: str, ground: str, ink: str) -> None:
    draw.rounded_rectangle((box.left, box.top, box.right - 1, box.bottom - 1), 10, fill=ground)
    bar = "#2a2d34" if ink == "#e8eaee" else "#e6e7eb"
    draw.rounded_rectangle((box.left, box.top, box.right - 1, box.top + 42), 10, fill=bar)
    _write(draw, box.left + 20, box.top + 8, title, ink)


def _write(draw: ImageDraw.ImageDraw, x: int, y: int, text: str, ink: str) -> None:
    draw.text((x, y), text, fill=ink, font=ImageFont.load_default(22))


def _scene() -> int:
    return int(Path(os.environ[SCENE]).read_text())


def of_system(clock: Clock, ids: IdSource, environment: object = None) -> Screen:  # noqa: ARG001 - theirs
    """Return the painted desktop, whatever is asked for."""
    painted = Painted(clock)
    return Screen(painted, painted, NoLock())


@contextmanager
def recorder(home: Path, **more: str) -> Iterator[RunningRecorder]:
    """Start a recorder before the painted screen."""
    made = running.start(environment(home, **more), module="tests.fakes.screened")
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.stop()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of such a recorder."""
    home.mkdir(parents=True, exist_ok=True)
    scene = home / "scene"
    scene.write_text("0")
    root = str(Path(__file__).resolve().parents[2])
    return running.environment(home, **{SCENE: str(scene), "PYTHONPATH": root, **more})


def show(recorder: RunningRecorder, scene: int) -> None:
    """Have the screen show another scene from now on."""
    Path(recorder.environment[SCENE]).write_text(str(scene))


def captures(recorder: RunningRecorder) -> int:
    """Return how many looks at the screen are written down and indexed."""
    try:
        with Query(recorder.data_dir / "index.db", recorder.data_dir / "ledger.db") as query:
            return sum(int(run["captures"]) for run in query.evidence_runs())
    except CountersignError:
        return 0  # nothing is indexed yet


def allow(recorder: RunningRecorder, purpose: str = "screenshots") -> None:
    """Give the consent, as a person who read the notice."""
    shown = keep_notice("keep-screenshots", 90)
    consent = {"digest": shown.digest, "latency_ms": 4_000}
    with ControlClient(recorder.ready["control"]) as client:
        args: Any = {"purpose": purpose, "consent": consent, "confirmed": True}
        client.call("consent.give", args)


def act(
    recorder: RunningRecorder, run_id: str = RUN, deeds: Any = DEEDS, pictures: int = PICTURES
) -> None:
    """Have an agent ask, act and report, its telemetry after it; wait until all is indexed.

    `pictures`: how many of them are kept, of two a deed.
    """
    spans: list[dict[str, Any]] = []
    show(recorder, 0)
    first = _now_ns()
    with ControlClient(recorder.ready["control"]) as client:
        for number, deed in enumerate(deeds, 1):
            spans.append(_deed(recorder, client, run_id, number, deed))
    last = _now_ns()
    turn = {"id": 1, "name": "claude_code.interaction", "start": first, "end": last}
    whole = [{**turn, "attributes": {"session.id": run_id}}, *spans]
    for span in whole:
        span |= {"start": span["start"] - telemetry.T0, "end": span["end"] - telemetry.T0}
        span["attributes"]["session.id"] = run_id
    body = telemetry.traces(*whole).SerializeToString()
    recorder.post("/v1/traces", body, {"content-type": "application/x-protobuf"})
    settle(recorder, pictures)


def settle(recorder: RunningRecorder, pictures: int) -> None:
    """Wait until so many pictures were kept since the recorder's start, and all is indexed."""
    with ControlClient(recorder.ready["control"]) as client:

        def kept() -> bool:
            told: Any = client.call("status")["captures"]
            return bool(told["count"] >= pictures)

        until(kept)
    recorder.wait_indexed()


def _ask(recorder: RunningRecorder, action: Any) -> Any:
    """Ask as its telemetry is sent: without a token."""
    with ControlClient(recorder.ready["control"]) as client:
        return client.call("action.begin", {"action": action}, timeout_s=60.0)


def _answer(client: ControlClient, asked: Future[Any]) -> None:
    """Allow what is asked, once."""
    while not asked.done():
        found: Any = client.call("questions", {"after": -1, "wait_s": 0.1})
        for question in found["questions"]:
            given: dict[str, Any] = {
                "id": question["id"],
                "answer": "once",
                "digest": sha256(question["notice"]["text"].encode()).hexdigest(),
                "latency_ms": 4_100,
                "by": "you",
                "confirmed": True,
            }
            client.call("answer", given)


def _now_ns() -> int:
    return SystemClock().now_us() * 1000


def _deed(
    recorder: RunningRecorder,
    client: ControlClient,
    run_id: str,
    number: int,
    deed: tuple[str, int],
) -> dict[str, Any]:
    call_id = f"toolu_{run_id}_{number:04}"
    tool, scene = deed
    begun = _now_ns()
    action = {
        "agent": "claude-code",
        "tool": tool,
        "arguments": {"element": "Paper, A4"},
        "run_id": run_id,
        "call_id": call_id,
        "deadline_s": 20,
    }
    known = captures(recorder)
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(_ask, recorder, action)
        _answer(client, future)
        told = future.result()
    assert told["decision"] == "allow", told
    until(lambda: captures(recorder) > known)
    show(recorder, scene)
    result = {"outcome": "ok", "call_id": call_id}
    args: Any = {"intent": told["intent"], "result": result}
    client.call("action.result", args)
    until(lambda: captures(recorder) > known + 1)
    named = {"tool_name": tool, "tool_use_id": call_id}
    span = {"id": 10 + number, "parent": 1, "name": "claude_code.tool", "attributes": named}
    return {**span, "start": begun, "end": _now_ns()}


if __name__ == "__main__":
    choose.of_system = of_system
    from desktop_app.__main__ import main

    sys.exit(main())
