"""What the verdict window shows: how far it is; then the verdict, its steps and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters import bundle_verdict
from desktop_app.tray.views import kit
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.bundle_verdict import BundleShown, StepShown
    from desktop_app.tray.theme import Theme

OWN = "own"  # judged by this computer's keys
_ICON = 28
_NAMES, _OUTCOMES, _FACTS = 120, 84, 116


class JudgingView(QWidget):
    """How far a verification is.

    Signals:
        cancelled()
    """

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = kit.label(theme, "", size=tokens.DETAIL, weight=tokens.SEMIBOLD, wrap=True)
        self._text = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Checking"))
        cancel = kit.button(tr("Cancel"), self.cancelled.emit)
        lines = kit.column(None, self._title, self._text, self._bar, gap=tokens.S2)
        lines.addLayout(kit.row(None, cancel))
        lines.addStretch(1)
        lines.setContentsMargins(tokens.S8, tokens.S8, tokens.S8, tokens.S8)
        self.setLayout(lines)

    def begin(self, name: str) -> None:
        """Show that a file of this name is being judged."""
        self._title.setText(tr("Checking {name}", name=name))
        self._text.setText(tr("It is opened in a process of its own, on this computer alone."))
        self._bar.setRange(0, 0)

    def told(self, done: int, total: int) -> None:
        """Show the numbers of the step that runs."""
        if total:
            text = tr("{n} of {total} in this step.", n=f"{done:,}", total=f"{total:,}")
            self._text.setText(text)
            self._bar.setRange(0, total)
            self._bar.setValue(done)


class VerdictView(QWidget):
    """A verdict, from the word down to the small print.

    Signals:
        told(fingerprint): verify again, by these digits.
    """

    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._report = ""
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(tokens.S5, tokens.S5, tokens.S5, tokens.S5)
        self._lines.setSpacing(tokens.S4)
        inside = kit.boxed(self._lines, "window")
        scroll = Scroll(theme, inside, tr("Verdict"))
        self._note = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        copy = kit.button(
            tr("Copy report"), lambda: kit.copy_text(self._report), theme=theme, icon="copy"
        )
        self._close = kit.button(tr("Close"), lambda: self.window().close())
        foot = QFrame()
        foot.setProperty("role", "foot")
        line = kit.row(self._note, None, copy, self._close)
        line.setContentsMargins(tokens.S5, tokens.S3, tokens.S5, tokens.S3)
        foot.setLayout(line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(foot)
        self.field = QLineEdit()

    def show_verdict(self, shown: BundleShown, *, name: str, given: str, entry: int | None) -> None:
        """Show a verdict.

        Args:
            shown: it.
            name: of the file.
            given: the fingerprint that it was judged by; OWN for this computer's, "" for none.
            entry: where the verdict is written down; None: no recorder runs.
        """
        self._report = shown.report
        empty(self._lines)
        self._lines.addWidget(self._verdict(shown, name))
        self._lines.addWidget(self._key(shown, given))
        self._lines.addWidget(self._steps(shown.steps))
        self._lines.addWidget(self._limits(shown.not_proven))
        self._lines.addStretch(1)
        recorded = tr("Recorded as #{n}.", n=f"{entry:,}") if entry is not None else ""
        self._note.setText(recorded or tr("Not recorded: the recorder is not running."))
        (self.field if shown.asks else self._close).setFocus()

    def _verdict(self, shown: BundleShown, name: str) -> QWidget:
        theme = self._theme
        card = kit.Card(theme)
        card.setAccessibleName(f"{shown.word}. {shown.reason}")
        kit.set_tone(card, "deny" if shown.tone == "deny" else "")
        word = kit.label(theme, shown.word, size=tokens.FIRST, weight=tokens.SEMIBOLD)
        head = kit.row(kit.icon(theme, shown.icon, shown.tone, _ICON), word, None, gap=tokens.S3)
        card.body.addLayout(head)
        card.body.addWidget(kit.label(theme, shown.reason, wrap=True, select=True))
        for text in shown.more:
            card.body.addWidget(kit.label(theme, text, tone="text2", wrap=True, select=True))
        card.body.addSpacing(tokens.S2)
        card.body.addWidget(kit.hairline())
        facts = QGridLayout()
        facts.setContentsMargins(0, tokens.S2, 0, 0)
        facts.setColumnMinimumWidth(0, _FACTS)
        facts.setColumnStretch(1, 1)
        facts.setVerticalSpacing(tokens.S1)
        for row, (title, value) in enumerate(((tr("File"), name), *shown.facts)):
            facts.addWidget(kit.label(theme, title, size=tokens.SMALL, tone="text2"), row, 0)
            told = kit.label(theme, value, size=tokens.SMALL, wrap=True, select=True)
            told.setAccessibleName(f"{title}: {value}")
            facts.addWidget(told, row, 1)
        card.body.addLayout(facts)
        return card

    def _key(self, shown: BundleShown, given: str) -> QWidget:
        """Show whose keys they are, and the field for what the sender told by another way."""
        theme = self._theme
        card = kit.Card(theme, tr("Whose keys"))
        if shown.fingerprint:
            text = tr("The keys in the file have the fingerprint")
            card.body.addWidget(kit.label(theme, text, size=tokens.CAPTION, tone="text2"))
            card.body.addWidget(
                kit.label(theme, shown.fingerprint, weight=tokens.MEDIUM, fixed=True, select=True)
            )
        text = tr("Type what they read out to you. What stands above came with the file.")
        if given == OWN:
            text = tr("It is of this computer's own log: judged by what its keystore knows.")
        elif given:
            text = tr("Judged by the fingerprint {digits}.", digits=_grouped(given))
        card.body.addWidget(kit.label(theme, text, size=tokens.SMALL, tone="text2", wrap=True))
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("30 digits, told by phone or on paper"))
        self.field.setAccessibleName(tr("Fingerprint that you were told"))
        self.field.setFont(theme.font(tokens.BODY, fixed=True))
        again = kit.button(tr("Check again"), self._again)
        again.setEnabled(False)
        hint = kit.label(theme, "", size=tokens.SMALL, tone="ask")
        hint.hide()

        def typed(text: str) -> None:
            told = bundle_verdict.hint(text)
            hint.setText(told)
            hint.setVisible(bool(told))
            again.setEnabled(not told and bool(text.strip()))

        self.field.textChanged.connect(typed)
        self.field.returnPressed.connect(again.click)
        card.body.addLayout(kit.row(self.field, again))
        card.body.addWidget(hint)
        return card

    def _again(self) -> None:
        self.told.emit(bundle_verdict.digits(self.field.text()))

    def _steps(self, steps: tuple[StepShown, ...]) -> QWidget:
        theme = self._theme
        card = kit.Card(theme, tr("What was checked"))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.S3)
        grid.setVerticalSpacing(tokens.S1)
        grid.setColumnMinimumWidth(1, _NAMES)
        grid.setColumnMinimumWidth(2, _OUTCOMES)
        grid.setColumnStretch(3, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, step in enumerate(steps):
            name = f"{step.number}. {step.name}"
            text = kit.label(theme, step.text, size=tokens.SMALL, tone="text2", wrap=True)
            text.setAccessibleName(f"{name}, {step.word}: {step.text}")
            grid.addWidget(kit.icon(theme, step.icon, step.tone, 16), row, 0, top)
            grid.addWidget(
                kit.label(theme, name, size=tokens.SMALL, weight=tokens.MEDIUM), row, 1, top
            )
            grid.addWidget(
                kit.label(theme, step.word, size=tokens.SMALL, tone=step.tone), row, 2, top
            )
            grid.addWidget(text, row, 3, top)
        card.body.addLayout(grid)
        return card

    def _limits(self, sentences: tuple[str, ...]) -> QWidget:
        card = kit.Card(self._theme, tr("What this does not prove"))
        for sentence in sentences:
            dot = kit.label(self._theme, "\u2022", size=tokens.SMALL, tone="text3")
            text = kit.label(self._theme, sentence, size=tokens.SMALL, tone="text2", wrap=True)
            line = kit.row(gap=tokens.S2)
            line.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text, 1)
            card.body.addLayout(line)
        return card


def _grouped(digits: str) -> str:
    found = bundle_verdict.digits(digits)
    return " ".join(found[at : at + 5] for at in range(0, len(found), 5))
