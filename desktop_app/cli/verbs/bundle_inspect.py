"""`countersign bundle inspect`: what a bundle says that it is, by its sealed entries alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.bundle.verify.inspection import Inspection, ToldRun
from desktop_app.bundle.verify.inspection import inspect as look
from desktop_app.bundle.verify.source import open_files
from desktop_app.bundle.verify.steps import utc
from desktop_app.cli import app
from desktop_app.cli.bundle_words import previous_words, print_missing, run_words, scope_words
from desktop_app.model.amounts import counted
from desktop_app.model.visible import visible
from desktop_app.operations.bundle_given import read_identity

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.bundle.verify.source import Files
    from desktop_app.cli.app import Session

_SHOWN = 20
_UNVERIFIED = "Nothing here is verified yet: `countersign bundle verify` does that.\n"


@click.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--entry",
    type=click.IntRange(0),
    metavar="SEQ",
    help="Show this entry as it was sealed, and the records it stands for.",
)
@click.option(
    "--identity",
    "identities",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An age identity file: opens encrypted records.",
)
@app.global_flags
def inspect(file: Path, entry: int | None, identities: tuple[Path, ...]) -> None:
    """Show what FILE, a zip or a directory, says that it is. Verifies nothing.

    Everything comes from the sealed entries and what they stand for, never from the report.
    """
    session = app.session()
    files = open_files(file)
    try:
        if entry is not None:
            _print_entry(session, files, entry, identities)
            return
        told = look(files)
    finally:
        files.close()
    session.output.result(told.to_json(), lambda console: _print(console, told))


def _print_entry(session: Session, files: Files, seq: int, identities: tuple[Path, ...]) -> None:
    from desktop_app.cli.bundle_entry import show_entry  # noqa: PLC0415 - it brings protobuf

    shown = show_entry(files, seq, [read_identity(path) for path in identities])

    def text(console: Console) -> None:
        console.print(_UNVERIFIED)
        lines = [f"Entry #{seq:,}, as it was sealed:", shown.leaf.decode(), "", shown.note]
        for line in [*lines, *(shown.records or "").split("\n")]:
            console.print(visible(line), soft_wrap=True)

    session.output.result(shown.to_json(), text)


def _print(console: Console, told: Inspection) -> None:
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for it

    said = told.predicate
    console.print(_UNVERIFIED)
    rows = [
        ("log", said.log),
        ("shows", scope_words(said.scope)),
        ("level", str(said.level)),
        ("from", _time(told.first_us)),
        ("to", _time(told.last_us)),
        (
            "entries",
            f"{told.in_scope:,} in scope, {told.entries:,} shown, {said.size:,} in the log",
        ),
        ("exported", _time(said.exported_us)),
        ("reason", told.reason or "none given"),
        ("for", ", ".join(said.recipients) or "whoever holds it: nothing is encrypted"),
    ]
    if said.previous is not None:
        rows.append(("proves too", previous_words(said.previous, said.recipients)))
    for name, value in rows:
        console.print(views.hanging(f"{name:<14}", visible(value)))
    console.print("\nEntries by kind:")
    for kind, count in told.kinds.items():
        console.print(f"  {count:>8,}  {kind}")
    _print_runs(console, told.runs)
    console.print()
    print_missing(console, told.absence)


def _print_runs(console: Console, runs: tuple[ToldRun, ...]) -> None:
    if runs:
        console.print("\nRuns:")
    for run in runs[:_SHOWN]:
        state = "with a gap" if run.gap else "whole" if run.ended else "no end recorded"
        entries = counted(run.entries, "entry")
        name = visible(run_words(run.run_id, run.sender)).removeprefix("the run ")
        console.print(f"  {name}: {entries}, {state}")
    if len(runs) > _SHOWN:
        console.print(f"  and {len(runs) - _SHOWN:,} more: --output json")


def _time(time_us: int | None) -> str:
    return "no entry in scope" if time_us is None else utc(time_us)
