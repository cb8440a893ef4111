"""What holds other things: header, card, code box, and what stands where there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.tips import tip
from desktop_app.tray.views.kit.basics import button, copy_text, icon, label
from desktop_app.tray.views.kit.layouts import row
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.theme import Theme

_PARAGRAPH = 400  # pixels, of an empty state's text


class Header(QFrame):
    """The bar above a page: its title, then what the page puts there.

    Attributes:
        left, right: layouts for more, beside the title and at the end.
        title: the label.
    """

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.setProperty("role", "header")
        self.setMinimumHeight(tokens.HEADER)
        self.title = label(theme, title, size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        self.left.setSpacing(tokens.S3)
        self.right.setSpacing(tokens.S2)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, 0, tokens.MARGIN, 0)
        line.setSpacing(tokens.S5)
        line.addWidget(self.title)
        line.addLayout(self.left)
        line.addStretch(1)
        line.addLayout(self.right)


class Card(QFrame):
    """A framed part of a page with a title.

    Attributes:
        body: layout for its content.
        head: layout of the title's line, for more at its end.
    """

    def __init__(self, theme: Theme, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(tokens.S4, tokens.S3, tokens.S4, tokens.S3)
        outer.setSpacing(tokens.S2)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.S1)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(label(theme, title, weight=tokens.SEMIBOLD))
            self.head.addStretch(1)
            outer.addLayout(self.head)
        outer.addLayout(self.body)


class CodeBox(QFrame):
    """Text in the fixed font on the inset ground, all of it selectable, with a copy button."""

    def __init__(self, theme: Theme, text: str, *, copy: bool = True, wrap: bool = True) -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = text
        self._label = label(theme, text, size=tokens.SMALL, fixed=True, wrap=wrap, select=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.S3, tokens.S2, tokens.S2, tokens.S2)
        line.addWidget(self._label, 1)
        if copy:
            name = tr("Copy")
            made = button("", self._copy, role="icon", theme=theme, icon="copy", name=name)
            line.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)

    def _copy(self) -> None:
        copy_text(self.text)

    def set_text(self, text: str, shown: str | None = None) -> None:
        """Show another text; `shown` where it is elided."""
        self.text = text
        self._label.setText(text if shown is None else shown)
        self._label.setToolTip("" if shown is None else tip(text))


class EmptyState(QWidget):
    """What stands where there is nothing: a shape, a title, why, and what one can do."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        title: str,
        text: str,
        actions: Sequence[QWidget] = (),
        *,
        tone: str = "text3",
    ) -> None:
        super().__init__()
        self._title = label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        self._text = label(theme, text, size=tokens.SMALL, tone="text2", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(_PARAGRAPH)
        self._text.setMinimumHeight(self._text.heightForWidth(_PARAGRAPH))
        shape = icon(theme, icon_name, tone, 28)
        lines = QVBoxLayout(self)
        lines.setSpacing(tokens.S2)
        lines.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        lines.addWidget(shape, 0, middle)
        lines.addWidget(self._title, 0, middle)
        lines.addWidget(self._text, 0, middle)
        if actions:
            lines.addSpacing(tokens.S2)
            lines.addLayout(row(None, *actions, None))
        lines.addStretch(1)

    def tell(self, title: str, text: str) -> None:
        """Change what it says."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setMinimumHeight(self._text.heightForWidth(_PARAGRAPH))
