"""Progress on standard error: only for a person, only for what takes longer than a second."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from desktop_app.cli.output import Output

PATIENCE_S = 1.0


@contextmanager
def bar(
    output: Output, what: str, *, patience_s: float = PATIENCE_S
) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be told (done, total); shows nothing unless stderr is a terminal.

    Args:
        output: whose standard error.
        what: what is counted, `Entry`.
        patience_s: seconds before anything is shown.
    """
    if output.format != "text" or output.progress_console.quiet:
        yield lambda _done, _total: None
        return
    shown = _Bar(output.progress_console, what, patience_s)
    try:
        yield shown.told
    finally:
        shown.stop()


@dataclass
class _Bar:
    """A bar that appears late and goes away when done."""

    console: Console
    what: str
    patience_s: float
    began: float = field(default_factory=time.monotonic)
    _shown: tuple[Progress, TaskID] | None = None

    def told(self, done: int, total: int) -> None:
        """Show `Entry 6,204,118 of 10,482,003, 412,000 a second. About 10 s left.`."""
        took_s = time.monotonic() - self.began
        if self._shown is None:
            if took_s < self.patience_s:
                return
            self._shown = self._start(total)
        progress, task = self._shown
        rate = done / took_s if took_s > 0 else 0.0
        left = f" About {(total - done) / rate:,.0f} s left." if rate else ""
        text = f"{self.what} {done:,} of {total:,}, {rate:,.0f} a second.{left}"
        progress.update(task, completed=done, total=total, description=text)

    def stop(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown[0].stop()

    def _start(self, total: int) -> tuple[Progress, TaskID]:
        from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - where one looks

        columns = (BarColumn(30), TextColumn("{task.description}", markup=False))
        progress = Progress(*columns, console=self.console, transient=True)
        progress.start()
        return progress, progress.add_task("", total=total)
