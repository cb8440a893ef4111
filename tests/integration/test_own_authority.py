"""The recipe of `upstream.md` for a time stamp authority of one's own, run as it stands there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes import running
from tests.fakes.tsa import openssl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the recipe is for a POSIX shell")
PAGE = Path(__file__).parents[2] / "resources/docs/upstream.md"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Give a recorder of its own."""
    (tmp_path / "home").mkdir()
    with running.running(tmp_path / "home") as made:
        yield made


def recipe() -> list[str]:
    """Return the commands of the section, in order; what is left to an organisation is left out."""
    section = PAGE.read_text().partition("## A time stamp authority of your own\n")[2]
    commands = re.findall(r"(?m)^    (.+)$", section.partition("\n## ")[0])
    return [one for one in commands if " upstream add " not in one]


def test_the_recipe_makes_an_authority_that_anchors(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """Each command as it is printed: a root, a stamper, a request by hand, ANCHORED."""
    openssl()
    folder = tmp_path / "authority"
    folder.mkdir()
    assert [one for one in recipe() if one.startswith("countersign")] != []
    for one in recipe():
        if one.startswith("countersign"):
            words = [str(folder / word) if "." in word else word for word in shlex.split(one)[1:]]
            said = recorder.cli(*words).stdout
        else:
            subprocess.run(one, shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602 - the page's own
    assert said.startswith("ANCHORED")
    assert "CN=Our stamper" in said
