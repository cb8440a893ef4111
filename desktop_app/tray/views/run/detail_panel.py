"""The panel of details: what the selected row was, its attributes, its events, its proof.

Promise: nothing is shown of one row under the name of another; what senders sent is plain text.
Verifying runs in a thread, and its result is shown in place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.operations.verify_entry import verify_entry
from desktop_app.query.copies import NONE
from desktop_app.tray import tokens
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.evidence import in_run
from desktop_app.tray.presenters.run_view import (
    attributes,
    copies,
    countersign,
    decision,
    detail,
    kept,
    words,
)
from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.rows import State, What
from desktop_app.tray.presenters.run_view.sources import Sources, gather
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.run import facts
from desktop_app.tray.views.run.attribute_table import AttributeTable
from desktop_app.tray.views.run.decision_path import DecisionPath
from desktop_app.tray.views.run.said import Verdict, checking, of_verdict, verified
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import at_least, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.operations.verify_entry import EntryVerdict
    from desktop_app.query.copies import Copies
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.run_view.picture import Picture

SUMMARY, ATTRIBUTES, EVENTS, PROOF = range(4)


class DetailPanel(QFrame):
    """Shows one row.

    Attributes:
        sources: the records behind it, once they were read.

    Signals:
        pictures(entry): the pictures of the call are wanted, from this one on.
        put_back(intent): the run is to be rolled back to before the call of this intent.
        undo(entry): the rollback of this entry is to be undone.
    """

    pictures = Signal(int)
    put_back = Signal(int)
    undo = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._picture: Picture | None = None
        self._at = -1
        self.sources = Sources()
        self._verdict: Verdict | None = None  # of the entry shown
        self._path = self._is_tray = False
        self._shots, self._copies = in_run.Shots(), NONE
        self.setProperty("role", "surface")
        self.setMinimumWidth(at_least(desk.theme, 260))
        self._head = QHBoxLayout()
        self._tabs = kit.Segments(
            [tr("Summary"), tr("Attributes"), tr("Events"), tr("Proof")], role="tab"
        )
        self._tabs.chosen.connect(self._turn)
        self._summary, self._events, self._proof = (
            Scroll(desk.theme, QWidget(), name)
            for name in (tr("Summary"), tr("Events"), tr("Proof"))
        )
        self._pages = QStackedWidget()
        for page in (self._summary, self._make_attributes(), self._events, self._proof):
            self._pages.addWidget(page)
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._picture, self._at, self.sources = None, -1, Sources()
        self._verdict, self._path = None, False
        self._fill_head()
        self._fill()

    def tray(self, *, is_tray: bool) -> None:
        """Stand below the waterfall (True) or beside it."""
        if is_tray == self._is_tray:
            return
        self._is_tray = is_tray
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._top.setDirection(across if is_tray else down)
        above = tokens.S1 if is_tray else tokens.S4
        self._head.setContentsMargins(tokens.MARGIN, above, tokens.MARGIN, tokens.S1)
        self.setMinimumWidth(0 if is_tray else at_least(self._desk.theme, 260))
        self.setMinimumHeight(at_least(self._desk.theme, 120) if is_tray else 0)
        self._fill()

    def show_row(self, picture: Picture, at: int) -> None:
        """Show a row of a run."""
        if at < 0:
            self.clear()
            return
        before = None if self._picture is None or self._at < 0 else self._key()
        self._picture, self._at = picture, at
        if self._key() != before:
            self.sources, self._verdict, self._path = Sources(), None, False
        self._fill_head()
        rows = picture.rows

        def question(query: Query) -> Sources:
            return gather(query, rows, at)

        self._desk.reader.ask(question, self._have, owner=self, key="run-detail")

    def show_shots(self, shots: in_run.Shots) -> None:
        """Say of calls from now on which pictures there are."""
        if shots != self._shots:
            self._shots = shots
            self._fill()

    def show_copies(self, found: Copies) -> None:
        """Say of calls from now on which files of them can be put back."""
        if found != self._copies:
            self._copies = found
            self._fill()

    def why(self) -> None:
        """Show the decision path of a tool call."""
        if self._is_call():
            self._path = True
            self._tabs.choose(SUMMARY)
            self._turn(SUMMARY)

    def verify(self) -> None:
        """Check the entry of the row that is shown."""
        entry = self.sources.proof
        if entry is None:
            return
        seq = int(entry["seq"])
        self._verdict = checking(seq)
        self._fill()
        self._desk.work.run(
            lambda told: verify_entry(self._desk.context(told), seq),
            self._verified,
            failed=lambda error: self._not_verified(seq, error),
            owner=self,
        )

    def _key(self) -> tuple[object, ...]:
        picture = self._picture
        return () if picture is None else (picture.run["run"], picture.rows.key(self._at))

    def _is_call(self) -> bool:
        picture = self._picture
        return picture is not None and picture.rows.what[self._at] == What.TOOL

    def _make_attributes(self) -> QWidget:
        self._table = AttributeTable(self._desk.theme)
        self._filter = kit.SearchField(self._desk.theme, tr("Filter attributes"))
        self._filter.textChanged.connect(self._table.lines_model.filter)
        copy = kit.button(tr("Copy as JSON"), self._copy_json, role="link")
        box = QWidget()
        box.setProperty("role", "surface")
        lines = QVBoxLayout(box)
        lines.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
        line = kit.row(self._filter, copy)
        line.setStretch(0, 1)
        lines.addLayout(line)
        lines.addWidget(self._table, 1)
        return box

    def _lay_out(self) -> None:
        self._head.setContentsMargins(tokens.MARGIN, tokens.S4, tokens.MARGIN, tokens.S1)
        self._head.setSpacing(tokens.S3)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(tokens.MARGIN - 4, 0, tokens.MARGIN, 0)
        tabs.addWidget(self._tabs)
        tabs.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._top.setSpacing(0)
        self._top.addLayout(self._head, 2)
        self._top.addLayout(tabs, 3)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(self._top)
        lines.addWidget(kit.hairline())
        lines.addWidget(self._pages, 1)

    def _fill_head(self) -> None:
        while (item := self._head.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self._picture is None:
            return
        told = detail.heading(self._picture.rows, self._at)
        theme = self._desk.theme
        self._head.addWidget(kit.icon(theme, told.icon, told.tone, 18))
        name = kit.label(theme, told.name, size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        name.setMinimumWidth(20)
        name.setToolTip(tip(told.name))
        self._head.addWidget(name, 1)
        if told.chip is not None:
            icon, tone, text = told.chip
            self._head.addWidget(kit.Chip(theme, text, icon=icon, tone=tone))

    def _have(self, sources: Sources) -> None:
        same = self.sources.proof == sources.proof and self.sources.kept == sources.kept
        if same and self.sources.records and sources.records == self.sources.records:
            return
        self.sources = replace(sources, days=states.kept_days(self._desk.link.state))
        self._fill()

    def _turn(self, place: int) -> None:
        self._pages.setCurrentIndex(place)
        self._fill()

    def _fill(self) -> None:
        """Fill the tab that is shown; the others are filled when they are."""
        picture = self._picture
        count = len(detail.events(self.sources)) if picture is not None else 0
        self._tabs.word(EVENTS, tr("Events {n}", n=count) if count else tr("Events"))
        place = self._tabs.current()
        self._pages.setCurrentIndex(place)
        if place == ATTRIBUTES:
            groups = attributes.groups(self.sources)
            self._table.lines_model.show_groups(groups, self._filter.text())
            return
        area = (self._summary, None, self._events, self._proof)[place]
        if area is not None:
            made = {SUMMARY: self._make_summary, EVENTS: self._make_events}
            parts = [] if picture is None else made.get(place, self._make_proof)(picture)
            beside = self._is_tray and place == SUMMARY and not self._path
            area.setWidget(facts.columns(parts) if beside else facts.column(parts))

    def _make_summary(self, picture: Picture) -> list[QWidget]:
        theme, rows = self._desk.theme, picture.rows
        if self._path:
            return self._make_path(picture)
        parts: list[QWidget] = []
        silent = rows.state[self._at] == State.NOT_GATED and rows.what[self._at] == What.TOOL
        if silent:
            parts.append(self._banner(picture))
        if argument := detail.argument(rows, self._at):
            parts.append(kit.CodeBox(theme, argument))
        parts += self._section(copies.of_rollback(self._copies, self.sources, rows, self._at))
        for told in detail.sections(picture, self._at, self.sources):
            if silent and told.link == "why":
                continue  # the banner says it
            if told.link == "verify":
                parts += self._section(copies.section(self._copies, self.sources))
                parts += self._make_pictures(picture)
            parts.append(facts.section(theme, told, self._go))
            if told.link == "verify" and self._verdict is not None:
                parts.append(of_verdict(self._desk, self._verdict))
        return parts

    def _make_pictures(self, picture: Picture) -> list[QWidget]:
        """Return what is said of the pictures around a call; nothing where there are none."""
        found = self._shots.of(picture.rows.more(self._at).call)
        return [facts.section(self._desk.theme, in_run.section(found), self._go)] if found else []

    def _section(self, told: Section | None) -> list[QWidget]:
        return [] if told is None else [facts.section(self._desk.theme, told, self._go)]

    def _make_path(self, picture: Picture) -> list[QWidget]:
        theme, agent = self._desk.theme, words.agent(picture.run["agent"])
        title = decision.question(picture.rows, self._at)
        ours = countersign.steps(self.sources.why, agent)
        steps = decision.path(picture.rows, self._at, self.sources, agent, ours)
        head = kit.row(
            kit.label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD),
            None,
            kit.button(tr("Summary"), self._leave_path, role="link"),
        )
        said = countersign.sentence(self.sources.why, agent)
        why = decision.reason(picture.rows, self._at, agent, said)
        told = kit.label(theme, why, size=tokens.SMALL, tone="text2", wrap=True)
        return [kit.boxed(head), DecisionPath(theme, steps), told]

    def _make_events(self, picture: Picture) -> list[QWidget]:  # noqa: ARG002 - one shape for all
        theme = self._desk.theme
        parts = []
        for event in detail.events(self.sources):
            section = Section(f"{event.label}  {event.value}", text=event.whole)
            parts.append(facts.section(theme, section))
        if not parts:
            text = tr("No events and no log records tell of it.")
            parts.append(kit.label(theme, text, size=tokens.SMALL, tone="text2", wrap=True))
        return parts

    def _make_proof(self, picture: Picture) -> list[QWidget]:  # noqa: ARG002 - one shape for all
        theme, entry = self._desk.theme, self.sources.proof
        if entry is None:
            text = tr("This row stands for several records; each has an entry of its own.")
            return [kit.label(theme, text, size=tokens.SMALL, tone="text2", wrap=True)]
        section = Section(tr("Proof"), detail.proof(entry), link="verify")
        parts = [facts.section(theme, section, self._go)]
        if self._verdict is not None:
            parts.append(of_verdict(self._desk, self._verdict))
        return parts

    def _banner(self, picture: Picture) -> QWidget:
        theme = self._desk.theme
        box = QFrame()
        box.setProperty("role", "said")
        agent = words.agent(picture.run["agent"])
        ours = countersign.sentence(self.sources.why, agent)
        text = decision.reason(picture.rows, self._at, agent, ours)
        line = kit.column(
            paragraph(theme, text, size=tokens.SMALL),
            kit.boxed(kit.row(None, kit.button(tr("Why did it run?"), self.why, role="link"))),
        )
        line.setContentsMargins(tokens.S3, tokens.S3, tokens.S3, tokens.S2)
        box.setLayout(line)
        kit.set_tone(box, "open")
        return box

    def _go(self, link: str) -> None:
        if link == "why":
            self.why()
        elif link.startswith(kept.REVEAL):
            self._reveal(link.removeprefix(kept.REVEAL).strip())
        elif link.startswith(copies.UNDO):
            self.undo.emit(int(link.removeprefix(copies.UNDO)))
        elif link == "pictures" and self._picture is not None:
            found = self._shots.of(self._picture.rows.more(self._at).call)
            self.pictures.emit(found[0].entry if found else -1)
        elif link.startswith(copies.LINK):
            self.put_back.emit(int(link.removeprefix(copies.LINK)))
        else:
            self.verify()

    def _reveal(self, ref: str) -> None:
        """Ask for the reason, then show what is kept."""
        from desktop_app.tray.views.reveal_dialog import RevealDialog  # noqa: PLC0415

        piece = kept.piece(self.sources, ref)
        if piece is not None:
            RevealDialog(self._desk, piece, parent=self.window()).come_up()

    def _leave_path(self) -> None:
        self._path = False
        self._fill()

    def _verified(self, verdict: EntryVerdict) -> None:
        if self.sources.proof is None or self.sources.proof["seq"] != verdict.seq:
            return
        self._verdict = verified(verdict)
        self._fill()

    def _not_verified(self, seq: int, error: CountersignError) -> None:
        if self.sources.proof is not None and self.sources.proof["seq"] == seq:
            self._verdict = ("deny", error.message)
            self._fill()

    def _copy_json(self) -> None:
        kit.copy_text(attributes.as_json(self.sources))
