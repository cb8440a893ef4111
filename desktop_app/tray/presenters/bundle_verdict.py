"""A verdict about a bundle in words: one of three, the reason, the fourteen steps.

Takes `bundle.verify.report` as JSON. A bundle is a stranger's: every text of it is made safe here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.report import CANNOT_TELL, WORDS
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.verdict import findings, items, number
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

    Report = Mapping[str, JSON]

DIGITS = 30
NAMED = 3
_TONES = {"MATCH": "ok", "MISMATCH": "deny"}
_ICONS = {"ok": "check", "deny": "error", "ask": "noend"}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One of the fourteen: number, name, shape, colour, word, what it came to."""

    number: int
    name: str
    icon: str
    tone: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class BundleShown:
    """A verdict as the window shows it.

    Attributes:
        word: `Match`, `Mismatch` or `Cannot tell`; `tone` and `icon` are its colour and shape.
        reason: in one sentence.
        more: further sentences: where, what else, what to do.
        facts: what the bundle says that it is: (name, value).
        fingerprint: of the log's first keys, to compare by phone; "" where there is none.
        asks: whether the fingerprint would decide.
        steps: the fourteen.
        not_proven: a sentence each.
        report: all of it as text, to hand on.
    """

    word: str
    tone: str
    icon: str
    reason: str
    more: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    fingerprint: str
    asks: bool
    steps: tuple[StepShown, ...]
    not_proven: tuple[str, ...]
    report: str


def of_report(report: Report, *, file: str, digest: str | None, at_us: int) -> BundleShown:
    """Return what a verification came to.

    Args:
        report: as JSON.
        file: its path, as the person named it.
        digest: SHA-256 of the file, hex.
        at_us: when it was verified.
    """
    tone = _TONES.get(str(report["word"]), "ask")
    return BundleShown(
        word=word(str(report["word"])),
        tone=tone,
        icon=_ICONS[tone],
        reason=visible(str(report["sentence"])),
        more=_more(report),
        facts=_facts(report, digest),
        fingerprint=visible(str(report.get("fingerprint") or "")),
        asks=report["verdict"] == "KEY_UNPINNED",
        steps=tuple(_step(one) for one in items(report.get("steps")) if isinstance(one, dict)),
        not_proven=tuple(visible(str(one)) for one in items(report.get("not_proven"))),
        report=as_text(report, file=file, digest=digest, at_us=at_us),
    )


def of_name(verdict: str) -> tuple[str, str, str]:
    """Return (icon, tone, word) of a verdict's name, as `KEY_UNPINNED`."""
    known = {str(one): told for one, told in WORDS.items()}
    told = known.get(verdict, CANNOT_TELL)
    tone = _TONES.get(told, "ask")
    return _ICONS[tone], tone, word(told)


def word(text: str) -> str:
    """Return the word for people: `Cannot tell`."""
    return {
        "MATCH": tr("Match"),
        "MISMATCH": tr("Mismatch"),
        "CANNOT TELL": tr("Cannot tell"),
    }.get(text, visible(text))


def digits(text: str) -> str:
    """Return the digits of what was typed or pasted as a fingerprint, whatever stands between."""
    return "".join(one for one in text if one.isascii() and one.isdigit())


def hint(text: str) -> str:
    """Return what is wrong with a fingerprint so far, or ""."""
    found = digits(text)
    odd = [one for one in text if not (one.isascii() and (one.isdigit() or one in " -\n\t"))]
    if odd:
        return tr("A fingerprint is 30 digits, nothing else.")
    if not found or len(found) == DIGITS:
        return ""
    if len(found) > DIGITS:
        return tr("{n} digits are too many: it has 30.", n=len(found))
    return tr("{n} of 30 digits.", n=len(found))


def as_text(report: Report, *, file: str, digest: str | None, at_us: int) -> str:
    """Return a report for whoever it is handed on to: plain lines, nothing that hides."""
    moment = datetime.fromtimestamp(at_us / 1_000_000, UTC)
    lines = [
        "Countersign, verification of a bundle",
        f"File: {file}",
        f"SHA-256: {digest or formats.NOT_REPORTED}",
        f"Verified: {moment:%Y-%m-%d %H:%M:%S} UTC",
        f"Verdict: {report['word']} ({report['verdict']}, exit code {report['exit_code']})",
        f"In a sentence: {report['sentence']}",
        *(f"{name}: {value}" for name, value in _facts(report, None)),
        f"Fingerprint: {report.get('fingerprint') or formats.NOT_REPORTED}",
        "",
    ]
    for one in items(report.get("steps")):
        if isinstance(one, dict):
            outcome = str(one.get("outcome")).replace("_", " ")
            lines.append(f"{one.get('number'):>2}  {one.get('name')}: {outcome}. {one.get('text')}")
    found = [_placed(one) for one in findings(report)]
    lines += ["", "What was found:", *found] if found else []
    lines += ["", "What this does not prove:"]
    lines += [f"- {one}" for one in items(report.get("not_proven"))]
    return "\n".join(visible(line) for line in lines) + "\n"


def _more(report: Report) -> tuple[str, ...]:
    verdict, first = report["verdict"], report.get("first_bad")
    told = []
    seq = first.get("seq") if isinstance(first, dict) else None
    if isinstance(seq, int):
        told.append(tr("First bad place: entry #{n}.", n=f"{seq:,}"))
    if (sealed := report.get("sealed_record")) is not None:
        text = tr("What was sealed, judged by itself: {verdict}.", verdict=visible(str(sealed)))
        told.append(text)
    if verdict == "KEY_UNPINNED":
        told.append(
            tr(
                "The files fit together, but nothing here says whose they are. Call whoever keeps "
                "this log, at a number that you have from elsewhere, and let them read out their "
                "fingerprint."
            )
        )
    errors = [
        one
        for one in findings(report)
        if one.get("severity") == "error" and one.get("text") != report["sentence"]
    ]
    told += [_placed(one) for one in errors[:NAMED]]
    more = len(errors) - min(len(errors), NAMED) + number(report.get("findings_dropped"))
    if more:
        told.append(trn("{n} more in the report.", "{n} more in the report.", more))
    return tuple(told)


def _placed(finding: Report) -> str:
    seq, text = finding.get("seq"), visible(str(finding.get("text")))
    return f"#{seq:,}: {text}" if isinstance(seq, int) else text


def _facts(report: Report, digest: str | None) -> tuple[tuple[str, str], ...]:
    """Return what the bundle says that it is, and what was checked of it."""
    told = report.get("predicate")
    facts = []
    if isinstance(told, dict):
        facts += [
            (tr("Log"), visible(str(told.get("log")))),
            (tr("Content"), level(str(told.get("level")))),
        ]
        entries, runs = number(report.get("in_scope")), number(report.get("runs"))
        shown = trn("{n} entry", "{n} entries", entries)
        of = trn("{n} run", "{n} runs", runs)
        facts.append((tr("Shows"), f"{shown}, {of}"))
    size = report.get("size")
    if isinstance(size, int):
        facts.append((tr("Proven against"), trn("{n} entry", "{n} entries", size)))
    if report.get("encrypted"):
        opened = tr("opened here") if report.get("decrypted") else tr("encrypted, not opened here")
        facts.append((tr("Records"), opened))
    if digest:
        facts.append((tr("File, SHA-256"), formats.short_id(digest)))
    return tuple(facts)


def level(text: str) -> str:
    """Return what a level holds, in a word or two."""
    return {
        "metadata": tr("metadata"),
        "redacted": tr("redacted"),
        "full": tr("full"),
        "full-log": tr("full, and the whole log"),
    }.get(text, visible(text))


def _step(step: Report) -> StepShown:
    icon, tone, outcome = {
        "passed": ("check", "ok", tr("passed")),
        "failed": ("error", "deny", tr("failed")),
        "not_done": ("noend", "text3", tr("not done")),
        "not_checked": ("noend", "ask", tr("not checked")),
        "not_needed": ("not-kept", "text3", tr("not needed")),
    }.get(str(step.get("outcome")), ("noend", "text3", visible(str(step.get("outcome")))))
    name, text = visible(str(step.get("name"))), visible(str(step.get("text")))
    return StepShown(number(step.get("number")), name, icon, tone, outcome, text)
