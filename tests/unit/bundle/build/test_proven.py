"""What is never encrypted: every entry shown, what proves it, keys and what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import layout
from desktop_app.bundle.build.proven import Proven
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.build.steps import Steps
from desktop_app.bundle.layout import Level, Part
from desktop_app.bundle.scope import TimeScope
from desktop_app.ledger.reader import LedgerReader
from tests.fakes.exporting import begin
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("level", [Level.METADATA, Level.FULL_LOG])
def test_what_is_in_the_open(tmp_path: Path, level: Level) -> None:
    """Entries, keys and log, then the proofs, in order of path; no file of content."""
    built = standard(tmp_path)
    writer = built.open()
    request = begin(writer, built.path, TimeScope(2, 11), level=level)
    told: list[tuple[int, int]] = []
    with LedgerReader(built.path) as ledger:
        shown = Shown(ledger, request)
        made = Proven(shown, request, Steps(lambda *how: told.append(how), None))
        files = {path: b"".join(chunks) for path, chunks in made.entries()}
        proofs = dict(made.proofs())
        leaves = {layout.entry_path(seq): ledger.leaf(seq) for seq in shown.selection.shown}
    writer.close()
    assert len(told) == made.steps
    assert list(proofs) == sorted(layout.proof_path(seq) for seq in shown.selection.shown)
    assert {path: data for path, data in files.items() if path.startswith("entries/")} == leaves
    assert not any(layout.is_content(path) for path in files)
    without_tiles = [path for path in files if not path.startswith("log/tile/")]
    assert without_tiles == sorted(without_tiles)
    assert json.loads(files[layout.ABSENCE]) == shown.absence
    assert files.items() >= shown.key_files.items()
    assert files[layout.CHECKPOINT] == request.note
    parts = {part for part, _ in map(layout.parse_path, files)}
    assert (Part.ENTRY_BUNDLE in parts) == (level is Level.FULL_LOG)
