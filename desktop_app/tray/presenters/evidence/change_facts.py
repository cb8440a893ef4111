"""The panel beside a change of a file: what it was, who did it, what is kept, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.evidence import facts, file_words, held, words
from desktop_app.tray.presenters.evidence.facts import Known
from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.fact import Fact
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.changed_files import Change, Side
    from desktop_app.tray.presenters.evidence.files import Row
    from desktop_app.tray.presenters.evidence.held import Keeping
    from desktop_app.tray.presenters.evidence.strip import Run


def known(row: Row, run: Run, keeping: Keeping) -> Known:
    """Return what the panel says of a line of the list."""
    sections = (
        Section(tr("Facts"), _facts(row, run)),
        Section(tr("Kept"), _kept(row, keeping)),
        Section(tr("Proof"), facts.entries_fact([row.entry.entry]), link="verify"),
    )
    call = next((one.call for one in row.doers if one.call is not None), None)
    return Known(heading(row), row.icon, sections, (row.entry.entry,), run, call)


def heading(row: Row) -> str:
    """Return the panel's head: `hello.txt changed`."""
    if row.change is None:
        return row.title
    name = row.title.rpartition("/")[2]
    return tr("{name}, {deed}", name=name, deed=file_words.deed(row.change))


def _facts(row: Row, run: Run) -> tuple[Fact, ...]:
    found = [Fact(tr("Run"), run.name)]
    if row.entry.undone:
        found.append(Fact(tr("Done by"), tr("a rollback")))
    elif len(row.doers) == 1:
        (doer,) = row.doers
        found.append(Fact(tr("Tool call"), words.whole_tool(doer.tool)))
        short = formats.short_id(doer.call_id)
        found.append(Fact(tr("Call id"), short, fixed=True, whole=doer.call_id))
    elif row.doers:
        listed = ", ".join(dict.fromkeys(words.tool(doer.tool) for doer in row.doers))
        found.append(Fact(tr("Tool call"), tr("one of {tools}", tools=listed)))
    else:
        found.append(Fact(tr("Tool call"), tr("none: you, or a program that went on by itself")))
    found.append(Fact(tr("Seen"), words.moment(row.entry.at_us)))
    if row.change is not None:
        found += _change(row.change)
    return tuple(found)


def _change(change: Change) -> list[Fact]:
    path = visible(change.path)
    found = [Fact(tr("Path"), path, fixed=True, whole=path)]
    if change.source:
        source = visible(change.source)
        found.append(Fact(tr("Old path"), source, fixed=True, whole=source))
    if change.moved is None:
        found.append(Fact(tr("Before"), file_words.side(change.before)))
        found.append(Fact(tr("After"), file_words.side(change.after)))
    return found


def _kept(row: Row, keeping: Keeping) -> tuple[Fact, ...]:
    found = []
    change = row.change
    if change is None:
        if row.entry.missing:
            return (Fact(tr("List"), row.entry.missing, "not-kept", "text3"),)
        found.append(Fact(tr("List"), formats.size(row.entry.size)))
    else:
        sides = ((tr("Before"), change.before), (tr("After"), change.after))
        found += [_side(label, one) for label, one in sides if one and (one.ref or one.why)]
    found.append(held.until(row.entry.at_us, keeping))
    found.append(held.fact(keeping))
    return tuple(found)


def _side(label: str, one: Side) -> Fact:
    if one.ref:
        return Fact(label, tr("a copy, {size}", size=formats.size(one.size)))
    return Fact(label, tr("no copy: {why}", why=visible(one.why)), "not-kept", "text3")
