"""Which rows of the attack table have a test, by the `attack` marker.

    python -m tests.tools.attacks

The table is `tests/tools/attacks.toml`: row id, the attack, the verdict it must get, and what the
row waits for if it is not due yet.
A row that is due and has no test fails the check.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("attacks.toml")


def marked(path: Path) -> set[str]:
    """Return the ids that a test file's `@pytest.mark.attack(...)` decorators name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.attack":
            found |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    return found


def main() -> int:
    """Print rows without a test; return 1 when one is due."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))
    tested = set().union(*(marked(path) for path in (ROOT / "tests").rglob("test_*.py")))
    unknown = sorted(tested - rows.keys())
    due = sorted(row for row, state in rows.items() if "waits" not in state and row not in tested)
    later = sorted(row for row, state in rows.items() if "waits" in state and row not in tested)
    for row in due:
        print(f"no test for attack {row}")
    for row in unknown:
        print(f"not a row of the table: {row}")
    print(f"attacks: {len(rows)} rows, {len(rows) - len(due) - len(later)} tested, later: {later}")
    return 1 if due or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
