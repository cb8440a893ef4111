"""What the tray costs while nobody looks, beside an icon of Qt's with nothing behind it.

Both are processes of their own on the offscreen platform. Processor time is that of the tray alone;
its recorder is measured in `http_load`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench.table import Figure
from tests.fakes.ledger_place import until
from tests.fakes.running import environment, run_cli

SETTLE_S, REST_S = 6.0, 20.0
GOAL_MIB = 110.0
_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
app = QApplication(sys.argv)
icon = QSystemTrayIcon()
menu = QMenu()
menu.addAction("Quit")
icon.setContextMenu(menu)
icon.show()
sys.exit(app.exec())
"""


def measure() -> list[Figure]:
    """Return the lines of the table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        around = environment(Path(name), QT_QPA_PLATFORM="offscreen")
        data = Path(name) / "data"
        data.mkdir(mode=0o700)
        settings = "[receive]\nhttp_port = 0\ngrpc_port = 0\n[first_start]\ndone = true\n"
        (data / "settings.toml").write_text(settings)
        began = time.perf_counter()
        tray = _started(around, "-m", "desktop_app")
        until(lambda: '"recording": true' in _status(around))
        ready = time.perf_counter() - began
        bare = _started(around, "-c", _BARE)
        try:
            time.sleep(SETTLE_S)
            size, cpu = _rest(tray)
            least, _ = _rest(bare)
        finally:
            for process in (tray, bare):
                process.terminate()
                process.wait(30)
    return [
        Figure("tray and its recorder ready, new ledger", f"{ready:.1f} s"),
        Figure(
            "tray at rest, memory",
            f"{size:.0f} MiB",
            f"{least:.0f} MiB, an empty icon",
            size / least,
            f"< {GOAL_MIB:.0f} MiB",
            size < GOAL_MIB,
        ),
        Figure("tray at rest, processor", f"{cpu:.2f} % of a core", goal="~0 %", reached=cpu < 1),
    ]


def _started(around: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *words], env=around, stderr=subprocess.DEVNULL)


def _status(around: dict[str, str]) -> str:
    return run_cli(around, "status", "--output", "json", check=False).stdout


def _rest(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Return (MiB resident, percent of a core) over a while."""
    own = psutil.Process(process.pid)
    before = sum(own.cpu_times()[:2])
    time.sleep(REST_S)
    used = sum(own.cpu_times()[:2]) - before
    return own.memory_info().rss / 2**20, used / REST_S * 100


if __name__ == "__main__":
    from tests.bench.table import markdown

    sys.stdout.write(markdown(measure()))
