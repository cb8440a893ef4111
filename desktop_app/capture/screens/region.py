"""Which part of the desktop a picture shows: all of it, one monitor, or the active window."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.host.screen.frame import PIXEL_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.host.screen.frame import Box, Frame, Monitor
    from desktop_app.host.screen.windows import Window


class Region(StrEnum):
    """What is asked for. Append-only: settings and entries name them."""

    DESKTOP = "desktop"
    MONITOR = "monitor"  # the one with the active window, else the primary one
    WINDOW = "window"  # the active one, with what lies over it


_FROM_NARROW = (Region.WINDOW, Region.MONITOR, Region.DESKTOP)


def narrower(asked: Region | None, allowed: Region) -> Region:
    """Return what is shown of what was asked for: never more than the person's settings say."""
    return allowed if asked is None else min(asked, allowed, key=_FROM_NARROW.index)


def box_of(region: Region, frame: Frame, windows: Iterable[Window]) -> Box | None:
    """Return the part of a frame that a region is; None when nobody can say where that is.

    Never a larger part than was asked for.
    """
    active = next((window.box for window in windows if window.active), None)
    if region is Region.DESKTOP:
        return frame.box
    if region is Region.WINDOW:
        return active.common(frame.box) if active is not None else None
    monitor = _monitor(frame.monitors, active)
    return monitor.box.common(frame.box) if monitor is not None else None


def _monitor(monitors: tuple[Monitor, ...], active: Box | None) -> Monitor | None:
    """Return the monitor that shows most of the active window."""

    def shown(monitor: Monitor) -> tuple[int, bool]:
        common = monitor.box.common(active) if active is not None else None
        return (common.width * common.height if common else 0, monitor.primary)

    return max(monitors, key=shown, default=None)


def crop(frame: Frame, box: Box) -> Frame:
    """Return a part of a frame; `box` lies within it."""
    if box == frame.box:
        return frame
    stride = frame.box.width * PIXEL_BYTES
    start = (box.left - frame.box.left) * PIXEL_BYTES
    first = box.top - frame.box.top
    data, view = bytearray(), memoryview(frame.data)
    for line in range(first, first + box.height):
        data += view[line * stride + start : line * stride + start + box.width * PIXEL_BYTES]
    return replace(frame, box=box, data=data)
