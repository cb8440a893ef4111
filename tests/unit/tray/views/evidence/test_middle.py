"""Looks at the screen and changes of files together, over a real recorder."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.paths import Paths
from desktop_app.tray.views.evidence.evidence_page import EvidencePage
from desktop_app.tray.views.evidence.middle import ALL, FILES, SCREENSHOTS, Middle
from tests.fakes import file_changes, screened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.fakes.running import RunningRecorder

pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """A run that clicked, and changed files."""
    home = tmp_path_factory.mktemp("both")
    with screened.recorder(home / "home") as made:
        file_changes.act(made, home / "work" / "site", clicks=True)
        yield made


@pytest.fixture
def page(both: RunningRecorder, make_desk, qtbot: QtBot, monkeypatch) -> EvidencePage:
    """The page of that run."""
    for name, value in both.environment.items():
        monkeypatch.setenv(name, value)
    made = EvidencePage(make_desk(Paths.resolve()))
    qtbot.addWidget(made)
    made.resize(1280 - 212, 800)
    made.show()
    made.shown()
    qtbot.waitUntil(lambda: bool(made.files.entries and made.pictures.frames), timeout=10_000)
    return made


@pytest.fixture
def middle(page: EvidencePage) -> Middle:
    """Its middle."""
    return page.middle


def seen(middle: Middle) -> tuple[bool, bool]:
    """Return which of the two parts are in sight."""
    return middle.pictures.isVisible(), middle.files.isVisible()


def choose(middle: Middle, mode: int) -> None:
    """Choose what is shown."""
    middle.modes._group.button(mode).click()


def test_a_run_that_has_both_shows_both_or_one(middle: Middle) -> None:
    """As chosen."""
    assert middle.modes.isVisible()
    assert (middle.modes.current(), seen(middle)) == (ALL, (True, True))
    choose(middle, SCREENSHOTS)
    assert seen(middle) == (True, False)
    choose(middle, FILES)
    assert seen(middle) == (False, True)
    choose(middle, ALL)
    assert seen(middle) == (True, True)


def test_facts_are_those_of_what_was_chosen_last(page: EvidencePage, middle: Middle) -> None:
    """A look first; a change once it is chosen, or alone in sight."""
    assert page.facts.known.title == "browser_click, before and after"
    middle.files.list.choose(1)
    assert page.facts.known.title == "1 changed"
    middle.pictures.strip.choose(1)
    assert page.facts.known.title == "browser_click, before and after"
    choose(middle, FILES)
    assert middle.row() is not None
    assert page.facts.known.title == "1 changed"
    choose(middle, SCREENSHOTS)
    assert middle.row() is None
    assert page.facts.known.title == "browser_click, before and after"


def test_a_call_leads_to_its_first_change(middle: Middle) -> None:
    """One that changed nothing leaves what is shown."""
    wanted = middle.files.list.lines.rows[2].doers[0].call_id
    middle.files.choose_call("call-of-nobody")
    assert middle.files.list.current == 0
    middle.files.choose_call(wanted)
    assert middle.files.list.current == 2


def test_the_line_between_stays_where_it_was_left(page, middle, qtbot) -> None:
    """In another window of the same data directory."""
    middle.setSizes([300, 400])
    middle.splitterMoved.emit(300, 1)
    again = Middle(page.desk)
    qtbot.addWidget(again)
    assert again._remembered.pixels("evidence/files", 0) == middle.sizes()[1]


def test_a_run_that_is_left_shows_nothing(middle: Middle) -> None:
    """No part is chosen either."""
    middle.files.list.choose(1)
    middle.leave()
    assert (middle.row(), middle.modes.isVisible()) == (None, False)
