"""The run page: opened, moved through, searched, followed."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop_app.errors import NotFoundError
from desktop_app.host.clock import SystemClock
from desktop_app.host.paths import Paths
from desktop_app.tray.presenters.run_view.rows import State, What
from desktop_app.tray.views.run.run_page import RunPage
from desktop_app.tray.views.run.toolbar import FindField
from tests.fakes import screened, staged_run, telemetry
from tests.fakes.pictured import places

pytestmark = pytest.mark.gui
ASKED, OPEN, LOGS = "staged-asked", "staged-open", "staged-logs"


def name_of(page: RunPage) -> str:
    """Return the selected row's name."""
    return page.waterfall.rows_model.rows.name[page.waterfall.current]


def test_a_run_opens_at_its_gravest_mark(open_page):
    """The denied call is selected and its details are there."""
    page = open_page()
    rows = page.waterfall.rows_model.rows
    assert rows.state[page.waterfall.current] == State.DENIED
    assert page.span.folds
    assert page.waterfall.hasFocus()


def test_a_run_opens_at_the_record_that_was_found(open_page):
    """A tool call, or a log record, which brings logs with it."""
    page = open_page()
    rows = page.picture.rows
    call = rows.more(places(rows, What.TOOL, "Write")[0]).call
    page.open(ASKED, f"call:{call['id']}")
    page_ready(page)
    assert name_of(page) == "Write"
    log = rows.log[next(at for at in places(rows, What.LOG) if rows.name[at] == "user_prompt")]
    page.open(ASKED, f"log:{log}")
    page_ready(page)
    assert name_of(page) == "user_prompt"
    assert page.waterfall.rows_model.outline.logs


def page_ready(page: RunPage) -> None:
    """Wait until a run is read."""
    deadline = time.monotonic() + 60
    while page.picture is None and time.monotonic() < deadline:
        page.desk.theme._app.processEvents()
    assert page.picture is not None


def test_esc_and_the_button_lead_back(open_page, qtbot):
    """To Timeline."""
    page = open_page()
    with qtbot.waitSignal(page.back):
        qtbot.keyClick(page.waterfall, Qt.Key.Key_Escape)
    back = next(
        b for b in page.findChildren(QPushButton) if b.accessibleName() == "Back to Timeline"
    )
    with qtbot.waitSignal(page.back):
        back.click()


def test_export_is_of_this_run(open_page, qtbot):
    """By button and by Ctrl+E."""
    page = open_page()
    with qtbot.waitSignal(page.desk.go.export) as told:
        assert page.export()
    assert told.args == [ASKED]


def test_keys_move_fold_zoom_and_jump(open_page, qtbot):
    """While the waterfall has the focus."""
    page = open_page(OPEN)
    fall = page.waterfall
    first = fall.current
    qtbot.keyClicks(fall, "n")
    assert fall.current > first
    qtbot.keyClicks(fall, "N")
    assert fall.current == first
    qtbot.keyClick(fall, Qt.Key.Key_Home)
    assert fall.current == 0
    qtbot.keyClick(fall, Qt.Key.Key_Left)
    assert fall.rows_model.rowCount() == 1
    qtbot.keyClick(fall, Qt.Key.Key_Right)
    assert fall.rows_model.rowCount() > 1
    qtbot.keyClicks(fall, "l")
    assert fall.rows_model.outline.logs
    qtbot.keyClicks(fall, "w")
    assert page.span.folds
    qtbot.keyClicks(fall, "w+")
    assert not page.span.view.whole
    qtbot.keyClicks(fall, "0")
    assert page.span.view.whole
    qtbot.keyClicks(fall, "/")
    assert isinstance(page.focusWidget(), FindField)


def test_finding_in_the_run(open_page, qtbot):
    """As one types, with the number of hits; Enter goes on, Esc leads back."""
    page = open_page()
    page.search()
    field = page.findChild(FindField)
    qtbot.keyClicks(field, "edit")
    assert name_of(page) == "Edit"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.waterfall.rows_model.outline.logs  # the next hit is a log record
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert name_of(page) == "Edit"
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert page.waterfall.hasFocus()


def test_a_run_without_spans_says_so(open_page, qtbot):
    """And shows its log records on wish."""
    page = open_page(LOGS)
    assert not page.waterfall.isVisible()
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Show log records")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.waterfall.isVisible()
    assert page.waterfall.rows_model.outline.logs


def test_a_run_that_is_not_there(staged_desk, qtbot):
    """The page says so, in place."""
    page = RunPage(staged_desk)
    qtbot.addWidget(page)
    page.show()
    page.open("nothing of the kind")
    qtbot.waitUntil(lambda: "cannot be shown" in page.says)
    assert page.picture is None
    assert staged_desk.notices.errors == []
    assert issubclass(NotFoundError, Exception)


def test_narrow_windows_have_a_tray_below(open_page):
    """900 px: the detail under the waterfall, the lanes gone."""
    page = open_page(size=(840, 640))
    assert page.detail.width() > 800
    assert page.detail.height() <= 260
    wide = open_page(size=(1588, 1000))
    assert wide.detail.width() >= 460


def test_a_live_run_grows_while_one_looks(make_desk, qtbot, live_recorder, monkeypatch, tmp_path):
    """What comes is shown; what one looks at stays selected; at its end it rests."""
    monkeypatch.setattr(telemetry, "T0", SystemClock().now_us() * 1000 - 130 * 10**9)
    for name, value in live_recorder.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    stage = staged_run.live("page-live")
    stage.send(live_recorder)
    live_recorder.wait_indexed()
    page = RunPage(make_desk(Paths.resolve()))
    qtbot.addWidget(page)
    page.resize(1068, 800)
    page.show()
    page.open("page-live")
    qtbot.waitUntil(lambda: page.picture is not None)
    assert page.picture.live
    assert page.span.now_ns is not None
    before, selected = len(page.picture.rows), name_of(page)
    for number in range(3):
        stage.tool("Read", 700 + number * 50, 20)
    stage.send(live_recorder)
    qtbot.waitUntil(lambda: len(page.picture.rows) > before, timeout=15_000)
    assert name_of(page) == selected
    page.hidden()


def test_no_more_is_read_of_a_run_that_ended(open_page):
    """Nothing polls."""
    page = open_page()
    assert not page.picture.live
    assert page.resting


@pytest.fixture
def pictured_page(acted_desk, qtbot) -> RunPage:
    """The page over a run with pictures, read."""
    made = RunPage(acted_desk)
    qtbot.addWidget(made)
    made.resize(1280 - 212, 800)
    made.show()
    made.open("#1")
    qtbot.waitUntil(lambda: bool(made.evidence.cards), timeout=20_000)
    return made


def test_calls_with_pictures_are_marked_in_the_run(pictured_page, qtbot):
    """By a camera in the row and its sentence, in the detail, and by a card on its time."""
    page = pictured_page
    model = page.waterfall.rows_model
    (call,) = places(model.rows, What.TOOL, screened.GOTO)
    turn = places(model.rows, What.TURN)[0]
    assert model.is_pictured(call)
    assert not model.is_pictured(turn)
    assert model.index(model.outline.place(call), 0).data().endswith(", with screenshots")
    assert len(page.evidence.cards) == 3
    page.waterfall.select(call)
    qtbot.waitUntil(lambda: page.detail.findChild(QPushButton, "pictures") is not None)
    assert not page.waterfall.grab().isNull()
    with qtbot.waitSignal(page.desk.go.evidence) as told:
        page.detail.findChild(QPushButton, "pictures").click()
    assert told.args == ["#1", model.shots.of(model.rows.more(call).call)[0].entry]
    with qtbot.waitSignal(page.desk.go.evidence) as told:
        page.evidence.look.click()
    assert told.args == ["#1", -1]


def test_the_strip_of_pictures_gives_way_in_a_narrow_window(pictured_page):
    """The detail says it there; another run without pictures has none."""
    page = pictured_page
    assert page.evidence.isVisible()
    page.resize(700, 600)
    assert not page.evidence.isVisible()
    page.resize(1280 - 212, 800)
    assert page.evidence.isVisible()
    page.open("#99")
    assert not page.evidence.isVisible()
