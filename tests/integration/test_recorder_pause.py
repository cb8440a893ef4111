"""Pausing a real recorder: only a person at a terminal may, and nothing is kept meanwhile."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import otlp, running

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from tests.fakes.running import RunningRecorder

PROTOBUF = {"content-type": "application/x-protobuf"}
NOT_A_PERSON = "NOT_ANSWERED_BY_PERSON"


def at_terminal(env: dict[str, str], *words: str, answer: str) -> tuple[int, str]:
    """Run a verb with a terminal of its own and type an answer; return (exit code, output)."""
    child, screen = pty.fork()
    if child == 0:  # the new program, with the terminal as its controlling one
        program = [sys.executable, "-m", "desktop_app", *words]
        os.execve(sys.executable, program, env)  # noqa: S606 - no shell is wanted
    said, typed = b"", False
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([screen], [], [], 0.1)[0]:
            continue
        data = b""
        with suppress(OSError):  # the other end has gone
            data = os.read(screen, 4096)
        if not data:
            break
        said += data
        if not typed and b"to go on" in said:
            os.write(screen, answer.encode() + b"\n")
            typed = True
    _, status = os.waitpid(child, 0)
    os.close(screen)
    return os.waitstatus_to_exitcode(status), said.decode()


def rejected(recorder: RunningRecorder, signal: str, body: bytes) -> tuple[int, str]:
    """Post; return (rejected, message)."""
    status, _, data = recorder.post(f"/v1/{signal}", body, PROTOBUF)
    assert status == 200
    if signal == "traces":
        success = ExportTraceServiceResponse.FromString(data).partial_success
        return success.rejected_spans, success.error_message
    partial = ExportLogsServiceResponse.FromString(data).partial_success
    return partial.rejected_log_records, partial.error_message


def entries(folder: Path) -> list[Entry]:
    """Return all entries."""
    with LedgerReader(folder / "data" / "ledger.db") as ledger:
        return list(ledger.entries())


def paused_ends(folder: Path) -> list[dict]:
    """Return the subjects of all `pause.end`."""
    return [dict(entry.subject) for entry in entries(folder) if str(entry.kind) == "pause.end"]


def test_a_pause_of_a_person_survives_restart_and_crash(tmp_path: Path) -> None:
    """200, all rejected, counted over two restarts; then resumed, and recorded again."""
    with running.running(tmp_path) as recorder:
        code, said = at_terminal(recorder.environment, "pause", answer="yes")
        assert code == 0, said
        spans = otlp.traces(3).SerializeToString()
        assert rejected(recorder, "traces", spans) == (3, "paused by the person")
        assert not recorder.cli_json_any("status")["recording"]
    with running.running(tmp_path) as recorder:
        assert recorder.cli_json_any("status")["paused"]
        logs = otlp.logs(2).SerializeToString()
        assert rejected(recorder, "logs", logs) == (2, "paused by the person")
        recorder.kill()
    with running.running(tmp_path) as recorder:
        assert rejected(recorder, "traces", spans) == (3, "paused by the person")
        found = recorder.cli_json("resume")
        assert found["rejected"]["traces"] == 6
        assert rejected(recorder, "traces", spans) == (0, "")
    kinds = [str(entry.kind) for entry in entries(tmp_path)]
    assert kinds.count("otlp.traces") == 1
    assert "otlp.logs" not in kinds
    assert kinds.index("otlp.traces") > kinds.index("pause.end")
    (end,) = paused_ends(tmp_path)
    assert end["reason"] == "resumed"
    starts = [e for e in entries(tmp_path) if str(e.kind) == "pause.start"]
    assert [dict(e.actor) for e in starts] == [{"sender": "", "auth": "person"}]


def test_a_pause_ends_by_itself(tmp_path: Path) -> None:
    """After its time, without a request that would wake it."""
    with running.running(tmp_path) as recorder:
        assert at_terminal(recorder.environment, "pause", "--for", "1s", answer="yes")[0] == 0
        deadline = time.monotonic() + 20
        while not paused_ends(tmp_path):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert recorder.cli_json_any("status")["recording"]
    assert paused_ends(tmp_path) == [{"reason": "time over", "rejected": {}}]


def test_only_a_person_may(tmp_path: Path) -> None:
    """No terminal, another answer, and an agent among the ancestors: nothing is paused."""
    with running.running(tmp_path) as recorder:
        env = recorder.environment
        piped = running.run_cli(env, "pause", "--output", "json", check=False)
        # whoever runs this test may have a terminal of its own
        if piped.returncode == 0:
            raise AssertionError(piped.stdout)
        assert at_terminal(env, "pause", answer="no")[0] == 1
        for mark in ("CLAUDECODE", "CODEX_SANDBOX", "GEMINI_CLI"):
            code, said = at_terminal({**env, mark: "1"}, "pause", answer="yes")
            assert code == 1, said
            assert "only a person" in said.replace("\r\n", " ").lower() or NOT_A_PERSON in said
        assert recorder.cli_json_any("status")["recording"]
    assert "pause.start" not in [str(entry.kind) for entry in entries(tmp_path)]


FORGED = """
import json, sys
from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError
for verb, args in json.loads(sys.argv[2]):
    try:
        with ControlClient(sys.argv[1]) as client:
            client.call(verb, {**args, "confirmed": True})
        print("done")
    except CountersignError as error:
        print(error.code)
"""


def test_an_agent_that_speaks_to_the_socket_itself_is_refused(tmp_path: Path) -> None:
    """Saying "confirmed" is not enough: the recorder looks at the asking process by itself."""
    asked = [
        ["pause", {"for_s": 60}],
        ["keys.rotate", {}],
        ["config.set", {"name": "ledger.quota_bytes", "value": "16MiB"}],
        ["config.set", {"name": "ledger.free_floor_bytes", "value": "9000000000000"}],
        ["run.end", {"run_id": "run-0011223344556677", "exit_code": 0}],
    ]
    import subprocess  # noqa: PLC0415 - this test alone

    with running.running(tmp_path) as recorder:
        control = recorder.ready["control"]
        text = json.dumps(asked)  # noqa: TID251 - an argument of a child, never hashed
        done = subprocess.run(
            [sys.executable, "-c", FORGED, control, text],
            env={**recorder.environment, "CLAUDECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.split() == [*[NOT_A_PERSON] * 4, "NOT_FOUND"]
        assert recorder.cli_json_any("status")["recording"]
