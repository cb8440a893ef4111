"""Step 9, one body: unpack, size, digest, commitment, groups. Values in, problems out; no store.

Runs in a worker process for large ledgers, so that what a hostile body does it does there.
Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import zstandard
from google.protobuf.message import DecodeError

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, new_request
from desktop_app.tlog.bodies import body_digest, body_leaves
from desktop_app.tlog.commitment import commit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.model.canonical import JSON

MAX_BODY_BYTES = 256 * 1024 * 1024
_SIGNALS = {signal.kind: signal for signal in Signal}


@dataclass(frozen=True, slots=True)
class Job:
    """A stored body and what its leaf says of it."""

    seq: int
    kind: EntryKind
    body: bytes
    secret: bytes
    commitment: bytes
    digest: bytes | None
    size: int
    groups: JSON
    records: JSON


@dataclass(slots=True)
class Outcome:
    """What came of a job: the records recomputed, and what is wrong, as (code, sentence part)."""

    seq: int
    records: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


def check_bodies(jobs: Sequence[Job]) -> list[Outcome]:
    """Check bodies one after another, in order."""
    return [check_body(job) for job in jobs]


def check_body(job: Job) -> Outcome:
    """Check one body; it is unpacked to at most the size that its leaf tells."""
    outcome = Outcome(job.seq)
    problems = outcome.problems
    content = _unpack(job, problems)
    if content is None:
        return outcome
    check_size(job, content, problems)
    check_digest(job, content, problems)
    leaves = _leaves(job, content, problems)
    if leaves is not None:
        check_commitment(job, leaves, problems)
        outcome.records = len(leaves) - 1
    return outcome


def check_size(job: Job, content: bytes, problems: list[tuple[str, str]]) -> None:
    """Check `payload.bytes`."""
    if len(content) != job.size:
        problems.append(("body_size", f"it has {len(content)} bytes, not {job.size}"))


def check_digest(job: Job, content: bytes, problems: list[tuple[str, str]]) -> None:
    """Check `payload.digest` where it was made."""
    if job.digest is None:
        return
    if not hmac.compare_digest(body_digest(job.secret, content), job.digest):
        problems.append(("body_digest", "it is not the one that was recorded"))


def check_commitment(job: Job, leaves: Sequence[bytes], problems: list[tuple[str, str]]) -> None:
    """Check `payload.commitment`."""
    if commit(job.secret, leaves) != job.commitment:
        problems.append(("body_commitment", "its records are not those committed to"))


def check_groups(job: Job, found: list[list[int]], problems: list[tuple[str, str]]) -> None:
    """Check `subject.groups` and `subject.records`, which say where each record belongs."""
    if found != job.groups or sum(map(sum, found)) != job.records:
        problems.append(("body_groups", "its records are grouped in another way"))


def _unpack(job: Job, problems: list[tuple[str, str]]) -> bytes | None:
    """Return the body's bytes: exactly one zstd frame, never more than the leaf says."""
    try:
        told = zstandard.get_frame_parameters(job.body).content_size
        if told not in (job.size, zstandard.CONTENTSIZE_UNKNOWN):
            problems.append(("body_size", f"it unpacks to {told} bytes, not {job.size}"))
            return None
        return zstandard.ZstdDecompressor().decompress(
            job.body, max_output_size=max(1, job.size), allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        problems.append(("body_unpack", f"it does not unpack: {error}"))
        return None


def _leaves(job: Job, content: bytes, problems: list[tuple[str, str]]) -> list[bytes] | None:
    """Return what the commitment covers, in order; None when the content cannot be read."""
    signal = _SIGNALS.get(job.kind)
    if signal is None and job.kind is not EntryKind.CLOUDEVENTS:
        problems.append(("body_kind", f"an entry of kind {job.kind} has no body"))
        return None
    try:
        if signal is not None:
            new_request(signal).ParseFromString(content)
        found = body_leaves(job.kind, content)
    except DecodeError as error:
        problems.append(("body_parse", f"it does not parse: {error}"))
        return None
    except BadEncodingError as error:
        problems.append(("body_parse", f"it has another layout: {error.message}"))
        return None
    if found.groups is not None:
        check_groups(job, found.groups, problems)
    return found.leaves
