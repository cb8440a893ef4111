"""What the page says around the pictures: the chooser of runs, the strip's frames, the band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.evidence import words
from desktop_app.tray.presenters.run_view.words import agent
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.presenters.state import State


class Run(NamedTuple):
    """A run of the chooser.

    Attributes:
        key: its key in the index; None: by hand, in no run.
        name: as the chooser says it.
        started_us: when it began.
        sender, run_id: as its entries name it; "" where it has none.
        agent: its agent's name; "" where nobody told.
    """

    key: int | None
    name: str
    started_us: int
    sender: str = ""
    run_id: str = ""
    agent: str = ""

    @property
    def ref(self) -> str:
        """As `Query.run` takes it; "" for no run."""
        return "" if self.key is None else f"#{self.key}"


class Band(NamedTuple):
    """The line above a picture: what it says, and whether pictures can be looked at, or put away.

    Attributes:
        text: the sentence.
        opens: how many pieces are kept and not shown.
        shown: whether any is shown.
    """

    text: str
    opens: int
    shown: bool


def run(row: Mapping[str, Any], now_us: int) -> Run:
    """Return a row of `Query.evidence_runs`."""
    started = int(row["started_us"])
    if row["run"] is None:
        return Run(None, tr("By hand, in no run"), started)
    name = visible(str(row["name"])) if row["name"] else agent(row["agent"] or row["sender"])
    when = formats.clock_time(started, now_us=now_us)
    return Run(
        int(row["run"]),
        tr("{agent}, {when}", agent=name, when=when),
        started,
        str(row["sender"] or ""),
        str(row["run_id"] or ""),
        str(row["agent"] or ""),
    )


def recorded(state: State) -> tuple[int, int]:
    """Return how many pictures and entries there are to be read: others, and there is more."""
    captures = state.get("captures")
    count = captures.get("count") if isinstance(captures, dict) else 0
    indexed = state.get("indexed_size")
    return count if isinstance(count, int) else 0, indexed if isinstance(indexed, int) else 0


def label(frame: Frame) -> tuple[str, str]:
    """Return the two lines below a frame; without a run the time of day."""
    return frame.title, words.since(frame.since_us)


def spoken(frame: Frame, *, is_open: bool) -> str:
    """Return a frame as a sentence, for assistive technology."""
    parts = [frame.title, words.moment(frame.at_us)]
    if frame.missing:
        parts.append(frame.missing)
    else:
        wide, high = frame.size
        parts.append(tr("{wide} by {high} pixels", wide=wide, high=high))
        parts.append(tr("shown") if is_open else tr("kept, not shown"))
    parts += [tr("masked: {what}", what=one.label) for one in frame.covered]
    return ", ".join(parts)


def band(listed: Sequence[Frame], shown: int, entries: Sequence[int]) -> Band:
    """Return what stands above the picture.

    Args:
        listed: the run's frames.
        shown: how many pieces of theirs this window shows.
        entries: that say so.
    """
    kept = {one.ref for frame in listed for one in (frame.picture, frame.thumbnail) if one}
    count = sum(1 for frame in listed if frame.picture is not None)
    left = len(kept) - shown
    if not kept:
        return Band(tr("No picture of this run is kept."), 0, shown=False)
    if not shown:
        text = trn(
            "{n} picture is kept. It is shown when you say why.",
            "{n} pictures are kept. They are shown when you say why.",
            count,
        )
        return Band(text, left, shown=False)
    said = ", ".join(f"#{entry:,}" for entry in entries)
    text = tr("Shown in this window until you leave the run. Recorded as {entries}.", entries=said)
    if left > 0:
        text += " " + trn("{n} more piece is kept.", "{n} more pieces are kept.", left)
    return Band(text, max(0, left), shown=True)


def ticks(listed: Sequence[Frame]) -> list[float]:
    """Return where frames stand between the first (0) and the last (1) in time."""
    if not listed:
        return []
    first, last = listed[0].at_us, listed[-1].at_us
    return [(frame.at_us - first) / max(1, last - first) for frame in listed]
