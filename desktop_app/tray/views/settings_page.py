"""The Settings page: sections on the left, one column of settings on the right.

A change is made by the recorder and is an entry, whose number stands beside the setting; what
records, hides or refuses less asks first.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.errors import CountersignError
from desktop_app.operations import autostart, settings
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes
from desktop_app.tray.presenters import settings as presenter
from desktop_app.tray.presenters.settings import Item, Section
from desktop_app.tray.views import kit
from desktop_app.tray.views.kept_content import KeptContent
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.policy_setting import PolicySetting
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.setting_row import SettingRow
from desktop_app.tray.views.texts import is_narrow, paragraph, scaled
from desktop_app.tray.views.upstream_list import UpstreamList
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QPushButton

    from desktop_app.operations.settings import Changed, Row
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Told

AUTOSTART = "autostart"
_LIST, _TEXT = 280, 640  # pixels at 100 %


class SettingsPage(Page):
    """Shows and changes settings."""

    name: ClassVar[str] = "settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Settings"))
        self.rows: dict[str, SettingRow] = {}
        self.kept = KeptContent(desk)
        self.upstreams = UpstreamList(desk)
        self._heads: dict[str, QWidget] = {}
        self._marks: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._list = QFrame()
        self._list.setProperty("role", "navigation")
        self._list.setFixedWidth(scaled(desk.theme, _LIST))
        self._names = QVBoxLayout(self._list)
        self._names.setContentsMargins(tokens.S3, tokens.S3, tokens.S3, tokens.S3)
        self._names.setSpacing(tokens.S1)
        self._names.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._list)
        line.addWidget(self._column(), 1)
        self.lines.addLayout(line, 1)

    def shown(self) -> None:
        """Read what holds."""
        desk = self.desk

        def work(told: Told) -> tuple[list[Row], bool]:
            context = desk.context(told)
            return settings.rows(context), autostart.is_on(context)

        desk.work.run(work, self._read, failed=desk.failed, owner=self)
        self.kept.read()
        self.upstreams.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of sections needs room."""
        super().resizeEvent(event)
        self._list.setVisible(not is_narrow(self.desk.theme, self.window().width()))

    def _column(self) -> QScrollArea:
        self._content = QWidget()
        self._content.setProperty("role", "surface")
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S8)
        self._lines.setSpacing(0)
        column = kit.boxed(self._lines)
        column.setMaximumWidth(scaled(self.desk.theme, _TEXT) + 2 * tokens.MARGIN)
        outer = QHBoxLayout(self._content)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column, 1)
        outer.addStretch(0)
        self._scroll = Scroll(self.desk.theme, self._content, tr("Settings"))
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark)
        return self._scroll

    def _read(self, answer: tuple[list[Row], bool]) -> None:
        rows, starts = answer
        found = presenter.sections(rows)
        if not self.rows:
            self._build(found, starts=starts)
            return
        for section in found:
            for item in section.items:
                self.rows[item.name].show_value(item.value)
        self.rows[AUTOSTART].show_value(str(starts).lower())

    def _build(self, found: list[Section], *, starts: bool) -> None:
        for section in found:
            self._section(section)
            if section.key == "start":
                self._start(starts=starts)
            if section.key == "policy":
                self._lines.addWidget(kit.hairline())
                self._lines.addWidget(PolicySetting(self.desk))
        self._lines.addSpacing(tokens.S6)
        where = changes.place(str(self.desk.paths.data_dir), str(Path.home()))
        text = tr("Countersign {version}, record in {place}", version=__version__, place=where)
        self._lines.addWidget(
            paragraph(self.desk.theme, text, size=tokens.SMALL, tone="text3", select=True)
        )
        self._lines.addStretch(1)
        QTimer.singleShot(0, self, self._mark)

    def _section(self, section: Section) -> None:
        theme = self.desk.theme
        head = kit.label(theme, section.title, size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        head.setContentsMargins(0, tokens.S5, 0, tokens.S1)
        self._lines.addWidget(head)
        self._heads[section.key] = head
        mark = kit.button(section.title, lambda: self._go(section.key), role="navigation")
        mark.setCheckable(True)
        policy = mark.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        mark.setSizePolicy(policy)
        self._group.addButton(mark)
        self._marks[section.key] = mark
        self._names.insertWidget(self._names.count() - 1, mark)
        if section.key == "kept":
            self._lines.addWidget(self.kept)
        if section.key == "upstreams":
            self._lines.addWidget(self.upstreams)
        for number, item in enumerate(section.items):
            if number or section.key == "kept":
                self._lines.addWidget(kit.hairline())
            self._add(item)

    def _add(self, item: Item) -> SettingRow:
        made = SettingRow(self.desk.theme, item)
        made.changed.connect(self._asked)
        self.rows[item.name] = made
        self._lines.addWidget(made)
        return made

    def _start(self, *, starts: bool) -> None:
        text = tr("The icon comes, and recording begins, when you log in to this computer.")
        self._add(Item(AUTOSTART, tr("Start when I log in"), text, "switch", str(starts).lower()))
        theme = self.desk.theme
        self._lines.addWidget(kit.hairline())
        words = kit.column(
            kit.label(theme, tr("The page of the first start"), weight=tokens.MEDIUM),
            paragraph(
                theme,
                tr("What is recorded and what is not, your verifier key, and the agents found."),
                size=tokens.SMALL,
                tone="text2",
            ),
            gap=2,
        )
        line = QHBoxLayout()
        line.setContentsMargins(0, tokens.S3, 0, tokens.S3)
        line.setSpacing(tokens.S5)
        line.addLayout(words, 1)
        again = kit.button(tr("Show it again"), self.desk.go.first_start.emit)
        line.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(line)

    def _asked(self, name: str, text: str) -> None:
        if name == AUTOSTART:
            self._turn(on=text == "true")
            return
        row = self.rows[name]
        try:
            loosens = settings.loosens(name, text)
        except CountersignError as error:
            row.tell(error.message.replace(name, row.item.title), "deny")
            row.take_back()
            return
        if not loosens:
            self._change(name, text, confirmed=False)
            return
        row.take_back()  # until the person said yes
        self.desk.notices.ask(
            tr("{title}: {value}?", title=row.item.title, value=_word(text, row.item)),
            presenter.question(name),
            yes=tr("Change it"),
            no=tr("Leave it as it is"),
            done=lambda: self._change(name, text, confirmed=True),
            parent=self,
        )

    def _change(self, name: str, text: str, *, confirmed: bool) -> None:
        desk, row = self.desk, self.rows[name]
        desk.work.run(
            lambda told: settings.change(desk.context(told), name, text, confirmed=confirmed),
            lambda done: self._changed(row, done),
            failed=lambda error: self._refused(row, error),
            owner=row,
        )

    def _changed(self, row: SettingRow, done: Changed) -> None:
        row.show_value(presenter.as_typed(done.new))
        later = done.takes_hold != "now" and self.desk.link.state.get("keeper") == "tray"
        restart = tr("Restart the recorder") if later else ""
        row.tell(presenter.told(done), "text2", restart, lambda: self._restart(row))
        self.desk.go.settings.emit({done.name: done.new})

    def _refused(self, row: SettingRow, error: CountersignError) -> None:
        row.take_back()
        row.tell(f"{error.message} {error.hint}".strip(), "deny")

    def _restart(self, row: SettingRow) -> None:
        """End the recorder in order; whoever keeps it starts it again."""
        row.tell(tr("The recorder starts again."))
        self.desk.link.call(
            "stop",
            {"confirmed": True},
            lambda _answer: None,
            failed=lambda error: self._refused(row, error),
            owner=row,
        )

    def _turn(self, *, on: bool) -> None:
        desk, row = self.desk, self.rows[AUTOSTART]

        def done(entry: int) -> None:
            row.show_value(str(on).lower())
            row.tell(changes.recorded(entry))

        desk.work.run(
            lambda told: autostart.turn(desk.context(told), on=on),
            done,
            failed=lambda error: self._refused(row, error),
            owner=row,
        )

    def _go(self, key: str) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(self._heads[key].y())
        self._marks[key].setChecked(True)

    def _mark(self) -> None:
        """Mark the section that stands on top."""
        top = self._scroll.verticalScrollBar().value() + tokens.S8
        above = [key for key, head in self._heads.items() if head.y() <= top]
        if self._heads:
            self._marks[above[-1] if above else next(iter(self._heads))].setChecked(True)


def _word(text: str, item: Item) -> str:
    """Return a value as the page says it."""
    return {"true": tr("on"), "false": tr("off"), **dict(item.choices)}.get(text, text)
