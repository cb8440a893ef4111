"""`countersign bundle export`: one run, stretch, agent or incident as a file that anyone can check.

The recorder writes down that it was asked before anything is read, and signs once the files are
made. Whatever goes wrong in between, Ctrl+C too, leaves no file and an entry that says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app, completing
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.model import amounts
from desktop_app.model.visible import visible
from desktop_app.operations.bundle_levels import LEVELS, REVEALING

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.operations.bundle_making import Made


@click.command("export")
@click.argument("run", required=False, shell_complete=completing.complete_run)
@click.option("--to", type=click.Path(path_type=Path), help="Where to [AGENT-DATE-TIME.zip].")
@click.option(
    "--for",
    "recipients",
    multiple=True,
    metavar="AGE-RECIPIENT",
    help="Encrypt for; again for more.",
)
@click.option("--level", type=click.Choice(LEVELS), default="redacted", show_default=True)
@click.option("--since", help="From then on: 30m, 7d, 2026-11-20T10:25.")
@click.option("--until", help="Up to then.")
@click.option("--agent", help="All runs of an agent.")
@click.option("--trace", help="All entries about a trace: 32 hex digits.")
@click.option(
    "--span", "spans", multiple=True, help="Show of the records only this span: 16 hex digits."
)
@click.option("--reason", help="Why; goes into the ledger. Needed for full and full-log.")
@click.option("--unpacked", is_flag=True, help="A directory instead of a zip.")
@app.global_flags
def export(  # noqa: PLR0917 - one option each, by name
    run: str | None,
    to: Path | None,
    recipients: tuple[str, ...],
    level: str,
    since: str | None,
    until: str | None,
    agent: str | None,
    trace: str | None,
    spans: tuple[str, ...],
    reason: str | None,
    *,
    unpacked: bool,
) -> None:
    """Write an audit bundle. RUN is a run's id, the beginning of it, its name, or `last`.

    What it holds, by --level:

    \b
    metadata  times, counts and digests; nothing that was in the records
    redacted  also the records as they are stored: content as keyed digests
    full      also the keys of these digests: who has them can test guesses
    full-log  also an entry, without its records, for everything in the log
    """  # noqa: D301 - the mark that keeps click from joining lines
    from desktop_app.cli.confirm import confirm  # noqa: PLC0415
    from desktop_app.operations import bundle_making as making  # noqa: PLC0415 - other verbs need none
    from desktop_app.operations.bundle_scope import Asked  # noqa: PLC0415 - of it

    session = app.session()
    if not session.paths.ledger.exists():
        raise NotFoundError("Nothing is recorded yet, so there is nothing to export.")
    confirmed = False
    if level in REVEALING:
        if not reason:
            raise UsageError(f"--level {level} needs --reason TEXT.")
        confirmed = confirm(REVEALING[level])
    made = making.make(
        session,
        Asked(run, since, until, agent, trace, spans),
        making.Wishes(level, recipients, reason, to, unpacked=unpacked, confirmed=confirmed),
    )
    session.output.result(made.to_json(), lambda console: _tell(console, made))


def _tell(console: Console, made: Made) -> None:
    from desktop_app.cli import bundle_words as words  # noqa: PLC0415 - JSON output must not pay
    from desktop_app.cli import views  # noqa: PLC0415 - likewise

    first, last = made.built.scope
    told = made.predicate
    console.print(f"{visible(str(made.built.path))}  {amounts.size(made.bytes)}", soft_wrap=True)
    shown = f"{amounts.counted(made.built.in_scope, 'entry')}, #{first:,} to #{last:,}"
    lines = [
        f"Shows {words.scope_words(told.scope)}: {shown}, level {told.level}.",
        f"Proven against the checkpoint of {amounts.counted(told.size, 'entry')}.",
        _readers(told.recipients),
    ]
    if told.previous is not None:
        lines.append(f"Proves too {words.previous_words(told.previous, told.recipients)}.")
    for line in lines:
        console.print(views.hanging("  ", visible(line)))
    console.print()
    words.print_missing(console, made.built.absence)
    console.print("\nThe reviewer checks it with one of these:")
    for command in made.commands():
        console.print(f"  {visible(command)}", soft_wrap=True)
    console.print(
        "verify.py needs only Python and `cryptography`: `countersign bundle verifier --to "
        "verify.py` makes it.\nSend it by another way than the bundle, and tell this fingerprint "
        "by phone or on paper:",
        soft_wrap=True,
    )
    console.print(f"  {made.built.fingerprint}", style="bold")


def _readers(recipients: tuple[str, ...]) -> str:
    if not recipients:
        return "Not encrypted: whoever holds the file can read it (--for AGE-RECIPIENT encrypts)."
    return f"Only {amounts.counted(len(recipients), 'recipient')} can read the records."
