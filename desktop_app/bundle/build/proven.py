"""The files that are never encrypted: entries, what proves them and when, keys, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.build.proofs import Proofs, checkpoint_notes
from desktop_app.bundle.build.selection import in_path_order
from desktop_app.bundle.build.stamps import carried
from desktop_app.bundle.jsonfile import encode_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.bundle.build.archive import File
    from desktop_app.bundle.build.request import Request
    from desktop_app.bundle.build.shown import Shown
    from desktop_app.bundle.build.steps import Steps


class Proven:
    """Makes these files for one export.

    Attributes:
        steps: how many steps it takes: each entry shown, and its proof.

    Raises:
        LedgerInvalidError: the ledger's tiles do not lead to the checkpoint.
    """

    def __init__(self, shown: Shown, request: Request, steps: Steps) -> None:
        told = request.predicate
        self._shown, self._request, self._step_over = shown, request, steps.over
        self._proofs = Proofs(shown.ledger, size=told.size, root=told.root, note=request.note)
        self._notes = self._needed_notes()
        scope = shown.selection.scope
        self._stamps = carried(shown.ledger, scope, size=told.size, taken=self._notes)
        self._notes |= {size: stamp.note for size, stamp in self._stamps.items()}
        self.steps = 2 * shown.count

    def entries(self) -> Iterator[File]:
        """Yield (path, chunks) of what is missing, time stamps, entries, keys and the log."""
        yield layout.ABSENCE, (encode_file(self._shown.absence),)
        for size in in_path_order(self._stamps):
            yield layout.chain_path(size), (self._stamps[size].chain,)
            yield layout.anchor_path(size), (self._stamps[size].token,)
        for seq in self._step_over(in_path_order(self._shown.selection.shown)):
            yield layout.entry_path(seq), (self._shown.ledger.leaf(seq),)
        for path, data in sorted(self._shown.key_files.items()):
            yield path, (data,)
        yield from self._log()

    def proofs(self) -> Iterator[File]:
        """Yield (path, chunks) of each entry's proof."""
        for seq in self._step_over(in_path_order(self._shown.selection.shown)):
            yield layout.proof_path(seq), (self._proofs.proof(seq),)

    def _needed_notes(self) -> dict[int, bytes]:
        """Return the checkpoints that must be there, by size."""
        note, told = self._request.note, self._request.predicate
        sizes = [seq + 1 for seq in self._shown.selection.seals]
        sizes += [] if told.previous is None else [told.previous]
        return checkpoint_notes(self._shown.ledger, sizes, size=told.size, note=note)

    def _log(self) -> Iterator[File]:
        """Yield the checkpoints and the tiles between them."""
        notes = self._notes
        yield layout.CHECKPOINT, (self._request.note,)
        for size in in_path_order(notes):
            yield layout.checkpoint_path(size), (notes[size],)
        every = self._request.predicate.level is layout.Level.FULL_LOG
        tiles = self._proofs.every_tile() if every else self._proofs.tile_files(notes)
        for path, data in tiles:
            yield path, (data,)
