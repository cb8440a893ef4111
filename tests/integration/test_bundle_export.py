"""Exports from a real recorder: what a person asks, what the ledger says of it, what is left."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.control.client import ControlClient
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.verdict import Verdict
from desktop_app.operations import bundle_making
from tests.fakes import at_terminal, recorded, running
from tests.fakes.commands import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.model.entry import Entry
    from tests.fakes.running import RunningRecorder

HTTP = [run for run in recorded.runs() if run.protocol.startswith("http")]


def send(recorder: RunningRecorder, run: recorded.RecordedRun) -> None:
    """Send a recorded run as it was sent."""
    for body in run.bodies:
        headers = {"content-type": body.content_type}
        if body.content_encoding:
            headers["content-encoding"] = body.content_encoding
        assert recorder.post(body.path, body.raw, headers)[0] == 200
    recorder.wait_indexed()


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder that holds one recorded run."""
    with running.running(tmp_path / "home") as started:
        send(started, HTTP[0])
        yield started


def export(recorder: RunningRecorder, target: Path, *words: str) -> dict[str, Any]:
    """Export; return what a script is told."""
    found: dict[str, Any] = recorder.cli_json("bundle", "export", *words, "--to", str(target))
    return found


def judged(path: Path, told: dict[str, Any] | None = None) -> BundleReport:
    """Verify with the fingerprint that the exporter was told."""
    return verify_path(path, Trust(fingerprint=told["fingerprint"] if told else None))


def entries(recorder: RunningRecorder, kind: str) -> list[Entry]:
    """Return the entries of a kind."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return [entry for entry in ledger.entries() if entry.kind == kind]


def nothing_left(folder: Path) -> bool:
    """Whether no file, hidden or not, lies in a directory."""
    return not list(folder.iterdir())


@contextmanager
def in_process(
    recorder: RunningRecorder, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
) -> Iterator[Commands]:
    """Run verbs in this process against the recorder in its own."""
    yield Commands(recorder.environment, capsys, patch)


def test_the_recorded_runs_export_and_verify(tmp_path: Path) -> None:
    """Each agent's: MATCH with the fingerprint, KEY_UNPINNED without."""
    with running.running(tmp_path / "home") as recorder:
        for run in HTTP:
            send(recorder, run)
        runs = recorder.cli_json("runs")
        assert runs
        for number, row in enumerate(runs):
            target = tmp_path / f"{number}.zip"
            told = export(recorder, target, str(row["run_id"]))
            report = judged(target, told)
            assert (report.verdict, report.word) == (Verdict.CONSISTENT, "MATCH")
            assert judged(target).verdict is Verdict.KEY_UNPINNED
            assert told["bytes"] == target.stat().st_size
            with zipfile.ZipFile(target) as archive:
                assert told["files"] == len(archive.namelist())


def test_what_a_person_is_told(recorder: RunningRecorder, tmp_path: Path) -> None:
    """File, entries, checkpoint, level, commands, fingerprint; and `audit-log` has it."""
    target = tmp_path / "run.zip"
    said = recorder.cli("bundle", "export", "last", "--to", str(target)).stdout
    fingerprint = recorder.cli_json("keys", "list")["fingerprint"]
    for words in (str(target), "entries, #", "level redacted", "bundle verify", fingerprint):
        assert words in said
    recorder.wait_indexed()
    lines = [json.loads(line) for line in recorder.cli("audit-log").stdout.splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds[-2:] == ["bundle.export", "bundle.exported"]
    assert lines[-2]["params"]["level"] == "redacted"


def test_exported_again_it_goes_on_from_the_first(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """After more runs: the first one's checkpoint is proven; other recipients begin anew."""
    first = export(recorder, tmp_path / "1.zip", "last")
    send(recorder, HTTP[1])
    second = export(recorder, tmp_path / "2.zip", "last")
    assert (first["previous"], second["previous"]) == (None, first["checkpoint"])
    assert judged(tmp_path / "2.zip", second).verdict is Verdict.CONSISTENT
    with zipfile.ZipFile(tmp_path / "2.zip") as later, zipfile.ZipFile(tmp_path / "1.zip") as early:
        name = f"log/checkpoints/{first['checkpoint']}"
        assert later.read(name) == early.read("log/checkpoint")
    assert export(recorder, tmp_path / "3.zip", "last")["previous"] == second["checkpoint"]


def test_after_a_restart_it_still_goes_on(tmp_path: Path) -> None:
    """Over epochs, their seals with it; without a running recorder one is started for it."""
    home = tmp_path / "home"
    with running.running(home) as recorder:
        send(recorder, HTTP[0])
        first = export(recorder, tmp_path / "1.zip", "last")
    env = running.environment(home)
    target = tmp_path / "2.zip"
    done = running.run_cli(env, "bundle", "export", "last", "--to", str(target), "--output", "json")
    told = json.loads(done.stdout)["data"]
    assert told["previous"] == first["checkpoint"]
    assert judged(target, told).verdict is Verdict.CONSISTENT
    assert "not_ended" not in told["missing"]
    status = running.run_cli(env, "status", "--output", "json", check=False)
    assert json.loads(status.stdout)["data"]["recording"] is False


def test_ctrl_c_leaves_nothing_but_an_entry(
    recorder: RunningRecorder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the middle of the files."""

    def interrupted(*_args: object, **_named: object) -> Iterator[tuple[str, list[bytes]]]:
        raise KeyboardInterrupt
        yield "", []

    monkeypatch.setattr(bundle_making, "make_views", interrupted)
    place = tmp_path / "place"
    place.mkdir()
    with in_process(recorder, capsys, monkeypatch) as cli:
        done = cli("bundle", "export", "last", "--to", str(place / "run.zip"))
    assert done.code == 130
    assert nothing_left(place)
    (cancelled,) = entries(recorder, "bundle.cancelled")
    (asked,) = entries(recorder, "bundle.export")
    assert cancelled.subject == {"export": asked.seq, "reason": "interrupted"}
    assert not entries(recorder, "bundle.exported")


def test_a_full_disk_leaves_nothing_but_an_entry(recorder: RunningRecorder, tmp_path: Path) -> None:
    """The system takes no more bytes of any file: an error in words, no half bundle."""
    place = tmp_path / "place"
    place.mkdir()
    limit = 20_000
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "bundle", "export", "last", "--to", "run.zip"],
        env={**recorder.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=place,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "countersign: " in done.stderr
    assert nothing_left(place)
    (cancelled,) = entries(recorder, "bundle.cancelled")
    assert str(cancelled.subject["reason"]).endswith("Error")


def test_the_epoch_changes_before_the_signature(
    recorder: RunningRecorder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The old keys are gone: it is cancelled, asked for anew by itself, and verifies."""
    views = bundle_making.make_views
    rolled: list[int] = []

    def rolling(*args: Any, **named: Any) -> Any:
        if not rolled:
            rolled.append(1)
            with ControlClient(recorder_address(recorder)) as client:
                client.call("keys.rotate", {"confirmed": True})
        return views(*args, **named)

    monkeypatch.setattr(bundle_making, "make_views", rolling)
    target = tmp_path / "run.zip"
    with in_process(recorder, capsys, monkeypatch) as cli:
        done = cli("bundle", "export", "last", "--to", str(target), "--output", "json")
    assert done.code == 0, done.out
    (cancelled,) = entries(recorder, "bundle.cancelled")
    assert cancelled.subject["reason"] == "outdated"
    assert len(entries(recorder, "bundle.exported")) == 1
    assert judged(target, done.data).verdict is Verdict.CONSISTENT


def recorder_address(recorder: RunningRecorder) -> Any:
    """Return where a recorder listens for verbs."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in recorder.environment.items():
            patch.setenv(name, value)
        return Paths.resolve(recorder.data_dir).control_address


def test_only_the_recipient_reads_the_content(recorder: RunningRecorder, tmp_path: Path) -> None:
    """`age -d` opens it; unpacked over the rest it is the bundle in plain."""
    if shutil.which("age") is None:
        pytest.fail("age is not installed")
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    recipient = subprocess.run(
        ["age-keygen", "-y", str(key)], check=True, capture_output=True, text=True
    ).stdout.strip()
    target = tmp_path / "sealed"
    told = export(recorder, target, "last", "--for", recipient, "--unpacked")
    assert judged(target, told).verdict is Verdict.CONSISTENT
    assert not (target / "openings").exists()
    assert not (target / "views").exists()
    content = tmp_path / "content.zip"
    sealed = str(target / "payloads" / "content.zip.age")
    subprocess.run(["age", "-d", "-i", str(key), "-o", str(content), sealed], check=True)
    digest = subprocess.run(
        ["sha256sum", "-c", str(target / "payloads" / "content.sha256")],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert digest.returncode == 0, digest
    with zipfile.ZipFile(content) as archive:
        names = set(archive.namelist())
        assert "NONCE" in names
        assert "otlp/logs.json" in names
        assert "views/report.html" in names
        assert archive.testzip() is None
    (exported,) = entries(recorder, "bundle.exported")
    assert exported.subject["recipients"] == [recipient]
    given = Trust(fingerprint=told["fingerprint"], identities=(key.read_text(),))
    report = verify_path(target, given)
    assert report.verdict is Verdict.CONSISTENT
    assert {step.number: step.outcome for step in report.steps}[12] == "passed"


def test_one_span_is_shown_without_the_rest(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Proven, and no other record of the run stands in any file."""
    spans = recorder.cli_json("show", "last", "--noise")["spans_list"]
    wanted, *others = [str(span["span_id"]) for span in spans]
    target = tmp_path / "one"
    told = export(recorder, target, "last", "--span", wanted, "--unpacked")
    assert judged(target, told).verdict is Verdict.CONSISTENT
    opened = [path.name for path in (target / "openings").iterdir()]
    assert len(opened) == 1
    assert opened[0].endswith(".records.json")
    traces = (target / "otlp" / "traces.json").read_text()
    assert wanted in traces
    for path in target.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for other in others:
            assert other.encode() not in data or other in parents(traces)
            assert bytes.fromhex(other) not in data
    assert "not_opened" in told["missing"]


def parents(traces: str) -> set[str]:
    """Return the parents that the spans of a document name."""
    spans = json.loads(traces)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    return {span.get("parentSpanId", "") for span in spans}


def test_full_needs_a_reason_and_a_person(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Neither without; at a terminal, after `yes`, with the run's key."""
    target = tmp_path / "full"
    words = ("bundle", "export", "last", "--to", str(target), "--unpacked", "--level", "full")
    assert recorder.cli(*words, check=False).returncode == 2
    code, shown = at_terminal.confirmed(recorder.environment, *words, "--reason", "audit asks")
    assert code == 0, shown
    keys = json.loads((target / "openings" / "run-keys.json").read_text())["runs"]
    assert [len(item["key"]) for item in keys] == [64]
    (asked,) = entries(recorder, "bundle.export")
    assert (asked.subject["reason"], asked.actor["auth"]) == ("audit asks", "person")


def test_an_export_whose_caller_went_away_ends_with_the_recorder(tmp_path: Path) -> None:
    """Cancelled at the stop."""
    with running.running(tmp_path / "home") as recorder:
        send(recorder, HTTP[0])
        run = recorder.cli_json("show", "last")
        scope = {"kind": "run", "sender": run["sender"], "run_id": run["run_id"]}
        asked = {"scope": scope, "level": "redacted", "recipients": [], "reason": None}
        with ControlClient(recorder_address(recorder)) as client:
            begun = client.call("bundle.begin", asked)
        recorder.stop()
        (cancelled,) = entries(recorder, "bundle.cancelled")
    assert cancelled.subject == {"export": begun["seq"], "reason": "stop"}
    with LedgerReader(tmp_path / "home" / "data" / "ledger.db") as ledger:
        kinds = [str(entry.kind) for entry in ledger.entries()]
    assert kinds[-3:] == ["bundle.cancelled", "recorder.stop", "epoch.seal"]


def test_a_file_that_is_there_is_never_written_over(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """Refused before the ledger is asked; a name of ours is numbered."""
    target = tmp_path / "run.zip"
    target.write_bytes(b"mine")
    done = recorder.cli("bundle", "export", "last", "--to", str(target), check=False)
    assert done.returncode == 2
    assert target.read_bytes() == b"mine"
    assert not entries(recorder, "bundle.export")
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "desktop_app", "bundle", "export", "last"],
            env={**recorder.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=tmp_path / "home" / "run",
            capture_output=True,
            check=True,
        )
    assert len(list((tmp_path / "home" / "run").glob("*.zip"))) == 2
