"""Network namespaces: the kernel counts what wants out, and two machines are one wire apart.

While local-only mode is on nothing leaves, whichever upstreams are there and however much waits.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.certificates import Authority

ROOT = Path(__file__).parents[2]


def boxed(*command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a network namespace that has a loopback and no way out."""
    return subprocess.run(
        ["unshare", "-rn", sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def _can(*words: str) -> bool:
    """Whether this user may do that in a network namespace here."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return False
    made = subprocess.run(["unshare", "-rn", *words], check=False, capture_output=True)
    return made.returncode == 0


@pytest.mark.skipif(not _can("true"), reason="no network namespace can be made here")
def test_no_packet_wants_to_leave_whatever_waits(tmp_path: Path) -> None:
    """Upstreams of each kind, a long queue behind each, a bundle and a stamp asked for: nothing."""
    done = boxed("-m", "tests.fakes.boxed_upstreams", str(tmp_path))
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["kinds"] == ["folder", "https", "otlp", "s3", "tsa", "webhook"]
    assert min(told["behind"].values()) > 200
    assert told["refused"] == ["upstream.stamp", "upstream.test"]
    assert told["local-only"] == 0
    assert told["folder"] == []
    assert told["off"] > 0  # so the count does count
    assert told["on again"] == 0
    assert told["verdict"] == "CONSISTENT"


@pytest.mark.skipif(
    shutil.which("ip") is None or not _can("ip", "link", "add", "wire", "type", "veth"),
    reason="no two network namespaces can be joined here",
)
def test_two_machines(tmp_path: Path) -> None:
    """One forwards to the other over TLS: what arrives is what was stored, and both verify."""
    authority = Authority()
    authority.pair("10.99.0.2").file(tmp_path, "server.pem")
    (tmp_path / "ca.pem").write_text(authority.pem)
    done = boxed("-m", "tests.fakes.two_machines", str(tmp_path))
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["packets while local-only"] == 0
    assert told["packets then"] > 0
    assert told["sent"] == told["arrived"] == 12
    assert told["spans"] == "the same"
    assert told["here"] == told["there"] == "CONSISTENT"
