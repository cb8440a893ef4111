"""Colours, icons and fonts in force; changes with the desktop's colour scheme or the person's wish.

Promise: whoever paints asks here and repaints at `changed`. Icons are drawn from SVG at the
device's ratio, so that they are sharp at 100 to 200 %.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.host import resources
from desktop_app.tray import style, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractButton, QApplication

APP_SIZES, SMALL = (16, 20, 24, 32, 48, 64, 128), 24


class Theme(QObject):
    """The look of one application.

    Args:
        app: whose palette and style sheet are set.
        scheme: "system", "light" or "dark".

    Signals:
        changed(): colours are different now.
    """

    changed = Signal()

    def __init__(self, app: QApplication, scheme: str = "system") -> None:
        super().__init__()
        self._app, self._scheme = app, scheme
        self._drawn: dict[tuple[str, str, int, int], QPixmap] = {}
        self._icons: weakref.WeakKeyDictionary[QAbstractButton, Callable[[], QIcon]] = (
            weakref.WeakKeyDictionary()
        )
        self.tokens = self._choose()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self.tokens is tokens.DARK

    def use(self, scheme: str) -> None:
        """Follow the system, or stay light or dark."""
        self._scheme = scheme
        self._follow()

    def colour(self, token: str) -> QColor:
        """Return a colour by its token's name (`tokens.Tokens`)."""
        return QColor(self.tokens.named(token))

    def font(
        self, size: float = tokens.BODY, weight: int = tokens.REGULAR, *, fixed: bool = False
    ) -> QFont:
        """Return a font of the system's, `size` times its base; numbers stand in columns.

        Fixed fonts show every character: no ligatures.
        """
        return _font(self._app, size, weight, fixed=fixed)

    def pixmap(self, name: str, colour: str = "text2", size: int = 20) -> QPixmap:
        """Return an icon of `resources/icons` in a token's colour, `size` pixels square."""
        ratio = self._app.devicePixelRatio()
        key = (name, self.tokens.named(colour) if colour else "", size, round(ratio * 100))
        if key not in self._drawn:
            svg = resources.read_text(f"icons/{name}.svg").replace("currentColor", key[1] or "#000")
            self._drawn[key] = _drawn(svg, size, ratio)
        return self._drawn[key]

    def icon(self, name: str, colour: str = "text2", size: int = 20) -> QIcon:
        """Return `pixmap` as an icon, greyed where disabled."""
        made = QIcon(self.pixmap(name, colour, size))
        made.addPixmap(self.pixmap(name, "text3", size), QIcon.Mode.Disabled)
        return made

    def app_icon(self) -> QIcon:
        """Return the application's own icon, drawn simpler where it is small."""
        made = QIcon()
        for size in APP_SIZES:
            made.addPixmap(self.pixmap("app-small" if size <= SMALL else "app", "text", size))
        return made

    def keep_icon(
        self, button: QAbstractButton, name: str, colour: str = "text2", size: int = 16
    ) -> None:
        """Put an icon on a button, and again whenever colours change."""
        self._icons[button] = lambda: self.icon(name, colour, size)
        button.setIcon(self._icons[button]())
        button.setIconSize(QSize(size, size))

    def _follow(self) -> None:
        chosen = self._choose()
        if chosen is not self.tokens:
            self.tokens = chosen
            self._apply()
            for button, make in list(self._icons.items()):
                button.setIcon(make())
            self.changed.emit()

    def _choose(self) -> tokens.Tokens:
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        if self._scheme != "system":
            dark = self._scheme == "dark"
        return tokens.DARK if dark else tokens.LIGHT

    def _apply(self) -> None:
        self._app.setPalette(style.palette(self.tokens))
        self._app.setStyleSheet(style.sheet(self.tokens, self.font().pixelSize()))


def _font(app: QApplication, size: float, weight: int, *, fixed: bool) -> QFont:
    kind = QFontDatabase.SystemFont.FixedFont if fixed else QFontDatabase.SystemFont.GeneralFont
    font = QFontDatabase.systemFont(kind)
    dots = app.primaryScreen().logicalDotsPerInch()
    general = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    base = general.pixelSize() if general.pixelSize() > 0 else general.pointSizeF() * dots / 72
    font.setPixelSize(max(1, round(max(base, 12.0) * size)))
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    if fixed:
        for tag in ("calt", "liga"):
            font.setFeature(QFont.Tag(tag), 0)
    return font


def _drawn(svg: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
