"""The window of the first start: what is recorded, where the keys are, which agents to set up.

"Start recording" sets the ticked agents up one after the other and says of each how it went;
"Not now" leaves everything as it is and only remembers that the page was seen.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.agents import catalog
from desktop_app.agents.installed import Versions
from desktop_app.operations import agents_setup, agents_state, autostart, first_start, keeping
from desktop_app.tray import tokens
from desktop_app.tray.presenters import first_start as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.found_row import FoundRow
from desktop_app.tray.views.keep_choices import KeepChoices
from desktop_app.tray.views.keys_card import KeysCard
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent

    from desktop_app.errors import CountersignError
    from desktop_app.operations.agents_setup import Change
    from desktop_app.operations.agents_state import Senders
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.first_start import Found
    from desktop_app.tray.views.keep_choices import Wanted
    from desktop_app.tray.work import Told

_WIDE, _HIGH = 760, 860
_FRAME = 48  # that a desktop may draw around it


class FirstStart(QWidget):
    """The page, in a window of its own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._desk = desk
        self._words = first_start.shown()
        self._page = presenter.page(self._words)
        self._asked_keys = self._ended = False
        self._failed: list[str] = []
        self._allowed: list[Wanted] = []  # as the answer was given
        self.rows: list[FoundRow] = []
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Countersign, first start"))
        self.keeps = KeepChoices(desk, copies=sys.platform != "win32")
        self.keeps.opened.connect(
            lambda made: QTimer.singleShot(0, self, lambda: self._show_notice(made))
        )
        self.keys = KeysCard(desk)
        self._agents = QVBoxLayout()
        self._agents.setSpacing(tokens.S1)
        self._none = paragraph(desk.theme, tr("Looking for agents…"), tone="text2")
        self._agents.addWidget(self._none)
        self.at_login = CheckBox(desk.theme, tr("Start when I log in"))
        self.at_login.setChecked(True)
        self._told = paragraph(desk.theme, self._page.digest, size=tokens.SMALL, tone="text2")
        self.not_now = kit.button(tr("Not now"), self.close, role="dialog")
        self.begin = kit.button(tr("Start recording"), self._begin, role="primary")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scrolled(), 1)
        outer.addWidget(self._foot())
        room = self.screen().availableGeometry()
        wide, high = scaled(desk.theme, _WIDE), scaled(desk.theme, _HIGH)
        self.resize(min(wide, room.width()), min(high, room.height() - _FRAME))
        desk.link.changed.connect(self._known)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for agents and keys."""
        super().showEvent(event)
        self._known()
        desk = self._desk
        versions = Versions()

        def work(told: Told) -> tuple[Senders, bool]:
            context = desk.context(told)
            senders = agents_state.look(context, versions, None, cwd=Path.home())
            return senders, autostart.is_on(context)

        desk.work.run(work, self._looked, failed=desk.failed, owner=self)
        self.begin.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed in whichever way, it was seen."""
        if not self._ended:
            self._ended = True
            desk = self._desk
            desk.work.run(
                lambda told: first_start.seen(desk.context(told)),
                lambda _none: desk.go.settings.emit({first_start.DONE: True}),
                failed=desk.failed,
            )
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: not now."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _scrolled(self) -> QScrollArea:
        theme, page = self._desk.theme, self._page
        content = QWidget()
        content.setProperty("role", "surface")
        lines = QVBoxLayout(content)
        lines.setContentsMargins(tokens.S8, tokens.S6, tokens.S8, tokens.S5)
        lines.setSpacing(tokens.S4)
        lines.addLayout(self._head())
        lines.addLayout(self._lists())
        lines.addWidget(paragraph(theme, page.honest, size=tokens.SMALL, tone="text2"))
        lines.addWidget(kit.hairline())
        lines.addWidget(self.keeps)
        lines.addWidget(kit.hairline())
        lines.addLayout(self._door())
        lines.addWidget(kit.hairline())
        lines.addWidget(kit.label(theme, tr("Keys"), weight=tokens.SEMIBOLD))
        lines.addWidget(self.keys)
        lines.addWidget(kit.hairline())
        promise = tr("Each change is shown first, a backup is kept, and undo is exact.")
        lines.addLayout(
            kit.row(
                kit.label(theme, tr("Agents found"), weight=tokens.SEMIBOLD),
                None,
                kit.label(theme, promise, size=tokens.SMALL, tone="text2"),
            )
        )
        lines.addLayout(self._agents)
        lines.addWidget(self.at_login)
        lines.addStretch(1)
        self._scroll = Scroll(self._desk.theme, content, self._page.title)
        return self._scroll

    def _show_notice(self, choice: QWidget) -> None:
        """All of what is agreed to is in view."""
        self._scroll.ensureWidgetVisible(choice, 0, tokens.S4)

    def _head(self) -> QHBoxLayout:
        theme, page = self._desk.theme, self._page
        title = kit.label(theme, page.title, size=tokens.FIRST, weight=tokens.SEMIBOLD)
        lead = paragraph(theme, page.lead, tone="text2")
        line = kit.row(kit.icon(theme, "app", "", 44), gap=tokens.S4)
        line.addLayout(kit.column(title, lead, gap=2), 1)
        return line

    def _lists(self) -> QHBoxLayout:
        theme = self._desk.theme
        line = kit.row(gap=tokens.S4)
        for (head, items), (icon, tone) in zip(self._page.lists, presenter.ICONS, strict=True):
            column = kit.column(kit.label(theme, head, weight=tokens.SEMIBOLD), gap=tokens.S2)
            for item in items:
                words = paragraph(theme, item)
                shape = kit.icon(theme, icon, tone, 14)
                entry = kit.row(gap=tokens.S2)
                entry.addLayout(kit.column(2, shape, None, gap=0))
                entry.addWidget(words, 1)
                column.addLayout(entry)
            column.addStretch(1)
            line.addLayout(column, 1)
        return line

    def _door(self) -> QHBoxLayout:
        theme, on = self._desk.theme, self._desk.link.state.local_only
        title, text = presenter.door(self._page, local_only=on)
        icon = kit.icon(theme, *(("local-only", "ok") if on else ("door-open", "ask")), 20)
        line = kit.row(gap=tokens.S3)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = kit.column(
            kit.label(theme, title, weight=tokens.SEMIBOLD),
            paragraph(theme, text, tone="text2"),
            gap=2,
        )
        line.addLayout(words, 1)
        return line

    def _foot(self) -> QWidget:
        line = kit.row(gap=tokens.S2)
        line.setContentsMargins(tokens.S8, tokens.S4, tokens.S8, tokens.S4)
        line.addWidget(self._told, 1)
        line.addWidget(self.not_now)
        line.addWidget(self.begin)
        return kit.boxed(kit.column(kit.hairline(), kit.boxed(line, "window"), gap=0))

    def _known(self) -> None:
        """Show what the recorder says."""
        self._ask_keys()
        self.keeps.settle(self._desk.link.state)

    def _ask_keys(self) -> None:
        """Ask as soon as a recorder has its ledger open."""
        if self._asked_keys or not self._desk.link.state.get("install_id"):
            return
        self._asked_keys = True
        self._desk.link.call(
            "keys.list",
            {},
            self.keys.show_keys,
            owner=self,
        )

    def _looked(self, answer: tuple[Senders, bool]) -> None:
        senders, _starts = answer
        home = str(Path.home())
        agents = [each for state in senders.agents if (each := presenter.found(state, home))]
        self._none.setVisible(not agents)
        self._none.setText(tr("None of the agents Countersign knows is installed."))
        for row in self.rows:
            row.setParent(None)
            row.deleteLater()
        self.rows = [self._row(found) for found in agents]

    def _row(self, found: Found) -> FoundRow:
        made = FoundRow(self._desk.theme, found)
        made.wanted.connect(lambda _name: self._propose(made))
        self._agents.addWidget(made)
        return made

    def _propose(self, row: FoundRow) -> None:
        desk, agent = self._desk, catalog.BY_NAME[row.found.name]

        def done(change: Change) -> None:
            row.show_change(change)

        desk.work.run(
            lambda told: agents_setup.plan_setup(desk.context(told), agent),
            done,
            failed=lambda error: row.tell(_sentence(error), "deny"),
            owner=row,
        )

    def _begin(self) -> None:
        """Do all of it, one thing after the other."""
        self.begin.setEnabled(False)
        self.begin.setText(tr("Starting…"))
        self._failed = []
        self._allowed = self.keeps.wanted()
        self._set_up([row for row in self.rows if row.chosen], [])

    def _set_up(self, waiting: list[FoundRow], done: list[str]) -> None:
        if not waiting:
            self._finish(done)
            return
        row, *rest = waiting
        desk, agent = self._desk, catalog.BY_NAME[row.found.name]
        row.tell(tr("Setting it up…"))

        def finished(_done: agents_setup.SetUp) -> None:
            row.done()
            self._set_up(rest, [*done, agent.name])

        def failed(error: CountersignError) -> None:
            row.tell(_sentence(error), "deny")
            self._failed.append(agent.name)
            self._set_up(rest, done)

        desk.work.run(
            lambda told: agents_setup.set_up(desk.context(told), agent),
            finished,
            failed=failed,
            owner=self,
        )

    def _finish(self, done: list[str]) -> None:
        desk, failed, at_login = self._desk, tuple(self._failed), self.at_login.isChecked()
        allowed = list(self._allowed)

        def work(told: Told) -> int:
            context = desk.context(told)
            if autostart.is_on(context) != at_login:
                autostart.turn(context, on=at_login)
            for one in allowed:
                keeping.give(context, one.purpose, one.notice, one.latency_ms)
            kept = tuple(one.purpose for one in allowed)
            choices = first_start.Choices(tuple(done), failed, kept, at_login=at_login)
            return first_start.begun(context, self._words, choices)

        desk.work.run(work, self._begun, failed=self._stuck, owner=self)

    def _begun(self, entry: int) -> None:
        self._ended = True
        self._told.setText(presenter.begun(entry))
        kit.set_tone(self._told, "ok")
        self.begin.setEnabled(True)
        self.begin.setText(tr("Try again"))
        self.begin.setVisible(bool(self._failed))
        self.not_now.setText(tr("Close"))
        self.not_now.setFocus()
        self._desk.go.settings.emit({first_start.DONE: True})

    def _stuck(self, error: CountersignError) -> None:
        self._told.setText(_sentence(error))
        kit.set_tone(self._told, "deny")
        self.begin.setEnabled(True)
        self.begin.setText(tr("Try again"))


def _sentence(error: CountersignError) -> str:
    return f"{error.message} {error.hint}".strip()
