"""A desk for widgets under test: real store, real theme, a recorder's answers put in by hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths
from desktop_app.tray.desk import Desk, Go
from desktop_app.tray.link import Link
from desktop_app.tray.reader import Reader
from desktop_app.tray.theme import Theme
from desktop_app.tray.views.notices import Notices
from desktop_app.tray.work import Work
from tests.fakes import agents_home, copied_run, running, screened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop_app.errors import CountersignError
    from tests.fakes.running import RunningRecorder


DEEDS = ((screened.GOTO, 1), (screened.CLICK, 2), (screened.CLICK, screened.LOCKED))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is started: no display is needed


class Told(Notices):
    """Notices that are kept and not shown; `answer` says what a question is answered with."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.errors: list[CountersignError] = []
        self.said: list[tuple[str, str]] = []
        self.asked: list[tuple[str, str]] = []
        self.answer = True

    def error(self, error, *, parent=None):  # noqa: ARG002
        """Keep an error."""
        self.errors.append(error)

    def tell(self, title, text, *, parent=None):  # noqa: ARG002
        """Keep what is told."""
        self.said.append((title, text))

    def ask(self, title, text, *, yes, no, done, parent=None):  # noqa: ARG002
        """Keep a question and answer it."""
        self.asked.append((title, text))
        if self.answer:
            done()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light scheme."""
    made = Theme(qapp, "light")
    yield made
    qapp.setStyleSheet("")


@pytest.fixture
def make_desk(theme: Theme) -> Iterator[Callable[[Paths], Desk]]:
    """Make desks over data directories; what they started is ended."""
    made: list[Desk] = []

    def make(paths: Paths) -> Desk:
        told = Told(theme)
        desk = Desk(
            paths=paths,
            clock=SystemClock(),
            ids=SystemIds(),
            link=Link(paths, told.error),
            reader=Reader(paths, told.error),
            work=Work(told.error),
            theme=theme,
            notices=told,
            go=Go(),
        )
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.reader.close()
        desk.work.close()
        desk.link.close()


@pytest.fixture
def desk(store: dict[str, str], make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over the store of recorded runs; no recorder runs, `link` is not started."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    return make_desk(Paths.resolve())


@pytest.fixture
def empty_desk(tmp_path, make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of a person who has just installed it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return make_desk(Paths.resolve(tmp_path / "data"))


@pytest.fixture
def live_desk(live_recorder: RunningRecorder, make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over a recorder that runs, with a little recorded; its state is known."""
    for name, value in live_recorder.environment.items():
        monkeypatch.setenv(name, value)
    desk = make_desk(Paths.resolve())
    desk.link.start()
    return desk


@pytest.fixture
def agents_desk(
    tmp_path, make_desk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Desk, RunningRecorder]]:
    """A desk over a real recorder, in a HOME in which the three agents are installed."""
    agents_home.install(tmp_path)
    with running.running(tmp_path) as recorder:
        for name, value in recorder.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "etc"))
        desk = make_desk(Paths.resolve())
        desk.link.start()
        yield desk, recorder


@pytest.fixture
def copied_desk(
    tmp_path, make_desk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Desk, Path]]:
    """A desk over a recorder that kept copies of a run's files; and the folder where it worked."""
    folder = copied_run.prepare(tmp_path / "work" / "site")
    with running.running(tmp_path / "home") as recorder:
        copied_run.act(recorder, folder)
        for name, value in recorder.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        desk = make_desk(Paths.resolve())
        desk.link.start()
        yield desk, folder


@pytest.fixture(scope="session")
def acted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Three calls: two with pictures before and after, one whose picture after was refused."""
    with screened.recorder(tmp_path_factory.mktemp("acted")) as made:
        screened.allow(made)
        screened.act(made, deeds=DEEDS, pictures=5)
        yield made


@pytest.fixture
def acted_desk(acted: RunningRecorder, make_desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk over it; its state is known."""
    for name, value in acted.environment.items():
        monkeypatch.setenv(name, value)
    desk: Desk = make_desk(Paths.resolve())
    desk.link.start()
    return desk
