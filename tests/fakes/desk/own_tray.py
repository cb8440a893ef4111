"""Our tray on a desktop of the tests: the real program, with a data directory of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil

from desktop_app.host.instance import read_holder
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.desk.desktop import Desktop

READY_S = 40.0  # of a machine that does much else
_PROGRAM = [sys.executable, "-m", "desktop_app"]
_SETTINGS = """\
[receive]
http_port = 0
grpc_port = 0
[first_start]
done = true
"""


class OwnTray:
    """A tray and its recorder.

    Attributes:
        data_dir: theirs.
        process: the tray that was started last.
    """

    def __init__(self, desk: Desktop, data_dir: Path) -> None:
        self.desk, self.data_dir = desk, data_dir
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data_dir / "settings.toml").write_text(_SETTINGS)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> TrayItem:
        """Start the tray; return its icon once the recorder answers."""
        self.launch()
        try:
            item = TrayItem(self.desk.bus, READY_S)
            until(lambda: "starting" not in item.tool_tip(), "the recorder", READY_S)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said: {self.desk.programs.log('tray')}") from error
        return item

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the tray and wait for nothing."""
        command = [*_PROGRAM, "--data-dir", str(self.data_dir)]
        self.process = self.desk.programs.start("tray", command)
        return self.process

    def second(self, **environment: str | None) -> subprocess.CompletedProcess[str]:
        """Start it once more and wait for its end; variables that are None are not set."""
        merged = {**self.desk.environment, **environment}
        return subprocess.run(
            [*_PROGRAM, "--data-dir", str(self.data_dir)],
            env={name: value for name, value in merged.items() if value is not None},
            capture_output=True,
            text=True,
            check=False,
            timeout=READY_S,
        )

    def kill(self) -> None:
        """End the tray alone, as a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """End the tray as a session's end does; return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(READY_S)

    def close(self) -> None:
        """End whatever of the two still runs."""
        if self.process is not None and self.process.poll() is None:
            self.terminate()
        pid = self.recorder_pid()
        if pid:
            os.kill(pid, signal.SIGTERM)
            until(lambda: not psutil.pid_exists(pid), "the recorder's end", READY_S)

    def recorder_pid(self) -> int:
        """Return the recorder's process id, 0 for none."""
        holder = read_holder(self.data_dir / "recorder.lock")
        return holder.pid if holder is not None and psutil.pid_exists(holder.pid) else 0

    def kill_recorder(self) -> int:
        """End the recorder as a crash would, once there is one; return its process id."""
        pid = until(self.recorder_pid, "a recorder", READY_S)
        os.kill(pid, signal.SIGKILL)
        until(lambda: self.recorder_pid() != pid, "the recorder's end")
        return pid

    def send(self, body: bytes) -> int:
        """Send spans as an agent does; return the HTTP status."""
        parts = urlsplit(self.json("status")["otlp_http"])
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            protobuf = {"content-type": "application/x-protobuf"}
            connection.request("POST", "/v1/traces", body, protobuf)
            return connection.getresponse().status
        finally:
            connection.close()

    def cli(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a verb against it."""
        return subprocess.run(
            [*_PROGRAM, *words, "--data-dir", str(self.data_dir)],
            env=self.desk.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=60,
        )

    def json(self, *words: str) -> Any:
        """Run a verb; return the `data` of its answer."""
        return json.loads(self.cli(*words, "--output", "json", check=False).stdout)["data"]

    def kinds(self) -> list[str]:
        """Return the kinds of all entries, oldest first."""
        lines = self.cli("audit-log", "--output", "jsonl").stdout.splitlines()
        return [str(json.loads(line)["kind"]) for line in lines]
