"""`countersign consent approvers`: who may allow what policy leaves to a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import UsageError
from desktop_app.host.terminal import ask_passphrase
from desktop_app.model import formats
from desktop_app.model.action import ROLE
from desktop_app.model.visible import visible
from desktop_app.operations import approvers
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.model.canonical import JSON


@click.group("approvers", cls=app.Group)
@app.global_flags
def command() -> None:
    """Who may allow what policy leaves to a role: whoever knows the role's passphrase."""


@command.command("list")
@app.global_flags
def list_approvers() -> None:
    """List the roles that somebody holds, and those that the policy names and nobody holds."""
    session = app.session()
    data = cast("dict[str, Any]", ask(session, approvers.LIST))

    def text(console: Console) -> None:
        now_us = session.clock.now_us()
        for one in data["held"]:
            since = formats.clock_time(one["added_us"], now_us=now_us)
            console.print(f"{one['role']:<32}  since {since}", markup=False, highlight=False)
        for role in data["missing"]:
            session.output.say(visible(approvers.unheld(role)))
        if not data["held"] and not data["missing"]:
            session.output.say("No role is held, and the policy names none.")

    session.output.result(data, text)


@command.command("add")
@click.argument("role")
@app.global_flags
def add(role: str) -> None:
    """Give a role a passphrase: who knows it may allow what policy leaves to ROLE.

    It is asked for at the terminal, twice, and kept nowhere: hand it over yourself.
    """
    session = app.session()
    _check_name(role)
    confirmed = confirm(
        f"Who knows the passphrase that you type next may allow what policy leaves to {role!r}."
    )
    passphrase = ask_passphrase(f"Passphrase of the role {role}: ")
    if ask_passphrase("The same again: ") != passphrase:
        raise UsageError("The two are not the same.", hint="Nothing was changed.")
    arguments: dict[str, JSON] = {"role": role, "passphrase": passphrase, "confirmed": confirmed}
    data = cast("dict[str, Any]", ask(session, approvers.ADD, arguments))
    said = f"The role {data['role']} is held by who knows it. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("remove")
@click.argument("role")
@app.global_flags
def remove(role: str) -> None:
    """Let nobody hold ROLE: what policy leaves to it can then only be denied."""
    session = app.session()
    _check_name(role)
    confirmed = confirm(
        f"Nobody will hold the role {role!r}: what it must allow can then only be denied."
    )
    arguments: dict[str, JSON] = {"role": role, "confirmed": confirmed}
    data = cast("dict[str, Any]", ask(session, approvers.REMOVE, arguments))
    said = f"Nobody holds the role {data['role']} now. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


def _check_name(role: str) -> None:
    """Refuse what no role is called, before a person is asked to say yes to it."""
    if not ROLE.fullmatch(role):
        raise UsageError(
            f"{role!r} is no role's name.",
            hint="At most 32 small letters, digits and -, a letter first, as in your policy.",
        )
