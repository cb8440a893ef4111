"""A result told in place: what verifying an entry of the log came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from desktop_app.model import formats
from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.verify_entry import EntryVerdict
    from desktop_app.tray.desk import Desk

Verdict = tuple[str, str]  # tone and sentence
_ICONS = {"ok": "check", "deny": "error", "ask": "unsealed"}


def checking(seq: int) -> Verdict:
    """Return what is told while an entry is verified."""
    return "text2", tr("Checking entry #{n}…", n=f"{seq:,}")


def verified(verdict: EntryVerdict) -> Verdict:
    """Return what is told once it was."""
    when = formats.time_of_day(verdict.at_us)[:5]
    if verdict.size is None:
        return "ask", tr(
            "Not sealed yet: no checkpoint covers this entry. Checked {when}.", when=when
        )
    return "ok", tr("Matches checkpoint {n}, checked {when}", n=f"{verdict.size:,}", when=when)


class Said(QFrame):
    """A shape and a sentence on their tint."""

    def __init__(self, desk: Desk, text: str, *, icon: str, tone: str) -> None:
        super().__init__()
        theme = desk.theme
        self.setObjectName("said")
        self.setAccessibleName(text)
        self.setProperty("role", "said")
        self.setProperty("tone", tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        said = kit.label(
            theme, text, size=tokens.SMALL, weight=tokens.MEDIUM, tone=tone, wrap=True, select=True
        )
        line = kit.row(kit.icon(theme, icon, tone, 16), said)
        line.setStretch(1, 1)
        line.setContentsMargins(tokens.S3, 6, tokens.S3, 6)
        self.setLayout(line)


def of_verdict(desk: Desk, verdict: Verdict) -> Said:
    """Return what shows a verdict."""
    tone, text = verdict
    return Said(desk, text, icon=_ICONS.get(tone, "clock"), tone=tone)
