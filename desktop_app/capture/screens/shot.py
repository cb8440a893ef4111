"""A `Shot`: what one wish for a picture came to, and what the ledger says of it.

Promise: a subject holds no content. Titles of windows stand in it as keyed digests, those of
excluded windows not at all; the picture is its size and what the vault says of it; the perceptual
hash stays out, for it would tell whoever guesses a screen that the guess is right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.capture.screens import thumbnails
from desktop_app.capture.screens.asked import PURPOSE
from desktop_app.capture.screens.mask import app_of
from desktop_app.model import screenform
from desktop_app.model.content import Content

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.capture.screens.asked import Asked
    from desktop_app.capture.screens.mask import Masked
    from desktop_app.capture.screens.region import Region
    from desktop_app.host.screen.frame import Box, Monitor
    from desktop_app.host.screen.windows import Window
    from desktop_app.model.canonical import JSON

    Digest: TypeAlias = Callable[[bytes], str]

KEPT, DUPLICATE = "kept", "duplicate"
MAX_WINDOWS = 64  # in an entry; all of them are masked
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be kept of a screen, masked.

    Attributes:
        region, box: which part of the desktop.
        monitors: all that there are; () where unknown.
        windows: those in it as seen after the grab, the lowest first; None where nobody can say.
        hidden: numbers of the windows that are excluded.
        masked: where these are, or were.
        dhash: 64 bits (`looks.dhash`).
        distance: of `dhash` from the run's last picture; None for the first.
        data: `countersign/screen/v2`.
        thumbnail: WebP.
        same_as: id of the shot that these very pixels were in before; "" for none.
    """

    region: Region
    box: Box
    monitors: tuple[Monitor, ...]
    windows: tuple[Window, ...] | None = field(repr=False)
    hidden: frozenset[int]
    masked: tuple[Masked, ...]
    dhash: int = field(repr=False)
    distance: int | None
    data: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """What a wish came to.

    Attributes:
        id: 32 hex digits.
        asked: the wish.
        outcome: "kept", "duplicate", or the reason why there is no picture (`frame.Reason`).
        detail: a sentence for the person where there is none.
        asked_us, taken_us: wall time of wish and grab; the latter None without a picture.
        late: whoever asked did not wait for the grab: it may show what came next.
        picture: None without one. A duplicate has the bytes of the one before, for the vault to
            count a use of what it holds.
    """

    id: str
    asked: Asked
    outcome: str
    asked_us: int
    detail: str = ""
    taken_us: int | None = None
    late: bool = False
    picture: Picture | None = None

    def contents(self) -> tuple[Content, ...]:
        """Return what the vault is to keep: the picture and its thumbnail; () without one."""
        if self.picture is None:
            return ()
        label = f"screenshot.{self.asked.trigger}"
        raw, small = self.picture.data, self.picture.thumbnail
        return (
            Content(label, PURPOSE, raw, media=screenform.MEDIA),
            Content(f"{label}.thumbnail", PURPOSE, small, media=thumbnails.MEDIA),
        )

    def subject(self, digest: Digest) -> dict[str, JSON]:
        """Return the subject of the `capture` entry, without `kept`, which the vault adds.

        Args:
            digest: keyed digest of content, as text; its key dies with the run's content.
        """
        asked = self.asked
        found: dict[str, JSON] = {
            "shot": self.id,
            "trigger": asked.trigger.value,
            "outcome": self.outcome,
            "asked_us": self.asked_us,
            "taken_us": self.taken_us,
            "late": self.late,
        }
        named = {"tool": asked.tool, "call_id": asked.call_id, "span_id": asked.span_id}
        found |= {name: value for name, value in named.items() if value}
        return found if self.picture is None else found | _said(self.picture, digest)


def _said(picture: Picture, digest: Digest) -> dict[str, JSON]:
    found: dict[str, JSON] = {
        "region": picture.region.value,
        "box": _sides(picture.box),
        "monitors": [_monitor(one) for one in picture.monitors],
        "windows": _windows(picture, digest),
        "masked": [
            {"rule": one.rule, "app": one.app[:MAX_NAME], "box": _sides(one.box)}
            for one in picture.masked[:MAX_WINDOWS]
        ],
        "bytes": len(picture.data),
        "distance": picture.distance,
    }
    return found | ({"same_as": picture.same_as} if picture.same_as else {})


def _windows(picture: Picture, digest: Digest) -> JSON:
    if picture.windows is None:
        return None
    return [_window(one, picture, digest) for one in picture.windows[-MAX_WINDOWS:]]


def _window(window: Window, picture: Picture, digest: Digest) -> dict[str, JSON]:
    """Return a window without its title; with the title's digest unless it is excluded."""
    found: dict[str, JSON] = {
        "app": app_of(window)[:MAX_NAME],
        "box": _sides(window.box),
        "active": window.active,
    }
    if window.number not in picture.hidden:
        found["title"] = digest(window.title.encode("utf-8", "replace"))
    return found


def _monitor(monitor: Monitor) -> dict[str, JSON]:
    name = monitor.name[:MAX_NAME]
    return {"name": name, "box": _sides(monitor.box), "primary": monitor.primary}


def _sides(box: Box) -> list[JSON]:
    return [box.left, box.top, box.width, box.height]
