"""`countersign rollback RUN`: undo what an agent did to files; the plan is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app, completing
from desktop_app.cli.confirm import confirm
from desktop_app.model import formats
from desktop_app.operations.rollback import Wanted, rollback

if TYPE_CHECKING:
    from rich.console import Console

_LOOK = "What the run changed is shown, with lines of the files. That is recorded."


@click.command("rollback")
@click.argument("run", shell_complete=completing.complete_run)
@click.option("--to", metavar="TOOLCALL", help="Back to before this call: its id, or its entry.")
@click.option("--keep-call", is_flag=True, help="With --to: leave what that call itself did.")
@click.option("--path", "paths", multiple=True, help="Only this file or folder; may be repeated.")
@click.option("--unattributed", is_flag=True, help="Also what changed while no call ran.")
@click.option("--merge", is_flag=True, help="Also where you changed a file since; yours is kept.")
@click.option("--undo", type=int, metavar="ENTRY", help="Undo that rollback of this run.")
@click.option("--dry-run", is_flag=True, help="Show the plan; change nothing.")
@app.global_flags
def command(
    run: str,
    to: str | None,
    paths: tuple[str, ...],
    undo: int | None,
    *,
    keep_call: bool,
    unattributed: bool,
    merge: bool,
    dry_run: bool,
) -> None:
    """Put back the files that an agent changed, deleted or made in a run.

    The plan is shown first, as a diff. What a person changed since is left alone, and so is what
    there is no copy of. What is there now is kept before, so that a rollback can be undone.
    """
    session = app.session()
    wanted = Wanted(run, to, keep_call, paths, unattributed, undo, merge)

    def decide(plan: dict[str, Any]) -> bool:
        if dry_run:
            return False
        _tell_plan(session.output.person_console, plan)
        parts = [(plan["steps"], "path"), (plan["refs"], "git ref")]
        changing = " and ".join(formats.counted(count, what) for count, what in parts if count)
        return confirm(f"{changing} in {plan['workspace']} change.")

    data = rollback(session, wanted, confirmed=confirm(_LOOK), decide=decide)
    session.output.result(data, lambda console: _tell(console, data))


def _tell_plan(console: Console, plan: dict[str, Any]) -> None:
    for line in plan["lines"]:
        console.print(line, markup=False, highlight=False)
    for diff in plan["diffs"]:
        console.print()
        for line in diff:
            style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            console.print(line, markup=False, highlight=False, style=style)


def _tell(console: Console, data: dict[str, Any]) -> None:
    outcome = data["outcome"]
    if outcome is None:
        _tell_plan(console, data)
        if passed := data["unattributed"]:
            changes = formats.counted(passed, "change")
            console.print(f"{changes} came while no call ran: add --unattributed.", markup=False)
        if changed := data["mergeable"]:
            paths = formats.counted(changed, "path")
            console.print(f"{paths} changed since: --merge keeps that where it can.", markup=False)
        console.print("Nothing was changed.")
        return
    refs = f", and {formats.counted(outcome['refs'], 'git ref')}" if outcome["refs"] else ""
    console.print(f"{formats.counted(outcome['done'], 'path')}{refs} put back.", highlight=False)
    for line in outcome["failed"]:
        console.print(f"left alone: {line}", markup=False, highlight=False)
    console.print(
        f"Recorded as #{outcome['entry']:,}; "
        f"`countersign rollback {data['run']} --undo {outcome['entry']}` undoes it.",
        markup=False,
        highlight=False,
    )
