"""What the shell offers where a verb takes a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    import click

    from desktop_app.cli.app import Session

_COMPLETIONS = 50


def complete_run(context: click.Context, _parameter: object, begun: str) -> list[str]:
    """Return the ids of runs that begin so, for the shell; none when they cannot be read."""
    session: Session = context.find_root().ensure_object(dict)["session"]
    try:
        with Query(session.paths.index) as query:
            runs = query.runs(limit=_COMPLETIONS, hidden=True)
    except CountersignError:
        return []
    ids = ["last", *(str(run["run_id"]) for run in runs)]
    # The shell reads one completion a line: an id that could be more than a word is left out.
    return [i for i in ids if i.startswith(begun) and i.isascii() and i.isprintable()]
