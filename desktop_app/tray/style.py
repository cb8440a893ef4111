"""Palette and style sheet made from tokens: native widgets in our colours, nothing painted twice.

Widgets choose their look with the dynamic property `role` (`button(..., role="primary")`).
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

from desktop_app.tray import tokens as sizes

if TYPE_CHECKING:
    from desktop_app.tray.tokens import Tokens

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "inset",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onaccent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Mid: "line2",
    QPalette.ColorRole.Dark: "ctl",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Shadow: "line2",
    QPalette.ColorRole.Accent: "accent",
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)

_SHEET = """
QToolTip { color: $text; background: $surface; border: 1px solid $line2; padding: 4px 6px; }
QFrame[role="page"], QStackedWidget, QScrollArea[role="page"], QWidget[role="window"]
    { background: $window; border: none; }
QWidget[role="surface"] { background: $surface; border: none; }
QWidget[role="inset"] { background: $inset; border-radius: ${card}px; }
QFrame[role="header"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="band"] { background: $denybg; border: none; border-bottom: 1px solid $deny; }
QFrame[role="foot"] { background: $window; border: none; border-top: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${card}px; }
QFrame[role="card"][tone="deny"] { background: $denybg; border-color: $deny; }
QFrame[role="what"] { background: $surface; border: 1px solid $line2; border-radius: ${card}px; }
QFrame[role="more"] { background: $window; border: 1px solid $line2; border-radius: ${card}px; }
QFrame[role="ask"] { background: $askbg; border: none; }
QFrame[role="said"] { background: $inset; border: none; border-radius: ${control}px; }
QFrame[role="said"][tone="ok"] { background: $okbg; }
QFrame[role="said"][tone="ask"] { background: $askbg; }
QFrame[role="said"][tone="deny"] { background: $denybg; }
QFrame[role="said"][tone="open"] { background: $openbg; }
QFrame[role="overlay"] { background: $surface; border: 1px solid $ctl;
    border-radius: ${card}px; }
QFrame[role="navigation"] { background: $window; border: none; border-right: 1px solid $line; }
QFrame[role="hairline"] { background: $line; border: none; }
QLabel { background: transparent; }
QLabel[role="badge"] { color: $onaskfill; background: $askfill; border-radius: ${card}px;
    padding: 0 7px; min-height: 18px; max-height: 18px; }
QLabel[tone="text2"] { color: $text2; }
QLabel[tone="text3"] { color: $text3; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="ask"] { color: $ask; }
QLabel[tone="deny"] { color: $deny; }
QLabel[tone="open"] { color: $open; }
QLabel[tone="accent"] { color: $accent; }
QPushButton { color: $text; background: $surface; border: 1px solid $line2; font-weight: 500;
    border-radius: ${control}px; padding: 0 12px; min-height: 28px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $inset; }
QPushButton:disabled { color: $text3; background: $inset; border-color: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 26px; }
QPushButton[role="primary"] { color: $onaccent; background: $accent; border-color: $accent; }
QPushButton[role="primary"]:hover { background: $accent; border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { color: $text3; background: $inset; border-color: $line; }
QPushButton[role="dialog"] { min-height: 30px; padding: 0 14px; }
QPushButton[role="dialog"]:focus { min-height: 28px; padding: 0 13px; }
QPushButton[faint="true"] { color: $text3; }
QPushButton[role="row"] { min-height: 24px; padding: 0 10px; }
QPushButton[role="row"]:focus { min-height: 22px; padding: 0 9px; }
QPushButton[role="link"] { color: $accent; background: transparent; border: none; padding: 0 2px;
    min-height: 24px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid $accent; padding: 0; min-height: 20px; }
QPushButton[role="icon"] { background: transparent; border: none; padding: 0; min-height: 24px;
    min-width: 28px; border-radius: ${control}px; }
QPushButton[role="icon"]:hover { background: $hover; }
QPushButton[role="icon"]:focus { border: 2px solid $accent; min-height: 20px; min-width: 24px; }
QPushButton[role="navigation"] { color: $text; background: transparent; border: none;
    text-align: left; padding: 0 12px; min-height: 32px; border-radius: ${control}px;
    font-weight: 400; }
QPushButton[role="navigation"][tone="rail"], QPushButton[role="navigation"][tone="rail"]:focus
    { text-align: center; padding: 0; }
QPushButton[role="navigation"]:hover { background: $hover; }
QPushButton[role="navigation"]:checked { background: $selected; font-weight: 500; }
QPushButton[role="navigation"]:focus { border: 2px solid $accent; padding: 0 10px;
    min-height: 28px; }
QPushButton[role="segment"] { color: $text2; background: transparent; border: 1px solid transparent;
    padding: 0 8px; min-height: 22px; }
QPushButton[role="segment"]:checked { color: $text; background: $surface; border-color: $line2; }
QPushButton[role="segment"]:focus { border: 2px solid $accent; padding: 0 7px; min-height: 20px; }
QPushButton[role="tab"] { color: $text2; background: transparent; border: none; border-radius: 0;
    border-bottom: 2px solid transparent; padding: 0 2px; min-height: 28px; }
QPushButton[role="tab"]:checked { color: $accent; border-bottom-color: $accent; }
QPushButton[role="tab"]:focus { border: 2px solid $accent; padding: 0; min-height: 26px; }
QPushButton::menu-indicator { image: none; width: 0; }
QLineEdit, QPlainTextEdit, QSpinBox, QComboBox { color: $text; background: $surface;
    border: 1px solid $line2; border-radius: ${control}px; padding: 0 8px; min-height: 28px;
    selection-background-color: $accent; selection-color: $onaccent; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus
    { border: 2px solid $accent; padding: 0 7px; min-height: 26px; }
QLineEdit[role="quick"], QLineEdit[role="quick"]:focus { background: transparent; border: none;
    padding: 0; min-height: 50px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $text3; background: $inset; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line2; outline: none; }
QMenu { color: $text; background: $surface; border: 1px solid $line2; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: ${chip}px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QAbstractItemView { background: $surface; border: none; color: $text; outline: none;
    selection-background-color: $selected; selection-color: $text; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { color: $text2; background: $window; border: none;
    border-bottom: 1px solid $line; padding: 0 4px; }
QSplitter::handle { background: $line; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line2; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $ctl; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $inset; border: none; border-radius: 3px; max-height: 6px;
    min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
"""


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of a colour scheme."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, QColor(tokens.named(token)))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.named("text3")))
    return made


def sheet(tokens: Tokens, base_px: int) -> str:
    """Return the style sheet of a colour scheme for a base font of so many pixels."""
    colours = {name: tokens.named(name) for name in tokens.names()}
    body = Template(_SHEET).substitute(
        colours, chip=sizes.CHIP_RADIUS, control=sizes.CONTROL_RADIUS, card=sizes.CARD_RADIUS
    )
    return f"QWidget {{ font-size: {base_px}px; }}\n{body}"
