"""A real recorder in a process of its own, with a HOME, data and runtime directory of its own."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

READY_S = 20.0
STOP_S = 30.0


@dataclass
class RunningRecorder:
    """A recorder that printed its ready line."""

    process: subprocess.Popen[bytes]
    ready: dict[str, Any]
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """Base URL of OTLP/HTTP."""
        return str(self.ready["otlp_http"])

    @property
    def data_dir(self) -> Path:
        """Its data directory."""
        return Path(self.ready["data_dir"])

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one HTTP request; return (status, headers in lower case, body)."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def cli(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a verb against it."""
        return run_cli(self.environment, *arguments, check=check)

    def cli_json(self, *arguments: str) -> Any:
        """Run a verb and return the `data` of its envelope."""
        done = self.cli(*arguments, "--output", "json", check=False)
        envelope = json.loads(done.stdout)
        assert envelope["ok"], envelope
        return envelope["data"]

    def wait_indexed(self) -> None:
        """Wait until the index holds all that the ledger holds."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            status = self.cli_json_any("status")
            if status.get("lag") == 0 and status["stored"] is not None:
                return
            time.sleep(0.05)
        raise AssertionError("the index did not catch up")

    def cli_json_any(self, *arguments: str) -> Any:
        """Run a verb whose exit code may be another than 0; return `data`."""
        return json.loads(self.cli(*arguments, "--output", "json", check=False).stdout)["data"]

    def stop(self) -> int:
        """End it as a service manager would; return its exit code."""
        self.process.terminate()
        return self._ended()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(STOP_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which nothing of the real user is found."""
    (home / "run").mkdir(parents=True, exist_ok=True)
    (home / "run").chmod(0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "COUNTERSIGN_DATA_DIR": str(home / "data"),
        "COUNTERSIGN_CUSTODY": "plain-file",
        **more,
    }


def run_cli(
    env: Mapping[str, str], *arguments: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `countersign` with these words."""
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", *arguments],
        env=dict(env),
        capture_output=True,
        text=True,
        timeout=120,
        check=check,
    )


def start(env: Mapping[str, str], *arguments: str, module: str = "desktop_app") -> RunningRecorder:
    """Start a recorder on free ports and wait for its ready line; `module`: what stands for it."""
    command = [sys.executable, "-m", module, "serve"]
    ports = ["--otlp-http-port", "0", "--otlp-grpc-port", "0"]
    log = (Path(env["HOME"]) / "recorder.err").open("ab")
    with log:
        process = subprocess.Popen(
            [*command, *ports, *arguments], env=dict(env), stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait(READY_S)
        said = (Path(env["HOME"]) / "recorder.err").read_text()
        raise AssertionError(f"the recorder ended with {process.returncode}: {said}")
    return RunningRecorder(process, json.loads(line), dict(env))


@contextmanager
def running(home: Path, **more: str) -> Iterator[RunningRecorder]:
    """Start a recorder with a HOME of its own, and end it."""
    recorder = start(environment(home, **more))
    try:
        yield recorder
    finally:
        if recorder.process.poll() is None:
            recorder.stop()
