"""tray.views.page: what every page is, before it is any page in particular."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.page import Page

pytestmark = pytest.mark.gui


def test_a_page_has_a_title_and_does_nothing_that_it_was_not_told(empty_desk, qtbot):
    """Search and export are the window's affair until a page takes them."""
    page = Page(empty_desk, "Timeline")
    qtbot.addWidget(page)
    page.shown()
    page.search()
    page.hidden()
    assert not page.export()
    assert page.header.title.text() == "Timeline"
