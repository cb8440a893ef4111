"""The command line of `verify.py`, the single file: plain text or JSON, the same exit codes.

It is made of this module and what it imports (`bundle.onefile`), runs on Python 3.11 and later with
`cryptography` alone, and says what it cannot check.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.source import read_anchor
from desktop_app.bundle.verify.steps import Outcome
from desktop_app.bundle.verify.trust import Trust, parse_fingerprint
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.errors import CountersignError, UsageError
from desktop_app.model.amounts import counted
from desktop_app.model.canonical import encode_body
from desktop_app.model.verdict import Verdict
from desktop_app.model.visible import visible
from desktop_app.tlog.note import parse_vkey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.report import BundleReport

_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one bundle; return the exit code of its verdict, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        report = verify_path(options.file, _trust(options))
    except CountersignError as error:
        sys.stderr.write(f"verify.py: {visible(error.message)}\n")
        return error.exit_code
    text = encode_body(report.to_json()).decode() if options.json else "\n".join(_lines(report))
    sys.stdout.write(f"{text}\n")
    return report.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Verify a Countersign audit bundle, offline."
    )
    add = parser.add_argument
    add("file", type=Path, help="the bundle: a zip, or a directory")
    add("--key", action="append", default=[], metavar="VKEY", help="root key, got elsewhere")
    add("--fingerprint", help="30 digits, got by phone or on paper")
    anchor = "a checkpoint kept elsewhere, or an earlier bundle"
    add("--anchor", action="append", default=[], type=Path, help=anchor)
    add("--content", type=Path, help="content.zip as `age -d` made it of payloads/content.zip.age")
    add("--json", action="store_true", help="one JSON object")
    return parser


def _trust(options: argparse.Namespace) -> Trust:
    """Return what the command line gives.

    Raises:
        UsageError: a key or fingerprint that is none, or an anchor that cannot be read.
    """
    try:
        return Trust(
            vkeys=tuple(parse_vkey(text.strip()) for text in options.key),
            fingerprint=options.fingerprint and parse_fingerprint(options.fingerprint),
            anchors=tuple(read_anchor(path) for path in options.anchor),
            content=options.content,
        )
    except CountersignError as error:
        raise UsageError(error.message) from error


def _lines(report: BundleReport) -> Iterator[str]:
    yield from _verdict(report)
    yield ""
    for step in report.steps:
        outcome = str(step.outcome).replace("_", " ")
        if step.outcome is not Outcome.NOT_DONE:
            yield f"{step.number:>2}  {step.name:<18} {outcome:<12} {visible(step.text)}"
    if undone := [str(one.number) for one in report.steps if one.outcome is Outcome.NOT_DONE]:
        yield f"Not done, because of what failed before: {', '.join(undone)}."
    yield from _findings(report)
    if report.encrypted and not report.decrypted:
        yield ""
        yield "Encrypted content is not checked here: decrypt payloads/content.zip.age with age,"
        yield "then verify again with --content content.zip."
    yield ""
    yield "What this does not prove:"
    for sentence in report.not_proven:
        yield f"  - {sentence}"


def _verdict(report: BundleReport) -> Iterator[str]:
    yield f"{report.word}  ({report.verdict})"
    yield f"  {visible(report.sentence)}"
    if report.predicate is not None:
        shown = f"{counted(report.in_scope, 'entry')}, {counted(report.runs, 'run')}"
        yield f"  {report.predicate.log}, level {report.predicate.level}, {shown}"
    if report.first_bad is not None and report.first_bad.seq is not None:
        yield f"  First bad place: entry {report.first_bad.seq}."
    if report.sealed_record is not None:
        yield f"  What was sealed, judged by itself: {report.sealed_record}."
    if report.verdict is Verdict.KEY_UNPINNED and report.fingerprint is not None:
        yield "  Call whoever keeps this log, at a number you have from elsewhere, and compare"
        yield f"  the fingerprint with: {report.fingerprint}"
        yield "  Then verify again with --fingerprint."


def _findings(report: BundleReport) -> Iterator[str]:
    if report.findings:
        yield ""
        yield "What was found:"
    for finding in report.findings[:_SHOWN]:
        place = "" if finding.seq is None else f"entry {finding.seq}: "
        yield f"  {finding.severity}: {place}{visible(finding.text)}"
    hidden = len(report.findings) - _SHOWN + report.findings_dropped
    if hidden > 0:
        yield f"  and {hidden} more: --json"
