"""verify.py itself: one file, which runs with nothing of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from desktop_app.bundle import onefile
from tests.fakes.bundle_forger import forge, standard_log

if TYPE_CHECKING:
    from pathlib import Path

LOG = standard_log()


def test_it_runs_with_nothing_of_ours(tmp_path: Path) -> None:
    """Isolated, from a directory of its own; it says what the verifier says."""
    (tmp_path / "verify.py").write_text(onefile.generate(), "utf-8")
    (tmp_path / "bundle.zip").write_bytes(forge(log=LOG, sizes=[50]).to_zip())
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "bundle.zip", "--json"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
    )
    assert (done.returncode, done.stderr) == (20, "")
    assert json.loads(done.stdout)["fingerprint"] == LOG.fingerprint


def test_it_holds_what_it_needs_and_no_more() -> None:
    """No store, no operating system's services, no optional libraries' modules."""
    held = onefile.modules()
    assert onefile.ENTRANCE in held
    assert not onefile.OMITTED & set(held)
    layers = {name.split(".")[1] for name in held if "." in name}
    assert layers == {"bundle", "errors", "model", "retention", "signing", "tlog"}
