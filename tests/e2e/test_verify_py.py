"""verify.py at a reviewer's: `cryptography` alone, the newest and an old one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import onefile
from tests.fakes.bundle_forger import forge, standard_log

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.bundle_forger import Forged

pytestmark = [pytest.mark.install, pytest.mark.timeout(300)]
# Debian 12 has 38: no ML-DSA there.
WANTED = {"cryptography": True, "cryptography==38.0.4": False}


@pytest.fixture(scope="module", params=WANTED)
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Return a bare environment's Python, and whether it has ML-DSA."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", request.param]
    subprocess.run(install, check=True)
    return python, WANTED[request.param]


def say(python: Path, forged: Forged, folder: Path, *more: str) -> tuple[int, dict[str, object]]:
    """Run verify.py on a zip; return exit code and report."""
    path = folder / "bundle.zip"
    path.write_bytes(forged.to_zip())
    verifier = folder / "verify.py"
    verifier.write_text(onefile.generate(), "utf-8")
    command = [str(python), "-I", str(verifier), str(path), "--json", *more]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder, text=True)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_reviewer_verifies_with_cryptography_alone(bare, tmp_path: Path) -> None:
    """MATCH with the fingerprint, CANNOT TELL without; an old library's gap is said."""
    python, has_mldsa44 = bare
    log = standard_log()
    forged = forge(log=log)
    assert say(python, forged, tmp_path)[0] == 20
    code, report = say(python, forged, tmp_path, "--fingerprint", log.fingerprint)
    assert (code, report["word"]) == (0, "MATCH")
    assert report["second_signatures"] is has_mldsa44
    assert ("ML-DSA-44" in str(report["not_proven"])) is not has_mldsa44


def test_a_reviewer_sees_what_was_changed(bare, tmp_path: Path) -> None:
    """A forged entry that all sums fit; a checkpoint by an old key."""
    python, _ = bare
    log = standard_log()
    forged = forge(log=log)
    forged.files["entries/15.json"] = forged.files["entries/15.json"].replace(b"codex", b"gemin")
    assert say(python, forged.finish(), tmp_path)[0] == 40
    forged = forge(log=log, export=log.size - 1)
    note = log.note(log.size, keys=log.epochs[0])
    forged.files["log/checkpoint"] = forged.files[f"log/checkpoints/{log.size}"] = note
    assert say(python, forged.finish(), tmp_path)[0] == 40
