"""Everything a change must pass, one stage after the other, with the seconds of each.

python -m tests.tools.stages

The stages are those of `poe check`, in its order: the cheap ones first. The first that fails ends
it; the last lines say what passed, how each test run closed, and what was not run any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def stages() -> list[str]:
    """Return the names of the stages, as pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(settings["tool"]["poe"]["tasks"]["check"]["sequence"])


def run(stage: str) -> tuple[int, str]:
    """Run a stage, show what it prints; return its exit code and its last line."""
    command = [sys.executable, "-m", "poethepoet", "--quiet", "--root", str(ROOT), stage]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    if sys.stdout.isatty():  # it talks to our pipe, the person still has a terminal
        environment |= {"FORCE_COLOR": "1"}
    closing = ""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return process.returncode, closing.strip("= ")


def main() -> int:
    """Run the stages up to the first that fails; return its exit code, or 0."""
    names, table, began, code = stages(), [], time.monotonic(), 0
    for name in names:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        code, closing = run(name)
        word = "FAILED" if code else "passed"
        table.append(f"{name:13} {time.monotonic() - start:6.1f} s  {word}  {closing}")
        if code:
            break
    print("\n== all stages" if not code else "\n== stages up to the first that failed")
    print("\n".join(table))
    total = time.monotonic() - began
    if code:
        rest = ", ".join(names[len(table) :]) or "none"
        print(f"FAILED: {names[len(table) - 1]}, after {total:.0f} s. Not run: {rest}.")
    else:
        print(f"passed: all {len(names)} stages, in {total:.0f} s.")
    return code


if __name__ == "__main__":
    sys.exit(main())
