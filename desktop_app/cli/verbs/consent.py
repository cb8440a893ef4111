"""`countersign consent`: what you were asked and answered, what is in force, and your copies."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.cli.verbs import approvers
from desktop_app.cli.verbs.audit_log import age_us
from desktop_app.consent.receipts import receipt as receipt_of
from desktop_app.consent.records import State
from desktop_app.errors import StorageError, UsageError
from desktop_app.operations import consent_copies, consents, keeping, reading
from desktop_app.operations.recorder_access import ask, ask_running, running
from desktop_app.query import consent_log
from desktop_app.query.consent_log import Show
from desktop_app.query.consents import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from desktop_app.cli.app import Session

_SHOW = click.Choice([str(show) for show in Show])
_KEPT = click.Choice([one.name for one in keeping.CONTENT])
_QUESTIONS = {
    "Kept from now on": "Keep it?",
    "Not kept": "Refuse this? Nothing of it is kept then.",
}
_STATES = click.Choice([str(state) for state in State])


@click.group("consent", cls=app.Group)
@app.global_flags
def command() -> None:
    """List, ask for and take back consents; what agents asked and you answered."""


@command.command("list")
@click.option("--in-force", is_flag=True, help="Only what holds now.")
@click.option("--since", help="How far back: 30m, 1h, 7d.")
@click.option("--agent", help="Only this agent's.")
@click.option("--state", "states", multiple=True, type=_STATES, help="Only these; may be repeated.")
@click.option("--show", type=_SHOW, help="As the Consent page lists it, with what policy decided.")
@click.option("--search", help="Only what holds all these words.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, for a spreadsheet.")
@app.global_flags
def list_consents(
    *,
    since: str | None,
    agent: str | None,
    states: tuple[str, ...],
    show: str | None,
    search: str | None,
    limit: int,
    in_force: bool,
    as_csv: bool,
) -> None:
    """List what was asked and answered, newest first; or what is in force."""
    session = app.session()
    if in_force and (since or states or show or search or as_csv):
        raise UsageError("--in-force goes with --agent alone: it is about now.")
    if states and (show or search):
        raise UsageError("--state chooses among records: it goes with neither --show nor --search.")
    since_us = None if since is None else session.clock.now_us() - age_us(since)
    with reading.index(session) as query:
        if in_force:
            rows = query.grants_in_force(session.clock.now_us())
            _show_grants(session, [row for row in rows if agent in (None, row["agent"])])
            return
        if show or search:
            words = consents.words(search or "")
            wanted = consent_log.Wanted(Show(show or Show.ALL), agent, since_us, words)
            rows = query.consent_log(wanted, limit=limit)
        else:
            records = Wanted(states=states or None, agent=agent, since_us=since_us)
            rows = query.consents(records, limit=limit)
    if as_csv:
        session.output.raw(consent_copies.csv_text(rows).rstrip("\r\n"))
        return
    session.output.result(rows, lambda console: _show_log(session, console, rows, limit))


@command.command("show")
@click.argument("seq", type=click.IntRange(0))
@app.global_flags
def show(seq: int) -> None:
    """Show one record: SEQ is its entry in the log."""
    session = app.session()
    with reading.index(session) as query:
        row = query.consent(seq)
        path = [] if row["intent"] is None else query.why_intent(row["intent"])["path"]

    def text(console: Console) -> None:
        from desktop_app.cli import consent_view  # noqa: PLC0415 - JSON must not pay for rich

        now_us = session.clock.now_us()
        console.print(consent_view.log([row], now_us=now_us))
        for line in consent_view.steps(path, now_us=now_us):
            console.print(line)
        for name, words in (("withdraws", "It ends the grant in"), ("puts_back", "It gives again")):
            if row[name] is not None:
                session.output.say(f"{words} #{row[name]}.")
        for changed in row["changed_by"]:
            session.output.say(f"Changed by #{changed}.")
        if row["notice"]:
            session.output.say(_notice(row["notice"]))

    session.output.result({**row, "path": path}, text)


@command.command("why")
@click.argument("call_id")
@app.global_flags
def why(call_id: str) -> None:
    """Say why a tool call ran or did not: CALL_ID is the agent's own id of it."""
    session = app.session()
    with reading.index(session) as query:
        told = query.why_call(call_id)

    def text(console: Console) -> None:
        from desktop_app.cli import consent_view  # noqa: PLC0415 - JSON must not pay for rich

        for line in consent_view.steps(told["path"], now_us=session.clock.now_us()):
            console.print(line)
        if not told["intents"]:
            session.output.say("Countersign was not asked about it.")

    session.output.result(told, text)


@command.command("request")
@click.argument("purpose", type=click.Choice(consents.ASKED_FOR), metavar="PURPOSE")
@app.global_flags
def request(purpose: str) -> None:
    """Write down that a consent is asked for; asking gives nothing.

    PURPOSE is "keep command lines", "screenshots", ...: a wrong one lists them all.
    """
    session = app.session()
    data = cast("dict[str, Any]", ask(session, consents.REQUEST, consents.request(purpose)))
    said = f"Asked, in #{data['entry']}. Nothing is allowed or kept by asking."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("revoke")
@click.argument("seq", type=click.IntRange(0))
@app.global_flags
def revoke(seq: int) -> None:
    """Take back what a record gave: SEQ as `consent list --in-force` shows it."""
    session = app.session()
    with reading.index(session) as query:
        row = query.consent(seq)
    confirmed = confirm(consents.revoke_question(row))
    arguments = consents.revoke(seq, confirmed=confirmed)
    data = cast("dict[str, Any]", ask_running(session, consents.REVOKE, arguments))
    said = f"Taken back, in #{data['entry']}."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("give")
@click.argument("purpose", type=_KEPT, metavar="PURPOSE")
@app.global_flags
def give(purpose: str) -> None:
    """Have content kept from now on; shows what that means and asks you.

    PURPOSE is "keep command lines", "screenshots", ...: a wrong one lists them all.
    """
    session = app.session()
    _answer(session, purpose, keeping.give, "Kept from now on")
    client = running(session)
    if client is None:
        return
    with client:
        vault = cast("dict[str, Any]", client.call("status"))["vault"]
    if not vault["open"]:
        session.output.note(keeping.sentence(vault))


@command.command("refuse")
@click.argument("purpose", type=_KEPT, metavar="PURPOSE")
@app.global_flags
def refuse(purpose: str) -> None:
    """Have nothing of a purpose kept from now on; what was given before ends."""
    _answer(app.session(), purpose, keeping.refuse, "Not kept")


@command.command("receipt")
@click.argument("seq", type=click.IntRange(0))
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--html", is_flag=True, help="A page to print, not JSON.")
@app.global_flags
def receipt(seq: int, to: Path | None, *, html: bool) -> None:
    """Give your own copy of one record: SEQ is its entry in the log."""
    from desktop_app.consent import receipt_page  # noqa: PLC0415 - only here
    from desktop_app.model.canonical import encode_body  # noqa: PLC0415 - only here

    session = app.session()
    with reading.index(session) as query:
        stored = consents.stored(query, seq)
    made = receipt_of(stored)
    printed = receipt_page.page(stored) if html else encode_body(made).decode() + "\n"
    if to is None:
        session.output.result(made, lambda _: session.output.raw(printed.rstrip("\n")))
        return
    try:
        with to.open("x", encoding="utf-8", newline="\n") as file:
            file.write(printed)
    except FileExistsError as error:
        raise UsageError(f"{to} is there already; nothing was written.") from error
    except OSError as error:
        raise StorageError(f"{to} cannot be written: {error.strerror}.") from error
    session.output.result({"path": str(to)}, lambda _: session.output.say(f"Written: {to}"))


command.add_command(approvers.command)


def _answer(session: Session, purpose: str, deed: Callable[..., int], said: str) -> None:
    """Ask at the terminal, with the very words that are recorded, then answer by a deed."""
    keeping.purpose_of(purpose)  # a wrong one starts no recorder
    shown = keeping.shown(purpose, keeping.days_in_force(session))
    began = time.monotonic()
    confirm(f"{shown.text}\n\n{_QUESTIONS[said]}")
    entry = deed(session, purpose, shown, int((time.monotonic() - began) * 1000))
    data = {"entry": entry, "purpose": purpose}
    title = keeping.purpose_of(purpose).title
    sentence = f"{said}: {title.removeprefix('Keep ')}. Recorded as #{entry:,}."
    session.output.result(data, lambda _: session.output.say(sentence))


def _show_log(session: Session, console: Console, rows: list[dict[str, Any]], limit: int) -> None:
    if not rows:
        session.output.say("Nothing was asked, or nothing of that kind.")
        return
    from desktop_app.cli import consent_view  # noqa: PLC0415 - JSON must not pay for rich

    console.print(consent_view.log(rows, now_us=session.clock.now_us()))
    if len(rows) == limit:
        session.output.note(f"The newest {limit}: --limit {limit * 10}")


def _show_grants(session: Session, rows: list[dict[str, Any]]) -> None:
    def text(console: Console) -> None:
        if not rows:
            session.output.say("Nothing is in force: agents are asked as the policy says.")
            return
        from desktop_app.cli import consent_view  # noqa: PLC0415 - JSON must not pay for rich

        console.print(consent_view.grants(rows, now_us=session.clock.now_us()))

    session.output.result(rows, text)


def _notice(shown: object) -> str:
    told = cast("dict[str, Any]", shown if isinstance(shown, dict) else {})
    return (
        f"Shown: {told.get('name')}, version {told.get('version')}, {told.get('language')}; "
        f"SHA-256 of the text {told.get('digest')}"
    )
