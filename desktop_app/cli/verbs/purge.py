"""`countersign purge`: content dies, by the policy or because a person wants it; entries stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app, completing
from desktop_app.cli.confirm import confirm
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import retention

if TYPE_CHECKING:
    from rich.console import Console

_BY_POLICY = "What the policy lets go"
_WHAT = {"payloads": "kept content", "bodies": "bodies", "entries": "all but the hashes"}


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Show what would go and what stays; change nothing.")
@click.option("--run", help="Only this run's.", shell_complete=completing.complete_run)
@click.option("--older-than", "days", type=click.IntRange(0, 36_500), help="Only what is older.")
@click.option("--subject", help="Whatever speaks of this person: a name, an address.")
@click.option("--class", "only", type=click.Choice(retention.CLASSES), help="Only of this class.")
@app.global_flags
def command(
    run: str | None, days: int | None, subject: str | None, only: str | None, *, dry_run: bool
) -> None:
    """Destroy content that may go: kept payloads, and the redacted bodies of what agents sent.

    Without an option: what the policy lets go by now, as happens once a day anyway. What a hold
    covers stays, and in profile "compliance" what is younger than its days, whoever asks. Entries
    stay, unless retention.entry_days lets them lose all but their hashes; proofs stay for ever, and
    `verify` says what is gone and why.
    """
    session = app.session()
    about = retention.About(run=run, subject=subject)
    confirmed = False
    if not dry_run or subject is not None:
        confirmed = confirm(_question(run, days, subject, dry_run=dry_run))
    with session.progress("Entry") as progress:
        data = retention.purge(
            session,
            about,
            older_than_days=days,
            only=only,
            dry_run=dry_run,
            confirmed=confirmed,
            progress=progress,
        )
    session.output.result(data, lambda console: _tell(console, data))


def _question(run: str | None, days: int | None, subject: str | None, *, dry_run: bool) -> str:
    if dry_run:
        return "Everything recorded is searched for that subject. Nothing is changed."
    if subject is not None:
        what = "Everything that speaks of that subject"
    elif run is not None:
        what = "The content of that run"
    else:
        what = "All content" if days is not None else _BY_POLICY
    older = f", if it is older than {formats.counted(days, 'day')}," if days else ""
    stays = "Hashes and proofs stay." if what == _BY_POLICY else "Entries and digests stay."
    return f"{what}{older} is destroyed for good. {stays}"


def _tell(console: Console, data: dict[str, Any]) -> None:
    for line in _lines(data):
        console.print(line, highlight=False)
    entries = formats.counted(data["remains"]["entries"], "entry")
    pruned = data["classes"]["entries"]["entries"]
    stay = f"The other {entries} stay, and the proofs of all." if pruned else ""
    console.print(stay or f"All {entries} stay, with their digests and proofs.", highlight=False)
    for seq in data.get("entries", ()):
        console.print(visible(f"Recorded as #{seq:,}."), highlight=False)
    removed = data.get("removed", {})
    if removed and not removed["finished"]:
        console.print("Not all is destroyed yet: the recorder goes on at its next start.")
    elif removed and not removed["wal_emptied"]:
        console.print("A reader holds up the last step; the recorder tries again each minute.")


def _lines(data: dict[str, Any]) -> list[str]:
    """Return what goes or went, and what a hold or the profile keeps."""
    went = "Would go" if data["dry_run"] else "Destroyed"
    lines, held = [], []
    for name, found in data["classes"].items():
        if found["entries"]:
            count = formats.counted(found["entries"], "entry")
            size = formats.size(retention.bytes_of(found))
            lines.append(f"{went}: {_WHAT[name]} of {count}, {size}.")
        if found["held"]:
            held.append(f"A hold keeps {_stays(name, found['held'])}.")
        if found["early"]:
            stays = _stays(name, found["early"])
            held.append(f"The profile compliance keeps {stays} for its days.")
    if data["run_keys"]:
        lines.append(f"{went}: keys of {formats.counted(data['run_keys'], 'run')}.")
    nothing = "Nothing would go." if data["dry_run"] else "There was nothing to destroy."
    return [*(lines or [nothing]), *held]


def _stays(name: str, number: int) -> str:
    count = formats.counted(number, "entry")
    return f"what {count} kept" if name == "payloads" else f"{_WHAT[name]} of {count}"
