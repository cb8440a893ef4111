"""Bundles in memory for tests to attack: made from a synthetic log, changed, sealed and signed.

Owes nothing to `bundle.build`. A `Forged` is the files of a bundle by path, and what a forger needs
to make them look right again:

    forged = forge(RunScope("codex", "run-1"))          valid, level redacted, KEY_UNPINNED
    forged.files["entries/3.json"] = b"..."             change any file: now its digest is wrong
    forged.reseal()                                     SHA256SUMS fits again; its manifest does not
    forged.sign()                                       by the right key: a capable forger
    forged.sign(keys=log.epochs[0])                     by an old or stolen key
    forged.predicate = replace(forged.predicate, ...)   says something else from the next `sign` on
    forged.finish()                                     reseal and sign: what a forger ends with
    forged.open()                                       `Files`, as the verifier reads them
    forged.to_zip() / forged.write(folder)              as somebody would send it
    judged(forged, fingerprint=...) -> BundleReport     what the verifier says; `codes(report)`

A log that was changed first (`log.replace`, `log.rechain`) makes bundles in which all files agree
with each other: `forge(scope, log=log)`. `made(log, scope, ...)` says which entries are shown;
`forge(..., shown=...)` shows others. `plain_log()` is small; `standard_log()` has bodies of every
kind, two runs, pauses, a crash, a rotation, full tiles and an export.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from desktop_app.bundle import layout
from desktop_app.bundle.absence import absence_file
from desktop_app.bundle.jsonfile import encode_file
from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate, format_manifest, statement
from desktop_app.bundle.scope import (
    CONTEXT_KINDS,
    RunScope,
    Scope,
    in_scope,
    scope_json,
)
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify
from desktop_app.host.resources import read_bytes
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.dsse import pae
from desktop_app.signing.keylog import KEY_KINDS
from desktop_app.tlog.bodies import body_leaves
from desktop_app.tlog.commitment import leaf_hashes, salts
from desktop_app.tlog.merkle import inclusion_proof, root
from desktop_app.tlog.note import Note, encode_base64, format_note, parse_note
from desktop_app.tlog.proof import LogProof, format_proof
from desktop_app.tlog.tiles import encode_bundle, tiles_of
from tests.fakes.ledger_builder import traces
from tests.fakes.synthetic_log import PERSON, SyntheticLog, body, draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import EpochKeys

RUN = RunScope("codex", "run-1")


class DictFiles:
    """`Files` over a dict, for tests of single steps."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def paths(self) -> Sequence[str]:
        """Return the paths, sorted."""
        return sorted(self._files)

    def has(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return path in self._files

    def size(self, path: str) -> int:
        """Return a file's size."""
        return len(self._files[path])

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes."""
        assert len(self._files[path]) <= limit
        return self._files[path]

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes."""
        yield self._files[path]

    def close(self) -> None:
        """Do nothing."""


@dataclass
class Forged:
    """See the module."""

    log: SyntheticLog
    predicate: Predicate
    files: dict[str, bytes] = field(default_factory=dict)

    def reseal(self) -> Forged:
        """Make `SHA256SUMS` fit the files."""
        self.files[layout.SUMS] = b"".join(
            f"{sha256(data).hexdigest()}  {path}\n".encode()
            for path, data in sorted(self.files.items(), key=lambda item: item[0].encode())
            if path not in {layout.SUMS, layout.MANIFEST}
        )
        return self

    def sign(self, keys: EpochKeys | None = None, **changes: object) -> Forged:
        """Make the manifest anew; keys None: the right ones."""
        predicate = replace(self.predicate, **changes)  # type: ignore[arg-type]  # as named there
        payload = statement(
            predicate,
            sums=sha256(self.files[layout.SUMS]).digest(),
            checkpoint=sha256(self.files[layout.CHECKPOINT]).digest(),
        )
        signer = (keys or self.log.epochs[self.predicate.epoch - 1]).signers.ed25519
        signature = signer.sign(pae(layout.PAYLOAD_TYPE, payload))
        self.files[layout.MANIFEST] = format_manifest(payload, signature, signer.public)
        return self

    def finish(self, keys: EpochKeys | None = None) -> Forged:
        """Make sums and manifest fit the files."""
        return self.reseal().sign(keys)

    def copy(self) -> Forged:
        """Return a bundle that can be changed alone; the log is shared."""
        return Forged(self.log, self.predicate, dict(self.files))

    def open(self) -> DictFiles:
        """Return the files as the verifier reads them."""
        return DictFiles(self.files)

    def to_zip(self) -> bytes:
        """Return a zip as `bundle.md` says."""
        buffer = io.BytesIO()
        order = sorted(self.files, key=lambda path: (path != layout.README, path))
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in order:
                info = zipfile.ZipInfo(path)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system, info.external_attr = 3, 0o100644 << 16
                archive.writestr(info, self.files[path])
        return buffer.getvalue()

    def write(self, folder: Path) -> Path:
        """Write the files into a folder; return it."""
        for path, data in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return folder


def logs_body() -> bytes:
    """Return a request of two log records."""
    request = ExportLogsServiceRequest()
    scope = request.resource_logs.add().scope_logs.add()
    for number in range(2):
        scope.log_records.add(time_unix_nano=number + 1).body.string_value = f"record {number}"
    return request.SerializeToString()


def metrics_body() -> bytes:
    """Return a request of one metric."""
    request = ExportMetricsServiceRequest()
    metric = request.resource_metrics.add().scope_metrics.add().metrics.add(name="tokens")
    metric.sum.data_points.add(as_int=7, time_unix_nano=1)
    return request.SerializeToString()


def run(log: SyntheticLog, run_id: str = "run-1", *, ended: bool = True) -> None:
    """Add a run with a body of every kind and a pause in it."""
    spans = traces(5).SerializeToString()
    log.add(draft(EntryKind.RUN_START, {"name": "nightly"}, run_id=run_id))
    log.add(body(EntryKind.OTLP_TRACES, spans, run_id=run_id, redactions={"key": 2}))
    log.add(draft(EntryKind.PAUSE_START, {"reason": "asked"}, actor=PERSON))
    log.add(draft(EntryKind.PAUSE_END, {"reason": "asked", "rejected": {"traces": 3}}))
    log.add(draft(EntryKind.COMMAND, {"verb": "status"}))
    log.add(body(EntryKind.OTLP_LOGS, logs_body(), run_id=run_id, unknown_fields=1))
    log.add(body(EntryKind.OTLP_METRICS, metrics_body(), run_id=run_id))
    log.add(body(EntryKind.CLOUDEVENTS, b'{"id":"1"}\n{"id":"2"}', run_id=run_id))
    if ended:
        log.add(draft(EntryKind.RUN_END, {"reason": "exit"}, run_id=run_id))


def plain_log() -> SyntheticLog:
    """Return a log of one epoch and one run."""
    log = SyntheticLog()
    run(log)
    return log


def standard_log() -> SyntheticLog:
    """Return a log with everything that a log can have; run-1 spans epochs 2 to 6."""
    log = SyntheticLog()
    log.add(draft(EntryKind.RECORDER_START, {"version": "0.1.0"}))
    run(log, "run-0")
    log.roll()  # 2
    run(log, ended=False)
    log.roll("crash", late=True)  # 3
    for number in range(270):
        log.add(draft(EntryKind.COMMAND, {"verb": f"verb-{number}"}))
    log.rotate()  # 4
    log.recover()  # 5
    rejected = {"signal": "traces", "transport": "http", "records": 2, "reasons": {"id": 2}}
    log.add(draft(EntryKind.OTLP_REJECTED, rejected))
    log.roll()  # 6: nothing more happens in 5
    log.add(draft(EntryKind.RUN_END, {"reason": "exit"}, run_id="run-1"))
    run(log, "run-2")
    return log


def ask(
    log: SyntheticLog,
    scope: Scope,
    level: Level,
    *,
    recipients: Sequence[str] = (),
    previous: int | None = None,
) -> int:
    """Add the `bundle.export` entry; return its seq."""
    subject = {
        "scope": scope_json(scope),
        "level": str(level),
        "recipients": list(recipients),
        "reason": None,
        "previous": previous,
    }
    return log.add(draft(EntryKind.BUNDLE_EXPORT, subject, actor=PERSON))


def made(log: SyntheticLog, scope: Scope, *, export: int, size: int) -> list[int]:
    """Return the entries that a bundle shows, by the words of `bundle.md`, "Entries shown"."""
    entries = log.entries[:size]
    chosen = [entry.seq for entry in entries if in_scope(scope, entry)]
    first, last = chosen[0], chosen[-1]
    shown = {*chosen, export}
    for entry in entries:
        if entry.kind in KEY_KINDS:
            sealed = entry.kind is EntryKind.EPOCH_SEAL
            if not sealed or entry.epoch >= entries[first].epoch:
                shown.add(entry.seq)
        if entry.kind in CONTEXT_KINDS and first <= entry.seq <= last:
            shown.add(entry.seq)
    pauses = [
        entry
        for entry in entries[:first]
        if entry.kind in (EntryKind.PAUSE_START, EntryKind.PAUSE_END)
    ]
    if pauses and pauses[-1].kind is EntryKind.PAUSE_START:
        shown.add(pauses[-1].seq)
    return sorted(shown)


def forge(
    scope: Scope = RUN,
    *,
    log: SyntheticLog | None = None,
    level: Level = Level.REDACTED,
    previous: int | None = None,
    export: int | None = None,
    shown: Iterable[int] | None = None,
    sizes: Iterable[int] = (),
) -> Forged:
    """Return a valid bundle.

    Args:
        scope: what it shows.
        log: None: `plain_log()`.
        level: how much it shows; nothing is encrypted.
        previous: size of the bundle before.
        export: seq of the `bundle.export` entry; None: one is added to the log.
        shown: the entries to show; None: those that must be.
        sizes: of further checkpoints.
    """
    log = plain_log() if log is None else log
    asked = ask(log, scope, level, previous=previous) if export is None else export
    size = log.size
    places = made(log, scope, export=asked, size=size) if shown is None else sorted(shown)
    entries = [log.entry(seq) for seq in places]
    predicate = Predicate(
        log=log.origin,
        size=size,
        root=root(log.hashes),
        epoch=len(log.epochs),
        level=level,
        scope=scope,
        recipients=(),
        export=asked,
        exported_us=log.entry(asked).ts_us,
        previous=previous,
    )
    forged = Forged(log, predicate)
    forged.files[layout.README] = read_bytes("bundle/README.txt")
    forged.files |= _log_files(log, entries, predicate, sizes)
    forged.files |= _proofs(log, places, forged.files[layout.CHECKPOINT])
    forged.files |= _openings(log, entries, predicate)
    forged.files |= key_files([entry for entry in entries if entry.kind in KEY_KINDS])
    forged.files[layout.ABSENCE] = absence_file(entries, scope=scope, level=level)
    return forged.finish()


def tile_bytes(hashes: Sequence[bytes], level: int, index: int, width: int) -> bytes:
    """Return a tile, by definition: each hash the root over 256^level leaves."""
    span = 256**level
    starts = range(index * 256 * span, (index * 256 + width) * span, span)
    return b"".join(root(hashes[start : start + span]) for start in starts)


def records_file(log: SyntheticLog, seq: int, indices: Sequence[int]) -> bytes:
    """Return `openings/<seq>.records.json`."""
    content, secret = log.bodies[seq]
    leaves = body_leaves(log.entry(seq).kind, content).leaves
    hashes, salt = leaf_hashes(secret, leaves), salts(secret, len(leaves))
    records = [
        {
            "index": index,
            "salt": salt[index].hex(),
            "record": encode_base64(leaves[index]),
            "proof": [encode_base64(item) for item in _path(hashes, index)],
        }
        for index in indices
    ]
    return encode_file({"count": len(leaves), "records": records})


def _path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    return inclusion_proof(
        index,
        len(hashes),
        lambda level, at: root(hashes[at << level : (at + 1) << level]),
    )


def _log_files(
    log: SyntheticLog, entries: Sequence[Entry], predicate: Predicate, sizes: Iterable[int]
) -> dict[str, bytes]:
    size, hashes = predicate.size, log.hashes
    seals = [entry.seq + 1 for entry in entries if entry.kind is EntryKind.EPOCH_SEAL]
    wanted = {*seals, *sizes} | ({predicate.previous} if predicate.previous else set())
    note = log.note(size)
    files = {layout.CHECKPOINT: note, layout.checkpoint_path(size): note}
    for one in wanted - {size}:
        files[layout.checkpoint_path(one)] = log.note(one)
    whole = predicate.level is Level.FULL_LOG
    for level, index, width in tiles_of(size) if whole else _tiles({*wanted, size}, size):
        path = layout.tile_file(level, index, width)
        files[path] = tile_bytes(hashes, level, index, width)
    for at in range(0, size if whole else 0, 256):
        leaves = log.leaves[at : min(at + 256, size)]
        files[layout.tile_file(None, at // 256, len(leaves))] = encode_bundle(leaves)
    return files


def _tiles(sizes: Iterable[int], size: int) -> Iterator[tuple[int, int, int]]:
    """Yield the tiles that hold the last hash of each level of each size, and those above.

    The compact range of a size lies in the last tile of each level, be it partial or full.
    """
    every = {(level, index): width for level, index, width in tiles_of(size)}
    chosen = set()
    for one in sizes:
        level = 0
        while one >> 8 * level:
            count = one >> 8 * level  # complete subtrees of this level in the tree of that size
            if count % 256:
                chosen.add((level, count // 256))
            level += 1
    while any(
        every[level, index] == 256 and (level + 1, index // 256) not in chosen
        for level, index in chosen
    ):
        full = [one for one in chosen if every[one] == 256]
        chosen |= {(level + 1, index // 256) for level, index in full}
    for level, index in chosen:
        yield level, index, every[level, index]


def _proofs(log: SyntheticLog, places: Sequence[int], note: bytes) -> dict[str, bytes]:
    files, hashes = {}, log.hashes
    parsed = parse_note(note)
    short = format_note(Note(parsed.text, parsed.signatures[:1]))
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        if (level, index) not in nodes:
            nodes[level, index] = root(hashes[index << level : (index + 1) << level])
        return nodes[level, index]

    for seq in places:
        path = tuple(inclusion_proof(seq, len(hashes), node))
        files[layout.entry_path(seq)] = log.leaves[seq]
        files[layout.proof_path(seq)] = format_proof(LogProof(seq, path, short))
    return files


def _openings(
    log: SyntheticLog, entries: Sequence[Entry], predicate: Predicate
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    if predicate.level is Level.METADATA:
        return files
    chosen: dict[int, list[int]] = {}
    for seq, index in predicate.scope.records:
        chosen.setdefault(seq, []).append(index)
    for entry in entries:
        if entry.payload is None or not in_scope(predicate.scope, entry):
            continue
        content, secret = log.bodies[entry.seq]
        if not chosen:
            files[layout.body_path(entry.seq)] = content
            files[layout.secret_path(entry.seq)] = secret.hex().encode() + b"\n"
        elif entry.seq in chosen:
            data = records_file(log, entry.seq, chosen[entry.seq])
            files[layout.records_path(entry.seq)] = data
    return files


def judged(forged: Forged, **given: object) -> BundleReport:
    """Return the verifier's report; what is given is `Trust`'s."""
    return verify(forged.open(), Trust(**given))  # type: ignore[arg-type]  # as named there


def codes(found: Findings | BundleReport) -> list[str]:
    """Return the codes of what led to a verdict."""
    kept = found.kept if isinstance(found, Findings) else found.findings
    return [one.code for one in kept if one.verdict is not None]
