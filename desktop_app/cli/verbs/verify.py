"""`countersign verify`: recomputes the whole ledger and judges it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.model import amounts, formats
from desktop_app.model.visible import visible
from desktop_app.operations.verdicts import note_by_hand
from desktop_app.operations.verify_ledger import LedgerWish, verify_ledger

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.ledger.report import Report

_STYLE = {"error": "red", "warning": "yellow", "note": "bright_black"}
_SHOWN = 20


@click.command("verify")
@click.option(
    "--require-anchor", is_flag=True, help="Fail unless something outside vouches for it."
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint or a time stamp that was kept elsewhere.",
)
@click.option(
    "--tsa-root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A time stamper's root that you trust, PEM.",
)
@click.option("--fingerprint", help="The 30 digits written down at the first start.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Another ledger.db than the data directory's.",
)
@app.global_flags
def command(
    *,
    require_anchor: bool,
    anchors: tuple[Path, ...],
    roots: tuple[Path, ...],
    fingerprint: str | None,
    ledger: Path | None,
) -> int:
    """Recompute everything from the stored leaves and say what that shows, and what not."""
    session = app.session()
    wish = LedgerWish(ledger, fingerprint, anchors, require_anchor, roots)
    began_us = session.clock.boot_us()
    report = verify_ledger(session, wish)
    if ledger is None:
        took_us = session.clock.boot_us() - began_us
        note_by_hand(session, "ledger", report.to_json(), duration_us=took_us)
    session.output.result(report.to_json(), lambda console: _print(console, report))
    return report.exit_code


def _print(console: Console, report: Report) -> None:
    from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

    from desktop_app.cli import views  # noqa: PLC0415 - likewise

    style = "bold green" if report.verdict.passes else "bold red"
    console.print(Text(str(report.verdict), style).append(f"  {visible(report.sentence)}", "none"))
    facts = [
        formats.counted(report.size, "entry"),
        formats.counted(report.records, "record"),
        formats.counted(report.checkpoints, "checkpoint"),
        formats.counted(report.epoch_count, "epoch"),
    ]
    if report.vault is not None:
        facts.append(f"{formats.counted(report.vault.payloads, 'payload')} in the vault")
    if report.custody:
        facts.append(f"keys in {visible(report.custody)}")
    console.print(", ".join(facts), style="bright_black")
    if report.fingerprint:
        console.print(f"fingerprint {visible(report.fingerprint)}", style="bright_black")
    for stamp in report.stamps:
        said = f"first {stamp.size:,} entries existed by {amounts.moment(stamp.time_us)}"
        console.print(views.hanging("  ", f"{said}: {visible(stamp.tsa)}", style="bright_black"))
    for line in report.gone:
        console.print(views.hanging("  ", visible(line), style="bright_black"))
    _findings(console, report)
    console.print("\nWhat this does not prove:")
    for sentence in report.not_proven:
        console.print(views.hanging("  - ", visible(sentence)))


def _findings(console: Console, report: Report) -> None:
    from desktop_app.cli import views  # noqa: PLC0415 - as above

    for finding in report.findings[:_SHOWN]:
        place = "" if finding.seq is None else f"#{finding.seq:,}: "
        line = f"{finding.severity}: {place}{visible(finding.text)}"
        console.print(views.hanging("  ", line, style=_STYLE[finding.severity]))
    hidden = len(report.findings) - _SHOWN + report.findings_dropped
    if hidden > 0:
        console.print(f"  and {hidden:,} more: --output json")
