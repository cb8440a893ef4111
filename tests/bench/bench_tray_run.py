"""How fast a run is painted, scrolled and followed in the tray's run page.

    python -m tests.bench.bench_tray_run [--million]

A real recorder holds the runs; the page is the real one, offscreen (QT_QPA_PLATFORM=offscreen).
10,000 spans: from the click to the painted page. Scrolling: a page down, painted. Following: CPU
of this process, as part of a core, while 1,000 spans a second arrive in the run that is shown.
`--million`: opens and scrolls a run of a million spans, too.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths
from desktop_app.tray.desk import Desk, Go
from desktop_app.tray.link import Link
from desktop_app.tray.reader import Reader
from desktop_app.tray.theme import Theme
from desktop_app.tray.views.notices import Notices
from desktop_app.tray.views.run.run_page import RunPage
from desktop_app.tray.work import Work
from tests.bench.table import Figure, markdown
from tests.fakes import running, telemetry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.running import RunningRecorder

SPANS, MILLION, BATCH = 10_000, 1_000_000, 1_000
RATE, FOLLOWED_S = 1_000, 20
PAINTED_MS, PAGE_MS, CORE = 250.0, 25.0, 0.03
SIZE = (1068, 800)  # the page in a window of 1280
PROTOBUF = {"content-type": "application/x-protobuf"}
MS = 1_000_000


def batch(session: str, first: int, spans: int, step_ns: int, begin_ns: int) -> bytes:
    """Return a request: of ten spans one is a model call, two are tool calls, the rest steps."""
    rng = random.Random(first)  # noqa: S311 - the same spans each time
    trace = session.encode().ljust(16, b"\0")[:16]
    made = []
    for number in range(first, first + spans):
        kind = number % 10
        said: dict[str, str | int] = {"session.id": session}
        name = "step"
        if kind == 0:
            name = "claude_code.llm_request"
            said |= {"model": "claude-opus-4-8", "input_tokens": 300, "output_tokens": 50}
        elif kind in {3, 6}:
            name = "claude_code.tool"
            said |= {"tool_name": ("Bash", "Read")[kind == 6], "tool_use_id": f"t{number}"}
        start = begin_ns + number * step_ns
        end = start + rng.randrange(step_ns // 2, 4 * step_ns)
        made.append({"name": name, "id": number + 1, "trace": trace, "start": start, "end": end})
        made[-1]["attributes"] = said
    return telemetry.traces(*made).SerializeToString()


def fill(recorder: RunningRecorder, session: str, spans: int, step_ns: int = 3 * MS) -> None:
    """Send a run of so many spans."""
    for first in range(0, spans, BATCH):
        body = batch(session, first, min(BATCH, spans - first), step_ns, 0)
        assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200


@contextmanager
def page(recorder: RunningRecorder) -> Iterator[RunPage]:
    """Yield a page of this recorder's data directory, on the screen and empty."""
    os.environ.update(recorder.environment)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme, paths = Theme(app, "light"), Paths.resolve()
    notices = Notices(theme)
    desk = Desk(
        paths=paths,
        clock=SystemClock(),
        ids=SystemIds(),
        link=Link(paths, notices.error),
        reader=Reader(paths, notices.error),
        work=Work(notices.error),
        theme=theme,
        notices=notices,
        go=Go(),
    )
    made = RunPage(desk)
    made.resize(*SIZE)
    made.show()
    QApplication.processEvents()
    try:
        yield made
    finally:
        made.hidden()
        made.close()
        desk.reader.close()
        desk.work.close()
        desk.link.close()


def until(done: Callable[[], bool], patience_s: float = 600.0) -> None:
    """Run the event loop, asleep between events as in the tray, until something holds."""
    loop, look = QEventLoop(), QTimer()
    deadline = time.monotonic() + patience_s
    look.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > deadline else None)
    look.start(1)
    if not done():
        loop.exec()
    assert done()


def opened_ms(shown: RunPage, ref: str) -> float:
    """Return how long it takes from the click until the run is painted."""
    began = time.perf_counter()
    shown.open(ref)
    until(lambda: shown.picture is not None)
    shown.repaint()
    return (time.perf_counter() - began) * 1000


def page_ms(shown: RunPage, steps: int = 60) -> float:
    """Return how long a page down takes, painted: the median over the whole run."""
    bar, took = shown.waterfall.verticalScrollBar(), []
    for step in range(steps):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // steps)
        shown.waterfall.viewport().repaint()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def followed_part(recorder: RunningRecorder, shown: RunPage) -> tuple[float, int]:
    """Return (part of a core, rows at the end) of following a run of 1,000 spans a second."""
    session = "followed"
    command = [sys.executable, "-m", "tests.bench.bench_tray_run", "--send", recorder.url]
    sender = subprocess.Popen(command)
    try:
        until(lambda: _begun(recorder, session))
        shown.open(session)
        until(lambda: shown.picture is not None)
        began, used = time.perf_counter(), time.process_time()
        loop = QEventLoop()
        QTimer.singleShot(FOLLOWED_S * 1000, loop.quit)
        loop.exec()
        part = (time.process_time() - used) / (time.perf_counter() - began)
        return part, 0 if shown.picture is None else len(shown.picture.rows)
    finally:
        sender.terminate()
        sender.wait()


def send_at_rate(url: str) -> None:
    """Send a run at that rate until somebody ends this process."""
    parts, part = urlsplit(url), RATE // 10
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    began, telemetry.T0 = time.monotonic(), SystemClock().now_us() * 1000
    for number in count():
        body = batch("followed", number * part, part, MS, 0)
        connection.request("POST", "/v1/traces", body, PROTOBUF)
        connection.getresponse().read()
        time.sleep(max(0.0, began + (number + 1) / 10 - time.monotonic()))


def _begun(recorder: RunningRecorder, session: str) -> bool:
    return any(run["run_id"] == session for run in recorder.cli_json_any("runs"))


def figures(*, million: bool = False) -> list[Figure]:
    """Return the run page's lines of the table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication.instance() or QApplication(sys.argv[:1])
    found = []
    with tempfile.TemporaryDirectory() as home, running.running(Path(home)) as recorder:
        sizes = {"10,000": SPANS, **({"a million": MILLION} if million else {})}
        for spans in sizes.values():
            fill(recorder, f"run-of-{spans}", spans)
        recorder.wait_indexed()
        with page(recorder) as shown:
            for name, spans in sizes.items():
                took = [
                    opened_ms(shown, f"run-of-{spans}") for _ in range(3 if spans == SPANS else 1)
                ]
                goal = PAINTED_MS if spans == SPANS else None
                found.append(_line(f"run of {name} spans, from click to paint", median(took), goal))
                found.append(_line(f"run of {name} spans, a page down", page_ms(shown), PAGE_MS))
            part, rows = followed_part(recorder, shown)
            seen = f"{part * 100:.1f} % of a core, {rows:,} rows at the end"
            name = f"a run that gets {RATE:,} spans a second, followed for {FOLLOWED_S} s"
            found.append(Figure(name, seen, goal="< 3 %", reached=part < CORE))
    return found


def _line(name: str, took_ms: float, goal_ms: float | None) -> Figure:
    goal = "" if goal_ms is None else f"< {goal_ms:.0f} ms"
    return Figure(name, f"{took_ms:.1f} ms", goal=goal, reached=goal_ms and took_ms < goal_ms)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_tray_run")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--send", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.send:
        send_at_rate(options.send)
    sys.stdout.write(markdown(figures(million=options.million)))
