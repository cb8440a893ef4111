"""Adds an upstream: what is typed is in the notice, and the answer is to that text.

Promise: the button works only while what is typed is a place that can be; credentials go to the
recorder and are shown nowhere. A signing key that was made is shown once, when it holds.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.errors import UsageError
from desktop_app.operations import upstreams
from desktop_app.tray import tokens
from desktop_app.tray.presenters import upstreams as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.bucket_fields import BucketFields, labelled
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.choices import ComboBox
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr
from desktop_app.upstream.places import SIGNING_KEY
from desktop_app.upstream.values import Options, Sends
from desktop_app.upstream.where import Kind

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk


class UpstreamDialog(NoticeDialog):
    """The question about one upstream; `Send nothing` has the focus's place and answers nothing.

    Signals:
        added(): it holds.
    """

    added = Signal()

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, upstreams.unnamed(), "door-open", parent=parent)
        self._wish: upstreams.Wish | None = None
        self._kind: Kind | None = None
        theme = desk.theme
        self.kind = ComboBox(theme, tr("Kind"))
        for kind, title, _ in presenter.kinds():
            self.kind.addItem(title, kind)
        self.where = QLineEdit()
        self.where.setAccessibleName(tr("Place"))
        self.bucket = BucketFields(theme)
        self.bundles = ComboBox(theme, tr("Bundles"))
        for level, title in presenter.bundles():
            self.bundles.addItem(title, level)
        self.near = CheckBox(theme, tr("It is on my own network, or on this computer"))
        self._secrets: dict[str, QLineEdit] = {}
        self._fields = QWidget()
        self._wrong = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self._asked = (self.kind, self.where, self.bucket, self.bundles, self.near)
        for made in (*self._asked, self._fields, self._wrong):
            self.body.addWidget(made)
        self.nothing = kit.button(tr("Send nothing"), self.close, role="dialog")
        self.add = kit.button(tr("Let it leave"), self._add, role="dialog")
        self.answers(self.nothing, self.add)
        self.begins_at(self.where)
        self.kind.currentIndexChanged.connect(lambda _index: self._typed())
        self.where.textChanged.connect(lambda _text: self._typed())
        self.bucket.changed.connect(self._typed)
        self.bundles.currentIndexChanged.connect(lambda _index: self._typed())
        self.near.toggled.connect(lambda _on: self._typed())
        self._typed()

    def _typed(self) -> None:
        """The notice holds what is typed: it is another text with each letter."""
        kind = Kind(self.kind.currentData())
        is_bucket = kind is Kind.S3
        self.where.setPlaceholderText(presenter.kinds()[self.kind.currentIndex()][2])
        self.where.setVisible(not is_bucket)
        self.bucket.setVisible(is_bucket)
        self.bundles.setVisible(presenter.takes_bundles(kind))
        self.near.setVisible(kind is not Kind.FOLDER)
        try:
            self._wish = self._wished(kind)
            self._wrong.setText("")
        except UsageError as error:
            self._wish = None
            is_empty = self.bucket.is_empty if is_bucket else not self.where.text()
            self._wrong.setText("" if is_empty else error.message)
        notice = upstreams.unnamed() if self._wish is None else self._wish.notice
        self.show_notice(notice)
        if self._wish is not None:
            self._ask_for(self._wish.asks_for)
        elif kind is not self._kind:  # else what was typed stays while a place is mended
            self._ask_for(())
        self._kind = kind
        self._enable()
        self.fit()
        QTimer.singleShot(0, self, self.fit)  # what is new has its size by then

    def _wished(self, kind: Kind) -> upstreams.Wish:
        """Return what is typed; raises UsageError."""
        near = self.near.isChecked() and kind is not Kind.FOLDER
        if kind is Kind.S3:
            where, options = self.bucket.where(), self.bucket.options(own_network=near)
        else:
            where, options = self.where.text(), Options(own_network=near)
        level = self.bundles.currentData() if presenter.takes_bundles(kind) else None
        return upstreams.wish(kind, where, None, Sends(bundles=level), options)

    def _ask_for(self, names: tuple[str, ...]) -> None:
        if tuple(self._secrets) == names:
            return
        self._fields.deleteLater()
        self._secrets, lines = {}, kit.row(gap=tokens.S4)
        for name in names:
            field, words = QLineEdit(), presenter.credential(name)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(words)
            field.textChanged.connect(lambda _text: self._enable())
            lines.addLayout(labelled(self.desk.theme, words, field))
            self._secrets[name] = field
        self._fields = kit.boxed(lines)
        self.body.insertWidget(self.body.indexOf(self._wrong), self._fields)
        for first, then in pairwise((self.near, *self._secrets.values())):
            self.setTabOrder(first, then)

    def _enable(self) -> None:
        given = all(field.text() for field in self._secrets.values())
        self.add.setEnabled(self._wish is not None and given)

    def _add(self) -> None:
        wish = self._wish
        if wish is None or self.guard.holding:
            return
        self.add.setEnabled(False)
        secrets = {name: field.text() for name, field in self._secrets.items()}
        args = upstreams.adding(wish, secrets, self.latency_ms)
        self.desk.link.call(
            upstreams.ADD,
            args,
            lambda answer: self._added(wish, dict(answer)),
            failed=self._failed,
            owner=self,
        )

    def _added(self, wish: upstreams.Wish, _answer: dict[str, Any]) -> None:
        self.added.emit()
        key = wish.made.get(SIGNING_KEY)
        if key is None:
            self.close()
            return
        for made in (*self._asked, self._wrong, self.nothing):
            made.hide()
        self.settled()
        self.headed(tr("Give the receiver this key; it is shown once"))
        shown = paragraph(self.desk.theme, key, select=True)
        self.body.addWidget(shown)
        shown.show()
        self.add.setText(tr("Copy"))
        self.add.setEnabled(True)
        self.add.clicked.disconnect()
        self.add.clicked.connect(lambda: kit.copy_text(key))
        self.fit()

    def _failed(self, error: CountersignError) -> None:
        self._enable()
        self.failed(error)
