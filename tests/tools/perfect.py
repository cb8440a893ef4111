"""The core's modules reach full branch coverage, each from its own test file alone.

    python -m tests.tools.perfect [package | package/module ...]

Core: model, tlog, signing, redact, consent, policy, ledger, vault, upstream, and what judges a
bundle: bundle/verify and the modules that it shares with the builder. All their unit tests run once
in this process; what a test ran counts only for the module whose test file it stands in (imports
count for all).
`perfect.toml` lists the exceptions: how many lines and branches may be missed, and why. More than
that fails; fewer is said, so that the number can be lowered.
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
SHARED = ("layout", "scope", "manifest", "absence", "keyfiles", "fields", "jsonfile")
CORE = (
    *(
        "model",
        "tlog",
        "signing",
        "redact",
        "consent",
        "policy",
        "retention",
        "ledger",
        "vault",
        "upstream",
        "bundle/verify",
    ),
    *(f"bundle/{name}" for name in SHARED),
)


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
    """Run the tests, compare with the table; return 1 when more is missed than it allows."""
    chosen = [module for name in sys.argv[1:] or CORE for module in modules(name)]
    measured = coverage.Coverage(data_file=None, config_file=str(ROOT / "pyproject.toml"))
    measured.start()
    tests = sorted({str(path) for module in chosen if (path := ROOT / own_test(module)).exists()})
    failed = pytest.main(
        ["-q", "-m", "not os_service", "--no-header", "-p", "no:cacheprovider", *tests],
        plugins=[Contexts(measured)],
    )
    measured.stop()
    if failed:
        return 1
    allowed = tomllib.loads(TABLE.read_text("utf-8"))
    wrong = 0
    for module in chosen:
        name = module.relative_to(ROOT).as_posix()
        missed, most = missing(measured, module), allowed.get(name, {}).get("missing", 0)
        wrong += len(missed) > most
        if len(missed) != most:
            print(f"{name}: {len(missed)} missed, {most} allowed: {', '.join(missed)}")
    print(f"perfect: {len(chosen)} modules, {wrong} with more missed than allowed")
    return 1 if wrong else 0


def modules(name: str) -> list[Path]:
    """Return a package's modules that hold code of their own, or the one module of that name."""
    folder = ROOT / "desktop_app" / name
    if not folder.is_dir():
        return [folder.with_suffix(".py")]
    return sorted(path for path in folder.rglob("*.py") if path.name != "__init__.py")


def own_test(module: Path) -> str:
    """Return the path of a module's test file, relative to the repository."""
    place = module.relative_to(ROOT / "desktop_app")
    return (Path("tests/unit") / place.parent / f"test_{place.name}").as_posix()


def missing(measured: coverage.Coverage, module: Path) -> list[str]:
    """Return the lines and branches of a module that its own test file does not run."""
    own = own_test(module)
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
