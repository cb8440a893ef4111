"""A real recorder process and what can happen to it: nothing acknowledged is ever lost."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil
import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import canonical
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from tests.fakes import otlp, running
from tests.fakes.effort import LONG
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

PROTOBUF = {"content-type": "application/x-protobuf"}
RETRYABLE = {429, 502, 503, 504}
KILLS = 200 if LONG else 25


class Poster:
    """Posts single spans in threads, each with an id of its own, until told to stop.

    Attributes:
        kept: ids that were answered with 200.
        refused: status codes of the others.
    """

    def __init__(self, url: str, threads: int = 4, start: int = 1) -> None:
        self._parts = urlsplit(url)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._next = start
        self.kept: list[int] = []
        self.refused: list[int] = []
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop and wait."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        connection = http.client.HTTPConnection(
            self._parts.hostname or "", self._parts.port, timeout=20
        )
        while not self._stopping.is_set():
            with self._lock:
                number, self._next = self._next, self._next + 1
            try:
                connection.request("POST", "/v1/traces", span(number), PROTOBUF)
                with connection.getresponse() as answer:
                    answer.read()
            except (OSError, http.client.HTTPException):
                break  # the recorder has gone; this one was not acknowledged
            with self._lock:
                if answer.status == 200:
                    self.kept.append(number)
                else:
                    self.refused.append(answer.status)
        connection.close()


def span(number: int) -> bytes:
    """Return a request with one span that is known by its number."""
    request = otlp.traces(1, trace_id=number.to_bytes(16, "big"))
    return request.SerializeToString()


def stored(folder: Path) -> list[int]:
    """Return the numbers of all spans in the ledger."""
    found = []
    with LedgerReader(folder / "data" / "ledger.db") as ledger:
        for entry, body in ledger.with_bodies():
            if str(entry.kind) == "otlp.traces" and body is not None:
                request = signals.parse_request(Signal.TRACES, body)
                for _, _, record in signals.walk(Signal.TRACES, request):
                    found.append(int.from_bytes(record.trace_id, "big"))
    return found


def kinds(folder: Path) -> list[str]:
    """Return the kinds of all entries."""
    with LedgerReader(folder / "data" / "ledger.db") as ledger:
        return [str(entry.kind) for entry in ledger.entries()]


def verify(recorder: RunningRecorder | dict[str, str]) -> dict[str, Any]:
    """Verify; the exit code must be 0."""
    env = recorder if isinstance(recorder, dict) else recorder.environment
    done = running.run_cli(env, "verify", "--output", "json", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["data"]
    return found


def failing_start(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start a recorder that must not start."""
    return running.run_cli(env, "serve", *arguments, check=False)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait up to 30 s."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- starting ------------------------------------------------------------------------------------


@pytest.mark.attack("G04")
def test_a_second_recorder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """Exit 1; the first one is not disturbed."""
    with running.running(tmp_path) as first:
        done = failing_start(first.environment, "--otlp-http-port", "0", "--otlp-grpc-port", "0")
        assert done.returncode == 1
        assert f"process {first.process.pid}" in done.stderr
        assert "Traceback" not in done.stderr
        assert first.post("/v1/traces", span(1), PROTOBUF)[0] == 200
    assert stored(tmp_path) == [1]


@pytest.mark.parametrize("door", ["http", "grpc"])
def test_a_stolen_port_is_a_sentence_and_leaves_nothing(tmp_path: Path, door: str) -> None:
    """Which port, what to do; no process, no socket, and the next start works."""
    env = running.environment(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as thief:
        port = str(thief.getsockname()[1])
        other = "grpc" if door == "http" else "http"
        done = failing_start(env, f"--otlp-{door}-port", port, f"--otlp-{other}-port", "0")
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in (tmp_path / "run" / "countersign").iterdir()] == []
    verify(env)
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/traces", span(1), PROTOBUF)[0] == 200


# --- ending --------------------------------------------------------------------------------------


def test_sigterm_in_mid_batch_loses_nothing(tmp_path: Path) -> None:
    """Under load: all acknowledged is there, the rest was refused as retryable or hung up on."""
    with running.running(tmp_path) as recorder:
        poster = Poster(recorder.url, threads=8)
        wait_for(lambda: len(poster.kept) > 100)
        assert recorder.stop() == 0
        poster.stop()
    assert set(poster.refused) <= RETRYABLE
    assert set(poster.kept) <= set(stored(tmp_path))
    found = kinds(tmp_path)
    assert found[-1] == "epoch.seal"
    assert "run.end" in found
    assert verify(recorder)["verdict"] in {"CONSISTENT", "ANCHORED"}


def test_a_signal_that_comes_as_the_recorder_begins_to_wait_is_not_forgotten(
    tmp_path: Path,
) -> None:
    """Ended the moment it is ready, again and again: one start in twenty once went on for ever."""
    for _ in range(10 if not os.environ.get("COUNTERSIGN_LONG") else 200):
        recorder = running.start(running.environment(tmp_path))
        assert recorder.stop() == 0


@pytest.mark.attack("G02")
@pytest.mark.crash
def test_kill_nine_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """Every 200 is in the ledger after the restart; it verifies after each kill."""
    random = Random(4)  # noqa: S311 - moments to kill at, the same in every run
    kept: list[int] = []
    for turn in range(KILLS):
        recorder = running.start(running.environment(tmp_path))
        poster = Poster(recorder.url, start=1 + turn * 1_000_000)
        time.sleep(random.uniform(0.02, 0.3))
        recorder.kill()
        poster.stop()
        kept += poster.kept
        if turn % 5 == 0:
            verify(recorder)
    verify(running.environment(tmp_path))
    there = stored(tmp_path)
    assert len(kept) > KILLS
    assert set(kept) <= set(there)
    assert len(there) == len(set(there))
    with running.running(tmp_path) as recorder:
        wait_for(lambda: kinds(tmp_path).count("run.end") >= 1)
    verify(recorder)
    with LedgerReader(tmp_path / "data" / "ledger.db") as ledger:
        ends = [e.subject for e in ledger.entries() if str(e.kind) == "run.end"]
    assert {end["reason"] for end in ends} <= {"crash", "stop"}
    assert any(end["reason"] == "crash" for end in ends)


# --- the disk ------------------------------------------------------------------------------------


def test_a_full_quota_refuses_telemetry_and_keeps_own_entries(tmp_path: Path) -> None:
    """503 with the reason; status says so; commands use the reserve; more room ends it."""
    (tmp_path / "data").mkdir(mode=0o700)
    settings = tmp_path / "data" / "settings.toml"
    settings.write_text("[ledger]\nquota_bytes = 67174400\n")  # 64 KiB above the reserve
    with running.running(tmp_path) as recorder:
        blob = os.urandom(400_000)
        request = otlp.logs(1)
        record = request.resource_logs[0].scope_logs[0].log_records[0]
        record.body.string_value = blob.hex()
        status, headers, body = recorder.post("/v1/logs", request.SerializeToString(), PROTOBUF)
        assert status == 503
        assert headers["retry-after"].isdecimal()
        assert b"quota" in body
        found = recorder.cli_json_any("status")
        assert not found["recording"]
        assert "quota" in found["trouble"]
        recorder.cli("config", "set", "run.idle_s", "500")
    assert "config.changed" in kinds(tmp_path)
    settings.write_text("[ledger]\nquota_bytes = 671744000\n")
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/logs", request.SerializeToString(), PROTOBUF)[0] == 200
        assert recorder.cli_json_any("status")["recording"]
    verify(recorder)


@pytest.mark.crash
def test_a_disk_that_fills_up_refuses_and_recovers(tmp_path: Path) -> None:
    """Files may not grow: 503, nothing acknowledged is lost; it goes on when there is room."""
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/traces", span(1), PROTOBUF)[0] == 200
        process = psutil.Process(recorder.process.pid)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
        statuses = []
        for number in range(2, 200):
            statuses.append(recorder.post("/v1/traces", span(number), PROTOBUF)[0])
            if statuses[-1] != 200:
                break
        assert statuses[-1] == 503
        kept = [
            number for number, code in zip(range(2, 200), statuses, strict=False) if code == 200
        ]
        assert recorder.process.poll() is None
        assert not recorder.cli_json_any("status")["recording"]
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
        wait_for(lambda: recorder.post("/v1/traces", span(500), PROTOBUF)[0] == 200)
        assert recorder.cli_json_any("status")["recording"]
        assert recorder.stop() == 0
    assert {1, *kept, 500} <= set(stored(tmp_path))
    verify(recorder)


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_ledger_that_goes_away_is_refused_and_told(tmp_path: Path, how: str) -> None:
    """No acknowledgement for what would be in no file; put back, it goes on."""
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/traces", span(1), PROTOBUF)[0] == 200
        data = tmp_path / "data"
        aside = data / "aside"
        aside.mkdir()
        names = ["ledger.db", "ledger.db-wal", "ledger.db-shm"]
        for name in names:
            (data / name).rename(aside / name)
        if how == "replaced":
            (data / "ledger.db").write_bytes(b"x" * 8192)
        status, _, _ = recorder.post("/v1/traces", span(2), PROTOBUF)
        assert status == 503
        found = recorder.cli_json_any("status")
        assert not found["recording"]
        assert "ledger.db" in found["trouble"]
        recorder.kill()
        for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
            (data / name).unlink(missing_ok=True)
        for file in aside.iterdir():
            file.rename(data / file.name)
    assert 1 in stored(tmp_path)
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/traces", span(3), PROTOBUF)[0] == 200
    verify(recorder)


# --- time ----------------------------------------------------------------------------------------

CLOCK = """
import sys
from desktop_app.host import clock
real = clock.SystemClock.now_us
clock.SystemClock.now_us = lambda self: real(self) - 400 * 86_400_000_000
from desktop_app.__main__ import main
sys.argv = ["countersign", "serve", "--otlp-http-port", "0", "--otlp-grpc-port", "0"]
sys.exit(main())
"""


@pytest.mark.attack("B09")
def test_a_clock_that_jumps_back_is_a_finding_and_no_break(tmp_path: Path) -> None:
    """400 days back between two starts: it records, it verifies, and the verdict names it."""
    with running.running(tmp_path) as recorder:
        assert recorder.post("/v1/traces", span(1), PROTOBUF)[0] == 200
    process = subprocess.Popen(
        [sys.executable, "-c", CLOCK], env=recorder.environment, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    again = running.RunningRecorder(process, ready, recorder.environment)
    assert again.post("/v1/traces", span(2), PROTOBUF)[0] == 200
    assert again.stop() == 0
    assert stored(tmp_path) == [1, 2]
    found = verify(recorder)
    assert any("clock" in str(item).lower() for item in found["findings"]), found["findings"]


# --- the follower --------------------------------------------------------------------------------


def test_a_killed_follower_comes_back_and_the_index_is_equal(tmp_path: Path) -> None:
    """Acknowledgements never wait for it; its rows are those of an index made anew."""
    with running.running(tmp_path) as recorder:
        poster = Poster(recorder.url)
        for _ in range(3):
            children = psutil.Process(recorder.process.pid).children()
            for child in children:
                if "_follow" in child.cmdline():
                    child.kill()
            before = len(poster.kept)
            wait_for(lambda before=before: len(poster.kept) > before + 20)
        poster.stop()
        assert poster.refused == []
        recorder.wait_indexed()
        assert recorder.cli_json_any("status")["index_restarts"] >= 1
        before_rebuild = recorder.cli_json_any("status", "--counts")["stored"]
        recorder.cli("index", "rebuild")
        recorder.wait_indexed()
        after = recorder.cli_json_any("status", "--counts")["stored"]
        assert before_rebuild["spans"] == after["spans"] == len(poster.kept)
        assert before_rebuild["counts"] == after["counts"]


# --- big requests --------------------------------------------------------------------------------


def codex_body() -> bytes:
    """Return 1.3 MB of JSON spans, as Codex sends."""
    one = {
        "traceId": "0102030405060708090a0b0c0d0e0f10",
        "spanId": "0102030405060708",
        "name": "handle_responses",
        "startTimeUnixNano": "1700000000000000000",
        "endTimeUnixNano": "1700000000000000001",
        "attributes": [{"key": "busy_ns", "value": {"intValue": "8"}}, {"key": "x", "value": {}}],
    }
    return canonical.encode_body({"resourceSpans": [{"scopeSpans": [{"spans": [one] * 5_500}]}]})


@pytest.mark.attack("E12")
def test_small_requests_stay_quick_while_big_ones_decode(tmp_path: Path) -> None:
    """8 MiB of empty spans and 1.3 MB of JSON are decoded in a process of their own."""
    bomb = gzip.compress(otlp.empty_spans(2_000_000), 1)
    with running.running(tmp_path) as recorder:
        answers: list[tuple[int, bytes]] = []

        def send(body: bytes, headers: dict[str, str]) -> None:
            status, _, data = recorder.post("/v1/traces", body, {**PROTOBUF, **headers})
            answers.append((status, data))

        jobs = [
            threading.Thread(
                target=send, args=(codex_body(), {"content-type": "application/json"})
            ),
            threading.Thread(target=send, args=(bomb, {"content-encoding": "gzip"})),
        ]
        for job in jobs:
            job.start()
        took = []
        number = 0
        while any(job.is_alive() for job in jobs) or len(took) < 20:
            number += 1
            began = time.monotonic()
            assert recorder.post("/v1/traces", span(number), PROTOBUF)[0] == 200
            took.append(time.monotonic() - began)
        for job in jobs:
            job.join()
        assert sorted(status for status, _ in answers) == [200, 413], answers
        assert sorted(took)[len(took) // 2] < 0.25  # no measurement: a stall would be seconds
        assert psutil.Process(recorder.process.pid).memory_info().rss < 400 * 1024 * 1024


@pytest.mark.crash
def test_a_killed_worker_costs_its_request_alone(tmp_path: Path) -> None:
    """The request gets an answer, the next big one a new worker, the recorder lives."""
    with running.running(tmp_path) as recorder:
        request = otlp.traces(20_000)
        for number, each in enumerate(request.resource_spans[0].scope_spans[0].spans, 1):
            each.span_id = number.to_bytes(8, "big")
        body = request.SerializeToString()
        found: list[int] = []
        sender = threading.Thread(
            target=lambda: found.append(recorder.post("/v1/traces", body, PROTOBUF)[0])
        )
        sender.start()
        process = psutil.Process(recorder.process.pid)

        def workers() -> list[psutil.Process]:
            return [p for p in process.children() if "worker_main" in " ".join(p.cmdline())]

        wait_for(lambda: bool(workers()) or bool(found))
        for worker in workers():
            worker.send_signal(signal.SIGKILL)
        sender.join()
        assert found[0] in {200, 413, 503}
        assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200
        until(lambda: recorder.process.poll() is None)
    verify(recorder)
