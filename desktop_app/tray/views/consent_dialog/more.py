"""Allow more than once: opens in place, at the narrowest; each step says what it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout

from desktop_app.tray import tokens
from desktop_app.tray.presenters.widening import Widening
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.widening import Choice, Until
    from desktop_app.tray.theme import Theme

_NAMES, _NOTES, _MARK = 66, 140, 12


class Steps(QComboBox):
    """A list of steps, with our own mark for that it opens."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark over what the style paints."""
        super().paintEvent(event)
        painter = QPainter(self)
        tone = "text2" if self.isEnabled() else "text3"
        left, top = self.width() - _MARK - tokens.S2, (self.height() - _MARK) // 2
        painter.drawPixmap(left, top, self._theme.pixmap("expand", tone, _MARK))
        painter.end()


class MorePanel(QFrame):
    """The rows Command, Folder, Until.

    Args:
        question: as the recorder tells it.
        now_us: for the times that are offered.
    """

    def __init__(self, theme: Theme, question: Mapping[str, JSON], home: str, now_us: int) -> None:
        super().__init__()
        self.setProperty("role", "more")
        self._theme, self._now_us = theme, now_us
        self._steps = Widening(question, home)
        self._untils = self._steps.untils(now_us)
        self.programs, self.folders, self.until = Steps(theme), Steps(theme), Steps(theme)
        self._notes = [kit.label(theme, "", size=tokens.SMALL, tone="text2") for _ in range(3)]
        self._would = paragraph(theme, "", size=tokens.SMALL, tone="ask", weight=tokens.MEDIUM)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(tokens.S1 + 2)
        grid.setColumnMinimumWidth(0, _NAMES)
        grid.setColumnMinimumWidth(2, _NOTES)
        grid.setColumnStretch(1, 1)
        names = (self._what(question), tr("Folder"), tr("Until"))
        for at, (name, box) in enumerate(zip(names, self._boxes(), strict=True)):
            grid.addWidget(kit.label(theme, name, tone="text2"), at, 0)
            grid.addWidget(box, at, 1)
            grid.addWidget(self._notes[at], at, 2)
            box.setAccessibleName(name)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        head = kit.row(
            kit.label(theme, tr("Allow more than once"), weight=tokens.SEMIBOLD),
            None,
            kit.label(
                theme,
                tr("Narrow it first. It can be revoked at any time."),
                size=tokens.SMALL,
                tone="text2",
            ),
        )
        lines = kit.column(head, grid, self._would, gap=tokens.S3)
        lines.setContentsMargins(tokens.S4, tokens.S3, tokens.S4, tokens.S3)
        self.setLayout(lines)
        self._fill()

    def answer(self) -> dict[str, JSON]:
        """Return what of the answer is set here."""
        until = self._untils[self.until.currentIndex()]
        scope = self._steps.scope(self.programs.currentIndex(), self.folders.currentIndex())
        return {
            "answer": "grant",
            "scope": dict(scope),
            "lasts": until.lasts,
            "until_us": until.until_us,
        }

    def _boxes(self) -> tuple[QComboBox, QComboBox, QComboBox]:
        return self.programs, self.folders, self.until

    def _what(self, question: Mapping[str, JSON]) -> str:
        return tr("Command") if question.get("kind") == "shell" else tr("Tool")

    def _fill(self) -> None:
        programs = self._steps.programs()
        _put(self.programs, programs)
        if programs and programs[0].fixed:
            self.programs.setFont(self._theme.font(fixed=True))
        _put(self.until, self._untils)
        self._refold(0)
        self.programs.currentIndexChanged.connect(self._refold)
        self.folders.currentIndexChanged.connect(self._tell)
        self.until.currentIndexChanged.connect(self._tell)

    def _refold(self, program: int) -> None:
        """Other folders may go with another command; the narrowest again."""
        self.folders.blockSignals(True)  # noqa: FBT003 - Qt's
        _put(self.folders, self._steps.folders(program))
        self.folders.blockSignals(False)  # noqa: FBT003 - Qt's
        self._tell()

    def _tell(self) -> None:
        program, folder = self.programs.currentIndex(), self.folders.currentIndex()
        self._notes[0].setText(self._steps.programs()[program].note)
        self._notes[1].setText(self._steps.folders(program)[folder].note)
        self._notes[2].setText(self._untils[self.until.currentIndex()].note)
        would = self._steps.would(program, folder, self._now_us)
        self._would.setText(would)
        self._would.setVisible(bool(would))


def _put(box: QComboBox, choices: Sequence[Choice | Until]) -> None:
    box.clear()
    for choice in choices:
        box.addItem(choice.word)
    box.setEnabled(len(choices) > 1)
