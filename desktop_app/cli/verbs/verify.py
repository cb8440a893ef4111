"""`countersign verify`: recomputes the whole ledger and judges it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app, progress
from desktop_app.errors import (
    BadEncodingError,
    CountersignError,
    KeyLostError,
    LedgerDivergedError,
    NotFoundError,
    UsageError,
)
from desktop_app.host.lastlog import LastLog
from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust, parse_fingerprint
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations.keystores import key_stores

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.ledger.report import Report

_STYLE = {"error": "red", "warning": "yellow", "note": "bright_black"}
_SHOWN = 20
MAX_ANCHOR_BYTES = 1_000_000


@click.command("verify")
@click.option(
    "--require-anchor", is_flag=True, help="Fail unless something outside vouches for it."
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint that somebody else kept.",
)
@click.option("--fingerprint", help="The 30 digits written down at the first start.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Another ledger.db than the data directory's.",
)
@app.global_flags
def command(
    anchors: tuple[Path, ...], fingerprint: str | None, ledger: Path | None, *, require_anchor: bool
) -> int:
    """Recompute everything from the stored leaves and say what that shows, and what not."""
    session = app.session()
    path = ledger or session.paths.ledger
    last = None if ledger else LastLog(session.paths).install()
    if last is not None and not path.exists():
        raise LedgerDivergedError(
            f"The log {last} was at {path} and is gone.", hint="Put the file back from a backup."
        )
    if not path.is_file():  # a pipe would be waited for
        hint = "It is made at the first `countersign serve`." if ledger is None else None
        raise NotFoundError(f"There is no ledger at {path}.", hint=hint)
    with progress.bar(session.output, "Entry") as told:
        report = audit(
            path,
            trust=_trust(session, path, fingerprint, last),
            now_us=session.clock.now_us(),
            anchors=[_anchor(file) for file in anchors],
            require_anchor=require_anchor,
            progress=told,
        )
    session.output.result(report.to_json(), lambda console: _print(console, report))
    return report.exit_code


def _trust(session: Session, path: Path, fingerprint: str | None, last: str | None) -> Trust:
    """Return what is known from elsewhere: the keystore's pin and enrolment, and paper.

    A ledger that cannot even name its install is judged without: the audit says what is wrong.
    """
    log = None if last is None else f"countersign/{last}"
    try:
        with LedgerReader(path) as reader:
            install = reader.install_id()
    except CountersignError:
        return Trust(fingerprint=fingerprint and parse_fingerprint(fingerprint), log=log)
    store = key_stores(session).open(install)
    try:
        return Trust.from_keystore(store, fingerprint=fingerprint, log=log)
    except BadEncodingError as error:
        raise KeyLostError(f"The keystore's memory of {install} is damaged: {error}") from error


def _anchor(file: Path) -> bytes:
    data = file.read_bytes()
    if len(data) > MAX_ANCHOR_BYTES:
        raise UsageError(f"{file} is too large for a checkpoint.")
    return data


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
    if report.custody:
        facts.append(f"keys in {visible(report.custody)}")
    console.print(", ".join(facts), style="bright_black")
    if report.fingerprint:
        console.print(f"fingerprint {visible(report.fingerprint)}", style="bright_black")
    for finding in report.findings[:_SHOWN]:
        place = "" if finding.seq is None else f"#{finding.seq:,}: "
        line = f"{finding.severity}: {place}{visible(finding.text)}"
        console.print(views.hanging("  ", line, style=_STYLE[finding.severity]))
    hidden = len(report.findings) - _SHOWN + report.findings_dropped
    if hidden > 0:
        console.print(f"  and {hidden:,} more: --output json")
    console.print("\nWhat this does not prove:")
    for sentence in report.not_proven:
        console.print(views.hanging("  - ", visible(sentence)))
