"""The recorder's part of an export: it writes down who asks, and signs what was made.

    begin   writes `bundle.export`, makes the checkpoint that covers it
    sign    writes `bundle.exported`, then hands the manifest out; once for each begun export
    cancel  writes `bundle.cancelled`

Promise: what is signed is made here, of what was begun: a caller gives two digests and two counts,
never bytes to sign. No signature leaves before the entry that tells of it is durable.

Specification: `resources/docs/bundle.md`, sections "Export entries" and "Manifest".
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.bundle.build.request import Request, RunKey, format_begun
from desktop_app.bundle.build.selection import runs_in_scope
from desktop_app.bundle.fields import hexadecimal, integer, text
from desktop_app.bundle.layout import PAYLOAD_TYPE
from desktop_app.bundle.manifest import Predicate, format_manifest, statement
from desktop_app.errors import (
    BadEncodingError,
    CountersignError,
    ExportOutdatedError,
    StorageError,
    UsageError,
)
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.wanted import MAX_REASON, REVEALING, Wanted, parse_wanted
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.merkle import HASH_BYTES
from desktop_app.tlog.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future
    from typing import TypeVar

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    T = TypeVar("T")

SIGN_S = 30.0
MAX_BEGUN = 100  # exports that wait for their signature


def reveals(arguments: Mapping[str, JSON]) -> bool:
    """Whether an export needs a person's confirmation beyond the command itself."""
    return arguments.get("level") in REVEALING


def begin(
    recorder: Recorder, arguments: Mapping[str, JSON], actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Write down what is asked for, and sign the log as it then stands.

    Arguments: `scope` (as in the predicate), `level`, `recipients`, `reason` (text or null).

    Raises:
        UsageError: an argument is missing or of the wrong shape.
        OverloadedError: the ledger is not open yet.
        StorageError: the disk; the export is cancelled.
    """
    recorder.journal.check_open()
    wanted = parse_wanted(arguments, redact=partial(_redacted, recorder))
    if len(recorder.exports.waiting()) >= MAX_BEGUN:
        raise UsageError("Too many exports were begun and never ended.")
    with LedgerReader(recorder.paths.ledger) as ledger:
        previous = _previous(ledger, wanted.recipients)
        asked = _write_asked(recorder, wanted, previous, actor)
        try:
            note = _wait(recorder.journal.writer.checkpoint("export", cosign=True)).note
            predicate = _predicate(ledger, wanted, previous, asked, note)
            run_keys = _run_keys(recorder, ledger, predicate)
        except BaseException:
            with suppress(CountersignError):  # where not even this can be written, it stays open
                _write_cancelled(recorder, asked.seq, "failed", actor)
            raise
    recorder.exports.add(Request(predicate, note))
    return format_begun(Request(predicate, note, run_keys))


def sign(
    recorder: Recorder, arguments: Mapping[str, JSON], actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Sign a begun export, once.

    Arguments: `seq`, `sums` and `checkpoint` (SHA-256 of the two files, hex), `files`, `bytes`.

    Raises:
        UsageError: an argument is missing or of the wrong shape, or another checkpoint.
        NotFoundError: not begun, or signed or cancelled since.
        ExportOutdatedError: the epoch changed; the export is cancelled and must be begun anew.
    """
    made = _made(arguments)
    begun = recorder.exports.take(made.seq)
    try:
        manifest = _manifest(recorder, begun, made)
        subject = _exported(begun.predicate, made)
        written = recorder.journal.note(EntryKind.BUNDLE_EXPORTED, subject, actor=actor)
    except BaseException as error:
        recorder.exports.add(begun)  # nothing was handed out: it may be tried again, or cancelled
        if isinstance(error, ExportOutdatedError):
            _cancel(recorder, made.seq, "outdated", actor)
        raise
    return {"manifest": manifest.decode(), "entry": written.seq}


def cancel(
    recorder: Recorder, arguments: Mapping[str, JSON], actor: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Write down that a begun export came to no end.

    Arguments: `seq`, `reason` (text).

    Raises:
        UsageError: an argument is missing or of the wrong shape.
        NotFoundError: not begun, or signed or cancelled since.
    """
    try:
        seq = integer(arguments.get("seq"), "seq")
        reason = text(arguments.get("reason"), "reason")
    except BadEncodingError as error:
        raise UsageError(error.message) from error
    return {"entry": _cancel(recorder, seq, _redacted(recorder, reason)[:MAX_REASON], actor)}


def cancel_all(recorder: Recorder, actor: Mapping[str, JSON]) -> None:
    """Cancel what was begun and whose caller went away: the recorder stops."""
    for seq in recorder.exports.waiting():
        recorder.exports.take(seq)
        _write_cancelled(recorder, seq, "stop", actor)


def _cancel(recorder: Recorder, seq: int, words: str, actor: Mapping[str, JSON]) -> int:
    """Write that a begun export came to no end; when that fails it stays begun, for the stop."""
    begun = recorder.exports.take(seq)
    try:
        return _write_cancelled(recorder, seq, words, actor)
    except BaseException:
        recorder.exports.add(begun)
        raise


def _write_asked(
    recorder: Recorder, wanted: Wanted, previous: int | None, actor: Mapping[str, JSON]
) -> Appended:
    subject = wanted.subject(previous)
    try:
        return recorder.journal.note(EntryKind.BUNDLE_EXPORT, subject, actor=actor)
    except BadEncodingError as error:
        raise UsageError(
            "What you ask to export does not fit into one entry.",
            hint="Export fewer runs at a time, or a stretch of time.",
        ) from error


def _predicate(
    ledger: LedgerReader, wanted: Wanted, previous: int | None, asked: Appended, note: bytes
) -> Predicate:
    checkpoint = parse_checkpoint(parse_note(note).text)
    return Predicate(
        log=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        epoch=ledger.entry(checkpoint.size - 1).epoch,
        level=wanted.level,
        scope=wanted.scope,
        recipients=wanted.recipients,
        export=asked.seq,
        exported_us=asked.ts_us,
        previous=previous,
    )


class _Made(NamedTuple):
    """What a caller says of the files that it made for the export `seq`."""

    seq: int
    sums: bytes
    checkpoint: bytes
    files: int
    bytes: int


def _made(arguments: Mapping[str, JSON]) -> _Made:
    try:
        return _Made(
            seq=integer(arguments.get("seq"), "seq"),
            sums=hexadecimal(arguments.get("sums"), "sums", HASH_BYTES),
            checkpoint=hexadecimal(arguments.get("checkpoint"), "checkpoint", HASH_BYTES),
            files=integer(arguments.get("files"), "files"),
            bytes=integer(arguments.get("bytes"), "bytes"),
        )
    except BadEncodingError as error:
        raise UsageError(error.message) from error


def _manifest(recorder: Recorder, begun: Request, made: _Made) -> bytes:
    """Return the signed manifest of what was begun."""
    if made.checkpoint != sha256(begun.note).digest():
        raise UsageError("The bundle holds another checkpoint than the one that was made.")
    payload = statement(begun.predicate, sums=made.sums, checkpoint=made.checkpoint)
    epoch = begun.predicate.epoch
    signed = _wait(recorder.journal.writer.sign_dsse(PAYLOAD_TYPE, payload, epoch=epoch))
    return format_manifest(payload, signed.signature, signed.public)


def _exported(told: Predicate, made: _Made) -> dict[str, JSON]:
    return {
        "export": told.export,
        "size": told.size,
        "root": told.root.hex(),
        "recipients": list(told.recipients),
        "sha256sums": made.sums.hex(),
        "files": made.files,
        "bytes": made.bytes,
    }


def _redacted(recorder: Recorder, words: str) -> str:
    return recorder.redactor.redact_text(words, recorder.run_keys.key("", None))[0]


def _previous(ledger: LedgerReader, recipients: tuple[str, ...]) -> int | None:
    """Return N of the newest bundle that was given to the same recipients, however old."""
    for entry in ledger.backwards(EntryKind.BUNDLE_EXPORTED):
        size = entry.subject.get("size")
        if entry.subject.get("recipients") == list(recipients) and isinstance(size, int):
            return size
    return None


def _run_keys(recorder: Recorder, ledger: LedgerReader, told: Predicate) -> tuple[RunKey, ...]:
    """Return the keys behind the digests of the runs in scope that still have one."""
    if told.level not in REVEALING:
        return ()
    return tuple(
        RunKey(*run, recorder.run_keys.key(*run))
        for run in runs_in_scope(ledger, told.scope, told.size)
        if ledger.has_run_key(*run)
    )


def _write_cancelled(recorder: Recorder, seq: int, reason: str, actor: Mapping[str, JSON]) -> int:
    subject: dict[str, JSON] = {"export": seq, "reason": reason}
    return recorder.journal.note(EntryKind.BUNDLE_CANCELLED, subject, actor=actor).seq


def _wait(future: Future[T]) -> T:
    try:
        return future.result(SIGN_S)
    except TimeoutError as error:
        raise StorageError("The ledger's disk does not answer.") from error
