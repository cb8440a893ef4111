"""Makes a bundle: every file of it in order, streamed from the ledger into a writer.

Promise: what is written are the entries that the scope names and nothing that the level leaves out;
after an error, a cancel or Ctrl+C the writer is aborted and nothing of the bundle is left. Memory
holds numbers of entries and one body at a time.

MUST NOT: sign. The manifest comes from the recorder, which knows what it began.
Specification: `resources/docs/bundle.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.bundle import layout
from desktop_app.bundle.build.content import Content
from desktop_app.bundle.build.proofs import Proofs, checkpoint_notes
from desktop_app.bundle.build.selection import select
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.jsonfile import encode_file
from desktop_app.bundle.keyfiles import key_files
from desktop_app.errors import BundleTooLargeError, ExportCancelledError
from desktop_app.host.resources import read_bytes
from desktop_app.tlog.tiles import TILE_WIDTH, tiles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from desktop_app.bundle.build.archive import BundleWriter
    from desktop_app.bundle.build.content import Views
    from desktop_app.bundle.build.request import Request
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON

File: TypeAlias = "tuple[str, Iterable[bytes]]"
Manifest: TypeAlias = "Callable[[bytes, int, int], bytes]"
"""(SHA-256 of SHA256SUMS, number of files, their bytes) -> the bytes of the manifest."""
Seal: TypeAlias = "Callable[[Iterable[File]], Iterator[File]]"
"""Files for the recipients alone -> the files of `payloads/`."""

_README = "bundle/README.txt"
_MANIFEST_AND_SUMS = 2
_OTHER_FILES = 1_000  # room for keys, checkpoints, anchors, tiles and views


@dataclass(frozen=True, slots=True)
class Built:
    """A bundle that is done.

    Attributes:
        path: where it is.
        files: in it, manifest and sums included.
        entries: shown.
        scope: first and last entry in scope.
        in_scope: number of entries in scope.
        absence: what is missing, as `absence/absence.json` has it.
        fingerprint: the 30 digits that a reviewer compares.
        root_vkey: the root key as C2SP vkey.
    """

    path: Path
    files: int
    entries: int
    scope: tuple[int, int]
    in_scope: int
    absence: list[dict[str, JSON]]
    fingerprint: str
    root_vkey: str


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
    writer: BundleWriter,
    *,
    views: Views,
    manifest: Manifest,
    work_dir: Path,
    seal: Seal | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Built:
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
        Where the bundle is, and what there is to tell of it.

    Raises:
        NotFoundError: nothing is in scope.
        BundleTooLargeError: more files than a bundle may have.
        ExportCancelledError: cancelled.
        StorageError: the disk; nothing is left.
    """
    try:
        steps = Steps(progress, cancelled)
        made = _Bundle(ledger, request, steps)
        count = 0
        for path, chunks in made.files(Content(made.shown, request, views, work_dir), seal):
            writer.add_stream(path, chunks)
            count += 1
        return made.built(writer.finish(manifest), count + _MANIFEST_AND_SUMS)
    except BaseException:
        writer.abort()
        raise


class _Bundle:
    """One bundle in the making."""

    def __init__(self, ledger: LedgerReader, request: Request, steps: Steps) -> None:
        told = self._told = request.predicate
        self._request, self._steps = request, steps
        self._full = told.level is layout.Level.FULL_LOG
        found = self._found = select(ledger, told.scope, size=told.size, export=told.export)
        self._proofs = Proofs(ledger, size=told.size, root=told.root, note=request.note)
        self.shown = Shown(ledger, request, found, steps)
        sizes = [seal_seq + 1 for seal_seq in found.seals]
        sizes += [told.previous] if told.previous is not None else []
        self._notes = checkpoint_notes(ledger, sizes, size=told.size, note=request.note)
        self._keys = key_files(self.shown.key_log)
        tiles = sum(1 for _ in tiles_of(told.size)) + -(-told.size // TILE_WIDTH)
        _check_count(2 * self.shown.count + 2 * self.shown.bodies + (tiles if self._full else 0))
        steps.total = 2 * self.shown.count + 2 * self.shown.bodies

    def files(self, content: Content, seal: Seal | None) -> Iterator[File]:
        """Yield every file but sums and manifest, in order of path after the README."""
        yield layout.README, (read_bytes(_README),)
        yield layout.ABSENCE, (encode_file(self.shown.absence),)
        yield from self.shown.entries()
        for path, data in sorted(self._keys.items()):
            yield path, (data,)
        yield from self._log()
        if seal is not None:
            yield from seal(chain(content.records(), content.views()))
            yield from self._proven()
            return
        yield from content.records()
        yield from self._proven()
        yield from content.views()

    def built(self, path: Path, files: int) -> Built:
        """Return what there is to tell of the finished bundle."""
        scope = self._found.scope
        return Built(
            path=path,
            files=files,
            entries=self.shown.count,
            scope=(scope[0], scope[-1]),
            in_scope=len(scope),
            absence=self.shown.absence,
            fingerprint=self.shown.fingerprint(),
            root_vkey=self._keys[layout.ROOT_VKEY].decode().strip(),
        )

    def _proven(self) -> Iterator[File]:
        for seq in sorted(self._found.shown, key=lambda seq: f"{seq}."):
            self._steps()
            yield layout.proof_path(seq), (self._proofs.proof(seq),)

    def _log(self) -> Iterator[File]:
        yield layout.CHECKPOINT, (self._request.note,)
        for size in sorted(self._notes, key=str):
            yield layout.checkpoint_path(size), (self._notes[size],)
        tiles = self._proofs.every_tile() if self._full else self._proofs.tile_files(self._notes)
        for path, data in tiles:
            yield path, (data,)


def _check_count(files: int) -> None:
    if files > layout.MAX_FILES - _OTHER_FILES:
        raise BundleTooLargeError(
            f"This needs about {files:,} files; a bundle has at most {layout.MAX_FILES:,}."
        )
