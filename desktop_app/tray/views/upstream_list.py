"""What may leave, in the settings: each upstream with how it stands; none is set up at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop_app.operations import upstreams
from desktop_app.tray import tokens
from desktop_app.tray.presenters import upstreams as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.views.upstream_dialog import UpstreamDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.presenters.upstreams import Row

EVERY_MS = 2_000  # while it is looked at


class UpstreamList(QWidget):
    """All upstreams, and a button that adds one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: dict[str, UpstreamRow] = {}
        self._known: list[Row] | None = None
        self._none = paragraph(
            desk.theme,
            tr(
                "Nothing is set up to receive anything. A collector, a webhook, an archive or a "
                "time stamp authority can be added; each is asked by itself."
            ),
            size=tokens.SMALL,
            tone="text2",
        )
        self.add = kit.button(tr("Add…"), self._add)
        self._told = paragraph(desk.theme, "", size=tokens.SMALL, tone="deny")
        self._told.hide()
        self._lines = kit.column(gap=0)
        foot = kit.row(self.add, None)
        foot.setContentsMargins(0, tokens.S2, 0, tokens.S3)
        lines = kit.column(self._none, self._lines, self._told, foot, gap=tokens.S1)
        self.setLayout(lines)
        self._again = QTimer(self, interval=EVERY_MS)
        self._again.timeout.connect(self.read)
        self._again.start()
        desk.link.changed.connect(self._follow)

    def read(self) -> None:
        """Ask the recorder, while somebody looks."""
        if self.isVisible():
            self._desk.link.call(
                upstreams.LIST,
                {},
                lambda answer: self._have(dict(answer)),
                failed=lambda _error: None,  # without a recorder nothing leaves, and all says so
                owner=self,
            )

    def _have(self, answer: dict[str, Any]) -> None:
        found = presenter.rows(answer, self._desk.clock.now_us())
        self._none.setVisible(not found)
        if self._known is not None and [row.name for row in found] == list(self.rows):
            for row in found:
                self.rows[row.name].show_row(row)
            self._known = found
            return
        for made in self.rows.values():
            made.deleteLater()
        self.rows = {}
        for row in found:
            made = UpstreamRow(self._desk, row, self)
            self._lines.addWidget(made)
            self.rows[row.name] = made
        self._known = found

    def tell(self, text: str) -> None:
        """Say what went wrong."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def _add(self) -> None:
        dialog = UpstreamDialog(self._desk, parent=self.window())
        dialog.added.connect(self.read)
        dialog.come_up()

    def _follow(self, _state: State) -> None:
        self.read()


class UpstreamRow(QWidget):
    """One upstream: what goes there, how it stands, and what can be done about it."""

    def __init__(self, desk: Desk, row: Row, owner: UpstreamList) -> None:
        super().__init__()
        self._desk, self._owner, self.row = desk, owner, row
        theme = desk.theme
        self.setAccessibleName(row.name)
        self._said = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self._trouble = paragraph(theme, "", size=tokens.SMALL, tone="deny")
        self.test = kit.button(tr("Try it"), self._try, role="link")
        self.remove = kit.button(tr("Remove"), self._remove, role="link")
        for made, words in ((self.test, tr("Try {name}", name=row.name)),):
            made.setAccessibleName(words)
        self.remove.setAccessibleName(tr("Remove {name}", name=row.name))
        head = kit.row(gap=tokens.S3)
        head.addWidget(kit.label(theme, row.name, weight=tokens.MEDIUM), 1)
        head.addWidget(self.test)
        head.addWidget(self.remove)
        lines = kit.column(
            kit.hairline(),
            head,
            paragraph(theme, row.what, size=tokens.SMALL),
            self._said,
            self._trouble,
            gap=2,
        )
        lines.setContentsMargins(0, 0, 0, tokens.S3)
        self.setLayout(lines)
        self.show_row(row)

    def show_row(self, row: Row) -> None:
        """Show how it stands now."""
        self.row = row
        self._said.setText(" ".join(row.said))
        self._trouble.setText(row.trouble)
        self._trouble.setVisible(bool(row.trouble))
        self.test.setVisible(row.may_send)

    def _try(self) -> None:
        self.test.setEnabled(False)

        def done(answer: Mapping[str, Any]) -> None:
            self.test.setEnabled(True)
            why = "" if answer.get("ok") else str(answer.get("why"))
            self._trouble.setText(why)
            self._trouble.setVisible(bool(why))
            if answer.get("ok"):
                self._said.setText(tr("It was reached, and takes what goes there."))

        args: dict[str, JSON] = {"name": self.row.name, "confirmed": True}
        self._desk.link.call(upstreams.TEST, args, done, failed=self._failed, owner=self)

    def _remove(self) -> None:
        self._desk.notices.ask(
            tr("Remove {name}?", name=self.row.name),
            tr("Nothing goes there any more, at once. What was sent stays there."),
            yes=tr("Remove it"),
            no=tr("Keep it"),
            done=self._removed,
            parent=self,
        )

    def _removed(self) -> None:
        args: dict[str, JSON] = {"name": self.row.name, "confirmed": True}
        self._desk.link.call(
            upstreams.REMOVE,
            args,
            lambda _answer: self._owner.read(),
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: CountersignError) -> None:
        self.test.setEnabled(True)
        self._owner.tell(f"{error.message} {error.hint}".strip())
