"""The files that encryption takes: openings, the run as OTLP JSON, and the views."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Protocol

from desktop_app.bundle import layout
from desktop_app.bundle.build import cloudevents, openings, otlp_json
from desktop_app.bundle.build.selection import in_path_order
from desktop_app.normalize.signals import Signal, parse_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from desktop_app.bundle.build.archive import File
    from desktop_app.bundle.build.request import Request
    from desktop_app.bundle.build.shown import Shown
    from desktop_app.bundle.build.steps import Steps
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.signals import ExportRequest

_DOCUMENTS = (
    (layout.OTLP_LOGS, Signal.LOGS),
    (layout.OTLP_METRICS, Signal.METRICS),
    (layout.OTLP_TRACES, Signal.TRACES),
)


class Views(Protocol):
    """Makes the views for people: `bundle.views.views.make_views`."""

    def __call__(
        self,
        entries_with_bodies: Callable[[], Iterator[tuple[Entry, bytes | None]]],
        *,
        key_log: Sequence[Entry],
        export: Entry,
        predicate: Predicate,
        fingerprint: str,
        root_vkey: str,
        absence: list[dict[str, JSON]],
        work_dir: Path,
    ) -> Iterator[File]:
        """Yield (path, chunks); every body is what `openings.disclosed` leaves of it."""
        ...


class Content:
    """Makes these files for one export.

    Attributes:
        steps: how many steps it takes: each body for its opening and for its document, and each
            entry in scope for the views.
    """

    def __init__(
        self, shown: Shown, request: Request, views: Views, *, work_dir: Path, steps: Steps
    ) -> None:
        self._shown, self._request, self._views = shown, request, views
        self._work_dir, self._step_over = work_dir, steps.over
        self._level, self._scope = request.predicate.level, request.predicate.scope
        documented = (len(shown.with_body.get(signal.kind, ())) for _, signal in _DOCUMENTS)
        self.steps = shown.bodies + sum(documented) + len(shown.selection.scope)

    def records(self) -> Iterator[File]:
        """Yield (path, chunks) of openings and OTLP documents, in order of path."""
        yield from self._openings()
        if self._level is not layout.Level.METADATA:
            for path, signal in _DOCUMENTS:
                yield path, otlp_json.document(signal, self._requests(signal))

    def views(self) -> Iterator[File]:
        """Yield (path, chunks) of the views, in order of path."""
        yield layout.EVENTS, cloudevents.lines(self._shown.all())
        yield from self._views(
            self._with_bodies,
            key_log=self._shown.key_log,
            export=self._shown.export,
            predicate=self._request.predicate,
            fingerprint=self._shown.fingerprint(),
            root_vkey=self._shown.root_vkey(),
            absence=self._shown.absence,
            work_dir=self._work_dir,
        )

    def _openings(self) -> Iterator[File]:
        seqs = chain.from_iterable(self._shown.with_body.values())
        for seq in self._step_over(in_path_order(seqs)):
            yield from self._opening(seq)
        if self._level in {layout.Level.FULL, layout.Level.FULL_LOG}:
            yield layout.RUN_KEYS, (openings.run_keys_file(self._request.run_keys),)

    def _opening(self, seq: int) -> Iterator[File]:
        """Yield the opening of one entry; nothing when its body was purged or is not asked for."""
        ledger, indices = self._shown.ledger, openings.chosen(self._scope, self._level, seq)
        body, secret = ledger.body(seq), ledger.secret(seq)
        if body is None or secret is None or indices == ():
            return
        if indices is None:
            yield layout.body_path(seq), (body,)
            yield layout.secret_path(seq), (secret.hex().encode() + b"\n",)
        else:
            kind = ledger.entry(seq).kind
            yield layout.records_path(seq), (openings.records_file(kind, body, secret, indices),)

    def _requests(self, signal: Signal) -> Iterator[ExportRequest]:
        for seq in self._step_over(self._shown.with_body.get(signal.kind, ())):
            _, body = self._disclosed(seq)
            if body is not None:
                yield parse_request(signal, body)

    def _with_bodies(self) -> Iterator[tuple[Entry, bytes | None]]:
        return map(self._disclosed, self._step_over(self._shown.selection.scope))

    def _disclosed(self, seq: int) -> tuple[Entry, bytes | None]:
        """Return an entry in scope, and of its body what is opened."""
        ledger = self._shown.ledger
        entry = ledger.entry(seq)
        indices = openings.chosen(self._scope, self._level, seq)
        if entry.payload is None or indices == ():
            return entry, None
        body = ledger.body(seq)
        return entry, None if body is None else openings.disclosed(entry, body, indices)
