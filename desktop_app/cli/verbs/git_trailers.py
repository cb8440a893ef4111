"""`countersign git-trailers`: commits say in their message which agent run made them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli import app
from desktop_app.model.visible import visible
from desktop_app.operations import git_trailers

if TYPE_CHECKING:
    from rich.console import Console

    from desktop_app.operations.git_trailers import Done


@click.group("git-trailers", cls=app.Group)
@app.global_flags
def command() -> None:
    """Say in a commit's message which agent run made it, so that its trace can be found."""


@command.command("install")
@click.option("--undo", is_flag=True, help="Take the hook out again, exactly.")
@click.option("--dry-run", is_flag=True, help="Show what would be written and write nothing.")
@app.global_flags
def install(*, undo: bool, dry_run: bool) -> None:
    """Put the hook into the repository of this folder; one that is there goes on to run first."""
    session = app.session()
    work = git_trailers.undo if undo else git_trailers.install
    done = work(Path.cwd(), dry_run=dry_run)
    data = {
        "hook": str(done.path),
        "text": done.text,
        "before": None if done.before is None else str(done.before),
        "changed": done.changed,
        "dry_run": dry_run,
        "undo": undo,
    }
    session.output.result(data, lambda console: _print(console, done, undo=undo, dry_run=dry_run))


@command.command("hook", hidden=True)
@click.argument("message", type=click.Path(path_type=Path))
@app.global_flags
def hook(message: Path) -> None:
    """Add the trailers to a commit's message: for the hook. MESSAGE is the file that git names."""
    session = app.session()
    found = git_trailers.add(message)
    data = {"trailers": [f"{name}: {value}" for name, value in found]}
    session.output.result(data, lambda _: None)


def _print(console: Console, done: Done, *, undo: bool, dry_run: bool) -> None:
    for line in done.text.splitlines():
        console.print(f"  {visible(line)}", markup=False, highlight=False, soft_wrap=True)
    for sentence in _sentences(done, undo=undo, dry_run=dry_run):
        console.print(visible(sentence), markup=False, highlight=False, soft_wrap=True)


def _sentences(done: Done, *, undo: bool, dry_run: bool) -> list[str]:
    if not done.changed:
        return [f"{done.path}: {'no hook of ours' if undo else 'it is there already'}."]
    if dry_run:
        return [f"Nothing was written. The hook is {done.path}."]
    if undo:
        put_back = " The one before it is back." if done.before else ""
        return [f"{done.path} is taken out.{put_back}"]
    told = [f"Written: {done.path}"]
    if done.before is not None:
        told.append(f"The hook that was there runs first: {done.before.name}, beside it.")
    return [*told, "Undo it with `countersign git-trailers install --undo`."]
