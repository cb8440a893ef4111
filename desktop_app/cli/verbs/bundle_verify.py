"""`countersign bundle verify`: judge what somebody sent. Needs no ledger and no recorder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.bundle.verify.steps import Outcome
from desktop_app.cli import app
from desktop_app.model.amounts import counted
from desktop_app.model.verdict import Verdict
from desktop_app.model.visible import visible
from desktop_app.operations.judge import digest_of
from desktop_app.operations.verdicts import note_by_hand
from desktop_app.operations.verify_bundle import BundleWish, verify_bundle

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.bundle.verify.report import BundleReport

_SHOWN = 20
_STYLES = {"MATCH": "bold green", "MISMATCH": "bold red", "CANNOT TELL": "bold yellow"}
_OUTCOMES = {"passed": "green", "failed": "red", "not_needed": "bright_black"}
_ANCHOR = click.Path(path_type=Path, exists=True)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, metavar="VKEY", help="A root key got elsewhere.")
@click.option("--fingerprint", help="The 30 digits, got by phone or on paper.")
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=_ANCHOR,
    help="A checkpoint kept elsewhere, or an earlier bundle.",
)
@click.option("--tsa-root", "roots", multiple=True, type=_FILE, help="A time stamper's root, PEM.")
@click.option("--identity", "identities", multiple=True, type=_FILE, help="An age identity file.")
@app.global_flags
def verify(
    *,
    file: Path,
    keys: tuple[str, ...],
    fingerprint: str | None,
    anchors: tuple[Path, ...],
    roots: tuple[Path, ...],
    identities: tuple[Path, ...],
) -> int:
    """Check whether FILE, a zip or a directory, is what a log recorded."""
    session = app.session()
    wish = BundleWish(file, keys, fingerprint, anchors, roots, identities)
    began_us = session.clock.boot_us()
    report = verify_bundle(session, wish)
    took_us, digest = session.clock.boot_us() - began_us, digest_of(file)
    note_by_hand(session, "bundle", report.to_json(), duration_us=took_us, digest=digest)
    session.output.result(report.to_json(), lambda console: _print(console, report))
    return report.exit_code


def _print(console: Console, report: BundleReport) -> None:
    from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

    from desktop_app.cli import views  # noqa: PLC0415 - likewise

    style = _STYLES[report.word]
    head = Text(report.word, style).append(f"  {report.verdict}", "bright_black")
    console.print(head)
    console.print(views.hanging("  ", visible(report.sentence)))
    _print_first_bad(console, report)
    console.print()
    for step in report.steps:
        if step.outcome is Outcome.NOT_DONE:
            continue
        outcome = str(step.outcome)
        line = f"{step.number:>2}  {step.name:<18} {outcome.replace('_', ' '):<12} "
        console.print(views.hanging(line, visible(step.text), style=_OUTCOMES.get(outcome, "")))
    if undone := [str(one.number) for one in report.steps if one.outcome is Outcome.NOT_DONE]:
        console.print(f"Not done, because of what failed before: {', '.join(undone)}.")
    _print_findings(console, report)
    console.print("\nWhat this does not prove:")
    for sentence in report.not_proven:
        console.print(views.hanging("  - ", visible(sentence)))


def _print_first_bad(console: Console, report: BundleReport) -> None:
    first = report.first_bad
    if first is not None and first.seq is not None:
        console.print(f"  First bad place: entry {first.seq:,}.")
    if report.sealed_record is not None:
        console.print(f"  What was sealed, judged by itself: {report.sealed_record}.")
    if report.predicate is not None:
        told = report.predicate
        shown = f"{counted(report.in_scope, 'entry')}, {counted(report.runs, 'run')}"
        facts = f"{visible(told.log)}, level {told.level}, {shown}, of {told.size:,} in the log"
        console.print(f"  {facts}", style="bright_black")
    if report.fingerprint is None:
        return
    if report.verdict is Verdict.KEY_UNPINNED:
        console.print("  Call whoever keeps this log, at a number you have from elsewhere, and")
        console.print("  compare the fingerprint that `countersign keys list` shows there with:")
        console.print(f"      {report.fingerprint}", style="bold")
        console.print("  Then verify again with --fingerprint.")
    else:
        console.print(f"  fingerprint {report.fingerprint}", style="bright_black")


def _print_findings(console: Console, report: BundleReport) -> None:
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for it

    told = [one for one in report.findings if one.verdict is not Verdict.KEY_UNPINNED]
    if told:
        console.print("\nWhat was found:")
    for finding in told[:_SHOWN]:
        place = "" if finding.seq is None else f"#{finding.seq:,}: "
        console.print(views.hanging("  ", f"{finding.severity}: {place}{visible(finding.text)}"))
    hidden = len(told) - min(len(told), _SHOWN) + report.findings_dropped
    if hidden:
        console.print(f"  and {hidden:,} more: --output json")
