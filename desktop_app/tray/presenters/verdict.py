"""A verdict about the ledger in words: one of them, what was done, what is missing, what it is not.

Takes what an audit reported (`ledger.report`, as JSON) or a row of `Query.verdicts`. Everything
that comes from a file is made safe to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.model import amounts, formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON

    Report = Mapping[str, JSON]

NAMED = 3  # findings beside the one that the verdict is about
_LOOKS = {"ok": "sealed", "ask": "unsealed", "deny": "warning"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A verdict as the page shows it.

    Attributes:
        word: `Consistent`.
        tone: "ok", "ask" or "deny"; `icon` is its shape.
        did: what was done and when.
        lacks: what is missing for more; where the verdict is bad, what to do.
        bad: what is wrong, first things first; empty where nothing is.
        checkpoints: (whose, signed note) of those that contradict each other.
        not_proven: a sentence each.
        report: all of it as text, to hand on.
    """

    word: str
    tone: str
    icon: str
    did: str
    lacks: str = ""
    bad: tuple[str, ...] = ()
    checkpoints: tuple[tuple[str, str], ...] = ()
    not_proven: tuple[str, ...] = ()
    report: str = ""


def word(verdict: str) -> str:
    """Return a verdict's name in one word or two: `Consistent`."""
    return {
        "ANCHORED": tr("Anchored"),
        "CONSISTENT": tr("Consistent"),
        "KEY_UNPINNED": tr("Key not known"),
        "DIVERGED": tr("Diverged"),
        "INVALID": tr("Invalid"),
        "POLICY_VIOLATION": tr("Against the policy"),
        "INCOMPLETE": tr("Incomplete"),
        "UNREADABLE": tr("Unreadable"),
    }.get(verdict, visible(verdict))


def tone(verdict: str) -> str:
    """Return the colour of a verdict: only what was checked is green."""
    if verdict in {"ANCHORED", "CONSISTENT"}:
        return "ok"
    return "ask" if verdict == "KEY_UNPINNED" else "deny"


def icon(verdict: str) -> str:
    """Return the shape of a verdict."""
    return _LOOKS[tone(verdict)]


def advice(verdict: str) -> str:
    """Return what a person can do about a verdict that is not good."""
    return {
        "KEY_UNPINNED": tr(
            "This computer's keys do not know this log. Compare the fingerprint with your paper."
        ),
        "DIVERGED": tr(
            "Nothing more is appended to it. If you put a backup back, "
            "`countersign ledger adopt --reason WHY` goes on in a new log that names both."
        ),
        "UNREADABLE": tr("It is damaged, another program's, or a newer version's. Keep the file."),
    }.get(verdict, tr("Keep the file as it is, and copy the report: it says what and where."))


def cause(by: str) -> str:
    """Return who or what had it verified: `by hand`."""
    return {
        "hand": tr("by hand"),
        "start": tr("at start"),
        "shutdown": tr("at shutdown"),
        "schedule": tr("daily"),
        "agent": tr("told by an agent"),
    }.get(by, visible(by))


def of_report(report: Report, *, at_us: int, duration_us: int, now_us: int) -> Shown:
    """Return what an audit came to that ended at `at_us`."""
    verdict = str(report["verdict"])
    is_good = tone(verdict) == "ok"
    return Shown(
        word=word(verdict),
        tone=tone(verdict),
        icon=icon(verdict),
        did=_did(report, at_us, duration_us, now_us),
        lacks=_lacks(report, verdict) if is_good else advice(verdict),
        bad=_remarks(report) if is_good else _bad(report),
        checkpoints=_checkpoints(report),
        not_proven=tuple(visible(str(one)) for one in items(report.get("not_proven"))),
        report=as_text(report, at_us=at_us),
    )


def of_row(row: Report, *, now_us: int) -> Shown:
    """Return what the log says of an earlier verification."""
    verdict, at_us = str(row["verdict"]), number(row["ts_us"])
    when = formats.clock_time(at_us, now_us=now_us)
    sentence = visible(str(row["sentence"]))
    is_good = tone(verdict) == "ok"
    did = tr("Recomputed at {when}, {by}.", when=when, by=cause(str(row["by"])))
    size = row.get("size")
    if is_good and sentence.startswith(_PRUNED):
        did = f"{did} {sentence}"
    elif is_good and isinstance(size, int):
        did = _recomputed(size, when, number(row["duration_us"]))
    return Shown(
        word=word(verdict),
        tone=tone(verdict),
        icon=icon(verdict),
        did=did,
        lacks=_lacks({}, verdict) if is_good else advice(verdict),
        bad=() if is_good else (sentence,),
        not_proven=always(),
    )


def always() -> tuple[str, ...]:
    """Return what no verification of this ledger proves, before any was made."""
    return (
        tr("Events that were never sent to Countersign."),
        tr("That what an agent reported is true."),
        tr("The entries that are not yet sealed."),
    )


def as_text(report: Report, *, at_us: int) -> str:
    """Return a report for whoever it is handed on to: plain lines, nothing that hides."""
    moment = datetime.fromtimestamp(at_us / 1_000_000, UTC)
    lines = [
        "Countersign, verification of the record",
        f"Verdict: {report['verdict']} (exit code {report['exit_code']})",
        f"Verified: {moment:%Y-%m-%d %H:%M:%S} UTC",
        f"In a sentence: {report['sentence']}",
    ]
    for name, field in _FACTS:
        if (value := report.get(field)) not in {None, ""}:
            lines.append(f"{name}: {value}")
    lines += _findings_text(report)
    for whose, note in _checkpoints(report):
        lines += ["", f"{whose}:", *note.splitlines()]
    lines += ["", "What this does not prove:"]
    lines += [f"- {one}" for one in items(report.get("not_proven"))]
    return "\n".join(visible(line) for line in lines) + "\n"


_PRUNED = "Of "  # how the sentence begins when not all entries are there any more
_FACTS = (
    ("Log", "origin"),
    ("Fingerprint", "fingerprint"),
    ("Keys in", "custody"),
    ("Entries", "size"),
    ("Sealed", "sealed_size"),
    ("Root", "root"),
    ("Checkpoints", "checkpoints"),
    ("Epochs", "epoch_count"),
    ("First bad entry", "first_bad_seq"),
)


def _findings_text(report: Report) -> list[str]:
    lines = []
    for finding in findings(report):
        place = "" if finding.get("seq") is None else f"#{finding['seq']}: "
        lines.append(f"{finding.get('severity')}: {place}{finding.get('text')}")
    dropped = number(report.get("findings_dropped"))
    if dropped:
        lines.append(f"and {dropped} more")
    return ["", "What was found:", *lines] if lines else []


def _did(report: Report, at_us: int, duration_us: int, now_us: int) -> str:
    when = formats.clock_time(at_us, now_us=now_us)
    size, pruned = number(report.get("size")), number(report.get("pruned"))
    if tone(str(report["verdict"])) == "ok" and not pruned:
        return _recomputed(size, when, duration_us)
    took = formats.duration(duration_us)
    did = trn(
        "{n} entry was recomputed at {when}, in {took}.",
        "{n} entries were recomputed at {when}, in {took}.",
        size - pruned,
        when=when,
        took=took,
    )
    if not pruned:
        return did
    return f"{did} " + trn(
        "{n} entry was pruned: its hash is still there.",
        "{n} entries were pruned: their hashes are still there.",
        pruned,
    )


def _recomputed(size: int, when: str, duration_us: int) -> str:
    took = formats.duration(duration_us)
    return trn(
        "The one entry was recomputed at {when}, in {took}.",
        "All {n} entries were recomputed at {when}, in {took}.",
        size,
        when=when,
        took=took,
    )


def _lacks(report: Report, verdict: str) -> str:
    anchored = report.get("anchored_size")
    if verdict == "ANCHORED":
        stamp = next(iter(items(report.get("stamps"))), None)
        if report.get("kept_size") is None and isinstance(stamp, dict):
            return trn(
                "A time stamp of {who} says that the first entry existed by {when}.",
                "A time stamp of {who} says that the first {n} entries existed by {when}.",
                number(stamp.get("size")),
                who=visible(str(stamp.get("tsa"))),
                when=amounts.moment(number(stamp.get("time_us"))),
            )
        if not isinstance(anchored, int):  # the log says no more of an earlier verification
            return tr("A checkpoint or a time stamp from outside agreed with it then.")
        return trn(
            "A checkpoint from outside agrees with the first entry.",
            "A checkpoint from outside agrees with the first {n} entries.",
            anchored,
        )
    if isinstance(anchored, int):
        return tr("What agrees from outside is 26 hours or more behind.")
    return tr("No time stamp or checkpoint from outside agrees yet.")


def _remarks(report: Report) -> tuple[str, ...]:
    """Return what a person should look at though all recomputes."""
    told = [one for one in findings(report) if one.get("severity") == "warning"]
    shown = [_placed(one) for one in told[:NAMED]]
    return (*shown, *_more(len(told) - len(shown)))


def _bad(report: Report) -> tuple[str, ...]:
    first = report.get("first_bad_seq")
    sentence = visible(str(report["sentence"]))
    place = () if not isinstance(first, int) else (tr("First bad entry: #{n}", n=f"{first:,}"),)
    others = [
        one
        for one in findings(report)
        if one.get("severity") == "error" and visible(str(one.get("text"))) != sentence
    ]
    shown = [_placed(one) for one in others[:NAMED]]
    more = len(others) - len(shown) + number(report.get("findings_dropped"))
    return (*place, sentence, *shown, *_more(more))


def _more(count: int) -> tuple[str, ...]:
    return (trn("{n} more in the report.", "{n} more in the report.", count),) if count > 0 else ()


def _placed(finding: Report) -> str:
    seq, text = finding.get("seq"), visible(str(finding.get("text")))
    return f"#{seq:,}: {text}" if isinstance(seq, int) else text


def _checkpoints(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the two checkpoints that cannot both be true, where an audit met such."""
    names = {
        "ledger": tr("The record's own checkpoint"),
        "pin": tr("The pin beside the keys"),
        "anchor": tr("The checkpoint from outside"),
    }
    for finding in findings(report):
        evidence = finding.get("evidence")
        if isinstance(evidence, dict) and evidence:
            return tuple(
                (names[name], "\n".join(visible(line) for line in str(note).splitlines()))
                for name, note in evidence.items()
                if name in names
            )
    return ()


def findings(report: Report) -> Sequence[Report]:
    """Return the findings of a report."""
    return [one for one in items(report.get("findings")) if isinstance(one, dict)]


def items(value: JSON) -> Sequence[JSON]:
    """Return a list of a report; empty where there is none."""
    return value if isinstance(value, (list, tuple)) else ()


def number(value: JSON) -> int:
    """Return a number of a report; 0 where there is none."""
    return value if isinstance(value, int) else 0
