"""`countersign bundle`: make an audit bundle, or check one."""

from __future__ import annotations

import click

from desktop_app.cli import app
from desktop_app.cli.verbs.bundle_export import export
from desktop_app.cli.verbs.bundle_inspect import inspect
from desktop_app.cli.verbs.bundle_verifier import verifier
from desktop_app.cli.verbs.bundle_verify import verify


@click.group("bundle", cls=app.Group)
@app.global_flags
def command() -> None:
    """Export, verify or inspect an audit bundle."""


command.add_command(export)
command.add_command(verify)
command.add_command(inspect)
command.add_command(verifier)
