"""Bundles of a real recorder whose ledger was time stamped: they carry it, and it anchors them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import running
from tests.fakes.tsa import Stamper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder that holds one run."""
    with running.running(tmp_path / "home") as made:
        wrap(made)
        yield made


def wrap(recorder: RunningRecorder) -> None:
    """Record a run."""
    recorder.cli("run", "--name", "nightly", "--", sys.executable, "-c", "pass")
    recorder.wait_indexed()


def stamp(recorder: RunningRecorder, who: Stamper, folder: Path) -> int:
    """Have the newest checkpoint stamped; return how much it covers."""
    file, token = folder / "checkpoint", folder / "token.tsr"
    file.unlink(missing_ok=True)
    recorder.cli("ledger", "checkpoint", "--to", str(file))
    token.write_bytes(who.stamp(file.read_bytes()))
    recorder.cli("ledger", "stamp-add", str(token))
    return int(file.read_text().splitlines()[1])


def export(recorder: RunningRecorder, target: Path) -> str:
    """Export the newest run, unpacked; return the fingerprint."""
    words = ("bundle", "export", "last", "--unpacked", "--to", str(target))
    return str(recorder.cli_json(*words)["fingerprint"])


def judged(recorder: RunningRecorder, target: Path, *words: str) -> dict[str, Any]:
    """Verify, whatever the exit code."""
    found: dict[str, Any] = recorder.cli_json_any("bundle", "verify", str(target), *words)
    return found


def test_a_run_is_anchored_by_what_stamped_it_later(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """With the authority's root; without, and with another's, it is consistent and says why."""
    who, other = Stamper(tmp_path / "tsa"), Stamper(tmp_path / "other", "Root of somebody")
    roots = {name: tmp_path / f"{name}.pem" for name in ("right", "wrong")}
    roots["right"].write_bytes(who.root)
    roots["wrong"].write_bytes(other.root)
    size = stamp(recorder, who, tmp_path)
    fingerprint = export(recorder, tmp_path / "run")
    assert (tmp_path / "run" / "anchors" / f"{size}.tsr").read_bytes() == (
        tmp_path / "token.tsr"
    ).read_bytes()
    assert (tmp_path / "run" / "log" / "checkpoints" / str(size)).is_file()
    given = ("--fingerprint", fingerprint)
    assert judged(recorder, tmp_path / "run", *given)["verdict"] == "CONSISTENT"
    trusting = (*given, "--tsa-root", str(roots["right"]))
    report = judged(recorder, tmp_path / "run", *trusting)
    assert (report["verdict"], report["anchored"]) == ("ANCHORED", size)
    wrong = judged(recorder, tmp_path / "run", *given, "--tsa-root", str(roots["wrong"]))
    assert (wrong["verdict"], wrong["anchored"]) == ("CONSISTENT", None)


def test_one_that_covers_less_than_the_run_is_told_and_anchors_nothing(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """What stamped the log before the run is not there at all."""
    who = Stamper(tmp_path / "tsa")
    stamp(recorder, who, tmp_path)
    wrap(recorder)
    export(recorder, tmp_path / "run")
    assert not (tmp_path / "run" / "anchors").exists()


@pytest.mark.attack("D04")
def test_the_manifest_binds_it(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Taken out, or exchanged for another of the same authority, after it was signed."""
    who = Stamper(tmp_path / "tsa")
    size = stamp(recorder, who, tmp_path)
    fingerprint = export(recorder, tmp_path / "run")
    token = tmp_path / "run" / "anchors" / f"{size}.tsr"
    whole = token.read_bytes()
    note = (tmp_path / "run" / "log" / "checkpoint").read_bytes()
    for changed in (who.stamp(note), whole[:-1], None):
        if changed is None:
            token.unlink()
        else:
            token.write_bytes(changed)
        report = judged(recorder, tmp_path / "run", "--fingerprint", fingerprint)
        assert report["verdict"] == "INVALID"


def test_the_single_file_says_that_it_does_not_check_it(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """And judges all else."""
    stamp(recorder, Stamper(tmp_path / "tsa"), tmp_path)
    fingerprint = export(recorder, tmp_path / "run")
    single = tmp_path / "verify.py"
    recorder.cli("bundle", "verifier", "--to", str(single))
    done = subprocess.run(
        [sys.executable, str(single), str(tmp_path / "run"), "--fingerprint", fingerprint],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("MATCH")
    assert "Time stamps are present, not checked here." in done.stdout
