"""Every page and window of the tray over recorded runs and a recorder that runs, opened by name.

For tests that look at all of them alike: names for assistive technology, tab order, clipped texts.
A window that a test of this kind should know is one line in `WINDOWS`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations.rollback import Wanted
from desktop_app.tray.desk import Desk, Go
from desktop_app.tray.link import Link
from desktop_app.tray.opening import Opening
from desktop_app.tray.presenters import quitting
from desktop_app.tray.presenters.run_view.kept import Piece
from desktop_app.tray.reader import Reader
from desktop_app.tray.theme import Theme
from desktop_app.tray.views import accessible
from desktop_app.tray.views.keep_dialog import KeepDialog
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.views.notices import Notices
from desktop_app.tray.views.overlay import Overlay
from desktop_app.tray.views.reveal_dialog import RevealDialog
from desktop_app.tray.views.rollback import RollbackDialog, open_rollback
from desktop_app.tray.views.stand_in import StandIn
from desktop_app.tray.views.tray_icon import TrayIcon
from desktop_app.tray.views.upstream_dialog import UpstreamDialog
from desktop_app.tray.work import Work
from tests.fakes import copied_run, hostile_run, recorded, screened
from tests.fakes.patience import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication, QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.host.paths import Paths
    from tests.fakes.running import RunningRecorder

REPLAYED = ("claude-gzip-protobuf", "gemini-json")
BUNDLE = "run.zip"
SIZE = (1280, 800)


class Windows:
    """The tray's parts without icon and keeper, and what is open of them.

    Args:
        app: whose windows.
        paths: of a recorder that runs.
        scheme: light or dark.
    """

    def __init__(self, app: QApplication, paths: Paths, scheme: str = "light") -> None:
        accessible.install()
        self.theme = Theme(app, scheme)
        self.errors: list[CountersignError] = []
        self.notices = Notices(self.theme)
        failed = self.errors.append
        self.desk = Desk(
            paths=paths,
            clock=SystemClock(),
            ids=SystemIds(),
            link=Link(paths, failed),
            reader=Reader(paths, failed),
            work=Work(failed),
            theme=self.theme,
            notices=self.notices,
            go=Go(),
        )
        self.opening = Opening(self.desk)
        self.icon = TrayIcon(self.desk)
        self.stand_in = StandIn(self.desk, self.icon)
        self.desk.link.start()
        wait(lambda: bool(self.desk.link.state.status))

    def open(self, name: str, size: tuple[int, int] = SIZE) -> QWidget:
        """Open one of `WINDOWS` alone; return it when it shows what it reads."""
        self._close_others()
        made = WINDOWS[name](self)
        if made is self.opening.window:
            made.resize(*size)
        made.show()
        made.activateWindow()
        self.settle()
        return made

    def settle(self) -> None:
        """Wait until nothing is read or worked at any more."""
        pause(50)
        works = (self.desk.reader._work, self.desk.work, self.desk.link._calls)
        wait(lambda: not any(work._tasks for work in works))
        pause(100)

    def close(self) -> None:
        """Close all windows and end what runs."""
        self._close_others()
        self.opening.close()
        self.icon.icon.hide()
        self.desk.reader.close()
        self.desk.work.close()
        self.desk.link.close()

    def _close_others(self) -> None:
        """Everything but the main window, and the cards over it."""
        cards = [
            *self.opening.window.findChildren(Overlay),
            *self.opening.window.findChildren(NoticeDialog),
            *self.opening.window.findChildren(RollbackDialog),
        ]
        for window in [*self.opening._kept.values(), *self.notices._open, *cards]:
            window.close()


def fill(recorder: RunningRecorder) -> None:
    """Replay runs, a hostile one too, one with pictures and one with copies of its files.

    Then run a program, verify, export a bundle.

    Args:
        recorder: one before the painted screen (`screened.recorder`).
    """
    for name in REPLAYED:
        for body in recorded.run(name).bodies:
            headers = {"content-type": body.content_type}
            if body.content_encoding:
                headers["content-encoding"] = body.content_encoding
            recorder.post(f"/v1/{body.signal.value}", body.raw, headers)
    protobuf = {"content-type": "application/x-protobuf"}
    recorder.post("/v1/traces", hostile_run.request(), protobuf)
    screened.allow(recorder)
    screened.act(recorder)
    if sys.platform != "win32":
        home = Path(recorder.environment["HOME"])
        copied_run.act(recorder, copied_run.prepare(home / "work" / "site"))
    program = (sys.executable, "-c", "import sys; sys.exit(3)")
    recorder.cli("run", "--name", "nightly", "--", *program, check=False)
    recorder.wait_indexed()
    recorder.cli("verify")
    recorder.cli("bundle", "export", "nightly", "--to", str(_bundle(recorder.environment["HOME"])))
    recorder.wait_indexed()


def wait(done: Callable[[], bool]) -> None:
    """Let Qt work until something holds.

    What held when it was looked at may not when Qt has done the rest of its round: then it goes on.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not done():
        assert time.monotonic() < deadline, "the window did not come to rest"
        pause(10)


def pause(time_ms: int) -> None:
    """Let Qt work for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(time_ms, loop.quit)
    loop.exec()


def _bundle(home: str) -> Path:
    return Path(home) / BUNDLE


def _page(name: str) -> Callable[[Windows], QWidget]:
    def opened(windows: Windows) -> QWidget:
        windows.opening.page(name)
        return windows.opening.window

    return opened


def _run(windows: Windows) -> QWidget:
    windows.opening.run("#1", "call:2")
    return windows.opening.window


def _evidence(windows: Windows) -> QWidget:
    windows.opening.page("evidence")
    page: Any = windows.opening.window.page
    wait(lambda: page.stack.currentIndex() == 0 or page.chooser.count() > 0)
    if page.stack.currentIndex() == 0:
        return windows.opening.window  # nothing is recorded
    names = [one.run_id for one in page._runs]
    page.chooser.setCurrentIndex(names.index(screened.RUN))  # others have files alone
    wait(lambda: len(page.pictures.look()) == 2)
    return windows.opening.window


def _pictures(windows: Windows) -> QWidget:
    _evidence(windows)
    page: Any = windows.opening.window.page
    wait(lambda: len(page.pictures.look()) == 2)
    asked: QWidget = page.pictures.ask()
    pause(700)  # its guard takes no key before
    return asked


def _export(windows: Windows) -> QWidget:
    windows.opening.export("#1")
    return windows.opening._kept["export"]


def _verdict(windows: Windows) -> QWidget:
    path = str(_bundle(str(windows.desk.paths.data_dir.parent)))
    windows.opening.verify_file(path)
    return windows.opening._kept[f"verdict {path}"]


def _local_only(windows: Windows) -> QWidget:
    windows.opening.local_only(False)  # noqa: FBT003 - a slot
    pause(700)  # its guard takes no key before
    return windows.opening._kept["local-only"]


def _first_start(windows: Windows) -> QWidget:
    windows.opening.first_start()
    return windows.opening._kept["first start"]


def _quick_open(windows: Windows) -> QWidget:
    windows.opening.page("timeline")
    windows.opening.quick_open()
    return windows.opening.window


def _keyboard(windows: Windows) -> QWidget:
    windows.opening.page("run")
    windows.desk.go.keyboard.emit()
    return windows.opening.window


def _quit(windows: Windows) -> QWidget:
    asked = quitting.question("tray")
    windows.notices.ask(asked.title, asked.text, yes=asked.yes, no=asked.no, done=lambda: None)
    return next(iter(windows.notices._open))


def _asked(dialog: NoticeDialog) -> QWidget:
    dialog.come_up()
    pause(700)  # its guard takes no key before
    return dialog


def _keep(windows: Windows) -> QWidget:
    windows.opening.page("settings")
    return _asked(KeepDialog(windows.desk, "file content", parent=windows.opening.window))


def _upstream(windows: Windows) -> QWidget:
    """A collector, before anything is typed."""
    windows.opening.page("settings")
    return _asked(UpstreamDialog(windows.desk, parent=windows.opening.window))


def _bucket(windows: Windows) -> QWidget:
    """A bucket as far as both keys are asked for."""
    windows.opening.page("settings")
    dialog = UpstreamDialog(windows.desk, parent=windows.opening.window)
    dialog.kind.setCurrentIndex(dialog.kind.findData("s3"))
    dialog.bucket.bucket.setText("evidence")
    dialog.bucket.region.setText("eu-central-1")
    dialog.bucket.lock.setCurrentIndex(1)
    dialog.bucket.days.setText("365")
    return _asked(dialog)


def _reveal(windows: Windows) -> QWidget:
    windows.opening.page("timeline")
    piece = Piece("r" * 32, "command_line", 59, 10_398, "text/plain")
    return _asked(RevealDialog(windows.desk, piece, parent=windows.opening.window))


def _rollback(windows: Windows) -> QWidget:
    windows.opening.page("timeline")
    wanted = Wanted(copied_run.SESSION)
    dialog = open_rollback(windows.desk, wanted, parent=windows.opening.window)
    wait(lambda: not dialog.says or sys.platform == "win32")
    pause(700)  # its guard takes no key before
    return dialog


WINDOWS: dict[str, Callable[[Windows], QWidget]] = {
    "timeline": _page("timeline"),
    "run": _run,
    "consent": _page("consent"),
    "evidence": _evidence,
    "pictures": _pictures,
    "integrity": _page("integrity"),
    "agents": _page("agents"),
    "settings": _page("settings"),
    "export": _export,
    "verdict": _verdict,
    "local-only": _local_only,
    "first-start": _first_start,
    "keep": _keep,
    "upstream": _upstream,
    "bucket": _bucket,
    "reveal": _reveal,
    "rollback": _rollback,
    "quick-open": _quick_open,
    "keyboard": _keyboard,
    "quit": _quit,
}
