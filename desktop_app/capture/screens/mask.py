"""What is taken out of a picture: the excluded windows, where they were before and after the grab.

Promise: a window that a rule excludes in either look is masked wherever either look saw it, whether
it lay on top or not. A masked area is one colour, and is listed by the rule's name and the window's
class, never by its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.capture.screens.exclude import rule_for
from desktop_app.host.screen.frame import PIXEL_BYTES, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop_app.capture.screens.exclude import Rule
    from desktop_app.host.screen.frame import Frame
    from desktop_app.host.screen.windows import Window

FILL = bytes((40, 40, 40, 0))  # BGRX; no picture of a dark screen is taken for it


@dataclass(frozen=True, slots=True)
class Masked:
    """One area that is not in the picture.

    Attributes:
        rule: why.
        app: the window's class; "" where it has none.
        box: in the frame's coordinates, cut to it.
    """

    rule: str
    app: str
    box: Box


def excluded(windows: Iterable[Window], rules: Sequence[Rule]) -> dict[int, str]:
    """Return the numbers of windows that a rule excludes in any look, each with the rule's name.

    A window without a class (a menu, say) goes with those of its process.
    """
    seen = tuple(windows)
    found: dict[int, str] = {}
    programs: dict[int | None, str] = {}
    for window in seen:
        rule = rule_for(window, rules)
        if rule is not None:
            found.setdefault(window.number, rule)
            programs.setdefault(window.pid, rule)
    programs.pop(None, None)
    for window in seen:
        if not window.classes and window.pid in programs:
            found.setdefault(window.number, programs[window.pid])
    return found


def masked_areas(
    seen: Iterable[Window], hidden: Mapping[int, str], within: Box
) -> tuple[Masked, ...]:
    """Return what must be masked of the part `within` of the desktop.

    Args:
        seen: the windows of both looks.
        hidden: `excluded` of them.
        within: a part of the desktop.
    """
    found: dict[Masked, None] = {}
    for window in seen:
        part = window.box.common(within)
        if window.number in hidden and part is not None:
            found[Masked(hidden[window.number], app_of(window), part)] = None
    return tuple(found)


def app_of(window: Window) -> str:
    """Return the class of a window (the second part of `WM_CLASS`); "" for none."""
    return window.classes[-1] if window.classes else ""


def fill(frame: Frame, areas: Iterable[Masked]) -> None:
    """Paint areas over, in place; nothing else of them is kept."""
    stride = frame.box.width * PIXEL_BYTES
    for area in areas:
        box = area.box.moved(-frame.box.left, -frame.box.top)
        row = FILL * box.width
        for line in range(box.top, box.bottom):
            start = line * stride + box.left * PIXEL_BYTES
            frame.data[start : start + len(row)] = row
