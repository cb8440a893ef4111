"""The card of anchors: what outside vouches, and what would be provable were the disk swapped.

It reads by itself. Time stamps are checked in the background against the roots that the person
trusted when adding authorities, once for each time stamp while the page is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from desktop_app.operations.stamps_checked import checked_stamps
from desktop_app.tray import tokens
from desktop_app.tray.presenters import anchors
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.stamps_checked import StampCheck
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.integrity_check import IntegrityCheck
    from desktop_app.tray.presenters.anchors import Outside
    from desktop_app.tray.views.kit.basics import Icon

_HEAD = 24  # as the cards beside it
_NAMES_WIDTH = 136


class AnchorsCard(kit.Card):
    """Shows `presenters.anchors.Outside`; its texts are made once, and more of them as needed.

    Args:
        desk: the tray's parts.
        check: the tray's one verification, which may have checked time stamps, too.
    """

    def __init__(self, desk: Desk, check: IntegrityCheck) -> None:
        theme = desk.theme
        super().__init__(theme, tr("Outside this computer"))
        self.head.addStrut(_HEAD)
        self._desk, self._check, self._theme = desk, check, theme
        self._rows: Mapping[str, Sequence[Mapping[str, JSON]]] = {}
        self._checked_of: tuple[int, ...] = ()
        self._checks: Mapping[int, StampCheck] = {}
        self._shown: Outside | None = None
        self._facts: list[tuple[Icon, QLabel, QLabel]] = []
        self._sentences: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.S2)
        self._grid.setVerticalSpacing(tokens.S1)
        self._grid.setColumnMinimumWidth(1, _NAMES_WIDTH)
        self._grid.setColumnStretch(2, 1)
        self._words = kit.column(gap=tokens.S1)
        heading = tr("If this disk were swapped today")
        self.body.addLayout(self._grid)
        self.body.addSpacing(tokens.S3)
        self.body.addWidget(kit.label(theme, heading, size=tokens.CAPTION, tone="text2"))
        self.body.addLayout(self._words)
        self.body.addStretch(1)

    def anew(self) -> None:
        """Check time stamps again: a root may be trusted since."""
        self._checked_of = ()

    def read(self) -> None:
        """Read what there is of anchors, and check time stamps that were not yet."""
        self._desk.reader.ask(
            lambda query: query.anchors(),
            self._have_rows,
            failed=lambda _error: None,  # before anything is recorded there is nothing
            owner=self,
            key="integrity.anchors",
        )

    def refresh(self) -> None:
        """Show what is known now; reads nothing."""
        newest, desk = self._check.newest, self._desk
        report = None if newest is None else newest.report
        now_us, state = desk.clock.now_us(), desk.link.state
        shown = anchors.outside(self._rows, report, state, now_us=now_us, checks=self._checks)
        self.show_outside(shown)

    def _have_rows(self, rows: Mapping[str, Sequence[Mapping[str, JSON]]]) -> None:
        self._rows, desk = rows, self._desk
        self.refresh()
        seqs = anchors.newest(rows)
        if seqs and seqs != self._checked_of:
            self._checked_of = seqs
            desk.work.run(
                lambda told: checked_stamps(desk.context(told), seqs),
                self._have_checks,
                failed=lambda _error: None,  # a locked keychain: it stays "not checked here"
                owner=self,
            )

    def _have_checks(self, checks: Mapping[int, StampCheck]) -> None:
        self._checks = checks
        self.refresh()

    def show_outside(self, outside: Outside) -> None:
        """Show this and nothing else."""
        if outside == self._shown:
            return
        self._shown = outside
        while len(self._facts) < len(outside.facts):
            self._add_fact()
        while len(self._sentences) < len(outside.sentences):
            self._sentences.append(paragraph(self._theme, "", size=tokens.SMALL, select=True))
            self._words.addWidget(self._sentences[-1])
        for at, (icon, name, value) in enumerate(self._facts):
            there = at < len(outside.facts)
            if there:
                fact = outside.facts[at]
                icon.show_icon(fact.icon, fact.tone)
                name.setText(fact.name)
                value.setText(fact.value)
            for part in (icon, name, value):
                part.setVisible(there)
        for at, text in enumerate(self._sentences):
            text.setText(outside.sentences[at] if at < len(outside.sentences) else "")
            text.setVisible(at < len(outside.sentences))

    def _add_fact(self) -> None:
        row, top = len(self._facts), Qt.AlignmentFlag.AlignTop
        made = (
            kit.icon(self._theme, "noend", "text3", 16),
            kit.label(self._theme, "", size=tokens.SMALL, tone="text2"),
            kit.label(self._theme, "", size=tokens.SMALL, wrap=True, select=True),
        )
        for column, part in enumerate(made):
            self._grid.addWidget(part, row, column, top)
        self._facts.append(made)
