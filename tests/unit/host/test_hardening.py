"""host.hardening: what a dead process leaves behind."""

from __future__ import annotations

import subprocess
import sys

import pytest

_SCRIPT = """
import os, resource, signal, stat
from desktop_app.host.hardening import harden
held = harden()
print(",".join(held), resource.getrlimit(resource.RLIMIT_CORE) == (0, 0))
open("made", "w").close()
print(oct(stat.S_IMODE(os.stat("made").st_mode)))
import ctypes
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))  # PR_GET_DUMPABLE
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_core_no_debugger_private_files(tmp_path: pytest.TempPathFactory) -> None:
    """In a child, since none of it can be taken back."""
    answer = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        cwd=str(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["umask,no-core,not-dumpable", "True", "0o600", "0"]
