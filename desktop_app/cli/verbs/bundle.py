"""`countersign bundle`: make an audit bundle, or check one."""

from __future__ import annotations

import click

from desktop_app.cli import app
from desktop_app.cli.verbs.bundle_export import export


@click.group("bundle")
@app.global_flags
def command() -> None:
    """Export, verify or inspect an audit bundle."""


command.add_command(export)
