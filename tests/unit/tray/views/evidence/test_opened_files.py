"""Changes that one window shows; with a recorder in `test_files_pane`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.operations import changed_files
from desktop_app.operations.changed_files import Listed
from desktop_app.operations.reveals import Piece
from desktop_app.tray.views.evidence import opened_files
from desktop_app.tray.views.evidence.opened_files import OpenedFiles
from tests.fakes.file_changes import change

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
COPIES = tuple(Piece(ref, "text/plain", 3, 9) for ref in change(9).refs)
LISTED = [Listed(9, Piece("list", "application/json", 9, 9), COPIES)]


@pytest.fixture
def opened(empty_desk: Desk, qapp) -> OpenedFiles:
    """Over a data directory in which no recorder runs."""
    return OpenedFiles(empty_desk, qapp)


def test_a_list_that_cannot_be_read_closes_what_was_opened(
    opened: OpenedFiles, qtbot: QtBot
) -> None:
    """The person is told, and may say why again."""
    opened.open(12, [LISTED[0].list, *COPIES], LISTED)
    assert (opened.reveals, len(opened.refs)) == ([12], 3)
    qtbot.waitUntil(lambda: bool(opened._desk.notices.errors), timeout=10_000)
    assert (opened.reveals, dict(opened.refs), opened.lists) == ([], {}, {})


def test_copies_that_are_not_open_yet_are_known(opened: OpenedFiles) -> None:
    """Those that are kept; without a list in what is opened nothing is read."""
    opened.lists = {9: [change(9)]}
    opened.open(12, COPIES[:1], LISTED)
    assert not opened.is_whole
    assert opened.shown(change(9)).said.startswith("Its copies are kept.")
    opened.open(13, COPIES[1:], LISTED)
    assert opened.is_whole
    assert opened.reveals == [12, 13]
    opened.close()
    assert (opened.lists, opened.reveals, dict(opened.refs)) == ({}, [], {})


def test_a_change_is_read_once(opened: OpenedFiles, qtbot: QtBot, monkeypatch) -> None:
    """However often it is asked for; few are kept at hand."""
    read: list[str] = []

    def compared(_context, one, _entries):
        read.append(one.path)
        return changed_files.compare(b"a\n", b"b\n", one.path)

    monkeypatch.setattr(changed_files, "compared", compared)
    monkeypatch.setattr(opened_files, "MOST", 1)
    opened.open(12, COPIES, LISTED)
    one, other = change(9), change(9, deed="rename", source="old.py")
    assert opened.shown(one) is None
    assert opened.shown(one) is None
    qtbot.waitUntil(lambda: opened.shown(one) is not None, timeout=10_000)
    assert read == ["src/a.py"]
    qtbot.waitUntil(lambda: opened.shown(other) is not None, timeout=10_000)
    assert list(opened._shown) == [other]
