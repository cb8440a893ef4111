"""The pictures that a window shows: read when they are wanted, bounded, forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from desktop_app.operations import pictures, reveals
from desktop_app.query.query import Query
from desktop_app.tray.presenters.evidence import frames as presenter
from desktop_app.tray.views.evidence import album as module
from desktop_app.tray.views.evidence.album import Album

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.frames import Frame
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def listed(acted: RunningRecorder) -> Sequence[Frame]:
    """The frames of the run."""
    with Query(acted.data_dir / "index.db", acted.data_dir / "ledger.db") as query:
        return presenter.frames(query.captures(query.run("#1")["run"]), 0)


@pytest.fixture
def album(acted_desk: Desk, listed: Sequence[Frame]) -> Iterator[Album]:
    """One to which all of the run was revealed; small ones are not read by themselves."""
    owner = QObject()
    made = Album(acted_desk, owner)
    pieces = presenter.pieces(listed, 0, reveals.MAX_PIECES)
    notice = reveals.shown(pieces, "to try")
    context = acted_desk.context(lambda _done, _total: None)
    entry = reveals.reveal_all(context, pieces, "to try", notice, 1_000)
    made.open(entry, pieces, ())
    yield made
    made.close()
    owner.deleteLater()


def test_a_picture_is_read_when_it_is_wanted(album: Album, listed, qtbot: QtBot) -> None:
    """And at hand from then on, with how much of it changed."""
    pair = listed[:2]
    assert album.pictures(pair) == [None, None]
    qtbot.waitUntil(lambda: all(album.pictures(pair)), timeout=20_000)
    part = album.part(pair)
    assert part is not None
    assert 0 < part < 1
    assert album.part(listed[:1]) is None


def test_only_a_few_large_ones_are_at_hand(album: Album, listed, qtbot: QtBot, monkeypatch) -> None:
    """Those that were looked at last."""
    monkeypatch.setattr(module, "LARGE", 2)
    qtbot.waitUntil(lambda: all(album.pictures(listed[:2])), timeout=20_000)
    qtbot.waitUntil(lambda: all(album.pictures(listed[2:4])), timeout=20_000)
    assert len(album._large) == 2


def test_what_is_put_away_is_read_no_more(album: Album, listed, qtbot: QtBot) -> None:
    """Nor taken when it was on its way."""
    album.pictures(listed[:2])
    album.close()
    qtbot.waitUntil(lambda: not any(task.running for task in album._tasks))
    assert album.pictures(listed[:2]) == [None, None]
    assert (album.shown, album.entries, album.small) == (0, [], {})


def test_a_piece_that_is_gone_is_broken_and_asked_for_once(
    album: Album, listed, qtbot: QtBot, monkeypatch
) -> None:
    """A purge may come while one looks."""
    monkeypatch.setattr(pictures, "read", lambda *_args: {})
    album.pictures(listed[:1])
    qtbot.waitUntil(lambda: album.is_broken(listed[0].picture), timeout=10_000)
    assert album.is_open(listed[0].picture)
    before = len(album._tasks)
    assert album.pictures(listed[:1]) == [None]
    assert len(album._tasks) == before
    assert not album.is_broken(None)
