"""Makes a bundle: every file of it in order, streamed from the ledger into a writer.

Promise: what is written are the entries that the scope names and nothing that the level leaves out;
after an error, a cancel or Ctrl+C the writer is aborted and nothing of the bundle is left. Memory
holds numbers of entries and one body at a time.

MUST NOT: sign. The manifest comes from the recorder, which knows what it began.
Specification: `resources/docs/bundle.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

from desktop_app.bundle import layout
from desktop_app.bundle.build.content import Content
from desktop_app.bundle.build.proofs import Proofs, checkpoint_notes
from desktop_app.bundle.build.selection import select
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.jsonfile import encode_file
from desktop_app.bundle.keyfiles import key_files
from desktop_app.errors import BundleTooLargeError, ExportCancelledError
from desktop_app.host.resources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from desktop_app.bundle.build.content import Views
    from desktop_app.bundle.build.request import Request
    from desktop_app.ledger.reader import LedgerReader

File: TypeAlias = "tuple[str, Iterable[bytes]]"
Manifest: TypeAlias = "Callable[[bytes, int, int], bytes]"
"""(SHA-256 of SHA256SUMS, number of files, their bytes) -> the bytes of the manifest."""
Seal: TypeAlias = "Callable[[Iterable[File]], Iterator[File]]"
"""Files for the recipients alone -> the files of `payloads/`."""

_README = "bundle/README.txt"


class Writer(Protocol):
    """Where the files go: `bundle.build.archive`."""

    def add(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        ...

    def add_stream(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write a file piece by piece."""
        ...

    def finish(self, manifest: Manifest) -> Path:
        """Write sums and manifest, make it durable, give it its name; return where it is."""
        ...

    def abort(self) -> None:
        """Leave nothing behind."""
        ...


class Steps:
    """Tells how far the work is, and stops it when asked to."""

    def __init__(
        self, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._progress, self._cancelled = progress, cancelled
        self.done = self.total = 0

    def __call__(self) -> None:
        """Count one file or body.

        Raises:
            ExportCancelledError: somebody cancelled.
        """
        if self._cancelled is not None and self._cancelled():
            raise ExportCancelledError("The export was cancelled; nothing of it is left.")
        self.done += 1
        if self._progress is not None:
            self._progress(min(self.done, self.total), self.total)


def build(
    ledger: LedgerReader,
    request: Request,
    writer: Writer,
    *,
    views: Views,
    manifest: Manifest,
    work_dir: Path,
    seal: Seal | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Make the bundle that a request asks for.

    Args:
        ledger: of the machine that made the checkpoint.
        request: what the recorder began.
        writer: fresh; finished or aborted when this returns or raises.
        views: makes the report and the replay map.
        manifest: asks the recorder to sign.
        work_dir: an empty private directory for what the views need on disk.
        seal: encrypts to the recipients; None: nothing is encrypted.
        progress: told (done, of) as often as a file is written.
        cancelled: asked as often.

    Returns:
        Where the bundle is.

    Raises:
        NotFoundError: nothing is in scope.
        BundleTooLargeError: more files than a bundle may have.
        ExportCancelledError: cancelled.
        StorageError: the disk; nothing is left.
    """
    try:
        steps = Steps(progress, cancelled)
        for path, chunks in _files(ledger, request, views, work_dir, seal, steps):
            writer.add_stream(path, chunks)
        return writer.finish(manifest)
    except BaseException:
        writer.abort()
        raise


def _files(  # noqa: PLR0917 - one call, above
    ledger: LedgerReader,
    request: Request,
    views: Views,
    work_dir: Path,
    seal: Seal | None,
    steps: Steps,
) -> Iterator[File]:
    """Yield every file but sums and manifest; in order of path where the parts do not forbid it."""
    told = request.predicate
    found = select(ledger, told.scope, size=told.size, export=told.export)
    proofs = Proofs(ledger, size=told.size, root=told.root, note=request.note)
    shown = Shown(ledger, request, found, steps)
    missing = shown.absence()  # the first walk over all entries: it learns which have bodies
    sizes = [seal_seq + 1 for seal_seq in found.seals]
    sizes += [told.previous] if told.previous is not None else []
    notes = checkpoint_notes(ledger, sizes, size=told.size, note=request.note)
    _check_count(shown, full_log=told.level is layout.Level.FULL_LOG, size=told.size)
    steps.total = 2 * len(found.shown) + 2 * shown.bodies
    content = Content(shown, request, views, missing, work_dir)

    yield layout.README, (read_bytes(_README),)
    yield layout.ABSENCE, (encode_file(missing),)
    yield from shown.entries()
    for path, data in sorted(key_files(shown.key_log).items()):
        yield path, (data,)
    yield layout.CHECKPOINT, (request.note,)
    for size in sorted(notes, key=str):
        yield layout.checkpoint_path(size), (notes[size],)
    full = told.level is layout.Level.FULL_LOG
    for path, data in proofs.every_tile() if full else proofs.tile_files(notes):
        yield path, (data,)
    if seal is None:
        yield from content.files()
    else:
        yield from seal(content.files())
    for seq in sorted(found.shown, key=lambda seq: f"{seq}."):
        steps()
        yield layout.proof_path(seq), (proofs.proof(seq),)


def _check_count(shown: Shown, *, full_log: bool, size: int) -> None:
    tiles = (size >> 7) + 64 if full_log else 64
    count = 2 * shown.count + 2 * shown.bodies + tiles
    if count > layout.MAX_FILES:
        raise BundleTooLargeError(
            f"This needs about {count:,} files; a bundle has at most {layout.MAX_FILES:,}."
        )
