"""Commands given in a stranger's folder (an agent's workspace) run none of what lies in it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

_SHADOWED = ("desktop_app", "apsw", "click", "multiprocessing", "json", "zstandard")


def test_a_recorder_started_in_a_workspace_imports_nothing_of_it(tmp_path: Path) -> None:
    """`countersign run` starts a recorder, and that its follower: neither looks around."""
    folder, ran = tmp_path / "workspace", tmp_path / "ran"
    for name in _SHADOWED:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"open({str(ran)!r}, 'a').write({name!r})")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "desktop_app", "run", "--", "true"],
        cwd=folder,
        env=running.environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, ran.exists()) == (0, False), done.stderr
