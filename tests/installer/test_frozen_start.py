"""What the built program gives back of the environment that its starter changed."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "frozen_start.py"
OURS = "/opt/countersign/_internal"


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ({"LD_LIBRARY_PATH": OURS}, {}),
        ({"LD_LIBRARY_PATH": f"{OURS}:/theirs", "LD_LIBRARY_PATH_ORIG": "/theirs"}, "/theirs"),
        ({"LD_LIBRARY_PATH": "/theirs"}, "/theirs"),
        ({}, {}),
        ({"_PYI_ARCHIVE_FILE": "x", "_PYI_PARENT_PROCESS_LEVEL": "1"}, {}),
    ],
)
def test_the_persons_environment_is_back(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, str], left: str | dict[str, str]
) -> None:
    """Library paths are as the person had them, and nothing of the starter's own is left."""
    monkeypatch.setattr(os, "environ", {"HOME": "/home/x", **found})
    monkeypatch.setattr(sys, "_MEIPASS", OURS, raising=False)
    runpy.run_path(str(SCRIPT))
    theirs = {"LD_LIBRARY_PATH": left} if isinstance(left, str) else left
    assert os.environ == {"HOME": "/home/x", **theirs}
