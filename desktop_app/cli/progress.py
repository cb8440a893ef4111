"""Progress bars on standard error, only for a person, only for what takes longer than a moment."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.cli.output import Output


@contextmanager
def bar(output: Output, what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be told (done, total); shows nothing unless stderr is a terminal."""
    if output.format != "text" or output.progress_console.quiet:
        yield lambda _done, _total: None
        return
    from rich.progress import (  # noqa: PLC0415 - only where a person looks
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=output.progress_console, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
