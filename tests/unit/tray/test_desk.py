"""tray.desk: what pages get, and what an operation gets from them."""

from __future__ import annotations

import pytest

from desktop_app.errors import DiskFullError, RecorderNotRunningError

pytestmark = pytest.mark.gui


def test_an_operation_hears_and_is_heard(empty_desk):
    """Its notes are kept for the page, its progress goes on, its line is the tray's."""
    told = []
    context = empty_desk.context(lambda done, total: told.append((done, total)))
    context.note("The keys changed meanwhile.")
    with context.progress("File") as tell:
        tell(1, 2)
    assert context.notes == ["The keys changed meanwhile."]
    assert told == [(1, 2)]
    assert context.paths is empty_desk.paths
    with pytest.raises(RecorderNotRunningError):
        context.connect()


def test_an_error_that_no_page_shows_is_told(empty_desk):
    """In a window of its own."""
    error = DiskFullError("No room.")
    empty_desk.failed(error)
    assert empty_desk.notices.errors == [error]
