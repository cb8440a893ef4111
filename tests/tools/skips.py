"""A pytest plugin: skipped tests are counted, and on the machine that judges they must be known.

A skip counts as not done. `skips.toml` lists those that are accepted there, each with a reason; any
other fails the session when COUNTERSIGN_SKIPS=strict (`.ci/run` sets it). Elsewhere they are only
shown, by `-ra`.
"""

from __future__ import annotations

import os
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TABLE = Path(__file__).with_name("skips.toml")
_skipped: list[tuple[str, str]] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skip."""
    if report.skipped:
        _skipped.append((report.nodeid, str(report.longrepr)))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a file that is skipped as a whole."""
    if report.skipped:
        _skipped.append((report.nodeid, str(report.longrepr)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session when a skip is not on the list."""
    if os.environ.get("COUNTERSIGN_SKIPS") == "strict" and unknown(_skipped):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skips that are not on the list."""
    for test, reason in unknown(_skipped):
        terminalreporter.write_line(f"skip that tests/tools/skips.toml does not know: {test}")
        terminalreporter.write_line(f"    {reason}")


def unknown(skipped: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the skips that no row of the table accepts: both test and reason must match."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["skip"]
    return [
        (test, reason)
        for test, reason in skipped
        if not any(fnmatchcase(test, row["test"]) and row["reason"] in reason for row in rows)
    ]
