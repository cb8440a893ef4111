"""Big requests: the same `prepare` (or `counted`), in a worker process under a memory limit.

The worker knows nothing but the packaged rules; it asks the recorder through its pipe for the token
key (``T``), the key of a run (``K`` + run id, or ``K`` alone) and the run of a trace (``R`` + trace
id). What comes back is a header of canonical-like JSON and behind it the bodies, each followed by
the contents that its draft carries along; nothing received is ever unpickled.
"""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.host.clock import SystemIds
from desktop_app.host.egress import door
from desktop_app.model import canonical
from desktop_app.model.content import Content
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.receive.worker import BigJobs
from desktop_app.recorder import futures
from desktop_app.recorder.prepare import Prepared, counted, prepare
from desktop_app.recorder.rules import make_redactor
from desktop_app.recorder.runkeys import SenderContext

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.runs import RunBook
    from desktop_app.redact.redactor import Redactor

_Row: TypeAlias = "tuple[str, str, int, str | None, str, list[str]]"  # of a content
_JOB = "desktop_app.recorder.bigjob:job"
_TOKEN_KEY, _RUN_KEY, _RUN_OF_TRACE = b"T", b"K", b"R"


class BigRequests:
    """The recorder's side."""

    def __init__(self, book: RunBook, keys: RunKeys, *, max_bytes: int) -> None:
        self._book, self._keys, self._max_bytes = book, keys, max_bytes
        self._token_key, self._strict = b"", False
        self._jobs = BigJobs(_JOB)

    def configure(self, token_key: bytes, *, strict: bool) -> None:
        """Redact with this key and strictness from now on."""
        self._token_key, self._strict = token_key, strict

    def prepare(
        self,
        request: RawRequest,
        *,
        count_only: bool = False,
        granted: frozenset[str] = frozenset(),
    ) -> Future[Prepared]:
        """Prepare (or only count) a request in a worker process; errors as `prepare`.

        Args:
            request: as it was received.
            count_only: keep nothing of it.
            granted: purposes whose content the drafts carry along.

        Raises (here or in the future):
            OverloadedError: too many big requests wait, or this one took too long.
            TooLargeError: it takes more memory than it may.
        """
        context = SenderContext(request.sender.name, self._keys, self._book)

        def answer(question: bytes) -> bytes:
            kind, rest = question[:1], question[1:]
            if kind == _TOKEN_KEY:
                return self._token_key
            if kind == _RUN_KEY:
                return context.run_key(rest.decode() or None)
            return (context.run_of_trace(rest) or "").encode()

        header = {
            "signal": request.signal.value,
            "encoding": request.encoding,
            "compression": request.compression,
            "transport": request.transport,
            "sender": [request.sender.name, request.sender.auth],
            "max_bytes": self._max_bytes,
            "strict": self._strict,
            "count_only": count_only,
            "granted": sorted(granted),
        }
        done = self._jobs.submit(canonical.encode(header), request.body, answer)
        return futures.mapped(done, parse_prepared)

    def close(self) -> None:
        """End the worker; what runs gets a moment to finish."""
        self._jobs.close()


def job(header: bytes, body: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Prepare one request; runs in the worker process."""
    door.shut()
    what = json.loads(header)
    name, auth = what["sender"]
    raw = RawRequest(
        signal=Signal(what["signal"]),
        body=body,
        encoding=what["encoding"],
        compression=what["compression"],
        transport=what["transport"],
        sender=Sender(name, auth),
    )
    if what["count_only"]:
        return format_prepared(counted(raw, max_bytes=what["max_bytes"]))
    prepared = prepare(
        raw,
        redactor=_redactor(ask(_TOKEN_KEY), what["strict"]),
        context=_AskingContext(ask),
        ids=SystemIds(),
        max_bytes=what["max_bytes"],
        granted=frozenset(what["granted"]),
    )
    return format_prepared(prepared)


class _AskingContext:
    """`prepare.Context` over the pipe."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask
        self._keys: dict[str | None, bytes] = {}

    def run_of_trace(self, trace_id: bytes) -> str | None:
        """Ask which run a trace belongs to."""
        return self._ask(_RUN_OF_TRACE + trace_id).decode() or None

    def run_key(self, run_id: str | None) -> bytes:
        """Ask for a run's key, once."""
        if run_id not in self._keys:
            self._keys[run_id] = self._ask(_RUN_KEY + (run_id or "").encode())
        return self._keys[run_id]


@cache
def _redactor(token_key: bytes, strict: bool) -> Redactor:  # noqa: FBT001 - a cache key
    return make_redactor(token_key, strict=strict)


def format_prepared(prepared: Prepared) -> bytes:
    """Return `prepared` as one line of JSON and the bodies and contents behind it."""
    drafts: list[JSON] = []
    blobs: list[bytes] = []
    for draft in prepared.drafts:
        blob = draft.body or b""
        blobs += (blob, *(content.data for content in draft.contents))
        drafts.append(
            {
                "kind": str(draft.kind),
                "actor": draft.actor,
                "subject": draft.subject,
                "run_id": draft.run_id,
                "trace_id": None if draft.trace_id is None else draft.trace_id.hex(),
                "payload": None if draft.payload is None else draft.payload.to_json(),
                "secret": None if draft.secret is None else draft.secret.hex(),
                "body": None if draft.body is None else len(blob),
                "contents": [_content_row(content) for content in draft.contents],
            }
        )
    head: dict[str, JSON] = {
        "drafts": drafts,
        "rejected": prepared.rejected,
        "reasons": dict(prepared.reasons),
        "accepted": prepared.accepted,
        "traces": {trace.hex(): run for trace, run in prepared.traces.items()},
    }
    return b"\n".join([canonical.encode_body(head), b"".join(blobs)])


def parse_prepared(data: bytes) -> Prepared:
    """Return what `format_prepared` was given."""
    line, _, blobs = data.partition(b"\n")
    head = json.loads(line)
    drafts: list[Draft] = []
    rest = BytesIO(blobs)
    for row in head["drafts"]:
        payload = row["payload"]
        drafts.append(
            Draft(
                kind=EntryKind(row["kind"]),
                actor=row["actor"],
                subject=row["subject"],
                run_id=row["run_id"],
                trace_id=None if row["trace_id"] is None else bytes.fromhex(row["trace_id"]),
                payload=None if payload is None else _payload(payload),
                body=None if row["body"] is None else rest.read(row["body"]),
                secret=None if row["secret"] is None else bytes.fromhex(row["secret"]),
                contents=tuple(_content(one, rest) for one in row["contents"]),
            )
        )
    traces = {bytes.fromhex(trace): run for trace, run in head["traces"].items()}
    return Prepared(tuple(drafts), head["rejected"], head["reasons"], head["accepted"], traces)


def _content_row(content: Content) -> list[JSON]:
    return [
        content.label,
        content.purpose,
        len(content.data),
        content.mark,
        content.media,
        list(content.subjects),
    ]


def _content(row: _Row, rest: BytesIO) -> Content:
    label, purpose, size, mark, media, subjects = row
    return Content(label, purpose, rest.read(size), mark, media, tuple(subjects))


def _payload(row: dict[str, str | int | None]) -> PayloadRef:
    digest = row["digest"]
    return PayloadRef(
        bytes.fromhex(str(row["commitment"])),
        None if digest is None else bytes.fromhex(str(digest)),
        int(str(row["bytes"])),
        str(row["retention"]),
    )
