"""`countersign hold`: what must stay, however old it gets, until a person says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app, completing
from desktop_app.cli.confirm import confirm
from desktop_app.errors import NotFoundError
from desktop_app.host.terminal import ask_passphrase
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import retention

if TYPE_CHECKING:
    from rich.console import Console


@click.group("hold", cls=app.Group)
@app.global_flags
def command() -> None:
    """Holds: what they cover is never purged, neither by schedule nor by hand."""


@command.command("place")
@click.option("--run", help="On a run.", shell_complete=completing.complete_run)
@click.option("--agent", help="On all that an agent does.")
@click.option("--since", help="On a stretch of time, from then on: 7d, 2026-11-20T10:25.")
@click.option("--until", help="Up to then.")
@click.option("--subject", help="On what speaks of this person by now: a name, an address.")
@click.option("--reason", required=True, help="Why; goes into the ledger.")
@click.option("--role", help="Only who knows this role's passphrase releases it.")
@app.global_flags
def place(  # noqa: PLR0917 - one option each, by name
    run: str | None,
    agent: str | None,
    since: str | None,
    until: str | None,
    subject: str | None,
    reason: str,
    role: str | None,
) -> None:
    """Place a hold. One on a run, an agent or a stretch of time covers what comes later, too."""
    session = app.session()
    about = retention.About(run, agent, since, until, subject)
    confirmed = False
    if subject is not None:
        confirmed = confirm("Everything recorded is searched for that subject.")
    passphrase = None if role is None else ask_passphrase(f"Passphrase of the role {role}: ")
    with session.progress("Entry") as progress:
        data = retention.place_hold(
            session,
            about,
            reason,
            role=role,
            passphrase=passphrase,
            confirmed=confirmed,
            progress=progress,
        )
    count = formats.counted(data["covers"], "entry")
    said = f"Hold {data['hold']} keeps the content of {count}. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("release")
@click.argument("hold")
@click.option("--reason", required=True, help="Why; goes into the ledger.")
@app.global_flags
def release(hold: str, reason: str) -> None:
    """End a hold: what is old enough goes with the next purge."""
    session = app.session()
    found = next((one for one in retention.holds(session) if one["hold"] == hold), None)
    if found is None:  # nobody is asked about what is not there
        hint = "`countersign hold list` shows them."
        raise NotFoundError("No such hold is in force.", hint=hint)
    confirmed = confirm(f"The hold {hold} ends: what it covers can be purged.")
    passphrase = None
    if found.get("role"):
        passphrase = ask_passphrase(f"Passphrase of the role {found['role']}: ")
    data = retention.release_hold(session, hold, reason, passphrase=passphrase, confirmed=confirmed)
    said = f"The hold {data['hold']} is released. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("list")
@app.global_flags
def list_holds() -> None:
    """List the holds in force, oldest first."""
    session = app.session()
    found = retention.holds(session)

    def text(console: Console) -> None:
        if not found:
            session.output.say("No hold is in force.")
            return
        from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for rich

        now_us = session.clock.now_us()
        table = views.table("Hold", "Covers", "Reason", "Role", "Entry", give=("Reason",))
        for one in found:
            covers, role = scope_words(one["scope"], now_us), one.get("role") or ""
            cells = (one["hold"], covers, one["reason"], role, f"#{one['entry']:,}")
            table.add_row(*(views.whole(visible(cell)) for cell in cells))
        console.print(table, soft_wrap=True)

    session.output.result({"holds": found}, text)


def scope_words(scope: dict[str, Any], now_us: int) -> str:
    """Return what a hold is on, in words."""
    if "run" in scope:
        sender, run_id = scope["run"]["sender"], scope["run"]["run_id"]
        return f"run {run_id} of {sender}" if sender else f"run {run_id}"
    if "agent" in scope:
        return f"agent {scope['agent']}"
    if "time" in scope:
        from_us, to_us = scope["time"]
        begin, end = (
            formats.clock_time(one, now_us=now_us) for one in (from_us, min(to_us, now_us))
        )
        return f"{begin} to {end}" if to_us < now_us else f"everything since {begin}"
    count = sum(last - first + 1 for first, last in scope["entries"])
    return formats.counted(count, "entry")
