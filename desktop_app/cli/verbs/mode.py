"""`countersign mode`: whether anything may leave this computer; only a person opens the door."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.operations import local_only
from desktop_app.operations.recorder_access import ask, ask_running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.cli.app import Session


@click.group("mode", cls=app.Group, invoke_without_command=True)
@click.pass_context
@app.global_flags
def command(context: click.Context) -> None:
    """Show whether anything may leave this computer, or change it."""
    if context.invoked_subcommand is None:
        _show(app.session())


@command.command("local-only")
@click.argument("state", type=click.Choice(("on", "off")), required=False)
@app.global_flags
def change(state: str | None) -> None:
    """Show local-only mode, or turn it on or off; off needs your consent at the terminal."""
    session = app.session()
    if state is None:
        _show(session)
        return
    arguments = local_only.turn_on() if state == "on" else _consent(session)
    _told(session, cast("dict[str, Any]", ask(session, local_only.VERB, arguments)))


def _consent(session: Session) -> dict[str, Any]:
    """Ask at the terminal, with the very words that are recorded."""
    status = cast("dict[str, Any]", ask(session, "status"))
    shown = local_only.notice_off(status["recipients"])
    began = time.monotonic()
    confirm(shown.text)
    return local_only.turn_off(shown, int((time.monotonic() - began) * 1000))


def _show(session: Session) -> None:
    status = cast("dict[str, Any]", ask_running(session, "status"))
    _told(session, {name: status[name] for name in ("local_only", "upstreams")})


def _told(session: Session, data: Mapping[str, Any]) -> None:
    told = local_only.sentence(on=data["local_only"], upstreams=data["upstreams"])
    entry = data.get("entry")
    recorded = "" if entry is None else f" Recorded as #{entry:,}."
    lines = [f"{told}{recorded}", *map(local_only.sent_sentence, data.get("sent") or ())]

    def say(_console: object) -> None:
        for line in lines:
            session.output.say(line)

    session.output.result(data, say)
