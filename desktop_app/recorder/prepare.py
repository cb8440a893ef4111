"""From a request's bytes to drafts of ledger entries: the part of the flow that needs no store.

decode -> validate -> split by run -> redact -> commit to the body

Everything here is a function of the bytes, the rules and what `Context` answers, so that it runs
the same in the recorder and, for big bodies, in a worker process under a memory limit
(`recorder/bigjob.py`). Nothing unredacted leaves this module except inside the caller's memory.
Content that a person allowed to keep goes along with the draft, after the detectors, for the vault.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import zstandard

from desktop_app.errors import TooLargeError
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize import identity, signals
from desktop_app.normalize.senders import agent_of
from desktop_app.receive.decode import decode
from desktop_app.recorder.pieces import pieces
from desktop_app.redact.flat import again, flatten
from desktop_app.redact.keeping import Keeping
from desktop_app.tlog.commitment import commit
from desktop_app.upstream import forwarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.normalize.identity import Part
    from desktop_app.receive.request import RawRequest
    from desktop_app.redact.redactor import Redacted, Redactor

BODY_RETENTION = "bodies"
MAX_RUN_ID = 200  # characters; a longer "session id" is not one
MAX_AGENT = 200  # characters of an agent's name in a leaf, which never goes away
MAX_RUNS = 1_000  # in one request: each is an entry with a key of its own
_BODY_LABEL = b"countersign/body/v1"


class Context(Protocol):
    """What `prepare` must ask the recorder for, one sender at a time."""

    def run_of_trace(self, trace_id: bytes) -> str | None:
        """Return the run that a 16-byte trace id belongs to, as far as known."""
        ...

    def run_key(self, run_id: str | None) -> bytes:
        """Return the 32-byte key of a run's keyed digests; it dies with the run's payloads."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one request became.

    Attributes:
        drafts: one entry a run (and piece); order is the order to append in.
        rejected: records that were not kept; `reasons` says how many for what.
        reasons: reason -> number of records.
        accepted: records that are in the drafts (of metrics: data points).
        traces: trace id -> run id, learned from this request.
    """

    drafts: tuple[Draft, ...]
    rejected: int
    reasons: Mapping[str, int]
    accepted: int
    traces: Mapping[bytes, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence of `partial_success`; empty when all was kept."""
        return "; ".join(f"{count} x {reason}" for reason, count in sorted(self.reasons.items()))


def prepare(
    raw: RawRequest,
    *,
    redactor: Redactor,
    context: Context,
    ids: IdSource,
    max_bytes: int,
    granted: frozenset[str] = frozenset(),
) -> Prepared:
    """Turn one OTLP request into drafts.

    Args:
        raw: as it was received.
        redactor: the rules in force.
        context: answers for this sender.
        ids: random bytes.
        max_bytes: of the request when it is unpacked.
        granted: purposes whose content the drafts carry along; everything else about them is the
            same with and without.

    Raises:
        MalformedRequestError, UnsupportedMediaTypeError: by `receive.decode`.
        TooLargeError: likewise, or it names more than `MAX_RUNS` runs.
    """
    wire = _wire(raw)
    request = decode(raw, max_bytes=max_bytes)
    flat = flatten(request, wire)
    rejected = identity.validate(raw.signal, request, flat.records)
    if rejected.count or rejected.mended:
        flat = again(request, flat)
    drafts: list[Draft] = []
    traces: dict[bytes, str] = {}
    accepted = 0
    parts = identity.split_by_run(
        raw.signal, request, context.run_of_trace, wire=flat.body, trace_ids=rejected.trace_ids
    )
    if len(parts) > MAX_RUNS:
        raise TooLargeError(f"The request names {len(parts)} runs; at most {MAX_RUNS} are taken.")
    for part in parts:
        keeping = Keeping.under(granted)
        run_id, counts = _run_id(part.run_id, redactor, context, keeping)
        if run_id is not None:
            traces.update(dict.fromkeys(part.trace_ids, run_id))
        for index, piece in enumerate(chunks := pieces(raw.signal, part.request)):
            shape = flat if piece is request else again(piece, flat)
            marked = forwarded.marked(raw.signal, piece)  # what tells is not kept
            redacted = redactor.redact_request(
                raw.signal, piece, context.run_key(run_id), shape, keeping=keeping
            )
            redacted.counts.update(counts)
            draft, records = _draft(raw, part, piece, run_id, redacted, (index, len(chunks)), ids)
            if marked:
                draft = replace(draft, subject={**draft.subject, forwarded.FIELD: marked})
            drafts.append(draft if keeping is None else replace(draft, contents=keeping.contents))
            accepted += records
            counts, keeping = {}, Keeping.under(granted)
    if rejected.count:
        drafts.append(_rejection(raw, rejected.count, rejected.reasons))
    return Prepared(tuple(drafts), rejected.count, dict(rejected.reasons), accepted, traces)


def counted(raw: RawRequest, *, max_bytes: int) -> Prepared:
    """Decode and count a request that is not recorded: no run, key or byte of it is kept.

    Raises:
        MalformedRequestError, TooLargeError, UnsupportedMediaTypeError: by `receive.decode`.
    """
    request = decode(raw, max_bytes=max_bytes)
    rejected = identity.validate(raw.signal, request)
    accepted = signals.record_count(raw.signal, request)
    return Prepared((), rejected.count, dict(rejected.reasons), accepted)


def body_payload(body: bytes, leaves: Sequence[bytes], secret: bytes) -> PayloadRef:
    """Return what the leaf says of a body (`resources/docs/ledger.md`, section "Bodies")."""
    digest = hmac.digest(secret, _BODY_LABEL + body, sha256)
    return PayloadRef(commit(secret, leaves), digest, len(body), BODY_RETENTION)


def compress(body: bytes) -> bytes:
    """Return the zstd form in which a body is stored."""
    return zstandard.ZstdCompressor(level=1).compress(body)


def actor(raw_sender_name: str, auth: str) -> dict[str, JSON]:
    """Return the actor of an entry that a sender caused."""
    return {"sender": raw_sender_name, "auth": auth}


def _wire(raw: RawRequest) -> bytes | None:
    """Return the request's protobuf bytes where they are at hand: runs are found faster in them."""
    if raw.encoding != "protobuf":
        return None
    if raw.inflated:
        return raw.inflated[0]
    return raw.body if raw.compression == "identity" else None


def _run_id(
    named: str | None, redactor: Redactor, context: Context, keeping: Keeping | None
) -> tuple[str | None, Mapping[str, int]]:
    """A session id is a sender's text too: bounded, and no address or secret may hide in it."""
    if named is None or len(named) > MAX_RUN_ID:
        return None, {}
    return redactor.redact_text(named, context.run_key(None), keeping=keeping)


def _draft(  # noqa: PLR0917 - one call, all by name in the text above
    raw: RawRequest,
    part: Part,
    request: signals.ExportRequest,
    run_id: str | None,
    redacted: Redacted,
    position: tuple[int, int],
    ids: IdSource,
) -> tuple[Draft, int]:
    signal = raw.signal
    subject: dict[str, JSON] = {
        "transport": raw.transport,
        "encoding": raw.encoding,
        "records": len(redacted.records),
        "groups": redacted.groups,
        "redactions": dict(sorted(redacted.counts.items())),
        "unknown_fields": int(redacted.unknown_fields),
        "agent": _agent(signal, request),
        "run_by": part.run_by if run_id is not None else None,
        "part": list(position),
    }
    records = len(redacted.records)
    if signal is signals.Signal.METRICS:
        subject["points"] = records = signals.record_count(signal, request)
    body = redacted.body
    secret = ids.random_bytes(32)
    draft = Draft(
        kind=signal.kind,
        actor=actor(raw.sender.name, raw.sender.auth),
        subject=subject,
        run_id=run_id,
        trace_id=next(iter(part.trace_ids)) if len(part.trace_ids) == 1 else None,
        payload=body_payload(body, [redacted.skeleton, *redacted.records], secret),
        body=compress(body),
        secret=secret,
    )
    return draft, records


def _agent(signal: signals.Signal, request: signals.ExportRequest) -> str | None:
    """Return the agent that the first resource names, after redaction."""
    for resource in signals.resources(signal, request):
        for scope in signals.scopes(signal, resource):
            name = agent_of(resource.resource, scope.scope.name).name
            return None if name is None else name[:MAX_AGENT]
    return None


def _rejection(raw: RawRequest, count: int, reasons: Mapping[str, int]) -> Draft:
    return Draft(
        kind=EntryKind.OTLP_REJECTED,
        actor=actor(raw.sender.name, raw.sender.auth),
        subject={
            "signal": raw.signal.value,
            "transport": raw.transport,
            "records": count,
            "reasons": dict(sorted(reasons.items())),
        },
    )
