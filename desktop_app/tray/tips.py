"""Tool tips that are shown as they are written.

Qt takes a tool tip that looks like HTML for HTML: a text of others could be formatted, hidden in
part, or show a picture of this computer's.
"""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def tip(text: str) -> str:
    """Return what to set as a tool tip, so that `text` itself is read."""
    if not Qt.mightBeRichText(text):
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"
