"""A tool asks a real recorder before it runs, and tells it how it ended."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents import sdk
from desktop_app.agents.sdk import tools
from desktop_app.model import canonical
from tests.fakes import running
from tests.fakes.gate_client import call, question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

DOCS = Path(__file__).resolve().parents[4] / "resources" / "docs" / "sdk.md"
POLICY = """
version: 1
rules:
  - {name: never, effect: deny, tools: [wipe], why: Nothing is wiped here.}
  - {name: mails, effect: ask, tools: [send_mail], why: It sends.}
  - {name: notes, effect: allow, tools: [write_note], why: It takes notes.}
"""
RAN: list[str] = []


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Start a recorder that denies `wipe`."""
    home = tmp_path_factory.mktemp("home")
    (home / "data").mkdir(mode=0o700)
    (home / "data" / "policy.yaml").write_text(POLICY)
    with running.running(home) as started:
        yield started


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process ask that recorder."""
    RAN.clear()
    for name in ("COUNTERSIGN_RUN_ID", "TRACEPARENT", "OTEL_EXPORTER_OTLP_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    if "recorder" in request.fixturenames:
        found = request.getfixturevalue("recorder")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)


@sdk.tool(side_effect="read")
def read_note(path: str) -> str:
    """Read."""
    RAN.append(path)
    if path.endswith("gone"):
        raise OSError(path)
    return "text"


@sdk.tool(side_effect="read", name="read_later")
async def later(path: str) -> str:
    """Read, later."""
    await asyncio.sleep(0)
    RAN.append(path)
    if path.endswith("gone"):
        raise OSError(path)
    return "text"


@sdk.tool(side_effect="irreversible")
def wipe(path: str) -> None:
    """Wipe."""
    RAN.append(path)


@sdk.tool(side_effect="irreversible", name="wipe")
async def wipe_later(path: str) -> None:
    """Wipe, later."""
    RAN.append(path)


@sdk.tool(side_effect="irreversible")
async def send_mail(to: str) -> None:
    """Send."""
    RAN.append(to)


def entries(recorder: RunningRecorder, kind: str) -> list[dict[str, Any]]:
    """Return the entries of a kind."""
    told = recorder.cli("ledger", "export", "--jsonl").stdout.splitlines()
    return [found for line in told if (found := json.loads(line))["kind"] == kind]


def test_allowed(recorder: RunningRecorder, tmp_path: Path) -> None:
    """It runs, and intent and effect are joined in its run."""
    with sdk.run("tester", workspace=str(tmp_path)) as run:
        assert read_note(str(tmp_path / "a")) == "text"
        assert asyncio.run(later(str(tmp_path / "b"))) == "text"  # type: ignore[arg-type]
    assert [str(tmp_path / "a"), str(tmp_path / "b")] == RAN
    intents, effects = entries(recorder, "action.intent")[-2:], entries(recorder, "action.effect")
    assert [one["subject"]["tool"] for one in intents] == ["read_note", "read_later"]
    for intent, effect in zip(intents, effects[-2:], strict=True):
        assert intent["run_id"] == effect["run_id"] == run.id
        assert intent["subject"]["via"] == "api"
        assert effect["subject"]["intent"] == intent["seq"]
        assert effect["subject"]["outcome"] == "ok"
        assert effect["subject"]["executed_digest"] == intent["subject"]["args_digest"]


def test_denied(recorder: RunningRecorder, tmp_path: Path) -> None:
    """It does not run; the reason is the rule's, and the entry is named."""
    with sdk.run("tester"), pytest.raises(sdk.Denied, match="Nothing is wiped here") as caught:
        wipe(str(tmp_path))
    assert caught.value.intent == entries(recorder, "action.intent")[-1]["seq"]
    with pytest.raises(sdk.Denied):  # outside of a run, too
        asyncio.run(wipe_later(str(tmp_path)))  # type: ignore[arg-type]
    assert RAN == []


def test_a_task_that_is_cancelled_takes_its_question_back(recorder: RunningRecorder) -> None:
    """At once: nobody is asked about what nobody waits for, and the tool does not run."""

    async def waits() -> None:
        task = asyncio.ensure_future(send_mail("a@example.org"))  # type: ignore[arg-type]
        await asyncio.to_thread(question, recorder)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with sdk.run("tester", when_unreachable="allow"):
        asyncio.run(asyncio.wait_for(waits(), 60))
    n = call(recorder, "questions", after=-1)["n"]
    while call(recorder, "questions", after=n, wait_s=0.1)["questions"]:
        pass
    assert RAN == []
    assert entries(recorder, "consent.record")[-1]["subject"]["why"] == "caller gone"


def test_errors_are_told(recorder: RunningRecorder, tmp_path: Path) -> None:
    """A tool's own error reaches its caller, and the record says that it failed."""
    with sdk.run("tester", workspace=str(tmp_path)):
        with pytest.raises(OSError, match="gone"):
            read_note(str(tmp_path / "gone"))
        with pytest.raises(OSError, match="gone"):
            asyncio.run(later(str(tmp_path / "gone")))  # type: ignore[arg-type]
    told = [one["subject"]["outcome"] for one in entries(recorder, "action.effect")[-2:]]
    assert told == ["error", "error"]


def test_nobody_there(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """No recorder, no tool; unless the author said so, and then a warning says it."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with sdk.run("tester"), pytest.raises(sdk.Denied, match="Nothing answers"):
        read_note("/a")
    with pytest.raises(sdk.Denied):
        read_note("/a")
    assert RAN == []
    with sdk.run("tester", when_unreachable="allow"):
        assert read_note("/a") == "text"
    assert "without a recorder" in caplog.text


def test_beyond_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments go to no other machine, whatever the environment and the author say."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4318")
    with sdk.run("t", when_unreachable="allow"), pytest.raises(sdk.Denied, match="this machine"):
        read_note("/a")


def test_what_cannot_be_declared_does_not_run(recorder: RunningRecorder) -> None:
    """Half a character, NaN and what is too large are denied."""
    assert recorder.process.poll() is None
    for bad in ("\ud800", float("nan"), "x" * 2_000_000):
        with sdk.run("t", when_unreachable="allow"), pytest.raises(sdk.Denied):
            read_note(bad)  # type: ignore[arg-type]
    assert RAN == []


def test_arguments() -> None:
    """Names are bound, JSON stays, the rest is shown as Python shows it."""
    found = tools.arguments_of({"a": {"b": (1, None)}, "c": Path("/x"), "d": {1: b"\0"}})
    assert found == {"a": {"b": [1, None]}, "c": "PosixPath('/x')", "d": {"1": "b'\\x00'"}}
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    assert canonical.encode_body(tools.arguments_of({"deep": deep}))


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers() | st.booleans()))
def test_digests(arguments: dict[str, Any]) -> None:
    """Equal arguments have one digest in a run, in whatever order, and another in another run."""
    again = dict(reversed(arguments.items()))
    assert tools.digest_of(arguments, b"k") == tools.digest_of(again, b"k")
    assert tools.digest_of(arguments, b"k") != tools.digest_of(arguments, b"l")


def test_the_documented_example(recorder: RunningRecorder, tmp_path: Path) -> None:
    """It runs as printed; its run, calls and decisions are found by every verb."""
    source = DOCS.read_text().split("```python\n")[1].split("```")[0]
    (tmp_path / "agent.py").write_text(source)
    root = str(Path(__file__).resolve().parents[4])
    given = {**recorder.environment, "PYTHONPATH": root}
    given |= {"OTEL_EXPORTER_OTLP_ENDPOINT": os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]}
    words = [sys.executable, "-W", "error", str(tmp_path / "agent.py")]
    done = subprocess.run(
        words,
        env=given,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    run_id, written = done.stdout.split()
    assert written == "True"
    recorder.wait_indexed()
    assert run_id in [row["run_id"] for row in recorder.cli_json("runs")]
    shown = json.dumps(recorder.cli_json("show", run_id))  # noqa: TID251 - looked through
    assert "write_note" in shown
    log = recorder.cli("audit-log", "--run", run_id, "--output", "jsonl").stdout
    rows = [json.loads(line) for line in log.splitlines()]
    assert "allowed" in [row["decision"] for row in rows]
    assert "hello" not in log
