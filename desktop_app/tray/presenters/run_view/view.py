"""The stretch of time that is on the screen: zoomed at the pointer, panned, or the whole run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view.axis import step_ns

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.axis import Axis, Stretch

TICK_PX = 55  # room for a label
CLOSEST_NS = 1_000.0  # no closer than a microsecond across
MARGIN = 12  # pixels left of the run's start and right of its end
LABELS = 66  # pixels right of the run's end, for the labels of what ends it


@dataclass(frozen=True, slots=True)
class View:
    """`u` [left, right] on `width` pixels; right <= left: the whole run."""

    axis: Axis
    width: float
    left: float = 0.0
    right: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether the whole run is shown."""
        return self.right <= self.left

    @property
    def per_px(self) -> float:
        """`u` of a pixel."""
        if self.whole:
            return max(self.axis.width, 1.0) / max(1.0, self.width - MARGIN - LABELS)
        return (self.right - self.left) / max(1.0, self.width)

    @property
    def first(self) -> float:
        """`u` at the left edge."""
        return -MARGIN * self.per_px if self.whole else self.left

    def x(self, time_ns: float) -> float:
        """Return the pixel of a time."""
        return (self.axis.u(time_ns) - self.first) / self.per_px

    def time_ns(self, x: float) -> float:
        """Return the time at a pixel."""
        return self.axis.time_ns(self.first + x * self.per_px)

    def x_of(self, u: float) -> float:
        """Return the pixel of a `u`."""
        return (u - self.first) / self.per_px

    def zoomed(self, factor: float, x: float) -> View:
        """Return a view that shows `factor` times as much, with the same time under pixel x."""
        per_px = max(CLOSEST_NS / max(1.0, self.width), self.per_px * factor)
        at = self.first + x * self.per_px
        left = at - x * per_px
        right = left + per_px * self.width
        if left <= -MARGIN * per_px and right >= self.axis.width:
            return replace(self, left=0.0, right=0.0)
        return replace(self, left=left, right=right)

    def panned(self, dx: float) -> View:
        """Return a view moved by so many pixels; the run stays in sight."""
        if self.whole:
            return self
        wide = self.right - self.left
        left = self.left + dx * self.per_px
        left = min(max(left, -wide / 2), self.axis.width - wide / 2)
        return replace(self, left=left, right=left + wide)

    def ranged(self, left: float, right: float) -> View:
        """Return a view of this stretch of `u`."""
        return replace(self, left=min(left, right), right=max(left, right))

    def ticks(self) -> list[tuple[float, str]]:
        """Return (pixel, label) of the axis, outside of bands; labels do not touch."""
        found: list[tuple[float, str]] = []
        step, start = step_ns(self.per_px, TICK_PX), self.axis.start_ns
        for one in self.axis.stretches:
            if one.fold is None:
                found += self._ticks_in(one, step, start)
        return found

    def _ticks_in(self, one: Stretch, step: int, start: int) -> list[tuple[float, str]]:
        last = self.axis.stretches[-1] is one
        until_ns = max(one.end_ns, self.time_ns(self.width)) if last else one.end_ns
        first_ns = max(one.start_ns, self.time_ns(0))
        number = -(-(first_ns - start) // step)
        found = []
        while (time_ns := start + number * step) <= min(until_ns, self.time_ns(self.width)):
            found.append((self.x(time_ns), tick(int(number * step), int(step))))
            number += 1
        return found


def tick(offset_ns: int, step: int) -> str:
    """Return a tick's label: `0`, `50 ms`, `0.2 s`, `3 min 20 s`."""
    if offset_ns == 0:
        return "0"
    if step < 1_000_000:  # noqa: PLR2004 - below a millisecond
        return f"{offset_ns / 1e6:g} ms"
    if step < 100_000_000 and offset_ns < 1_000_000_000:  # noqa: PLR2004
        return f"{offset_ns // 1_000_000} ms"
    if offset_ns < 60_000_000_000:  # noqa: PLR2004
        return f"{offset_ns / 1e9:g} s"
    return formats.duration(offset_ns // 1000)
