"""How long an export takes and its verification, how large a bundle is, and what memory it needs.

    python -m tests.bench.bench_bundle [--spans 10000] [--agent "Claude Code"] [--million]

A ledger of real entries is made in a process of its own: one run of that many spans, in requests
of 512, made of an agent's recorded spans; beside it other runs. Then the export (views included)
and the verification run here, one after the other, and the peak memory of this process is told.
The yardstick of the export is SHA-256 and deflate of the same files; the size is that of the bundle
over zstd -3 of a tar of its files. `--million` (or COUNTERSIGN_LONG=1): a run of a million spans.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import sys
import tarfile
import tempfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import zstandard

from desktop_app.bundle.build.archive import directory_writer, zip_writer
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.layout import PAYLOAD_TYPE
from desktop_app.bundle.manifest import format_manifest, statement
from desktop_app.bundle.scope import RunScope
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.bundle.views.views import make_views
from desktop_app.ledger.reader import LedgerReader
from desktop_app.signing.dsse import pae
from desktop_app.signing.keys import parse_epoch_keys
from tests.bench.table import Figure

if TYPE_CHECKING:
    from desktop_app.bundle.build.request import Request

SPANS, MILLION = 10_000, 1_000_000
OTHERS = 20  # runs of 512 spans beside the one that is exported
AGENT = "Claude Code"
VARIED = "gen_ai clean"  # every span is a model call with values of its own
SHAPES = (AGENT, "Codex CLI", "Gemini CLI", VARIED)
ROUNDS = 3
SCOPE = RunScope("codex", "bench")
GOAL_EXPORT_S, GOAL_VERIFY_S, GOAL_RATIO, GOAL_BYTES = 2.0, 1.0, 1.5, 300_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One export: seconds, bytes, and the peak memory of this process in bytes.

    Attributes:
        agent: whose spans the run is made of.
        files_s: for SHA-256 and deflate of the files alone.
        ratio: bytes of the bundle over zstd -3 of a tar of its files.
    """

    agent: str
    export_s: float
    verify_s: float
    files_s: float
    ratio: float
    bytes: int
    peak: int


def measure(spans: int, agent: str = AGENT, *, rounds: int = 1, size: bool = True) -> Measured:
    """Make a ledger, export its run of that many spans, verify the bundle; best of the rounds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            request, seed = other.submit(make_ledger, folder / "ledger", spans, agent).result()
        seconds = [_round(folder, request, seed) for _ in range(rounds)]
        export_s, verify_s = (min(times) for times in zip(*seconds, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        packed = (folder / "run.zip").stat().st_size
        zstd_bytes, files_s = _yardsticks(folder, request, seed) if size else (packed, 0.0)
    return Measured(agent, export_s, verify_s, files_s, packed / zstd_bytes, packed, peak)


def _round(folder: Path, request: Request, seed: bytes) -> tuple[float, float]:
    """Return the seconds of an export and of its verification."""
    (folder / "run.zip").unlink(missing_ok=True)
    before = perf_counter()
    target, fingerprint = _export(folder, "run.zip", request, seed)
    made = perf_counter()
    report = verify_path(target, Trust(fingerprint=fingerprint))
    done = perf_counter()
    if report.word != "MATCH":
        raise SystemExit(report.sentence)
    return made - before, done - made


def make_ledger(folder: Path, spans: int, agent: str) -> tuple[Request, bytes]:
    """Make a ledger and begin the export; return the request and the seed that signs."""
    from desktop_app.model.kinds import EntryKind  # noqa: PLC0415 - in its own process
    from desktop_app.normalize.signals import Signal  # noqa: PLC0415
    from tests.bench import bench_index  # noqa: PLC0415
    from tests.fakes import exporting, ledger_builder  # noqa: PLC0415

    built = ledger_builder.empty(folder)
    writer = built.open()
    rng = random.Random(1)  # noqa: S311 - repeatable

    def run(name: str, count: int) -> None:
        writer.append([ledger_builder.run_entry(EntryKind.RUN_START, name)]).result()
        left = count
        while left > 0:
            for request in bench_index.requests(agent, min(left, 10_240), rng):
                _cut(request, left)
                draft = ledger_builder.otlp(Signal.TRACES, request, built.ids, name)
                writer.append([draft]).result()
                left -= int(draft.subject["records"])
                if left <= 0:
                    break
        writer.append([ledger_builder.run_entry(EntryKind.RUN_END, name)]).result()

    for number in range(OTHERS):
        run(f"other-{number}", 512)
    writer.roll_epoch("daily").result()
    run(SCOPE.run_id, spans)
    begun = exporting.begin(writer, built.path, SCOPE)
    secret = built.keystore.history[f"epoch.{begun.predicate.epoch}"]
    writer.close()
    return begun, secret


def _cut(request: Any, left: int) -> None:
    """Drop the spans over what is left."""
    scope = request.resource_spans[0].scope_spans[0]
    del scope.spans[left:]


def _export(folder: Path, name: str, request: Request, secret: bytes) -> tuple[Path, str]:
    signer = parse_epoch_keys(secret).signers.ed25519

    def manifest(sums: bytes, _files: int, _bytes: int) -> bytes:
        checkpoint = sha256(request.note).digest()
        payload = statement(request.predicate, sums=sums, checkpoint=checkpoint)
        return format_manifest(payload, signer.sign(pae(PAYLOAD_TYPE, payload)), signer.public)

    target = folder / name
    with LedgerReader(folder / "ledger" / "ledger.db") as ledger:
        built = build(
            ledger,
            request,
            zip_writer(target) if name.endswith(".zip") else directory_writer(target),
            views=make_views,
            manifest=manifest,
            work_dir=folder,
        )
    return built.path, built.fingerprint


def _yardsticks(folder: Path, request: Request, secret: bytes) -> tuple[int, float]:
    """Return the bytes of zstd -3 over a tar of the files, and seconds of hashing and packing."""
    unpacked, _ = _export(folder, "unpacked", request, secret)
    contents = [path.read_bytes() for path in unpacked.rglob("*") if path.is_file()]
    before = perf_counter()
    for data in contents:
        sha256(data).digest()
        zlib.compress(data, 6)
    files_s = perf_counter() - before
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.add(unpacked, arcname="bundle")
    return len(zstandard.ZstdCompressor(level=3).compress(tar.getvalue())), files_s


def figures() -> list[Figure]:
    """Return the lines of the table."""
    seen = {agent: measure(SPANS, agent, rounds=ROUNDS) for agent in SHAPES}
    exported = max(seen.values(), key=lambda one: one.export_s)
    verified = max(seen.values(), key=lambda one: one.verify_s)
    found = [
        Figure(
            f"export of a run of {SPANS:,} spans, views included; the slowest of "
            f"{len(SHAPES)} shapes: {exported.agent}",
            f"{exported.export_s:.2f} s",
            f"{exported.files_s:.2f} s, SHA-256 and deflate of its files",
            exported.export_s / exported.files_s,
            f"< {GOAL_EXPORT_S:.0f} s",
            exported.export_s < GOAL_EXPORT_S,
        ),
        Figure(
            f"verification of such a bundle; the slowest: {verified.agent}",
            f"{verified.verify_s:.2f} s",
            goal=f"< {GOAL_VERIFY_S:.0f} s",
            reached=verified.verify_s < GOAL_VERIFY_S,
        ),
        _size("size of a bundle whose spans repeat a few dozen recorded ones", seen[AGENT]),
        _size("size of a bundle of spans that differ", seen[VARIED]),
    ]
    return [*found, *million()] if os.environ.get("COUNTERSIGN_LONG") == "1" else found


def _size(name: str, one: Measured) -> Figure:
    return Figure(
        name,
        f"{one.bytes / 1e6:.2f} MB",
        f"{one.bytes / one.ratio / 1e6:.2f} MB, zstd -3 of a tar of its files",
        one.ratio,
        f"< {GOAL_RATIO}",
        one.ratio < GOAL_RATIO,
    )


def million() -> list[Figure]:
    """Return the lines for a run of a million spans; its memory is that of a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        seen = fresh.submit(measure, MILLION, size=False).result()
    return [
        Figure(
            f"peak memory of the export and verification of {MILLION:,} spans",
            f"{seen.peak / 1e6:.0f} MB",
            goal=f"< {GOAL_BYTES / 1e6:.0f} MB",
            reached=seen.peak < GOAL_BYTES,
        ),
        Figure(f"export of {MILLION:,} spans", f"{seen.export_s:.0f} s"),
        Figure(f"verification of {MILLION:,} spans", f"{seen.verify_s:.0f} s"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_bundle")
    parser.add_argument("--spans", type=int, default=SPANS)
    parser.add_argument("--agent", default=AGENT)
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    if options.million:
        options.spans = MILLION
    one = measure(options.spans, options.agent, size=options.spans < MILLION)
    sys.stdout.write(
        f"export {one.export_s:.2f} s, verify {one.verify_s:.2f} s, {one.bytes:,} bytes, "
        f"{one.ratio:.2f} x zstd -3, peak {one.peak / 1e6:.0f} MB\n"
    )
