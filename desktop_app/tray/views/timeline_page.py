"""The Timeline page: all runs, live, newest first; what each did at a glance.

Runs are shown as the index has them; while there is none, or it is being made, the page says so
and goes on by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QStackedWidget

from desktop_app.tray import tokens
from desktop_app.tray.item_models.timeline import RunsModel
from desktop_app.tray.item_models.timeline_feed import Feed
from desktop_app.tray.presenters import keyboard, timeline_said
from desktop_app.tray.views import kit
from desktop_app.tray.views.beside import Beside
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.timeline_filters import Filters
from desktop_app.tray.views.timeline_states import TimelineStates
from desktop_app.tray.views.timeline_table import RunsHead, RunsTable
from desktop_app.tray.views.trends import WIDTH, TrendsPanel
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.presenters.timeline import Row
    from desktop_app.tray.presenters.timeline_filter import Filter


class TimelinePage(Page):
    """All runs."""

    name: ClassVar[str] = "timeline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Timeline"))
        theme = desk.theme
        self.model = RunsModel(desk.clock.now_us)
        self.model.setParent(self)
        self.feed = Feed(desk, self.model)
        self.table = RunsTable(theme, self.model)
        self.filters = Filters(theme)
        self.states = TimelineStates(desk)
        self._following = kit.boxed(
            kit.row(
                kit.icon(theme, "running", "accent", 14),
                kit.label(theme, tr("Following"), size=tokens.SMALL, tone="text2"),
                gap=6,
            )
        )
        self.held = kit.button("", self._follow, role="primary")
        self.held.setParent(self.table)
        self.held.hide()
        self.trends: TrendsPanel | None = None  # made in the first wide window
        self._lay()
        self._connect()

    def shown(self) -> None:
        """Fill the list, and keep it filled."""
        if not self.feed.loaded:
            self.states.wait()
        self.feed.start()
        self._offer()
        if self.model.sealed_size is None:
            self._ask_sealed()
        self._widen(is_wide=self.window().width() >= tokens.WIDE * self.table.scale)
        self.table.setFocus()

    def hidden(self) -> None:
        """Rest."""
        self.feed.stop()
        if self.trends is not None:
            self.trends.stop()

    def search(self) -> None:
        """Go to the search field."""
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def export(self) -> bool:
        """Export the run that the keyboard is on."""
        row = self.table.current()
        if row is None:
            return False
        self.desk.go.export.emit(row.ref)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows have fewer columns, wide ones a panel of trends."""
        super().resizeEvent(event)
        wide = self.window().width()
        self.table.narrow = wide < tokens.NARROW
        self.filters.narrow(is_narrow=wide < tokens.NARROW * self.table.scale)
        self._widen(is_wide=wide >= tokens.WIDE * self.table.scale)
        self._place_held()

    def _widen(self, *, is_wide: bool) -> None:
        if is_wide and self.trends is None:
            self.trends = TrendsPanel(self.desk)
            self._parts.put(self.trends)
        if self.trends is not None:
            self.trends.setVisible(is_wide)
            (self.trends.start if is_wide and self.isVisible() else self.trends.stop)()

    def _lay(self) -> None:
        self.header.left.addWidget(self._following)
        self.header.right.addWidget(self.filters)
        self._head = RunsHead(self.desk.theme, self.table)
        list_ = kit.boxed(kit.column(self._head, self.table, gap=0), "surface")
        self._parts = Beside(self.desk.paths, "timeline/trends", WIDTH)
        self._parts.addWidget(list_)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._parts)
        self._stack.addWidget(self.states)
        self.lines.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.table.seen.connect(self.feed.view)
        self.table.opened.connect(self._open)
        self.table.searched.connect(self.search)
        self.table.at_top.connect(lambda top: self.feed.follow(following=top))
        self.table.at_top.connect(lambda _top: self._show_following())
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.setContextMenuPolicy(self.table.contextMenuPolicy().CustomContextMenu)
        self.filters.chosen.connect(self._choose)
        self.feed.filled.connect(self._filled)
        self.feed.failed.connect(self._failed)
        self.feed.held.connect(self._show_held)
        self.states.clear_filter.connect(self.filters.clear)
        self._live = self.feed.live
        self.desk.link.changed.connect(self._linked)
        self._linked(self.desk.link.state)
        self._keys()

    def _keys(self) -> None:
        for words, deed, act in (
            (tr("Copy"), "copy", self._copy_text),
            (tr("Copy as JSON"), "copy_json", self._copy_json),
        ):
            action = QAction(words, self.table)
            action.setShortcuts([QKeySequence(key) for key in keyboard.keys(deed)])
            action.setShortcutContext(action.shortcutContext().WidgetShortcut)
            action.triggered.connect(lambda _on=False, act=act: act())
            self.table.addAction(action)

    def _choose(self, chosen: Filter) -> None:
        self.table.verticalScrollBar().setValue(0)
        self.feed.choose(chosen)

    def _filled(self) -> None:
        if self.model.order.count:
            self._stack.setCurrentWidget(self._parts)
            self.table.choose_first()
        elif self.feed.filter.active:
            self.states.no_match(self.feed.filter, self.feed.total or 0)
            self._stack.setCurrentWidget(self.states)
        else:
            self.states.first()
            self._stack.setCurrentWidget(self.states)
        self.filters.setVisible(bool(self.model.order.count) or self.feed.filter.active)
        self._show_following()

    def _failed(self, error: CountersignError) -> None:
        self.states.failed(error)
        self._stack.setCurrentWidget(self.states)
        self.filters.setVisible(self.feed.filter.active)
        self._following.hide()

    def _linked(self, state: State) -> None:
        """Show what is sealed; what runs, when a recorder comes or goes."""
        if state.sealed_size is not None:
            self.model.seal(state.sealed_size)
        if self.feed.live != self._live:
            self._live = self.feed.live
            if self.feed.loaded:
                self.feed.reload(keep=True)

    def _offer(self) -> None:
        self.desk.reader.ask(
            lambda query: query.run_choices(),
            lambda found: self.filters.offer(*found),
            failed=lambda _error: None,  # the list says what is wrong
            owner=self,
            key="timeline-choices",
        )

    def _ask_sealed(self) -> None:
        """Ask the ledger what is sealed: nobody else knows while no recorder answers."""

        def seal(size: int) -> None:
            if self.model.sealed_size is None:
                self.model.seal(size)

        self.desk.reader.ask(
            lambda query: query.sealed_size(),
            seal,
            failed=lambda _error: None,  # nothing is recorded yet, or the list says what is wrong
            owner=self,
            key="timeline-sealed",
        )

    def _open(self, row: Row) -> None:
        self.desk.go.run.emit(row.ref, "")

    def _follow(self) -> None:
        self.table.verticalScrollBar().setValue(0)

    def _show_following(self) -> None:
        self._following.setVisible(self.feed.following and bool(self.model.order.count))

    def _show_held(self, count: int) -> None:
        self._show_following()
        self.held.setText(trn("{n} new run", "{n} new runs", count))
        self.held.setVisible(count > 0)
        self._place_held()

    def _place_held(self) -> None:
        self.held.adjustSize()
        self.held.move((self.table.width() - self.held.width()) // 2, tokens.S2)

    def _menu(self, at: QPoint) -> None:
        row = self.table.current()
        if row is not None:
            menu = self._menu_of(row)
            menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _menu_of(self, row: Row) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("Open"), lambda: self._open(row))
        menu.addAction(tr("Export bundle…"), lambda: self.desk.go.export.emit(row.ref))
        menu.addSeparator()
        menu.addActions(self.table.actions())
        return menu

    def _copy_text(self) -> None:
        lines = [timeline_said.as_text(row, self.model.sealed_size) for row in self.table.rows()]
        kit.copy_text("\n".join(lines))

    def _copy_json(self) -> None:
        rows = self.table.rows()
        if rows:
            kit.copy_text(timeline_said.as_json(rows))
