"""An administrator's folder in a test's own, and a program that believes in it.

    python -m tests.fakes.managed serve      as `countersign serve`, with the folder of a variable

The product knows no such variable: this program puts the folder in place before it begins.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.host import managed

if TYPE_CHECKING:
    import pytest

VARIABLE = "TESTS_MANAGED_FOLDER"
NO_PUSH = """\
version: 1
rules:
  - name: no-publishing
    effect: deny
    traits: [pushes]
    why: Releases go through the build server.
"""


def put(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    settings: str | None = None,
    policy: str | None = None,
) -> Path:
    """Make a folder that counts as the administrator's, and have this process look there."""
    folder.mkdir(mode=0o755, exist_ok=True)
    write(folder, settings=settings, policy=policy)
    monkeypatch.setattr(managed, "FOLDER", folder)
    monkeypatch.setattr(managed, "ROOT", os.geteuid())
    return folder


def write(folder: Path, *, settings: str | None = None, policy: str | None = None) -> None:
    """Write its files, as an administrator does: whole, and readable by everybody."""
    for name, text in ((managed.SETTINGS, settings), (managed.POLICY, policy)):
        if text is not None:
            new = folder / f".{name}.new"
            new.write_text(text)
            new.chmod(0o644)
            new.replace(folder / name)


def main() -> int:
    """Be `countersign`, with the folder that the variable names."""
    from desktop_app.__main__ import main as countersign  # noqa: PLC0415 - after the folder is set

    managed.FOLDER, managed.ROOT = Path(os.environ[VARIABLE]), os.geteuid()
    return countersign()


if __name__ == "__main__":
    sys.exit(main())
