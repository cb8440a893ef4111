"""`countersign completion SHELL`: prints what the shell must read once."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from desktop_app.cli import app
from desktop_app.errors import UsageError


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@app.global_flags
def command(shell: str) -> None:
    """Print a completion script.

    For bash: countersign completion bash >> ~/.bashrc
    """
    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"No completion for {shell}.")
    script = found(app.root, {}, "countersign", "_COUNTERSIGN_COMPLETE").source()
    app.session().output.raw(script)
