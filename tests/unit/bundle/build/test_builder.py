"""A bundle holds what its scope and level name, all of it proven, and nothing else."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import layout
from desktop_app.bundle.build import builder
from desktop_app.bundle.build.request import RunKey
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import IncidentScope, RunScope, TimeScope
from desktop_app.errors import BundleTooLargeError, ExportCancelledError, NotFoundError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.signing.notes import open_proof
from desktop_app.tlog.commitment import commit
from desktop_app.tlog.merkle import leaf_hash, verify_inclusion
from tests.fakes import exporting
from tests.fakes.exporting import begin, export
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.exporting import MemoryWriter
    from tests.fakes.ledger_builder import Built

RUN_TRACES = 4  # where `standard` has the traces of its first run


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Built, LedgerWriter]]:
    """A ledger of six epochs, opened by its recorder."""
    built = standard(tmp_path)
    writer = built.open()
    yield built, writer
    writer.close()


def shown(files: MemoryWriter) -> set[int]:
    """Return the places of the entries in a bundle."""
    parsed = (layout.parse_path(path) for path in files.files)
    return {numbers[0] for part, numbers in filter(None, parsed) if part is layout.Part.ENTRY}


def opened(files: MemoryWriter) -> set[str]:
    """Return the openings of a bundle."""
    return {path for path in files.files if path.startswith("openings/")}


def test_a_run_is_shown_and_proven(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """Scope, key log, context and export; each entry's proof leads to the checkpoint."""
    built, writer = place
    request = begin(writer, built.path)
    files, views, told = export(writer, built.path, request, tmp_path)
    with LedgerReader(built.path) as ledger:
        every = list(ledger.entries(0, request.predicate.size))
        introduction = [e for e in every if e.kind in {"epoch.start", "epoch.recovered"}][-1]
    wanted = {entry.seq for entry in every if entry.run_id == "run-1"}
    wanted |= {e.seq for e in every if str(e.kind).startswith(("epoch.", "keys."))} | {0}
    wanted |= {request.predicate.export}
    assert shown(files) == wanted
    public = bytes.fromhex(introduction.subject["keys"]["ed25519"])
    for seq in wanted:
        leaf = files.files[layout.entry_path(seq)]
        assert leaf == every[seq].leaf
        opened_proof = open_proof(
            files.files[layout.proof_path(seq)],
            leaf_hash=leaf_hash(leaf),
            origin=every[0].log,
            ed25519=public,
        )
        assert opened_proof.checkpoint.size == request.predicate.size
    assert every[-1].epoch == introduction.epoch == request.predicate.epoch
    assert told.scope == (min(s for s, _ in views.seen), max(s for s, _ in views.seen))
    assert told.in_scope == len(views.seen)
    assert files.finished


def test_every_seal_in_range_brings_its_checkpoint(
    place: tuple[Built, LedgerWriter], tmp_path: Path
) -> None:
    """From the epoch of the first entry in scope to that of entry N - 1; and N itself."""
    built, writer = place
    request = begin(writer, built.path, RunScope("claude", "run-2"))
    files, _, _ = export(writer, built.path, request, tmp_path)
    with LedgerReader(built.path) as ledger:
        first = next(iter(ledger.of_run("claude", "run-2")))
        seals = [e for e in ledger.of_kinds({EntryKind.EPOCH_SEAL}) if e.epoch >= first.epoch]
    sizes = {entry.seq + 1 for entry in seals} | {request.predicate.size}
    found = {path for path in files.files if path.startswith("log/checkpoints/")}
    assert found == {layout.checkpoint_path(size) for size in sizes}
    assert files.files[layout.CHECKPOINT] == request.note


def test_the_levels(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """Metadata opens nothing; redacted bodies; full run keys too; full-log every leaf."""
    built, writer = place
    found = {}
    keys = (RunKey("codex", "run-1", bytes(32)),)
    for level in Level:
        request = begin(writer, built.path, level=level, run_keys=keys)
        found[level], _, _ = export(writer, built.path, request, tmp_path)
    paths = {layout.body_path(RUN_TRACES), layout.secret_path(RUN_TRACES)}
    assert opened(found[Level.METADATA]) == set()
    assert not any(path.startswith("otlp/") for path in found[Level.METADATA].files)
    assert opened(found[Level.REDACTED]) == paths
    assert opened(found[Level.FULL]) == opened(found[Level.FULL_LOG]) == {*paths, layout.RUN_KEYS}
    bundles = {p for p in found[Level.FULL_LOG].files if p.startswith("log/tile/entries/")}
    assert len(bundles) == 2
    assert json.loads(found[Level.FULL].files[layout.RUN_KEYS])["runs"][0]["key"] == "00" * 32


def test_the_same_checkpoint_gives_the_same_files(
    place: tuple[Built, LedgerWriter], tmp_path: Path
) -> None:
    """Built twice, byte for byte."""
    built, writer = place
    request = begin(writer, built.path)
    first, _, _ = export(writer, built.path, request, tmp_path)
    second, _, _ = export(writer, built.path, request, tmp_path)
    assert list(first.files.items()) == list(second.files.items())


def test_one_record_is_shown_without_the_rest(
    place: tuple[Built, LedgerWriter], tmp_path: Path
) -> None:
    """Its path leads to the commitment; no other record stands anywhere in the bundle."""
    built, writer = place
    request = begin(writer, built.path, RunScope("codex", "run-1", ((RUN_TRACES, 3),)))
    files, views, _ = export(writer, built.path, request, tmp_path)
    assert opened(files) == {layout.records_path(RUN_TRACES)}
    found = json.loads(files.files[layout.records_path(RUN_TRACES)])
    (record,) = found["records"]
    leaf = parse_leaf(files.files[layout.entry_path(RUN_TRACES)])
    assert leaf.payload is not None
    content = base64.b64decode(record["record"])
    verify_inclusion(
        index=record["index"],
        size=found["count"],
        leaf_hash=leaf_hash(bytes.fromhex(record["salt"]) + content),
        proof=[base64.b64decode(item) for item in record["proof"]],
        root=leaf.payload.commitment,
    )
    spans = json.loads(files.files[layout.OTLP_TRACES])["resourceSpans"][0]["scopeSpans"][0]
    assert len(spans["spans"]) == 1
    shown_value = spans["spans"][0]["attributes"][4]["value"]["stringValue"].encode()
    with LedgerReader(built.path) as ledger:
        whole = ledger.body(RUN_TRACES)
        secret = ledger.secret(RUN_TRACES)
    assert whole is not None
    assert secret is not None
    values = {f"{number}.4".encode() for number in range(5)}
    for data in files.files.values():
        for value in values - {shown_value}:
            assert b'"%s"' % value not in data
            assert b"\x03" + value not in data
        assert secret.hex().encode() not in data
    body = dict(views.seen)[RUN_TRACES]
    assert body is not None
    assert len(body) < len(whole) / 3


def test_a_whole_body_opens_its_leaf(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """Its records under the salts of the secret make the commitment."""
    built, writer = place
    files, _, _ = export(writer, built.path, begin(writer, built.path), tmp_path)
    secret = files.files[layout.secret_path(RUN_TRACES)]
    leaf = parse_leaf(files.files[layout.entry_path(RUN_TRACES)])
    leaves = exporting.leaves_of(leaf.kind, files.files[layout.body_path(RUN_TRACES)])
    assert leaf.payload is not None
    assert commit(bytes.fromhex(secret.decode()), leaves) == leaf.payload.commitment
    assert secret.endswith(b"\n")


def test_a_bundle_given_before_leads_here(
    place: tuple[Built, LedgerWriter], tmp_path: Path
) -> None:
    """The checkpoint of its size is there."""
    built, writer = place
    before = begin(writer, built.path)
    request = begin(writer, built.path, previous=before.predicate.size)
    files, _, _ = export(writer, built.path, request, tmp_path)
    assert files.files[layout.checkpoint_path(before.predicate.size)] == before.note


def test_what_the_views_are_given(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """Entries in scope with what is opened of them; keys and export also where in scope."""
    built, writer = place
    request = begin(writer, built.path, TimeScope(0, 8), level=Level.METADATA)
    _, views, told = export(writer, built.path, request, tmp_path)
    assert views.seen == [(seq, None) for seq in range(9)]
    key_log, asked = views.told["key_log"], views.told["export"]
    assert [entry.seq for entry in key_log][:2] == [0, 1]
    assert (asked.seq, asked.kind) == (request.predicate.export, EntryKind.BUNDLE_EXPORT)
    assert views.told["predicate"] == request.predicate
    assert views.told["fingerprint"] == told.fingerprint
    assert views.told["root_vkey"] == told.root_vkey
    assert views.told["absence"] == told.absence


def test_sealed_content_is_not_in_plain(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """What goes to the recipients goes through the one who encrypts, all of it."""
    built, writer = place
    given: dict[str, bytes] = {}

    def seal(files: Iterator[tuple[str, list[bytes]]]) -> Iterator[tuple[str, list[bytes]]]:
        for path, chunks in files:
            given[path] = b"".join(chunks)
        yield layout.CONTENT, [b"age"]

    request = begin(writer, built.path, recipients=("age1x",))
    files, _, _ = export(writer, built.path, request, tmp_path, seal=seal)
    plain, _, _ = export(writer, built.path, request, tmp_path)
    assert given == {path: d for path, d in plain.files.items() if layout.is_content(path)}
    assert not any(layout.is_content(path) for path in files.files)


def test_progress_goes_up_to_its_total(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """One by one, and no further."""
    built, writer = place
    told: list[tuple[int, int]] = []
    request = begin(writer, built.path)
    export(writer, built.path, request, tmp_path, progress=lambda *how: told.append(how))
    total = told[0][1]
    assert told == [(done, total) for done in range(1, total + 1)]


def test_cancelled_in_the_middle(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """The writer is aborted, and nobody is asked to sign."""
    built, writer = place
    request = begin(writer, built.path)
    files, asked = exporting.MemoryWriter(), []
    with LedgerReader(built.path) as ledger, pytest.raises(ExportCancelledError):
        builder.build(
            ledger,
            request,
            files,
            views=exporting.PlainViews(),
            manifest=lambda *given: asked.append(given) or b"",
            work_dir=tmp_path,
            cancelled=lambda: "entries/0.json" in files.files,
        )
    assert files.aborted
    assert not asked


def test_a_disk_that_fills(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """The writer is aborted."""
    built, writer = place
    files = exporting.MemoryWriter(full=layout.OTLP_TRACES)
    with LedgerReader(built.path) as ledger, pytest.raises(OSError, match="No space"):
        builder.build(
            ledger,
            begin(writer, built.path),
            files,
            views=exporting.PlainViews(),
            manifest=lambda *_: b"",
            work_dir=tmp_path,
        )
    assert files.aborted


def test_nothing_in_scope(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """A run that nobody recorded."""
    built, writer = place
    with pytest.raises(NotFoundError):
        export(writer, built.path, begin(writer, built.path, RunScope("codex", "x")), tmp_path)


def test_too_many_files(
    place: tuple[Built, LedgerWriter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused before anything is written."""
    built, writer = place
    monkeypatch.setattr(layout, "MAX_FILES", 1_010)
    with pytest.raises(BundleTooLargeError):
        export(writer, built.path, begin(writer, built.path, TimeScope(0, 20)), tmp_path)


def test_an_incident_is_what_the_index_chose(
    place: tuple[Built, LedgerWriter], tmp_path: Path
) -> None:
    """Those entries and no others of their runs."""
    built, writer = place
    scope = IncidentScope(bytes(15) + b"\1", (RUN_TRACES,))
    _, views, _ = export(writer, built.path, begin(writer, built.path, scope), tmp_path)
    assert [seq for seq, _ in views.seen] == [RUN_TRACES]
