"""The columns of the list of runs: which ones, where, how wide, which side their text is on."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.tray.words import tr

MARGIN_LEFT, MARGIN_RIGHT = 18, 10
_WIDTHS = {
    "started": 74,
    "glyph": 22,
    "agent": 110,
    "asked": 0,
    "calls": 96,
    "duration": 74,
    "tools": 50,
    "denied": 60,
    "errors": 56,
    "tokens": 66,
    "cost": 70,
    "sealed": 92,
}
_RIGHT = frozenset(("duration", "tools", "denied", "errors", "tokens", "cost"))
_GIVE_WAY = ("calls", "errors", "tokens", "cost", "tools", "duration", "denied")
_WIDE = frozenset(_GIVE_WAY[:3])  # left out in a narrow window
_ASKED = 100  # for less, another column gives way: with large fonts


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, left edge and width in pixels, whether its text stands right."""

    name: str
    left: int
    width: int
    right: bool


def columns(width: int, *, narrow: bool, scale: float = 1.0) -> list[Column]:
    """Return the columns of a table; what does not fit beside the others gives way.

    Args:
        width: of the table.
        narrow: leave out what a narrow window leaves out.
        scale: the base font over 13 pixels: columns grow with their text.
    """
    shown = [name for name in _WIDTHS if not (narrow and name in _WIDE)]
    wide = {name: round(_WIDTHS[name] * scale) for name in shown}
    room = width - MARGIN_LEFT - MARGIN_RIGHT
    for name in _GIVE_WAY:
        if room - sum(wide.values()) >= _ASKED * scale:
            break
        wide.pop(name, None)
    shown = [name for name in shown if name in wide]
    wide["asked"] = max(80, room - sum(wide.values()))
    found, left = [], MARGIN_LEFT
    for name in shown:
        found.append(Column(name, left, wide[name], name in _RIGHT))
        left += wide[name]
    return found


def title(name: str) -> str:
    """Return what stands above a column; "" above the glyph."""
    titles = {
        "started": tr("Started"),
        "agent": tr("Agent"),
        "asked": tr("Asked"),
        "calls": tr("Calls"),
        "duration": tr("Duration"),
        "tools": tr("Tools"),
        "denied": tr("Denied"),
        "errors": tr("Errors"),
        "tokens": tr("Tokens"),
        "cost": tr("Cost"),
        "sealed": tr("Sealed"),
    }
    return titles.get(name, "")
