"""The names of a bundle's files: the table of `resources/docs/bundle.md`, section "Files".

Promise: `parse_path` knows exactly the names that the table has, matched whole. So no name that it
knows is absolute, has `..`, a backslash or an empty part, or differs from another only by case.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from desktop_app.model.canonical import MAX_INT
from desktop_app.tlog.tiles import MAX_LEVEL, TILE_WIDTH, tile_path

FORMAT: Final = "countersign/bundle/v1"
PREDICATE_TYPE: Final = "urn:countersign:audit-bundle:v1"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
MEDIA_TYPE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"

README: Final = "README.txt"
MANIFEST: Final = "manifest.sigstore.json"
SUMS: Final = "SHA256SUMS"
CHECKPOINT: Final = "log/checkpoint"
RUN_KEYS: Final = "openings/run-keys.json"
CONTENT: Final = "payloads/content.zip.age"
CONTENT_SUM: Final = "payloads/content.sha256"
CONTENT_ZIP: Final = "content.zip"  # what CONTENT_SUM calls the plaintext
NONCE: Final = "NONCE"  # in the encrypted zip alone, so `parse_path` does not know it
ROOT_VKEY: Final = "keys/root.vkey"
CHECKPOINT_VKEY: Final = "keys/checkpoint.vkey"
MANIFEST_PEM: Final = "keys/manifest.pem"
KEY_LOG: Final = "keys/log.json"
ABSENCE: Final = "absence/absence.json"
OTLP_TRACES: Final = "otlp/traces.json"
OTLP_LOGS: Final = "otlp/logs.json"
OTLP_METRICS: Final = "otlp/metrics.json"
REPORT: Final = "views/report.html"
EVENTS: Final = "views/cloudevents.jsonl"
REPLAY: Final = "views/replay.json"

# SHA-256 of resources/bundle/README.txt, the fixed text of this format version. A test compares.
README_SHA256: Final = "b96d486255f08d711f98f59b378f94cc1a32253e98d17938c052e91e33c59cae"

# Bounds (`bundle.md`, section "Bounds").
MAX_FILES: Final = 250_000
MAX_LEAF_BYTES: Final = 1 << 16
MAX_SMALL_BYTES: Final = 1 << 20  # a note, a proof, a key file, the manifest, a time stamp
MAX_TILE_BYTES: Final = 1 << 13
MAX_BODY_BYTES: Final = 1 << 28
MAX_HELD_BYTES: Final = 1 << 26  # any other file that is held in memory
MAX_RATIO: Final = 200  # unpacked / packed, of what is larger than MAX_HELD_BYTES
NONCE_BYTES: Final = 32


class Level(StrEnum):
    """How much a bundle shows (`bundle.md`, section "Levels")."""

    METADATA = "metadata"
    REDACTED = "redacted"
    FULL = "full"
    FULL_LOG = "full-log"


class Part(StrEnum):
    """The rows of the table. The value of a row with one file is that file's path."""

    README = README
    MANIFEST = MANIFEST
    SUMS = SUMS
    CHECKPOINT = CHECKPOINT
    CHECKPOINTS = "log/checkpoints/<size>"  # (size,)
    TILE = "log/tile/<level>/<index>"  # (level, index, width)
    ENTRY_BUNDLE = "log/tile/entries/<index>"  # (index, width)
    ENTRY = "entries/<seq>.json"  # (seq,)
    PROOF = "proofs/<seq>.tlog-proof"  # (seq,)
    BODY = "openings/<seq>.body"  # (seq,)
    SECRET = "openings/<seq>.secret"  # noqa: S105 - (seq,); a path, not a secret
    RECORDS = "openings/<seq>.records.json"  # (seq,)
    RUN_KEYS = RUN_KEYS
    CONTENT = CONTENT
    CONTENT_SUM = CONTENT_SUM
    ANCHOR = "anchors/<size>.tsr"  # (size,)
    CHAIN = "anchors/<size>.pem"  # (size,)
    ROOT_VKEY = ROOT_VKEY
    CHECKPOINT_VKEY = CHECKPOINT_VKEY
    MANIFEST_PEM = MANIFEST_PEM
    KEY_LOG = KEY_LOG
    ABSENCE = ABSENCE
    OTLP_TRACES = OTLP_TRACES
    OTLP_LOGS = OTLP_LOGS
    OTLP_METRICS = OTLP_METRICS
    REPORT = REPORT
    EVENTS = EVENTS
    REPLAY = REPLAY


_FIXED = {str(part): part for part in Part if "<" not in part}
_NUMBERED = {
    ("log/checkpoints/", ""): Part.CHECKPOINTS,
    ("entries/", ".json"): Part.ENTRY,
    ("proofs/", ".tlog-proof"): Part.PROOF,
    ("openings/", ".body"): Part.BODY,
    ("openings/", ".secret"): Part.SECRET,
    ("openings/", ".records.json"): Part.RECORDS,
    ("anchors/", ".tsr"): Part.ANCHOR,
    ("anchors/", ".pem"): Part.CHAIN,
}
_NUMBER = re.compile(r"([a-z/]+/)(0|[1-9][0-9]{0,15})((?:\.[a-z-]+)*)")
_TILE = re.compile(
    r"log/tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)
_SMALL = frozenset((Part.CHECKPOINT, Part.CHECKPOINTS, Part.PROOF, Part.SECRET, Part.CONTENT_SUM))
_SMALL |= {
    Part.MANIFEST,
    Part.ANCHOR,
    Part.CHAIN,
    Part.ROOT_VKEY,
    Part.CHECKPOINT_VKEY,
    Part.MANIFEST_PEM,
}


def checkpoint_path(size: int) -> str:
    """Return the path of the checkpoint of `size`."""
    return f"log/checkpoints/{size}"


def tile_file(level: int | None, index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile; level None means the entry bundle.

    Raises:
        ValueError: a level, index or width that no tile has.
    """
    return f"log/{tile_path(level, index, width)}"


def entry_path(seq: int) -> str:
    """Return the path of an entry's leaf bytes."""
    return f"entries/{seq}.json"


def proof_path(seq: int) -> str:
    """Return the path of an entry's proof."""
    return f"proofs/{seq}.tlog-proof"


def body_path(seq: int) -> str:
    """Return the path of an entry's whole body."""
    return f"openings/{seq}.body"


def secret_path(seq: int) -> str:
    """Return the path of the secret that the salts of a body come from."""
    return f"openings/{seq}.secret"


def records_path(seq: int) -> str:
    """Return the path of some records of a body."""
    return f"openings/{seq}.records.json"


def anchor_path(size: int) -> str:
    """Return the path of the time stamp over the checkpoint of `size`."""
    return f"anchors/{size}.tsr"


def chain_path(size: int) -> str:
    """Return the path of the certificates that belong to `anchor_path(size)`."""
    return f"anchors/{size}.pem"


def parse_path(path: str) -> tuple[Part, tuple[int, ...]] | None:
    """Return the row of the table that a path is of, and its numbers; None when it is of none.

    Numbers, in order: a tile's level, index and width; an entry bundle's index and width; else the
    seq or size, if the row has one.
    """
    fixed = _FIXED.get(path)
    if fixed is not None:
        return fixed, ()
    if (match := _TILE.fullmatch(path)) is not None:
        return _tile(path, match[1], match[2], match[3])
    match = _NUMBER.fullmatch(path)
    part = None if match is None else _NUMBERED.get((match[1], match[3]))
    if match is None or part is None or int(match[2]) > MAX_INT:
        return None
    return part, (int(match[2]),)


def is_content(path: str) -> bool:
    """Whether encryption takes the file into `payloads/content.zip.age`."""
    return path.startswith(("openings/", "otlp/", "views/"))


def is_evidence(path: str) -> bool:
    """Whether a verdict can rest on the file; False for `otlp/` and `views/`."""
    return not path.startswith(("otlp/", "views/"))


def max_bytes(part: Part) -> int:
    """Return the most bytes that a file of this row may have where it is held in memory."""
    if part is Part.ENTRY:
        return MAX_LEAF_BYTES
    if part is Part.TILE:
        return MAX_TILE_BYTES
    if part is Part.BODY:
        return MAX_BODY_BYTES
    return MAX_SMALL_BYTES if part in _SMALL else MAX_HELD_BYTES


def _tile(
    path: str, level: str, groups: str, width: str | None
) -> tuple[Part, tuple[int, ...]] | None:
    """Return the row of a tile whose name is the one name that it has."""
    index = int(groups.replace("/", "").replace("x", ""))
    wide = TILE_WIDTH if width is None else int(width)
    number = None if level == "entries" else int(level)
    if wide > TILE_WIDTH or (number is not None and number > MAX_LEVEL):
        return None
    if index > MAX_INT or tile_file(number, index, wide) != path:
        return None
    if number is None:
        return Part.ENTRY_BUNDLE, (index, wide)
    return Part.TILE, (number, index, wide)
