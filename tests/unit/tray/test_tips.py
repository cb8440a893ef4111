"""tray.tips: a tool tip is read as it is written."""

from __future__ import annotations

import pytest
from PySide6.QtGui import Qt, QTextDocument

from desktop_app.tray.tips import tip

pytestmark = pytest.mark.gui


@pytest.mark.parametrize(
    "text",
    [
        "<b>Allowed</b> by you",
        '<img src="file:///etc/passwd">&nbsp;',
        "<!-- <b> -->deny",
        "<qt>a</qt>\nb",
        "&lt;b&gt;",
        "grep -c '<html>' page.html && rm -rf <dir>",
    ],
)
def test_what_looks_like_html_is_read_as_it_is(text: str) -> None:
    """No formatting, no picture, nothing hidden; lines stay lines."""
    shown = tip(text)
    if Qt.mightBeRichText(shown):
        document = QTextDocument()
        document.setHtml(shown)
        assert document.toPlainText() == text
    else:
        assert shown == text


def test_a_plain_text_stays_as_it_is() -> None:
    """Assistive technology reads tool tips as well."""
    for text in ("", "Copy", "1 < 2 & 3", "a\nb", "ls -l > out.txt"):
        assert tip(text) == text
