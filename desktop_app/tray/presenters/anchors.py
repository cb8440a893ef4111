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
    from desktop_app.operations.stamps_checked import StampCheck
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.presenters.verdict import Report

    Row = Mapping[str, JSON]
    Checks = Mapping[int, StampCheck]

MOST_STAMPS = 3


@dataclass(frozen=True, slots=True)
class Outside:
    """What the card shows: facts, and what would be provable were the disk swapped today."""

    facts: tuple[Fact, ...]
    sentences: tuple[str, ...]


def outside(
    rows: Mapping[str, Sequence[Row]],
    report: Report | None,
    state: State,
    *,
    now_us: int,
    checks: Mapping[int, StampCheck] | None = None,
) -> Outside:
    """Return what is known of anchors.

    Args:
        rows: `Query.anchors`.
        report: of the newest verification, whose time stamps somebody checked; None: there is none.
        state: of the recorder.
        now_us: the present.
        checks: `operations.stamps_checked` of these rows; None: not done yet, or not to be done.
    """
    told = checks or {}
    sent = next(iter(rows.get("sent", ())), None)
    stamps, checked = _by_authority(rows.get("stamps", ())), _checked(report)
    facts = [_sent_fact(sent, now_us)]
    facts += [_stamp_fact(row, checked, told, now_us) for row in stamps]
    if not stamps:
        facts.append(Fact("noend", "text3", tr("Time stamp"), tr("none")))
    covered = max((number(row["size"]) for row in (*stamps, *([sent] if sent else []))), default=0)
    if covered and state.size is not None:
        facts.append(_since(state.size - covered))
    sentences = [_sent_sentence(sent, now_us)] if sent else []
    sentences += [_stamp_sentence(row, checked, told, now_us) for row in stamps]
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


def newest(rows: Mapping[str, Sequence[Row]]) -> tuple[int, ...]:
    """Return the entries of the time stamps that are shown."""
    return tuple(number(row["seq"]) for row in _by_authority(rows.get("stamps", ())))


def _stamp_fact(row: Row, checked: frozenset[int], checks: Checks, now_us: int) -> Fact:
    check = checks.get(number(row["seq"]))
    at = when(number(row["time_us"]), now_us=now_us)
    value = tr("{first}, {when}", first=_first(row), when=at)
    if check is not None and check.wrong:
        return Fact("error", "deny", tr("Time stamp"), tr("{stamp}: does not hold", stamp=value))
    tone = "ok" if check is not None or number(row["seq"]) in checked else "text2"
    return Fact("clock", tone, tr("Time stamp"), value)


def _stamp_sentence(row: Row, checked: frozenset[int], checks: Checks, now_us: int) -> str:
    check = checks.get(number(row["seq"]))
    if check is not None and check.wrong:
        return _wrong(row, check, now_us)
    if check is None and number(row["seq"]) not in checked:
        return _unchecked(row, now_us)
    count, at = number(row["size"]), when(number(row["time_us"]), now_us=now_us)
    text = trn(
        "A time stamp of {authority} ({when}) says that the first entry existed by then. A "
        "record in its place could have none from before today; keep a checkpoint elsewhere to "
        "show which it was.",
        "A time stamp of {authority} ({when}) says that the first {n} entries existed by then. "
        "A record in their place could have none from before today; keep a checkpoint elsewhere"
        " to show which they were.",
        count,
        authority=_name(str(row.get("tsa", ""))),
        when=at,
    )
    if check is None:
        return text
    day = when(check.trusted_us, now_us=now_us)
    return f"{text} {tr('It was checked against the root that you trusted ({when}).', when=day)}"


def _wrong(row: Row, check: StampCheck, now_us: int) -> str:
    names = {
        "authority": _name(str(row.get("tsa", ""))),
        "when": when(number(row["time_us"]), now_us=now_us),
    }
    if check.wrong == "checkpoint":
        return tr(
            "A time stamp in the name of {authority} ({when}) is over no checkpoint that this "
            "record has: it says nothing about it.",
            **names,
        )
    return tr(
        "A time stamp in the name of {authority} ({when}) does not hold: the root that you trusted "
        "({trusted}) does not stand for who signed it, or it was not signed so.",
        **names,
        trusted=when(check.trusted_us, now_us=now_us),
    )


def _unchecked(row: Row, now_us: int) -> str:
    return trn(
        "A time stamp in the name of {authority} ({when}) says that the first entry existed by "
        "then. It was not checked here: it counts for whoever trusts that authority.",
        "A time stamp in the name of {authority} ({when}) says that the first {n} entries existed "
        "by then. It was not checked here: it counts for whoever trusts that authority.",
        number(row["size"]),
        authority=_name(str(row.get("tsa", ""))),
        when=when(number(row["time_us"]), now_us=now_us),
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
    """Return of each authority the newest, a few at most; a name alone makes nobody the same."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        found.setdefault((str(row.get("id", "")), str(row.get("tsa", ""))), row)
    return list(found.values())[:MOST_STAMPS]


def _checked(report: Report | None) -> frozenset[int]:
    """Return the entries whose time stamp a trusted root stands for."""
    lines = () if report is None else items(report.get("stamps"))
    seqs = (line.get("seq") for line in lines if isinstance(line, dict))
    return frozenset(seq for seq in seqs if isinstance(seq, int))
