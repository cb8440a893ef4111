"""The smallest program with a tray icon: what the desktop's own tests look at.

Its menu has a line that can be checked; a click on the icon opens a window. It prints what happens.
"""

from __future__ import annotations

import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSystemTrayIcon


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)  # noqa: T201 - what the test reads


def main() -> int:
    """Run until ended."""
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    picture = QPixmap(32, 32)
    picture.fill(QColor("#22aa88"))
    icon = QSystemTrayIcon(QIcon(picture))
    window = QLabel("A window.")
    window.setWindowTitle("Demo window")
    menu = QMenu()
    switch = menu.addAction("&Switch")
    switch.setCheckable(True)
    switch.toggled.connect(lambda on: say(f"switch {'on' if on else 'off'}"))
    menu.addSeparator()
    menu.addMenu("More").addAction("Deeper")
    icon.setContextMenu(menu)
    icon.setToolTip("A demo.")
    icon.activated.connect(
        lambda why: window.show() if why is QSystemTrayIcon.ActivationReason.Trigger else None
    )
    icon.show()
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    awake = QTimer()
    awake.timeout.connect(lambda: None)  # lets Python see the signal
    awake.start(100)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
