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
from desktop_app.bundle.build.proven import Proven
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.build.steps import Steps
from desktop_app.errors import BundleTooLargeError
from desktop_app.host.resources import read_bytes
from desktop_app.tlog.tiles import TILE_WIDTH, tiles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from desktop_app.bundle.build.archive import BundleWriter, File
    from desktop_app.bundle.build.content import Views
    from desktop_app.bundle.build.request import Request
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON

Manifest: TypeAlias = "Callable[[bytes, int, int], bytes]"
"""As `BundleWriter.finish` calls it."""
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
        progress: told (done, of) with each entry and body that is taken up.
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
        shown, steps = Shown(ledger, request), Steps(progress, cancelled)
        _check_count(shown, request.predicate)
        proven = Proven(shown, request, steps)
        content = Content(shown, request, views, work_dir=work_dir, steps=steps)
        steps.total = proven.steps + content.steps
        files = _MANIFEST_AND_SUMS
        for path, chunks in _files(proven, content, seal):
            writer.add(path, chunks)
            files += 1
        return _built(writer.finish(manifest), files, shown)
    except BaseException:
        writer.abort()
        raise


def _files(proven: Proven, content: Content, seal: Seal | None) -> Iterator[File]:
    """Yield every file but sums and manifest, in the order in which a bundle has them."""
    yield layout.README, (read_bytes(_README),)
    yield from proven.entries()
    if seal is None:
        yield from content.records()
        yield from proven.proofs()
        yield from content.views()
    else:
        yield from seal(chain(content.records(), content.views()))
        yield from proven.proofs()


def _built(path: Path, files: int, shown: Shown) -> Built:
    scope = shown.selection.scope
    return Built(
        path=path,
        files=files,
        entries=shown.count,
        scope=(scope[0], scope[-1]),
        in_scope=len(scope),
        absence=shown.absence,
        fingerprint=shown.fingerprint(),
        root_vkey=shown.root_vkey(),
    )


def _check_count(shown: Shown, told: Predicate) -> None:
    """Refuse before anything is written what has too many files for a bundle."""
    files = 2 * shown.count + 2 * shown.bodies
    if told.level is layout.Level.FULL_LOG:
        files += sum(1 for _ in tiles_of(told.size)) + -(-told.size // TILE_WIDTH)
    if files > layout.MAX_FILES - _OTHER_FILES:
        raise BundleTooLargeError(
            f"This needs about {files:,} files; a bundle has at most {layout.MAX_FILES:,}."
        )
