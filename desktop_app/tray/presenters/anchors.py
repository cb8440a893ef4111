"""What outside this computer vouches for the record, and what it would prove.

Nothing is claimed that this computer cannot know: whether a checkpoint that a person took away is
still there, and whether an authority that nobody here trusts is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.tray.presenters.integrity import Fact, when
from desktop_app.tray.presenters.verdict import items, number
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.presenters.verdict import Report

    Row = Mapping[str, JSON]

MOST_STAMPS = 3


@dataclass(frozen=True, slots=True)
class Outside:
    """What the card shows: facts, and what would be provable were the disk swapped today."""

    facts: tuple[Fact, ...]
    sentences: tuple[str, ...]


def outside(
    rows: Mapping[str, Sequence[Row]], report: Report | None, state: State, *, now_us: int
) -> Outside:
    """Return what is known of anchors.

    Args:
        rows: `Query.anchors`.
        report: of the newest verification, whose time stamps somebody checked; None: there is none.
        state: of the recorder.
        now_us: the present.
    """
    sent = next(iter(rows.get("sent", ())), None)
    stamps, checked = _by_authority(rows.get("stamps", ())), _checked(report)
    facts = [_sent_fact(sent, now_us)]
    facts += [_stamp_fact(row, checked, now_us) for row in stamps]
    if not stamps:
        facts.append(Fact("noend", "text3", tr("Time stamp"), tr("none")))
    covered = max((number(row["size"]) for row in (*stamps, *([sent] if sent else []))), default=0)
    if covered and state.size is not None:
        facts.append(_since(state.size - covered))
    sentences = [_sent_sentence(sent, now_us)] if sent else []
    sentences += [_stamp_sentence(row, checked, now_us) for row in stamps]
    return Outside(tuple(facts), tuple(sentences) or (_nothing(),))


def way(name: str) -> str:
    """Return how a checkpoint left: `as a file`."""
    return {
        "clipboard": tr("as text"),
        "QR code": tr("as a QR code"),
        "file": tr("as a file"),
        "git": tr("as a commit"),
        "output": tr("in a terminal"),
    }.get(name, visible(name))


def of_code(size: int) -> str:
    """Return what stands below the code of a checkpoint."""
    return trn(
        "The checkpoint of {n} entry, as text. Take a picture of it, or scan it into a note; "
        "`countersign verify --anchor FILE` takes that text.",
        "The checkpoint of {n} entries, as text. Take a picture of it, or scan it into a note; "
        "`countersign verify --anchor FILE` takes that text.",
        size,
    )


def said(size: int, name: str, entry: int | None) -> str:
    """Return what is said once a checkpoint was handed out."""
    text = {
        "clipboard": trn(
            "Copied: the checkpoint of {n} entry.", "Copied: the checkpoint of {n} entries.", size
        ),
        "QR code": trn(
            "Shown: the checkpoint of {n} entry.", "Shown: the checkpoint of {n} entries.", size
        ),
        "git": trn(
            "Committed, not pushed: the checkpoint of {n} entry.",
            "Committed, not pushed: the checkpoint of {n} entries.",
            size,
        ),
    }.get(
        name,
        trn("Saved: the checkpoint of {n} entry.", "Saved: the checkpoint of {n} entries.", size),
    )
    if entry is None:
        return f"{text} {tr('Not written down: the recorder is not running.')}"
    return f"{text} {tr('Recorded as #{n}.', n=f'{entry:,}')}"


def _nothing() -> str:
    return tr(
        "Nothing outside this computer would show it: who has its files and its keys could put "
        "another record in place of this one."
    )


def _sent_fact(row: Row | None, now_us: int) -> Fact:
    name = tr("Checkpoint elsewhere")
    if row is None:
        return Fact("noend", "text3", name, tr("none handed out"))
    at = when(number(row["ts_us"]), now_us=now_us)
    value = tr("{first}, {way}, {when}", first=_first(row), way=way(str(row.get("way"))), when=at)
    return Fact("anchor", "text2", name, value)


def _sent_sentence(row: Row, now_us: int) -> str:
    return trn(
        "The checkpoint that you handed out ({way}, {when}) would show a change to the first entry,"
        " if you still have it: this computer cannot know.",
        "The checkpoint that you handed out ({way}, {when}) would show any change to the first {n} "
        "entries, if you still have it: this computer cannot know.",
        number(row["size"]),
        way=way(str(row.get("way"))),
        when=when(number(row["ts_us"]), now_us=now_us),
    )


def _stamp_fact(row: Row, checked: frozenset[int], now_us: int) -> Fact:
    is_checked = number(row["seq"]) in checked
    at = when(number(row["time_us"]), now_us=now_us)
    tone = "ok" if is_checked else "text2"
    return Fact("clock", tone, tr("Time stamp"), tr("{first}, {when}", first=_first(row), when=at))


def _stamp_sentence(row: Row, checked: frozenset[int], now_us: int) -> str:
    count, at = number(row["size"]), when(number(row["time_us"]), now_us=now_us)
    authority = _name(str(row.get("tsa", "")))
    if number(row["seq"]) in checked:
        return trn(
            "A time stamp of {authority} ({when}) says that the first entry existed by then. A "
            "record in its place could have none from before today; keep a checkpoint elsewhere to "
            "show which it was.",
            "A time stamp of {authority} ({when}) says that the first {n} entries existed by then. "
            "A record in their place could have none from before today; keep a checkpoint elsewhere"
            " to show which they were.",
            count,
            authority=authority,
            when=at,
        )
    return trn(
        "A time stamp in the name of {authority} ({when}) says that the first entry existed by "
        "then. It was not checked here: it counts for whoever trusts that authority.",
        "A time stamp in the name of {authority} ({when}) says that the first {n} entries existed "
        "by then. It was not checked here: it counts for whoever trusts that authority.",
        count,
        authority=authority,
        when=at,
    )


def _since(count: int) -> Fact:
    if count <= 0:
        return Fact("sealed", "ok", tr("Not covered"), tr("nothing"))
    value = trn("{n} newer entry", "{n} newer entries", count)
    return Fact("unsealed", "text2", tr("Not covered"), value)


def _first(row: Row) -> str:
    return trn("first entry", "first {n} entries", number(row["size"]))


def _name(subject: str) -> str:
    """Return the common name of a certificate's subject (RFC 4514), else all of it."""
    parts = (part.partition("=") for part in subject.split(","))
    names = [value for key, _, value in parts if key.strip().upper() == "CN" and value]
    return visible(names[0] if names else subject) or tr("an authority that cannot be read")


def _by_authority(rows: Sequence[Row]) -> list[Row]:
    """Return of each authority the newest, a few at most."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(str(row.get("tsa", "")), row)
    return list(found.values())[:MOST_STAMPS]


def _checked(report: Report | None) -> frozenset[int]:
    """Return the entries whose time stamp a trusted root stands for."""
    lines = () if report is None else items(report.get("stamps"))
    seqs = (line.get("seq") for line in lines if isinstance(line, dict))
    return frozenset(seq for seq in seqs if isinstance(seq, int))
