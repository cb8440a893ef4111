"""Which entries are shown, what belongs to them, and what is missing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.absence import absence
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.layout import ROOT_VKEY, Level
from desktop_app.bundle.scope import TimeScope
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from tests.fakes.exporting import begin
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[Level], tuple[Shown, str]]]:
    """Return what makes the entries 2 to 8 of `standard`, shown at a level."""
    built = standard(tmp_path)
    writer = built.open()
    with LedgerReader(built.path) as ledger:

        def shown(level: Level) -> tuple[Shown, str]:
            request = begin(writer, built.path, TimeScope(2, 8), level=level)
            return Shown(ledger, request), writer.state().fingerprint

        yield shown
    writer.close()


def test_what_it_knows(make: Callable[[Level], tuple[Shown, str]]) -> None:
    """Bodies by kind, what is missing, the key log, the fingerprint."""
    shown, fingerprint = make(Level.REDACTED)
    assert {str(kind): seqs for kind, seqs in shown.with_body.items()} == {
        "otlp.traces": [4],
        "otlp.logs": [5],
        "otlp.metrics": [6],
        "cloudevents": [7],
    }
    assert shown.bodies == 4
    wanted = absence(shown.all(), scope=TimeScope(2, 8), level=Level.REDACTED)
    assert shown.absence == wanted
    assert shown.fingerprint() == fingerprint
    assert shown.key_log[0].kind is EntryKind.LOG_START
    assert shown.count == len(list(shown.all()))
    assert shown.export.kind is EntryKind.BUNDLE_EXPORT
    assert shown.key_files == key_files(shown.key_log)
    assert shown.key_files[ROOT_VKEY].decode() == shown.root_vkey() + "\n"


def test_metadata_has_no_bodies(make: Callable[[Level], tuple[Shown, str]]) -> None:
    """And says of each that it is not opened."""
    shown, _ = make(Level.METADATA)
    assert shown.bodies == 0
    assert [row["seq"] for row in shown.absence if row["what"] == "not_opened"] == [4, 5, 6, 7]
