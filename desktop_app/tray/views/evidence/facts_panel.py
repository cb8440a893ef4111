"""Beside what is shown: its facts, what is kept, and the proof, checked in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.model import formats
from desktop_app.operations.verify_entry import verify_entry
from desktop_app.tray import tokens
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.run import facts
from desktop_app.tray.views.run.said import Said
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.errors import CountersignError
    from desktop_app.operations.verify_entry import EntryVerdict
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.facts import Known
    from desktop_app.tray.work import Told


class FactsPanel(QWidget):
    """Shows what is known of one look at the screen, or of one change of a file.

    Signals:
        in_run(record): the person wants to see the call in its run; "" the run alone.
        hold(), delete(): they want to hold or delete what the run kept.
    """

    in_run = Signal(str)
    hold = Signal()
    delete = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.known: Known | None = None
        self._is_across = False
        self._said: list[tuple[str, str]] = []
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = QHBoxLayout()
        self._head.setSpacing(tokens.S2)
        self._head.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.S3, tokens.S1)
        self._title = kit.label(desk.theme, "", size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        self._title.setMinimumWidth(40)
        self._icon = kit.icon(desk.theme, "camera", "text2", 18)
        self._head.addWidget(self._icon)
        self._head.addWidget(self._title, 1)
        self._area = Scroll(desk.theme, QWidget(), tr("Facts"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._head)
        lines.addWidget(self._area, 1)

    def show_known(self, known: Known) -> None:
        """Show something else, or what became known of it."""
        if known == self.known:
            return
        if self.known is None or known.entries != self.known.entries:
            self._said = []
        self.known = known
        self._fill()

    def across(self, *, is_across: bool) -> None:
        """Stand below the picture (True), in two columns, or beside it."""
        if is_across != self._is_across:
            self._is_across = is_across
            self._fill()

    def verify(self) -> None:
        """Check the entries of what is shown."""
        if self.known is None:
            return
        entries = self.known.entries
        self._said = [("text2", tr("Checking…"))]
        self._fill()

        def work(told: Told) -> list[EntryVerdict]:
            return [verify_entry(self._desk.context(told), entry) for entry in entries]

        self._desk.work.run(
            work,
            lambda found: self._verified(entries, found),
            failed=lambda error: self._not_verified(entries, error),
            owner=self,
        )

    def _fill(self) -> None:
        known = self.known
        if known is None:
            return
        self._title.setText(known.title)
        self._title.setToolTip(tip(known.title))
        self._icon.show_icon(known.icon, "text2")
        theme, parts = self._desk.theme, list[QWidget]()
        for one in known.sections:
            parts.append(facts.section(theme, one, lambda _link: self.verify()))
            if one.link:
                parts += [_result(self._desk, tone, text) for tone, text in self._said]
        if known.run.key is not None:
            go = kit.button(tr("Show in run"), self._show_in_run, role="row")
            parts.append(kit.boxed(kit.row(go, None)))
            parts.append(self._actions())
        self._area.setWidget(facts.columns(parts) if self._is_across else facts.column(parts))

    def _actions(self) -> QWidget:
        """Return what can be done with what the run kept."""
        theme = self._desk.theme
        hold = kit.button(tr("Place hold…"), self.hold.emit, role="row", theme=theme, icon="hold")
        delete = kit.button(
            tr("Delete now…"), self.delete.emit, role="row", theme=theme, icon="trash"
        )
        said = paragraph(
            theme,
            tr("Of all that the run kept. What is deleted leaves its entries, sizes and digests."),
            size=tokens.SMALL,
            tone="text2",
        )
        return kit.boxed(kit.column(kit.boxed(kit.row(hold, delete, None)), said, gap=tokens.S2))

    def _show_in_run(self) -> None:
        call = None if self.known is None else self.known.call
        self.in_run.emit("" if call is None else f"call:{call}")

    def _verified(self, entries: Sequence[int], found: Sequence[EntryVerdict]) -> None:
        if self.known is None or entries != self.known.entries:
            return
        self._said = [_verdict(one, several=len(found) > 1) for one in found]
        self._fill()

    def _not_verified(self, entries: Sequence[int], error: CountersignError) -> None:
        if self.known is not None and entries == self.known.entries:
            self._said = [("deny", error.message)]
            self._fill()


def _verdict(found: EntryVerdict, *, several: bool) -> tuple[str, str]:
    when = formats.time_of_day(found.at_us)[:5]
    if found.size is None:
        tone = "ask"
        text = tr("Not sealed yet: no checkpoint covers this entry. Checked {when}.", when=when)
    else:
        tone, size = "ok", f"{found.size:,}"
        text = tr("Matches checkpoint {n}, checked {when}", n=size, when=when)
    return tone, f"#{found.seq:,}: {text}" if several else text


def _result(desk: Desk, tone: str, text: str) -> QWidget:
    icon = {"ok": "check", "deny": "error", "ask": "unsealed"}.get(tone, "clock")
    return Said(desk, text, icon=icon, tone=tone)
