"""What is said before a run's content is deleted or held: what goes, what remains, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.host.notices import LANGUAGE, Notice
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import retention
from desktop_app.tray.presenters import changes
from desktop_app.tray.presenters.evidence import held
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.tray.presenters.evidence.held import Hold
    from desktop_app.tray.presenters.evidence.strip import Run

_PAYLOADS = "payloads"


@dataclass(frozen=True, slots=True)
class Plan:
    """What deleting would do.

    Attributes:
        shown: title and paragraphs.
        can: whether anything would go.
    """

    shown: Notice
    can: bool


def plan(told: Mapping[str, Any], run: Run, holds: Sequence[Hold], days: int) -> Plan:
    """Return what a dry run of `purge` says, in words.

    Args:
        told: its answer.
        run: whose content.
        holds: on it, as far as they are known.
        days: that content stays.
    """
    found = told["classes"][_PAYLOADS]
    entries, kept, early = (int(found[name]) for name in ("entries", "held", "early"))
    can = entries > 0 or told["run_keys"] > 0
    lines = [_goes(told)] if can else []
    lines += [_held(kept, holds)] if kept else []
    lines += [_early(early, days)] if early else []
    if not can:
        title = tr("Nothing of this run can be deleted now")
        return Plan(_asked("delete-refused", title, lines or [_nothing()]), can=False)
    lines.append(_remains(int(told["remains"]["entries"])))
    lines.append(tr("This cannot be undone."))
    title = tr("Delete what {run} kept?", run=run.name)
    return Plan(_asked("delete", title, lines), can=True)


def done(told: Mapping[str, Any]) -> str:
    """Return what is told of a purge that was done."""
    removed = told["removed"]
    said = [
        trn("{n} piece was destroyed.", "{n} pieces were destroyed.", int(removed["payloads"])),
        *(changes.recorded(int(entry)) for entry in told["entries"]),
    ]
    if not removed["finished"]:
        said.append(tr("Not all is destroyed yet: the recorder goes on at its next start."))
    return " ".join(said)


def hold(run: Run) -> Notice:
    """Return what stands above the reason for a hold."""
    lines = [
        tr(
            "While the hold is in force nothing that this run kept is deleted: not when its days "
            "are over, and not by hand."
        ),
        tr("It has no end by itself. `countersign hold release` ends it."),
    ]
    return _asked("hold", tr("Hold what {run} kept?", run=run.name), lines)


def placed(told: Mapping[str, Any]) -> str:
    """Return what is told of a hold that was placed."""
    covers = int(told["covers"])
    said = trn("{n} entry with content is held.", "{n} entries with content are held.", covers)
    return f"{said} {changes.recorded(int(told['entry']))}"


def _asked(name: str, title: str, lines: Sequence[str]) -> Notice:
    """Return it in the form in which windows ask; no consent, so no resource of `notices/`."""
    return Notice(f"evidence-{name}", 1, LANGUAGE, (visible(title), *lines))


def _goes(told: Mapping[str, Any]) -> str:
    found = told["classes"][_PAYLOADS]
    said = trn(
        "Would go: what {n} entry of the run kept, {size}: pictures, copies of files, texts.",
        "Would go: what {n} entries of the run kept, {size}: pictures, copies of files, texts.",
        int(found["entries"]),
        size=formats.size(retention.bytes_of(found)),
    )
    if told["run_keys"]:
        said += " " + tr("And the key of its digests: nothing can be compared with them any more.")
    return said + " " + tr("Its files cannot be put back by a rollback then.")


def _remains(entries: int) -> str:
    return tr(
        "Remains: all {n} entries of the record, with their proofs and digests. One more says that "
        "you deleted this; the record still verifies.",
        n=f"{entries:,}",
    )


def _held(entries: int, holds: Sequence[Hold]) -> str:
    said = trn("A hold keeps what {n} entry kept.", "A hold keeps what {n} entries kept.", entries)
    return " ".join([said, *(f"{held.sentence(one)}." for one in holds)])


def _early(entries: int, days: int) -> str:
    return trn(
        "The profile compliance keeps what {n} entry kept until {days} days are over. "
        "Nobody can delete it before, for no reason.",
        "The profile compliance keeps what {n} entries kept until {days} days are over. "
        "Nobody can delete it before, for no reason.",
        entries,
        days=days,
    )


def _nothing() -> str:
    return tr("It kept nothing, or all of it is gone already.")
