"""Has a ledger or a bundle judged in a process of its own, and has the verdict written down.

Promise: the caller's interpreter stays free; the process ends with the caller's wish (whatever
`progress` raises ends it at once), with its time, or with its memory, and then a bundle is one that
cannot be judged, never one that passes.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

import desktop_app.errors as errors_module
from desktop_app.errors import BugError, CountersignError, RecorderNotRunningError, StorageError
from desktop_app.host.program import own_program
from desktop_app.operations.keys_shown import shown_keys
from desktop_app.operations.recorder_access import ask_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

Cause = Literal["hand", "start", "shutdown", "schedule"]

BUNDLE_S = 900.0
MAX_LINE_BYTES = 16 << 20  # of a report; who is told more reads no further
_LOOK_EVERY_S = 0.1
_END_S = 5.0
_SENTENCE = 1_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What it came to.

    Attributes:
        target: "ledger" or "bundle".
        report: `ledger.report.Report` or `bundle.verify.report.BundleReport` as JSON.
        digest: SHA-256 of a bundle's file in hex; None for a directory or a ledger.
        duration_us: how long it took.
        at_us: when it was done.
        own_keys: whether a bundle of this computer's log was judged by its own fingerprint.
    """

    target: str
    report: Mapping[str, JSON]
    digest: str | None
    duration_us: int
    at_us: int
    own_keys: bool = False


def judge_ledger(context: Context) -> Judgement:
    """Recompute the whole ledger of the data directory.

    Raises:
        CountersignError: it cannot be judged: there is none, the keychain is locked.
    """
    with context.progress("Entry") as told:
        return _judged(context, {"what": "ledger"}, told, limit_s=None)


def judge_bundle(context: Context, file: Path, *, fingerprint: str = "") -> Judgement:
    """Judge a bundle; `fingerprint` is what the sender told by another way, "" for nothing.

    A bundle of this computer's own log needs none: its keystore knows the fingerprint.

    Raises:
        UsageError: the fingerprint is none.
        NotFoundError: there is nothing that may be read.
    """
    asked: dict[str, JSON] = {
        "what": "bundle",
        "file": str(file.absolute()),
        "fingerprint": fingerprint,
    }
    with context.progress("Step") as told:
        found = _judged(context, asked, told, limit_s=BUNDLE_S)
        own = "" if fingerprint else _own_fingerprint(context, found.report)
        if not own:
            return found
        again = _judged(context, {**asked, "fingerprint": own}, told, limit_s=BUNDLE_S)
        return replace(again, own_keys=True)


def _own_fingerprint(context: Context, report: Mapping[str, JSON]) -> str:
    """Return what the keystore knows of a log that nobody vouched for; "" where it is another's."""
    match report:
        case {"verdict": "KEY_UNPINNED", "predicate": {"log": str(log)}}:
            pass
        case _:
            return ""
    try:
        keys = shown_keys(context, ask=False)
    except CountersignError:
        return ""  # no ledger here, or nobody opens the keychain just now
    fingerprint = keys["fingerprint"] if keys["origin"] == log else None
    return "" if fingerprint is None else str(fingerprint)


def note_judgement(context: Context, judgement: Judgement, by: Cause) -> int | None:
    """Have a verdict written down; return its entry, None where no recorder runs."""
    report = judgement.report
    subject: dict[str, JSON] = {
        "target": judgement.target,
        "verdict": report["verdict"],
        "exit_code": report["exit_code"],
        "size": report.get("size"),
        "sentence": str(report["sentence"])[:_SENTENCE],
        "by": by,
        "duration_us": judgement.duration_us,
    }
    if judgement.digest is not None:
        subject["file"] = judgement.digest
    try:
        answer = ask_running(context, "note", {"kind": "verdict", "subject": subject})
    except RecorderNotRunningError:
        return None
    entry = answer.get("entry") if isinstance(answer, dict) else None
    return entry if isinstance(entry, int) else None


def _judged(
    context: Context,
    asked: Mapping[str, JSON],
    told: Callable[[int, int], None],
    *,
    limit_s: float | None,
) -> Judgement:
    request = {**asked, "data_dir": str(context.paths.data_dir)}
    target = str(asked["what"])
    began = time.monotonic()
    last: Mapping[str, JSON] = {}
    try:
        for line in _lines(request, told, limit_s):
            if note := line.get("note"):
                context.note(str(note))
            last = line
    except TimeoutError:
        last = {"report": _refused(in_time=False)}
    answer = _answer(last, target)
    took_us, digest = answer.get("duration_us"), answer.get("digest")
    if not isinstance(took_us, int):
        took_us = int((time.monotonic() - began) * 1_000_000)
    report = cast("Mapping[str, JSON]", answer["report"])
    digest = digest if isinstance(digest, str) else None
    return Judgement(target, report, digest, took_us, context.clock.now_us())


def _answer(last: Mapping[str, JSON], target: str) -> Mapping[str, JSON]:
    """Return the last line of a child, raise the error in it, or say what its end means."""
    match last:
        case {"report": dict() as report}:
            return {**last, "report": report}
        case {"error": {"class": str(name), "message": str(message), "hint": str(hint)}}:
            kind = getattr(errors_module, name, BugError)
            is_ours = isinstance(kind, type) and issubclass(kind, CountersignError)
            raise (kind if is_ours else BugError)(message, hint=hint)
        case _ if target == "bundle":  # ended by the system, or fell over what somebody sent
            return {"report": _refused(in_time=True)}
        case _:
            raise StorageError(
                "The process that recomputes the record ended before its time.",
                hint="`countersign verify` in a terminal shows more.",
            )


def _start(request: Mapping[str, JSON]) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*own_program(), "_judge"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if child.stdin is not None:
        text = json.dumps(request)  # noqa: TID251 - between two processes of ours, never hashed
        child.stdin.write(text.encode())
        child.stdin.close()
    return child


def _lines(
    request: Mapping[str, JSON], told: Callable[[int, int], None], limit_s: float | None
) -> Iterator[Mapping[str, JSON]]:
    """Yield what a new process says; it ends with this function, however that ends.

    Progress is told also while there is none: whoever cancels need not wait for the next line.

    Raises:
        TimeoutError: it takes too long.
    """
    child = _start(request)
    said: queue.Queue[bytes | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(child, said), daemon=True)
    reader.start()
    try:
        yield from _heard(said, told, limit_s)
    finally:
        _end(child, reader)


def _heard(
    said: queue.Queue[bytes | None], told: Callable[[int, int], None], limit_s: float | None
) -> Iterator[Mapping[str, JSON]]:
    deadline = None if limit_s is None else time.monotonic() + limit_s
    done, total = 0, 0
    while True:
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
        told(done, total)
        try:
            raw = said.get(timeout=_LOOK_EVERY_S)
        except queue.Empty:
            continue
        if raw is None:
            return
        try:
            line = json.loads(raw)
        except ValueError:
            return  # cut: by its end in the middle of a line, or because it is too long
        if "total" in line:
            done, total = line["done"], line["total"]
        else:
            yield line


def _read(child: subprocess.Popen[bytes], said: queue.Queue[bytes | None]) -> None:
    if child.stdout is not None:
        while raw := child.stdout.readline(MAX_LINE_BYTES):
            said.put(raw)
    said.put(None)


def _end(child: subprocess.Popen[bytes], reader: threading.Thread) -> None:
    try:
        child.wait(_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait(_END_S)
    reader.join(_END_S)
    if child.stdout is not None:
        child.stdout.close()


def _refused(*, in_time: bool) -> dict[str, JSON]:
    """Return the report on a bundle that took too long, or too much memory."""
    from desktop_app.operations import judge  # noqa: PLC0415 - the verifier: 25 MB, rarely needed

    return judge.refused(judge.NO_MEMORY if in_time else judge.TOO_LONG)
