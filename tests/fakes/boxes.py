"""Network namespaces of the tests: whether one can be made here."""

from __future__ import annotations

import shutil
import subprocess
import sys


def can_be_made() -> bool:
    """Whether this user may make a network namespace here."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode == 0
    )
