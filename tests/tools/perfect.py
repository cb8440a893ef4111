"""The core's modules reach full branch coverage, each from its own test file alone.

    python -m tests.tools.perfect [package ...]

Core: model, tlog, signing, redact, ledger. All their unit tests run once in this process; what a
test ran counts only for the module whose test file it stands in (imports count for all).
`perfect.toml` lists the exceptions: how many lines and branches may be missed, and why. One that is
no longer needed fails the check as well: the list only gets shorter.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverage
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("perfect.toml")
CORE = ("model", "tlog", "signing", "redact", "ledger")


class Contexts:
    """A pytest plugin: whatever runs for a test is booked on the test's file."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Switch before the fixtures and back after them."""
        self._measured.switch_context(item.path.relative_to(ROOT).as_posix())
        yield
        self._measured.switch_context("")


def main() -> int:
    """Run the tests, compare with the table; return 1 when something is off."""
    packages = sys.argv[1:] or CORE
    measured = coverage.Coverage(data_file=None, config_file=str(ROOT / "pyproject.toml"))
    measured.start()
    folders = [str(ROOT / "tests" / "unit" / package) for package in packages]
    failed = pytest.main(
        ["-q", "-m", "not os_service", "--no-header", "-p", "no:cacheprovider", *folders],
        plugins=[Contexts(measured)],
    )
    measured.stop()
    if failed:
        return 1
    allowed = tomllib.loads(TABLE.read_text("utf-8"))
    wrong = 0
    for module in (found for package in packages for found in modules(package)):
        name = module.relative_to(ROOT).as_posix()
        missed = missing(measured, module)
        most = allowed.get(name, {}).get("missing", 0)
        if len(missed) != most:
            wrong += 1
            print(f"{name}: {len(missed)} missed, {most} allowed: {', '.join(missed)}")
    print(f"perfect: {wrong} of {sum(len(modules(p)) for p in packages)} modules are off")
    return 1 if wrong else 0


def modules(package: str) -> list[Path]:
    """Return a package's modules that hold code of their own."""
    found = sorted((ROOT / "desktop_app" / package).rglob("*.py"))
    return [path for path in found if path.name != "__init__.py"]


def missing(measured: coverage.Coverage, module: Path) -> list[str]:
    """Return the lines and branches of a module that its own test file does not run."""
    test = module.relative_to(ROOT / "desktop_app")
    own = (Path("tests/unit") / test.parent / f"test_{test.name}").as_posix()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "report.json")
        try:
            measured.json_report(
                morfs=[str(module)], outfile=str(out), contexts=["^$", f"^{re.escape(own)}$"]
            )
        except coverage.exceptions.NoDataError:
            return ["never imported"]
        files: dict[str, Any] = json.loads(out.read_text("utf-8"))["files"]
    (report,) = files.values()
    lines = [str(line) for line in report["missing_lines"]]
    return lines + [f"{start}->{end}" for start, end in report["missing_branches"]]


if __name__ == "__main__":
    sys.exit(main())
