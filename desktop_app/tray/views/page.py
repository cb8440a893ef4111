"""What a page of the main window is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.tray.views import regions
from desktop_app.tray.views.kit import Header

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk


class Page(QWidget):
    """A page: a header and what is below it (`lines`).

    A page asks for nothing before it is first `shown`, and may rest while it is not.

    Attributes:
        name: how `Go.page` calls it, and which icon it has.
        header: the bar on top.
        lines: the layout below.
    """

    name: ClassVar[str] = ""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("role", "window")
        self.header = Header(desk.theme, title)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(0)
        self.lines.addWidget(self.header)

    def shown(self) -> None:
        """It is on the screen now: read what is to be shown."""

    def hidden(self) -> None:
        """It is not any more."""

    def search(self) -> None:
        """Ctrl+F: go to what searches this page; nothing where there is none."""

    def export(self) -> bool:
        """Ctrl+E: export what is shown; False: the window asks what to export."""
        return False

    def regions(self) -> list[QWidget]:
        """F6 goes round these: header and content, each side of a splitter for itself."""
        return regions.below(self.lines)
