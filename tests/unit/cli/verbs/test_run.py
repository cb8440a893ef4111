"""`countersign run`: the program's own streams, signals and exit code, and a whole run recorded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import at_terminal, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

SENDS_SPANS = """
from opentelemetry import trace, propagate
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
import os
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
parent = propagate.extract({"traceparent": os.environ["TRACEPARENT"]})
with provider.get_tracer("mine").start_as_current_span("work", context=parent):
    pass
provider.shutdown()
"""
SAYS_ENVIRONMENT = "import os, json; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Start a recorder with a HOME of its own."""
    with running.running(tmp_path) as started:
        yield started


def run(recorder: RunningRecorder, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program under record."""
    return running.run_cli({**recorder.environment, **more}, "run", *words, check=False)


def python(source: str) -> tuple[str, ...]:
    """Return the words that run a piece of Python."""
    return ("--", sys.executable, "-c", source)


def last(recorder: RunningRecorder) -> dict[str, Any]:
    """Return the latest run as `show` tells it."""
    recorder.wait_indexed()
    found: dict[str, Any] = recorder.cli_json("show", "last")
    return found


def ends(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return every `run.end` of the ledger."""
    return [row for row in recorder.cli_json("audit-log") if row["kind"] == "run.end"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_pause_is_told_before_the_program_runs(recorder: RunningRecorder) -> None:
    """Who wraps a program believes it to be recorded."""
    assert at_terminal.confirmed(recorder.environment, "pause")[0] == 0
    done = run(recorder, *python("print('out')"))
    assert (done.returncode, done.stdout) == (0, "out\n")
    assert "recording is paused" in done.stderr
    assert "not recorded" not in done.stderr
    told = recorder.cli("resume").stdout
    assert told == "Recording. Not recorded meanwhile: 1 span.\n"


@pytest.mark.parametrize("code", [0, 3, 255])
def test_exit_code_and_output_are_the_programs_own(code: int, recorder: RunningRecorder) -> None:
    """Nothing of ours is in a pipe."""
    source = f"import sys; print('out'); print('err', file=sys.stderr); sys.exit({code})"
    done = run(recorder, "--name", "mine", *python(source))
    assert (done.returncode, done.stdout, done.stderr) == (code, "out\n", "err\n")
    shown = last(recorder)
    assert (shown["name"], shown["exit_code"], shown["sender"]) == ("mine", code, "run")
    assert shown["duration_us"] > 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--", "no-such-program-anywhere"), 127),
        (("--", "/"), 126),
        (python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), 137),
        (python("import os, signal; os.kill(os.getpid(), signal.SIGTERM)"), 143),
    ],
)
def test_a_program_that_does_not_start_or_is_killed_ends_its_run(
    words: tuple[str, ...], code: int, recorder: RunningRecorder
) -> None:
    """127, 126 and 128 + signal, as a shell says it; the run has an end in any case."""
    done = run(recorder, *words)
    assert done.returncode == code
    assert last(recorder)["exit_code"] == code
    assert len(ends(recorder)) == 1


def test_options_after_the_program_are_the_programs(recorder: RunningRecorder) -> None:
    """With and without `--`."""
    for words in (("echo", "--output", "json", "--name", "x"), ("--", "echo", "--", "-h")):
        done = run(recorder, *words)
        assert done.stdout.split() == list(words[words.index("echo") + 1 :])


def test_an_opentelemetry_program_joins_the_run(recorder: RunningRecorder) -> None:
    """The environment alone brings its spans here, below the root span, in the run."""
    done = run(recorder, *python(SENDS_SPANS))
    assert (done.returncode, done.stderr) == (0, "")
    shown = last(recorder)
    assert shown["spans"] == 2
    spans = {span["name"]: span for span in shown["spans_list"]}
    assert spans["agent.run"]["parent_id"] is None
    assert spans["work"]["parent_id"] == spans["agent.run"]["span_id"]
    assert len(recorder.cli_json("runs")) == 1


def test_an_inherited_trace_is_joined_and_runs_nest(recorder: RunningRecorder) -> None:
    """The outer span is the inner root's parent; each run has its own id and end."""
    trace, parent = "ab" * 16, "cd" * 8
    words = [sys.executable, "-m", "desktop_app", "run", "--name", "inner", *python(SENDS_SPANS)]
    done = run(recorder, "--name", "outer", "--", *words, TRACEPARENT=f"00-{trace}-{parent}-01")
    assert (done.returncode, done.stderr) == (0, "")
    recorder.wait_indexed()
    runs = {row["name"]: row for row in recorder.cli_json("runs")}
    assert set(runs) == {"inner", "outer"}
    assert (runs["inner"]["spans"], runs["outer"]["spans"]) == (2, 1)
    assert len(ends(recorder)) == 2
    spans = {
        (name, span["name"]): span
        for name, row in runs.items()
        for span in recorder.cli_json("show", row["run_id"])["spans_list"]
    }
    assert {span["trace_id"] for span in spans.values()} == {trace}
    outer, inner_root = spans["outer", "agent.run"], spans["inner", "agent.run"]
    assert outer["parent_id"] == parent
    assert inner_root["parent_id"] == outer["span_id"]
    assert spans["inner", "work"]["parent_id"] == inner_root["span_id"]


def test_what_opens_our_keys_is_not_handed_on(recorder: RunningRecorder) -> None:
    """Passphrases, rivals of an outer world and a switched-off SDK are left out."""
    done = run(
        recorder,
        *python(SAYS_ENVIRONMENT),
        COUNTERSIGN_PASSPHRASE="hush",
        COUNTERSIGN_BACKUP_PASSPHRASE="hush",
        OTEL_SDK_DISABLED="true",
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="https://example.org",
        OTEL_RESOURCE_ATTRIBUTES="team=a,agent.run_id=run-outer",
        MINE="kept",
    )
    found = json.loads(done.stdout)
    assert "hush" not in done.stdout
    assert "OTEL_SDK_DISABLED" not in found
    assert "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" not in found
    assert found["MINE"] == "kept"
    assert found["OTEL_RESOURCE_ATTRIBUTES"] == f"team=a,agent.run_id={found['COUNTERSIGN_RUN_ID']}"
    assert found["OTEL_EXPORTER_OTLP_ENDPOINT"] == recorder.url


def test_the_token_of_a_run_dies_with_it(recorder: RunningRecorder) -> None:
    """What a program kept cannot be used after its run."""
    done = run(recorder, *python(SAYS_ENVIRONMENT))
    _, _, token = json.loads(done.stdout)["OTEL_EXPORTER_OTLP_HEADERS"].partition("=")
    headers = {"x-countersign-token": token, "content-type": "application/x-protobuf"}
    assert recorder.post("/v1/traces", b"", headers)[0] == 401


def test_without_a_recorder_one_is_started_and_ended(tmp_path: Path) -> None:
    """Its ports are any free ones; what came is in the ledger afterwards, which verifies."""
    environment = running.environment(tmp_path)
    done = running.run_cli(environment, "run", *python(SENDS_SPANS), check=False)
    assert (done.returncode, done.stderr) == (0, "")
    state = json.loads(
        running.run_cli(environment, "status", "--output", "json", check=False).stdout
    )
    assert not state["data"].get("recording")
    assert running.run_cli(environment, "verify", check=False).returncode == 0
    rows = json.loads(running.run_cli(environment, "runs", "--output", "json").stdout)["data"]
    assert [(row["spans"], row["exit_code"]) for row in rows] == [(2, 0)]


def test_a_recorder_restarted_in_mid_run_gets_the_end(
    tmp_path: Path, start: Callable[..., RunningRecorder]
) -> None:
    """The run's end is told to the new one; the exit code is the program's."""
    environment = running.environment(tmp_path)
    first = start(environment)
    wait = "import sys; print('up', flush=True); sys.stdin.readline(); sys.exit(5)"
    child = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "run", *python(wait)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    assert first.stop() == 0
    second = start(environment)
    child.communicate(b"\n", timeout=60)
    assert child.returncode == 5
    assert last(second)["exit_code"] == 5
    assert ends(second)[-1]["params"]["reason"] == "exit"
    assert second.cli("verify").returncode == 0
    second.stop()


def test_ctrl_c_is_the_programs_to_answer(recorder: RunningRecorder) -> None:
    """A program that survives Ctrl+C goes on, one that does not ends with 130; both are whole."""
    survives = (
        "import time\n"
        "try:\n print('up', flush=True)\n time.sleep(60)\n"
        "except KeyboardInterrupt:\n print('caught', flush=True)\n"
        "raise SystemExit(4)"
    )
    terminal = at_terminal.countersign(recorder.environment, "run", *python(survives))
    terminal.wait_for("up")
    terminal.type("\x03")
    assert terminal.end() == 4, terminal.shown
    assert terminal.shown.count("caught") == 1
    assert "recorded as run-" in terminal.shown
    terminal = at_terminal.countersign(
        recorder.environment, "run", "--", "sh", "-c", "echo up; exec sleep 60"
    )
    terminal.wait_for("up")
    terminal.type("\x03")
    assert terminal.end() == 130
    recorder.wait_indexed()
    assert sorted(row["exit_code"] for row in recorder.cli_json("runs")) == [4, 130]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_sent_to_us_alone_reaches_the_program(
    number: signal.Signals, recorder: RunningRecorder
) -> None:
    """A service manager ends the wrapper: the program ends, and the run is told so."""
    child = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "run", "--", "sh", "-c", "echo up; exec sleep 60"],
        env=recorder.environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    os.kill(child.pid, number)
    assert child.wait(60) == 128 + number
    child.stdout.close()
    assert last(recorder)["exit_code"] == 128 + number


def test_a_recorder_that_receives_nothing_is_told(
    tmp_path: Path, start: Callable[..., RunningRecorder]
) -> None:
    """Nothing is run as if it were recorded."""
    environment = running.environment(tmp_path)
    recorder = start(environment, "--no-receivers")
    done = run(recorder, "--", "echo", "ran")
    assert done.returncode != 0
    assert "receives nothing" in done.stderr
    assert "ran" not in done.stdout
    recorder.stop()
