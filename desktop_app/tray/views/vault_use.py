"""How full the vault is: a bar, the same in words, why nothing new is kept; and its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.model import formats
from desktop_app.operations import retention
from desktop_app.tray import tokens
from desktop_app.tray.presenters import keeping, next_purge
from desktop_app.tray.views import kit
from desktop_app.tray.views.disk_bar import DiskBar
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.keeping import Vault
    from desktop_app.tray.presenters.state import State


class VaultUse(QWidget):
    """Follows the recorder's state; hidden while nothing is known of the vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._shown: Vault | None = None
        theme = desk.theme
        self._bar = DiskBar(theme)
        self._text = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self._icon = kit.icon(theme, "warning", "deny", 16)
        self._trouble = paragraph(theme, "", size=tokens.SMALL, select=True)
        self._said = kit.row(gap=tokens.S2)
        self._said.addWidget(self._icon)
        self._said.addWidget(self._trouble, 1)
        self.setLayout(kit.column(self._bar, self._text, self._said, gap=tokens.S2))
        self.hide()
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def _show(self, state: State) -> None:
        shown = keeping.vault(state)
        if shown is None or shown == self._shown:
            return
        self._shown = shown
        self._bar.setVisible(shown.disk is not None)
        if shown.disk is not None:
            self._bar.show_disk(shown.disk)
        self._text.setText(shown.text)
        self._trouble.setText(shown.trouble)
        kit.set_tone(self._trouble, shown.tone)
        self._icon.show_icon("warning", shown.tone)
        for widget in (self._icon, self._trouble):
            widget.setVisible(bool(shown.trouble))
        self.show()


class VaultCard(kit.Card):
    """The vault on the page Integrity: how full it is, what is kept now, and when what goes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, tr("Vault"))
        self.choose = kit.button(
            tr("Choose what is kept"), lambda: desk.go.page.emit("settings"), role="link"
        )
        self.head.addWidget(self.choose)
        self._desk = desk
        self._coming: Mapping[str, Any] | None = None
        self._policy: object = None  # what of retention the answer is about
        self._kept, self._next = (
            paragraph(desk.theme, formats.NOT_REPORTED, size=tokens.SMALL, select=True)
            for _ in range(2)
        )
        facts = QGridLayout()
        facts.setHorizontalSpacing(tokens.S3)
        facts.setVerticalSpacing(tokens.S1)
        facts.setColumnStretch(1, 1)
        named = ((tr("Kept now"), self._kept), (tr("Next purge"), self._next))
        for row, (name, value) in enumerate(named):
            label = kit.label(desk.theme, name, size=tokens.SMALL, tone="text2")
            facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
        self.body.addWidget(VaultUse(desk))
        self.body.addSpacing(tokens.S1)
        self.body.addLayout(facts)
        self.body.addSpacing(tokens.S1)
        note = tr("Encrypted. Without the key in the keystore nobody can read it.")
        self.body.addWidget(paragraph(desk.theme, note, size=tokens.SMALL, tone="text2"))
        self.body.addStretch(1)
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def ask(self) -> None:
        """Ask when the next purge runs: the recorder may have to read the whole ledger for it."""
        desk = self._desk
        self._policy = desk.link.state.get("retention")
        desk.work.run(
            lambda told: retention.coming(desk.context(told)),
            self._have_coming,
            failed=lambda _error: self._have_coming(None),
            owner=self,
        )

    def ask_again(self) -> None:
        """Ask where the answer may be another one by now."""
        over = next_purge.is_over(self._coming, now_us=self._desk.clock.now_us())
        if over or self._policy != self._desk.link.state.get("retention"):
            self.ask()

    def _have_coming(self, coming: Mapping[str, Any] | None) -> None:
        self._coming = coming
        self._next.setText(next_purge.line(coming, now_us=self._desk.clock.now_us()))

    def _show(self, state: State) -> None:
        self._kept.setText(keeping.kept_now(state) or formats.NOT_REPORTED)
