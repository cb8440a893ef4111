"""The page Integrity: what the record is worth, by which keys, and what that does not prove.

It reads when it is shown, when the recorder's state changes and after a verification; nothing
blocks, and without a recorder keys, epochs and verdicts are still there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.operations.disk_use import disk_use
from desktop_app.tray import tokens
from desktop_app.tray.presenters import integrity, verdict
from desktop_app.tray.views import kit
from desktop_app.tray.views.anchors_card import AnchorsCard
from desktop_app.tray.views.hand_out import HandOut
from desktop_app.tray.views.integrity_cards import (
    DiskCard,
    EpochsCard,
    KeyCard,
    NotProvenCard,
    VerdictsCard,
)
from desktop_app.tray.views.integrity_grid import CardGrid
from desktop_app.tray.views.keys_reader import KeysReader
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.vault_use import VaultCard
from desktop_app.tray.views.verdict_card import VerdictCard
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.integrity_check import IntegrityCheck
    from desktop_app.tray.presenters.verdict import Shown

    Rows = Sequence[Mapping[str, JSON]]

VERDICTS, EPOCHS = 200, 5
READ_EVERY_S = 5.0
THREE = 3  # columns have the room for all verdicts


class IntegrityPage(Page):
    """Shows one ledger's worth.

    Args:
        desk: the tray's parts.
        check: the tray's one verification.
    """

    name: ClassVar[str] = "integrity"

    def __init__(self, desk: Desk, check: IntegrityCheck) -> None:
        super().__init__(desk, tr("Integrity"))
        self._check = check
        self._keys = KeysReader(desk, self)
        self._verdicts: Rows = ()
        self._epochs: Rows = ()
        self._error: CountersignError | None = None
        self._read_at_s = 0.0
        self._head()
        self._body()
        self._keys.changed.connect(self._have_keys)
        desk.link.changed.connect(self._state_changed)
        desk.link.asked.connect(self._age)
        check.changed.connect(self._refresh)
        check.progress.connect(self._progressed)
        check.finished.connect(self._finished)
        check.failed.connect(self._failed)

    def shown(self) -> None:
        """Read everything anew."""
        self._outside.anew()
        self._refresh()
        self._read()
        self._keys.read()
        self._vault.ask()

    def hidden(self) -> None:
        """What was copied is no news any more."""
        self._note.setText("")

    def verify(self) -> None:
        """Verify now, by hand."""
        self._error = None
        self._check.start("hand")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One, two or three columns."""
        super().resizeEvent(event)
        self._arrange()

    def _head(self) -> None:
        theme = self.desk.theme
        self._note = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self.hand_out = HandOut(self.desk, self)
        self.hand_out.done.connect(self._handed_out)
        self._copy = self.hand_out.button
        self._verify = kit.button(
            tr("Verify now"), self.verify, role="primary", theme=theme, icon="integrity"
        )
        self.header.right.addWidget(self._note)
        self.header.right.addWidget(self._copy)
        self.header.right.addWidget(self._verify)

    def _body(self) -> None:
        theme = self.desk.theme
        self._card = VerdictCard(theme)
        self._card.cancelled.connect(self._cancel)
        self._key, self._history = KeyCard(theme), VerdictsCard(theme)
        self._epoch, self._disk = EpochsCard(theme), DiskCard(theme)
        self._limits, self._vault = NotProvenCard(theme), VaultCard(self.desk)
        self._outside = AnchorsCard(self.desk, self._check)
        self._key.printed.connect(self._print)
        cards = {
            "outside": self._outside,
            "key": self._key,
            "history": self._history,
            "epochs": self._epoch,
            "disk": self._disk,
            "vault": self._vault,
            "limits": self._limits,
        }
        self._grid = CardGrid(theme, cards)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(tokens.MARGIN, tokens.MARGIN, tokens.MARGIN, tokens.MARGIN)
        lines.setSpacing(tokens.S4)
        lines.addWidget(self._card)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        inside.setProperty("role", "window")
        scroll = Scroll(theme, inside, tr("Integrity"))
        empty = kit.EmptyState(
            theme,
            "unsealed",
            tr("Nothing sealed yet"),
            tr("The first seal comes 10 seconds after the first entry."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        self._stack.addWidget(empty)
        self.lines.addWidget(self._stack, 1)

    def _arrange(self) -> None:
        if self._grid.arrange(self.width()):
            self._history.in_full(full=self._grid.columns == THREE)
            self._card.stack(narrow=self._grid.columns == 1)

    def _read(self) -> None:
        self._read_at_s = time.monotonic()
        ask = self.desk.reader.ask
        quiet = lambda _error: None  # noqa: E731 - before anything is recorded there is nothing
        ask(
            lambda query: query.verdicts(limit=VERDICTS),
            self._have_verdicts,
            failed=quiet,
            owner=self,
            key="integrity.verdicts",
        )
        ask(
            lambda query: query.epochs(limit=EPOCHS),
            self._have_epochs,
            failed=quiet,
            owner=self,
            key="integrity.epochs",
        )
        self._outside.read()
        desk = self.desk
        desk.work.run(lambda told: disk_use(desk.context(told)), self._have_disk, owner=self)

    def _have_verdicts(self, rows: Rows) -> None:
        self._verdicts = rows
        self._refresh()

    def _have_epochs(self, rows: Rows) -> None:
        self._epochs = rows
        self._refresh()

    def _have_disk(self, used: Mapping[str, int]) -> None:
        self._disk.show_disk(integrity.disk(used, self.desk.link.state))

    def _have_keys(self) -> None:
        self._key.show_keys(self._keys.keys)
        self._refresh()

    def _state_changed(self, _state: object) -> None:
        """Read again what may have changed, but not at each entry of a busy recorder."""
        if not self.isVisible():
            return
        self._refresh()
        if time.monotonic() - self._read_at_s >= READ_EVERY_S:
            self._read()
            self._vault.ask_again()
            if not self._keys.keys:
                self._keys.read()

    def _age(self) -> None:
        """The oldest entry that is not sealed yet is a second older."""
        if self.isVisible():
            self._show_facts()

    def _refresh(self) -> None:
        """Show what is known now; reads nothing."""
        now_us, state = self.desk.clock.now_us(), self.desk.link.state
        nothing = not self._keys.keys or state.sealed_size == 0
        self._stack.setCurrentIndex(1 if nothing else 0)
        self._copy.setEnabled(not nothing)
        self._verify.setEnabled(not nothing and not self._check.running)
        self._show_verdict()
        self._show_facts()
        self._history.show_verdicts(self._verdicts, now_us=now_us)
        self._outside.refresh()
        key = integrity.key_id(self._keys.epoch_vkey)
        self._epoch.show_epochs(self._epochs, key=key, now_us=now_us)

    def _show_facts(self) -> None:
        newest, guard = self._check.newest, self._keys.custody
        report = None if newest is None else newest.report
        now_us, state = self.desk.clock.now_us(), self.desk.link.state
        self._card.show_facts(integrity.seal_facts(state, report, custody=guard, now_us=now_us))

    def _show_verdict(self) -> None:
        shown = self._newest()
        self._limits.show_sentences(shown.not_proven if shown else verdict.always())
        if self._check.running:
            self._card.show_progress(self._check.how_far, has_verdict=shown is not None)
        elif self._error is not None:
            text = f"{visible(self._error.message)} {visible(self._error.hint)}".strip()
            self._card.show_unknown(text, tone="deny")
        elif shown is None:
            text = tr("Verify now recomputes every entry, seal and signature of the record.")
            self._card.show_unknown(text)
        else:
            self._card.show_verdict(shown)

    def _newest(self) -> Shown | None:
        now_us, found = self.desk.clock.now_us(), self._check.newest
        if found is not None:
            return verdict.of_report(
                found.report, at_us=found.at_us, duration_us=found.duration_us, now_us=now_us
            )
        row = integrity.history(self._verdicts)
        return None if row is None else verdict.of_row(row, now_us=now_us)

    def _progressed(self, _how_far: object) -> None:
        self._show_verdict()

    def _finished(self, _found: object) -> None:
        self._error = None
        self._refresh()
        self._take_focus()
        self._read()

    def _failed(self, error: CountersignError) -> None:
        self._error = error
        self._refresh()
        self._take_focus()

    def _cancel(self) -> None:
        self._check.cancel()
        self._take_focus()

    def _take_focus(self) -> None:
        """Cancel is gone: whoever works by keyboard goes on where they began."""
        if self.isVisible() and self.window().focusWidget() in {None, self._copy}:
            self._verify.setFocus()

    def _handed_out(self, text: str) -> None:
        self._note.setText(text)
        self._read()

    def _print(self) -> None:
        from desktop_app.tray.views.key_paper import print_key  # noqa: PLC0415 - rarely wanted

        print_key(self, self.desk, self._keys.keys)
