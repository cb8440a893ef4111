"""A log that was removed or exchanged is never followed by a silent new start (ATTACKS B07)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ADOPT = """
from desktop_app.host.paths import Paths
from desktop_app.recorder.adopting import adopt_ledger
print(adopt_ledger(Paths.resolve(), "somebody removed it"))
"""


def _made(home: Path) -> Mapping[str, str]:
    with running.running(home) as recorder:
        return recorder.environment


def _refusal(env: Mapping[str, str]) -> str:
    ports = ("--otlp-http-port", "0", "--otlp-grpc-port", "0")
    done = running.run_cli(env, "serve", *ports, check=False)
    assert done.returncode == 30
    return done.stderr


@pytest.mark.attack("B07")
def test_a_removed_log(tmp_path: Path) -> None:
    """Neither the recorder nor `verify` passes over it; a new log has to name it."""
    env, data = _made(tmp_path), tmp_path / "data"
    for file in data.glob("ledger.db*"):
        file.unlink()
    assert "is gone" in _refusal(env)
    assert running.run_cli(env, "verify", check=False).returncode == 30
    done = subprocess.run(
        [sys.executable, "-P", "-c", _ADOPT], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None\n"
    with running.running(tmp_path):
        assert running.run_cli(env, "verify").returncode == 0


@pytest.mark.attack("B07")
def test_an_exchanged_log(tmp_path: Path) -> None:
    """Another install's log is refused, though its keys were put beside ours."""
    home, other = tmp_path / "home", tmp_path / "other"
    env = _made(home)
    _made(other)
    shutil.copy(other / "data" / "ledger.db", home / "data" / "ledger.db")
    keys = ".config/countersign/keys"
    (theirs,) = (other / keys).iterdir()
    shutil.copytree(theirs, home / keys / theirs.name)
    assert "what lies there now" in _refusal(env)
    assert running.run_cli(env, "verify", check=False).returncode == 30
