"""What to write down of the keys: verifier key as code and text, fingerprint, where they are kept.

It can be copied, printed, and saved as a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import first_start as presenter
from desktop_app.tray.views import key_paper, kit
from desktop_app.tray.views.qr import QRCode
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QVBoxLayout

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.first_start import Keys

_KEY_CHARACTERS = 40


class KeysCard(QWidget):
    """Shows keys once they are known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self._desk = desk
        self._keys: Keys | None = None
        self._answer: Mapping[str, JSON] | None = None
        self._code = QRCode(tr("Verifier key as a QR code"))
        self._custody = paragraph(theme, tr("Asking for the keys…"), tone="text2")
        self._warning = kit.icon(theme, "warning", "ask", 16)
        self._warning.setVisible(False)
        self._key = kit.label(theme, "", size=tokens.SMALL, fixed=True)
        self._fingerprint = kit.label(theme, "", fixed=True, weight=tokens.MEDIUM, select=True)
        self._told = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self._told.setVisible(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.S5)
        line.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._words(), 1)

    def show_keys(self, answer: Mapping[str, JSON]) -> None:
        """Show what `keys.list` answers."""
        keys = presenter.keys(answer)
        self._answer, self._keys = answer, keys
        self._code.show_text(keys.vkey)
        self._custody.setText(keys.custody)
        self._warning.setVisible(keys.uneasy)
        kit.set_tone(self._custody, "ask" if keys.uneasy else "text2")
        self._key.setText(_elided(keys.vkey))
        self._key.setToolTip(keys.vkey)
        self._key.setAccessibleName(tr("Verifier key {key}", key=keys.vkey))
        self._fingerprint.setText(keys.fingerprint)

    def _words(self) -> QVBoxLayout:
        theme = self._desk.theme
        lines = kit.column(gap=tokens.S2)
        custody = kit.row(gap=tokens.S2)
        custody.addWidget(self._warning, 0, Qt.AlignmentFlag.AlignTop)
        custody.addWidget(self._custody, 1)
        lines.addLayout(custody)
        lines.addWidget(
            paragraph(
                theme,
                tr("Verifier key. Keep it elsewhere too: others check your bundles with it."),
            )
        )
        box = QFrame()
        box.setProperty("role", "inset")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QHBoxLayout(box)
        inside.setContentsMargins(tokens.S3, tokens.S1, tokens.S2, tokens.S1)
        inside.addWidget(self._key, 1)
        inside.addWidget(kit.button(tr("Print"), self._print, role="link"))
        inside.addWidget(kit.button(tr("Save as text…"), self._save, role="link"))
        inside.addWidget(kit.button(tr("Copy"), self._copy, role="link", name=tr("Copy the key")))
        lines.addWidget(box)
        named = kit.label(theme, tr("Fingerprint"), size=tokens.SMALL, tone="text3")
        lines.addLayout(kit.row(named, self._fingerprint, None, gap=tokens.S3))
        lines.addWidget(self._told)
        lines.addStretch(1)
        return lines

    def _copy(self) -> None:
        if self._keys is not None:
            kit.copy_text(self._keys.vkey)
            self._told.setText(tr("Copied."))
            self._told.setVisible(True)

    def _print(self) -> None:
        if self._answer is not None:
            key_paper.print_key(self, self._desk, self._answer)

    def _save(self) -> None:
        if self._answer is not None:
            key_paper.save_key(self, self._desk, self._answer)


def _elided(vkey: str) -> str:
    """Return a key with its middle left out; copying gives all of it."""
    if len(vkey) <= _KEY_CHARACTERS:
        return vkey
    half = _KEY_CHARACTERS // 2
    return f"{vkey[:half]}…{vkey[-half:]}"
