"""cli.progress: a bar for a person who waits, nothing for anybody else."""

from __future__ import annotations

import io

from rich.console import Console

from desktop_app.cli import progress
from desktop_app.cli.output import Output
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds


def watched(form: str = "text", *, quiet: bool = False) -> tuple[Output, io.StringIO]:
    """Return an output whose standard error is a terminal of 100 columns."""
    made, screen = Output(FakeClock(), FakeIds(), format=form), io.StringIO()
    made.__dict__["progress_console"] = Console(
        file=screen, force_terminal=True, width=100, quiet=quiet, color_system=None
    )
    return made, screen


def test_what_takes_long_is_counted_with_its_rate():
    """`Entry 250 of 1,000, 412,000 a second. About 10 s left.`."""
    output, screen = watched()
    with progress.bar(output, "Entry", patience_s=0) as told:
        told(250, 1_000)
        told(1_000, 1_000)
    assert "Entry 1,000 of 1,000, " in screen.getvalue()
    assert "About 0 s left." in screen.getvalue()


def test_what_is_quick_shows_nothing():
    """A bar that flashes is noise."""
    output, screen = watched()
    with progress.bar(output, "Entry", patience_s=60) as told:
        told(0, 1_000)
    assert screen.getvalue() == ""


def test_scripts_and_pipes_get_none():
    """Neither JSON nor a standard error that nobody looks at."""
    for output, screen in (watched("json"), watched(quiet=True)):
        with progress.bar(output, "Entry", patience_s=0) as told:
            told(1, 2)
        assert screen.getvalue() == ""


def test_nothing_done_has_no_rate():
    """No division by zero, no guess."""
    output, screen = watched()
    with progress.bar(output, "Entry", patience_s=0) as told:
        told(0, 5)
    assert "left" not in screen.getvalue()
