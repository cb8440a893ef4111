"""`countersign config`: settings, each change an entry of the ledger."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.model.visible import visible
from desktop_app.operations import settings

if TYPE_CHECKING:
    from rich.console import Console


@click.group("config", cls=app.Group, invoke_without_command=True)
@click.pass_context
@app.global_flags
def command(context: click.Context) -> None:
    """List, read and change settings; alone it lists them."""
    if context.invoked_subcommand is None:
        _list()


@command.command("list")
@app.global_flags
def list_settings() -> None:
    """Show every setting with its value and what it does; `countersign config` alone does too."""
    _list()


def _list() -> None:
    session = app.session()
    rows = settings.rows(session)
    data = [
        {
            "name": row.name,
            "value": row.value,
            "default": row.default,
            "about": row.about,
            "managed": bool(row.managed),
        }
        for row in rows
    ]
    managed = next((row.managed for row in rows if row.managed), None)

    def text(console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

        from desktop_app.cli import views  # noqa: PLC0415 - likewise

        shown = views.table("Setting", "Value", "", "What it does")
        shown.columns[1].justify = "right"
        shown.columns[3].no_wrap = False
        for row in data:
            value, default = settings.typed(row["value"]), settings.typed(row["default"])
            changed = value != default
            told = f"default is {default}" if changed else "default"
            mark = Text("managed" if row["managed"] else told, views.DIM)
            said = Text(value, "bold" if changed else "")
            shown.add_row(str(row["name"]), said, mark, str(row["about"]))
        console.print(shown)
        if managed is not None:
            by = f"managed: by whoever administers this computer, in {visible(managed)}"
            console.print(by, markup=False, highlight=False, soft_wrap=True)

    session.output.result(data, text)


@command.command("get")
@click.argument("name")
@app.global_flags
def get(name: str) -> None:
    """Print one setting's value."""
    session = app.session()
    value = settings.value(session, name)
    data = {"name": name, "value": value}
    session.output.result(data, lambda _: session.output.raw(str(value).lower()))


@command.command("set")
@click.argument("name")
@click.argument("value")
@app.global_flags
def set_value(name: str, value: str) -> None:
    """Change a setting: `countersign config set receive.max_bytes 128MiB`."""
    session = app.session()
    settings.check_free(session, name, value)
    loosens = settings.loosens(name, value)
    what = (
        "decides what stays" if name.startswith("retention.") else "records or asks less strictly"
    )
    confirmed = loosens and confirm(f"{name} = {value} {what}.")
    done = settings.change(session, name, value, confirmed=confirmed)
    old, new = (str(shown).lower() for shown in (done.old, done.new))  # as they are typed
    when = "" if done.takes_hold == "now" else " It takes hold at the recorder's next start."
    sentence = f"{name}: {old} -> {new}. Recorded as #{done.entry:,}.{when}"
    session.output.result(asdict(done), lambda _: session.output.say(sentence))
