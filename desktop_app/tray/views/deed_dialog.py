"""A notice with one deed: done in the background after a yes, and to be tried again when it failed.

Promise: a press counts once, and only where the notice has stood long enough; what came of the deed
is told once, and then the window closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.host.notices import Notice
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Told

    Deed = Callable[[Told], object]


class DeedDialog(NoticeDialog):
    """Asks about a deed; what inherits it says in `deed` which.

    Args:
        desk: the tray's parts.
        notice: to be shown.
        icon: beside its title.
        keeps: the answer that does nothing.
        does: the one that does it.
        parent: closes with it; None for a window of its own.

    Signals:
        did(told): it is done; told is what it returned.
    """

    did = Signal(object)

    def __init__(
        self,
        desk: Desk,
        notice: Notice,
        icon: str,
        *,
        keeps: str,
        does: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, notice, icon, parent=parent)
        self.cancel = kit.button(keeps, self.close, role="dialog")
        self.does = kit.button(does, self.do, role="dialog")
        self.answers(self.cancel, self.does)

    def deed(self) -> Deed:
        """Return what is to be done, by what stands here now; it runs in another thread."""
        raise NotImplementedError

    def do(self) -> None:
        """Do it, once."""
        if self.guard.holding or not self.does.isEnabled():
            return
        self.enable(on=False)
        self.desk.work.run(self.deed(), self.done, failed=self._not_done, owner=self)

    def done(self, told: object) -> None:
        """Tell what came of it, and close."""
        self.did.emit(told)
        self.close()

    def enable(self, *, on: bool) -> None:
        """Let the person press, or not while it is being done."""
        self.does.setEnabled(on)

    def _not_done(self, error: CountersignError) -> None:
        self.enable(on=True)
        self.failed(error)


class ReasonDialog(DeedDialog):
    """A deed that needs a reason.

    Args:
        desk, notice, icon, does, parent: as of `DeedDialog`.
        hint: what the field says while it is empty.
        most: characters that a reason has at most.

    Attributes:
        reason: where the person says why.
    """

    def __init__(
        self,
        desk: Desk,
        notice: Notice,
        icon: str,
        *,
        does: str,
        hint: str,
        most: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, notice, icon, keeps=tr("Cancel"), does=does, parent=parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(most)
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(hint)
        self.reason.textChanged.connect(self._typed)
        self.reason.returnPressed.connect(self.do)
        self.label = kit.label(desk.theme, tr("Reason"), size=tokens.SMALL, tone="text2")
        self.label.setBuddy(self.reason)
        self.body.addWidget(self.label)
        self.body.addWidget(self.reason)
        self.setTabOrder(self.reason, self.cancel)
        self.does.setEnabled(False)
        self.begins_at(self.reason)

    def noticed(self, reason: str) -> Notice:  # noqa: ARG002 - what inherits it may have use for it
        """Return the notice with a reason in it; the same, where it has none."""
        return self.notice

    def enable(self, *, on: bool) -> None:
        """Leave the reason to be seen while it is being done."""
        super().enable(on=on)
        self.reason.setReadOnly(not on)

    def _typed(self, text: str) -> None:
        """A notice that holds the reason is another text with each letter."""
        notice = self.noticed(text)
        if notice != self.notice:
            self.show_notice(notice)
            self.fit()
        self.does.setEnabled(bool(text.strip()))
