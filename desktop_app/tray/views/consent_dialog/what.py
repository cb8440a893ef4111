"""The box that shows exactly what is asked for: command, change, content, path, address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import forms, safe_text
from desktop_app.tray.presenters.forms import Shape
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.safe_view import Line, SafeView, numbered
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QBoxLayout

    from desktop_app.tray.presenters.changes import Line as Change
    from desktop_app.tray.presenters.forms import Fact, Form
    from desktop_app.tray.theme import Theme

_NAMES = 111  # pixels of a row's name
_MOST = 8  # rows of a text beside the main one, before it scrolls


class WhatBox(QFrame):
    """What is asked for.

    Signals:
        grew(): more of it is shown now.

    Attributes:
        view: what scrolls; None where everything is rows.
    """

    grew = Signal()

    def __init__(self, theme: Theme, form: Form) -> None:
        super().__init__()
        self.setProperty("role", "what")
        self._theme, self._form = theme, form
        self.view: SafeView | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(1, 1, 1, 1)
        self._lines.setSpacing(0)
        if form.file:
            self._head()
        if form.facts:
            self._facts()
        elif form.shape is Shape.CHANGE:
            self.view = SafeView(theme, _changed(form), signs=True, ground="surface")
            self._lines.addWidget(self.view)
            if not form.diff:
                self._note("info", tr("Nothing is different."), "text2")
        else:
            self._text()
        if form.doubt:
            self._lines.addWidget(kit.hairline())
            self._note("info", form.doubt, "text2")
        for sentence in form.findings():
            self._lines.addWidget(kit.hairline())
            self._note("warning", sentence, "deny")
        if form.rest:
            self._lines.addWidget(kit.hairline())
            self._lines.addWidget(
                SafeText(theme, form.rest, tone="text2", left=tokens.S3, pad=tokens.S2)
            )

    def _head(self) -> None:
        name = "file-edit" if self._form.shape is Shape.CHANGE else "file-write"
        file = kit.label(self._theme, self._form.file, fixed=True, wrap=True, select=True)
        note = kit.label(self._theme, self._form.note, tone="text2")
        line = kit.row(kit.icon(self._theme, name, "text2", 16), gap=tokens.S2)
        line.addWidget(file, 1)
        line.addWidget(note)
        self._lines.addLayout(_padded(line))
        self._lines.addWidget(kit.hairline())

    def _text(self) -> None:
        shown = safe_text.part(self._form.text)
        self.view = SafeView(self._theme, numbered(shown))
        self._lines.addWidget(self.view)
        said = safe_text.measured(self._form.what, shown)
        foot = kit.label(self._theme, said, size=tokens.SMALL, tone="text2")
        note = "" if self._form.file else self._form.note
        line = kit.row(foot, None, gap=tokens.S2)
        if not shown.whole:
            line.addWidget(self._all(safe_text.show_all(shown), foot))
        elif note:
            line.addWidget(kit.label(self._theme, note, size=tokens.SMALL, tone="text2"))
        self._lines.addLayout(_padded(line))

    def _all(self, word: str, foot: QWidget) -> QWidget:
        def everything() -> None:
            shown = safe_text.part(self._form.text, everything=True)
            if self.view is not None:
                self.view.show_lines(numbered(shown))
            foot.setProperty("text", safe_text.measured(self._form.what, shown))
            made.setVisible(False)
            self.grew.emit()

        made = kit.button(word, everything, role="link")
        return made

    def _facts(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(tokens.S4, tokens.S3, tokens.S3, tokens.S3)
        grid.setVerticalSpacing(tokens.S2)
        grid.setColumnMinimumWidth(0, scaled(self._theme, _NAMES) - tokens.S4)
        grid.setColumnStretch(1, 1)
        for at, fact in enumerate(self._form.facts):
            name = kit.label(self._theme, fact.name, tone="text2")
            name.setMinimumHeight(tokens.FACT_ROW)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._value(fact), at, 1)
            if fact.flag:
                chip = kit.Chip(self._theme, fact.flag, tone="ask")
                grid.addWidget(chip, at, 2, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(grid)

    def _value(self, fact: Fact) -> QWidget:
        if fact.name != tr("Host") or not fact.value.isascii():
            return SafeText(self._theme, fact.value)
        front, domain = forms.registrable(fact.value)
        line = kit.row(gap=0)
        if front:
            line.addWidget(kit.label(self._theme, front, fixed=True, tone="text2"))
        strong = kit.label(
            self._theme, domain, fixed=True, weight=tokens.SEMIBOLD, select=True, wrap=True
        )
        line.addWidget(strong, 1)
        made = kit.boxed(line)
        made.setMinimumHeight(tokens.FACT_ROW)
        return made

    def _note(self, icon: str, sentence: str, tone: str) -> None:
        weight = tokens.SEMIBOLD if tone == "deny" else tokens.REGULAR
        line = kit.row(kit.icon(self._theme, icon, tone, 16), gap=tokens.S2)
        line.addWidget(paragraph(self._theme, sentence, weight=weight), 1)
        self._lines.addLayout(_padded(line))


class SafeText(SafeView):
    """A text that stands in a row, as tall as it is, up to a few lines."""

    def __init__(
        self, theme: Theme, text: str, *, tone: str = "text", left: int = 0, pad: int = 0
    ) -> None:
        self._indent = left
        lines = [Line("", line) for line in text.split("\n")]
        super().__init__(theme, lines, ground="surface", tone=tone, pad=pad)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(safe_text.spoken(text))

    def _left(self) -> float:
        """Texts in rows begin where labels do."""
        return float(self._indent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As tall as it is at this width."""
        super().resizeEvent(event)
        tall = min(self.tall(self.viewport().width()), _MOST * self.row_height)
        if tall != self.height():
            self.setFixedHeight(tall)


def _changed(form: Form) -> list[Line]:
    """Return the lines with both numbers, each in a column of its own, or with none."""
    highest = max((max(line.old or 0, line.new or 0) for line in form.diff), default=0)
    if not highest:
        return [Line("", line.text, line.sign) for line in form.diff]
    wide = len(str(highest))

    def numbers(line: Change) -> str:
        return "" if line.sign == "@" else f"{line.old or '':>{wide}} {line.new or '':>{wide}}"

    return [Line(numbers(line), line.text, line.sign) for line in form.diff]


def _padded(line: QBoxLayout) -> QBoxLayout:
    line.setContentsMargins(tokens.S3, tokens.S2, tokens.S3, tokens.S2)
    return line
