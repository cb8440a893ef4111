"""The panel beside a picture: what it is of, what was masked, what is kept, where it is proven."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.model import formats
from desktop_app.tray.presenters.evidence import held, words
from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.tray.presenters.evidence.frames import Box, Frame
    from desktop_app.tray.presenters.evidence.held import Keeping
    from desktop_app.tray.presenters.evidence.strip import Run


class Known(NamedTuple):
    """What the panel shows.

    Attributes:
        title, icon: its head.
        sections: what is known.
        entries: that say so, to be verified.
        run: whose it is.
        call: the tool call's key in the index, or None.
    """

    title: str
    icon: str
    sections: tuple[Section, ...]
    entries: tuple[int, ...]
    run: Run
    call: int | None


def known(look: Sequence[Frame], run: Run, part: float | None, keeping: Keeping) -> Known:
    """Return what the panel says.

    Args:
        look: one frame, or before and after of a call.
        run: whose.
        part: which part of the picture changed, 0 to 1; None where nobody looked.
        keeping: how long things stay, and what holds them.
    """
    call = next((one.call for one in look if one.call is not None), None)
    return Known(
        heading(look),
        "camera",
        tuple(sections(look, run.name, part, keeping)),
        tuple(one.entry for one in look),
        run,
        call,
    )


def heading(look: Sequence[Frame]) -> str:
    """Return the panel's head: `Edit, before and after`."""
    if len(look) > 1:
        tool = words.tool(look[0].tool or look[1].tool)
        return tr("{tool}, before and after", tool=tool) if tool else tr("Before and after")
    return look[0].title


def sections(
    look: Sequence[Frame], run: str, part: float | None, keeping: Keeping
) -> list[Section]:
    """Return the parts of what it says; `run` is the run's name in the chooser."""
    found = [Section(tr("Facts"), _facts(look, run, part))]
    if any(frame.covered for frame in look):
        found.append(Section(tr("Masked"), _masked(look), _covered(look)))
    taken = [frame for frame in look if frame.outcome in words.TAKEN]
    if taken:
        found.append(Section(tr("Windows"), *_windows(taken[-1])))
    found.append(Section(tr("Kept"), _kept(look, keeping)))
    found.append(Section(tr("Proof"), entries_fact([one.entry for one in look]), link="verify"))
    return found


def percent(part: float) -> str:
    """Return a part of a picture: `2.1 %`; never nothing for what is more than that."""
    if 0 < part < 0.001:  # noqa: PLR2004 - what one decimal shows
        return tr("less than 0.1 %")
    return tr("{n} %", n=f"{part * 100:.1f}")


def _facts(look: Sequence[Frame], run: str, part: float | None) -> tuple[Fact, ...]:
    first, last = look[0], look[-1]
    found = [Fact(tr("Run"), run)]
    if last.tool:
        found.append(Fact(tr("Tool call"), words.whole_tool(last.tool)))
    if last.call_id:
        short = formats.short_id(last.call_id)
        found.append(Fact(tr("Call id"), short, fixed=True, whole=last.call_id))
    shown = next((frame for frame in reversed(look) if not frame.missing), None)
    if shown is not None or last.monitors:
        found.append(Fact(tr("Screen"), _screen(shown or last)))
    found += _times(first, last)
    if part is not None:
        found.append(Fact(tr("Changed"), tr("{part} of the picture", part=percent(part))))
    if any(frame.late for frame in look):
        said = tr("late: it may show what came next")
        found.append(Fact(tr("Waited for"), said, "warning", "ask"))
    return tuple(found)


def _times(first: Frame, last: Frame) -> list[Fact]:
    if first is last:
        label = tr("Taken") if first.outcome in words.TAKEN else tr("Asked")
        return [Fact(label, words.moment(first.at_us))]
    return [
        Fact(tr("Before"), words.moment(first.at_us)),
        Fact(
            tr("After"),
            tr(
                "{time}, {took} later",
                time=words.moment(last.at_us),
                took=formats.duration(last.at_us - first.at_us),
            ),
        ),
    ]


def _screen(frame: Frame) -> str:
    """Return which of the monitors it shows, and how large it is."""
    wide, high = frame.size
    size = f"{wide} × {high}"  # noqa: RUF001 - as sizes of screens are written
    whole = len(frame.monitors)
    seen = sum(_meet(box, wide, high) for _, box in frame.monitors)
    if frame.region == "window":
        return tr("the window in front, {size}", size=size)
    if whole > 1 and seen:
        return tr("{n} of {whole}, {size}", n=seen, whole=whole, size=size)
    return size


def _meet(box: Box, wide: int, high: int) -> bool:
    across = box.left < wide and box.left + box.width > 0
    return across and box.top < high and box.top + box.height > 0


def _covered(look: Sequence[Frame]) -> str:
    count = max(len(frame.covered) for frame in look)
    return trn(
        "{n} area was covered before the picture was stored. There is no copy without the cover.",
        "{n} areas were covered before the picture was stored. There is no copy without the cover.",
        count,
    )


def _masked(look: Sequence[Frame]) -> tuple[Fact, ...]:
    """Return the rules by which areas are covered: each with the most areas of one frame."""
    most: Counter[str] = Counter()
    for frame in look:
        most |= Counter(one.label for one in frame.covered)
    areas = {label: trn("{n} area", "{n} areas", count) for label, count in most.items()}
    return tuple(Fact(label[:1].upper() + label[1:], said) for label, said in areas.items())


def _windows(frame: Frame) -> tuple[tuple[Fact, ...], str]:
    """Return the windows by program, those in front first; or the sentence in their place."""
    if frame.windows is None:
        return (), tr("This desktop tells nobody which windows are open.")
    if not frame.windows:
        return (), tr("No window was open.")
    front = next((one.app for one in frame.windows if one.active), None)
    counted = Counter(one.app or tr("without a name") for one in reversed(frame.windows))
    masked = {one.app for one in frame.windows if one.masked}
    return tuple(_window(app, n, front, masked) for app, n in counted.items()), ""


def _window(app: str, count: int, front: str | None, masked: Iterable[str]) -> Fact:
    said = [trn("{n} window", "{n} windows", count)]
    if app == front:
        said.append(tr("in front"))
    if app in masked:
        said.append(tr("masked"))
    return Fact(app, ", ".join(said))


def _kept(look: Sequence[Frame], keeping: Keeping) -> tuple[Fact, ...]:
    kept = [frame for frame in look if frame.picture is not None]
    found = []
    for frame in look:
        if frame.missing:
            label = tr("Picture") if len(look) == 1 else words.side(frame.trigger)
            found.append(Fact(label, frame.missing, "not-kept", "text3"))
    if not kept:
        return tuple(found)
    first = min(kept, key=lambda frame: frame.at_us)
    pictures = [frame.picture for frame in kept if frame.picture is not None]
    sizes = [formats.size(one.stored or one.size) for one in pictures]
    found.append(held.until(first.at_us, keeping))
    found.append(
        Fact(
            tr("Size"),
            tr("{one} and {other}", one=sizes[0], other=sizes[1]) if len(sizes) > 1 else sizes[0],
        )
    )
    same = [words.side(frame.trigger) for frame in kept if frame.outcome == "duplicate"]
    if same:
        said = tr("{which}, as an earlier picture; stored once", which=", ".join(same))
        found.append(Fact(tr("Same"), said))
    found.append(Fact(tr("Key"), tr("in the vault, one per picture")))
    found.append(held.fact(keeping))
    return tuple(found)


def entries_fact(entries: Sequence[int]) -> tuple[Fact, ...]:
    """Return where it is proven."""
    listed = ", ".join(f"#{entry:,}" for entry in entries)
    return (Fact(tr("Entries") if len(entries) > 1 else tr("Entry"), listed),)
