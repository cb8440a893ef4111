"""A proxy starts before a server of this machine alone, and a signal ends it in order."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import app
from tests.unit.operations.test_mcp_http import proxied, read, recorder, served, talk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

__all__ = ["recorder"]  # a fixture


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1:80/mcp",
        "http://example.org/mcp",
        "http://localhost.example.org/mcp",
        "http://127.0.0.1@example.org/mcp",
        "http://[::ffff:10.0.0.1]/mcp",
        "http://0.0.0.0:8000/mcp",
        "https://127.0.0.1/mcp",
        "http://2130706433/mcp",
        "http://127.1/mcp",
        "file:///mcp",
        "",
    ],
)
def test_servers_beyond_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    """Refused before anything is opened, with a sentence that names the URL."""
    words = ["--output", "json", "--data-dir", str(tmp_path), "mcp-proxy"]
    assert app.main([*words, "--name", "t", "--url", url]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "USAGE"
    assert url in error["message"]


def test_the_server_s_own_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A proxy before itself would ask for ever."""
    words = ["--output", "json", "--data-dir", str(tmp_path), "mcp-proxy", "--name", "t"]
    assert app.main([*words, "--url", "http://127.0.0.1:9/mcp", "--port", "9"]) == 2
    assert "own port" in json.loads(capsys.readouterr().out)["error"]["message"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(
    recorder: RunningRecorder, tmp_path: Path, number: signal.Signals
) -> None:
    """With 0; the server goes on without it."""
    with served(recorder, tmp_path / "ran") as (proxy, url):
        talk(url, [("echo", "x")])
        proxy.send_signal(number)
        assert proxy.wait(30) == 0
    assert "echo x" in read(tmp_path / "ran")


def test_a_port_that_is_taken(recorder: RunningRecorder) -> None:
    """One sentence."""
    with proxied(recorder, "http://127.0.0.1:9/mcp") as (_, url):
        port = url.rpartition(":")[2].removesuffix("/mcp")
        own = ["-m", "desktop_app", "mcp-proxy", "--name", "t", "--port", port, "--url"]
        done = subprocess.run(
            [sys.executable, *own, "http://127.0.0.1:9/mcp"],
            env=recorder.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr
