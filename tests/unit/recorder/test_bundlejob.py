"""A bundle from a worker process: whole, signed by the recorder alone, or nothing of it."""

from __future__ import annotations

import json
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.source import open_files
from desktop_app.errors import (
    BundleTooLargeError,
    ExportCancelledError,
    NotFoundError,
    OverloadedError,
    StorageError,
)
from desktop_app.host.egress import door
from desktop_app.model.canonical import encode_body
from desktop_app.model.entry import RECORDER
from desktop_app.receive import worker
from desktop_app.recorder import bundlejob, bundles
from desktop_app.recorder.bundlejob import FILE, BundleJobs
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

TRACE = b"t" * 16


@pytest.fixture
def jobs() -> Iterator[BundleJobs]:
    """Give the recorder's side."""
    made = BundleJobs()
    yield made
    made.close()


def asked_for(run_id: str = "r") -> dict[str, JSON]:
    """Return what is asked for of a run."""
    scope: JSON = {"kind": "run", "sender": "codex", "run_id": run_id}
    return {"scope": scope, "level": "redacted", "recipients": [], "reason": None}


class Export:
    """One export that was begun, in a folder of its own."""

    def __init__(self, made: Recorder, folder: Path, run_id: str = "r") -> None:
        made.journal.begin_run(Run("codex", "r"), {"agent": "codex"}, TRACE)
        made.journal.end_run(Run("codex", "r"), {"reason": "idle"}).result()
        self.others = set(psutil.Process().children())  # of tests before this one
        self.made, self.asked = made, asked_for(run_id)
        self.begun = bundles.begin(made, self.asked, RECORDER)
        self.folder = folder / "work"
        self.folder.mkdir()

    def sign(self, told: Mapping[str, JSON]) -> bytes:
        """Sign as the recorder does."""
        note = sha256(str(self.begun["note"]).encode()).hexdigest()
        given: dict[str, JSON] = {**told, "seq": self.begun["seq"], "checkpoint": note}
        return str(bundles.sign(self.made, given, RECORDER)["manifest"]).encode()

    def cancelled(self, _told: Mapping[str, JSON]) -> bytes:
        """Do not sign."""
        raise ExportCancelledError("Nothing may go there any more.")

    def killed(self, _told: Mapping[str, JSON]) -> bytes:
        """End the worker in its middle, as a system without memory does."""
        (child,) = set(psutil.Process().children()) - self.others
        child.kill()
        child.wait()
        return b""


def test_the_worker_makes_what_was_begun(made: Recorder, jobs: BundleJobs, tmp_path: Path) -> None:
    """Its manifest is the recorder's, and says the same."""
    one = Export(made, tmp_path)
    file = jobs.make(made.paths.ledger, one.folder, asked=one.asked, begun=one.begun, sign=one.sign)
    assert file == one.folder / FILE
    with closing(open_files(file)) as files:
        told = open_manifest(files).statement.predicate
    assert (told.export, told.size) == (one.begun["seq"], one.begun["size"])


@pytest.mark.parametrize(
    ("sign", "error"),
    [("cancelled", ExportCancelledError), ("killed", BundleTooLargeError)],
)
def test_what_is_not_signed_is_not_there(
    made: Recorder, jobs: BundleJobs, tmp_path: Path, sign: str, error: type[Exception]
) -> None:
    """And the next one can be made."""
    one = Export(made, tmp_path)
    with pytest.raises(error):
        jobs.make(
            made.paths.ledger,
            one.folder,
            asked=one.asked,
            begun=one.begun,
            sign=getattr(one, sign),
        )
    assert not (one.folder / FILE).exists()
    other = tmp_path / "other"
    other.mkdir()
    assert jobs.make(
        made.paths.ledger, other, asked=one.asked, begun=one.begun, sign=one.sign
    ).exists()


def test_a_run_that_is_not_there_is_told_as_that(
    made: Recorder, jobs: BundleJobs, tmp_path: Path
) -> None:
    """By the error that a person gets, too."""
    one = Export(made, tmp_path, "another")
    with pytest.raises(NotFoundError):
        jobs.make(made.paths.ledger, one.folder, asked=one.asked, begun=one.begun, sign=one.sign)


def test_what_cannot_be_started_and_what_is_over_is_told(
    made: Recorder, jobs: BundleJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system without a process to spare; a recorder that stops."""
    one = Export(made, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_program", lambda: [str(tmp_path / "not there")])
        with pytest.raises(StorageError, match="Nothing can be started"):
            jobs.make(
                made.paths.ledger, one.folder, asked=one.asked, begun=one.begun, sign=one.sign
            )
    jobs.close()
    with pytest.raises(OverloadedError):
        jobs.make(made.paths.ledger, one.folder, asked=one.asked, begun=one.begun, sign=one.sign)


def test_the_job_by_itself(made: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The door is shut before it reads anything."""
    one, shut = Export(made, tmp_path), list[int]()
    monkeypatch.setattr(door, "shut", lambda: shut.append(1))
    header = {
        "ledger": str(made.paths.ledger),
        "folder": str(one.folder),
        "asked": one.asked,
        "begun": one.begun,
    }
    assert bundlejob.job(encode_body(header), b"", lambda told: one.sign(json.loads(told))) == b""
    assert sorted(path.name for path in one.folder.iterdir()) == [FILE, "work"]
    assert shut == [1]
