"""Where windows stood and how wide their parts were: not settings, of no interest to anybody else.

Promise: `windows.ini` in the config directory can be edited, cut or replaced by anybody; what it
cannot hold means "not known", and a window opens as it does for the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from desktop_app.host.paths import Paths

FILE = "windows.ini"
WIDEST = 32_767  # pixels; no screen is wider
_GEOMETRY = "window/geometry"


class Remembered:
    """One file; cheap to make."""

    def __init__(self, paths: Paths) -> None:
        self._kept = QSettings(str(paths.config_dir / FILE), QSettings.Format.IniFormat)

    def pixels(self, name: str, first: int) -> int:
        """Return a width or height; `first` where none is known."""
        found = self._kept.value(name)
        text = str(found) if isinstance(found, str | int) else ""
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(WIDEST))
        return int(text) if is_number and int(text) <= WIDEST else first

    def keep_pixels(self, name: str, pixels: int) -> None:
        """Keep a width or height."""
        self._kept.setValue(name, pixels)

    def geometry(self) -> QByteArray | None:
        """Return where the main window stood, as `QWidget.saveGeometry` says it; None: unknown."""
        found = self._kept.value(_GEOMETRY)
        return found if isinstance(found, QByteArray) else None

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Keep where the main window stands."""
        self._kept.setValue(_GEOMETRY, geometry)
