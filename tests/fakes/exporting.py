"""Exports without a recorder's process: what it would answer, a writer in memory, plain views."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.build.request import Request, RunKey
from desktop_app.bundle.layout import PAYLOAD_TYPE, Level
from desktop_app.bundle.manifest import Predicate, format_manifest, statement
from desktop_app.bundle.scope import RunScope, scope_json
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.bodies import body_leaves
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from desktop_app.bundle.build.builder import Built
    from desktop_app.bundle.scope import Scope
    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.model.entry import Entry

RUN = RunScope("codex", "run-1")


class MemoryWriter:
    """Keeps the files; fails at `full`, if that is given, as a disk that is full."""

    def __init__(self, full: str | None = None) -> None:
        self.files: dict[str, bytes] = {}
        self.full = full
        self.aborted = self.finished = False

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        """Keep a file."""
        assert path not in self.files, path
        assert layout.parse_path(path) is not None, path
        if path == self.full:
            raise OSError(28, "No space left on device")
        self.files[path] = b"".join(chunks)

    def finish(self, manifest: Callable[[bytes, int, int], bytes]) -> Path:
        """Add sums and manifest."""
        lines = [f"{sha256(self.files[p]).hexdigest()}  {p}\n" for p in sorted(self.files)]
        total = sum(map(len, self.files.values()))
        self.files[layout.SUMS] = "".join(lines).encode()
        digest = sha256(self.files[layout.SUMS]).digest()
        self.files[layout.MANIFEST] = manifest(digest, len(lines), total)
        self.finished = True
        return None  # type: ignore[return-value]  # there is no place

    def abort(self) -> None:
        """Forget."""
        self.aborted = True
        self.files.clear()


def begin(
    writer: LedgerWriter,
    path: Path,
    scope: Scope = RUN,
    *,
    level: Level = Level.REDACTED,
    previous: int | None = None,
    recipients: tuple[str, ...] = (),
    run_keys: tuple[RunKey, ...] = (),
) -> Request:
    """Write the export's entry and make its checkpoint, as the recorder does."""
    subject = {
        "scope": scope_json(scope),
        "level": str(level),
        "recipients": list(recipients),
        "reason": None,
        "previous": previous,
    }
    draft = Draft(EntryKind.BUNDLE_EXPORT, {"sender": "", "auth": "local"}, subject)
    asked = writer.append([draft]).result()[0]
    made = writer.checkpoint("export", cosign=True).result()
    checkpoint = parse_checkpoint(parse_note(made.note).text)
    with LedgerReader(path) as ledger:
        epoch = ledger.entry(made.size - 1).epoch
    predicate = Predicate(
        log=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        epoch=epoch,
        level=level,
        scope=scope,
        recipients=recipients,
        export=asked.seq,
        exported_us=asked.ts_us,
        previous=previous,
    )
    return Request(predicate, made.note, run_keys)


def signer(writer: LedgerWriter, request: Request) -> Callable[[bytes, int, int], bytes]:
    """Return what signs, as the recorder does."""

    def manifest(sums: bytes, _files: int, _bytes: int) -> bytes:
        told = request.predicate
        payload = statement(told, sums=sums, checkpoint=sha256(request.note).digest())
        signed = writer.sign_dsse(PAYLOAD_TYPE, payload, epoch=told.epoch).result()
        return format_manifest(payload, signed.signature, signed.public)

    return manifest


class PlainViews:
    """Views that only tell what they were given; `seen` keeps it."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, bytes | None]] = []
        self.told: dict[str, object] = {}

    def __call__(
        self,
        entries_with_bodies: Callable[[], Iterator[tuple[Entry, bytes | None]]],
        **told: object,
    ) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the two files."""
        self.told = told
        self.seen = [(entry.seq, body) for entry, body in entries_with_bodies()]
        yield layout.REPLAY, (b"{}\n",)
        yield layout.REPORT, (b"<p>%d</p>" % len(self.seen),)


def export(  # everything at once
    writer: LedgerWriter, path: Path, request: Request, work_dir: Path, **more: object
) -> tuple[MemoryWriter, PlainViews, Built]:
    """Build a bundle in memory."""
    files, views = MemoryWriter(), PlainViews()
    with LedgerReader(path) as ledger:
        built = build(
            ledger,
            request,
            files,
            views=views,
            manifest=signer(writer, request),
            work_dir=work_dir,
            **more,  # type: ignore[arg-type]  # a test's own
        )
    return files, views, built


def leaves_of(kind: EntryKind, body: bytes) -> list[bytes]:
    """Return what a body's commitment covers."""
    return body_leaves(kind, body).leaves
