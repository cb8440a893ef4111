"""The run page over staged runs in a real store, and its parts over pictures of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from desktop_app.query.query import Query
from desktop_app.tray.views.run.run_page import RunPage
from desktop_app.tray.views.run.span_view import SpanView
from tests.fakes import running, staged_run
from tests.fakes.pictured import pictured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.run_view.picture import Picture

ASKED, OPEN, LOGS = "staged-asked", "staged-open", "staged-logs"


@pytest.fixture(scope="session")
def staged_store(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a store of staged runs that has no recorder any more."""
    with running.running(tmp_path_factory.mktemp("staged")) as recorder:
        logs = staged_run.asked(LOGS)
        logs.traces()
        for stage in (staged_run.asked(ASKED), staged_run.not_gated(OPEN), logs):
            stage.send(recorder)
        recorder.wait_indexed()
    return recorder.environment


@pytest.fixture
def staged_desk(staged_store, make_desk, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Desk:
    """A desk over it; where windows stood is remembered elsewhere."""
    for name, value in staged_store.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return make_desk(Paths.resolve())


@pytest.fixture
def picture_of(staged_store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Picture]]:
    """Pictures of staged runs."""
    for name, value in staged_store.items():
        monkeypatch.setenv(name, value)
    paths = Paths.resolve()
    with Query(paths.index, paths.ledger) as found:
        yield lambda session: pictured(found, session, sealed=found.sealed_size())


@pytest.fixture
def span(qapp, picture_of) -> SpanView:  # noqa: ARG001 - a QObject needs an application
    """The stretch of time of the run in which a person was asked."""
    made = SpanView()
    made.resize(460.0)
    made.begin(picture_of(ASKED))
    return made


@pytest.fixture
def open_page(staged_desk, qtbot) -> Callable[..., RunPage]:
    """Open a run in a page of a window of 1280 and wait until it is painted."""

    def opened(ref: str = ASKED, record: str = "", size: tuple[int, int] = (1068, 800)) -> RunPage:
        page = RunPage(staged_desk)
        qtbot.addWidget(page)
        page.resize(*size)
        with qtbot.waitExposed(page):
            page.show()
        page.open(ref, record)
        qtbot.waitUntil(lambda: page.picture is not None)
        qtbot.waitUntil(lambda: bool(page.detail.sources.records) or page.waterfall.current < 0)
        return page

    return opened
