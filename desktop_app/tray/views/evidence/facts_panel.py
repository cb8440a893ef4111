"""Beside a picture: its facts, what was masked and is kept, and the proof, checked in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.model import formats
from desktop_app.operations.verify_entry import verify_entry
from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import facts as presenter
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.run import facts
from desktop_app.tray.views.run.said import Said
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.errors import CountersignError
    from desktop_app.operations.verify_entry import EntryVerdict
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.work import Told


class FactsPanel(QWidget):
    """Shows what is known of one look.

    Signals:
        in_run(record): the person wants to see the call in its run; "" the run alone.
    """

    in_run = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._look: tuple[Frame, ...] = ()
        self._run: Run | None = None
        self._part: float | None = None
        self._is_across = False
        self._said: list[tuple[str, str]] = []
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = QHBoxLayout()
        self._head.setSpacing(tokens.S2)
        self._head.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.S3, tokens.S1)
        self._title = kit.label(desk.theme, "", size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        self._title.setMinimumWidth(40)
        self._head.addWidget(kit.icon(desk.theme, "camera", "text2", 18))
        self._head.addWidget(self._title, 1)
        self._area = Scroll(desk.theme, QWidget(), tr("Facts"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._head)
        lines.addWidget(self._area, 1)

    def show_look(self, look: Sequence[Frame], run: Run, part: float | None) -> None:
        """Show another look, or what became known of it."""
        now = tuple(look)
        if now == self._look and run == self._run and part == self._part:
            return
        if [one.entry for one in now] != [one.entry for one in self._look]:
            self._said = []
        self._look, self._run, self._part = now, run, part
        self._fill()

    def across(self, *, is_across: bool) -> None:
        """Stand below the picture (True), in two columns, or beside it."""
        if is_across != self._is_across:
            self._is_across = is_across
            self._fill()

    def verify(self) -> None:
        """Check the entries of what is shown."""
        entries = [one.entry for one in self._look]
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
        run = self._run
        if run is None or not self._look:
            return
        self._title.setText(presenter.heading(self._look))
        self._title.setToolTip(tip(presenter.heading(self._look)))
        theme, parts = self._desk.theme, list[QWidget]()
        for told in presenter.sections(self._look, run.name, self._part):
            parts.append(facts.section(theme, told, lambda _link: self.verify()))
            if told.link:
                parts += [_result(self._desk, tone, text) for tone, text in self._said]
        if run.key is not None:
            go = kit.button(tr("Show in run"), self._show_in_run, role="row")
            parts.append(kit.boxed(kit.row(go, None)))
        self._area.setWidget(facts.columns(parts) if self._is_across else facts.column(parts))

    def _show_in_run(self) -> None:
        call = next((one.call for one in self._look if one.call is not None), None)
        self.in_run.emit("" if call is None else f"call:{call}")

    def _verified(self, entries: Sequence[int], found: Sequence[EntryVerdict]) -> None:
        if entries != [one.entry for one in self._look]:
            return
        self._said = [_verdict(one, several=len(found) > 1) for one in found]
        self._fill()

    def _not_verified(self, entries: Sequence[int], error: CountersignError) -> None:
        if entries == [one.entry for one in self._look]:
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
