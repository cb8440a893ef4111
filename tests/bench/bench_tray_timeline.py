"""How fast the list of all runs is painted, scrolled and kept up, beside a plain list of Qt's.

    python -m tests.bench.bench_tray_timeline [RUNS ...]

The yardstick is a QTableView over the same number of rows in memory: eleven columns of text that
are there already. What is measured: `TimelinePage` over an index made of as many runs, offscreen
(QT_QPA_PLATFORM=offscreen), from the moment it is shown until the first rows are painted; a page
down until its rows are painted; the end of the list likewise; the memory that the list takes. Last:
what it costs to look on while a real recorder gets 1,000 spans a second in one run.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QAbstractTableModel, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths
from desktop_app.tray.desk import Desk, Go
from desktop_app.tray.link import Link
from desktop_app.tray.reader import Reader
from desktop_app.tray.theme import Theme
from desktop_app.tray.views.notices import Notices
from desktop_app.tray.views.timeline_page import TimelinePage
from desktop_app.tray.work import Work
from tests.bench.bench_tray_run import FOLLOWED_S, RATE, until
from tests.bench.table import Figure, markdown
from tests.fakes import running
from tests.fakes.many_runs import make

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (100_000, 1_000_000)
SIZE = (1068, 800)  # the page in a window of 1280
PAINTED_MS, PAGE_MS, CORE = 400.0, 25.0, 0.03
STEPS = 60


class Plain(QAbstractTableModel):
    """Rows of text in memory."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = [("10:24:45", "Claude Code", "Prompt", str(n)) for n in range(rows)]

    def rowCount(self, _parent: Any = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return len(self._rows)

    def columnCount(self, _parent: Any = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns that our list has."""
        return 11

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column() % 4]
        return None


@contextmanager
def desk_of(paths: Paths) -> Iterator[Desk]:
    """Yield a desk over a data directory."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, "light")
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
    try:
        yield desk
    finally:
        desk.reader.close()
        desk.work.close()
        desk.link.close()


def painted(page: TimelinePage) -> bool:
    """Tell whether all rows in view are there."""
    first, last = page.table.places()
    return last >= first and not page.model.missing(first, last)


def measured(runs: int, folder: Path) -> dict[str, float]:
    """Return milliseconds, and megabytes, of a list of so many runs."""
    paths = Paths.resolve(folder / str(runs))
    paths.index.parent.mkdir(parents=True)
    make(paths.index, runs, until_us=SystemClock().now_us(), with_calls=20_000)
    paths.ledger.touch()
    found: dict[str, float] = {}
    with desk_of(paths) as desk:
        memory = _resident()
        began = time.perf_counter()
        page = TimelinePage(desk)
        page.resize(*SIZE)
        page.show()
        page.shown()
        until(lambda: painted(page))
        page.table.viewport().repaint()
        found["painted"] = _ms(began)
        until(lambda: page.model.order.count == runs)
        found["memory"] = _resident() - memory
        bar = page.table.verticalScrollBar()
        began = time.perf_counter()
        bar.setValue(bar.maximum())
        until(lambda: painted(page))
        page.table.viewport().repaint()
        found["end"] = _ms(began)
        found |= _scrolled(page)
        page.hidden()
        page.deleteLater()
    return found


def _scrolled(page: TimelinePage) -> dict[str, float]:
    """Return how long the main thread is busy with a page, and when the page is whole."""
    bar, busy, whole = page.table.verticalScrollBar(), [], []
    for step in range(STEPS):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // STEPS)
        page.table.viewport().repaint()
        used = _ms(began)
        until(lambda: painted(page))
        began_again = time.perf_counter()
        page.table.viewport().repaint()
        busy.append(used + _ms(began_again))
        whole.append(_ms(began))
    return {"busy": median(busy), "whole": median(whole)}


def yardstick(rows: int) -> dict[str, float]:
    """Return the same of a plain table."""
    model = Plain(rows)
    began = time.perf_counter()
    table = QTableView()
    table.setModel(model)
    table.resize(*SIZE)
    table.show()
    QApplication.processEvents()
    table.viewport().repaint()
    found = {"painted": _ms(began)}
    bar, took = table.verticalScrollBar(), []
    for step in range(STEPS):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // STEPS)
        table.viewport().repaint()
        took.append(_ms(began))
    table.close()
    return {**found, "busy": median(took)}


def looked_on() -> tuple[float, int]:
    """Return (part of a core, runs shown) while a recorder gets 1,000 spans a second."""
    with tempfile.TemporaryDirectory() as home, running.running(Path(home)) as recorder:
        os.environ.update(recorder.environment)
        command = [sys.executable, "-m", "tests.bench.bench_tray_run", "--send", recorder.url]
        sender = subprocess.Popen(command)
        try:
            with desk_of(Paths.resolve()) as desk:
                desk.link.start()
                page = TimelinePage(desk)
                page.resize(*SIZE)
                page.show()
                page.shown()
                until(lambda: page.model.order.count > 0 and painted(page))
                began, used = time.perf_counter(), time.process_time()
                loop = QEventLoop()
                QTimer.singleShot(FOLLOWED_S * 1000, loop.quit)
                loop.exec()
                part = (time.process_time() - used) / (time.perf_counter() - began)
                page.hidden()
                return part, page.model.order.count
        finally:
            sender.terminate()
            sender.wait()


def figures(sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    """Return the list's lines of the table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication.instance() or QApplication(sys.argv[:1])
    found = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for runs in sizes:
            yard, seen = yardstick(runs), measured(runs, Path(name))
            of = f"{runs:,} runs"
            found += [
                _line(f"{of}: shown to painted", seen, yard, "painted", PAINTED_MS),
                _line(f"{of}: a page anywhere, busy", seen, yard, "busy", PAGE_MS),
                Figure(f"{of}: a page anywhere, whole", f"{seen['whole']:.1f} ms"),
                Figure(f"{of}: to the end, whole", f"{seen['end']:.1f} ms"),
                Figure(f"{of}: memory of the list", f"{seen['memory']:.0f} MB"),
            ]
    part, runs = looked_on()
    found.append(
        Figure(
            f"looking on at {RATE:,} spans a second, {FOLLOWED_S} s",
            f"{part * 100:.1f} % of a core, {runs} run",
            goal="< 3 %",
            reached=part < CORE,
        )
    )
    return found


def _line(
    name: str, seen: dict[str, float], yard: dict[str, float], key: str, goal_ms: float
) -> Figure:
    return Figure(
        name,
        f"{seen[key]:.1f} ms",
        f"{yard[key]:.1f} ms (QTableView)",
        seen[key] / yard[key],
        f"< {goal_ms:.0f} ms",
        seen[key] < goal_ms,
    )


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _resident() -> float:
    """Return what is this process's own: pages of the index itself are the file's, and shared."""
    gc.collect()
    seen = psutil.Process().memory_info()
    return float(seen.rss - seen.shared) / 1e6


if __name__ == "__main__":
    sys.stdout.write(markdown(figures(tuple(map(int, sys.argv[1:])) or SIZES)))
