"""A process that judges one ledger or one bundle: `countersign _judge`, for `operations.judgement`.

It reads one JSON object from standard input, tells on standard output how far it is, a line each,
and then what it came to; nothing else. What somebody sent is opened here and nowhere else: memory
is bounded, no core dump is left, and whoever asked can end it at any moment. A file that is written
or exchanged meanwhile has no verdict: its digest would be another file's.

    {"what": "bundle", "file": ..., ...}  ->  {"done": 3, "total": 9}  ...  {"report": {...}, ...}
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop_app.bundle.verify.outcome import container_refused
from desktop_app.bundle.verify.verifier import STEPS
from desktop_app.errors import (
    BugError,
    CountersignError,
    LedgerDivergedError,
    RecorderNotRunningError,
    UnreadableError,
)
from desktop_app.host import hardening
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths
from desktop_app.ledger.report import Report
from desktop_app.model.verdict import Verdict
from desktop_app.operations.verify_bundle import BundleWish, verify_bundle
from desktop_app.operations.verify_ledger import verify_ledger
from desktop_app.receive.worker_main import limit_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON

MAX_REQUEST_BYTES = 1 << 20
BUNDLE_MEMORY_BYTES = 1536 << 20
NO_MEMORY = "It needs more memory than a bundle may take here."
CHANGED = "The file was changed while it was checked."
TOO_LONG = "It takes longer than a bundle may take here."
_TELL_EVERY_S = 0.05
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Place:
    """The `Context` of this process; it tells whoever asked, and nobody else."""

    paths: Paths
    clock: SystemClock
    ids: SystemIds
    tell: Callable[[Mapping[str, object]], None]
    starts_recorder: bool = False

    def connect(self) -> ControlClient:
        """Nothing that judges needs a recorder.

        Raises:
            RecorderNotRunningError: always.
        """
        raise RecorderNotRunningError("Nothing is asked of a recorder here.")

    def note(self, sentence: str) -> None:
        """Hand a sentence on."""
        self.tell({"note": sentence})

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:  # noqa: ARG002 - who shows it names it
        """Hand progress on, 20 times a second at most."""
        told_at = 0.0

        def told(done: int, total: int) -> None:
            nonlocal told_at
            if (now := time.monotonic()) - told_at >= _TELL_EVERY_S:
                told_at = now
                self.tell({"done": done, "total": total})

        yield told


def main() -> int:
    """Judge what standard input names; 0 also for a verdict that fails: it is told."""
    hardening.harden()
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no line of ours
    asked = json.loads(sys.stdin.buffer.read(MAX_REQUEST_BYTES))

    def tell(line: Mapping[str, object]) -> None:
        _write(pipe, line)

    try:
        tell(judged(asked, tell))
    except CountersignError as error:
        kind, message = type(error).__name__, error.message
        tell({"error": {"class": kind, "message": message, "hint": error.hint}})
    except BrokenPipeError:
        return 1  # nobody waits for it any more
    except Exception as error:  # noqa: BLE001 - told as our bug, with its place
        tell({"error": {"class": "BugError", "message": _place_of(error), "hint": ""}})
    return 0


def _place_of(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def judged(
    asked: Mapping[str, JSON], tell: Callable[[Mapping[str, object]], None]
) -> dict[str, object]:
    """Return the last line: report, seconds it took, and the digest of a bundle's file.

    Raises:
        CountersignError: it cannot be judged at all.
    """
    place = Place(Paths.resolve(str(asked["data_dir"])), SystemClock(), SystemIds(), tell)
    began = time.monotonic()
    match asked:
        case {"what": "ledger"}:
            report, digest = _ledger(place), None
        case {"what": "bundle", "file": str(file), "fingerprint": str(digits)}:
            wish = BundleWish(Path(file), fingerprint=digits or None)
            limit_memory(BUNDLE_MEMORY_BYTES)
            before, digest = _identity(wish.file), digest_of(wish.file)
            report = _bundle(place, wish)
            if _identity(wish.file) != before:
                raise UnreadableError(CHANGED, hint="Check it again.")
        case _:
            raise BugError("Asked to judge neither a ledger nor a bundle.")
    took_us = int((time.monotonic() - began) * 1_000_000)
    return {"report": report, "digest": digest, "duration_us": took_us}


def _ledger(place: Place) -> dict[str, JSON]:
    try:
        return verify_ledger(place).to_json()
    except LedgerDivergedError as error:  # a ledger that is gone is a verdict, too
        verdict = Verdict.DIVERGED
        return Report(verdict, verdict.exit_code, error.message, None, (), 0, ()).to_json()


def _bundle(place: Place, wish: BundleWish) -> dict[str, JSON]:
    try:
        return verify_bundle(place, wish).to_json()
    except MemoryError:
        return refused(NO_MEMORY)


def refused(reason: str) -> dict[str, JSON]:
    """Return the report on a bundle that cannot be judged within bounds."""
    return container_refused(reason, [name for name, _ in STEPS]).to_json()


def _identity(file: Path) -> tuple[int, ...] | None:
    """Return what changes whenever a file is written or exchanged; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None  # the verifier says what is wrong with it
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def digest_of(file: Path) -> str | None:
    """Return the SHA-256 of a plain file in hex; None for a directory or what cannot be read."""
    try:
        with open(file, "rb", opener=_opener) as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                return None
            digest = hashlib.sha256()
            while chunk := opened.read(_CHUNK_BYTES):
                digest.update(chunk)
            return digest.hexdigest()
    except OSError:
        return None  # the verifier says what is wrong with it


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a named pipe is not waited for


def _write(pipe: BinaryIO, line: Mapping[str, object]) -> None:
    text = json.dumps(line, default=str)  # noqa: TID251 - between two processes of ours, never hashed
    pipe.write(text.encode() + b"\n")
    pipe.flush()
