"""Pruning by the real recorder: what was planted is in no byte any more, and verify says why.

And what outlives it: bundles and proofs from before, and bundles of what is still whole.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.bundle import onefile
from desktop_app.bundle.build.archive import directory_writer
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope
from desktop_app.bundle.views.views import make_views
from desktop_app.host.clock import SystemClock
from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes import pruned_ledger, running
from tests.fakes.at_terminal import confirmed
from tests.fakes.exporting import begin, signer
from tests.fakes.forger import edit
from tests.fakes.ledger_attacks import NOW_US
from tests.fakes.pruned_ledger import PLANTED, kill, settle
from tests.fakes.retained_ledger import OURS, note, plan, purge_due
from tests.integration.test_ledger_flips import EXAMPLES, FIELDS, flip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.ledger_builder import Built
    from tests.fakes.running import RunningRecorder

PATIENCE_S = 30.0
GONE = [f"{PLANTED}-{number:03}".encode() for number in range(20, 480)]
STAYS = f"{PLANTED}-590".encode()
posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@dataclass
class Exported:
    """A bundle on disk."""

    path: Path
    fingerprint: str


def exported(
    built: Built, writer: LedgerWriter, folder: Path, run: str, level: Level = Level.REDACTED
) -> Exported:
    """Export a run."""
    request = begin(writer, built.path, RunScope("codex", run), level=level)
    target = folder / f"bundle-{request.predicate.export}"
    with LedgerReader(built.path) as ledger:
        done = build(
            ledger,
            request,
            directory_writer(target),
            views=make_views,
            manifest=signer(writer, request),
            work_dir=folder,
        )
    return Exported(target, done.fingerprint)


def judged(bundle: Exported, verifier: Path) -> tuple[int, str]:
    """Judge a bundle with verify.py, isolated from this code; return exit code and verdict."""
    done = subprocess.run(
        [
            *(sys.executable, "-I", str(verifier), str(bundle.path), "--json"),
            *("--fingerprint", bundle.fingerprint),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)["verdict"]


@pytest.mark.attack("F04")
def test_bundles_from_before_verify_and_so_do_bundles_after(tmp_path: Path) -> None:
    """With the one-file verifier: a run and the whole log from before, a young run from after."""
    verifier = tmp_path / "verify.py"
    verifier.write_text(onefile.generate(), "utf-8")
    built = pruned_ledger.aged(tmp_path)
    writer = built.open()
    before = [exported(built, writer, tmp_path, "many", level) for level in Level]
    purge_due(built, writer)
    pruned_ledger.run_of(built, writer, "young")
    after = exported(built, writer, tmp_path, "young")
    writer.close()
    assert len(pruned_ledger.empty_rows(built)) > 480
    assert [judged(one, verifier) for one in (*before, after)] == [(0, "CONSISTENT")] * (
        len(before) + 1
    )


@pytest.mark.attack("A01")
@pytest.mark.attack("C07")
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(field=st.sampled_from(FIELDS), row=st.integers(0, 10**6), bit=st.integers(0, 10**6))
def test_no_bit_of_a_pruned_ledger_is_flipped_unseen(
    merged: Built, field: tuple[str, str], row: int, bit: int
) -> None:
    """Of hashes and MACs of pruned entries as little as of any other field."""
    path = merged.folder / "flipped.db"
    shutil.copyfile(merged.path, path)
    try:
        with edit(path, merge=False) as db:
            if field[0] == "bodies":  # what holds nothing any more says nothing, wherever it lies
                db.execute("DELETE FROM bodies WHERE body IS NULL")
            flip(db, *field, row, bit)
    except (apsw.ConstraintError, ZeroDivisionError):
        return  # the row cannot lie there, or there is nothing left to flip
    report = audit(path, trust=merged.trust(), now_us=NOW_US)
    if field == ("bodies", "body") and report.verdict.passes:
        return  # zstd ignores some bits of a frame
    assert not report.verdict.passes, (field, row, bit)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A pruned ledger in one file."""
    built = pruned_ledger.pruned(tmp_path_factory.mktemp("flips"))
    with edit(built.path):
        pass
    for suffix in ("-shm", "-wal"):
        (built.folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    return built


def home_of(built: Built, home: Path) -> dict[str, str]:
    """Settle a ledger in a HOME; return the environment that finds it there."""
    env = running.environment(home)
    settle(built, home / "data", home / ".config" / "countersign")
    return env


@pytest.fixture
def aged(tmp_path: Path) -> Built:
    """A ledger of 500 days ago, of which nothing but content was purged so far."""
    return pruned_ledger.aged(tmp_path, now_us=SystemClock().now_us() - 60_000_000)


@pytest.fixture
def recorder(aged: Built, tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder that goes on from it."""
    made = running.start(home_of(aged, tmp_path / "home"))
    yield made
    if made.process.poll() is None:
        made.stop()


def everything(folder: Path) -> bytes:
    """Return every byte below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def left(folder: Path) -> list[bytes]:
    """Return which of what must go is still there, once the index was made again."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        data = everything(folder)
        found = [needle for needle in GONE if needle in data]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def pruned(data_dir: Path) -> int:
    """Return how many leaves are gone."""
    with LedgerReader(data_dir / "ledger.db") as ledger:
        return ledger.pruned()


@posix
@pytest.mark.attack("F04")
@pytest.mark.attack("F05")
def test_after_pruning_no_byte_of_it_is_left(recorder: RunningRecorder) -> None:
    """In database, logs beside it and index; the verdict stays, and what is asked for is told."""
    recorder.wait_indexed()
    data_dir = recorder.data_dir
    assert all(needle in everything(data_dir) for needle in GONE)
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    dry = recorder.cli_json("purge", "--dry-run")
    assert dry["classes"]["entries"]["entries"] > 480
    assert pruned(data_dir) == 0
    code, shown = confirmed(recorder.environment, "purge")
    assert (code, "Destroyed: all but the hashes of" in shown) == (0, True), shown
    assert "stay, and the proofs of all." in shown
    assert pruned(data_dir) == dry["classes"]["entries"]["entries"]
    assert left(data_dir) == []
    assert STAYS in everything(data_dir)
    report = recorder.cli_json("verify")
    assert (report["verdict"], report["pruned"]) == ("CONSISTENT", pruned(data_dir))
    assert report["sentence"].startswith("Of ")
    assert any("entries were pruned by the 400-day rule" in text for text in report["gone"])
    assert "purge_unfinished" not in {one["code"] for one in report["findings"]}
    recorder.wait_indexed()
    assert recorder.cli("search", "Xyzzy", check=False).returncode == 0
    assert "many" in recorder.cli("runs", "--output", "json").stdout
    shown = recorder.cli("show", "many").stdout
    assert "more entries of this run were pruned: only hashes are left." in shown
    refused = recorder.cli("bundle", "export", "many", check=False)
    assert refused.returncode != 0
    assert "pruned: only hashes are left" in refused.stderr
    written = recorder.cli_json("ledger", "export", "--jsonl", "--to", str(data_dir / "all.jsonl"))
    assert written["pruned"] == report["pruned"]
    assert len((data_dir / "all.jsonl").read_bytes().splitlines()) == written["entries"]


@posix
@pytest.mark.attack("F01")
def test_a_hold_keeps_all_of_it(recorder: RunningRecorder) -> None:
    """Until it is released."""
    placed = recorder.cli_json("hold", "place", "--run", "old", "--reason", "an incident")
    code, shown = confirmed(recorder.environment, "purge")
    assert (code, pruned(recorder.data_dir)) == (0, 0), shown
    assert "A hold keeps" in shown
    release = ("hold", "release", placed["hold"], "--reason", "over")
    assert confirmed(recorder.environment, *release)[0] == 0
    assert confirmed(recorder.environment, "purge")[0] == 0
    assert pruned(recorder.data_dir) > 480
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"


def finished(recorder: RunningRecorder) -> int:
    """Wait until a recorder that started emptied all that is named; return how many."""
    path = recorder.data_dir / "ledger.db"
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with LedgerReader(path) as ledger:
            purges = [dict(entry.subject) for entry in ledger.of_kinds({EntryKind.PURGE})]
            named = sum(one["count"] for one in purges if one["class"] == "entries")
            whole = sum(
                len(ledger.leaves_between(first, last))
                for one in purges
                if one["class"] == "entries"
                for first, last in one["entries"]
            )
        if named and not whole:
            return named
        time.sleep(0.05)
    raise AssertionError("what was named is still there")


def test_a_kill_after_the_purge_entry_is_finished_at_the_next_start(
    aged: Built, tmp_path: Path
) -> None:
    """Nothing is gone, everything is named: the next recorder signs for it and ends it."""
    writer = aged.open()
    for purge in plan(aged):
        note(writer, EntryKind.PURGE, purge.to_json(), OURS)
    kill(aged, writer)
    recorder = running.start(home_of(aged, tmp_path / "home"))
    try:
        assert finished(recorder) > 480
        assert left(recorder.data_dir) == []
        assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    finally:
        recorder.stop()


@posix
def test_a_kill_at_any_moment_of_it_is_finished(aged: Built, tmp_path: Path) -> None:
    """Killed as soon as the purge entry is seen, whatever was blanked or cut by then."""
    env = home_of(aged, tmp_path / "home")
    recorder = running.start(env)
    asking = subprocess.Popen(
        [sys.executable, "-c", _ASK], env={**env, "PYTHONPATH": str(Path.cwd())}, text=True
    )
    path = recorder.data_dir / "ledger.db"
    deadline = time.monotonic() + PATIENCE_S
    with LedgerReader(path) as ledger:
        while time.monotonic() < deadline:
            newest = ledger.latest_of(EntryKind.PURGE)
            if newest is not None and newest.subject["class"] == "entries":
                break
    recorder.kill()
    asking.wait(PATIENCE_S)
    again = running.start(env)
    try:
        assert finished(again) > 480
        assert left(again.data_dir) == []
        report = again.cli_json("verify")
        assert report["verdict"] == "CONSISTENT", report
        assert report["pruned"] == pruned(again.data_dir)
    finally:
        again.stop()


_ASK = """
import os
from tests.fakes.at_terminal import confirmed
confirmed(dict(os.environ), "purge")
"""


def test_verdicts_of_the_two_halves(tmp_path: Path) -> None:
    """One more row emptied, or one hash exchanged, in a ledger that was pruned: INVALID."""
    built = pruned_ledger.pruned(tmp_path)
    assert audit(built.path, trust=built.trust(), now_us=NOW_US).verdict is Verdict.CONSISTENT
    for change in (
        "UPDATE entries SET leaf = CAST('' AS BLOB) WHERE seq = 560",
        "UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 100",
        "DELETE FROM entries WHERE seq = 100",
    ):
        copy = built.copy(tmp_path / str(abs(hash(change))))
        with edit(copy.path) as db:
            db.execute(change)
        assert audit(copy.path, trust=copy.trust(), now_us=NOW_US).verdict is Verdict.INVALID
