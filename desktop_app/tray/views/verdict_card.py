"""The card across the page Integrity: verdict or progress left, seals and pin right.

A bad verdict turns the card to denybg and shows both checkpoints; nothing of it is told by colour
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.model import formats
from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.integrity import Fact, Progress
    from desktop_app.tray.presenters.verdict import Shown
    from desktop_app.tray.theme import Theme

_ICON = 28
_FACTS_WIDTH = 300
_NAMES_WIDTH = 136
_SHOWN_LINES = 3


class VerdictCard(QFrame):
    """What is known of the record.

    Signals:
        cancelled(): the person does not want to wait.
    """

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Verdict"))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(tokens.S5, tokens.S4, tokens.S4, tokens.S4)
        self._line.setSpacing(tokens.S4)
        self._left = QVBoxLayout()
        self._left.setSpacing(tokens.S1)
        outer = kit.column(self._left, None, gap=0)
        self._line.addLayout(outer, 1)
        self._rule = kit.hairline(vertical=True)
        self._line.addWidget(self._rule)
        self._facts = QGridLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(tokens.S2)
        self._facts.setVerticalSpacing(0)
        self._facts.setColumnMinimumWidth(1, _NAMES_WIDTH)
        self._facts.setColumnStretch(2, 1)
        self._right = kit.boxed(self._facts)
        self._right.setFixedWidth(at_least(theme, _FACTS_WIDTH))
        self._line.addWidget(self._right)
        self._bar: QProgressBar | None = None
        self._sentence = QLabel()
        self._showing: object = None
        self._values: dict[str, QLabel] = {}
        self._shapes: dict[str, str] = {}

    def show_verdict(self, shown: Shown) -> None:
        """Show what a verification came to."""
        if self._is_same(shown):
            return
        self._clear(shown.tone if shown.tone == "deny" else "")
        self._headed(shown.icon, shown.tone, shown.word)
        self.setAccessibleDescription(" ".join((f"{shown.word}.", shown.did, *shown.bad)))
        self._add(kit.label(self._theme, shown.did, tone="text2", wrap=True, select=True))
        for text in shown.bad:
            tone = "text" if shown.tone == "deny" else "ask"
            self._add(kit.label(self._theme, text, tone=tone, wrap=True, select=True))
        if shown.lacks:
            self._add(kit.label(self._theme, shown.lacks, tone="text2", wrap=True))
        if shown.checkpoints:
            self._add_checkpoints(shown.checkpoints)
        if shown.report and shown.tone != "ok":
            copy = kit.button(
                tr("Copy report"),
                lambda: kit.copy_text(shown.report),
                theme=self._theme,
                icon="copy",
            )
            self._left.addSpacing(tokens.S1)
            self._left.addLayout(_indented(copy))

    def show_unknown(self, text: str, *, tone: str = "text2") -> None:
        """Show that nothing was verified yet, or why that could not be."""
        if self._is_same((text, tone)):
            return
        self._clear("")
        icon, word = ("error", tr("Not verified")) if tone == "deny" else ("noend", "")
        self._headed(icon, "deny" if tone == "deny" else "text3", word or tr("Not verified yet"))
        self._add(kit.label(self._theme, text, tone="text2", wrap=True, select=True))

    def show_progress(self, progress: Progress, *, has_verdict: bool) -> None:
        """Show how far a verification is; the bar is made once."""
        if self._bar is None:
            self._begin(has_verdict=has_verdict)
        if self._bar is not None:
            self._bar.setRange(0, 100 if progress.total else 0)
            self._bar.setValue(progress.percent)
        self._sentence.setText(progress.sentence())
        self._sentence.setAccessibleName(progress.sentence())

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show seals and pin; what stays is left alone, so that one can select it."""
        shapes = {fact.name: f"{fact.icon} {fact.tone}" for fact in facts}
        if shapes != self._shapes:
            self._shapes = shapes
            self._make_facts(facts)
        for fact in facts:
            value = self._values[fact.name]
            if value.text() != fact.value:
                value.setText(fact.value)
                value.setAccessibleName(f"{fact.name}: {fact.value}")

    def _make_facts(self, facts: Sequence[Fact]) -> None:
        empty(self._facts)
        theme = self._theme
        for row, fact in enumerate(facts):
            shape = kit.icon(theme, fact.icon, fact.tone, 16)
            name = kit.label(theme, fact.name, size=tokens.SMALL, tone="text2")
            value = kit.label(theme, "", size=tokens.SMALL, weight=tokens.MEDIUM, select=True)
            self._values[fact.name] = value
            for column, widget in enumerate((shape, name, value)):
                self._facts.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
            self._facts.setRowMinimumHeight(row, 24)
        self._facts.setRowStretch(len(facts), 1)

    def stack(self, *, narrow: bool) -> None:
        """Put the facts below instead of beside, where the page is narrow."""
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._rule.setVisible(not narrow)
        self._right.setContentsMargins(_ICON + tokens.S4 if narrow else 0, 0, 0, 0)

    def _begin(self, *, has_verdict: bool) -> None:
        self._clear("")
        self._headed("running", "accent", tr("Verifying"))
        self._sentence = kit.label(self._theme, "", tone="text2")
        self._add(self._sentence)
        if has_verdict:
            text = tr("The last verdict stays valid until this one is done.")
            self._add(kit.label(self._theme, text, tone="text2", wrap=True))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Verifying"))
        cancel = kit.button(tr("Cancel"), self.cancelled.emit)
        line = kit.row(self._bar, cancel, gap=tokens.S4)
        line.setContentsMargins(_ICON + tokens.S4, 0, 0, 0)
        self._left.addLayout(line)
        cancel.setFocus()

    def _is_same(self, showing: object) -> bool:
        same = showing == self._showing and self._bar is None
        self._showing = showing
        return same

    def _headed(self, icon: str, tone: str, word: str) -> None:
        shape = kit.icon(self._theme, icon, tone, _ICON)
        title = kit.label(self._theme, word, size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self._left.addLayout(kit.row(shape, title, None, gap=tokens.S4))

    def _add(self, widget: QWidget) -> None:
        widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._left.addLayout(_indented(widget, stretch=True))

    def _add_checkpoints(self, checkpoints: Sequence[tuple[str, str]]) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(_ICON + tokens.S4, tokens.S2, 0, 0)
        line.setSpacing(tokens.S3)
        for whose, note in checkpoints:
            head = kit.label(self._theme, whose, size=tokens.SMALL, weight=tokens.MEDIUM)
            box = kit.CodeBox(self._theme, note)
            box.set_text(note, _short(note))
            line.addLayout(kit.column(head, box, None, gap=tokens.S1), 1)
        self._left.addLayout(line)

    def _clear(self, tone: str) -> None:
        self._bar = None
        empty(self._left)
        kit.set_tone(self, tone)


def _short(note: str) -> str:
    """Return log, size and root of a note; what is copied is all of it, with the signatures."""
    return "\n".join(formats.short_id(line) for line in note.splitlines()[:_SHOWN_LINES])


def _indented(widget: QWidget, *, stretch: bool = False) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setContentsMargins(_ICON + tokens.S4, 0, 0, 0)
    line.addWidget(widget, 1 if stretch else 0)
    if not stretch:
        line.addStretch(1)
    return line
