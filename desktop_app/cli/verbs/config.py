"""`countersign config`: settings, each change an entry of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.cli.recorder_access import ask
from desktop_app.recorder import settings as table

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.model.canonical import JSON


@click.group("config")
@app.global_flags
def command() -> None:
    """List, read and change settings."""


@command.command("list")
@app.global_flags
def list_settings() -> None:
    """Show every setting with its value and what it does."""
    session = app.session()
    values = table.Settings(session.paths.settings).all()
    data = [
        {"name": row.name, "value": values[row.name], "default": row.default, "about": row.about}
        for row in table.TABLE
    ]

    def text(console: Console) -> None:
        from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

        from desktop_app.cli import views  # noqa: PLC0415 - likewise

        shown = views.table("Setting", "Value", "What it does")
        shown.columns[1].justify = "right"
        shown.columns[2].no_wrap = False
        for row in data:
            name, value = str(row["name"]), str(row["value"]).lower()
            if name.endswith("_bytes"):
                value = f"{row['value']:,}"
            changed = row["value"] != row["default"]
            shown.add_row(name, Text(value, "bold" if changed else ""), str(row["about"]))
        console.print(shown)

    session.output.result(data, text)


@command.command("get")
@click.argument("name")
@app.global_flags
def get(name: str) -> None:
    """Print one setting's value."""
    session = app.session()
    value = table.Settings(session.paths.settings)[name]
    data = {"name": name, "value": value}
    session.output.result(data, lambda _: session.output.raw(str(value).lower()))


@command.command("set")
@click.argument("name")
@click.argument("value")
@app.global_flags
def set_value(name: str, value: str) -> None:
    """Change a setting: `countersign config set receive.max_bytes 128MiB`."""
    session = app.session()
    parsed = table.parse(name, value)
    confirmed = table.loosens(name, parsed) and confirm(f"{name} = {value} records less strictly.")
    arguments: dict[str, JSON] = {"name": name, "value": value, "confirmed": confirmed}
    data = cast("dict[str, object]", ask(session, "config.set", arguments))
    old, new = (str(data[which]).lower() for which in ("old", "new"))  # as they are typed
    sentence = f"{name}: {old} -> {new}. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(sentence))
