"""Lists of facts, and the paragraphs and headings of the detail panel, as widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.tray.presenters.run_view.detail import Section
    from desktop_app.tray.presenters.run_view.fact import Fact
    from desktop_app.tray.theme import Theme

LABELS = 112  # pixels


def facts(theme: Theme, listed: Sequence[Fact], go: Callable[[str], None] | None = None) -> QWidget:
    """Return a grid of label and value; values can be selected, ids copied whole.

    `go` is told what a fact's button is about when it is pressed.
    """
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(0)
    grid.setVerticalSpacing(0)
    grid.setColumnMinimumWidth(0, at_least(theme, LABELS))
    grid.setColumnStretch(1, 1)
    for row, fact in enumerate(listed):
        label = kit.label(theme, fact.label, size=tokens.SMALL, tone="text2", wrap=True)
        label.setFixedWidth(at_least(theme, LABELS))
        label.setMinimumHeight(tokens.FACT_ROW)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, row, 0, top)
        grid.addWidget(_value(theme, fact, go), row, 1, top)
    return box


def _value(theme: Theme, fact: Fact, go: Callable[[str], None] | None) -> QWidget:
    value = kit.label(
        theme, fact.value, size=tokens.SMALL, fixed=fact.fixed, wrap=not fact.fixed, select=True
    )
    value.setMinimumHeight(tokens.FACT_ROW)
    if fact.fixed:
        value.setMinimumWidth(40)
        value.setToolTip(tip(fact.value))
    value.setAccessibleName(f"{fact.label} {fact.value}")
    parts: list[QWidget | int | None] = []
    if fact.icon:
        parts += [kit.icon(theme, fact.icon, fact.tone, 14), value]
    else:
        parts.append(value)
    if fact.whole and fact.whole != fact.value:
        value.setToolTip(tip(fact.whole))
        name = tr("Copy {what}", what=fact.label)
        whole = fact.whole
        copy = kit.button(
            "", lambda: kit.copy_text(whole), role="icon", theme=theme, icon="copy", name=name
        )
        copy.setFixedHeight(tokens.FACT_ROW)
        parts += [copy, None]
    line = kit.row(*parts, gap=6)
    if not fact.fixed:
        line.setStretch(line.count() - 1, 1)
    if fact.link and go is not None:
        line.addWidget(_reveal(fact, go))
        line.setContentsMargins(0, 0, 0, tokens.S1)
    return kit.boxed(line)


def _reveal(fact: Fact, go: Callable[[str], None]) -> QWidget:
    link = fact.link
    name = tr("Reveal {what}", what=fact.label)
    made = kit.button(tr("Reveal…"), lambda: go(link), role="link", name=name)
    made.setObjectName(link)
    made.setFixedHeight(tokens.S6)
    return made


def section(theme: Theme, told: Section, go: Callable[[str], None] | None = None) -> QWidget:
    """Return a section; `go` is told what its link, or a fact's, is about when pressed."""
    title = kit.label(theme, told.title, size=tokens.SMALL, weight=tokens.SEMIBOLD)
    head = kit.row(title, None)
    if told.link and go is not None:
        link = told.link
        button = kit.button(_link(link), lambda: go(link), role="link")
        button.setObjectName(link)
        head.addWidget(button)
    parts: list[QWidget | int | None] = [kit.boxed(head)]
    if told.text:
        parts.append(paragraph(theme, told.text, size=tokens.SMALL, tone="text2", select=True))
    if told.facts:
        parts.append(facts(theme, told.facts, go))
    box = kit.boxed(kit.column(*parts, gap=2))
    box.setAccessibleName(told.title)
    return box


def _link(name: str) -> str:
    known = {
        "pictures": tr("Look at them"),
        "why": tr("Decision path"),
        "rollback": tr("Roll back to before this call…"),
        "undo": tr("Undo this rollback…"),
    }
    return known.get(name.partition(" ")[0]) or tr("Verify this entry")


def column(parts: Sequence[QWidget], gap: int = tokens.S3) -> QWidget:
    """Return widgets below each other with room to spare at the end."""
    box = QWidget()
    box.setProperty("role", "surface")
    lines = QVBoxLayout(box)
    lines.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.MARGIN, tokens.S4)
    lines.setSpacing(gap)
    for part in parts:
        part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        lines.addWidget(part)
    lines.addStretch(1)
    return box


def columns(parts: Sequence[QWidget]) -> QWidget:
    """Return widgets in two columns, the first half of them on the left."""
    half = (len(parts) + 1) // 2
    sides = [column(side) for side in (parts[:half], parts[half:])]
    line = kit.row(*sides, gap=0)
    for place in (0, 1):
        line.setStretch(place, 1)
    return kit.boxed(line, "surface")
