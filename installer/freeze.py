#!/usr/bin/env python3
"""Builds the program as people get it who have no Python: one folder, nothing to install.

    python installer/freeze.py WHERE        makes WHERE/countersign (macOS: and Countersign.app)

Needs an environment with `requirements-dev.lock` in it (`bootstrap.py test` makes one). Two builds
of one checkout in one environment give the same bytes: hashes of strings are fixed, times are those
of the checkout's last change (SOURCE_DATE_EPOCH, else git, else a fixed one).
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNPATH = runpy.run_path(str(ROOT / "installer" / "runpath.py"))
FIXED_DATE = "1764288000"  # when there is neither git nor SOURCE_DATE_EPOCH


def freeze(where: Path) -> Path:
    """Build into `where`; return the folder, about 150 MB, stripped of what debuggers want."""
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
        places = ["--distpath", str(where), "--workpath", work]
        environment = os.environ | {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": source_date()}
        subprocess.run(
            [*command, *places, str(ROOT / "installer" / "countersign.spec")],
            env=environment,
            check=True,
        )
    folder = where / "countersign"
    if sys.platform == "linux":
        strip(folder)
    return folder


def source_date() -> str:
    """Return the seconds since 1970 that stand for "when this was made"."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return given
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or FIXED_DATE


def strip(folder: Path) -> None:
    """Take symbols, debugging tables and paths of this machine out of the libraries.

    The program itself is left whole: `strip` would cut off what PyInstaller appends to it.
    """
    libraries = [path for path in binaries(folder) if path.parent != folder]
    subprocess.run(["strip", "--strip-unneeded", *map(str, libraries)], check=True)
    for path in libraries:
        RUNPATH["remove_foreign"](path)


def binaries(folder: Path) -> list[Path]:
    """Return the ELF files in a folder, sorted; links are not followed."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    found.append(path)
    return found


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    print(freeze(Path(sys.argv[1]).absolute()))
