"""Pictures at the calls of a run: which calls have some, and what is said of them there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.evidence import frames, words
from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop_app.query.query import Query
    from desktop_app.tray.presenters.evidence.frames import Frame


@dataclass(frozen=True, slots=True)
class Card:
    """One call's pictures in the strip below the waterfall.

    Attributes:
        frame: that is drawn: the last of the call that has a picture.
        title: what it is called.
        since: when, in the run.
        spoken: all of it as a sentence.
    """

    frame: Frame
    title: str
    since: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Shots:
    """The looks at the screen in a run; none for most runs."""

    frames: tuple[Frame, ...] = ()
    by_call: Mapping[str, Sequence[Frame]] = field(default_factory=dict)

    def of(self, call: Mapping[str, Any] | None) -> Sequence[Frame]:
        """Return those around a tool call of the index."""
        return self.by_call.get(str((call or {}).get("call_id") or ""), ())


def read(query: Query, run: Mapping[str, Any]) -> Shots:
    """Return the looks at the screen in a run of `Query.run`; runs in the reader's thread."""
    first_ns, first_us = run["first_ns"], run["first_ts_us"]
    started_us = first_ns // 1000 if first_ns else first_us or 0
    listed = frames.frames(query.captures(run["run"]), started_us)
    return Shots(tuple(listed), frames.by_call(listed))


def section(listed: Sequence[Frame]) -> Section:
    """Return what the detail of a call says of its pictures."""
    found = []
    for frame in listed:
        if frame.missing:
            fact = Fact(words.side(frame.trigger), frame.missing, "not-kept", "text3")
        else:
            fact = Fact(words.side(frame.trigger), words.moment(frame.at_us), "camera", "text2")
        found.append(fact)
    return Section(tr("Screenshots"), tuple(found), link="pictures")


def cards(shots: Shots) -> list[Card]:
    """Return one card for each call with pictures, and for each picture of no call, by time."""
    groups: dict[str, list[Frame]] = {}
    for frame in shots.frames:
        groups.setdefault(frame.together, []).append(frame)
    return [_card(group) for group in groups.values()]


def summed(shots: Shots) -> str:
    """Return what stands in the label column: `10 pictures kept`, and how many are not."""
    count = sum(1 for frame in shots.frames if frame.picture is not None)
    missing = len(shots.frames) - count
    said = [trn("{n} picture kept.", "{n} pictures kept.", count)]
    if missing:
        said.append(trn("{n} is not there.", "{n} are not there.", missing))
    return " ".join(said)


def _card(group: Sequence[Frame]) -> Card:
    kept = [frame for frame in group if not frame.missing]
    frame = (kept or group)[-1]
    title = words.tool(frame.tool) or frame.title
    since = words.since(group[0].since_us)
    sides = [words.side(one.trigger) for one in group]
    said = ", ".join((title, since, *sides, *([] if kept else [frame.missing])))
    return Card(frame, title, since, tr("Pictures of {what}", what=said))
