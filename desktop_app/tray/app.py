"""Starts the tray: looks for a display, becomes the one tray of its data directory, runs Qt.

Promise: where no window can be shown this is a sentence and an exit code, never an abort of Qt's;
SIGTERM and SIGINT end the tray, and the recorder that it started, in order.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from typing import TYPE_CHECKING

from desktop_app.errors import NoDisplayError, RecorderRunningError
from desktop_app.host import display, hardening

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QApplication

    from desktop_app.host.paths import Paths

NAME = "countersign"
# A desktop without portals is no trouble of the person's.
_QUIET = "qt.qpa.services.warning=false\nqt.qpa.theme.gnome.warning=false"
_NO_QT = "The part of Countersign that shows windows is not installed."
_INSTALL = "pip install 'countersign[tray]'; `countersign serve` records without it."


def start(paths: Paths, *, options: Sequence[str] = (), show: str = "") -> int:
    """Run until the person quits; return the exit code.

    Args:
        paths: whose data directory.
        options: of the recorder that is started when none runs.
        show: what to open at once, as `tray.single` says it; "": only the icon.

    Raises:
        NoDisplayError: no window can be shown here.
        RecorderRunningError: another tray has this data directory, and does not answer.
        ConfigError, StorageError: the data directory cannot be used.
    """
    why = display.why_none(os.environ)
    if why:
        raise NoDisplayError(why)
    if importlib.util.find_spec("PySide6") is None:
        raise NoDisplayError(_NO_QT, hint=_INSTALL)
    hardening.harden_reader()
    paths.prepare()
    return _run(paths, options, show)


def _run(paths: Paths, options: Sequence[str], show: str) -> int:
    from desktop_app.tray import wiring  # noqa: PLC0415 - Qt, once it is known that it can run
    from desktop_app.tray.single import Single  # noqa: PLC0415

    app = _application()
    single = Single(paths)
    if not single.acquire():
        if single.tell(show or "show"):
            return 0
        raise RecorderRunningError(
            f"A tray (process {single.holder()}) already runs for {paths.data_dir}, and does not "
            "answer.",
            hint="End that process and start again.",
        )
    tray = wiring.build(app, paths, single, options)
    with_signals(tray.quit)
    tray.start(show)
    try:
        return app.exec()
    finally:
        tray.finish()
        single.release()


def _application() -> QApplication:
    from PySide6.QtCore import QCoreApplication, QLoggingCategory  # noqa: PLC0415
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop_app.tray import language  # noqa: PLC0415
    from desktop_app.tray.views import accessible  # noqa: PLC0415

    QLoggingCategory.setFilterRules(_QUIET)
    QCoreApplication.setApplicationName("Countersign")
    QGuiApplication.setDesktopFileName(NAME)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    if sys.platform.startswith("linux"):
        app.setStyle("Fusion")
    language.install(app)
    accessible.install()
    return app


def with_signals(quit_now: Callable[[], object]) -> None:
    """Have SIGTERM, SIGINT and SIGHUP end the tray in order, also while Qt waits."""
    from PySide6.QtCore import QSocketNotifier, QTimer  # noqa: PLC0415

    if sys.platform == "win32":  # no notifier for pipes there: a timer lets Python run its handlers
        kept: QObject = QTimer()
        kept.start(500)
    else:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        kept = QSocketNotifier(reading, QSocketNotifier.Type.Read)
        kept.activated.connect(lambda: os.read(reading, 64))
    _KEPT[:] = [kept]
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: quit_now())


_KEPT: list[QObject] = []  # as long as the process: what wakes Qt for a signal
