"""No text is cut in any window, at 100, 150 and 200 %, with text of twice the size, and narrow."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]


SCREEN = {"name": "wide", "x": 0, "y": 0, "width": 5120, "height": 3200}
SCREEN |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}


@pytest.mark.parametrize(
    ("scale", "text", "size"),
    [
        ("1", "1", "1280x800"),
        ("1.5", "1", "1280x800"),
        ("2", "1", "1280x800"),
        ("1", "2", "1280x800"),
        ("1", "1", "900x640"),
    ],
)
def test_no_text_is_cut(
    recorder: RunningRecorder, tmp_path: Path, scale: str, text: str, size: str
) -> None:
    """Labels, buttons, chips and choices have the room that their texts need."""
    screens, found = tmp_path / "screens.json", tmp_path / "found.json"
    screens.write_text(json.dumps({"screens": [SCREEN]}))  # noqa: TID251 - Qt's own format
    told = {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.clipped", found, size, text],
        env=os.environ | recorder.environment | told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(found.read_text())
    assert answer["font"] >= 12 * int(text)
    assert {name: cut for name, cut in answer["clipped"].items() if cut} == {}
