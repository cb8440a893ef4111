"""The small widgets that every page is made of; those that paint or have icons take the theme."""

from __future__ import annotations

from desktop_app.tray.views.kit.basics import button, copy_text, icon, label, set_tone, theme_width
from desktop_app.tray.views.kit.chip import Chip, paint_chip
from desktop_app.tray.views.kit.controls import SearchField, Segments, Switch
from desktop_app.tray.views.kit.frames import Card, CodeBox, EmptyState, Header
from desktop_app.tray.views.kit.layouts import boxed, column, hairline, row

__all__ = [
    "Card",
    "Chip",
    "CodeBox",
    "EmptyState",
    "Header",
    "SearchField",
    "Segments",
    "Switch",
    "boxed",
    "button",
    "column",
    "copy_text",
    "hairline",
    "icon",
    "label",
    "paint_chip",
    "row",
    "set_tone",
    "theme_width",
]
