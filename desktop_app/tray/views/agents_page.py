"""The Agents page: what is installed, wired and heard; set-up and undo, shown before they are done.

Looking leaves no entry; what is done goes through `operations.agents_setup`, as on the command
line, and is told in place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_app.agents import catalog
from desktop_app.agents.installed import Versions
from desktop_app.operations import agents_setup, agents_state, settings
from desktop_app.tray import tokens
from desktop_app.tray.presenters import agents as presenter
from desktop_app.tray.presenters import changes
from desktop_app.tray.views import kit
from desktop_app.tray.views.agent_rows import AgentRow, heads
from desktop_app.tray.views.change_panel import ChangePanel
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent
    from desktop_app.errors import CountersignError
    from desktop_app.operations.agents_setup import Change
    from desktop_app.operations.agents_state import Senders
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Told

TOKENS = "receive.require_token"
HEARD_EVERY_MS = 5_000
SETTLED_MS = 100  # after which a change has found its height


class AgentsPage(Page):
    """Lists agents and senders; a change is shown below the list."""

    name: ClassVar[str] = "agents"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Agents"))
        self._versions = Versions()
        self._senders: Senders | None = None
        self._refusing = False
        self.rows: list[AgentRow] = []
        self.panel: ChangePanel | None = None
        self._again = kit.button(tr("Look again"), self.look)
        self.header.right.addWidget(self._again)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._below = QVBoxLayout()
        self._told = paragraph(desk.theme, "", size=tokens.SMALL, tone="text2")
        self._told.setContentsMargins(tokens.MARGIN, tokens.S4, tokens.MARGIN, 0)
        self._told.setVisible(False)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._table())
        self._stack.addWidget(self._nothing())
        self.lines.addLayout(self._stack, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(HEARD_EVERY_MS)
        self._timer.timeout.connect(self._listen)

    def shown(self) -> None:
        """Look, and keep "12 s ago" true."""
        self.look()
        self._timer.start()

    def hidden(self) -> None:
        """Rest."""
        self._timer.stop()

    def look(self) -> None:
        """Look at every agent again: at once without versions, then with them."""
        self._again.setEnabled(False)
        self._look(ask=False)

    def _look(self, *, ask: bool) -> None:
        desk, url = self.desk, self.desk.link.state.get("otlp_http")
        http_url = url if isinstance(url, str) else None

        def work(told: Told) -> tuple[Senders, bool]:
            context = desk.context(told)
            found = agents_state.look(context, self._versions, http_url, cwd=Path.home(), ask=ask)
            return found, bool(settings.value(context, TOKENS))

        desk.work.run(work, self._looked, failed=self._blind, owner=self)

    def propose(self, agent: Agent, *, undo: bool, hooks: bool | None = None) -> None:
        """Show what a set-up, or its undo, would change; `hooks`: as its person chooses now."""
        desk = self.desk

        def plan(told: Told) -> Change:
            context = desk.context(told)
            if undo:
                return agents_setup.plan_undo(context, agent)
            return agents_setup.plan_setup(context, agent, hooks=hooks)

        desk.work.run(
            plan,
            lambda change: self._show(agent, change, chosen=hooks is not None),
            failed=self._tell_error,
            owner=self,
        )

    def refuse(self) -> None:
        """Ask whether senders without a token are to be refused."""
        tokenless = [
            state.agent.title
            for state in (self._senders.agents if self._senders else ())
            if state.wired and not state.agent.sends_token
        ]
        self.desk.notices.ask(
            tr("Refuse senders without a token?"),
            presenter.refuse_question(tokenless),
            yes=tr("Refuse them"),
            no=tr("Go on recording them"),
            done=self._refuse,
            parent=self,
        )

    def _table(self) -> QWidget:
        content = QWidget()
        content.setProperty("role", "surface")
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._list)
        lines.addWidget(self._told)
        lines.addLayout(self._below)
        lines.addStretch(1)
        self._scroll = Scroll(self.desk.theme, content, tr("Agents"))
        return kit.boxed(kit.column(heads(self.desk.theme), self._scroll, gap=0))

    def _nothing(self) -> QWidget:
        theme = self.desk.theme
        return kit.EmptyState(
            theme,
            "agents",
            tr("No agent found"),
            tr(
                "None of the agents Countersign knows is installed. "
                "Any program can be run under record."
            ),
            [kit.CodeBox(theme, "countersign run -- CMD", wrap=False)],
        )

    def _looked(self, answer: tuple[Senders, bool]) -> None:
        self._senders, self._refusing = answer
        unasked = any(s.program is not None and not s.asked for s in self._senders.agents)
        self._again.setEnabled(not unasked)
        if unasked:
            self._look(ask=True)
        rows = presenter.rows(self._senders, refusing=self._refusing)
        has_any = presenter.found(self._senders) or bool(self._senders.unknown)
        self._stack.setCurrentIndex(0 if has_any else 1)
        for old in self.rows:
            old.setParent(None)
            old.deleteLater()
        now_us = self.desk.clock.now_us()
        self.rows = [AgentRow(self.desk.theme, row, now_us) for row in rows]
        for made in self.rows:
            made.asked.connect(self._asked)
            self._list.addWidget(made)

    def _asked(self, agent: str, deed: str) -> None:
        if deed == "refuse":
            self.refuse()
        else:
            self.propose(catalog.BY_NAME[agent], undo=deed == "undo")

    def _show(self, agent: Agent, change: Change, *, chosen: bool) -> None:
        self._put_away()
        self.panel = ChangePanel(self.desk.theme, agent, change)
        self.panel.accepted.connect(lambda: self._make(agent, change))
        self.panel.dismissed.connect(self._put_away)
        self.panel.asking.connect(lambda on: self.propose(agent, undo=False, hooks=on))
        self._below.addWidget(self.panel)
        (self.panel.asks if chosen and self.panel.asks else self.panel.make).setFocus()
        QTimer.singleShot(SETTLED_MS, self.panel, self._reveal)

    def _reveal(self) -> None:
        """Have the change seen whole, or from its top on."""
        if self.panel is not None:
            self._scroll.ensureWidgetVisible(self.panel.make)
            self._scroll.ensureVisible(0, self.panel.y(), 0, 0)

    def _put_away(self) -> None:
        self._told.setVisible(False)
        if self.panel is not None:
            self.panel.setParent(None)
            self.panel.deleteLater()
            self.panel = None

    def _make(self, agent: Agent, change: Change) -> None:
        panel, desk = self.panel, self.desk
        if panel is None:
            return
        panel.working()

        def work(told: Told) -> list[str]:
            context = desk.context(told)
            if change.undo:
                taken = agents_setup.take_out(context, agent, confirmed=True)
                return [*changes.taken_out(taken, agent.title), *context.notes]
            bare = change.hooks is False  # the person saw what that means, and pressed the button
            done = agents_setup.set_up(context, agent, hooks=not bare, confirmed=bare)
            return [*changes.set_up_done(done, agent.title, str(Path.home())), *context.notes]

        def finished(told: list[str]) -> None:
            panel.done(told)
            self.look()

        desk.work.run(work, finished, failed=panel.failed, owner=panel)

    def _refuse(self) -> None:
        desk = self.desk
        desk.work.run(
            lambda told: settings.change(desk.context(told), TOKENS, "true", confirmed=True),
            self._refused,
            failed=self._tell_error,
            owner=self,
        )

    def _refused(self, done: settings.Changed) -> None:
        self._tell(
            tr("Senders without a token are refused from the recorder's next start on.")
            + " "
            + changes.recorded(done.entry)
        )
        self.look()

    def _listen(self) -> None:
        """Read when each was last heard, and say how long ago that is."""
        self.desk.reader.ask(
            agents_state.heard, self._heard, failed=lambda _error: None, owner=self, key="heard"
        )

    def _heard(self, times: dict[str, int]) -> None:
        now_us = self.desk.clock.now_us()
        for row in self.rows:
            row.hear(times.get(row.row.agent), now_us)

    def _blind(self, error: CountersignError) -> None:
        self._again.setEnabled(True)
        self._tell_error(error)

    def _tell_error(self, error: CountersignError) -> None:
        self._tell(f"{error.message} {error.hint}".strip(), tone="deny")

    def _tell(self, text: str, tone: str = "text2") -> None:
        self._told.setText(presenter.safe(text))
        kit.set_tone(self._told, tone)
        self._told.setVisible(True)
