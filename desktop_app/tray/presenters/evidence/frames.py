"""Frames of a run's filmstrip, made of `Query.captures`: when, why, what is masked, what is kept.

Promise: everything here stands in the ledger, so that it can be shown before anything is revealed.
What a sender or a desktop named is made safe to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model.visible import visible
from desktop_app.operations.reveals import Piece
from desktop_app.query.kept import shown_bytes
from desktop_app.tray.presenters.evidence import words
from desktop_app.tray.presenters.run_view.words import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BEFORE, AFTER = "before", "after"
_PURGED, _KEPT = "purged", "kept"
_THUMBNAIL = ".thumbnail"
_MOST = 1 << 15  # pixels of a side
_FIRST_SIZE = (1920, 1080)  # of a picture whose size nobody told


class Box(NamedTuple):
    """A rectangle in pixels of its picture."""

    left: int
    top: int
    width: int
    height: int


class Covered(NamedTuple):
    """A masked area: where, by which rule, and that in words."""

    box: Box
    rule: str
    label: str


class Seen(NamedTuple):
    """A window that was there: where, of which program, whether in front, whether masked."""

    box: Box
    app: str
    active: bool
    masked: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """One look at the screen.

    Attributes:
        entry: that says so.
        at_us: when it was taken, or asked for where nothing was.
        trigger: before, after, hand, api or sdk.
        tool, call_id: of the tool call; "" where there is none.
        call: the tool call's key in the index, or None.
        together: names what belongs together: the call, else this frame alone.
        outcome: kept, duplicate, or why there is no picture.
        missing: the sentence that stands in its place; "" while there is a picture to show.
        size: width and height of the picture.
        covered, windows, monitors: as the entry has them; windows None: nobody can say.
        late: whether it may show what came next.
        picture, thumbnail: where they are kept; None where they are not (any more).
        since_us: from the beginning of the run.
    """

    entry: int
    at_us: int
    trigger: str
    tool: str
    call_id: str
    call: int | None
    together: str
    outcome: str
    missing: str
    size: tuple[int, int]
    covered: tuple[Covered, ...]
    windows: tuple[Seen, ...] | None
    monitors: tuple[tuple[str, Box], ...]
    region: str
    late: bool
    picture: Piece | None = field(repr=False)
    thumbnail: Piece | None = field(repr=False)
    since_us: int = 0

    @property
    def title(self) -> str:
        """What it is of: `Edit, before`."""
        return words.title(words.tool(self.tool), self.trigger)


def frames(rows: Iterable[Mapping[str, Any]], started_us: int) -> list[Frame]:
    """Return the frames of `Query.captures`, by time."""
    found = [_frame(row, started_us) for row in rows]
    return sorted(found, key=lambda frame: (frame.at_us, frame.entry))


def look(listed: Sequence[Frame], at: int) -> tuple[Frame, ...]:
    """Return what belongs together with a frame: before and after of a call, else that one alone.

    Of several before a call the last one counts, of several after it the first.
    """
    chosen = listed[at]
    others = [one for one in listed if one.together == chosen.together]
    if chosen.trigger == BEFORE:
        mates = [one for one in others if one.trigger == AFTER and one.at_us >= chosen.at_us]
        return (chosen, mates[0]) if mates else (chosen,)
    if chosen.trigger == AFTER:
        mates = [one for one in others if one.trigger == BEFORE and one.at_us <= chosen.at_us]
        return (mates[-1], chosen) if mates else (chosen,)
    return (chosen,)


def by_call(listed: Iterable[Frame]) -> dict[str, list[Frame]]:
    """Return the frames of each tool call, by the agent's own id of it."""
    found: dict[str, list[Frame]] = {}
    for frame in listed:
        if frame.call_id:
            found.setdefault(frame.call_id, []).append(frame)
    return found


def pieces(listed: Sequence[Frame], at: int, most: int) -> list[Piece]:
    """Return what is kept of frames, pictures and thumbnails, each once: at most so many.

    Where there are more, those nearest to frame `at` come along, so that asking again from another
    place shows the others.
    """
    near = sorted(range(len(listed)), key=lambda place: abs(place - at))
    found: dict[str, Piece] = {}
    for place in near:
        of_frame = [one for one in (listed[place].picture, listed[place].thumbnail) if one]
        new = {one.ref: one for one in of_frame if one.ref not in found}
        if len(found) + len(new) > most:
            break
        found |= new
    return sorted(found.values(), key=lambda piece: (piece.entry, piece.media, piece.ref))


def _frame(row: Mapping[str, Any], started_us: int) -> Frame:
    told: Mapping[str, Any] = row["subject"]
    outcome = str(told.get("outcome") or "")
    at_us = _time(told.get("taken_us")) or _time(told.get("asked_us")) or int(row["ts_us"])
    corner = _box(told.get("box"), (0, 0))
    origin = (corner.left, corner.top) if corner else (0, 0)
    picture, thumbnail = _pieces(row["pieces"])
    covered = tuple(_covered(one, origin) for one in _dicts(told.get("masked")))
    places = {(one.box.left, one.box.top, one.box.width, one.box.height) for one in covered}
    windows = told.get("windows")
    call_id, intent = str(told.get("call_id") or ""), told.get("intent")
    return Frame(
        entry=int(row["entry"]),
        at_us=at_us,
        trigger=visible(str(told.get("trigger") or "")),
        tool=safe(str(told.get("tool") or "")),
        call_id=call_id,
        call=row["tool_call"],
        together=call_id or (f"intent {intent}" if intent else f"entry {row['entry']}"),
        outcome=outcome,
        missing=_missing(row, outcome, at_us, has_picture=picture is not None),
        size=(corner.width, corner.height) if corner else _FIRST_SIZE,
        covered=covered,
        windows=None
        if windows is None
        else tuple(_seen(one, origin, places) for one in _dicts(windows)),
        monitors=tuple(
            (safe(str(one.get("name") or "")), _box(one.get("box"), origin) or Box(0, 0, 1, 1))
            for one in _dicts(told.get("monitors"))
        ),
        region=str(told.get("region") or ""),
        late=told.get("late") is True,
        picture=picture,
        thumbnail=thumbnail,
        since_us=max(0, at_us - started_us),
    )


def _missing(row: Mapping[str, Any], outcome: str, at_us: int, *, has_picture: bool) -> str:
    """Return why there is nothing to show; "" where there is."""
    if outcome not in words.TAKEN:
        return words.no_picture(outcome, at_us)
    if has_picture:
        return ""
    if row["trouble"]:
        return words.unread(str(row["trouble"]))
    states = {str(one.get("state") or "") for one in row["pieces"]}
    if _PURGED in states:
        return words.purged()
    return words.not_kept(next((str(one.get("not_kept") or "") for one in row["pieces"]), ""))


def _pieces(rows: Iterable[Mapping[str, Any]]) -> tuple[Piece | None, Piece | None]:
    """Return the picture and its thumbnail, where they are still there."""
    found: dict[bool, Piece] = {}
    for row in rows:
        if row.get("state") == _KEPT:
            small = str(row["label"]).endswith(_THUMBNAIL)
            found[small] = Piece(
                row["ref"],
                str(row["media"]),
                int(row["bytes"]),
                row["entry"],
                stored=shown_bytes(row),
            )
    return found.get(False), found.get(True)


def _covered(told: Mapping[str, Any], origin: tuple[int, int]) -> Covered:
    rule = safe(str(told.get("rule") or ""))
    return Covered(_box(told.get("box"), origin) or Box(0, 0, 0, 0), rule, words.rule(rule))


def _seen(told: Mapping[str, Any], origin: tuple[int, int], masked: set[Any]) -> Seen:
    box = _box(told.get("box"), origin) or Box(0, 0, 0, 0)
    hidden = "title" not in told or tuple(box) in masked
    return Seen(box, safe(str(told.get("app") or "")), told.get("active") is True, hidden)


def _box(value: object, origin: tuple[int, int]) -> Box | None:
    """Return a rectangle of an entry, measured from a corner; None: it is none."""
    match value:
        case [int(left), int(top), int(width), int(height)] if (
            0 < width <= _MOST and 0 < height <= _MOST and max(abs(left), abs(top)) <= 2 * _MOST
        ):
            return Box(left - origin[0], top - origin[1], width, height)
        case _:
            return None


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _time(value: object) -> int:
    return value if type(value) is int and 0 < value < 1 << 60 else 0
