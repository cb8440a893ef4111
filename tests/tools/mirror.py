"""Every module of the package has its test file, and every unit-test file its module.

python -m tests.tools.mirror
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "desktop_app"
UNIT = ROOT / "tests" / "unit"
# Tested through their package's behaviour: there is nothing in them but names or a table.
NO_FILE_OF_ITS_OWN = {"__init__", "__main__"}


def expected(module: Path) -> Path:
    """Return the test file that belongs to a module."""
    relative = module.relative_to(PACKAGE)
    return UNIT / relative.parent / f"test_{relative.stem}.py"


def main() -> int:
    """Print what is missing; return 1 when anything is."""
    modules = [m for m in PACKAGE.rglob("*.py") if m.stem not in NO_FILE_OF_ITS_OWN]
    wanted = {expected(module) for module in modules}
    found = set(UNIT.rglob("test_*.py"))
    missing = sorted(str(path.relative_to(ROOT)) for path in wanted - found)
    stray = sorted(str(path.relative_to(ROOT)) for path in found - wanted)
    for path in missing:
        print(f"no test file: {path}")
    for path in stray:
        print(f"no module for: {path}")
    print(f"mirror: {len(modules)} modules, {len(missing)} without tests, {len(stray)} strays")
    return 1 if missing or stray else 0


if __name__ == "__main__":
    sys.exit(main())
