#!/usr/bin/env python3
# ruff: noqa
"""Verify a Countersign audit bundle, offline: `python verify.py BUNDLE [--fingerprint DIGITS]`.

Needs Python 3.11 or later and the package `cryptography`, nothing else. Opens the bundle and what
the command line names, and no other file; opens no connection. Get this file from somebody other
than who sent the bundle. What it does: `resources/docs/bundle.md` of Countersign.

Generated (`python -m tests.tools.verify_py`): below, word for word, are the modules of Countersign
that verify, and at the end a small importer for them. Licence: Apache-2.0.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("verify.py needs Python 3.11 or later.")

MODULES = {}

# ==================================================================================================
MODULES['desktop_app'] = r'''"""Countersign: the flight recorder and the countersignature for autonomous desktop agents.

Agents send OpenTelemetry to a recorder on this machine. What they send is redacted, sealed in a
tamper-evident ledger and made searchable; nothing leaves the machine.

The flow, told in one function in `recorder/pipeline.py`::

    receive -> normalize -> redact -> append (durable) -> acknowledge -> checkpoint
            -> follow into the index -> query -> command line

The layers; an import may only point down (import-linter holds this, see pyproject.toml)::

    __main__
    cli                   the command line
    recorder              the process that owns sockets, keys and stores
    control | receive | agents
                          recorder <-> command line; OTLP and CloudEvents; wiring of real agents
    query                 what readers ask of ledger and index
    index                 searchable SQLite, derived from the ledger, disposable
    ledger                the append-only store and its audit: the truth
    host | normalize | redact
                          the operating system; many dialects into one vocabulary; what never lands
    signing               Ed25519, ML-DSA-44, epoch statements
    tlog                  RFC 6962 tree, C2SP signed notes, checkpoints, proofs
    model                 entries, canonical bytes, ids, clock: values, no I/O
    errors                every error a person can meet, with what to do about it
"""

from __future__ import annotations

__version__ = "0.1.0"
'''

# ==================================================================================================
MODULES['desktop_app.bundle'] = r'''"""Audit bundles: built from the ledger, and verified by what owes the ledger nothing.

Specification: `resources/docs/bundle.md`.
"""

from __future__ import annotations
'''

# ==================================================================================================
MODULES['desktop_app.bundle.absence'] = r'''"""What is missing from a bundle, and under which entry: computed from the entries shown alone.

Promise: a pure function of the entries, the scope and the level, so that whoever verifies makes
the same file from the sealed entries and compares bytes. It believes nobody's list of gaps.

Specification: `resources/docs/bundle.md`, section "Absence".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import in_scope
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.bundle.scope import Scope
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

    Row = dict[str, JSON]


def absence(entries: Iterable[Entry], *, scope: Scope, level: Level) -> list[Row]:
    """Return what is missing, in order of `seq` and then of `what`.

    Args:
        entries: all entries shown, in order of seq, each once; read as a stream.
        scope: the bundle's scope.
        level: the bundle's level. What is encrypted to recipients is shown, not missing.
    """
    rows: list[Row] = []
    newest: dict[tuple[str, str], Entry] = {}
    opened = _opened(scope, level)
    for entry in entries:
        rows.extend(_happened(entry))
        if in_scope(scope, entry):
            rows.extend(_left_out(entry, opened))
            _remember(entry, newest)
    rows.extend(_not_ended(newest))
    return sorted(rows, key=lambda row: (row["seq"], row["what"]))


def absence_file(entries: Iterable[Entry], *, scope: Scope, level: Level) -> bytes:
    """Return the bytes of `absence/absence.json`: arguments as `absence`."""
    return canonical.encode_body(absence(entries, scope=scope, level=level)) + b"\n"


def _opened(scope: Scope, level: Level) -> dict[int, list[int]] | None:
    """Return which records of which entries are opened; None: all of every entry."""
    if level is not Level.METADATA and not scope.records:
        return None
    opened: dict[int, list[int]] = {}
    for seq, index in scope.records if level is not Level.METADATA else ():
        opened.setdefault(seq, []).append(index)
    return opened


def _remember(entry: Entry, newest: dict[tuple[str, str], Entry]) -> None:
    if entry.run_id is not None:
        newest[str(entry.actor.get("sender", "")), entry.run_id] = entry


def _not_ended(newest: Mapping[tuple[str, str], Entry]) -> Iterator[Row]:
    """Tell the runs whose last entry shown is not their end."""
    for (sender, run_id), entry in newest.items():
        if entry.kind is not EntryKind.RUN_END:
            yield {"what": "not_ended", "seq": entry.seq, "sender": sender, "run_id": run_id}


def _left_out(entry: Entry, opened: Mapping[int, list[int]] | None) -> Iterator[Row]:
    """Tell what of an entry in scope is not shown."""
    subject = entry.subject
    redactions = subject.get("redactions")
    if isinstance(redactions, Mapping) and redactions:
        yield {"what": "redacted", "seq": entry.seq, "counts": redactions}
    if subject.get("unknown_fields"):
        yield {"what": "unknown_fields", "seq": entry.seq}
    if entry.payload is not None and opened is not None:
        row: Row = {"what": "not_opened", "seq": entry.seq, "bytes": entry.payload.size}
        some = opened.get(entry.seq)
        yield row if some is None else row | {"records": some}


def _happened(entry: Entry) -> list[Row]:
    """Tell what an entry of any scope says that was not recorded."""
    told = _TOLD.get(entry.kind)
    return [] if told is None else told(entry)


def _rejected(entry: Entry) -> list[Row]:
    names = ("signal", "records", "reasons")
    told = {name: entry.subject.get(name) for name in names}
    return [{"what": "rejected", "seq": entry.seq, **told}]


def _pause_start(entry: Entry) -> list[Row]:
    return [{"what": "paused", "seq": entry.seq, "kind": str(entry.kind)}]


def _pause_end(entry: Entry) -> list[Row]:
    return [{**row, "rejected": entry.subject.get("rejected")} for row in _pause_start(entry)]


def _not_running(entry: Entry) -> list[Row]:
    return [{"what": "not_running", "seq": entry.seq, "kind": str(entry.kind)}]


def _sealed_late(entry: Entry) -> list[Row]:
    late = bool(entry.subject.get("late"))
    return [{"what": "sealed_late", "seq": entry.seq, "epoch": entry.epoch}] if late else []


def _recovered(entry: Entry) -> list[Row]:
    return [{"what": "recovered", "seq": entry.seq, "epoch": entry.epoch}]


# Append-only: later kinds (purges, holds, gates that failed open) join here.
_TOLD: dict[EntryKind, Callable[[Entry], list[Row]]] = {
    EntryKind.OTLP_REJECTED: _rejected,
    EntryKind.PAUSE_START: _pause_start,
    EntryKind.PAUSE_END: _pause_end,
    EntryKind.RECORDER_STOP: _not_running,
    EntryKind.RECORDER_START: _not_running,
    EntryKind.EPOCH_SEAL: _sealed_late,
    EntryKind.EPOCH_RECOVERED: _recovered,
}
'''

# ==================================================================================================
MODULES['desktop_app.bundle.fields'] = r'''"""Fields of parsed JSON, taken strictly: each function returns the value or says what it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def mapping(value: JSON, name: str) -> Mapping[str, JSON]:
    """Return an object.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"{name} is not an object.")
    return value


def exact(fields: Mapping[str, JSON], names: Iterable[str], of: str) -> None:
    """Refuse an object that has other fields than these.

    Raises:
        BadEncodingError: a field is missing or unknown.
    """
    wrong = fields.keys() ^ set(names)
    if wrong:
        raise BadEncodingError(f"Fields of {of} missing or unknown: {', '.join(sorted(wrong))}.")


def items(value: JSON, name: str) -> Sequence[JSON]:
    """Return a list.

    Raises:
        BadEncodingError: something else.
    """
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise BadEncodingError(f"{name} is not a list.")
    return value


def text(value: JSON, name: str) -> str:
    """Return a string.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, str):
        raise BadEncodingError(f"{name} is not text.")
    return value


def integer(value: JSON, name: str) -> int:
    """Return a whole number from 0 to 2^53 - 1.

    Raises:
        BadEncodingError: something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_INT:
        raise BadEncodingError(f"{name} is not a whole number from 0.")
    return value


def hexadecimal(value: JSON, name: str, count: int) -> bytes:
    """Return `count` bytes from lower-case hex.

    Raises:
        BadEncodingError: something else.
    """
    digits = text(value, name)
    if len(digits) != 2 * count or not _HEX.fullmatch(digits):
        raise BadEncodingError(f"{name} is not {count} bytes in lower-case hex.")
    return bytes.fromhex(digits)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.jsonfile'] = r'''"""Canonical JSON as files of a bundle have it: as in leaves, of any size and depth, and a newline.

Promise: `decode_file(encode_file(x)) == x`, and `decode_file` accepts exactly the bytes that
`encode_file` makes. See `resources/docs/bundle.md`, section "Conventions".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT, encode_body

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON


def encode_file(value: JSON) -> bytes:
    """Return the bytes of a JSON file.

    Raises:
        BadEncodingError: a float, a large integer, a non-ASCII key or a lone surrogate.
    """
    return encode(value) + b"\n"


def decode_file(data: bytes) -> JSON:
    """Parse the bytes of a JSON file; anything that `encode_file` would not write is refused.

    Raises:
        BadEncodingError: not canonical (also: duplicate keys, NaN, floats, no final newline).
    """
    if not data.endswith(b"\n"):
        raise BadEncodingError("The file does not end in a newline.")
    return decode(data[:-1])


def encode(value: JSON) -> bytes:
    """Return the same without the newline, as a DSSE payload has it.

    Raises:
        BadEncodingError: as `encode_file`.
    """
    data = encode_body(value)
    decode(data)
    return data


def decode(data: bytes) -> JSON:
    """Parse what `encode` writes and nothing else.

    Raises:
        BadEncodingError: as `decode_file`.
    """
    try:
        value: JSON = json.loads(
            data.decode("utf-8"),
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"Not JSON: {error}.") from error
    if encode_body(value) != data:
        raise BadEncodingError("Not in canonical form: order, spacing or escapes.")
    return value


def _no_float(digits: str) -> float:
    raise BadEncodingError(f"{digits[:40]} is not a whole number.")


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) > MAX_INT:
        raise BadEncodingError("An integer of 2^53 or more.")
    return number


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadEncodingError("A key stands twice in one object.")
    for key in value:
        if not (key.isascii() and key.isprintable()):
            raise BadEncodingError(f"The key {key[:40]!r} is not printable ASCII.")
    return value
'''

# ==================================================================================================
MODULES['desktop_app.bundle.keyfiles'] = r'''"""The files of `keys/`: the log's keys as its entries name them, for stock tools.

Promise: a pure function of the key log. Nothing is trusted because it stands in these files: a
verifier makes them again from the entries and compares bytes; trust comes from outside.

Specification: `resources/docs/bundle.md`, section "Keys".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CHECKPOINT_VKEY, KEY_LOG, MANIFEST_PEM, ROOT_VKEY
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.dsse import spki_pem
from desktop_app.signing.statements import keys_from_json, keys_to_json
from desktop_app.tlog.note import Algorithm, format_vkey, verifier_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import PublicPair

_INTRODUCTIONS = frozenset((EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED))
_ROOTS = {
    EntryKind.LOG_START: "root",
    EntryKind.LOG_ADOPTED: "root",
    EntryKind.KEYS_ROTATED: "new",
}


def key_files(entries: Iterable[Entry]) -> dict[str, bytes]:
    """Return the files of `keys/` by path.

    Args:
        entries: the key log in order, those before N: entry 0, introductions, rotations, seals.
            Gone through more than once.

    Raises:
        BadEncodingError: an entry without the keys that its kind brings, or no introduction.
    """
    roots = [keys_from_json(one.subject.get(_ROOTS[one.kind])) for one in entries if _is_root(one)]
    epochs = [keys_from_json(one.subject.get("keys")) for one in entries if _introduces(one)]
    if not roots or not epochs:
        raise BadEncodingError("A key log without a root or without an epoch.")
    log, root, epoch = next(iter(entries)).log, roots[-1], epochs[-1]
    return {
        ROOT_VKEY: _vkey(log, Algorithm.ED25519, root.ed25519),
        CHECKPOINT_VKEY: _vkey(log, Algorithm.ED25519, epoch.ed25519)
        + _vkey(log, Algorithm.MLDSA44_COSIGNATURE, epoch.mldsa44),
        MANIFEST_PEM: spki_pem(epoch.ed25519),
        KEY_LOG: canonical.encode_body([_line(one) for one in entries]) + b"\n",
    }


def _is_root(entry: Entry) -> bool:
    return entry.kind in _ROOTS


def _introduces(entry: Entry) -> bool:
    return entry.kind in _INTRODUCTIONS


def _line(entry: Entry) -> dict[str, JSON]:
    line: dict[str, JSON] = {"seq": entry.seq, "ts": entry.ts_us, "kind": str(entry.kind)}
    subject = entry.subject
    if _introduces(entry):
        keys: PublicPair = keys_from_json(subject.get("keys"))
        return line | keys_to_json(keys) | {"epoch": entry.epoch, "reason": subject.get("reason")}
    if _is_root(entry):
        return line | keys_to_json(keys_from_json(subject.get(_ROOTS[entry.kind])))
    return line | {"epoch": entry.epoch, "late": subject.get("late")}


def _vkey(log: str, algorithm: Algorithm, public: bytes) -> bytes:
    return format_vkey(verifier_key(log, algorithm, public)).encode() + b"\n"
'''

# ==================================================================================================
MODULES['desktop_app.bundle.layout'] = r'''"""The names of a bundle's files: the table of `resources/docs/bundle.md`, section "Files".

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
README_SHA256: Final = "3a7cfdfdf7b3358c68c9645aec44b6687d5ff2dc77c3400736f394c5bf16f6a4"

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
_SMALL |= {Part.MANIFEST, Part.ANCHOR, Part.CHAIN, Part.ROOT_VKEY, Part.CHECKPOINT_VKEY, Part.MANIFEST_PEM}


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
'''

# ==================================================================================================
MODULES['desktop_app.bundle.manifest'] = r'''"""`manifest.sigstore.json`: Sigstore bundle v0.3 around DSSE around an in-toto Statement v1.

Promise: `parse_manifest` and `parse_statement` accept exactly what `format_manifest` and
`statement` write. Neither checks a signature: whose key it is, the key log says.

Sources: sigstore/protobuf-specs `sigstore_bundle.proto`, secure-systems-lab/dsse `envelope.md`,
in-toto/attestation `spec/v1/statement.md`; `resources/docs/bundle.md`, section "Manifest".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.bundle.jsonfile import decode, decode_file, encode, encode_file
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import Scope, parse_scope, scope_json
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.signing.dsse import key_hint
from desktop_app.tlog.merkle import HASH_BYTES
from desktop_app.tlog.note import decode_base64, encode_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

_PREDICATE = frozenset(("format", "log", "size", "root", "epoch", "level", "scope", "recipients"))
_PREDICATE |= {"export", "exported_us", "previous"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What the signer says that the bundle is.

    Attributes:
        log: origin.
        size: N, of the checkpoint that everything is proven against.
        root: 32 bytes, of that checkpoint.
        epoch: of entry N - 1; its Ed25519 key signs.
        level: how much is shown.
        scope: what is shown.
        recipients: age recipients, empty when nothing is encrypted.
        export: seq of the `bundle.export` entry.
        exported_us: its wall time, microseconds since 1970 UTC.
        previous: N of the last bundle given to the same recipients.
    """

    log: str
    size: int
    root: bytes
    epoch: int
    level: Level
    scope: Scope
    recipients: tuple[str, ...]
    export: int
    exported_us: int
    previous: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed payload: the predicate, and SHA-256 of `SHA256SUMS` and `log/checkpoint`."""

    predicate: Predicate
    sums: bytes
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed manifest: the DSSE payload, its one signature, and whose it is said to be."""

    payload: bytes
    signature: bytes
    hint: str


def statement(predicate: Predicate, *, sums: bytes, checkpoint: bytes) -> bytes:
    """Return the DSSE payload over the SHA-256 of `SHA256SUMS` and of `log/checkpoint`."""
    return encode(
        {
            "_type": layout.STATEMENT_TYPE,
            "subject": [_subject(layout.SUMS, sums), _subject(layout.CHECKPOINT, checkpoint)],
            "predicateType": layout.PREDICATE_TYPE,
            "predicate": predicate_json(predicate),
        }
    )


def predicate_json(predicate: Predicate) -> dict[str, JSON]:
    """Return the predicate's JSON form."""
    return {
        "format": layout.FORMAT,
        "log": predicate.log,
        "size": predicate.size,
        "root": predicate.root.hex(),
        "epoch": predicate.epoch,
        "level": str(predicate.level),
        "scope": scope_json(predicate.scope),
        "recipients": list(predicate.recipients),
        "export": predicate.export,
        "exported_us": predicate.exported_us,
        "previous": predicate.previous,
    }


def parse_statement(payload: bytes) -> Statement:
    """Parse a DSSE payload.

    Raises:
        BadEncodingError: not canonical, not a statement, other subjects, or a bad predicate.
        NewerFormatError: a type of predicate, format or scope that this version does not know.
    """
    fields = mapping(decode(payload), "The payload")
    if fields.get("_type") != layout.STATEMENT_TYPE:
        raise BadEncodingError("The payload is not an in-toto Statement v1.")
    kind = text(fields.get("predicateType"), "predicateType")
    if kind != layout.PREDICATE_TYPE:
        raise NewerFormatError(f"A predicate of a type unknown here: {kind[:80]!r}.")
    exact(fields, ("_type", "subject", "predicateType", "predicate"), "the statement")
    predicate = _parse_predicate(mapping(fields["predicate"], "predicate"))
    subjects = items(fields["subject"], "subject")
    if len(subjects) != 2:  # noqa: PLR2004 - SHA256SUMS and log/checkpoint
        raise BadEncodingError("The statement has not two subjects.")
    sums = _parse_subject(subjects[0], layout.SUMS)
    return Statement(predicate, sums, _parse_subject(subjects[1], layout.CHECKPOINT))


def format_manifest(payload: bytes, signature: bytes, public: bytes) -> bytes:
    """Return the manifest's bytes; `public` is the 32-byte Ed25519 key that signed.

    Raises:
        BadEncodingError: the key is not 32 bytes.
    """
    return _format(Envelope(payload, signature, key_hint(public)))


def parse_manifest(data: bytes) -> Envelope:
    """Parse a manifest.

    Raises:
        BadEncodingError: not canonical, not a Sigstore bundle v0.3 with a key's hint and a DSSE
            envelope, another payload type, or not exactly one signature.
    """
    bundle = mapping(decode_file(data), "The manifest")
    exact(bundle, ("mediaType", "verificationMaterial", "dsseEnvelope"), "the manifest")
    if bundle["mediaType"] != layout.MEDIA_TYPE:
        raise BadEncodingError("The manifest is not a Sigstore bundle v0.3.")
    material = mapping(bundle["verificationMaterial"], "verificationMaterial")
    exact(material, ("publicKey",), "verificationMaterial")
    key = mapping(material["publicKey"], "publicKey")
    exact(key, ("hint",), "publicKey")
    hint = hexadecimal(key["hint"], "publicKey.hint", HASH_BYTES).hex()
    return _parse_dsse(mapping(bundle["dsseEnvelope"], "dsseEnvelope"), hint)


def _parse_dsse(dsse: Mapping[str, JSON], hint: str) -> Envelope:
    exact(dsse, ("payload", "payloadType", "signatures"), "dsseEnvelope")
    if dsse["payloadType"] != layout.PAYLOAD_TYPE:
        raise BadEncodingError(f"The payload type is not {layout.PAYLOAD_TYPE}.")
    signatures = items(dsse["signatures"], "signatures")
    if len(signatures) != 1:
        raise BadEncodingError(f"The manifest has {len(signatures)} signatures, not one.")
    signature = mapping(signatures[0], "signature")
    exact(signature, ("keyid", "sig"), "the signature")
    if signature["keyid"] != hint:
        raise BadEncodingError("The signature's keyid is not the hint of the public key.")
    payload = decode_base64(text(dsse["payload"], "payload"))
    return Envelope(payload, decode_base64(text(signature["sig"], "sig")), hint)


def _format(envelope: Envelope) -> bytes:
    signature = {"keyid": envelope.hint, "sig": encode_base64(envelope.signature)}
    return encode_file(
        {
            "mediaType": layout.MEDIA_TYPE,
            "verificationMaterial": {"publicKey": {"hint": envelope.hint}},
            "dsseEnvelope": {
                "payload": encode_base64(envelope.payload),
                "payloadType": layout.PAYLOAD_TYPE,
                "signatures": [signature],
            },
        }
    )


def _subject(name: str, digest: bytes) -> dict[str, JSON]:
    return {"name": name, "digest": {"sha256": digest.hex()}}


def _parse_subject(value: JSON, name: str) -> bytes:
    subject = mapping(value, "subject")
    exact(subject, ("name", "digest"), "a subject")
    if subject["name"] != name:
        raise BadEncodingError(f"A subject of the statement is not {name}.")
    digest = mapping(subject["digest"], "digest")
    exact(digest, ("sha256",), "a digest")
    return hexadecimal(digest["sha256"], f"The digest of {name}", HASH_BYTES)


def _parse_predicate(fields: Mapping[str, JSON]) -> Predicate:
    version = text(fields.get("format"), "format")
    if version != layout.FORMAT:
        raise NewerFormatError(f"Format {version[:80]!r}; this Countersign knows {layout.FORMAT}.")
    exact(fields, _PREDICATE, "the predicate")
    previous = fields["previous"]
    return Predicate(
        log=text(fields["log"], "log"),
        size=integer(fields["size"], "size"),
        root=hexadecimal(fields["root"], "root", HASH_BYTES),
        epoch=integer(fields["epoch"], "epoch"),
        level=_level(text(fields["level"], "level")),
        scope=parse_scope(fields["scope"]),
        recipients=tuple(
            text(name, "recipients") for name in items(fields["recipients"], "recipients")
        ),
        export=integer(fields["export"], "export"),
        exported_us=integer(fields["exported_us"], "exported_us"),
        previous=None if previous is None else integer(previous, "previous"),
    )


def _level(name: str) -> Level:
    try:
        return Level(name)
    except ValueError as error:
        raise NewerFormatError(f"A level unknown here: {name[:80]!r}.") from error
'''

# ==================================================================================================
MODULES['desktop_app.bundle.scope'] = r'''"""What a bundle shows of a log: one run, a stretch, an agent's runs, an incident.

Promise: `parse_scope(scope_json(scope)) == scope`, and lists have one order (ascending, none
twice), so that one scope has one form. See `resources/docs/bundle.md`, section "Scope".
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

# Between the first and the last entry in scope, entries of these kinds are shown too.
CONTEXT_KINDS: Final = frozenset(
    (
        EntryKind.PAUSE_START,
        EntryKind.PAUSE_END,
        EntryKind.RECORDER_START,
        EntryKind.RECORDER_STOP,
        EntryKind.OTLP_REJECTED,
        EntryKind.CONFIG_CHANGED,
        EntryKind.EGRESS_REFUSED,
    )
)

Records: TypeAlias = "tuple[tuple[int, int], ...]"
"""(seq, index of the leaf in its commitment: 0 is the skeleton), ascending; none: whole bodies."""

_TRACE_ID_BYTES = 16
_T = TypeVar("_T", int, tuple[str, str], tuple[int, int])


@dataclass(frozen=True, slots=True)
class RunScope:
    """The entries of one run."""

    sender: str
    run_id: str
    records: Records = ()


@dataclass(frozen=True, slots=True)
class TimeScope:
    """Every entry from `first_seq` to `last_seq`, both included."""

    first_seq: int
    last_seq: int
    records: Records = ()


@dataclass(frozen=True, slots=True)
class AgentScope:
    """The entries of those runs, (sender, run id) ascending, which are some agent's."""

    agent: str
    runs: tuple[tuple[str, str], ...]
    records: Records = ()


@dataclass(frozen=True, slots=True)
class IncidentScope:
    """The entries that the index found for a trace id (16 bytes), seqs ascending."""

    trace_id: bytes
    seqs: tuple[int, ...]
    records: Records = ()


Scope: TypeAlias = RunScope | TimeScope | AgentScope | IncidentScope


def scope_json(scope: Scope) -> dict[str, JSON]:
    """Return the JSON form, as it stands in the predicate and in the `bundle.export` entry."""
    value = _json(scope)
    if scope.records:
        value["records"] = [list(record) for record in scope.records]
    return value


def parse_scope(value: JSON) -> Scope:
    """Parse the JSON form strictly.

    Raises:
        BadEncodingError: a field missing, unknown, of the wrong shape, or a list out of order.
        NewerFormatError: a kind of scope that this version does not know.
    """
    fields = dict(mapping(value, "scope"))
    kind = text(fields.pop("kind", None), "scope.kind")
    chosen = "records" in fields
    records = fields.pop("records", None)
    parse = _PARSERS.get(kind)
    if parse is None:
        raise NewerFormatError(f"A scope of a kind unknown here: {kind!r}.")
    scope = parse(fields)
    return replace(scope, records=_ascending(records, "records", _record)) if chosen else scope


def in_scope(scope: Scope, entry: Entry) -> bool:
    """Whether an entry is one of those that the scope names."""
    match scope:
        case RunScope():
            return _run_of(entry) == (scope.sender, scope.run_id)
        case TimeScope():
            return scope.first_seq <= entry.seq <= scope.last_seq
        case AgentScope():
            run = _run_of(entry)
            return run is not None and _has(scope.runs, run)
        case IncidentScope():
            return _has(scope.seqs, entry.seq)


def _run_of(entry: Entry) -> tuple[str, str] | None:
    sender = entry.actor.get("sender")
    if entry.run_id is None or not isinstance(sender, str):
        return None
    return sender, entry.run_id


def _has(ordered: Sequence[_T], item: _T) -> bool:
    at = bisect_left(ordered, item)
    return at < len(ordered) and ordered[at] == item


def _json(scope: Scope) -> dict[str, JSON]:
    match scope:
        case RunScope():
            return {"kind": "run", "sender": scope.sender, "run_id": scope.run_id}
        case TimeScope():
            return {"kind": "time", "first_seq": scope.first_seq, "last_seq": scope.last_seq}
        case AgentScope():
            runs = [list(run) for run in scope.runs]
            return {"kind": "agent", "agent": scope.agent, "runs": runs}
        case IncidentScope():
            seqs = list(scope.seqs)
            return {"kind": "incident", "trace_id": scope.trace_id.hex(), "seqs": seqs}


def _parse_run(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("sender", "run_id"), "scope")
    return RunScope(text(fields["sender"], "sender"), text(fields["run_id"], "run_id"))


def _parse_time(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("first_seq", "last_seq"), "scope")
    first, last = (integer(fields[name], name) for name in ("first_seq", "last_seq"))
    if last < first:
        raise BadEncodingError("The scope ends before it starts.")
    return TimeScope(first, last)


def _parse_agent(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("agent", "runs"), "scope")
    return AgentScope(text(fields["agent"], "agent"), _ascending(fields["runs"], "runs", _run))


def _parse_incident(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("trace_id", "seqs"), "scope")
    trace_id = hexadecimal(fields["trace_id"], "trace_id", _TRACE_ID_BYTES)
    return IncidentScope(trace_id, _ascending(fields["seqs"], "seqs", _seq))


_PARSERS: Final[Mapping[str, Callable[[Mapping[str, JSON]], Scope]]] = {
    "run": _parse_run,
    "time": _parse_time,
    "agent": _parse_agent,
    "incident": _parse_incident,
}


def _ascending(value: JSON, name: str, parse: Callable[[JSON], _T]) -> tuple[_T, ...]:
    parsed = tuple(parse(item) for item in items(value, name))
    if not parsed or any(left >= right for left, right in pairwise(parsed)):
        raise BadEncodingError(f"The list {name} is empty or not in ascending order.")
    return parsed


def _seq(value: JSON) -> int:
    return integer(value, "seqs")


def _run(value: JSON) -> tuple[str, str]:
    sender, run_id = _pair(value, "runs")
    return text(sender, "runs"), text(run_id, "runs")


def _record(value: JSON) -> tuple[int, int]:
    seq, index = _pair(value, "records")
    return integer(seq, "records"), integer(index, "records")


def _pair(value: JSON, name: str) -> Sequence[JSON]:
    pair = items(value, name)
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise BadEncodingError(f"An item of {name} is not a pair.")
    return pair
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify'] = r'''"""The verifier of audit bundles. It stands alone: no store, no operating system, no Qt."""

from __future__ import annotations
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.amount'] = r'''"""How many pieces a body has, counted before it is cut: two bytes become a hundred in memory.

Promise: takes no memory, and time for `MAX_PIECES` pieces at most. A body that is not laid out as
`model.wire` says passes here; cutting it refuses it.
"""

from __future__ import annotations

from desktop_app.errors import UnreadableError
from desktop_app.model.kinds import EntryKind

# A receiver takes a million records in one request; groups and their other fields come on top.
MAX_PIECES = 2_000_000

_FIRST, _SECOND = 0x0A, 0x12  # tags: resource groups of a request; scope groups, and records
_GROUPS = (_FIRST, _SECOND)
_MORE, _MAX_SHIFT = 0x80, 28


def check_amount(kind: EntryKind, body: bytes) -> None:
    """Refuse a body of more pieces than a recorder takes.

    Raises:
        UnreadableError: it has.
    """
    if kind is EntryKind.CLOUDEVENTS:
        many = body.count(b"\n") >= MAX_PIECES
    else:
        many = len(body) > 2 * MAX_PIECES and _left(body, 0, len(body), 0, MAX_PIECES) < 0
    if many:
        raise UnreadableError(f"A body has more than {MAX_PIECES} records and groups.")


def _left(body: bytes, at: int, end: int, depth: int, left: int) -> int:
    """Return how many more fields there may be after those from `at`; below 0: too many."""
    group = _GROUPS[depth] if depth < len(_GROUPS) else None
    while at < end and left >= 0:
        left -= 1
        tag, head, size = body[at], at + 2, body[at + 1 : at + 2]
        length = size[0] if size else 0
        if length >= _MORE:
            length, head = _length(body, at + 1, end)
        at = head + length
        if tag == group:
            left = _left(body, head, min(at, end), depth + 1, left)
    return left


def _length(body: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a length of several bytes, and where it ends; past the end where it is none."""
    value = 0
    for shift in range(0, _MAX_SHIFT + 1, 7):
        if at >= end:
            break
        byte, at = body[at], at + 1
        value |= (byte & ~_MORE) << shift
        if byte < _MORE:
            return value, at
    return 0, end
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.case'] = r'''"""What is known of a bundle so far: each step adds to it, and later ones ask for what they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.envelope import Signed as Manifest
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.scope import Scoped
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.bundle.verify.trust import Trust
    from desktop_app.model.findings import Findings

T = TypeVar("T")


class NotDoneError(Exception):
    """A step needs what an earlier one could not find out."""


class NotCheckedError(Exception):
    """There is nothing to check, or it cannot be checked here; the text says which."""


@dataclass(slots=True)
class Case:
    """A bundle under verification.

    Attributes:
        files, trust, progress: what was given.
        found: findings of the step that runs.
        manifest_error: why the manifest cannot be read; step 2 meets it, step 4 tells it.
        roots: size -> root that follows from the tiles.
        records: number of records that are those committed to.
        anchored: the largest size that something from outside vouches for.
        decrypted: whether encrypted content was checked.
    """

    files: Listed
    trust: Trust
    progress: Callable[[int, int], None]
    found: Findings
    maybe_manifest: Manifest | None = None
    manifest_error: str | None = None
    maybe_shown: Shown | None = None
    maybe_scoped: Scoped | None = None
    maybe_keylog: KeyLog | None = None
    maybe_signed: Signed | None = None
    roots: dict[int, bytes] = field(default_factory=dict)
    records: int = 0
    anchored: int | None = None
    decrypted: bool = False

    @property
    def manifest(self) -> Manifest:
        """The manifest, parsed."""
        return _needed(self.maybe_manifest)

    @property
    def predicate(self) -> Predicate:
        """What the manifest says that the bundle is."""
        return self.manifest.statement.predicate

    @property
    def shown(self) -> Shown:
        """The entries shown."""
        return _needed(self.maybe_shown)

    @property
    def scoped(self) -> Scoped:
        """What of the scope is shown."""
        return _needed(self.maybe_scoped)

    @property
    def keylog(self) -> KeyLog:
        """The log's keys."""
        return _needed(self.maybe_keylog)

    @property
    def signed(self) -> Signed:
        """The checkpoints that hold."""
        return _needed(self.maybe_signed)


def _needed(value: T | None) -> T:
    if value is None:
        raise NotDoneError
    return value
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.checkpoints'] = r'''"""Step 6, checkpoints: signed by the keys of their place, and by nobody else.

The key of a checkpoint of size s is that of the epoch of entry s - 1: an older key signs nothing
newer and a newer one nothing older. That the roots are those of the tree is step 7's to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CHECKPOINT, Part, checkpoint_path
from desktop_app.bundle.verify.steps import StepEndedError, held
from desktop_app.errors import BadEncodingError, BadSignatureError, UnreadableError
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import open_checkpoint
from desktop_app.tlog.note import Note, format_note

if TYPE_CHECKING:
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair
    from desktop_app.signing.notes import OpenedCheckpoint

MAX_CHECKPOINTS = 10_000
ED25519_SIGNATURE_BYTES = 64
MIN_SIZE = 2  # entries 0 and 1 come together, and before them there is no key


@dataclass(slots=True)
class Signed:
    """The checkpoints that hold.

    Attributes:
        size, root: of `log/checkpoint`.
        proof_note: the note that every proof carries: its text and its Ed25519 line.
        sealed: sizes at the seals in range, whose checkpoints need both signatures.
        roots: size -> root of each checkpoint that the log signed, N included.
    """

    size: int
    root: bytes
    proof_note: bytes
    sealed: frozenset[int]
    roots: dict[int, bytes] = field(default_factory=dict)


def check_checkpoints(
    files: Listed, predicate: Predicate, keylog: KeyLog, found: Findings
) -> Signed:
    """Check `log/checkpoint` and everything in `log/checkpoints/`.

    Raises:
        StepEndedError: `log/checkpoint` does not hold; the findings say why.
        UnreadableError: too many, or a file cannot be read.
    """
    sizes = files.numbers(Part.CHECKPOINTS)
    if len(sizes) > MAX_CHECKPOINTS:
        raise UnreadableError(f"More than {MAX_CHECKPOINTS} checkpoints.")
    note, opened = _open_main(files, predicate, keylog, found)
    lines = opened.note.signatures
    proof_note = format_note(Note(opened.note.text, lines[:1]))
    sealed = frozenset(seq + 1 for seq in keylog.seals_in_range())
    signed = Signed(opened.checkpoint.size, opened.checkpoint.root, proof_note, sealed)
    signed.roots[signed.size] = signed.root
    for size in sizes:
        if size == signed.size:
            check_same(held(files, checkpoint_path(size)), note, found)
        else:
            _see(files, size, keylog, signed, found)
    _check_present(frozenset(sizes), predicate, keylog, signed, found)
    return signed


def _open_main(
    files: Listed, predicate: Predicate, keylog: KeyLog, found: Findings
) -> tuple[bytes, OpenedCheckpoint]:
    if not files.has(CHECKPOINT):
        found.fail(Verdict.INCOMPLETE, "checkpoint_missing", f"{CHECKPOINT} is missing.")
        raise StepEndedError
    note = held(files, CHECKPOINT)
    opened = _open(note, predicate.size, keylog, CHECKPOINT, found)
    if opened is None:
        raise StepEndedError
    check_lines(opened, CHECKPOINT, found, both=True)
    check_predicate(opened, predicate, found)
    return note, opened


def _see(files: Listed, size: int, keylog: KeyLog, signed: Signed, found: Findings) -> None:
    path = checkpoint_path(size)
    if not MIN_SIZE <= size < signed.size:
        found.invalid("checkpoint_size", f"{path} is of no size below {signed.size}.")
        return
    opened = _open(held(files, path), size, keylog, path, found)
    if opened is None:
        return
    check_size(opened, size, found)
    check_lines(opened, path, found, both=size in signed.sealed)
    signed.roots[size] = opened.checkpoint.root


def _open(
    note: bytes, size: int, keylog: KeyLog, path: str, found: Findings
) -> OpenedCheckpoint | None:
    era = keylog.era_of(size - 1)
    check_key_range(size, keylog.seals.get(era.number), path, found)
    try:
        return open_note(note, keylog.log, era.keys)
    except (BadEncodingError, BadSignatureError) as error:
        found.invalid("checkpoint", f"{path} does not hold: {error.message}", seq=size - 1)
        return None


def check_key_range(size: int, sealed_at: int | None, path: str, found: Findings) -> None:
    """Check that no key signs more than its epoch and its seal (ATTACKS B04)."""
    if sealed_at is not None and size > sealed_at + 1:
        text = f"{path} covers entries after the seal of the epoch whose key signs it."
        found.invalid("after_seal", text, seq=sealed_at + 1)


def open_note(note: bytes, origin: str, keys: PublicPair) -> OpenedCheckpoint:
    """Open a checkpoint with its epoch's keys; raises."""
    return open_checkpoint(note, origin=origin, ed25519=keys.ed25519, mldsa44=keys.mldsa44)


def check_predicate(opened: OpenedCheckpoint, predicate: Predicate, found: Findings) -> None:
    """Check that the manifest speaks of this checkpoint (ATTACKS D01)."""
    checkpoint = opened.checkpoint
    if (checkpoint.size, checkpoint.root) != (predicate.size, predicate.root):
        found.invalid(
            "checkpoint_other", f"{CHECKPOINT} is not the one that the manifest was made for."
        )
        raise StepEndedError


def check_size(opened: OpenedCheckpoint, size: int, found: Findings) -> None:
    """Check that a checkpoint says the size that its file's name says."""
    told = opened.checkpoint.size
    if told != size:
        found.invalid("checkpoint_size", f"{checkpoint_path(size)} says size {told}.")


def check_lines(opened: OpenedCheckpoint, path: str, found: Findings, *, both: bool) -> None:
    """Check that a note carries our signatures alone, and both of them where it must."""
    lines = 1 if opened.cosigned_at_s is None else 2
    if len(opened.note.signatures) != lines:
        found.invalid("checkpoint_lines", f"{path} has a signature that is not the log's.")
    elif len(opened.note.signatures[0].signature) != ED25519_SIGNATURE_BYTES:
        found.invalid("checkpoint_lines", f"{path} has its signatures in another order.")
    if both and opened.cosigned_at_s is None:
        found.invalid("checkpoint_cosignature", f"{path} has no ML-DSA-44 signature.")


def check_same(data: bytes, note: bytes, found: Findings) -> None:
    """Check that `log/checkpoints/<N>` is `log/checkpoint`."""
    if data != note:
        found.invalid("checkpoint_copy", f"The copy of {CHECKPOINT} under its size is another.")


def _check_present(
    sizes: frozenset[int], predicate: Predicate, keylog: KeyLog, signed: Signed, found: Findings
) -> None:
    """Check that the checkpoints are there that must be: N, each seal, the recipient's last."""
    wanted = {signed.size} | {size for size in signed.sealed if size <= signed.size}
    if predicate.previous is not None:
        wanted.add(predicate.previous)
    excused = {era.first_seq for era in keylog.eras if era.recovered}
    for size in sorted(wanted - sizes - excused):
        check_present(size, found)


def check_present(size: int, found: Findings) -> None:
    """Tell that a checkpoint is missing (ATTACKS B03)."""
    found.fail(
        Verdict.INCOMPLETE,
        "checkpoint_missing",
        f"{checkpoint_path(size)} is missing.",
        seq=size - 1,
    )
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.content'] = r'''"""Step 12: opens `payloads/content.zip.age` for who has an identity, and checks what came out.

Promise: the plaintext is the one whose digest the bundle names, or it is refused (ATTACKS D12: one
ciphertext, two plaintexts). It lies in a temporary file that no name leads to, and only for as long
as it is open. Without pyrage or an identity nothing is wrong: `NotOpened` says why.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from desktop_app.bundle.layout import CONTENT, CONTENT_SUM, MAX_SMALL_BYTES, NONCE, NONCE_BYTES
from desktop_app.bundle.verify.source import open_content, scratch_file
from desktop_app.bundle.verify.ziplist import CHUNK_BYTES
from desktop_app.errors import BadEncodingError, HostileBundleError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.source import Files

# age's time to read a header grows with the square of its length.
_MAX_HEADER_BYTES: Final = 1 << 15
_HEADER_END = b"\n--- "
_SUM = re.compile(rb"([0-9a-f]{64})  content\.zip\n")


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The content was not checked; `reason` is a sentence for people."""

    reason: str


def open_sealed(files: Files, identities: Sequence[str]) -> Files | NotOpened:
    """Return the files that were encrypted; close them when done.

    Args:
        files: a bundle with `payloads/`.
        identities: texts of age identity files or of OpenSSH private keys.

    Raises:
        UsageError: a text that is no identity.
        BadEncodingError: the ciphertext or its digest is damaged, the plaintext is another one, or
            it has no nonce.
        HostileBundleError: the zip in it is no bundle's.
        StorageError: the disk does not take the plaintext.
    """
    named = _named_digest(files)
    if not identities:
        return NotOpened("The content is encrypted, and no identity was given to open it.")
    try:
        import pyrage  # type: ignore[import-untyped]  # noqa: F401, PLC0415 - optional; no stubs
    except ImportError:
        return NotOpened(
            "The content is encrypted, and the library `pyrage` is not here to open it."
        )
    scratch = scratch_file()
    try:
        refused = _decrypt(files, identities, scratch)
        if refused is not None:
            scratch.close()
            return refused
        _check_digest(scratch, named)
    except BaseException:
        scratch.close()
        raise
    content = open_content(scratch)
    if not content.has(NONCE) or content.size(NONCE) != NONCE_BYTES:
        content.close()
        raise BadEncodingError("The encrypted content has no nonce of 32 bytes.")
    return content


def _named_digest(files: Files) -> bytes:
    if not files.has(CONTENT) or not files.has(CONTENT_SUM):
        raise BadEncodingError(f"{CONTENT} and {CONTENT_SUM} are not both there.")
    match = _SUM.fullmatch(files.read(CONTENT_SUM, MAX_SMALL_BYTES))
    if match is None:
        raise BadEncodingError(f"{CONTENT_SUM} is not a digest of content.zip.")
    return bytes.fromhex(match[1].decode("ascii"))


def _decrypt(files: Files, identities: Sequence[str], scratch: IO[bytes]) -> NotOpened | None:
    """Write the plaintext to `scratch`, or say why it stays shut."""
    import pyrage  # noqa: PLC0415 - optional

    parsed = [identity for text in identities for identity in _identities(text)]
    reader, writer = _Reader(files.stream(CONTENT)), _Writer(scratch)
    reader.check_header()
    try:
        pyrage.decrypt_io(reader, writer, parsed)
    except (pyrage.DecryptError, OSError) as error:
        for met in (reader.error, writer.error):
            if met is not None:
                raise met from error
        if isinstance(error, OSError):
            raise BadEncodingError("The encrypted content is damaged.") from error
        return NotOpened(f"The content does not open with the given identity: {error}.")
    return None


def _identities(text: str) -> Iterator[object]:
    import pyrage  # noqa: PLC0415 - optional

    try:
        if "-----BEGIN" in text:
            yield pyrage.ssh.Identity.from_buffer(text.encode())
            return
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                yield pyrage.x25519.Identity.from_str(line.strip())
    except pyrage.IdentityError as error:
        raise UsageError(
            f"This is no age identity: {error}.", hint="Give the file that `age-keygen` made."
        ) from error


def _check_digest(file: IO[bytes], named: bytes) -> None:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    if digest.digest() != named:
        raise BadEncodingError("The encrypted content is not the one that was signed.")


class _Reader:
    """What pyrage reads from. It turns every error into its own; the one that we met stays here."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.error: HostileBundleError | None = None

    def check_header(self) -> None:
        while _HEADER_END not in self._rest:
            chunk = next(self._chunks, b"")
            if not chunk or len(self._rest) > _MAX_HEADER_BYTES:
                break
            self._rest += chunk
        if not 0 <= self._rest.find(_HEADER_END) <= _MAX_HEADER_BYTES:
            raise HostileBundleError("The encrypted content is no age file, or for very many.")

    def read(self, count: int = -1) -> bytes:
        try:
            if not self._rest:
                self._rest = next(self._chunks, b"")
        except HostileBundleError as error:
            self.error = error
            raise
        count = len(self._rest) if count < 0 else count
        data, self._rest = self._rest[:count], self._rest[count:]
        return data


class _Writer:
    """What pyrage writes to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: StorageError | None = None

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.error = StorageError(f"The content cannot be unpacked: {error.strerror}.")
            raise
        return len(data)

    def flush(self) -> None:
        """Do nothing: the file has no buffer."""
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.entries'] = r'''"""Step 8, entries: each is canonical, of this log, in its place, and in the signed tree.

Every proof carries the same note, the text of `log/checkpoint` and its Ed25519 line. Step 6
verified those bytes, so here they are compared, and no signature is checked twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_SMALL_BYTES, Part, entry_path, proof_path
from desktop_app.errors import BadEncodingError, BadProofError
from desktop_app.model.entry import NO_PREV
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import HASH_BYTES, MAX_INCLUSION_HASHES, leaf_hash, verify_inclusion
from desktop_app.tlog.note import decode_base64
from desktop_app.tlog.proof import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_PREFIX = f"{HEADER}\nindex ".encode()


def check_entries(
    files: Listed,
    shown: Shown,
    keylog: KeyLog,
    signed: Signed,
    found: Findings,
    *,
    progress: Callable[[int, int], None],
) -> None:
    """Check all entries that are shown, in order.

    Raises:
        UnreadableError: a file cannot be read.
    """
    proofs = frozenset(files.numbers(Part.PROOF))
    check_pairs(frozenset(shown.seqs), proofs, found)
    before: tuple[int, bytes] = (-1, NO_PREV)
    for done, seq in enumerate(shown.seqs):
        progress(done, len(shown.seqs))
        entry = shown.get(seq)
        if entry is None:
            check_leaf(seq, shown.bad[seq], found)
            continue
        hashed = leaf_hash(entry.leaf)
        check_seq(entry, seq, signed.size, found)
        check_origin(entry, keylog.log, found)
        check_epoch(entry, seq, keylog, found)
        if before[0] == seq - 1:
            check_prev(entry, before[1], found)
        if seq in proofs and seq < signed.size:
            _check_proof(files, seq, hashed, signed, found)
        before = seq, hashed


def check_pairs(entries: frozenset[int], proofs: frozenset[int], found: Findings) -> None:
    """Check that each entry has its proof, and each proof its entry."""
    for seq in sorted(entries - proofs):
        text = f"{proof_path(seq)} is missing."
        found.fail(Verdict.INCOMPLETE, "proof_missing", text, seq=seq)
    for seq in sorted(proofs - entries):
        text = f"{entry_path(seq)} is missing, and its proof is there."
        found.fail(Verdict.INCOMPLETE, "entry_missing", text, seq=seq)


def check_leaf(seq: int, why: str, found: Findings) -> None:
    """Tell of a file that is no entry (ATTACKS D10)."""
    found.invalid("leaf", f"{entry_path(seq)} is no entry: {why}", seq=seq)


def check_seq(entry: Entry, seq: int, size: int, found: Findings) -> None:
    """Check that a leaf speaks of the place that its file's name says, before N."""
    if entry.seq != seq:
        found.invalid("seq", f"{entry_path(seq)} says that it is entry {entry.seq}.", seq=seq)
    if seq >= size:
        found.invalid("seq", f"{entry_path(seq)} lies after the signed tree's end.", seq=seq)


def check_origin(entry: Entry, log: str, found: Findings) -> None:
    """Check that a leaf is of this log (ATTACKS A12)."""
    if entry.log != log:
        found.invalid("origin", f"Entry {entry.seq} is of the log {entry.log!r}.", seq=entry.seq)


def check_epoch(entry: Entry, seq: int, keylog: KeyLog, found: Findings) -> None:
    """Check that a leaf says the epoch of its place, before its seal (ATTACKS B01, B04)."""
    number = keylog.era_of(seq).number
    if entry.epoch != number:
        text = f"Entry {seq} says epoch {entry.epoch}, and lies in epoch {number}."
        found.invalid("epoch", text, seq=seq)
    if seq > keylog.seals.get(number, seq):
        found.invalid("after_seal", f"Entry {seq} follows the seal of epoch {number}.", seq=seq)


def check_prev(entry: Entry, prev: bytes, found: Findings) -> None:
    """Check the hash chain where the entry before is shown too."""
    if entry.prev != prev:
        text = f"Entry {entry.seq} was not written after the entry before it."
        found.invalid("chain", text, seq=entry.seq)


def _check_proof(files: Listed, seq: int, hashed: bytes, signed: Signed, found: Findings) -> None:
    try:
        note, index, hashes = read_proof(files.read(proof_path(seq), MAX_SMALL_BYTES))
    except BadEncodingError as error:
        found.invalid("proof", f"{proof_path(seq)} is no proof: {error.message}", seq=seq)
        return
    check_proof_note(seq, note, signed.proof_note, found)
    check_proof_index(seq, index, found)
    try:
        check_inclusion(seq, signed.size, hashed, hashes, signed.root)
    except BadProofError as error:
        found.invalid("proof", f"Entry {seq} is not in the signed tree: {error.message}", seq=seq)


def read_proof(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Cut a proof into its note, its index in digits and its hashes; the note is not parsed.

    Raises:
        BadEncodingError: not laid out as c2sp.org/tlog-proof says, or with an `extra` line.
    """
    head, separator, note = data.partition(b"\n\n")
    if not separator or not head.startswith(_PREFIX):
        raise BadEncodingError("It has another layout than a tlog-proof without extra data.")
    index, *lines = head[len(_PREFIX) :].split(b"\n")
    if len(lines) > MAX_INCLUSION_HASHES:
        raise BadEncodingError("It has more hashes than a tree has levels.")
    return note, index, [_hash(line) for line in lines]


@lru_cache(maxsize=4096)  # neighbours share the upper part of their paths
def _hash(line: bytes) -> bytes:
    try:
        data = decode_base64(line.decode("ascii"))
    except UnicodeDecodeError as error:
        raise BadEncodingError("A line is not ASCII.") from error
    if len(data) != HASH_BYTES:
        raise BadEncodingError(f"A hash that is not {HASH_BYTES} bytes.")
    return data


def check_proof_note(seq: int, note: bytes, expected: bytes, found: Findings) -> None:
    """Check that a proof is against `log/checkpoint`, byte for byte, with its Ed25519 line."""
    if note != expected:
        text = f"{proof_path(seq)} is against another checkpoint than log/checkpoint."
        found.invalid("proof_note", text, seq=seq)


def check_proof_index(seq: int, index: bytes, found: Findings) -> None:
    """Check that a proof is of the place that its file's name says."""
    if index != b"%d" % seq:
        found.invalid("proof_index", f"{proof_path(seq)} is of another place.", seq=seq)


def check_inclusion(
    seq: int, size: int, hashed: bytes, hashes: list[bytes], signed_root: bytes
) -> None:
    """Check the path from a leaf to the signed root; raises."""
    verify_inclusion(index=seq, size=size, leaf_hash=hashed, proof=hashes, root=signed_root)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.envelope'] = r'''"""Step 4: the manifest's form and what it names. Its signature waits for the key log (step 6).

Promise: nothing that the predicate says is believed here; it is parsed, strictly.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CHECKPOINT, MANIFEST, MAX_SMALL_BYTES, PAYLOAD_TYPE, SUMS
from desktop_app.bundle.manifest import Envelope, Statement, parse_manifest, parse_statement
from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing.dsse import key_hint, pae
from desktop_app.signing.keys import verify_ed25519

if TYPE_CHECKING:
    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.findings import Findings


@dataclass(frozen=True, slots=True)
class Signed:
    """A parsed manifest whose signature is still to be checked: `verify_signature`."""

    envelope: Envelope
    statement: Statement


def open_manifest(files: Files) -> Signed:
    """Parse the manifest.

    Raises:
        BadEncodingError: missing, or not in the one form that it may have.
        NewerFormatError: a format, level, scope or type of predicate that is unknown here.
        HostileBundleError: over 1 MiB, or it cannot be read.
    """
    if not files.has(MANIFEST):
        raise BadEncodingError(f"There is no {MANIFEST}.")
    envelope = parse_manifest(files.read(MANIFEST, MAX_SMALL_BYTES))
    return Signed(envelope, parse_statement(envelope.payload))


def check_subjects(files: Files, signed: Signed, findings: Findings) -> None:
    """Check that the files which the statement names are those of this bundle (ATTACKS D01).

    Raises:
        HostileBundleError: a file cannot be read.
    """
    subjects = ((SUMS, signed.statement.sums), (CHECKPOINT, signed.statement.checkpoint))
    for path, named in subjects:
        if not files.has(path):
            findings.invalid("subject_missing", f"The manifest signs {path}; it is not there.")
            continue
        digest = hashlib.sha256()
        for chunk in files.stream(path):
            digest.update(chunk)
        if digest.digest() != named:
            findings.invalid("subject_digest", f"The manifest signs another {path}.")


def verify_signature(envelope: Envelope, public: bytes) -> None:
    """Check the signature by a 32-byte Ed25519 key: of the epoch of entry N - 1.

    Raises:
        BadSignatureError: the hint names another key, or the signature is not this key's.
    """
    if envelope.hint != key_hint(public):
        raise BadSignatureError(
            "The manifest is not signed by the key of the epoch of entry N - 1."
        )
    verify_ed25519(public, envelope.signature, pae(PAYLOAD_TYPE, envelope.payload))
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.files'] = r'''"""Step 3: `SHA256SUMS` names every file and no other, and each has the digest that it names.

Promise: memory does not grow with files, and files are only streamed. An edited report or README
is told with its own code, because what was sealed is judged all the same (ATTACKS D13).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.layout import MANIFEST, MAX_HELD_BYTES, README, README_SHA256, REPORT, SUMS
from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.findings import Findings

ALTERED_CODE: Final = "report_altered"
ALTERED: Final = "The report was altered."
_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)\n")


@dataclass(frozen=True, slots=True)
class Summed:
    """What step 3 saw: files that were digested, their bytes, and whether the report differs."""

    files: int
    bytes: int
    altered: bool


def format_sums(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the bytes of `SHA256SUMS` for (path, SHA-256) in any order, for `sha256sum -c`."""
    return "".join(f"{digest.hex()}  {path}\n" for path, digest in sorted(digests)).encode()


def parse_sums(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (path, SHA-256) of each line; accepts exactly what `format_sums` writes.

    Raises:
        BadEncodingError: another form of line, or a path twice or out of order.
    """
    at, last = 0, ""
    while at < len(data):
        match = _LINE.match(data, at)
        if match is None:
            raise BadEncodingError(f"Line at byte {at} of SHA256SUMS has no digest and path.")
        path = match[2].decode("ascii")
        if path <= last:
            raise BadEncodingError(f"SHA256SUMS is not sorted, or has {path[:80]} twice.")
        yield path, bytes.fromhex(match[1].decode("ascii"))
        at, last = match.end(), path


def check_files(
    files: Files, findings: Findings, progress: Callable[[int, int], None] | None = None
) -> Summed:
    """Check every file against `SHA256SUMS`, and README.txt against this version's text.

    Args:
        files: the bundle.
        findings: told what is wrong; `ALTERED_CODE` for the report and README.txt.
        progress: told (files done, of).

    Raises:
        HostileBundleError: a file cannot be read.
    """
    check = _Check(files, findings, progress)
    if not files.has(SUMS):
        findings.invalid("sums_missing", "There is no SHA256SUMS.")
        check.readme_alone()
        return check.result()
    try:
        check.all(parse_sums(files.read(SUMS, MAX_HELD_BYTES)))
    except BadEncodingError as error:
        findings.invalid("sums_form", error.message)
    return check.result()


class _Check:
    """Walks lines and files side by side: both are sorted by path."""

    def __init__(
        self, files: Files, findings: Findings, progress: Callable[[int, int], None] | None
    ) -> None:
        self._files, self._findings, self._progress = files, findings, progress
        self._paths = [path for path in files.paths() if path not in {SUMS, MANIFEST}]
        self._done = self._bytes = 0
        self._altered = False

    def result(self) -> Summed:
        return Summed(self._done, self._bytes, self._altered)

    def all(self, lines: Iterator[tuple[str, bytes]]) -> None:
        waiting = iter(self._paths)
        path = next(waiting, None)
        for named, digest in lines:
            while path is not None and path < named:
                self._unnamed(path)
                path = next(waiting, None)
            if path != named:
                self._absent(named)
                continue
            self._compare(path, digest)
            path = next(waiting, None)
        while path is not None:
            self._unnamed(path)
            path = next(waiting, None)
        if README not in self._paths:
            self._findings.invalid("file_missing", f"There is no {README}.")

    def readme_alone(self) -> None:
        if self._files.has(README) and self._digest(README).hex() != README_SHA256:
            self._tell_altered()

    def _compare(self, path: str, named: bytes) -> None:
        digest = self._digest(path)
        foreign_readme = path == README and digest.hex() != README_SHA256
        if foreign_readme or (path == REPORT and digest != named):
            self._tell_altered()
        elif digest != named:
            self._findings.invalid("file_digest", f"{path} is not the file that was signed.")

    def _unnamed(self, path: str) -> None:
        self._findings.invalid("file_unnamed", f"SHA256SUMS does not name {path}.")

    def _absent(self, path: str) -> None:
        self._findings.invalid("file_missing", f"SHA256SUMS names {path[:80]}; it is not there.")

    def _tell_altered(self) -> None:
        self._altered = True
        self._findings.invalid(ALTERED_CODE, ALTERED)

    def _digest(self, path: str) -> bytes:
        summed = hashlib.sha256()
        for chunk in self._files.stream(path):
            summed.update(chunk)
            self._bytes += len(chunk)
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(self._paths))
        return summed.digest()
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.fulllog'] = r'''"""Step 7 at level `full-log`: everything is recomputed from the leaves of all entries, but MACs.

One walk over the entry bundles, as the audit of a ledger walks its rows. It holds the right edge of
the tree, 16 bytes a run, and the numbers of the entries that may be context.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Part, entry_path, tile_file
from desktop_app.bundle.scope import CONTEXT_KINDS, in_scope
from desktop_app.bundle.verify.entries import check_epoch, check_origin, check_prev
from desktop_app.bundle.verify.keylog import check_seal_range
from desktop_app.bundle.verify.steps import StepEndedError, held
from desktop_app.errors import BadEncodingError, KeyLogError
from desktop_app.model import canonical
from desktop_app.model.entry import NO_PREV
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keylog import KEY_KINDS
from desktop_app.tlog.merkle import Frontier, leaf_hash
from desktop_app.tlog.tiles import TILE_WIDTH, parse_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_KEY_BYTES = 16


def check_full_log(
    files: Listed,
    *,
    shown: Shown,
    scope: Scope,
    keylog: KeyLog,
    signed: Signed,
    found: Findings,
    progress: Callable[[int, int], None],
) -> None:
    """Recompute the log from its entry bundles.

    Raises:
        StepEndedError: a leaf cannot be had; the findings say which.
        NewerFormatError: an entry of a version or kind unknown here.
        UnreadableError: a file cannot be read.
    """
    walk = Walk(shown, scope, keylog, signed, found)
    for entry in leaves(files, signed.size, found):
        progress(entry.seq, signed.size)
        walk.see(entry)
    walk.finish()


def leaves(files: Listed, size: int, found: Findings) -> Iterator[Entry]:
    """Yield all entries of the log in order, each at its place.

    Raises:
        StepEndedError: one cannot be had; the findings say which.
    """
    present = {(one[0], one[1]) for one in files.of(Part.ENTRY_BUNDLE)}
    needed = [(at >> 8, min(TILE_WIDTH, size - at)) for at in range(0, size, TILE_WIDTH)]
    check_extra(present - set(needed), found)
    for index, width in needed:
        path = tile_file(None, index, width)
        if (index, width) not in present:
            found.fail(Verdict.INCOMPLETE, "bundle_missing", f"{path} is missing.")
            raise StepEndedError
        for offset, leaf in enumerate(_bundle(held(files, path), path, width, found)):
            yield _entry(leaf, index * TILE_WIDTH + offset, found)


def check_extra(extra: set[tuple[int, int]], found: Findings) -> None:
    """Check that no entry bundle is there that the tree does not have."""
    for index, width in sorted(extra)[:1]:
        found.invalid("bundle_extra", f"{tile_file(None, index, width)} is not of this tree.")


def _bundle(data: bytes, path: str, width: int, found: Findings) -> list[bytes]:
    try:
        entries = parse_bundle(data)
    except BadEncodingError as error:
        found.invalid("bundle", f"{path}: {error.message}")
        raise StepEndedError from error
    if len(entries) != width:
        found.invalid("bundle", f"{path} holds {len(entries)} entries, not {width}.")
        raise StepEndedError
    return entries


def _entry(leaf: bytes, seq: int, found: Findings) -> Entry:
    try:
        entry = parse_leaf(leaf)
    except BadEncodingError as error:
        found.invalid("leaf", f"Leaf {seq} of the log is no entry: {error.message}", seq=seq)
        raise StepEndedError from error
    if entry.seq != seq:
        found.invalid("seq", f"Leaf {seq} of the log says that it is {entry.seq}.", seq=seq)
        raise StepEndedError
    return entry


class Walk:
    """Feeds on the entries of the whole log, in order."""

    def __init__(
        self, shown: Shown, scope: Scope, keylog: KeyLog, signed: Signed, found: Findings
    ) -> None:
        self._shown, self._scope = shown, scope
        self._keylog, self._signed, self._found = keylog, signed, found
        self._places = frozenset(shown.seqs)
        self._tree = Frontier()
        self._prev = NO_PREV
        self._runs: dict[bytes, int] = {}
        self._context: list[int] = []  # from the first entry in scope on, not shown
        self._last_in_scope = -1
        self._scope_begun = False
        self._sealed: set[int] = set()

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        check_origin(entry, self._keylog.log, self._found)
        check_prev(entry, self._prev, self._found)
        check_epoch(entry, entry.seq, self._keylog, self._found)
        self._see_keys(entry)
        self._see_run(entry)
        self._see_shown(entry)
        self._prev = leaf_hash(entry.leaf)
        self._tree.append(self._prev)
        told = self._signed.roots.get(self._tree.size)
        if told is not None:
            check_root(self._tree.size, self._tree.root(), told, self._found)

    def finish(self) -> None:
        """Check what only the end shows."""
        for era, following in zip(self._keylog.eras, self._keylog.eras[1:], strict=False):
            if not following.recovered and era.number not in self._sealed:
                text = f"Epoch {era.number} was not sealed before the next began."
                self._found.invalid("unsealed", text, seq=following.first_seq)
        for seq in self._context:
            if seq < self._last_in_scope:
                check_not_left_out(seq, self._found)

    def _see_keys(self, entry: Entry) -> None:
        if entry.kind is EntryKind.EPOCH_SEAL:
            self._see_seal(entry)
        elif entry.kind in KEY_KINDS and entry.seq not in self._places:
            check_not_left_out(entry.seq, self._found)

    def _see_seal(self, entry: Entry) -> None:
        eras = self._keylog.eras
        era = self._keylog.era_of(entry.seq)
        ends = eras[era.number].first_seq if era.number < len(eras) else self._signed.size
        try:
            check_seal_range(entry, era)
            check_last(entry, ends)
        except KeyLogError as error:
            text = f"Entry {entry.seq} ({entry.kind}): {error.message}."
            self._found.invalid(error.finding, text, seq=entry.seq)
        self._sealed.add(era.number)

    def _see_run(self, entry: Entry) -> None:
        check_both(entry, self._found)
        if entry.run_id is None:
            return
        sender = str(entry.actor.get("sender", ""))
        named = canonical.encode({"sender": sender, "run": entry.run_id})
        key = blake2b(named, digest_size=_KEY_BYTES).digest()
        expected = self._runs.get(key, 0)
        check_number(entry, expected, self._found)
        self._runs[key] = expected + 1

    def _see_shown(self, entry: Entry) -> None:
        seq = entry.seq
        if seq in self._places:
            check_same(self._shown.get(seq), entry, self._found)
        elif in_scope(self._scope, entry):
            check_not_left_out(seq, self._found)
        elif self._scope_begun and entry.kind in CONTEXT_KINDS:
            self._context.append(seq)
        if in_scope(self._scope, entry):
            self._scope_begun, self._last_in_scope = True, seq


def check_root(size: int, computed: bytes, told: bytes, found: Findings) -> None:
    """Check a signed root against the leaves."""
    if computed != told:
        text = f"The first {size} leaves are not those of the checkpoint of size {size}."
        found.invalid("checkpoint_root", text, seq=size - 1)


def check_same(shown: Entry | None, entry: Entry, found: Findings) -> None:
    """Check that an entry file is the leaf at its place."""
    if shown is not None and shown.leaf != entry.leaf:
        text = f"{entry_path(entry.seq)} is not the leaf at its place of the log."
        found.invalid("leaf_other", text, seq=entry.seq)


def check_not_left_out(seq: int, found: Findings) -> None:
    """Tell of an entry of the log that the bundle had to show."""
    text = f"Entry {seq} is in the log and belongs to this bundle; it is not shown."
    found.fail(Verdict.INCOMPLETE, "entry_left_out", text, seq=seq)


def check_last(entry: Entry, ends: int) -> None:
    """Check that a seal is the last entry of its epoch (ATTACKS B04); raises."""
    if entry.seq != ends - 1:
        raise KeyLogError("is not the last entry of its epoch", finding="after_seal")


def check_both(entry: Entry, found: Findings) -> None:
    """Check that an entry has a run and a number in it, or neither."""
    if (entry.run_id is None) != (entry.run_seq is None):
        text = f"Entry {entry.seq} has half a place in a run."
        found.invalid("run_seq", text, seq=entry.seq)


def check_number(entry: Entry, expected: int, found: Findings) -> None:
    """Check an entry's number in its run, and the count that the end of a run carries."""
    if entry.run_seq != expected:
        text = f"Entry {entry.seq} is number {entry.run_seq} of its run; {expected} was next."
        found.invalid("run_seq", text, seq=entry.seq)
    elif entry.kind is EntryKind.RUN_END and entry.subject.get("entries") != expected:
        text = f"The end of a run counts {entry.subject.get('entries')} entries; it has {expected}."
        found.invalid("run_count", text, seq=entry.seq)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.keylog'] = r'''"""Step 5, the key log: whose keys may sign what, from entry 0 to the epoch of the last entry.

Each epoch is introduced by the root and by the epoch before it, so one that is left out is found.
That the introductions are in the tree is step 8's to show.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.verify.steps import StepEndedError, held
from desktop_app.errors import BadEncodingError, KeyLogError, UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing import keylog
from desktop_app.signing.statements import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair

# Each introduction takes four signatures; ten thousand are years of days and starts.
MAX_EPOCHS = 10_000


@dataclass(frozen=True, slots=True)
class Era:
    """One epoch: its number, its first entry, its keys, and whether the root alone brought it."""

    number: int
    first_seq: int
    keys: PublicPair
    recovered: bool


@dataclass(slots=True)
class KeyLog:
    """The keys of a log as its entries name them.

    Attributes:
        log: origin.
        eras: all epochs, in order.
        roots: all root keys, those in force last.
        seals: number of an epoch -> seq of its seal, where one is shown.
        first_in_range: number of the epoch in which the scope begins.
    """

    log: str
    roots: list[PublicPair]
    eras: list[Era] = field(default_factory=list)
    seals: dict[int, int] = field(default_factory=dict)
    first_in_range: int = 1
    _rotated_at: int | None = None

    def era_of(self, seq: int) -> Era:
        """Return the epoch that an entry lies in."""
        return self.eras[bisect_right(self.eras, seq, key=_first_seq) - 1]

    @property
    def fingerprint(self) -> str:
        """The 30 digits of the first keys."""
        return fingerprint(log=self.log, root=self.roots[0], epoch1=self.eras[0].keys)

    def seals_in_range(self) -> Iterable[int]:
        """Yield the seqs of the seals from the first epoch in range on."""
        return (seq for number, seq in self.seals.items() if number >= self.first_in_range)

    def see(self, entry: Entry) -> None:
        """Take the next entry of the key log after entry 0.

        Raises:
            KeyLogError: it does not hold, or does not follow what was before.
        """
        if entry.log != self.log:
            raise KeyLogError("is of another log", finding="origin")
        if entry.kind in keylog.LOG_STARTS:
            raise KeyLogError("a log starts once", finding="log_start")
        if entry.kind in keylog.INTRODUCTIONS:
            self._introduce(entry)
            return
        check_own_epoch(entry, self.eras)
        if entry.kind is EntryKind.KEYS_ROTATED:
            self._rotate(entry)
        else:
            self._seal(entry)

    def _introduce(self, entry: Entry) -> None:
        if len(self.eras) >= MAX_EPOCHS:
            raise UnreadableError(f"More than {MAX_EPOCHS} epochs.")
        check_turn(entry, self.eras)
        check_follows(entry, self.seals.get(len(self.eras)), self._rotated_at)
        previous = self.eras[-1].keys if self.eras else None
        new = keylog.introduce(entry, root=self.roots[-1], previous=previous)
        first_seq = entry.seq if self.eras else 0
        self.eras.append(Era(entry.epoch, first_seq, new.keys, new.recovered))
        self._rotated_at = None

    def _rotate(self, entry: Entry) -> None:
        if self._rotated_at is not None:
            raise KeyLogError("the root was rotated in this epoch already", finding="rotation")
        self.roots.append(keylog.rotate(entry, root=self.roots[-1]))
        self._rotated_at = entry.seq

    def _seal(self, entry: Entry) -> None:
        era = self.eras[-1]
        keylog.seal(entry)
        check_seal_range(entry, era)
        if era.number in self.seals:
            raise KeyLogError("the epoch was sealed already", finding="after_seal")
        self.seals[era.number] = entry.seq


def read_key_log(
    entries: Iterable[Entry], *, log: str, epoch: int, first_seq: int | None, found: Findings
) -> KeyLog:
    """Judge the entries of kinds in `KEY_KINDS` before N, in order.

    Args:
        entries: those shown.
        log: origin that the predicate names.
        epoch: of entry N - 1, as the predicate says.
        first_seq: of the first entry in scope; None when none is shown.
        found: where findings go.

    Raises:
        StepEndedError: the keys cannot be known; the findings say why.
        UnreadableError: more epochs than a bundle may have.
    """
    following = iter(entries)
    known = _start(next(following, None), log, found)
    for entry in following:
        try:
            known.see(entry)
        except MissingEpochError as error:
            missing(str(error), "epoch_missing", found, seq=entry.seq)
        except KeyLogError as error:
            refuse(entry, error.finding, error.message, found, error)
    check_newest(known, epoch, found)
    if first_seq is not None:
        known.first_in_range = known.era_of(first_seq).number
    check_seals(known, found)
    tell(known, found)
    return known


class MissingEpochError(Exception):
    """An introduction is not shown."""


def _start(first: Entry | None, log: str, found: Findings) -> KeyLog:
    if first is None or first.seq != 0:
        missing("Entry 0, which names the root keys, is not shown.", "log_start_missing", found)
    try:
        start = keylog.log_start(first)
    except KeyLogError as error:
        refuse(first, error.finding, error.message, found, error)
    if start.adopted:
        found.warn("adopted", "This log goes on from another one, which entry 0 names.", seq=0)
    if first.log != log or not keylog.origin_fits(first):
        refuse(first, "origin", "is of another log than the manifest says", found)
    return KeyLog(log, [start.root])


def check_turn(entry: Entry, eras: Sequence[Era]) -> None:
    """Check that epochs are introduced one after another, the first by entry 1; raises."""
    number = len(eras) + 1
    if entry.epoch > number:
        raise MissingEpochError(f"The entry that introduces epoch {number} is not shown.")
    if entry.epoch != number or (entry.seq == 1) != (number == 1):
        raise KeyLogError("introduces an epoch out of turn", finding="epoch_order")


def check_follows(entry: Entry, sealed_at: int | None, rotated_at: int | None) -> None:
    """Check that the seal of the epoch before, and a rotation before that, come directly before."""
    if sealed_at is not None and sealed_at != entry.seq - 1:
        raise KeyLogError("does not follow the seal of the epoch before", finding="after_seal")
    if rotated_at is not None and rotated_at != entry.seq - 2:
        raise KeyLogError("does not follow the rotation of the root keys", finding="rotation")


def check_own_epoch(entry: Entry, eras: Sequence[Era]) -> None:
    """Check that a seal or a rotation says the epoch that it lies in; raises."""
    if not eras:
        raise MissingEpochError("The entry that introduces epoch 1 is not shown.")
    if entry.epoch > len(eras):
        raise MissingEpochError(f"The entry that introduces epoch {entry.epoch} is not shown.")
    if entry.epoch != len(eras):
        raise KeyLogError(f"says epoch {entry.epoch} in epoch {len(eras)}", finding="epoch")


def check_seal_range(entry: Entry, era: Era) -> None:
    """Check that a seal covers its epoch and all of it (ATTACKS B03); raises."""
    if not keylog.seal_covers(entry, epoch=era.number, first_seq=era.first_seq):
        raise KeyLogError("covers other entries than its epoch's", finding="seal_range")


def check_newest(known: KeyLog, epoch: int, found: Findings) -> None:
    """Check that the last introduction shown is that of the epoch of entry N - 1."""
    if not known.eras or len(known.eras) < epoch:
        number = len(known.eras) + 1
        missing(f"The entry that introduces epoch {number} is not shown.", "epoch_missing", found)
    if len(known.eras) > epoch:
        found.invalid(
            "epoch",
            f"The manifest says epoch {epoch}, and epoch {len(known.eras)} began before it.",
            seq=known.eras[-1].first_seq,
        )
        raise StepEndedError


def check_seals(known: KeyLog, found: Findings) -> None:
    """Check that each epoch in range but the last is sealed, or named as lost by the next."""
    for era, following in zip(known.eras, known.eras[1:], strict=False):
        if (
            era.number >= known.first_in_range
            and era.number not in known.seals
            and not following.recovered
        ):
            found.fail(
                Verdict.INCOMPLETE,
                "seal_missing",
                f"The seal of epoch {era.number} is not shown.",
                seq=following.first_seq - 1,
            )


def tell(known: KeyLog, found: Findings) -> None:
    """Name each epoch that the root alone introduced."""
    for era in known.eras:
        if era.recovered:
            found.warn(
                "epoch_recovered",
                f"Epoch {era.number} was introduced by the root key alone: the keys of epoch "
                f"{era.number - 1} were lost.",
                seq=era.first_seq,
            )


def check_key_files(files: Listed, entries: Iterable[Entry], found: Findings) -> None:
    """Make the files of `keys/` again from the entries, and compare."""
    try:
        expected = key_files(entries)
    except BadEncodingError as error:
        found.invalid("key_files", f"keys/ cannot be made again: {error.message}")
        return
    for path, data in expected.items():
        if not files.has(path):
            found.fail(Verdict.INCOMPLETE, "key_file_missing", f"{path} is missing.")
        else:
            check_key_file(path, held(files, path), data, found)


def check_key_file(path: str, data: bytes, expected: bytes, found: Findings) -> None:
    """Check one file of `keys/`."""
    if data != expected:
        found.invalid("key_file", f"{path} is not what the entries say.")


def missing(text: str, code: str, found: Findings, *, seq: int | None = None) -> NoReturn:
    """Add what is missing, and end the step."""
    found.fail(Verdict.INCOMPLETE, code, text, seq=seq)
    raise StepEndedError


def refuse(
    entry: Entry, code: str, what: str, found: Findings, error: Exception | None = None
) -> NoReturn:
    """Add what is wrong with a signed entry, and end the step."""
    text = f"Entry {entry.seq} ({entry.kind}): {what.rstrip('.')}."
    found.invalid(code, text, seq=entry.seq)
    raise StepEndedError from error


def _first_seq(era: Era) -> int:
    return era.first_seq
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.listing'] = r'''"""The files of a bundle with their names parsed once, and small ones read once.

A name is looked at by many steps, and most files by two: one for the digest, one for the content.
What is kept of the files is bounded, so that a large bundle costs time and no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Part, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.source import Files

KEPT_FILE_BYTES = 8 * 1024
KEPT_BYTES = 32 * 1024 * 1024
_FILE_COST = 256  # of a name and an object in memory


class Listed:
    """`Files` over other files. Not closed by itself: whoever opened the others closes them."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._kept: dict[str, bytes] = {}
        self._room = KEPT_BYTES
        self._parts: dict[Part, list[tuple[int, ...]]] = {}
        for path in files.paths():
            parsed = parse_path(path)
            if parsed is not None:
                self._parts.setdefault(parsed[0], []).append(parsed[1])

    def of(self, part: Part) -> list[tuple[int, ...]]:
        """Return the numbers in the names of the files of one row of the table, ascending."""
        return sorted(self._parts.get(part, []))

    def numbers(self, part: Part) -> tuple[int, ...]:
        """Return the same of a row whose names have one number."""
        return tuple(numbers[0] for numbers in self.of(part))

    def paths(self) -> Sequence[str]:
        """Return all names, sorted."""
        return self._files.paths()

    def has(self, path: str) -> bool:
        """Tell whether there is a file of that name."""
        return self._files.has(path)

    def size(self, path: str) -> int:
        """Return a file's length in bytes."""
        return self._files.size(path)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; one with more than `limit` bytes is refused."""
        kept = self._kept.get(path)
        if kept is not None and len(kept) <= limit:
            return kept
        data = self._files.read(path, limit)
        cost = len(data) + _FILE_COST
        if len(data) <= KEPT_FILE_BYTES and cost <= self._room:
            self._kept[path] = data
            self._room -= cost
        return data

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes in chunks."""
        if self._files.size(path) <= KEPT_FILE_BYTES:
            yield self.read(path, KEPT_FILE_BYTES)
        else:
            yield from self._files.stream(path)

    def close(self) -> None:
        """Forget what was read."""
        self._kept.clear()
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.openings'] = r'''"""Step 10, openings: bodies and single records are those that the entries commit to.

The same checks serve the plain bundle and, once it is decrypted, the content that is encrypted to
recipients (step 12). One body is in memory at a time.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.bundle.jsonfile import decode_file
from desktop_app.bundle.layout import (
    MAX_HELD_BYTES,
    RUN_KEYS,
    Level,
    Part,
    body_path,
    records_path,
    secret_path,
)
from desktop_app.bundle.scope import in_scope
from desktop_app.bundle.verify.amount import check_amount
from desktop_app.bundle.verify.steps import held
from desktop_app.errors import BadEncodingError, BadProofError, UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.bodies import OTLP_KINDS, body_digest, body_leaves
from desktop_app.tlog.commitment import SALT_BYTES, commit
from desktop_app.tlog.merkle import HASH_BYTES, verify_inclusion
from desktop_app.tlog.note import decode_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry, PayloadRef
    from desktop_app.model.findings import Findings

SECRET_BYTES = 32
MAX_JSON_ITEMS = 250_000  # of one file: what its values cost in memory


@dataclass(frozen=True, slots=True)
class Opened:
    """One record of `openings/<seq>.records.json`."""

    index: int
    salt: bytes
    record: bytes
    proof: tuple[bytes, ...]


def check_openings(
    files: Listed,
    shown: Iterable[Entry],
    predicate: Predicate,
    found: Findings,
    *,
    progress: Callable[[int, int], None],
) -> int:
    """Check everything under `openings/` against the entries shown.

    Args:
        files: the bundle in plain, or the decrypted content.
        shown: all entries shown, in order.
        predicate: for level and scope.
        found: where findings go.
        progress: told (done, total) openings.

    Returns:
        The number of records that were shown to be those committed to.
    """
    bodies, secrets, some = (
        frozenset(files.numbers(part)) for part in (Part.BODY, Part.SECRET, Part.RECORDS)
    )
    check_run_keys(files, predicate.level, found)
    chosen = _chosen(predicate)
    left = {*bodies, *secrets, *some}
    total, records = len(left), 0
    for entry in shown:
        seq, payload = entry.seq, entry.payload
        wanted = payload is not None and _is_opened(entry, predicate, chosen)
        progress(total - len(left), total)
        if not wanted or payload is None:
            continue
        left.discard(seq)
        if seq in some and check_one_kind(seq, seq in bodies or seq in secrets, found):
            records += _check_records(files, entry, payload, chosen.get(seq), found)
        elif chosen:
            check_opened(seq, found)
        elif seq in bodies and seq in secrets:
            records += _check_body(files, entry, payload, found)
        else:
            check_opened(seq, found)
    check_extra(left, found)
    return records


def check_one_kind(seq: int, both: bool, found: Findings) -> bool:  # noqa: FBT001 - the one thing that it is told
    """Check that an entry is not opened in two ways; True when it is not."""
    if both:
        found.invalid("opening_twice", f"Entry {seq} is opened whole and in part.", seq=seq)
    return not both


def check_opened(seq: int, found: Findings) -> None:
    """Tell of a body that this level and scope show, and that is not here."""
    found.fail(
        Verdict.INCOMPLETE, "opening_missing", f"The body of entry {seq} is not here.", seq=seq
    )


def check_extra(extra: Iterable[int], found: Findings) -> None:
    """Check that nothing is opened that no entry, level or scope asks for."""
    for seq in sorted(extra):
        text = f"An opening lies at {seq}, where this bundle opens nothing."
        found.invalid("opening_extra", text, seq=seq)


def check_run_keys(files: Listed, level: Level, found: Findings) -> None:
    """Check that run keys are there at their levels alone, and can be read."""
    if not files.has(RUN_KEYS):
        return
    if level not in {Level.FULL, Level.FULL_LOG}:
        found.invalid("run_keys", f"{RUN_KEYS} does not belong to a bundle of level {level}.")
        return
    try:
        fields = mapping(_json(held(files, RUN_KEYS)), "The file")
        exact(fields, ("runs",), "the file")
        for run in items(fields["runs"], "runs"):
            _check_run_key(run)
    except BadEncodingError as error:
        found.invalid("run_keys", f"{RUN_KEYS}: {error.message}")


def _check_run_key(run: JSON) -> None:
    fields = mapping(run, "A run")
    exact(fields, ("sender", "run_id", "key"), "a run")
    text(fields["sender"], "sender")
    text(fields["run_id"], "run_id")
    hexadecimal(fields["key"], "key", SECRET_BYTES)


def _chosen(predicate: Predicate) -> dict[int, set[int]]:
    """Return the records that the scope opens, by seq; none: whole bodies."""
    chosen: dict[int, set[int]] = {}
    for seq, index in predicate.scope.records:
        chosen.setdefault(seq, set()).add(index)
    return chosen


def _is_opened(entry: Entry, predicate: Predicate, chosen: dict[int, set[int]]) -> bool:
    """Tell whether a bundle of this level and scope opens an entry's body."""
    if predicate.level is Level.METADATA or not in_scope(predicate.scope, entry):
        return False
    return not chosen or entry.seq in chosen


# --- whole bodies --------------------------------------------------------------------------------


def _check_body(files: Listed, entry: Entry, payload: PayloadRef, found: Findings) -> int:
    """Check a whole body; return the number of its records that are those committed to."""
    seq = entry.seq
    secret = _secret(held(files, secret_path(seq)))
    if secret is None:
        found.invalid("opening_secret", f"{secret_path(seq)} is no secret.", seq=seq)
        return 0
    body = held(files, body_path(seq))
    check_amount(entry.kind, body)
    check_size(seq, body, payload, found)
    check_digest(seq, secret, body, payload, found)
    try:
        leaves, groups = body_leaves(entry.kind, body)
    except BadEncodingError as error:
        found.invalid("body_parse", f"The body of entry {seq}: {error.message}", seq=seq)
        return 0
    if groups is not None:
        check_groups(entry, groups, found)
    return len(leaves) - 1 if check_commitment(seq, secret, leaves, payload, found) else 0


def check_size(seq: int, body: bytes, payload: PayloadRef, found: Findings) -> None:
    """Check `payload.bytes`."""
    if len(body) != payload.size:
        text_ = f"The body of entry {seq} has {len(body)} bytes, not {payload.size}."
        found.invalid("body_size", text_, seq=seq)


def check_digest(
    seq: int, secret: bytes, body: bytes, payload: PayloadRef, found: Findings
) -> None:
    """Check `payload.digest` where it was made."""
    if payload.digest is not None and not hmac.compare_digest(
        body_digest(secret, body), payload.digest
    ):
        found.invalid("body_digest", f"The body of entry {seq} is not the recorded one.", seq=seq)


def check_commitment(
    seq: int, secret: bytes, leaves: list[bytes], payload: PayloadRef, found: Findings
) -> bool:
    """Check `payload.commitment`; True when it holds."""
    holds = commit(secret, leaves) == payload.commitment
    if not holds:
        text_ = f"The records of entry {seq} are not those committed to."
        found.invalid("body_commitment", text_, seq=seq)
    return holds


def check_groups(entry: Entry, groups: list[list[int]], found: Findings) -> None:
    """Check `subject.groups`, which says where each record belongs."""
    if groups != entry.subject.get("groups"):
        text_ = f"The records of entry {entry.seq} are grouped in another way."
        found.invalid("body_groups", text_, seq=entry.seq)


def _secret(data: bytes) -> bytes | None:
    """Return the secret in a file: 64 hex digits and a newline."""
    try:
        secret = bytes.fromhex(data[:-1].decode("ascii"))
    except ValueError:
        return None
    fits = len(secret) == SECRET_BYTES and data == secret.hex().encode() + b"\n"
    return secret if fits else None


# --- some records --------------------------------------------------------------------------------


def _check_records(
    files: Listed, entry: Entry, payload: PayloadRef, chosen: set[int] | None, found: Findings
) -> int:
    """Check some records of a body; return how many are those committed to."""
    seq = entry.seq
    try:
        count, opened = read_records(held(files, records_path(seq)))
    except BadEncodingError as error:
        found.invalid("records", f"{records_path(seq)}: {error.message}", seq=seq)
        return 0
    check_count(entry, count, found)
    check_chosen(seq, {one.index for one in opened}, chosen or set(), found)
    holding = 0
    for one in opened:
        try:
            check_path(one, count, payload)
        except BadProofError as error:
            text_ = f"Record {one.index} of entry {seq} is not the recorded one: {error.message}"
            found.invalid("record", text_, seq=seq)
        else:
            holding += one.index > 0
    return holding


def read_records(data: bytes) -> tuple[int, list[Opened]]:
    """Parse `openings/<seq>.records.json`: the count of leaves, and the records opened.

    Raises:
        BadEncodingError: not canonical, another shape, or indices out of order.
        UnreadableError: more values than one file may have.
    """
    fields = mapping(_json(data), "The file")
    exact(fields, ("count", "records"), "the file")
    opened = [_record(value) for value in items(fields["records"], "records")]
    indices = [one.index for one in opened]
    if not opened or indices != sorted(set(indices)):
        raise BadEncodingError("The records are none, not in order, or one stands twice.")
    return integer(fields["count"], "count"), opened


def _record(value: JSON) -> Opened:
    fields = mapping(value, "A record")
    exact(fields, ("index", "salt", "record", "proof"), "a record")
    proof = [decode_base64(text(item, "proof")) for item in items(fields["proof"], "proof")]
    if any(len(item) != HASH_BYTES for item in proof):
        raise BadEncodingError(f"A hash that is not {HASH_BYTES} bytes.")
    return Opened(
        index=integer(fields["index"], "index"),
        salt=hexadecimal(fields["salt"], "salt", SALT_BYTES),
        record=decode_base64(text(fields["record"], "record")),
        proof=tuple(proof),
    )


def check_count(entry: Entry, count: int, found: Findings) -> None:
    """Check the number of leaves against the one that the entry tells."""
    told = leaf_count(entry)
    if count != told:
        text_ = f"{records_path(entry.seq)} says {count} leaves; the entry says {told}."
        found.invalid("record_count", text_, seq=entry.seq)


def leaf_count(entry: Entry) -> int | None:
    """Return the number of leaves of an entry's commitment, as its subject tells."""
    subject = entry.subject
    if entry.kind in OTLP_KINDS and entry.kind is EntryKind.OTLP_METRICS:
        try:
            return 1 + sum(_group_total(group) for group in items(subject.get("groups"), "groups"))
        except BadEncodingError:
            return None
    told = subject.get("records")
    return told + 1 if isinstance(told, int) else None


def _group_total(group: JSON) -> int:
    return sum(integer(count, "groups") for count in items(group, "groups"))


def check_chosen(seq: int, opened: set[int], chosen: set[int], found: Findings) -> None:
    """Check that the records opened are those that the scope names."""
    if opened - chosen:
        text_ = f"Records of entry {seq} are opened that the scope does not name."
        found.invalid("record_extra", text_, seq=seq)
    if chosen - opened:
        text_ = f"Records of entry {seq} that the scope names are not here."
        found.fail(Verdict.INCOMPLETE, "record_missing", text_, seq=seq)


def check_path(one: Opened, count: int, payload: PayloadRef) -> None:
    """Check that a record is the leaf at its index of the commitment (ATTACKS D11); raises."""
    verify_inclusion(
        index=one.index,
        size=count,
        leaf_hash=sha256(b"\0" + one.salt + one.record).digest(),
        proof=one.proof,
        root=payload.commitment,
    )


def _json(data: bytes) -> JSON:
    """Parse a JSON file whose values are not too many to hold."""
    if len(data) > MAX_HELD_BYTES or data.count(b",") + data.count(b"[") > MAX_JSON_ITEMS:
        raise UnreadableError("A JSON file has more values than are read.")
    return decode_file(data)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.outcome'] = r'''"""From steps to a report: what each came to, which verdict wins, and the sentence for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CONTENT
from desktop_app.bundle.verify.case import NotCheckedError, NotDoneError
from desktop_app.bundle.verify.files import ALTERED_CODE
from desktop_app.bundle.verify.report import WORDS, BundleReport, not_proven
from desktop_app.bundle.verify.steps import Outcome, Step, StepEndedError
from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.model.findings import MAX_FINDINGS, Finding, Findings
from desktop_app.model.verdict import Verdict, worst
from desktop_app.signing.keys import HAS_MLDSA44

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.bundle.verify.case import Case

_NOT_DONE = "Not done: an earlier step failed."


@dataclass(slots=True)
class Judged:
    """The steps so far, and what they found."""

    steps: list[Step] = field(default_factory=list)
    found: list[Findings] = field(default_factory=list)

    @property
    def unreadable(self) -> bool:
        """Whether nothing more is to be read."""
        return any(Verdict.UNREADABLE in one.verdicts for one in self.found)


def judge(judged: Judged, case: Case, number: int, name: str, step: Callable[[Case], str]) -> None:
    """Run one step, unless the bundle is unreadable; whatever it raises becomes its outcome."""
    case.found = Findings()
    outcome, text = Outcome.NOT_DONE, _NOT_DONE
    if not judged.unreadable:
        outcome, text = _run(case, step)
    bad = case.found.first_bad
    if bad is not None:
        unknown = case.found.verdicts == {Verdict.KEY_UNPINNED}
        outcome, text = Outcome.NOT_CHECKED if unknown else Outcome.FAILED, bad.text
    judged.steps.append(Step(number, name, outcome, text))
    judged.found.append(case.found)


def _run(case: Case, step: Callable[[Case], str]) -> tuple[Outcome, str]:
    try:
        return Outcome.PASSED, step(case)
    except NotCheckedError as reason:
        return Outcome.NOT_CHECKED, str(reason)
    except (NotDoneError, StepEndedError):
        return Outcome.NOT_DONE, _NOT_DONE
    except NewerFormatError as error:
        case.found.fail(Verdict.UNREADABLE, "newer", error.message)
    except UnreadableError as error:
        case.found.fail(Verdict.UNREADABLE, "unreadable", error.message)
    return Outcome.FAILED, ""


def container_refused(reason: str, names: Sequence[str]) -> BundleReport:
    """Return the report on what could not even be opened."""
    steps = [Step(1, names[0], Outcome.FAILED, reason)]
    steps += [
        Step(number, name, Outcome.NOT_DONE, _NOT_DONE)
        for number, name in enumerate(names[1:], start=2)
    ]
    bad = Finding("unreadable", Verdict.UNREADABLE, "error", reason)
    return BundleReport(
        verdict=Verdict.UNREADABLE,
        word=WORDS[Verdict.UNREADABLE],
        sentence=reason,
        steps=tuple(steps),
        findings=(bad,),
        first_bad=bad,
        not_proven=not_proven(None, second_signatures=HAS_MLDSA44),
        second_signatures=HAS_MLDSA44,
    )


def report(case: Case, judged: Judged) -> BundleReport:
    """Return the report of all steps."""
    findings = [finding for one in judged.found for finding in one.kept]
    dropped = sum(one.dropped for one in judged.found) + max(0, len(findings) - MAX_FINDINGS)
    outside = _anchored(case)
    verdict = worst(outside.union(*(one.verdicts for one in judged.found)))
    sealed = worst(outside.union(*(one.verdicts for one in judged.found if not _is_altered(one))))
    first = _first_bad(judged.found, verdict)
    keylog = case.maybe_keylog
    predicate = None if case.maybe_manifest is None else case.predicate
    signed = case.maybe_signed
    return BundleReport(
        verdict=verdict,
        word=WORDS[verdict],
        sentence=_sentence(case, verdict, first),
        steps=tuple(judged.steps),
        findings=tuple(findings[:MAX_FINDINGS]),
        findings_dropped=dropped,
        first_bad=first,
        not_proven=not_proven(predicate, second_signatures=HAS_MLDSA44),
        sealed_record=sealed if any(map(_tells_altered, judged.found)) else None,
        fingerprint=None if keylog is None or not keylog.eras else keylog.fingerprint,
        predicate=predicate,
        size=None if signed is None else signed.size,
        root=None if signed is None else signed.root,
        entries=0 if case.maybe_shown is None else len(case.maybe_shown.seqs),
        in_scope=0 if case.maybe_scoped is None else case.maybe_scoped.entries,
        runs=0 if case.maybe_scoped is None else len(case.maybe_scoped.runs),
        records=case.records,
        anchored=case.anchored,
        encrypted=case.files.has(CONTENT),
        decrypted=case.decrypted,
        second_signatures=HAS_MLDSA44,
    )


def _anchored(case: Case) -> frozenset[Verdict]:
    """Return ANCHORED when something from outside vouches for everything in scope."""
    scoped = case.maybe_scoped
    last = None if scoped is None else scoped.last_seq
    covers = case.anchored is not None and last is not None and case.anchored > last
    return frozenset((Verdict.ANCHORED,)) if covers else frozenset()


def _first_bad(found: Sequence[Findings], verdict: Verdict) -> Finding | None:
    """Return the first bad place of the earliest step that led to the verdict.

    An altered report comes last: what is wrong with the evidence is told before it.
    """
    led = [one.first_bad for one in found if one.first_bad and one.first_bad.verdict is verdict]
    return next((one for one in led if one.code != ALTERED_CODE), next(iter(led), None))


def _tells_altered(found: Findings) -> bool:
    """Tell whether a step met an altered report or README, whatever else it met."""
    return any(one.code == ALTERED_CODE for one in found.kept)


def _is_altered(found: Findings) -> bool:
    """Tell whether all that a step holds against a bundle is an altered report or README."""
    codes = {one.code for one in found.kept if one.verdict is not None}
    return codes == {ALTERED_CODE} and found.dropped == 0


def _sentence(case: Case, verdict: Verdict, first: Finding | None) -> str:
    if first is not None:
        return first.text
    text = "The files are what this log recorded"
    if verdict is Verdict.ANCHORED:
        return f"{text}, and somebody else kept a mark of its first {case.anchored} entries."
    return f"{text}."
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.report'] = r'''"""What a verification came to: verdict, a word, a sentence, the steps, what it does not prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import predicate_json
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.steps import Step
    from desktop_app.model.canonical import JSON
    from desktop_app.model.findings import Finding

MATCH: Final = "MATCH"
MISMATCH: Final = "MISMATCH"
CANNOT_TELL: Final = "CANNOT TELL"

# Append-only, as `model.verdict` is.
WORDS: Final = {
    Verdict.CONSISTENT: MATCH,
    Verdict.ANCHORED: MATCH,
    Verdict.INVALID: MISMATCH,
    Verdict.DIVERGED: MISMATCH,
    Verdict.POLICY_VIOLATION: MISMATCH,
    Verdict.KEY_UNPINNED: CANNOT_TELL,
    Verdict.INCOMPLETE: CANNOT_TELL,
    Verdict.UNREADABLE: CANNOT_TELL,
}

_ALWAYS: Final = (
    "That the agent sent everything it did: what was never sent is not here.",
    "That what the agent reported is true: it is recorded as reported.",
    "That the clock of the machine was right: times are its own.",
    (
        "That nobody with the person's user id and keys wrote the running epoch anew: only a "
        "checkpoint or a time stamp held elsewhere shows that."
    ),
    "That there are no other runs.",
    (
        "That the views (report.html and the like) are faithful: `countersign bundle inspect` "
        "shows the sealed records themselves."
    ),
)
_PART: Final = "That no entry between those shown is about this too."
_NO_MLDSA44: Final = (
    "The second signatures (ML-DSA-44): not checked, the library `cryptography` is too old here."
)


@dataclass(frozen=True, slots=True)
class BundleReport:
    """The outcome of one verification.

    Attributes:
        verdict, exit_code: see `model.verdict`.
        word: MATCH, MISMATCH or CANNOT TELL.
        sentence: the reason in one sentence.
        steps: the fourteen steps and what each came to.
        findings: in the order of the steps; `findings_dropped` more were counted only.
        first_bad: the finding that the sentence is about, where there is one.
        not_proven: one sentence for each thing that this verdict does not prove.
        sealed_record: the verdict on what was sealed, where a report or README was altered.
        fingerprint: of the log's first keys, to compare by phone.
        predicate: what the manifest says that the bundle is.
        size, root: of the checkpoint that everything is proven against.
        entries, in_scope, runs, records: how many were shown and checked.
        anchored: the largest size that something from outside vouches for.
        encrypted: whether content is for recipients alone; `decrypted`: whether it was checked.
    """

    verdict: Verdict
    word: str
    sentence: str
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...] = ()
    findings_dropped: int = 0
    first_bad: Finding | None = None
    not_proven: tuple[str, ...] = ()
    sealed_record: Verdict | None = None
    fingerprint: str | None = None
    predicate: Predicate | None = None
    size: int | None = None
    root: bytes | None = None
    entries: int = 0
    in_scope: int = 0
    runs: int = 0
    records: int = 0
    anchored: int | None = None
    encrypted: bool = False
    decrypted: bool = False
    second_signatures: bool = True

    @property
    def exit_code(self) -> int:
        """Process exit code of the verb."""
        return self.verdict.exit_code

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form (hex digests)."""
        return {
            "verdict": str(self.verdict),
            "exit_code": self.exit_code,
            "word": self.word,
            "sentence": self.sentence,
            "steps": [step.to_json() for step in self.steps],
            "findings": [finding.to_json() for finding in self.findings],
            "findings_dropped": self.findings_dropped,
            "first_bad": None if self.first_bad is None else self.first_bad.to_json(),
            "not_proven": list(self.not_proven),
            "sealed_record": None if self.sealed_record is None else str(self.sealed_record),
            "fingerprint": self.fingerprint,
            "predicate": None if self.predicate is None else predicate_json(self.predicate),
            "size": self.size,
            "root": None if self.root is None else self.root.hex(),
            "entries": self.entries,
            "in_scope": self.in_scope,
            "runs": self.runs,
            "records": self.records,
            "anchored": self.anchored,
            "encrypted": self.encrypted,
            "decrypted": self.decrypted,
            "second_signatures": self.second_signatures,
        }


def not_proven(predicate: Predicate | None, *, second_signatures: bool) -> tuple[str, ...]:
    """Return a sentence for each thing that a pass does not prove."""
    part = predicate is None or predicate.level is not Level.FULL_LOG
    told = (*_ALWAYS, _PART) if part else _ALWAYS
    return told if second_signatures else (*told, _NO_MLDSA44)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.scope'] = r'''"""Step 9, scope: the entries shown are those that must be, and what is known complete is complete.

`bundle.md`, sections "Entries shown" and "Scope". Context that is left out shows only where all
entries of a stretch are there, or at level `full-log`; the verdict says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.manifest import predicate_json
from desktop_app.bundle.scope import (
    CONTEXT_KINDS,
    AgentScope,
    IncidentScope,
    RunScope,
    TimeScope,
    in_scope,
)
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keylog import KEY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

Run = tuple[str, str]  # sender, run id
_EXPORT_FIELDS = ("level", "scope", "recipients", "previous")


@dataclass(slots=True)
class Scoped:
    """What step 9 counts.

    Attributes:
        entries: number of entries in scope.
        first_seq, last_seq: of the first and the last of them; None when there is none.
        runs: each run with entries in scope -> whether its last one shown is its end.
    """

    entries: int = 0
    first_seq: int | None = None
    last_seq: int | None = None
    runs: dict[Run, bool] = field(default_factory=dict)

    def see(self, entry: Entry) -> None:
        """Count an entry in scope."""
        self.entries += 1
        self.first_seq = entry.seq if self.first_seq is None else self.first_seq
        self.last_seq = entry.seq
        sender = entry.actor.get("sender")
        if entry.run_id is not None and isinstance(sender, str):
            self.runs[sender, entry.run_id] = entry.kind is EntryKind.RUN_END


def scan(shown: Iterable[Entry], scope: Scope) -> Scoped:
    """Return what of the scope is shown."""
    scoped = Scoped()
    for entry in shown:
        if in_scope(scope, entry):
            scoped.see(entry)
    return scoped


def check_scope(
    shown: Iterable[Entry], predicate: Predicate, keylog: KeyLog, scoped: Scoped, found: Findings
) -> None:
    """Check all entries shown against the scope; they come in order."""
    check_shown(shown, predicate, keylog, scoped, found)
    if scoped.entries == 0:
        found.fail(Verdict.INCOMPLETE, "scope_empty", "No entry in scope is shown.")
    scope = predicate.scope
    if isinstance(scope, TimeScope):
        check_stretch(scope, scoped, predicate.size, found)
    elif isinstance(scope, IncidentScope):
        _check_chosen(shown, scope, found)
    else:
        _check_runs(shown, scope, scoped, found)


def check_export(entry: Entry | None, predicate: Predicate, found: Findings) -> None:
    """Check that the entry that asked for this bundle says what the manifest says."""
    seq = predicate.export
    if entry is None:
        text = f"The entry {seq} that asked for this bundle is not shown."
        found.fail(Verdict.INCOMPLETE, "export_missing", text, seq=seq)
        return
    said = predicate_json(predicate)
    if entry.kind is not EntryKind.BUNDLE_EXPORT or entry.ts_us != predicate.exported_us:
        found.invalid("export", f"Entry {seq} did not ask for this bundle.", seq=seq)
    for name in _EXPORT_FIELDS:
        if entry.subject.get(name) != said[name]:
            text = f"Entry {seq} asked for another {name} than the manifest says."
            found.invalid("export", text, seq=seq)


def check_shown(
    shown: Iterable[Entry], predicate: Predicate, keylog: KeyLog, scoped: Scoped, found: Findings
) -> None:
    """Check that every entry shown has a reason to be, and a pause its beginning."""
    seals = frozenset(keylog.seals_in_range())
    paused_before = 0
    pause_open: bool | None = None
    for entry in shown:
        if _is_early_pause(entry, predicate.scope, scoped):
            paused_before += 1
            pause_open = True
            check_one_pause(entry, paused_before, found)
        elif not belongs(entry, predicate, scoped, seals):
            text = f"Entry {entry.seq} ({entry.kind}) is shown and does not belong to this bundle."
            found.invalid("entry_extra", text, seq=entry.seq)
        if entry.kind is EntryKind.PAUSE_END:
            check_pause(entry, pause_open, found)
        if entry.kind in {EntryKind.PAUSE_START, EntryKind.PAUSE_END}:
            pause_open = entry.kind is EntryKind.PAUSE_START


def belongs(entry: Entry, predicate: Predicate, scoped: Scoped, seals: frozenset[int]) -> bool:
    """Tell whether an entry is one of those that a bundle shows."""
    if entry.kind in KEY_KINDS:
        if entry.kind is not EntryKind.EPOCH_SEAL or entry.seq in seals:
            return True
    elif entry.kind in CONTEXT_KINDS and _is_between(entry, scoped):
        return True
    return entry.seq == predicate.export or in_scope(predicate.scope, entry)


def check_one_pause(entry: Entry, number: int, found: Findings) -> None:
    """Check that at most one pause began before the first entry in scope."""
    if number > 1:
        text = f"Entry {entry.seq} ({entry.kind}) is shown and does not belong to this bundle."
        found.invalid("entry_extra", text, seq=entry.seq)


def check_pause(entry: Entry, pause_open: bool | None, found: Findings) -> None:  # noqa: FBT001 - three-valued
    """Check that a pause that ends has begun."""
    if not pause_open:
        text = f"The beginning of the pause that entry {entry.seq} ends is not shown."
        found.fail(Verdict.INCOMPLETE, "pause_missing", text, seq=entry.seq)


def check_stretch(scope: TimeScope, scoped: Scoped, size: int, found: Findings) -> None:
    """Check that every entry of a stretch of time is there."""
    wanted = scope.last_seq - scope.first_seq + 1
    if scope.last_seq >= size:
        text = f"The scope goes to entry {scope.last_seq}, past the signed tree's end."
        found.invalid("scope", text, seq=size)
    elif scoped.entries != wanted:
        text = f"{wanted - scoped.entries} of the {wanted} entries in scope are not shown."
        found.fail(Verdict.INCOMPLETE, "scope_gap", text, seq=scope.first_seq)


def _check_chosen(shown: Iterable[Entry], scope: IncidentScope, found: Findings) -> None:
    there = {entry.seq for entry in shown}
    for seq in scope.seqs:
        check_chosen(seq, seq in there, found)
    found.warn(
        "incident",
        "The entries of this incident were chosen by an index: nothing shows that they are all.",
    )


def check_chosen(seq: int, there: bool, found: Findings) -> None:  # noqa: FBT001 - the one thing that it is told
    """Check that an entry that the scope names is shown."""
    if not there:
        found.fail(Verdict.INCOMPLETE, "scope_gap", f"Entry {seq} is not shown.", seq=seq)


def _check_runs(
    shown: Iterable[Entry], scope: RunScope | AgentScope, scoped: Scoped, found: Findings
) -> None:
    following: dict[Run, int] = {}
    for entry in shown:
        if in_scope(scope, entry):
            run = (str(entry.actor["sender"]), str(entry.run_id))
            expected = following.get(run, 0)
            check_run_seq(entry, expected, found)
            check_run_end(entry, found)
            following[run] = max(expected, entry.run_seq or 0) + 1
    for run in _runs_of(scope):
        check_run(run, scoped.runs.get(run), found)


def check_run_seq(entry: Entry, expected: int, found: Findings) -> None:
    """Check an entry's number in its run: one that is left out leaves a gap."""
    number = entry.run_seq
    if number is None or number < expected:
        text = f"Entry {entry.seq} is number {number} of its run; {expected} was next."
        found.invalid("run_seq", text, seq=entry.seq)
    elif number > expected:
        text = f"Number {expected} of the run is not shown; number {number} follows."
        found.fail(Verdict.INCOMPLETE, "run_gap", text, seq=entry.seq)


def check_run_end(entry: Entry, found: Findings) -> None:
    """Check the count that the end of a run carries."""
    told = entry.subject.get("entries")
    if entry.kind is EntryKind.RUN_END and told != entry.run_seq:
        text = f"The end of the run counts {told} entries; it has {entry.run_seq}."
        found.invalid("run_count", text, seq=entry.seq)


def check_run(run: Run, ended: bool | None, found: Findings) -> None:  # noqa: FBT001 - three-valued
    """Check that a run in scope is shown, and tell when its end is not."""
    name = f"The run {run[1]!r} of {run[0]!r}"
    if ended is None:
        found.fail(Verdict.INCOMPLETE, "run_missing", f"{name} has no entry here.")
    elif not ended:
        text = f"{name} had not ended: what came after the last entry shown is not here."
        found.warn("run_open", text)


def _runs_of(scope: RunScope | AgentScope) -> Sequence[Run]:
    return ((scope.sender, scope.run_id),) if isinstance(scope, RunScope) else scope.runs


def _is_between(entry: Entry, scoped: Scoped) -> bool:
    first, last = scoped.first_seq, scoped.last_seq
    return first is not None and last is not None and first <= entry.seq <= last


def _is_early_pause(entry: Entry, scope: Scope, scoped: Scoped) -> bool:
    """Tell whether an entry is the start of a pause that the scope began in."""
    return (
        entry.kind is EntryKind.PAUSE_START
        and scoped.first_seq is not None
        and entry.seq < scoped.first_seq
        and not in_scope(scope, entry)
    )
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.shown'] = r'''"""The entries that a bundle shows, parsed; nothing about them is believed for that.

Few entries are kept as parsed, the others are read anew each time: so a small bundle is parsed
once, and a large one costs time and no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_LEAF_BYTES, Part, entry_path
from desktop_app.errors import BadEncodingError, UnreadableError
from desktop_app.model.leaf import parse_leaf
from desktop_app.signing.keylog import KEY_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.entry import Entry

KEPT_ENTRIES = 20_000
KEPT_LEAF_BYTES = 2_048


class Shown:
    """Iterates over the entries in order of seq, leaving out what is none.

    Attributes:
        seqs: of the entry files, ascending.
        bad: seq -> why the file is no entry.
        keys: seqs of the entries of kinds in `KEY_KINDS`.
    """

    def __init__(self, files: Listed, *, progress: Callable[[int, int], None]) -> None:
        """Parse all entries once.

        Raises:
            NewerFormatError: an entry of a version or kind unknown here.
            UnreadableError: the files cannot be read.
        """
        self._files = files
        self.seqs = files.numbers(Part.ENTRY)
        self._files_of = frozenset(self.seqs)
        self.bad: dict[int, str] = {}
        self.keys: list[int] = []
        self._kept: dict[int, Entry] = {}
        for done, seq in enumerate(self.seqs):
            progress(done, len(self.seqs))
            self._look(seq)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries."""
        for seq in self.seqs:
            entry = self.get(seq)
            if entry is not None:
                yield entry

    def get(self, seq: int) -> Entry | None:
        """Return the entry in the file of that number; None when there is no file or no entry."""
        kept = self._kept.get(seq)
        if kept is not None or seq in self.bad or seq not in self._files_of:
            return kept
        return self._parse(seq)

    def _look(self, seq: int) -> None:
        try:
            entry = self._parse(seq)
        except BadEncodingError as error:
            self.bad[seq] = error.message
            return
        if entry.kind in KEY_KINDS:
            self.keys.append(seq)
        if len(self._kept) < KEPT_ENTRIES and len(entry.leaf) <= KEPT_LEAF_BYTES:
            self._kept[seq] = entry

    def _parse(self, seq: int) -> Entry:
        return parse_leaf(self._files.read(entry_path(seq), MAX_LEAF_BYTES))


class KeyEntries:
    """The entries of the key log before N, read each time they are gone through: they are large."""

    def __init__(self, shown: Shown, size: int) -> None:
        self._shown = shown
        self._seqs = [seq for seq in shown.keys if seq < size]

    def __iter__(self) -> Iterator[Entry]:
        """Yield them in order."""
        for seq in self._seqs:
            entry = self._shown.get(seq)
            if entry is None:
                raise UnreadableError(f"Entry {seq} changed while it was read.")
            yield entry
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.single'] = r'''"""The command line of `verify.py`, the single file: plain text or JSON, the same exit codes.

It is generated from this module and what it imports (`python -m tests.tools.verify_py`), runs on
Python 3.11 and later with `cryptography` alone, and says what it cannot check.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.trust import Trust, parse_fingerprint
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.errors import CountersignError, UsageError
from desktop_app.model.canonical import encode_body
from desktop_app.model.verdict import Verdict
from desktop_app.model.visible import visible
from desktop_app.tlog.note import parse_vkey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.report import BundleReport

MAX_ANCHOR_BYTES = 1 << 20
_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one bundle; return the exit code of its verdict, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        report = verify_path(options.file, _trust(options))
    except CountersignError as error:
        sys.stderr.write(f"verify.py: {visible(error.message)}\n")
        return error.exit_code
    text = encode_body(report.to_json()).decode() if options.json else "\n".join(_lines(report))
    sys.stdout.write(f"{text}\n")
    return report.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Verify a Countersign audit bundle, offline."
    )
    add = parser.add_argument
    add("file", type=Path, help="the bundle: a zip, or a directory")
    add("--key", action="append", default=[], metavar="VKEY", help="root key, got elsewhere")
    add("--fingerprint", help="30 digits, got by phone or on paper")
    add("--anchor", action="append", default=[], type=Path, help="a checkpoint kept elsewhere")
    add("--content", type=Path, help="content.zip as `age -d` made it of payloads/content.zip.age")
    add("--json", action="store_true", help="one JSON object")
    return parser


def _trust(options: argparse.Namespace) -> Trust:
    """Return what the command line gives.

    Raises:
        UsageError: a key or fingerprint that is none, or an anchor that cannot be read.
    """
    try:
        return Trust(
            vkeys=tuple(parse_vkey(text.strip()) for text in options.key),
            fingerprint=options.fingerprint and parse_fingerprint(options.fingerprint),
            anchors=tuple(_read(path) for path in options.anchor),
            content=options.content,
        )
    except (CountersignError, OSError) as error:
        raise UsageError(str(error)) from error


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_ANCHOR_BYTES)


def _lines(report: BundleReport) -> Iterator[str]:
    yield from _verdict(report)
    yield ""
    for step in report.steps:
        outcome = str(step.outcome).replace("_", " ")
        yield f"{step.number:>2}  {step.name:<18} {outcome:<12} {visible(step.text)}"
    yield from _findings(report)
    if report.encrypted and not report.decrypted:
        yield ""
        yield "Encrypted content is not checked here: decrypt payloads/content.zip.age with age,"
        yield "then verify again with --content content.zip."
    yield ""
    yield "What this does not prove:"
    for sentence in report.not_proven:
        yield f"  - {sentence}"


def _verdict(report: BundleReport) -> Iterator[str]:
    yield f"{report.word}  ({report.verdict})"
    yield f"  {visible(report.sentence)}"
    if report.first_bad is not None and report.first_bad.seq is not None:
        yield f"  First bad place: entry {report.first_bad.seq}."
    if report.sealed_record is not None:
        yield f"  What was sealed, judged by itself: {report.sealed_record}."
    if report.verdict is Verdict.KEY_UNPINNED and report.fingerprint is not None:
        yield "  Call whoever keeps this log, at a number you have from elsewhere, and compare"
        yield f"  the fingerprint with: {report.fingerprint}"
        yield "  Then verify again with --fingerprint."


def _findings(report: BundleReport) -> Iterator[str]:
    for finding in report.findings[:_SHOWN]:
        place = "" if finding.seq is None else f"entry {finding.seq}: "
        yield f"    {finding.severity}: {place}{visible(finding.text)}"
    hidden = len(report.findings) - _SHOWN + report.findings_dropped
    if hidden > 0:
        yield f"    and {hidden} more: --json"
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.source'] = r'''"""The files of a bundle that may be hostile, out of a zip or a directory: all of our disk access.

Promise: whatever lies at the path, opening it takes bounded time and memory and gives either files
that the layout's table has, each a plain file, or `HostileBundleError`. Nothing is unpacked.
"""

from __future__ import annotations

import os
import stat
import tempfile
from typing import IO, TYPE_CHECKING, Protocol

from desktop_app.bundle.layout import MAX_FILES, NONCE, is_content, parse_path
from desktop_app.bundle.verify.ziplist import CHUNK_BYTES, list_members, stream_member
from desktop_app.errors import HostileBundleError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_MAX_DEPTH = 10  # log/tile/entries/x001/x002/x003/x004/x005/006.p/255


class Files(Protocol):
    """The files of a bundle. Every method may raise `HostileBundleError` for damage it meets."""

    def paths(self) -> Sequence[str]:
        """Return all names, sorted."""
        ...

    def has(self, path: str) -> bool:
        """Whether there is a file of that name."""
        ...

    def size(self, path: str) -> int:
        """Return a file's length in bytes; NotFoundError where there is none."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; one with more than `limit` bytes is refused."""
        ...

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes in chunks of at most 64 KiB."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_files(path: Path) -> Files:
    """Open a bundle: a zip or a directory.

    Raises:
        NotFoundError: there is nothing, or nothing that may be read.
        HostileBundleError: it is no bundle, or a hostile one.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _DirectoryFiles(path, _listing(path))
        if not stat.S_ISREG(mode):
            raise HostileBundleError("The bundle is neither a file nor a directory.")
        return open_zip(path.open("rb", buffering=0), known=_known)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened: {error.strerror}.") from error


def open_content(file: IO[bytes]) -> Files:
    """Open the zip that was encrypted; `close` closes the file.

    Raises:
        HostileBundleError: it is no such zip, or a hostile one.
    """
    return open_zip(file, known=lambda name: name == NONCE or (_known(name) and is_content(name)))


def open_zip(file: IO[bytes], *, known: Callable[[str], bool]) -> Files:
    """Open a zip whose names must all be `known`; the file is closed with it, and on errors.

    Raises:
        HostileBundleError: as `ziplist.list_members`.
    """
    try:
        return _ZipFiles(file, known)
    except BaseException:
        file.close()
        raise


def scratch_file() -> IO[bytes]:
    """Return a temporary file that no name leads to and that is gone when closed."""
    return tempfile.TemporaryFile(buffering=0)


class _ZipFiles:
    def __init__(self, file: IO[bytes], known: Callable[[str], bool]) -> None:
        self._file = file
        self._members = list_members(file, known)
        self._paths = sorted(self._members)

    def paths(self) -> Sequence[str]:
        return self._paths

    def has(self, path: str) -> bool:
        return path in self._members

    def size(self, path: str) -> int:
        if path not in self._members:
            raise _missing(path)
        return self._members[path].size

    def read(self, path: str, limit: int) -> bytes:
        _check_limit(path, self.size(path), limit)
        return b"".join(self.stream(path))

    def stream(self, path: str) -> Iterator[bytes]:
        if path not in self._members:
            raise _missing(path)
        return stream_member(self._file, path, self._members[path])

    def close(self) -> None:
        self._file.close()


class _DirectoryFiles:
    """Sizes and identities are those of the listing: a file that was swapped since is refused."""

    def __init__(self, root: Path, listing: dict[str, os.stat_result]) -> None:
        self._root = root
        self._listing = listing
        self._paths = sorted(listing)

    def paths(self) -> Sequence[str]:
        return self._paths

    def has(self, path: str) -> bool:
        return path in self._listing

    def size(self, path: str) -> int:
        if path not in self._listing:
            raise _missing(path)
        return self._listing[path].st_size

    def read(self, path: str, limit: int) -> bytes:
        _check_limit(path, self.size(path), limit)
        return b"".join(self.stream(path))

    def stream(self, path: str) -> Iterator[bytes]:
        left = self.size(path)
        try:
            with self._open(path) as file:
                while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
                    left -= len(chunk)
                    yield chunk
                left += len(file.read(1))
        except OSError as error:
            raise HostileBundleError(f"{path} cannot be read: {error.strerror}.") from error
        if left:
            raise _changed(path)

    def close(self) -> None:
        self._listing = {}

    def _open(self, path: str) -> IO[bytes]:
        file = (self._root / path).open("rb", buffering=0)
        if not os.path.samestat(os.fstat(file.fileno()), self._listing[path]):
            file.close()
            raise _changed(path)
        return file


def _listing(root: Path) -> dict[str, os.stat_result]:
    """Return what lies under a directory, by path: plain files of the table and nothing else."""
    listing: dict[str, os.stat_result] = {}
    waiting = [""]
    seen = 0
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as found:
            for item in found:
                seen += 1
                path = f"{folder}{item.name}"
                info = os.lstat(root / path)
                if seen > 2 * MAX_FILES or path.count("/") > _MAX_DEPTH:
                    raise HostileBundleError(f"A bundle has at most {MAX_FILES} files.")
                if stat.S_ISDIR(info.st_mode):
                    waiting.append(f"{path}/")
                    continue
                _check_plain(path, info)
                listing[path] = info
    if not 0 < len(listing) <= MAX_FILES:
        raise HostileBundleError(f"{len(listing)} files; a bundle has 1 to {MAX_FILES}.")
    return listing


def _check_plain(path: str, info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise HostileBundleError(f"{path[:80]!r} is a link, a pipe or a device.")
    if not _known(path):
        raise HostileBundleError(f"No bundle of this format has a file {path[:80]!r}.")


def _check_limit(path: str, size: int, limit: int) -> None:
    if size > limit:
        raise HostileBundleError(f"{path} has {size} bytes; it may have {limit}.")


def _known(name: str) -> bool:
    return parse_path(name) is not None


def _missing(path: str) -> NotFoundError:
    return NotFoundError(f"The bundle has no {path}.")


def _changed(path: str) -> HostileBundleError:
    return HostileBundleError(f"{path} changed while it was read.")
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.steps'] = r'''"""The numbered steps of a verification: what each came to, and how one ends before its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_SMALL_BYTES, max_bytes, parse_path

if TYPE_CHECKING:
    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.canonical import JSON


class StepEndedError(Exception):
    """The rest of this step, and what needs it, cannot be judged; the findings say why."""


class Outcome(StrEnum):
    """What a step came to."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not_done"  # an earlier step failed that this one needs
    NOT_CHECKED = "not_checked"  # nothing is wrong: there is nothing to check, or not here


@dataclass(frozen=True, slots=True)
class Step:
    """One of the fourteen steps of `bundle.md`, section "Verification"."""

    number: int
    name: str
    outcome: Outcome
    text: str

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "number": self.number,
            "name": self.name,
            "outcome": str(self.outcome),
            "text": self.text,
        }


def held(files: Files, path: str) -> bytes:
    """Read a file whole, if it is no larger than its row of the table may be.

    Raises:
        UnreadableError: it is, or it cannot be read.
    """
    parsed = parse_path(path)
    return files.read(path, MAX_SMALL_BYTES if parsed is None else max_bytes(parsed[0]))


def utc(time_us: int) -> str:
    """Return a time as `2026-11-20 10:25:39 UTC`, whatever it is."""
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    except OverflowError:
        return f"{time_us} microseconds since 1970"
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.tree'] = r'''"""Step 7, the tree: tiles that lead to the signed root, and the roots of smaller checkpoints.

Promise: no hash is taken from a tile before the tile led to the root of `log/checkpoint`. The tiles
on the right edge fold to that root, all of their hashes used; each full tile's root is its hash in
the tile above. So the roots of smaller sizes that follow are those of the same leaves: this is the
consistency proof. Holds two levels of tiles at a time.

Source: c2sp.org/tlog-tiles. See `resources/docs/bundle.md`, section "Checkpoints and tiles".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import MAX_TILE_BYTES, Part, tile_file
from desktop_app.bundle.verify.steps import StepEndedError
from desktop_app.errors import BadEncodingError
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.merkle import Frontier, root
from desktop_app.tlog.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    split_tile,
    tile_counts,
    tiles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.findings import Findings

Tile = tuple[int, int, int]  # level, index, width
Node = tuple[int, int]  # level of the tree, index


def range_nodes(size: int) -> list[Node]:
    """Return the complete subtrees of the first `size` leaves, largest first."""
    bits = range(size.bit_length() - 1, -1, -1)
    return [(bit, (size >> bit) - 1) for bit in bits if size >> bit & 1]


def tile_of(node: Node, size: int) -> tuple[Tile, int]:
    """Return the tile that holds a node's leaves' hashes in the tree of `size`, and where."""
    level, height = divmod(node[0], TILE_HEIGHT)
    index, offset = divmod(node[1] << height, TILE_WIDTH)
    full, partial = tile_counts(level, size)
    return (level, index, TILE_WIDTH if index < full else partial), offset


def tiles_for(sizes: Iterable[int], size: int) -> set[Tile]:
    """Return the tiles that lead from trees of `sizes`, each at most `size`, to that of `size`."""
    needed: set[Tile] = set()
    for one in {*sizes, size}:
        for node in range_nodes(one):
            tile, _ = tile_of(node, size)
            while tile not in needed:
                needed.add(tile)
                level, index, width = tile
                if width < TILE_WIDTH:
                    break
                tile, _ = tile_of(((level + 1) * TILE_HEIGHT, index), size)
    return needed


@dataclass(slots=True)
class Tiles:
    """The tiles of a bundle while they are led to the root, level by level from the top."""

    files: Listed
    size: int
    root: bytes
    found: Findings
    nodes: dict[Node, bytes] = field(default_factory=dict)
    _above: dict[int, list[bytes]] = field(default_factory=dict)

    def lead(self, needed: set[Tile], present: set[Tile], sizes: Iterable[int]) -> None:
        """Authenticate the tiles, and take from each what `sizes` need."""
        edge = self._edge(needed, present)
        if edge is None:
            return
        wanted: dict[Tile, list[Node]] = {}
        for node in {node for size in sizes for node in range_nodes(size)}:
            wanted.setdefault(tile_of(node, self.size)[0], []).append(node)
        for level in sorted({tile[0] for tile in needed}, reverse=True):
            here: dict[int, list[bytes]] = {}
            for tile in sorted(tile for tile in needed if tile[0] == level):
                hashes = edge.get(tile) or self._full(tile, present)
                if hashes is not None:
                    here[tile[1]] = hashes
                    self._take(hashes, wanted.get(tile, ()))
            self._above = here

    def _edge(self, needed: set[Tile], present: set[Tile]) -> dict[Tile, list[bytes]] | None:
        """Read the tiles on the right edge, and fold them to the root."""
        edge: dict[Tile, list[bytes]] = {}
        for tile in (tile for tile in needed if tile[2] < TILE_WIDTH):
            hashes = self._read(tile, present)
            if hashes is None:
                return None
            edge[tile] = hashes
            self._take(hashes, [n for n in range_nodes(self.size) if _tile(n, self.size) == tile])
        computed = folded(self.nodes, self.size)
        check_edge(computed, self.root, self.found)
        if computed == self.root:
            return edge
        self.nodes.clear()
        return None

    def _full(self, tile: Tile, present: set[Tile]) -> list[bytes] | None:
        """Read a full tile and compare its root with its hash in the tile above."""
        level, index, _ = tile
        above, offset = divmod(index, TILE_WIDTH)
        if above not in self._above:
            return None  # that one is missing or wrong, and told
        hashes = self._read(tile, present)
        if hashes is None or not check_tile(level, index, hashes, self._above[above][offset]):
            if hashes is not None:
                path = tile_file(level, index)
                self.found.invalid("tile", f"{path} is not of the signed tree.")
            return None
        return hashes

    def _read(self, tile: Tile, present: set[Tile]) -> list[bytes] | None:
        path = tile_file(*tile)
        if tile not in present:
            self.found.fail(Verdict.INCOMPLETE, "tile_missing", f"{path} is missing.")
            return None
        try:
            hashes = split_tile(self.files.read(path, MAX_TILE_BYTES))
        except BadEncodingError as error:
            self.found.invalid("tile", f"{path}: {error.message}")
            return None
        if len(hashes) != tile[2]:
            self.found.invalid("tile", f"{path} has {len(hashes)} hashes.")
            return None
        return hashes

    def _take(self, hashes: list[bytes], nodes: Iterable[Node]) -> None:
        for node in nodes:
            _, offset = tile_of(node, self.size)
            width = 1 << node[0] % TILE_HEIGHT
            self.nodes[node] = root(hashes[offset : offset + width])


def check_tree(
    files: Listed,
    *,
    size: int,
    signed_root: bytes,
    roots: dict[int, bytes],
    whole: bool,
    found: Findings,
) -> dict[int, bytes]:
    """Lead all tiles to the root; compare the roots that follow with those of checkpoints.

    Args:
        files: the bundle.
        size: N.
        signed_root: of `log/checkpoint`.
        roots: size -> root that a signed checkpoint names.
        whole: whether all tiles of the tree must be there (level `full-log`).
        found: where findings go.

    Returns:
        The roots that follow from the tiles, of those sizes.

    Raises:
        StepEndedError: a whole log that cannot be here; the findings say so.
    """
    if whole:
        check_enough(size, len(files.paths()), found)
    needed = set(tiles_of(size)) if whole else tiles_for(roots, size)
    present = {(tile[0], tile[1], tile[2]) for tile in files.of(Part.TILE)}
    check_extra(present - needed, found)
    tiles = Tiles(files, size, signed_root, found)
    tiles.lead(needed, present, roots)
    proven = {}
    for one in sorted(roots):
        if all(node in tiles.nodes for node in range_nodes(one)):
            proven[one] = folded(tiles.nodes, one)
            check_root(one, proven[one], roots[one], found)
    return proven


def folded(nodes: dict[Node, bytes], size: int) -> bytes:
    """Return the root of `size` from its complete subtrees."""
    return Frontier(size, [nodes[node] for node in range_nodes(size)]).root()


def check_enough(size: int, files: int, found: Findings) -> None:
    """Check that a whole log can be here, before its tiles are listed: a size is any number."""
    if size > TILE_WIDTH * files:
        text = f"A log of {size} entries is not whole in {files} files."
        found.fail(Verdict.INCOMPLETE, "tile_missing", text)
        raise StepEndedError


def check_edge(computed: bytes, signed_root: bytes, found: Findings) -> None:
    """Check that the tiles on the right edge fold to the signed root (ATTACKS C07)."""
    if computed != signed_root:
        found.invalid("tile", "The tiles on the right edge do not lead to the signed root.")


def check_tile(level: int, index: int, hashes: list[bytes], above: bytes) -> bool:  # noqa: ARG001 - who replaces it sees which
    """Tell whether a full tile has the root that the tile above holds (ATTACKS C07)."""
    return root(hashes) == above


def check_extra(extra: set[Tile], found: Findings) -> None:
    """Check that no tile is there that leads nowhere: nothing would say that it is right."""
    for tile in sorted(extra)[:1]:
        found.invalid("tile_extra", f"{tile_file(*tile)} belongs to no checkpoint.")


def check_root(size: int, computed: bytes, told: bytes, found: Findings) -> None:
    """Check that a checkpoint's root is that of the same tree at its size."""
    if computed != told:
        found.invalid(
            "checkpoint_root",
            f"The first {size} entries are not those of the checkpoint of size {size}.",
            seq=size - 1,
        )


def _tile(node: Node, size: int) -> Tile:
    return tile_of(node, size)[0]
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.trust'] = r'''"""Step 14, trust: whose log this is, by what the reviewer has from elsewhere.

A pin is the root vkey or the fingerprint; an anchor is a checkpoint that somebody kept. Without a
pin the files may be in order and anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import open_checkpoint
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.model.findings import Findings
    from desktop_app.tlog.checkpoint import Checkpoint
    from desktop_app.tlog.note import VerifierKey

_DIGITS = 30
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Trust:
    """What a reviewer has from elsewhere, not from who sent the bundle.

    Attributes:
        vkeys: root verifier keys.
        fingerprint: 30 digits, as `parse_fingerprint` returns them.
        anchors: notes of checkpoints that somebody kept.
        tsa_roots: PEM certificates of time-stamping authorities.
        identities: texts of age identity files, which open encrypted content.
        content: that content, decrypted by other means; None: it was not.
    """

    vkeys: tuple[VerifierKey, ...] = ()
    fingerprint: str | None = None
    anchors: tuple[bytes, ...] = ()
    tsa_roots: tuple[bytes, ...] = ()
    identities: tuple[str, ...] = ()
    content: Path | None = None


def parse_fingerprint(text: str) -> str:
    """Return 30 digits in groups of five, however they were grouped.

    Raises:
        BadEncodingError: other than 30 digits.
    """
    digits = "".join(text.split()).replace("-", "")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        raise BadEncodingError(f"A fingerprint is {_DIGITS} digits.")
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def check_pinned(trust: Trust, found: Findings) -> None:
    """Tell when nothing was given that says whose log this is."""
    if not trust.vkeys and trust.fingerprint is None:
        found.fail(
            Verdict.KEY_UNPINNED,
            "key_unpinned",
            "No trusted key was given: whoever made these files may have made their keys.",
        )


def check_keys(trust: Trust, keylog: KeyLog, found: Findings) -> None:
    """Check that a root key that was given is one of this log's."""
    if trust.vkeys and not any(is_root(key, keylog) for key in trust.vkeys):
        found.fail(
            Verdict.DIVERGED, "key", f"{keylog.log} has other root keys than the one given.", seq=0
        )


def is_root(key: VerifierKey, keylog: KeyLog) -> bool:
    """Tell whether a verifier key is that of entry 0's root, or of one that a rotation names."""
    publics = {public for root in keylog.roots for public in (root.ed25519, root.mldsa44)}
    return key.name == keylog.log and key.public_key in publics


def check_fingerprint(trust: Trust, own: str, found: Findings) -> None:
    """Check the fingerprint of the log's first keys."""
    if trust.fingerprint not in {None, own}:
        found.fail(
            Verdict.DIVERGED,
            "fingerprint",
            f"The log's keys have the fingerprint {own}, not the one given.",
            seq=0,
        )


def check_anchors(
    trust: Trust, keylog: KeyLog, size: int, roots: Mapping[int, bytes], found: Findings
) -> int | None:
    """Check the checkpoints that were given; return the largest size that one vouches for.

    Args:
        trust: what was given.
        keylog: the log's keys.
        size: N.
        roots: size -> root that follows from the bundle's tiles.
        found: where findings go.
    """
    agreeing = []
    for note in trust.anchors:
        try:
            checkpoint = parse_checkpoint(parse_note(note).text)
        except BadEncodingError as error:
            found.warn("anchor_unreadable", f"An anchor is no checkpoint: {error.message}")
            continue
        if check_anchor(note, checkpoint, keylog, size, roots, found=found):
            agreeing.append(checkpoint.size)
    return max(agreeing, default=None)


def check_anchor(
    note: bytes,
    checkpoint: Checkpoint,
    keylog: KeyLog,
    size: int,
    roots: Mapping[int, bytes],
    *,
    found: Findings,
) -> bool:
    """Check one; True when it vouches for its part of the log (ATTACKS A09)."""
    at = checkpoint.size
    if checkpoint.origin != keylog.log:
        text = f"An anchor is of the log {checkpoint.origin!r}, and the bundle of {keylog.log!r}."
        found.fail(Verdict.DIVERGED, "anchor", text)
        return False
    if at > size or at not in roots:
        what = "is newer than the bundle" if at > size else "has a size that no tile leads to"
        found.warn("anchor_aside", f"An anchor of size {at} {what}: it says nothing about it.")
        return False
    if checkpoint.root != roots[at]:
        text = f"An anchor shows other entries among the first {at} than this bundle does."
        evidence = {"anchor": note.decode("utf-8", "replace"), "root": roots[at].hex()}
        found.fail(Verdict.DIVERGED, "anchor", text, seq=at - 1, evidence=evidence)
        return False
    try:
        check_signature(note, at, keylog)
    except (BadEncodingError, BadSignatureError) as error:
        found.warn("anchor_unsigned", f"An anchor is not vouched for: {error.message}")
        return False
    return True


def check_signature(note: bytes, size: int, keylog: KeyLog) -> None:
    """Check that the log signed an anchor; raises. A bare copy of a root vouches for nothing."""
    keys = keylog.era_of(size - 1).keys
    open_checkpoint(note, origin=keylog.log, ed25519=keys.ed25519, mldsa44=keys.mldsa44)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.unsealed'] = r'''"""Step 12 without an identity: content that the reviewer decrypted with a tool of their choice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CONTENT_SUM, CONTENT_ZIP, MAX_SMALL_BYTES
from desktop_app.bundle.verify.source import open_content
from desktop_app.errors import BadEncodingError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.verify.source import Files


def open_unsealed(files: Files, path: Path) -> Files:
    """Return the files in a decrypted content.zip, if it is the one that was sealed.

    Raises:
        BadEncodingError: it is another one (ATTACKS D12).
        NotFoundError: it cannot be read.
        HostileBundleError: it is no such zip, or a hostile one.
    """
    if not files.has(CONTENT_SUM):
        raise BadEncodingError(f"{CONTENT_SUM} is missing.")
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened: {error.strerror}.") from error
    digest = hashlib.sha256()
    while chunk := file.read(1 << 16):
        digest.update(chunk)
    named = f"{digest.hexdigest()}  {CONTENT_ZIP}\n".encode()
    if files.read(CONTENT_SUM, MAX_SMALL_BYTES) != named:
        file.close()
        raise BadEncodingError("The decrypted content is not the one that was sealed.")
    return open_content(file)
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.verifier'] = r'''"""The verification of an audit bundle, in the fourteen steps of `bundle.md`.

Promise: the verdict follows from the files and from what the reviewer has from elsewhere, and from
nothing else: no store, no clock, no network. What is hostile ends as UNREADABLE, in bounded time
and memory. Each check is a function of its step's module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence_file
from desktop_app.bundle.layout import ABSENCE, CONTENT, FORMAT, Level, Part, is_content
from desktop_app.bundle.verify import trust
from desktop_app.bundle.verify.case import Case, NotCheckedError
from desktop_app.bundle.verify.checkpoints import check_checkpoints
from desktop_app.bundle.verify.content import NotOpened, open_sealed
from desktop_app.bundle.verify.entries import check_entries
from desktop_app.bundle.verify.envelope import check_subjects, open_manifest, verify_signature
from desktop_app.bundle.verify.files import check_files
from desktop_app.bundle.verify.fulllog import check_full_log
from desktop_app.bundle.verify.keylog import check_key_files, read_key_log
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.openings import check_openings
from desktop_app.bundle.verify.outcome import Judged, container_refused, judge, report
from desktop_app.bundle.verify.scope import check_export, check_scope, scan
from desktop_app.bundle.verify.shown import KeyEntries, Shown
from desktop_app.bundle.verify.source import open_files
from desktop_app.bundle.verify.steps import StepEndedError, held, utc
from desktop_app.bundle.verify.tree import check_tree
from desktop_app.bundle.verify.unsealed import open_unsealed
from desktop_app.errors import BadEncodingError, BadSignatureError, HostileBundleError
from desktop_app.model.amounts import counted
from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.bundle.verify.source import Files
    from desktop_app.bundle.verify.trust import Trust


def verify_path(
    path: Path, given: Trust, progress: Callable[[int, int], None] | None = None
) -> BundleReport:
    """Verify the bundle at a path, a zip or a directory.

    Raises:
        NotFoundError: there is nothing, or nothing that may be read.
    """
    try:
        files = open_files(path)
    except HostileBundleError as error:
        return container_refused(error.message, [name for name, _ in STEPS])
    try:
        return verify(files, given, progress)
    finally:
        files.close()


def verify(
    files: Files, given: Trust, progress: Callable[[int, int], None] | None = None
) -> BundleReport:
    """Verify an open bundle; `progress` is told (done, total) within each of the long steps."""
    case = Case(Listed(files), given, progress or _silent, Findings())
    judged = Judged()
    for number, (name, step) in enumerate(STEPS, start=1):
        judge(judged, case, number, name, step)
    return report(case, judged)


def container(case: Case) -> str:
    """1. The container was opened: names, sizes and count are a bundle's."""
    return f"{counted(len(case.files.paths()), 'file')}, each a plain one with a name of the table."


def formats(case: Case) -> str:
    """2. The format, and every entry's, are known here."""
    try:
        case.maybe_manifest = open_manifest(case.files)
    except BadEncodingError as error:
        case.manifest_error = error.message  # step 4 tells it
    case.maybe_shown = Shown(case.files, progress=case.progress)
    return f"{FORMAT}, {counted(len(case.shown.seqs), 'entry')}."


def whole_files(case: Case) -> str:
    """3. SHA256SUMS names every file and no other, and each is the one it names."""
    summed = check_files(case.files, case.found, case.progress)
    return f"{counted(summed.files, 'file')} as SHA256SUMS names them, and no other."


def manifest(case: Case) -> str:
    """4. The manifest is one signature over SHA256SUMS and the checkpoint."""
    if case.manifest_error is not None:
        case.found.invalid("manifest", f"The manifest is none: {case.manifest_error}")
    check_subjects(case.files, case.manifest, case.found)
    return "One statement over SHA256SUMS and log/checkpoint."


def key_log(case: Case) -> str:
    """5. The log's keys, from entry 0 to the epoch of the last entry."""
    predicate = case.predicate
    case.maybe_scoped = scan(case.shown, predicate.scope)
    entries = KeyEntries(case.shown, predicate.size)
    keylog = read_key_log(
        entries,
        log=predicate.log,
        epoch=predicate.epoch,
        first_seq=case.scoped.first_seq,
        found=case.found,
    )
    case.maybe_keylog = keylog
    check_key_files(case.files, entries, case.found)
    count = counted(len(keylog.eras), "epoch")
    return f"{count}, {counted(len(keylog.roots), 'root key')}: each signed by those before it."


def checkpoints(case: Case) -> str:
    """6. The checkpoints and the manifest are signed by the keys of their place."""
    case.maybe_signed = check_checkpoints(case.files, case.predicate, case.keylog, case.found)
    check_manifest_signature(case, case.keylog.era_of(case.predicate.size - 1).keys.ed25519)
    count = counted(len(case.signed.roots), "checkpoint")
    return f"{count} and the manifest, signed by the keys of their place."


def check_manifest_signature(case: Case, public: bytes) -> None:
    """Check the manifest's signature by the key of the epoch of entry N - 1 (ATTACKS B01)."""
    try:
        verify_signature(case.manifest.envelope, public)
    except BadSignatureError as error:
        case.found.invalid("manifest_signature", error.message)


def tree(case: Case) -> str:
    """7. All checkpoints are of one growing tree; at level full-log, all leaves make it."""
    signed, whole = case.signed, case.predicate.level is Level.FULL_LOG
    case.roots = check_tree(
        case.files,
        size=signed.size,
        signed_root=signed.root,
        roots=signed.roots,
        whole=whole,
        found=case.found,
    )
    if whole:
        check_full_log(
            case.files,
            shown=case.shown,
            scope=case.predicate.scope,
            keylog=case.keylog,
            signed=signed,
            found=case.found,
            progress=case.progress,
        )
        return f"All {counted(signed.size, 'entry')} of the log recompute."
    return f"{counted(len(case.roots), 'checkpoint')} of one tree, which only grew."


def entries(case: Case) -> str:
    """8. Each entry shown is in that tree, at its place."""
    check_entries(
        case.files, case.shown, case.keylog, case.signed, case.found, progress=case.progress
    )
    return f"{counted(len(case.shown.seqs), 'entry')} in the tree of {case.signed.size:,}."


def scope(case: Case) -> str:
    """9. What must be shown is shown, and nothing else."""
    export = case.shown.get(case.predicate.export)
    check_export(export, case.predicate, case.found)
    check_scope(case.shown, case.predicate, case.keylog, case.scoped, case.found)
    count = counted(case.scoped.entries, "entry")
    return f"{count} in scope, of {counted(len(case.scoped.runs), 'run')}."


def openings(case: Case) -> str:
    """10. Bodies and records are those that the entries commit to."""
    if case.predicate.recipients:
        raise NotCheckedError("What is opened is encrypted: see step 12.")
    if case.predicate.level is Level.METADATA:
        check_openings(case.files, case.shown, case.predicate, case.found, progress=case.progress)
        raise NotCheckedError("None at level metadata.")
    case.records = check_openings(
        case.files, case.shown, case.predicate, case.found, progress=case.progress
    )
    return f"{counted(case.records, 'record')} as they were recorded."


def absence(case: Case) -> str:
    """11. What is missing follows from the entries."""
    predicate = case.predicate
    expected = absence_file(case.shown, scope=predicate.scope, level=predicate.level)
    check_absence(case, expected)
    return "absence/absence.json follows from the entries."


def check_absence(case: Case, expected: bytes) -> None:
    """Check that the list of what is missing is the one that the entries give."""
    if not case.files.has(ABSENCE) or held(case.files, ABSENCE) != expected:
        case.found.invalid("absence", f"{ABSENCE} is not what the entries say is missing.")


def encrypted(case: Case) -> str:
    """12. The encrypted content is the one that was sealed, and its bodies are right."""
    check_recipients(case)
    if not case.files.has(CONTENT):
        raise NotCheckedError("Nothing is encrypted.")
    try:
        opened = (
            open_sealed(case.files, case.trust.identities)
            if case.trust.content is None
            else open_unsealed(case.files, case.trust.content)
        )
    except BadEncodingError as error:
        case.found.invalid("content", error.message)
        raise StepEndedError from error
    if isinstance(opened, NotOpened):
        raise NotCheckedError(opened.reason)
    try:
        case.records = check_openings(
            Listed(opened), case.shown, case.predicate, case.found, progress=case.progress
        )
    finally:
        opened.close()
    case.decrypted = True
    return f"The one that was sealed; {counted(case.records, 'record')} as they were recorded."


def check_recipients(case: Case) -> None:
    """Check that content is encrypted exactly where the manifest names recipients."""
    there, wanted = case.files.has(CONTENT), bool(case.predicate.recipients)
    if wanted and not there:
        case.found.fail(Verdict.INCOMPLETE, "content_missing", f"{CONTENT} is missing.")
    if there and not wanted:
        text = f"{CONTENT} is there, and the manifest names no recipient."
        case.found.invalid("content_extra", text)
    if wanted and any(is_content(path) for path in case.files.paths()):
        text = "Content lies in plain beside what is encrypted."
        case.found.invalid("content_plain", text)


def time_stamps(case: Case) -> str:
    """13. Time stamps are over these checkpoints, by an authority that the reviewer trusts."""
    if not case.files.numbers(Part.ANCHOR):
        raise NotCheckedError("No time stamps.")
    try:
        # Not in verify.py, nor with an old `cryptography`.
        from desktop_app.bundle.verify import anchors  # noqa: PLC0415
    except ImportError as error:
        raise NotCheckedError("Time stamps are present, not checked here.") from error
    stamps = anchors.check_anchors(case.files, case.trust.tsa_roots, case.found)
    agreed = [one for one in stamps.anchored if one.size in case.roots]
    for one in agreed:
        case.anchored = max(one.size, case.anchored or 0)
    for reason in stamps.reasons:
        case.found.note("timestamp", reason)
    if not agreed:
        raise NotCheckedError(" ".join(stamps.reasons[:1]))
    return "; ".join(
        f"the first {counted(one.size, 'entry')} existed at {utc(one.time_us)} ({one.tsa})"
        for one in agreed
    )


def trusted(case: Case) -> str:
    """14. The log is the one that the reviewer knows from elsewhere."""
    given, keylog = case.trust, case.keylog
    trust.check_keys(given, keylog, case.found)
    trust.check_fingerprint(given, keylog.fingerprint, case.found)
    agreed = trust.check_anchors(given, keylog, case.signed.size, case.roots, case.found)
    case.anchored = max(agreed or 0, case.anchored or 0) or None
    trust.check_pinned(given, case.found)
    return "The keys are those that were given."


STEPS: tuple[tuple[str, Callable[[Case], str]], ...] = (
    ("Container", container),
    ("Format", formats),
    ("Files", whole_files),
    ("Manifest", manifest),
    ("Key log", key_log),
    ("Checkpoints", checkpoints),
    ("Tree", tree),
    ("Entries", entries),
    ("Scope", scope),
    ("Openings", openings),
    ("Absence", absence),
    ("Encrypted content", encrypted),
    ("Time stamps", time_stamps),
    ("Trust", trusted),
)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""
'''

# ==================================================================================================
MODULES['desktop_app.bundle.verify.ziplist'] = r'''"""The one shape of zip that a bundle has: listed and unpacked in bounded time and memory.

Promise: no byte of the file is outside what was checked. Members lie one behind the other from
byte 0 to the central directory, which ends in its end record, which ends the file; so nothing
overlaps, and every program that unpacks it sees the same names and bytes. The end record's count is
read before anything is allocated. The standard library's `zipfile` is not used because it forgives
all this: it cuts names at NUL, takes leading and trailing junk, and stops where a lying size says.

Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3; `resources/docs/bundle.md`, "Zip".
"""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from desktop_app.bundle.layout import MAX_FILES, MAX_HELD_BYTES, MAX_RATIO
from desktop_app.errors import HostileBundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STORED: Final = 0
DEFLATED: Final = 8
CHUNK_BYTES: Final = 1 << 16

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5HL2L2H")
_NOT_HERE = 0xFFFFFFFF  # the value is in the zip64 field
_MAX_MEMBER_BYTES = 256  # of the central directory: 46, a name of the table, a zip64 field
_ZIP64 = 1
_ZIP64_LOCAL_BYTES = 20
_FLAG_DESCRIPTOR = 0x08
_FLAGS = 0x06 | _FLAG_DESCRIPTOR | 0x800  # deflate's level, sizes behind the data, UTF-8
_DOS_DIRECTORY = 0x10
_S_IFMT, _S_IFREG = 0xF000, 0x8000  # as `stat` has them


class Member(NamedTuple):
    """Where a file lies: `offset` of its local header, `end` of all that is its; sizes in bytes."""

    offset: int
    packed: int
    size: int
    crc: int
    method: int
    flags: int
    end: int


def list_members(file: IO[bytes], known: Callable[[str], bool]) -> dict[str, Member]:
    """Return the members by name, in the order of the file.

    Args:
        file: seekable; nothing is read but the end and the central directory.
        known: whether a name may be in there at all.

    Raises:
        HostileBundleError: anything that a bundle's zip does not have.
    """
    length = file.seek(0, 2)
    count, start, size = _directory_place(file, length)
    data = read_at(file, start, size)
    listed: dict[str, Member] = {}
    ends_at = 0
    for name, member in _with_ends(_central(data, count, known), start):
        if member.offset != ends_at or member.end - member.offset < _LOCAL.size + member.packed:
            raise HostileBundleError("The zip's members do not lie one behind the other.")
        ends_at = member.end
        listed[name] = member
    if len(listed) != count:
        raise HostileBundleError("The zip has a name twice.")
    _check_ratio(listed.values())
    return listed


def stream_member(file: IO[bytes], name: str, member: Member) -> Iterator[bytes]:
    """Yield a member's bytes in chunks of at most 64 KiB; all checks are done at the last one.

    Raises:
        HostileBundleError: the local header says other than the directory, the data is damaged or
            has another length or CRC than it says.
    """
    start = _data_start(file, name, member)
    crc = total = 0
    for chunk in _unpacked(file, start, member):
        total += len(chunk)
        if total > member.size:
            break
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if (total, crc) != (member.size, member.crc):
        raise HostileBundleError(f"{name} has another length or CRC than the zip says.")


def read_at(file: IO[bytes], offset: int, count: int) -> bytes:
    """Return exactly `count` bytes.

    Raises:
        HostileBundleError: there are fewer, or the disk does not give them.
    """
    parts: list[bytes] = []
    try:
        file.seek(offset)
        while count > 0 and (part := file.read(count)):
            parts.append(part)
            count -= len(part)
    except OSError as error:
        raise HostileBundleError(f"The file cannot be read: {error}.") from error
    if count:
        raise HostileBundleError("The zip is cut off.")
    return b"".join(parts)


def _directory_place(file: IO[bytes], length: int) -> tuple[int, int, int]:
    """Return count of members, and offset and size of the central directory."""
    end = length - _END.size
    if end < 0:
        raise HostileBundleError("Not a zip file: too short.")
    mark, disk, first_disk, here, count, size, start, comment = _END.unpack(
        read_at(file, end, _END.size)
    )
    if mark != b"PK\5\6" or comment:
        raise HostileBundleError("Not a zip file, cut off, or something follows its end.")
    if disk or first_disk or here != count:
        raise HostileBundleError("The zip is in several parts.")
    place = _zip64_place(file, end, (count, start, size))
    count, start, size, end = (count, start, size, end) if place is None else place
    if not 0 < count <= MAX_FILES:
        raise HostileBundleError(f"{count} files; a bundle has 1 to {MAX_FILES}.")
    if start + size != end or size > count * _MAX_MEMBER_BYTES:
        raise HostileBundleError("The zip's directory is not where its end record says.")
    return count, start, size


def _zip64_place(
    file: IO[bytes], end: int, short: tuple[int, int, int]
) -> tuple[int, int, int, int] | None:
    """Return (count, start, size, end of the directory) of the zip64 records, if there are any."""
    at = end - _END64_LOCATOR.size
    if at < _END64.size:
        return None
    mark, disk, record, disks = _END64_LOCATOR.unpack(read_at(file, at, _END64_LOCATOR.size))
    if mark != b"PK\6\7":
        return None
    if disk or disks != 1 or record != at - _END64.size:
        raise HostileBundleError("The zip64 end record is not where its locator says.")
    mark, length, _, _, disk, first_disk, here, count, size, start = _END64.unpack(
        read_at(file, record, _END64.size)
    )
    if mark != b"PK\6\6" or length != _END64.size - 12 or disk or first_disk or here != count:
        raise HostileBundleError("The zip64 end record is damaged.")
    caps = (0xFFFF, _NOT_HERE, _NOT_HERE)
    for value, long, cap in zip(short, (count, start, size), caps, strict=True):
        if value not in {cap, long}:
            raise HostileBundleError("The zip has two end records that differ.")
    return count, start, size, record


def _with_ends(
    members: Iterator[tuple[str, Member]], directory: int
) -> Iterator[tuple[str, Member]]:
    """Yield each member with its end: the offset of the next one, or that of the directory."""
    name, member = next(members)
    for next_name, following in members:
        yield name, member._replace(end=following.offset)
        name, member = next_name, following
    yield name, member._replace(end=directory)


def _central(data: bytes, count: int, known: Callable[[str], bool]) -> Iterator[tuple[str, Member]]:
    """Yield the members of a central directory, in its order."""
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(data):
            raise HostileBundleError("The zip's directory has fewer members than it says.")
        fields = _CENTRAL.unpack_from(data, at)
        start, name_bytes, extra_bytes, comment, disk = at + _CENTRAL.size, *fields[10:14]
        at = start + name_bytes + extra_bytes
        raw, extra = data[start : start + name_bytes], data[start + name_bytes : at]
        if fields[0] != b"PK\1\2" or comment or disk or at > len(data):
            raise HostileBundleError("The zip's directory is damaged, or a member has a comment.")
        yield _name(raw, known), _member(fields, extra)
    if at != len(data):
        raise HostileBundleError("The zip's directory has more in it than it says.")


def _name(raw: bytes, known: Callable[[str], bool]) -> str:
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise HostileBundleError(f"No bundle has a file {raw[:80]!r}.") from error
    if not known(name):
        raise HostileBundleError(f"No bundle of this format has a file {name[:80]!r}.")
    return name


def _member(fields: tuple[int, ...], extra: bytes) -> Member:
    """Return a member whose kind a bundle has: a plain file, stored or deflated, not encrypted."""
    flags, method, _, _, crc, packed, size = fields[3:10]
    attributes, offset = fields[15:17]
    if flags & ~_FLAGS:
        raise HostileBundleError("A member of the zip is encrypted or of an unknown kind.")
    if method not in {STORED, DEFLATED} or (method == STORED and packed != size):
        raise HostileBundleError(f"A member of the zip is packed with method {method}.")
    kind = attributes >> 16 & _S_IFMT
    if kind not in {0, _S_IFREG} or attributes & _DOS_DIRECTORY:
        raise HostileBundleError("A member of the zip is a link, a directory or a device.")
    if extra or _NOT_HERE in {packed, size, offset}:
        size, packed, offset = _zip64_values(extra, (size, packed, offset))
    return Member(offset, packed, size, crc, method, flags, 0)


def _zip64_values(extra: bytes, short: tuple[int, int, int]) -> tuple[int, ...]:
    """Return size, packed size and offset; those that are not there are in the zip64 field."""
    missing = short.count(_NOT_HERE)
    if not missing or len(extra) != 4 + 8 * missing:
        raise HostileBundleError("A member of the zip has an extra field that a bundle's has not.")
    kind, length, *values = struct.unpack(f"<2H{missing}Q", extra)
    if (kind, length) != (_ZIP64, 8 * missing):
        raise HostileBundleError("A member of the zip has an extra field that a bundle's has not.")
    return tuple(values.pop(0) if value == _NOT_HERE else value for value in short)


def _check_ratio(members: Iterable[Member]) -> None:
    """Refuse a zip bomb: any member, or all together."""
    total_packed = total_size = 0
    for member in members:
        total_packed += member.packed
        total_size += member.size
        if member.size > max(MAX_HELD_BYTES, MAX_RATIO * member.packed):
            raise HostileBundleError("A member of the zip unpacks to far more than it is.")
    if total_size > max(MAX_HELD_BYTES, MAX_RATIO * total_packed):
        raise HostileBundleError("The zip unpacks to far more than it is.")


def _data_start(file: IO[bytes], name: str, member: Member) -> int:
    """Return where the data starts, if the local header says what the directory says."""
    header = read_at(file, member.offset, _LOCAL.size)
    mark, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(header)
    at = member.offset + _LOCAL.size
    if mark != b"PK\3\4" or (flags, method) != (member.flags, member.method):
        raise HostileBundleError(f"{name} has two headers that differ.")
    if extra_bytes not in {0, _ZIP64_LOCAL_BYTES} or name_bytes != len(name):
        raise HostileBundleError(f"{name} has two headers that differ.")
    rest = read_at(file, at, name_bytes + extra_bytes)
    later = bool(flags & _FLAG_DESCRIPTOR)
    said = (0, 0, 0) if later else (member.crc, member.packed, member.size)
    found = (crc, *_local_sizes(rest[name_bytes:], (packed, size)))
    if rest[:name_bytes] != name.encode() or found != said:
        raise HostileBundleError(f"{name} has two headers that differ.")
    start = at + len(rest)
    _check_tail(file, name, member, start + member.packed)
    return start


def _local_sizes(extra: bytes, short: tuple[int, int]) -> tuple[int, int]:
    """Return (packed, size) of a local header, whose zip64 field has both, the size first."""
    if not extra:
        return short
    kind, length, size, packed = struct.unpack("<2H2Q", extra)
    if (kind, length, *short) != (_ZIP64, 16, _NOT_HERE, _NOT_HERE):
        raise HostileBundleError("A member of the zip has an extra field that a bundle's has not.")
    return packed, size


def _check_tail(file: IO[bytes], name: str, member: Member, end: int) -> None:
    """Refuse anything between a member and the next but the descriptor that its flags announce."""
    forms = {b""}
    if member.flags & _FLAG_DESCRIPTOR:
        sizes = (member.crc, member.packed, member.size)
        narrow = struct.pack("<3L", *(value & _NOT_HERE for value in sizes))
        wide = struct.pack("<L2Q", *sizes)
        forms = {form + rest for form in (b"", b"PK\7\10") for rest in (narrow, wide)}
    gap = member.end - end
    if gap < 0 or gap > max(map(len, forms)) or read_at(file, end, gap) not in forms:
        raise HostileBundleError(f"The zip has something between {name} and what follows.")


def _unpacked(file: IO[bytes], start: int, member: Member) -> Iterator[bytes]:
    """Yield what the packed bytes unpack to, and check that the packed stream ends with them."""
    if member.method == STORED:
        yield from _packed(file, start, member)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in _packed(file, start, member):
            if inflater.eof:
                raise HostileBundleError("A member of the zip is longer than its data.")
            rest = chunk
            while rest:
                yield inflater.decompress(rest, CHUNK_BYTES)
                rest = inflater.unconsumed_tail
        while tail := inflater.decompress(b"", CHUNK_BYTES):
            yield tail
    except zlib.error as error:
        raise HostileBundleError(f"The zip is damaged: {error}.") from error
    if not inflater.eof or inflater.unused_data:
        raise HostileBundleError("A member of the zip is cut off, or longer than its data.")


def _packed(file: IO[bytes], start: int, member: Member) -> Iterator[bytes]:
    end = start + member.packed
    for at in range(start, end, CHUNK_BYTES):
        yield read_at(file, at, min(CHUNK_BYTES, end - at))
'''

# ==================================================================================================
MODULES['desktop_app.errors'] = r'''"""Every error that a person or a sender can meet: whose fault it is, and what to do about it.

Each class is one row of `resources/docs/errors.md` (generated; a test compares). `code` is stable:
scripts match on it. The message is one sentence that says what happened; `hint` says what to do.
Anything that is not a `CountersignError` and reaches the top is a bug of ours, and is told as one.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Fault = Literal["person", "sender", "machine", "ours"]


class CountersignError(Exception):
    """Base of all errors with a place in the error table.

    Attributes:
        code: stable name, UPPER_SNAKE.
        fault: who can mend it.
        exit_code: process exit code of a verb that ends in this error (`cli.md`).
        default_hint: what to do, when the raiser knows nothing better.
    """

    code: ClassVar[str] = "ERROR"
    fault: ClassVar[Fault] = "ours"
    exit_code: ClassVar[int] = 1
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


# --- what a sender did -------------------------------------------------------------------------


class MalformedRequestError(CountersignError):
    """The body does not parse as what its content type says. HTTP 400, gRPC INVALID_ARGUMENT."""

    code = "MALFORMED_REQUEST"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send the request as the OTLP or CloudEvents specification says."


class TooLargeError(CountersignError):
    """Over a size, count or depth limit after decompression. HTTP 413, gRPC RESOURCE_EXHAUSTED."""

    code = "TOO_LARGE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send smaller batches, or raise receive.max_bytes with `countersign config`."


class UnsupportedMediaTypeError(CountersignError):
    """A content type or encoding we do not read. HTTP 415."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Use application/x-protobuf or application/json, plain or gzip."


class ForbiddenSenderError(CountersignError):
    """Foreign Host or Origin, another user's process, or an unknown token. HTTP 403 or 401."""

    code = "FORBIDDEN_SENDER"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send from a program of this user on this machine to 127.0.0.1 or localhost."


class UnknownTokenError(ForbiddenSenderError):
    """A token that is nobody's, or none where the settings ask for one. HTTP 401."""

    code = "UNKNOWN_TOKEN"
    default_hint = "Send `Authorization: Bearer TOKEN` with a token that `countersign setup` made."


class SlowSenderError(CountersignError):
    """The body did not come within the time for it. HTTP 408."""

    code = "SLOW_SENDER"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Send the request in one go."


class OverloadedError(CountersignError):
    """No room just now; nothing was stored; try again. HTTP 503 + Retry-After, gRPC UNAVAILABLE."""

    code = "OVERLOADED"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Exporters try again by themselves."
    retry_after_s: ClassVar[int] = 1


# --- what a person can mend --------------------------------------------------------------------


class UsageError(CountersignError):
    """The command line is off."""

    code = "USAGE"
    fault: ClassVar[Fault] = "person"
    exit_code = 2


class ConfigError(CountersignError):
    """A settings file or value cannot be used."""

    code = "CONFIG"
    fault: ClassVar[Fault] = "person"
    default_hint = "Run `countersign doctor`; it names the file and the line."


class NotFoundError(CountersignError):
    """No run, entry, agent, or setting of that name."""

    code = "NOT_FOUND"
    fault: ClassVar[Fault] = "person"


class RecorderNotRunningError(CountersignError):
    """The verb needs a running recorder and there is none for this data directory."""

    code = "RECORDER_NOT_RUNNING"
    fault: ClassVar[Fault] = "person"
    default_hint = "Start it with `countersign serve`."


class RecorderRunningError(CountersignError):
    """A second recorder on one data directory (ATTACKS G04)."""

    code = "RECORDER_RUNNING"
    fault: ClassVar[Fault] = "person"
    default_hint = "One recorder serves one data directory; use the running one or --data-dir."


class VersionMismatchError(CountersignError):
    """Two of our processes have different versions and refuse to mix."""

    code = "VERSION_MISMATCH"
    fault: ClassVar[Fault] = "person"
    default_hint = "Stop the older one and start again."


class PortTakenError(CountersignError):
    """Another program listens where we must."""

    code = "PORT_TAKEN"
    fault: ClassVar[Fault] = "person"
    default_hint = "Stop that program, or choose another: --otlp-http-port N, --otlp-grpc-port N."


class NotAnsweredByPersonError(CountersignError):
    """A verb that loosens or reveals was not confirmed by a person, or an agent asked for it."""

    code = "NOT_ANSWERED_BY_PERSON"
    fault: ClassVar[Fault] = "person"
    default_hint = "Run it yourself in a terminal; an agent cannot answer for you."


class AgentConfigError(CountersignError):
    """An agent's own config cannot be read, merged or put back."""

    code = "AGENT_CONFIG"
    fault: ClassVar[Fault] = "person"
    default_hint = "Mend the file it names; nothing was changed."


class WrongPassphraseError(CountersignError):
    """The passphrase does not open the key file."""

    code = "WRONG_PASSPHRASE"
    fault: ClassVar[Fault] = "person"


# --- keys ----------------------------------------------------------------------------------------


class KeychainLockedError(CountersignError):
    """The OS keychain is locked; we wait for it and answer 503 meanwhile."""

    code = "KEYCHAIN_LOCKED"
    fault: ClassVar[Fault] = "person"
    default_hint = "Unlock the keychain; recording starts by itself."


class KeychainUnavailableError(CountersignError):
    """No usable OS keychain, though custody says that one holds the keys."""

    code = "KEYCHAIN_UNAVAILABLE"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Log in to the desktop session that holds the keys, or restore a key backup."


class KeyLostError(CountersignError):
    """The ledger exists and its keys do not. Never a silent new start (ATTACKS B07)."""

    code = "KEY_LOST"
    fault: ClassVar[Fault] = "person"
    default_hint = (
        "Restore a backup with `countersign keys restore FILE`, or start a new log that names "
        "this one with `countersign ledger adopt --reason TEXT`."
    )


# --- stores --------------------------------------------------------------------------------------


class StorageError(CountersignError):
    """Disk full, I/O error, or a store that is locked or gone; nothing was acknowledged."""

    code = "STORAGE"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Free space or mend the disk; what was acknowledged is safe."


class DiskFullError(StorageError):
    """Quota or free-space floor reached; telemetry is refused, gate entries keep a reserve."""

    code = "DISK_FULL"
    default_hint = "Free space, or raise ledger.quota_bytes; what was acknowledged is safe."


class SQLiteTooOldError(CountersignError):
    """The linked SQLite can lose committed WAL transactions (before 3.51.3; ATTACKS E07)."""

    code = "SQLITE_TOO_OLD"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Install apsw 3.51.3.0 or later."


class NewerFormatError(CountersignError):
    """Written by a later version of Countersign; an older one does not guess."""

    code = "NEWER_FORMAT"
    fault: ClassVar[Fault] = "person"
    exit_code = 60
    default_hint = "Use the version that wrote it, or a later one."


class UnreadableError(CountersignError):
    """Not a ledger, hostile, or too large to judge."""

    code = "UNREADABLE"
    fault: ClassVar[Fault] = "machine"
    exit_code = 60


class HostileBundleError(UnreadableError):
    """A bundle whose container no bundle has: odd names, links, a zip bomb, damage (D08, D09)."""

    code = "HOSTILE_BUNDLE"
    fault: ClassVar[Fault] = "sender"
    default_hint = "Do not unpack it. Ask for the bundle again, or use a later version."


class LedgerDivergedError(CountersignError):
    """The ledger contradicts its pin; it is never appended to."""

    code = "LEDGER_DIVERGED"
    fault: ClassVar[Fault] = "machine"
    exit_code = 30
    default_hint = (
        "Run `countersign verify`. If you restored a backup on purpose: "
        "`countersign ledger adopt --reason TEXT`."
    )


class LedgerInvalidError(CountersignError):
    """The ledger's tail does not recompute; it is never appended to."""

    code = "LEDGER_INVALID"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40
    default_hint = "Run `countersign verify`; it names the first bad entry."


class BadEncodingError(CountersignError):
    """Bytes that are not in the one canonical form (leaf, note, proof, key)."""

    code = "BAD_ENCODING"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class BadSignatureError(CountersignError):
    """A signature by a known key that does not verify, or that its key may not make there."""

    code = "BAD_SIGNATURE"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class BadProofError(CountersignError):
    """An inclusion or consistency proof that does not lead to the root."""

    code = "BAD_PROOF"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40


class KeyLogError(CountersignError):
    """An entry that brings keys, or ends them, and does not hold.

    Attributes:
        finding: code of the finding that it leads to, lower_snake.
    """

    code = "KEY_LOG"
    fault: ClassVar[Fault] = "machine"
    exit_code = 40

    def __init__(self, message: str, *, finding: str = "key_log", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.finding = finding


class ExportOutdatedError(CountersignError):
    """The epoch whose key would sign a bundle has ended since it was asked for; nothing is lost."""

    code = "EXPORT_OUTDATED"
    fault: ClassVar[Fault] = "machine"
    default_hint = "Export again: it is asked for anew."


class ExportCancelledError(CountersignError):
    """An export that was stopped before its end; no file of it is left."""

    code = "EXPORT_CANCELLED"
    fault: ClassVar[Fault] = "person"
    exit_code = 130


class BundleTooLargeError(CountersignError):
    """What was asked for does not fit the bounds of one bundle (`bundle.md`, section "Bounds")."""

    code = "BUNDLE_TOO_LARGE"
    fault: ClassVar[Fault] = "person"
    default_hint = "Export less: a run, a shorter stretch of time, or `--level metadata`."


class IndexUnreadableError(CountersignError):
    """index.db is missing, damaged or not ours. Nothing is lost: it is derived from the ledger."""

    code = "INDEX_UNREADABLE"
    fault: ClassVar[Fault] = "machine"
    default_hint = (
        "Start `countersign serve`, which mends it by itself, or run `countersign index rebuild`."
    )


class BugError(CountersignError):
    """A state that the code says cannot be. Please report it with the details shown."""

    code = "BUG"
    fault: ClassVar[Fault] = "ours"
    default_hint = "This is a mistake in Countersign. Report it with the text above."
'''

# ==================================================================================================
MODULES['desktop_app.model'] = r'''"""Values that every layer shares: entries, canonical bytes, ids, the clock. No I/O in here."""

from __future__ import annotations
'''

# ==================================================================================================
MODULES['desktop_app.model.amounts'] = r'''"""How durations, money, tokens and sizes look to a person (`resources/docs/cli.md`).

A blank means zero, a dash that it was not reported.
"""

from __future__ import annotations

from desktop_app.model.visible import visible

MILLISECOND_US, SECOND_US, MINUTE_US, HOUR_US = 1_000, 1_000_000, 60_000_000, 3_600_000_000
MILLION = 1_000_000
NOT_REPORTED = "–"  # noqa: RUF001 - the design's sign for what an agent did not report
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def offset(offset_us: int) -> str:
    """Return a time in a run as seconds or so from its start: `+17.3 s`, `+0 ms`."""
    return "+" + (duration(offset_us) if offset_us >= MILLISECOND_US else "0 ms")


def counted(number: int, noun: str) -> str:
    """Return `1 span`, `3 spans`, `2 entries`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{number:,} {noun}s"


def duration(duration_us: int | None) -> str:
    """Return `46 ms`, `13.1 s`, `3 min 12 s`, `2 h 05 min`; a dash when unknown."""
    if duration_us is None:
        return NOT_REPORTED
    if duration_us < SECOND_US:
        return f"{duration_us // 1000} ms" if duration_us >= MILLISECOND_US else "< 1 ms"
    if duration_us < MINUTE_US:
        return f"{duration_us / SECOND_US:.1f} s"
    minutes, rest_us = divmod(duration_us, MINUTE_US)
    if duration_us < HOUR_US:
        return f"{minutes} min {rest_us // SECOND_US} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def money(usd: float | None) -> str:
    """Return `$0.0279` or `$4.61`; a dash when the agent reports no cost."""
    if usd is None:
        return NOT_REPORTED
    return f"${usd:.4f}" if usd < 1 else f"${usd:,.2f}"


def count(number: int | None, *, zero: str = "") -> str:
    """Return a grouped number; blank means zero, a dash means that it was not reported."""
    if number is None:
        return NOT_REPORTED
    if number == 0:
        return zero
    return f"{number:,}" if number < MILLION else f"{number / MILLION:.2f} M"


def size(byte_count: int) -> str:
    """Return `768 bytes`, `412 kB`, `3.0 GB`: SI units, at most three digits."""
    value, unit = float(byte_count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:  # noqa: PLR2004 - three digits
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return f"{byte_count} bytes"
    return f"{value:.1f} {_UNITS[unit]}" if value < 10 else f"{value:.0f} {_UNITS[unit]}"  # noqa: PLR2004


def short_id(text: str) -> str:
    """Return an id elided in the middle: first 12 and last 8 characters."""
    text = visible(text)
    return text if len(text) <= 22 else f"{text[:12]}…{text[-8:]}"  # noqa: PLR2004
'''

# ==================================================================================================
MODULES['desktop_app.model.canonical'] = r'''r"""Canonical bytes: the one encoding of everything that is hashed (`countersign/entry/v1`).

Promise: `decode(encode(x)) == x`, and `decode` accepts exactly the bytes that `encode` makes, so
that one value has one encoding and a leaf is compared, hashed and exported as the bytes it is.

Form: one UTF-8 JSON object; keys printable ASCII, sorted by code point, none twice; no white space
between tokens; integers only, |n| < 2^53; strings escape only ``"``, ``\`` and C0 controls as JSON
needs; no lone surrogates; at most 65,535 bytes (C2SP tlog-tiles entry bundles).
See `resources/docs/ledger.md`, section "Leaf bytes".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from desktop_app.errors import BadEncodingError

# Leaves hold no floats (`encode` refuses them); bodies may.
JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

MAX_BYTES = 65_535
MAX_INT = 2**53 - 1
MAX_DEPTH = 32


def _as_dict(value: JSON) -> JSON:
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"A {type(value).__name__} has no JSON form.")
    return dict(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,  # the depth is bounded in `_check`, or by the one who parsed a body
    default=_as_dict,
)


def encode(value: Mapping[str, JSON]) -> bytes:
    """Return the canonical bytes of a JSON object.

    Raises:
        BadEncodingError: a float, a large integer, a non-ASCII key, a lone surrogate, deeper than
            32 objects and lists, or more than 65,535 bytes.
    """
    _check(value, MAX_DEPTH)
    try:
        data = _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadEncodingError("A string holds a lone surrogate.") from error
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"{len(data)} bytes; a leaf has at most {MAX_BYTES}.")
    return data


def decode(data: bytes) -> dict[str, JSON]:
    """Parse canonical bytes; anything that `encode` would not have written is refused.

    Raises:
        BadEncodingError: not canonical (also: duplicate keys, NaN, floats, trailing bytes).
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"{len(data)} bytes; a leaf has at most {MAX_BYTES}.")
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"Not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BadEncodingError("Not a JSON object.")
    if encode(value) != data:
        raise BadEncodingError("Not in canonical form: order, spacing, escapes or a key twice.")
    return value


def encode_body(value: JSON) -> bytes:
    """Return one line of compact JSON for a body: sorted keys, floats allowed, never a newline.

    Not a leaf: a body is stored as it is and never compared with a second encoding of its value.

    Raises:
        BadEncodingError: NaN or infinity, a lone surrogate, or nested too deep.
    """
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BadEncodingError(f"No JSON form: {error}.") from error


def _check(value: JSON, levels: int) -> None:
    """Refuse a value without canonical form; `levels` of objects and lists are left."""
    if value is None or isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise BadEncodingError("An integer of 2^53 or more.")
        return
    if not isinstance(value, (Mapping, list, tuple)):
        raise BadEncodingError(f"A {type(value).__name__} has no canonical form.")
    if levels == 0:
        raise BadEncodingError(f"Nested deeper than {MAX_DEPTH}.")
    if isinstance(value, Mapping):
        _check_keys(value)
        value = list(value.values())
    for item in value:
        _check(item, levels - 1)


def _check_keys(keys: Iterable[object]) -> None:
    for key in keys:
        if not (isinstance(key, str) and key.isascii() and key.isprintable()):
            raise BadEncodingError(f"The key {key!r} is not printable ASCII.")
'''

# ==================================================================================================
MODULES['desktop_app.model.entry'] = r'''"""One ledger entry, which is its leaf bytes: exactly as stored, hashed and exported.

The shape of the JSON object (`resources/docs/ledger.md` has the whole specification):

    v           1                       format version of the leaf
    log         "countersign/<id>"      origin: a leaf of another log is never accepted
    seq         0, 1, ...               position in the log = leaf index in the Merkle tree
    epoch       1, 2, ...               whose keys seal it
    ts          microseconds            wall clock, since 1970 UTC
    boot        {"id","us"}             boot id and microseconds since boot: shows a moved clock
    nonce       32 hex digits           makes the leaf hash unguessable
    kind        `EntryKind`
    run_id      string or null          the agent's own session id
    run_seq     int or null             0, 1, ... within (actor.sender, run_id)
    trace_id    32 hex digits or null
    actor       {"sender", "auth", ...} who caused it
    subject     {...}                   what happened, by kind
    payload     {...} or null           commitment to the body: see `PayloadRef`
    prev        64 hex digits           leaf hash of seq - 1 (the hash chain); zeros at seq 0
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.kinds import EntryKind

LEAF_VERSION = 1
NO_PREV = bytes(32)
RECORDER: Mapping[str, JSON] = {"sender": "", "auth": "recorder"}  # the actor of what is ours


@dataclass(frozen=True, slots=True)
class PayloadRef:
    """What the ledger says of a body that it does not hold in the leaf.

    Attributes:
        commitment: 32 bytes, RFC 6962 root over the body's salted records.
        digest: 32 bytes, HMAC of the body under a key that dies with it; None when not made.
        size: bytes of the body before compression.
        retention: name of the retention class.
    """

    commitment: bytes
    digest: bytes | None
    size: int
    retention: str

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form (hex digests)."""
        return {
            "commitment": self.commitment.hex(),
            "digest": None if self.digest is None else self.digest.hex(),
            "bytes": self.size,
            "retention": self.retention,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before the writer gave it its place: all that the rest of the recorder decides.

    Attributes:
        kind: what happened.
        actor: who caused it; `{"sender": "", "auth": "none"}` for an unauthenticated sender.
        subject: what happened, by kind; small values only, no content.
        run_id: the agent's session id, or None.
        trace_id: 16 bytes, or None.
        payload: commitment to `body`, or None.
        body: zstd-compressed bytes that the commitment covers, or None.
        secret: 32 bytes that the salts of the commitment come from; stored and shredded with body.
    """

    kind: EntryKind
    actor: Mapping[str, JSON]
    subject: Mapping[str, JSON]
    run_id: str | None = None
    trace_id: bytes | None = None
    payload: PayloadRef | None = None
    body: bytes | None = None
    secret: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed leaf. `leaf` are the bytes; everything else is read from them."""

    leaf: bytes
    log: str
    seq: int
    epoch: int
    ts_us: int
    boot_id: str
    boot_us: int
    kind: EntryKind
    run_id: str | None
    run_seq: int | None
    trace_id: bytes | None
    actor: Mapping[str, JSON]
    subject: Mapping[str, JSON]
    payload: PayloadRef | None
    prev: bytes
'''

# ==================================================================================================
MODULES['desktop_app.model.findings'] = r'''"""What a verification finds while it runs: one finding for each thing it has to say. Plain values.

The audit of a ledger and the verifier of a bundle collect the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.model.verdict import Verdict, worst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

MAX_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an audit has to say.

    Attributes:
        code: stable name of what is wrong, lower_snake.
        verdict: the verdict that this finding alone leads to; None for a note or warning.
        severity: "error" (changes the verdict), "warning" (a person should look), "note".
        text: one sentence.
        seq: the entry it is about, where there is one.
        evidence: what someone else needs to see it too, such as two checkpoints.
    """

    code: str
    verdict: Verdict | None
    severity: str
    text: str
    seq: int | None = None
    evidence: Mapping[str, JSON] = field(default_factory=dict)

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "code": self.code,
            "verdict": None if self.verdict is None else str(self.verdict),
            "severity": self.severity,
            "text": self.text,
            "seq": self.seq,
            "evidence": dict(self.evidence),
        }


class Findings:
    """Collects findings; keeps 200 and counts the rest, so that a hostile file costs no memory."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.dropped = 0
        self._verdicts: set[Verdict] = set()
        self._first: Finding | None = None

    def fail(
        self,
        verdict: Verdict,
        code: str,
        text: str,
        *,
        seq: int | None = None,
        evidence: Mapping[str, JSON] | None = None,
    ) -> None:
        """Record what makes the ledger fail with `verdict`."""
        self._verdicts.add(verdict)
        self._add(Finding(code, verdict, "error", text, seq, evidence or {}))

    def invalid(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what makes the ledger INVALID."""
        self.fail(Verdict.INVALID, code, text, seq=seq)

    def warn(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what a person should look at; the verdict does not change."""
        self._add(Finding(code, None, "warning", text, seq))

    def note(self, code: str, text: str, *, seq: int | None = None) -> None:
        """Record what is good to know."""
        self._add(Finding(code, None, "note", text, seq))

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """All verdicts that some finding leads to, kept or dropped."""
        return frozenset(self._verdicts)

    @property
    def first_bad(self) -> Finding | None:
        """The finding to show first: of the winning verdict, the one with the lowest seq."""
        return self._first

    def _add(self, finding: Finding) -> None:
        if finding.verdict is not None and self._comes_first(finding):
            self._first = finding
        if len(self.kept) < MAX_FINDINGS:
            self.kept.append(finding)
        else:
            self.dropped += 1

    def _comes_first(self, new: Finding) -> bool:
        old = self._first
        if old is None or old.verdict is None or new.verdict is None:
            return True
        if old.verdict is not new.verdict:
            return worst((old.verdict, new.verdict)) is new.verdict
        return new.seq is not None and (old.seq is None or new.seq < old.seq)
'''

# ==================================================================================================
MODULES['desktop_app.model.kinds'] = r'''"""The kinds of ledger entries. Append-only: a name here is in somebody's ledger for ever.

Never rename, never reuse, never remove. A kind that a verifier does not know makes the ledger
UNREADABLE for it (ATTACKS A14), so a new kind needs a new minor of the format in `ledger.md`.
"""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry says happened. `subject` fields per kind: `resources/docs/ledger.md`."""

    # the log itself
    LOG_START = "log.start"  # entry 0: install id, root keys, custody
    LOG_ADOPTED = "log.adopted"  # entry 0 of a log that goes on from a diverged one
    EPOCH_START = "epoch.start"  # introduces an epoch's keys, signed by predecessor and root
    EPOCH_SEAL = "epoch.seal"  # ends an epoch: range, count, digest of its MACs
    EPOCH_RECOVERED = "epoch.recovered"  # introduced by the root alone; every verdict names it
    KEYS_ROTATED = "keys.rotated"  # a new root, signed by the old and the new one
    # the recorder
    RECORDER_START = "recorder.start"
    RECORDER_STOP = "recorder.stop"
    PAUSE_START = "pause.start"
    PAUSE_END = "pause.end"  # how many records of each signal were rejected meanwhile
    CONFIG_CHANGED = "config.changed"
    SENDER_ADDED = "sender.added"
    SENDER_REMOVED = "sender.removed"
    EGRESS_REFUSED = "egress.refused"
    COMMAND = "command"  # a verb that changed or revealed something and has no kind of its own
    # what agents sent
    OTLP_TRACES = "otlp.traces"
    OTLP_LOGS = "otlp.logs"
    OTLP_METRICS = "otlp.metrics"
    OTLP_REJECTED = "otlp.rejected"  # counts and reasons of records that were not kept
    CLOUDEVENTS = "cloudevents"
    # runs
    RUN_START = "run.start"
    RUN_END = "run.end"  # carries the run's entry count
    # agents' wiring
    AGENT_SETUP = "agent.setup"
    AGENT_SETUP_UNDONE = "agent.setup_undone"
    # audit bundles
    BUNDLE_EXPORT = "bundle.export"  # asked for: what, for whom; before anything is read
    BUNDLE_EXPORTED = "bundle.exported"  # made: digest of its files; before it is signed
    BUNDLE_CANCELLED = "bundle.cancelled"  # not made, or not to its end
'''

# ==================================================================================================
MODULES['desktop_app.model.leaf'] = r'''"""Leaf bytes to `Entry` and back. `parse_leaf` accepts exactly what `encode_leaf` writes.

Specification: `resources/docs/ledger.md`, section "Leaf bytes".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model import canonical
from desktop_app.model.entry import LEAF_VERSION, Draft, Entry, PayloadRef
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_FIELDS = frozenset(
    ("v", "log", "seq", "epoch", "ts", "boot", "nonce", "kind", "run_id", "run_seq")
)
_FIELDS |= {"trace_id", "actor", "subject", "payload", "prev"}
_HEX = re.compile(r"(?:[0-9a-f]{2})*\Z")


def encode_leaf(
    draft: Draft,
    *,
    log: str,
    seq: int,
    epoch: int,
    ts_us: int,
    boot_id: str,
    boot_us: int,
    nonce: bytes,
    run_seq: int | None,
    prev: bytes,
) -> bytes:
    """Return the leaf bytes of a draft at its place.

    Raises:
        BadEncodingError: the draft has no canonical form (too large, floats, ...).
    """
    return canonical.encode(
        {
            "v": LEAF_VERSION,
            "log": log,
            "seq": seq,
            "epoch": epoch,
            "ts": ts_us,
            "boot": {"id": boot_id, "us": boot_us},
            "nonce": nonce.hex(),
            "kind": str(draft.kind),
            "run_id": draft.run_id,
            "run_seq": run_seq,
            "trace_id": None if draft.trace_id is None else draft.trace_id.hex(),
            "actor": draft.actor,
            "subject": draft.subject,
            "payload": None if draft.payload is None else draft.payload.to_json(),
            "prev": prev.hex(),
        }
    )


def parse_leaf(leaf: bytes) -> Entry:
    """Parse leaf bytes strictly.

    Raises:
        BadEncodingError: not canonical, or a field missing, unknown or of the wrong shape.
        NewerFormatError: `v` or `kind` is one that this version does not know.
    """
    value = canonical.decode(leaf)
    version = _int(value.get("v"), "v")
    if version != LEAF_VERSION:
        raise NewerFormatError(f"Leaf version {version}; this Countersign knows {LEAF_VERSION}.")
    if value.keys() != _FIELDS:
        wrong = ", ".join(sorted(value.keys() ^ _FIELDS))
        raise BadEncodingError(f"Fields missing or unknown: {wrong}.")
    boot = _object(value["boot"], "boot")
    if boot.keys() != {"id", "us"}:
        raise BadEncodingError("The field boot is not {id, us}.")
    _hex(value["nonce"], "nonce", 16)
    run_seq = value["run_seq"]
    return Entry(
        leaf=leaf,
        log=_text(value["log"], "log"),
        seq=_int(value["seq"], "seq"),
        epoch=_int(value["epoch"], "epoch"),
        ts_us=_int(value["ts"], "ts"),
        boot_id=_hex(boot["id"], "boot.id", 16).hex(),
        boot_us=_int(boot["us"], "boot.us"),
        kind=_kind(_text(value["kind"], "kind")),
        run_id=None if value["run_id"] is None else _text(value["run_id"], "run_id"),
        run_seq=None if run_seq is None else _int(run_seq, "run_seq"),
        trace_id=None if value["trace_id"] is None else _hex(value["trace_id"], "trace_id", 16),
        actor=_object(value["actor"], "actor"),
        subject=_object(value["subject"], "subject"),
        payload=None if value["payload"] is None else _payload(value["payload"]),
        prev=_hex(value["prev"], "prev", 32),
    )


def _payload(value: JSON) -> PayloadRef:
    fields = _object(value, "payload")
    if fields.keys() != {"commitment", "digest", "bytes", "retention"}:
        raise BadEncodingError("The field payload is not {commitment, digest, bytes, retention}.")
    digest = fields["digest"]
    return PayloadRef(
        commitment=_hex(fields["commitment"], "payload.commitment", 32),
        digest=None if digest is None else _hex(digest, "payload.digest", 32),
        size=_int(fields["bytes"], "payload.bytes"),
        retention=_text(fields["retention"], "payload.retention"),
    )


def _kind(name: str) -> EntryKind:
    try:
        return EntryKind(name)
    except ValueError as error:
        raise NewerFormatError(f"An entry of a kind unknown here: {name!r}.") from error


def _int(value: JSON, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadEncodingError(f"The field {name} is not a whole number from 0.")
    return value


def _text(value: JSON, name: str) -> str:
    if not isinstance(value, str):
        raise BadEncodingError(f"The field {name} is not text.")
    return value


def _hex(value: JSON, name: str, count: int) -> bytes:
    text = _text(value, name)
    if len(text) != 2 * count or not _HEX.match(text):
        raise BadEncodingError(f"The field {name} is not {count} bytes in lower-case hex.")
    return bytes.fromhex(text)


def _object(value: JSON, name: str) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise BadEncodingError(f"The field {name} is not an object.")
    return value
'''

# ==================================================================================================
MODULES['desktop_app.model.verdict'] = r'''"""The verdicts of `verify`, their exit codes and which one wins (`cli.md`, section "Exit codes").

Append-only: scripts match on names and numbers. A verdict is about what was recomputed; what it
does not prove is told beside it, always.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EXIT_NO_ANCHOR = 10
EXIT_STALE_ANCHOR = 11


class Verdict(StrEnum):
    """What an audit came to."""

    ANCHORED = "ANCHORED"  # all recomputed, and something outside this machine agrees
    CONSISTENT = "CONSISTENT"  # all recomputed
    KEY_UNPINNED = "KEY_UNPINNED"  # all recomputed, but no trusted key was given
    DIVERGED = "DIVERGED"  # contradicts a pin, an anchor or the enrolment: rollback or fork
    INVALID = "INVALID"  # edited, deleted, inserted, reordered or forged
    POLICY_VIOLATION = "POLICY_VIOLATION"  # purged under a hold, retention shortened
    INCOMPLETE = "INCOMPLETE"  # something is missing and its absence is not recorded
    UNREADABLE = "UNREADABLE"  # not ours, hostile, too large, or of a newer format

    @property
    def exit_code(self) -> int:
        """Process exit code of a verb that ends with this verdict."""
        return _EXIT_CODES[self]

    @property
    def passes(self) -> bool:
        """Whether the exit code is 0."""
        return self.exit_code == 0


_EXIT_CODES = {
    Verdict.ANCHORED: 0,
    Verdict.CONSISTENT: 0,
    Verdict.KEY_UNPINNED: 20,
    Verdict.DIVERGED: 30,
    Verdict.INVALID: 40,
    Verdict.POLICY_VIOLATION: 41,
    Verdict.INCOMPLETE: 50,
    Verdict.UNREADABLE: 60,
}

PRECEDENCE = (
    Verdict.UNREADABLE,
    Verdict.INVALID,
    Verdict.DIVERGED,
    Verdict.POLICY_VIOLATION,
    Verdict.INCOMPLETE,
    Verdict.KEY_UNPINNED,
    Verdict.ANCHORED,
    Verdict.CONSISTENT,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that wins; CONSISTENT when there is none."""
    return min(verdicts, key=PRECEDENCE.index, default=Verdict.CONSISTENT)


def exit_code(verdict: Verdict, *, require_anchor: bool, stale: bool) -> int:
    """Return the exit code; a required anchor that is missing or stale makes CONSISTENT fail."""
    if require_anchor and verdict is Verdict.CONSISTENT:
        return EXIT_STALE_ANCHOR if stale else EXIT_NO_ANCHOR
    return verdict.exit_code
'''

# ==================================================================================================
MODULES['desktop_app.model.visible'] = r'''"""Text of others, shown: on a terminal, in a report, in a dialog.

Promise: what `visible` returns cannot move a cursor, hide, or reverse what stands beside it. It is
not escaped for any markup: who writes HTML escapes it as well.
"""

from __future__ import annotations

import unicodedata

# controls, format (bidi, zero-width, tags), surrogates, private, unassigned, line separators
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
# Letters and marks that nobody sees: fillers, joiners, blank braille, variation selectors
# (Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, beside the categories above).
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180F, 0x2800, 0x3164, 0xFFA0}.union(
    range(0x180B, 0x180E), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
)


def visible(text: str) -> str:
    """Return text in which no character can move the cursor, hide or reverse others.

    Control, format (bidi, zero-width, tag), private, unassigned and invisible characters become
    `U+202E`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"U+{ord(char):04X}" if _unsafe(char) else char for char in text)


def _unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or ord(char) in _INVISIBLE
'''

# ==================================================================================================
MODULES['desktop_app.model.wire'] = r'''"""An OTLP export request as bytes: cut into skeleton and records without parsing a record.

Promise: for bytes that protobuf serialized from a request without unknown fields, `slices` gives
what serializing the parts one by one gives: each record as it stands in the body, and the request
without its records. All three signals have one layout (opentelemetry-proto 1.x):

    request        resource group = 1 (repeated)
    resource group resource = 1, scope group = 2 (repeated), schema_url = 3
    scope group    scope = 1, record = 2 (repeated), schema_url = 3

Source: protobuf.dev/programming-guides/encoding (all these fields are length-delimited).
"""

from __future__ import annotations

from typing import NamedTuple

from desktop_app.errors import BadEncodingError

_FIRST, _SECOND, _THIRD = 0x0A, 0x12, 0x1A  # tags: field number << 3 | 2
_MORE = 0x80
_MAX_SHIFT = 28  # lengths are below 2^31


class Slices(NamedTuple):
    """A request in pieces.

    Attributes:
        skeleton: the request without its records.
        records: each record's bytes, in order.
        groups: number of records per scope group, per resource group.
    """

    skeleton: bytes
    records: list[bytes]
    groups: list[list[int]]


def slices(body: bytes) -> Slices:
    """Cut a serialized export request.

    Raises:
        BadEncodingError: other fields than the layout has, or lengths that do not fit.
    """
    skeleton: list[bytes] = []
    records: list[bytes] = []
    groups: list[list[int]] = []
    bare, found = _cut(body, 0, len(body), _FIRST)
    if bare:
        raise BadEncodingError("The request has fields beside its resource groups.")
    for start, stop in found:
        kept, scopes = _cut(body, start, stop, _SECOND)
        counts: list[int] = []
        parts: list[bytes] = []
        for scope_start, scope_stop in scopes:
            before = len(records)
            own = _cut_records(body, scope_start, scope_stop, records)
            counts.append(len(records) - before)
            parts.append(_field(_SECOND, _joined(own, _SECOND, b"")))
        groups.append(counts)
        skeleton.append(_field(_FIRST, _joined(kept, _SECOND, b"".join(parts))))
    return Slices(b"".join(skeleton), records, groups)


def _cut(
    body: bytes, at: int, end: int, tag: int
) -> tuple[list[tuple[int, bytes]], list[tuple[int, int]]]:
    """Return the other fields as (tag, bytes), and where the contents of those with `tag` lie."""
    kept: list[tuple[int, bytes]] = []
    found: list[tuple[int, int]] = []
    add = found.append
    try:
        while at < end:
            seen, size, head = body[at], body[at + 1], at + 2
            if size >= _MORE:
                size, head = _length(body, at + 1)
            stop = head + size
            if seen == tag:
                add((head, stop))
            else:
                kept.append((_other(seen), body[at:stop]))
            at = stop
    except IndexError as error:
        raise BadEncodingError("The request ends in the middle of a field.") from error
    if at != end:
        raise BadEncodingError("A field is longer than the group it is in.")
    return kept, found


def _cut_records(body: bytes, at: int, end: int, records: list[bytes]) -> list[tuple[int, bytes]]:
    """Append the records of a scope group; return its other fields. Runs once per span."""
    kept: list[tuple[int, bytes]] = []
    add = records.append
    try:
        while at < end:
            seen, size, head = body[at], body[at + 1], at + 2
            if size >= _MORE:  # `_length`, written out for two bytes
                high = body[head]
                if high < _MORE:
                    size, head = size - _MORE + (high << 7), at + 3
                else:
                    size, head = _length(body, at + 1)
            stop = head + size
            if seen == _SECOND:
                add(body[head:stop])
            else:
                kept.append((_other(seen), body[at:stop]))
            at = stop
    except IndexError as error:
        raise BadEncodingError("The request ends in the middle of a field.") from error
    if at != end:
        raise BadEncodingError("A field is longer than the group it is in.")
    return kept


def _other(tag: int) -> int:
    """Return a tag that may stand beside records and groups."""
    if tag not in {_FIRST, _THIRD}:
        raise BadEncodingError(f"A field with tag {tag:#x} in a group of records.")
    return tag


def _length(body: bytes, at: int) -> tuple[int, int]:
    """Return (value, where it ends) of a varint."""
    value = shift = 0
    while True:
        byte = body[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < _MORE:
            return value, at
        shift += 7
        if shift > _MAX_SHIFT:
            raise BadEncodingError("A length of more than five bytes.")


def _joined(kept: list[tuple[int, bytes]], tag: int, middle: bytes) -> bytes:
    """Return fields in the order of their tags, with `middle` where `tag` belongs."""
    before = [data for seen, data in kept if seen < tag]
    after = [data for seen, data in kept if seen > tag]
    return b"".join((*before, middle, *after))


def _field(tag: int, data: bytes) -> bytes:
    """Return a length-delimited field."""
    size, head = len(data), bytearray((tag,))
    while size >= _MORE:
        head.append(size & 0x7F | _MORE)
        size >>= 7
    head.append(size)
    return bytes(head) + data
'''

# ==================================================================================================
MODULES['desktop_app.signing'] = r'''"""Ed25519 and ML-DSA-44 keys, signed checkpoints, and the statements that bind epochs together."""

from __future__ import annotations
'''

# ==================================================================================================
MODULES['desktop_app.signing.dsse'] = r'''"""DSSE v1: what is signed (PAE), and how the signing key is named.

Source: github.com/secure-systems-lab/dsse, protocol.md; RFC 8410 (Ed25519 SubjectPublicKeyInfo).
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop_app.errors import BadEncodingError
from desktop_app.signing.keys import ED25519_PUBLIC_BYTES


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: the bytes that a DSSE signature is over."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def spki_der(ed25519_public: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a 32-byte Ed25519 public key.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return _key(ed25519_public).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def spki_pem(ed25519_public: bytes) -> bytes:
    """Return the same as PEM, as `openssl pkeyutl -pubin` reads it.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return _key(ed25519_public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def key_hint(ed25519_public: bytes) -> str:
    """Return the hex SHA-256 of the SubjectPublicKeyInfo: `publicKey.hint` of the manifest.

    Raises:
        BadEncodingError: not 32 bytes.
    """
    return hashlib.sha256(spki_der(ed25519_public)).hexdigest()


def _key(public: bytes) -> Ed25519PublicKey:
    if len(public) != ED25519_PUBLIC_BYTES:
        raise BadEncodingError(f"An Ed25519 public key is {ED25519_PUBLIC_BYTES} bytes.")
    return Ed25519PublicKey.from_public_bytes(public)
'''

# ==================================================================================================
MODULES['desktop_app.signing.keylog'] = r'''"""The entries that bring a log's keys: what each must say, and who must have signed it.

Pure functions over entries, for the audit of a ledger and the verifier of a bundle alike. Each
returns what its entry brings, or raises `KeyLogError` with the code of the finding and a part of a
sentence; after that nothing that the keys sign can be judged.

Specification: `resources/docs/ledger.md`, sections "The first two entries" and "Epochs".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError, KeyLogError
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.statements import (
    epoch_statement,
    keys_from_json,
    rotation_statement,
    verify_introduction,
    verify_rotation,
)

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import PublicPair

LOG_STARTS = frozenset((EntryKind.LOG_START, EntryKind.LOG_ADOPTED))
INTRODUCTIONS = frozenset((EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED))
KEY_KINDS = LOG_STARTS | INTRODUCTIONS | {EntryKind.KEYS_ROTATED, EntryKind.EPOCH_SEAL}

_LOG_START = frozenset(("install", "version", "custody", "root"))
_START_FIELDS = {
    EntryKind.LOG_START: _LOG_START,
    EntryKind.LOG_ADOPTED: _LOG_START | {"reason", "old"},
}
_EPOCH = frozenset(("epoch", "reason", "keys", "signatures"))
_ROTATION = frozenset(("old", "new", "signatures"))
_SEAL = frozenset(("epoch", "first_seq", "last_seq", "count", "macs", "late", "reason"))
_MAC_HEX = 64


@dataclass(frozen=True, slots=True)
class LogStart:
    """What entry 0 brings: the root keys, who guards them, and whether it goes on from a log."""

    root: PublicPair
    custody: str
    adopted: bool


@dataclass(frozen=True, slots=True)
class Introduced:
    """The keys of an epoch: two public keys, and the commitment to its MAC key."""

    keys: PublicPair
    mac_commitment: bytes
    reason: str
    recovered: bool


def log_start(entry: Entry) -> LogStart:
    """Read entry 0.

    Raises:
        KeyLogError: not the start of a log, or its root keys are none.
    """
    subject = entry.subject
    if subject.keys() != _START_FIELDS.get(entry.kind, frozenset()):
        raise KeyLogError("is not the start of a log", finding="log_start")
    try:
        root = keys_from_json(subject["root"])
    except BadEncodingError as error:
        raise KeyLogError(error.message, finding="log_start") from error
    return LogStart(root, str(subject["custody"]), entry.kind is EntryKind.LOG_ADOPTED)


def origin_fits(entry: Entry) -> bool:
    """Tell whether the origin of entry 0 is that of its install id."""
    return entry.log == f"countersign/{entry.subject.get('install')}"


def introduce(entry: Entry, *, root: PublicPair, previous: PublicPair | None) -> Introduced:
    """Check an introduction: its fields, and that root and predecessor signed it (ATTACKS A10).

    `previous` None: the first epoch. `epoch.recovered` is signed by the root alone.

    Raises:
        KeyLogError: it does not hold.
    """
    subject = entry.subject
    recovered = entry.kind is EntryKind.EPOCH_RECOVERED
    if subject.keys() != (_EPOCH | {"lost_epoch"} if recovered else _EPOCH):
        raise KeyLogError("has fields that no introduction has", finding="epoch_fields")
    if subject["epoch"] != entry.epoch or (recovered and subject["lost_epoch"] != entry.epoch - 1):
        raise KeyLogError("introduces another epoch than its own", finding="epoch_number")
    try:
        keys, mac = keys_from_json(subject["keys"]), _mac(subject["keys"])
        statement = epoch_statement(
            log=entry.log, epoch=entry.epoch, seq=entry.seq, prev=entry.prev, keys=keys, mac=mac
        )
        check_introduction(statement, subject["signatures"], root, None if recovered else previous)
    except (BadEncodingError, BadSignatureError) as error:
        raise KeyLogError(error.message, finding="introduction") from error
    return Introduced(keys, mac, str(subject["reason"]), recovered)


def rotate(entry: Entry, *, root: PublicPair) -> PublicPair:
    """Check a rotation and return the new root; both roots signed it (ATTACKS B05).

    Raises:
        KeyLogError: it does not hold.
    """
    subject = entry.subject
    if subject.keys() != _ROTATION:
        raise KeyLogError("has fields that no rotation has", finding="rotation")
    try:
        old, new = keys_from_json(subject["old"]), keys_from_json(subject["new"])
        statement = rotation_statement(
            log=entry.log, seq=entry.seq, prev=entry.prev, old=old, new=new
        )
        check_rotation(statement, subject["signatures"], old, new)
    except (BadEncodingError, BadSignatureError) as error:
        raise KeyLogError(error.message, finding="rotation") from error
    check_rotated_root(old, root)
    return new


def seal(entry: Entry) -> bool:
    """Read a seal's fields; return whether it was late, after a crash.

    Raises:
        KeyLogError: it has others.
    """
    late = entry.subject.get("late")
    if entry.subject.keys() != _SEAL or not isinstance(late, bool):
        raise KeyLogError("has fields that no seal has", finding="seal_fields")
    return late


def seal_covers(entry: Entry, *, epoch: int, first_seq: int) -> bool:
    """Tell whether a seal speaks of its epoch and of all of it, be it empty."""
    subject = entry.subject
    told = tuple(subject.get(name) for name in ("epoch", "first_seq", "last_seq", "count"))
    return told == (epoch, first_seq, entry.seq - 1, entry.seq - first_seq)


def check_introduction(
    statement: bytes, signatures: JSON, root: PublicPair, previous: PublicPair | None
) -> None:
    """Check the signatures of an introduction; raises."""
    verify_introduction(statement, _object(signatures), root=root, previous=previous)


def check_rotation(statement: bytes, signatures: JSON, old: PublicPair, new: PublicPair) -> None:
    """Check the four signatures of a rotation; raises."""
    verify_rotation(statement, _object(signatures), old=old, new=new)


def check_rotated_root(old: PublicPair, root: PublicPair) -> None:
    """Check that a rotation replaces the root in force, and not one of its own making; raises."""
    if old != root:
        raise KeyLogError("replaces keys that are not the log's root", finding="rotation")


def _mac(keys: JSON) -> bytes:
    text = _object(keys).get("mac")
    if not isinstance(text, str) or len(text) != _MAC_HEX:
        return b""  # no key commits to it; the signatures cover it
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _object(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}
'''

# ==================================================================================================
MODULES['desktop_app.signing.keys'] = r'''"""Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204, empty context), from 32-byte seeds.

Everything that is signed here carries both, so that one broken scheme is not enough. ML-DSA
signatures are randomised: two over one message differ.

`HAS_MLDSA44` is the one switch for a library without ML-DSA (`cryptography` before 48, as Debian 12
has it): there this module imports and checks Ed25519, `verify_mldsa44` checks lengths alone, and
who reports a verdict MUST say that second signatures were not checked. Nothing can be signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop_app.errors import BadEncodingError, BadSignatureError

SEED_BYTES: Final = 32
ED25519_PUBLIC_BYTES: Final = 32
MLDSA44_PUBLIC_BYTES: Final = 1312
MLDSA44_SIGNATURE_BYTES: Final = 2420

try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

    MLDSA44PublicKey.from_public_bytes(bytes(MLDSA44_PUBLIC_BYTES))
    HAS_MLDSA44 = True
except (ImportError, UnsupportedAlgorithm):  # an old library, or one over an old OpenSSL
    HAS_MLDSA44 = False


class Ed25519Signer:
    """Signs with an Ed25519 seed. `public` is the 32-byte public key."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(_seed(seed))
        self.public: Final = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self._key.sign(message)


class MLDSA44Signer:
    """Signs with an ML-DSA-44 seed. `public` is the 1312-byte public key."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key = MLDSA44PrivateKey.from_seed_bytes(_seed(seed))
        self.public: Final = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 2420-byte signature."""
        return self._key.sign(message)


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature.

    Raises:
        BadEncodingError: the public key is not 32 bytes.
        BadSignatureError: the signature is not this key's over this message.
    """
    if len(public) != ED25519_PUBLIC_BYTES:
        raise BadEncodingError(f"An Ed25519 public key is {ED25519_PUBLIC_BYTES} bytes.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise BadSignatureError("The Ed25519 signature does not verify.") from error


def verify_mldsa44(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an ML-DSA-44 signature; without `HAS_MLDSA44`, its length and nothing else.

    Raises:
        BadEncodingError: the public key is not 1312 bytes.
        BadSignatureError: the signature is not this key's over this message.
    """
    if len(public) != MLDSA44_PUBLIC_BYTES:
        raise BadEncodingError(f"An ML-DSA-44 public key is {MLDSA44_PUBLIC_BYTES} bytes.")
    if len(signature) != MLDSA44_SIGNATURE_BYTES:
        raise BadSignatureError(f"An ML-DSA-44 signature is {MLDSA44_SIGNATURE_BYTES} bytes.")
    if not HAS_MLDSA44:
        return
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature as error:
        raise BadSignatureError("The ML-DSA-44 signature does not verify.") from error


@dataclass(frozen=True, slots=True)
class PublicPair:
    """The two public keys of one signer: 32 bytes of Ed25519, 1312 of ML-DSA-44."""

    ed25519: bytes
    mldsa44: bytes

    def __post_init__(self) -> None:
        """Refuse keys of another length."""
        lengths = (len(self.ed25519), len(self.mldsa44))
        if lengths != (ED25519_PUBLIC_BYTES, MLDSA44_PUBLIC_BYTES):
            raise BadEncodingError(f"Public keys of {lengths[0]} and {lengths[1]} bytes.")


class SignerPair:
    """Signs with both schemes. `public` are the two public keys."""

    __slots__ = ("ed25519", "mldsa44", "public")

    def __init__(self, ed25519_seed: bytes, mldsa44_seed: bytes) -> None:
        self.ed25519: Final = Ed25519Signer(ed25519_seed)
        self.mldsa44: Final = MLDSA44Signer(mldsa44_seed)
        self.public: Final = PublicPair(self.ed25519.public, self.mldsa44.public)


@dataclass(frozen=True, slots=True, repr=False)
class EpochKeys:
    """The secrets of one epoch: two signing keys and the 32-byte MAC key."""

    signers: SignerPair
    mac: bytes


def parse_epoch_keys(secret: bytes) -> EpochKeys:
    """Return the keys of a keystore item `epoch.<n>`: 96 bytes, two seeds and the MAC key.

    Raises:
        BadEncodingError: another length.
    """
    if len(secret) != 3 * SEED_BYTES:
        raise BadEncodingError(f"The keys of an epoch are {3 * SEED_BYTES} bytes.")
    ed25519, mldsa44, mac = (secret[at : at + SEED_BYTES] for at in (0, SEED_BYTES, 2 * SEED_BYTES))
    return EpochKeys(SignerPair(ed25519, mldsa44), mac)


def _seed(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise BadEncodingError(f"A seed is {SEED_BYTES} bytes.")
    return seed
'''

# ==================================================================================================
MODULES['desktop_app.signing.notes'] = r'''"""Signing and opening of a log's checkpoints, and of the proofs that carry them.

A checkpoint carries the log's Ed25519 signature over its text; some carry the log's timestamped
ML-DSA-44 cosignature too. Both lines bear the origin as key name.

Promise: what `open_checkpoint` returns was signed by the keys given. A known key whose signature
does not verify spoils the whole note; signatures by other keys are ignored.

Sources: c2sp.org/tlog-checkpoint@v1.0.0, c2sp.org/tlog-cosignature, c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing.keys import MLDSA44_SIGNATURE_BYTES, verify_ed25519, verify_mldsa44
from desktop_app.tlog.checkpoint import (
    Checkpoint,
    cosigned_message,
    format_checkpoint,
    parse_checkpoint,
)
from desktop_app.tlog.merkle import verify_inclusion
from desktop_app.tlog.note import (
    Algorithm,
    Note,
    SignatureLine,
    VerifierKey,
    format_note,
    parse_note,
    verifier_key,
)
from desktop_app.tlog.proof import parse_proof

if TYPE_CHECKING:
    from desktop_app.signing.keys import Ed25519Signer, MLDSA44Signer

_TIMESTAMP_BYTES = 8


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint whose signatures verified.

    Attributes:
        checkpoint: what the log said.
        note: the note it came in, with signatures of other keys unverified.
        cosigned_at_s: POSIX seconds of the ML-DSA-44 cosignature; None when there is none, or no
            key to check it with was given.
    """

    checkpoint: Checkpoint
    note: Note
    cosigned_at_s: int | None


def sign_checkpoint(
    checkpoint: Checkpoint,
    *,
    ed25519: Ed25519Signer,
    mldsa44: MLDSA44Signer | None = None,
    time_s: int | None = None,
) -> bytes:
    """Return the note of a checkpoint, cosigned with ML-DSA-44 when a key and a time are given.

    Raises:
        BadEncodingError: the checkpoint has no such form, or extension lines.
    """
    if (mldsa44 is None) != (time_s is None):
        raise ValueError("A cosignature needs a key and a time.")
    if checkpoint.extensions:
        raise BadEncodingError("A checkpoint of ours has no extension lines.")
    text = format_checkpoint(checkpoint)
    key = verifier_key(checkpoint.origin, Algorithm.ED25519, ed25519.public)
    signatures = [SignatureLine(key.name, key.key_id, ed25519.sign(text.encode()))]
    if mldsa44 is not None and time_s is not None:
        key = verifier_key(checkpoint.origin, Algorithm.MLDSA44_COSIGNATURE, mldsa44.public)
        signature = mldsa44.sign(_cosigned(checkpoint, time_s))
        stamped = time_s.to_bytes(_TIMESTAMP_BYTES, "big") + signature
        signatures.append(SignatureLine(key.name, key.key_id, stamped))
    return format_note(Note(text, tuple(signatures)))


def open_checkpoint(
    note: bytes, *, origin: str, ed25519: bytes, mldsa44: bytes | None = None
) -> OpenedCheckpoint:
    """Check a checkpoint note of the log `origin` against the log's public keys.

    1. It is a note whose text is a checkpoint of this origin, without extension lines.
    2. The Ed25519 key signed the text.
    3. Where a line by the ML-DSA-44 key is there, it verifies. Whether one must be there is for the
       caller to say: `cosigned_at_s` is None when it is not.

    Raises:
        BadEncodingError: not a checkpoint note, or a key of the wrong length.
        BadSignatureError: another log's, not signed by this key, or a signature does not verify.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    if checkpoint.origin != origin:
        raise BadSignatureError("The checkpoint is another log's.")
    if checkpoint.extensions:
        raise BadEncodingError("A checkpoint of ours has no extension lines.")
    line = _line(parsed, verifier_key(origin, Algorithm.ED25519, ed25519))
    if line is None:
        raise BadSignatureError("The checkpoint is not signed by this log's Ed25519 key.")
    verify_ed25519(ed25519, line.signature, parsed.text.encode())
    cosigned_at_s = None if mldsa44 is None else _open_cosignature(parsed, checkpoint, mldsa44)
    return OpenedCheckpoint(checkpoint, parsed, cosigned_at_s)


def open_proof(
    proof: bytes, *, leaf_hash: bytes, origin: str, ed25519: bytes, mldsa44: bytes | None = None
) -> OpenedCheckpoint:
    """Check a tlog-proof file: that its signed checkpoint covers this leaf hash.

    Raises:
        BadEncodingError, BadSignatureError: as `open_checkpoint`, or not a proof file.
        BadProofError: the proof does not lead from the leaf to the checkpoint's root.
    """
    parsed = parse_proof(proof)
    opened = open_checkpoint(parsed.checkpoint, origin=origin, ed25519=ed25519, mldsa44=mldsa44)
    verify_inclusion(
        index=parsed.index,
        size=opened.checkpoint.size,
        leaf_hash=leaf_hash,
        proof=parsed.hashes,
        root=opened.checkpoint.root,
    )
    return opened


def _open_cosignature(note: Note, checkpoint: Checkpoint, mldsa44: bytes) -> int | None:
    line = _line(note, verifier_key(checkpoint.origin, Algorithm.MLDSA44_COSIGNATURE, mldsa44))
    if line is None:
        return None
    if len(line.signature) != _TIMESTAMP_BYTES + MLDSA44_SIGNATURE_BYTES:
        raise BadSignatureError("The ML-DSA-44 cosignature has another length.")
    time_s = int.from_bytes(line.signature[:_TIMESTAMP_BYTES], "big")
    signature = line.signature[_TIMESTAMP_BYTES:]
    verify_mldsa44(mldsa44, signature, _cosigned(checkpoint, time_s))
    return time_s


def _cosigned(checkpoint: Checkpoint, time_s: int) -> bytes:
    return cosigned_message(
        cosigner=checkpoint.origin,
        timestamp_s=time_s,
        origin=checkpoint.origin,
        end=checkpoint.size,
        root=checkpoint.root,
    )


def _line(note: Note, key: VerifierKey) -> SignatureLine | None:
    """Return the line by a key; `parse_note` saw to it that there is at most one."""
    wanted = (key.name, key.key_id)
    return next((line for line in note.signatures if (line.name, line.key_id) == wanted), None)
'''

# ==================================================================================================
MODULES['desktop_app.signing.statements'] = r'''"""What binds keys to a log: epoch introductions, root rotations, the fingerprint, entry MACs.

A statement is a label, a newline and canonical JSON; it is signed with Ed25519 and ML-DSA-44, and
all signatures that its place asks for must be there and verify, no more and no fewer.
Specification: `resources/docs/ledger.md`, section "Epochs and keys".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model import canonical
from desktop_app.signing.keys import PublicPair, SignerPair, verify_ed25519, verify_mldsa44
from desktop_app.tlog.note import decode_base64, encode_base64

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_Pair = TypeVar("_Pair", SignerPair, PublicPair)

MAC_BYTES = 32
_EPOCH = b"countersign/epoch/v1\n"
_ROTATION = b"countersign/root-rotation/v1\n"
_FINGERPRINT = b"countersign/fingerprint/v1\n"
_MAC_KEY = b"countersign/mac-key/v1"
_MAC = b"countersign/mac/v1"
_DIGITS = 30
_GROUP = 5


def epoch_statement(
    *, log: str, epoch: int, seq: int, prev: bytes, keys: PublicPair, mac: bytes
) -> bytes:
    """Return what introduces an epoch, for its root and its predecessor to sign.

    `seq` and `prev` (leaf hash of seq - 1) are those of the introducing entry; `mac` is the
    `mac_commitment` of the epoch's MAC key.
    """
    return _EPOCH + canonical.encode(
        {
            "log": log,
            "epoch": epoch,
            "seq": seq,
            "prev": prev.hex(),
            "ed25519": keys.ed25519.hex(),
            "mldsa44": keys.mldsa44.hex(),
            "mac": mac.hex(),
        }
    )


def rotation_statement(
    *, log: str, seq: int, prev: bytes, old: PublicPair, new: PublicPair
) -> bytes:
    """Return what replaces the root keys: signed by the old root and the new one."""
    return _ROTATION + canonical.encode(
        {
            "log": log,
            "seq": seq,
            "prev": prev.hex(),
            "old_ed25519": old.ed25519.hex(),
            "old_mldsa44": old.mldsa44.hex(),
            "new_ed25519": new.ed25519.hex(),
            "new_mldsa44": new.mldsa44.hex(),
        }
    )


def sign_introduction(
    statement: bytes, *, root: SignerPair, previous: SignerPair | None
) -> dict[str, str]:
    """Return the `signatures` of `epoch.start`, or of `epoch.recovered` (previous None)."""
    return _sign(statement, _introducers(root, previous))


def verify_introduction(
    statement: bytes,
    signatures: Mapping[str, JSON],
    *,
    root: PublicPair,
    previous: PublicPair | None,
) -> None:
    """Check the `signatures` of an introduction; previous None = by the root alone.

    Raises:
        BadEncodingError: a signature missing, one too many, or not base64 text.
        BadSignatureError: one does not verify.
    """
    _verify(statement, signatures, _introducers(root, previous))


def sign_rotation(statement: bytes, *, old: SignerPair, new: SignerPair) -> dict[str, str]:
    """Return the `signatures` of `keys.rotated`."""
    return _sign(statement, {"old": old, "new": new})


def verify_rotation(
    statement: bytes, signatures: Mapping[str, JSON], *, old: PublicPair, new: PublicPair
) -> None:
    """Check the `signatures` of `keys.rotated`; raises as `verify_introduction`."""
    _verify(statement, signatures, {"old": old, "new": new})


def fingerprint(*, log: str, root: PublicPair, epoch1: PublicPair) -> str:
    """Return the 30 digits, in 6 groups of 5, that a reviewer pins on paper."""
    statement = _FINGERPRINT + canonical.encode(
        {
            "log": log,
            "root_ed25519": root.ed25519.hex(),
            "root_mldsa44": root.mldsa44.hex(),
            "epoch1_ed25519": epoch1.ed25519.hex(),
            "epoch1_mldsa44": epoch1.mldsa44.hex(),
        }
    )
    number = int.from_bytes(sha256(statement).digest(), "big") % 10**_DIGITS
    digits = f"{number:0{_DIGITS}}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def mac_commitment(key: bytes) -> bytes:
    """Return the 32-byte digest by which the log names an epoch's MAC key without showing it."""
    return sha256(_MAC_KEY + key).digest()


def entry_mac(key: bytes, leaf_hash: bytes) -> bytes:
    """Return the 32-byte MAC of an entry under its epoch's MAC key."""
    return hmac.digest(key, _MAC + leaf_hash, "sha256")


def keys_to_json(keys: PublicPair) -> dict[str, str]:
    """Return two public keys as entries carry them: {"ed25519": hex, "mldsa44": hex}."""
    return {"ed25519": keys.ed25519.hex(), "mldsa44": keys.mldsa44.hex()}


def keys_from_json(value: JSON) -> PublicPair:
    """Read two public keys from an entry; other fields beside them are for the caller to judge.

    Raises:
        BadEncodingError: missing, not lower-case hex, or of another length.
    """
    if not isinstance(value, Mapping):
        raise BadEncodingError("The keys are not an object.")
    return PublicPair(_from_hex(value.get("ed25519")), _from_hex(value.get("mldsa44")))


def _from_hex(value: JSON) -> bytes:
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError as error:
        raise BadEncodingError("A public key is not hex.") from error
    if data.hex() != value:
        raise BadEncodingError("A public key is not lower-case hex.")
    return data


def _introducers(root: _Pair, previous: _Pair | None) -> dict[str, _Pair]:
    return {"root": root} if previous is None else {"root": root, "previous": previous}


def _sign(statement: bytes, signers: Mapping[str, SignerPair]) -> dict[str, str]:
    signatures = {}
    for role, pair in signers.items():
        signatures[f"{role}_ed25519"] = encode_base64(pair.ed25519.sign(statement))
        signatures[f"{role}_mldsa44"] = encode_base64(pair.mldsa44.sign(statement))
    return signatures


def _verify(
    statement: bytes, signatures: Mapping[str, JSON], signers: Mapping[str, PublicPair]
) -> None:
    wanted = {f"{role}_{scheme}" for role in signers for scheme in ("ed25519", "mldsa44")}
    if signatures.keys() != wanted:
        wrong = ", ".join(sorted(signatures.keys() ^ wanted))
        raise BadEncodingError(f"Signatures missing or not asked for: {wrong}.")
    for role, pair in signers.items():
        try:
            verify_ed25519(pair.ed25519, _signature(signatures[f"{role}_ed25519"]), statement)
            verify_mldsa44(pair.mldsa44, _signature(signatures[f"{role}_mldsa44"]), statement)
        except BadSignatureError as error:
            raise BadSignatureError(f"Signature by the {role} key: {error.message}") from error


def _signature(value: JSON) -> bytes:
    if not isinstance(value, str):
        raise BadEncodingError("A signature is not base64 text.")
    return decode_base64(value)
'''

# ==================================================================================================
MODULES['desktop_app.tlog'] = r'''"""RFC 6962 trees and C2SP notes, checkpoints, proofs and tiles: bytes and ints in, bytes out."""

from __future__ import annotations
'''

# ==================================================================================================
MODULES['desktop_app.tlog.bodies'] = r'''"""What of a body is hashed: its keyed digest, and the leaves that its commitment covers.

For the audit of a ledger and the verifier of a bundle alike.
Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

import hmac
from typing import Final, NamedTuple

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.wire import slices

_LABEL: Final = b"countersign/body/v1"
OTLP_KINDS: Final = frozenset((EntryKind.OTLP_TRACES, EntryKind.OTLP_LOGS, EntryKind.OTLP_METRICS))


class BodyLeaves(NamedTuple):
    """A body in pieces.

    Attributes:
        leaves: what the commitment covers, in order; the first is the skeleton.
        groups: number of records per scope, per resource; None where the kind has no groups.
    """

    leaves: list[bytes]
    groups: list[list[int]] | None


def body_digest(secret: bytes, body: bytes) -> bytes:
    """Return `payload.digest` of a body."""
    return hmac.digest(secret, _LABEL + body, "sha256")


def body_leaves(kind: EntryKind, body: bytes) -> BodyLeaves:
    """Cut a body.

    Raises:
        BadEncodingError: a kind that has no body, or an OTLP request of another layout.
    """
    if kind is EntryKind.CLOUDEVENTS:
        return BodyLeaves([b"", *body.split(b"\n")], None)
    if kind not in OTLP_KINDS:
        raise BadEncodingError(f"An entry of kind {kind} has no body.")
    found = slices(body)
    return BodyLeaves([found.skeleton, *found.records], found.groups)
'''

# ==================================================================================================
MODULES['desktop_app.tlog.checkpoint'] = r'''"""C2SP checkpoints: a tree's origin, size and root as the text of a note, and what cosigners sign.

    countersign/0123456789abcdef                    origin
    42                                              size: ASCII decimal, no leading zero
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=    root, base64
    ...                                             extension lines: opaque, never evidence

Promise: `format_checkpoint(parse_checkpoint(text)) == text`.

Sources: c2sp.org/tlog-checkpoint@v1.0.0, c2sp.org/tlog-cosignature (ML-DSA-44, `subtree/v1`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from desktop_app.tlog.note import decode_base64, encode_base64, encode_utf8

MAX_NAME_BYTES = 255
_LABEL = b"subtree/v1\n\0"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself.

    Attributes:
        origin: the log's name.
        size: number of leaves.
        root: 32 bytes, RFC 6962 root over them.
        extensions: further lines; we write none, and `signing.notes` refuses them from our own log.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Return the note text.

    Raises:
        BadEncodingError: a field that has no such form.
    """
    _check(checkpoint)
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        encode_base64(checkpoint.root),
        *checkpoint.extensions,
    )
    return "\n".join(lines) + "\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Parse the text of a note.

    Raises:
        BadEncodingError: not a checkpoint; one sentence per defect.
    """
    if not text.endswith("\n"):
        raise BadEncodingError("The checkpoint does not end in a newline.")
    lines = text[:-1].split("\n")
    if len(lines) < 3:  # noqa: PLR2004 - origin, size, root
        raise BadEncodingError("A checkpoint has at least three lines.")
    origin, size, root, *extensions = lines
    checkpoint = Checkpoint(origin, parse_decimal(size), decode_base64(root), tuple(extensions))
    _check(checkpoint)
    return checkpoint


def parse_decimal(text: str) -> int:
    """Parse an ASCII decimal up to 2^63 - 1, no sign, no leading zero.

    Raises:
        BadEncodingError: written otherwise, or larger.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise BadEncodingError("Not a decimal number below 2^63 without leading zeros.")
    return int(text)


def cosigned_message(
    *, cosigner: str, timestamp_s: int, origin: str, start: int = 0, end: int, root: bytes
) -> bytes:
    """Return the bytes an ML-DSA-44 cosigner signs: that leaves [start, end) have this root.

    `timestamp_s` (POSIX seconds) is 0 when nothing is said of the time, and where `start` is not 0.

    Raises:
        BadEncodingError: a field out of its range.
    """
    if not 0 <= start <= end <= MAX_SIZE or not 0 <= timestamp_s <= MAX_SIZE:
        raise BadEncodingError("A cosigned range or time out of bounds.")
    if start and timestamp_s:
        raise BadEncodingError("A cosigned subtree that does not start at 0 carries no time.")
    if len(root) != HASH_BYTES:
        raise BadEncodingError(f"A root hash is {HASH_BYTES} bytes.")
    return b"".join(
        (
            _LABEL,
            _opaque(cosigner),
            timestamp_s.to_bytes(8, "big"),
            _opaque(origin),
            start.to_bytes(8, "big"),
            end.to_bytes(8, "big"),
            root,
        )
    )


def _opaque(name: str) -> bytes:
    data = encode_utf8(name)
    if not 1 <= len(data) <= MAX_NAME_BYTES:
        raise BadEncodingError(f"A name of {len(data)} bytes; 1 to {MAX_NAME_BYTES} can be signed.")
    return bytes([len(data)]) + data


def _check(checkpoint: Checkpoint) -> None:
    encode_utf8("".join(lines := (checkpoint.origin, *checkpoint.extensions)))
    if any(not line or any(char < " " for char in line) for line in lines):
        raise BadEncodingError("A checkpoint line is empty or holds a control character.")
    if not 0 <= checkpoint.size <= MAX_SIZE:
        raise BadEncodingError("A checkpoint's size is out of bounds.")
    if len(checkpoint.root) != HASH_BYTES:
        raise BadEncodingError(f"A root hash is {HASH_BYTES} bytes.")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise BadEncodingError("The tree of size 0 has another root.")
'''

# ==================================================================================================
MODULES['desktop_app.tlog.commitment'] = r'''"""The commitment to a body: an RFC 6962 root over salted leaves, so that one can be shown alone.

Leaf i is `salt_i || bytes_i`. The salts are SHAKE-256("countersign/salts/v1" || secret || count)
cut into 16-byte pieces; `secret` (32 bytes) lies with the body and dies with it, after which the
root says nothing about the content. Specification: `resources/docs/ledger.md`, section "Bodies".
"""

from __future__ import annotations

from hashlib import sha256, shake_256
from typing import TYPE_CHECKING

from desktop_app.tlog import merkle

if TYPE_CHECKING:
    from collections.abc import Sequence

SALT_BYTES = 16
_LABEL = b"countersign/salts/v1"


def salts(secret: bytes, count: int) -> list[bytes]:
    """Return the `count` 16-byte salts of a body with that many leaves."""
    stream = shake_256(_LABEL + secret + count.to_bytes(8, "big")).digest(SALT_BYTES * count)
    return [stream[at : at + SALT_BYTES] for at in range(0, len(stream), SALT_BYTES)]


def leaf_hashes(secret: bytes, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the 32-byte RFC 6962 leaf hash of each salted leaf."""
    # merkle.leaf_hash, written out: this runs once per span.
    return [
        sha256(b"\0" + salt + leaf).digest()
        for salt, leaf in zip(salts(secret, len(leaves)), leaves, strict=True)
    ]


def commit(secret: bytes, leaves: Sequence[bytes]) -> bytes:
    """Return the 32-byte commitment to `leaves`."""
    return merkle.root(leaf_hashes(secret, leaves))
'''

# ==================================================================================================
MODULES['desktop_app.tlog.merkle'] = r'''"""The RFC 6962 Merkle tree over SHA-256: roots, proofs, and their verification.

Promise: a proof that verifies here leads from exactly these arguments to exactly this root; every
other one raises `BadProofError`. Bytes and ints only, no storage: makers of proofs are given a
function that reads nodes.

Sources: RFC 6962 section 2.1 (hashes, making of proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2
(verification). Sizes go to 2^63 - 1, as in C2SP tlog-cosignature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

from desktop_app.errors import BadProofError

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1
MAX_INCLUSION_HASHES = 63  # levels of the largest tree
EMPTY_ROOT = sha256(b"").digest()

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""(level, index) -> hash of the complete subtree over 2^level leaves from index * 2^level on."""


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\1" + left + right).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; `EMPTY_ROOT` when there are none."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # RFC 6962 splits at the largest power of two: pairing level by level and carrying an odd
        # last node up gives the same tree.
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\1" + left + right).digest() for left, right in _pairs(level)] + odd
    return level[0]


def _pairs(level: list[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(level[0::2], level[1::2], strict=False)


class Frontier:
    """The right edge of a growing tree: its complete subtrees, largest first (a compact range).

    Attributes:
        size: number of leaves so far.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"{len(hashes)} hashes are no frontier of a tree of size {size}.")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        self.size = size + 1
        while size & 1:
            leaf_hash = sha256(b"\1" + self._hashes.pop() + leaf_hash).digest()
            size >>= 1
        self._hashes.append(leaf_hash)

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for item in leaf_hashes:
            self.append(item)

    def root(self) -> bytes:
        """Return the root of the tree of this size."""
        return _fold(self._hashes) if self._hashes else EMPTY_ROOT

    def hashes(self) -> list[bytes]:
        """Return the subtree hashes, largest subtree first: one per set bit of `size`."""
        return list(self._hashes)

    def copy(self) -> Frontier:
        """Return an independent copy."""
        return Frontier(self.size, self._hashes)


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over adjacent complete subtrees, largest first; at least one."""
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def _split(begin: int, end: int) -> int:
    """Return where RFC 6962 splits [begin, end): at the largest power of two below its size."""
    return begin + (1 << ((end - begin - 1).bit_length() - 1))


def _range_root(begin: int, end: int, node: NodeReader) -> bytes:
    """Return the root over leaves [begin, end) of a range that RFC 6962's splits produce."""
    hashes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        hashes.append(node(level, begin >> level))
        begin += 1 << level
    return _fold(hashes)


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root of the first `size` leaves.

    Source: RFC 6962 section 2.1.1, from the leaf's sibling upwards.
    """
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of size {size}.")
    begin, end = 0, size
    proof = []
    while end - begin > 1:
        split = _split(begin, end)
        if index < split:
            proof.append(_range_root(split, end, node))
            end = split
        else:
            proof.append(_range_root(begin, split, node))
            begin = split
    return proof[::-1]


def consistency_proof(old: int, new: int, node: NodeReader) -> list[bytes]:
    """Return the hashes that show the first `old` leaves to be a prefix of the first `new`.

    Source: RFC 6962 section 2.1.2. Empty when `old` is 0 or equals `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"Size {old} is no earlier size of {new}.")
    if old == 0:
        return []
    begin, end = 0, new
    proof = []
    while end != old:
        split = _split(begin, end)
        if old <= split:
            proof.append(_range_root(split, end, node))
            end = split
        else:
            proof.append(_range_root(begin, split, node))
            begin = split
    if begin:
        proof.append(_range_root(begin, end, node))
    return proof[::-1]


def verify_inclusion(
    *, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf_hash` is leaf `index` of the tree of `size` leaves with this root.

    Source: RFC 9162 section 2.1.3.2.

    Raises:
        BadProofError: it is not, or the proof has another length than this place needs.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise BadProofError(f"No leaf {index} in a tree of size {size}.")
    _check_hashes(proof, leaf_hash, root)
    place, last = index, size - 1
    result = leaf_hash
    for sibling in proof:
        if last == 0:
            raise BadProofError("The inclusion proof has more hashes than the tree has levels.")
        if place & 1 or place == last:
            result = node_hash(sibling, result)
            # A node without a right neighbour rises unhashed to where it has a left one.
            rise = _trailing_zeros(place)
            place, last = place >> rise, last >> rise
        else:
            result = node_hash(result, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise BadProofError("The inclusion proof has fewer hashes than the tree has levels.")
    if result != root:
        raise BadProofError("The inclusion proof leads to another root.")


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `old_size` leaves is a prefix of the tree of `new_size`.

    Source: RFC 9162 section 2.1.4.2; the empty tree is a prefix of every tree.

    Raises:
        BadProofError: it is not, or the proof has another length than these sizes need.
    """
    if not 0 <= old_size <= new_size <= MAX_SIZE:
        raise BadProofError(f"Size {old_size} is no earlier size of {new_size}.")
    _check_hashes(proof, old_root, new_root)
    if old_size in (0, new_size):
        _verify_trivial(old_size, new_size, old_root, new_root, proof)
        return
    old, new = _consistency_roots(old_size, new_size, old_root, proof)
    if old != old_root:
        raise BadProofError("The consistency proof leads to another old root.")
    if new != new_root:
        raise BadProofError("The consistency proof leads to another new root.")


def _consistency_roots(
    old_size: int, new_size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the (old, new) roots that a consistency proof leads to; 0 < old_size < new_size."""
    shift = _trailing_zeros(old_size)  # up to the root of the old tree's last complete subtree
    place, last = (old_size - 1) >> shift, (new_size - 1) >> shift
    hashes = [old_root, *proof] if place == 0 else proof
    if not hashes:
        raise BadProofError("The consistency proof has fewer hashes than these sizes need.")
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProofError("The consistency proof has more hashes than these sizes need.")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            rise = _trailing_zeros(place)
            place, last = place >> rise, last >> rise
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise BadProofError("The consistency proof has fewer hashes than these sizes need.")
    return old, new


def _verify_trivial(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise BadProofError("These sizes need no hashes, and the consistency proof has some.")
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise BadProofError("The old root is not the root of the empty tree.")
    if old_size == new_size and old_root != new_root:
        raise BadProofError("Two different roots for one size.")


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _check_hashes(proof: Sequence[bytes], *others: bytes) -> None:
    if any(len(item) != HASH_BYTES for item in (*proof, *others)):
        raise BadProofError(f"A hash that is not {HASH_BYTES} bytes.")
'''

# ==================================================================================================
MODULES['desktop_app.tlog.note'] = r'''"""C2SP signed notes and verifier keys: parsed strictly, nothing verified.

    countersign/0123456789abcdef        the text: what is signed, ends in a newline
    42
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                                        an empty line
    — countersign/0123456789abcdef Az3grl...     signature lines: 1 to 16

Promise: `format_note(parse_note(data)) == data`. Beyond the specification, two signature lines by
one key, more than 16 lines, more than 128 KiB and base64 with loose bits are refused.

Source: c2sp.org/signed-note@v1.0.0.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from desktop_app.errors import BadEncodingError

MAX_SIGNATURES = 16
MAX_BYTES = 128 * 1024
KEY_ID_BYTES = 4
_DASH = "— "


class Algorithm(IntEnum):
    """Signature type bytes that we make and verify (append-only; others are unknown signatures)."""

    ED25519 = 0x01
    MLDSA44_COSIGNATURE = 0x06


PUBLIC_KEY_BYTES = {Algorithm.ED25519: 32, Algorithm.MLDSA44_COSIGNATURE: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by name; `key_id` is the 4-byte id that signature lines carry."""

    name: str
    key_id: bytes
    algorithm: int
    public_key: bytes


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line: key name, 4-byte key id, and what the algorithm made of the text."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as parsed: `text` ends in a newline and means nothing until a signature verified."""

    text: str
    signatures: tuple[SignatureLine, ...]


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """Return the 4-byte key id: SHA-256(name || 0x0A || algorithm || public key)[:4]."""
    data = encode_utf8(name) + b"\n" + bytes([algorithm]) + public_key
    return sha256(data).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, algorithm: Algorithm, public_key: bytes) -> VerifierKey:
    """Return the verifier key of a public key.

    Raises:
        BadEncodingError: no key name, or a key of another length.
    """
    _check_name(name)
    if len(public_key) != PUBLIC_KEY_BYTES[algorithm]:
        raise BadEncodingError(f"A public key of {len(public_key)} bytes for {algorithm.name}.")
    return VerifierKey(name, key_id(name, algorithm, public_key), algorithm, public_key)


def format_vkey(key: VerifierKey) -> str:
    """Return `<name>+<key id in hex>+<base64 of type byte and public key>`."""
    material = bytes([key.algorithm]) + key.public_key
    return f"{key.name}+{key.key_id.hex()}+{encode_base64(material)}"


def parse_vkey(text: str) -> VerifierKey:
    """Parse a verifier key of a type in `Algorithm`.

    Raises:
        BadEncodingError: not three parts, an unknown type, a wrong length, or another key's id.
    """
    parts = text.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, id, key
        raise BadEncodingError("A verifier key is name+id+key.")
    material = decode_base64(parts[2])
    if not material or material[0] not in PUBLIC_KEY_BYTES:
        raise BadEncodingError("A verifier key of a type that is unknown here.")
    key = verifier_key(parts[0], Algorithm(material[0]), material[1:])
    if key.key_id.hex() != parts[1]:
        raise BadEncodingError("The verifier key's id is not its own.")
    return key


def parse_note(data: bytes) -> Note:
    """Parse a note's bytes.

    Raises:
        BadEncodingError: not a note; one sentence per defect.
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"A note of {len(data)} bytes; at most {MAX_BYTES} are read.")
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEncodingError("The note is not UTF-8.") from error
    if any(char < " " and char != "\n" for char in content):
        raise BadEncodingError("The note holds a control character (perhaps CR LF line ends).")
    if not content.endswith("\n"):
        raise BadEncodingError("The note does not end in a newline.")
    text, separator, lines = content.rpartition("\n\n")
    if not separator:
        raise BadEncodingError("The note has no empty line before its signatures.")
    signatures = tuple(_parse_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise BadEncodingError(f"{len(signatures)} signatures; at most {MAX_SIGNATURES} are read.")
    if len({(line.name, line.key_id) for line in signatures}) != len(signatures):
        raise BadEncodingError("Two signature lines by one key.")
    return Note(text + "\n", signatures)


def format_note(note: Note) -> bytes:
    """Return the note's bytes.

    Raises:
        BadEncodingError: `parse_note` would not read them.
    """
    lines = [
        f"{_DASH}{line.name} {encode_base64(line.key_id + line.signature)}\n"
        for line in note.signatures
    ]
    data = encode_utf8(note.text + "\n" + "".join(lines))
    if parse_note(data) != note:
        raise BadEncodingError("The note does not read back as it was written.")
    return data


def encode_utf8(text: str) -> bytes:
    """Return UTF-8.

    Raises:
        BadEncodingError: a lone surrogate, which has no UTF-8 form.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadEncodingError("The text holds a lone surrogate.") from error


def encode_base64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Decode standard base64, accepting only what `encode_base64` writes.

    Raises:
        BadEncodingError: other characters, missing padding, or bits that say nothing.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadEncodingError("Not standard base64.") from error
    if encode_base64(data) != text:
        raise BadEncodingError("Not the one base64 form of these bytes.")
    return data


def _parse_line(line: str) -> SignatureLine:
    name, space, blob = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not space:
        raise BadEncodingError("A line after the text is not a signature.")
    _check_name(name)
    data = decode_base64(blob)
    if len(data) <= KEY_ID_BYTES:
        raise BadEncodingError("A signature line without a signature.")
    return SignatureLine(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name):
        raise BadEncodingError("A key name is empty or holds a space or a plus.")
'''

# ==================================================================================================
MODULES['desktop_app.tlog.proof'] = r'''"""C2SP tlog-proof files: that one leaf is in the log, checkable offline by anybody's tools.

    c2sp.org/tlog-proof@v1
    extra <base64>              left out when there is none; not authenticated, never trusted
    index 17
    <base64 hash>               the inclusion proof, from the leaf's sibling up
                                an empty line
    <checkpoint note>           verbatim

Promise: `format_proof(parse_proof(data)) == data`. Parsing verifies nothing: see
`signing.notes.open_proof`.

Source: c2sp.org/tlog-proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.checkpoint import parse_checkpoint, parse_decimal
from desktop_app.tlog.merkle import HASH_BYTES, MAX_INCLUSION_HASHES, MAX_SIZE
from desktop_app.tlog.note import MAX_BYTES as MAX_NOTE_BYTES
from desktop_app.tlog.note import decode_base64, encode_base64, parse_note

HEADER = "c2sp.org/tlog-proof@v1"
MAX_EXTRA_BYTES = 128 * 1024
MAX_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA_BYTES


@dataclass(frozen=True, slots=True)
class LogProof:
    """A leaf's place in a log.

    Attributes:
        index: of the leaf, from 0.
        hashes: 32 bytes each, from the leaf's sibling to the root's child.
        checkpoint: the note's bytes, verbatim.
        extra: opaque, unauthenticated; empty when there is none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def format_proof(proof: LogProof) -> bytes:
    """Return the file's bytes.

    Raises:
        BadEncodingError: a field that has no such form.
    """
    _check(proof)
    lines = [HEADER]
    if proof.extra:
        lines.append(f"extra {encode_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines.extend(encode_base64(item) for item in proof.hashes)
    return "\n".join(lines).encode() + b"\n\n" + proof.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Parse a file's bytes.

    Raises:
        BadEncodingError: not a proof; one sentence per defect.
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"A proof of {len(data)} bytes; at most {MAX_BYTES} are read.")
    head, separator, checkpoint = data.partition(b"\n\n")
    if not separator:
        raise BadEncodingError("The proof has no empty line before its checkpoint.")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadEncodingError("A line of the proof is not ASCII.") from error
    if lines.pop(0) != HEADER:
        raise BadEncodingError(f"The first line is not {HEADER}.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if not extra:
            raise BadEncodingError("An extra line without data.")
    if not lines or not lines[0].startswith("index "):
        raise BadEncodingError("The proof has no index line where it belongs.")
    index = parse_decimal(lines.pop(0).removeprefix("index "))
    proof = LogProof(index, tuple(decode_base64(line) for line in lines), checkpoint, extra)
    _check(proof)
    return proof


def _check(proof: LogProof) -> None:
    if not 0 <= proof.index < MAX_SIZE:
        raise BadEncodingError("The proof's index is out of bounds.")
    if len(proof.hashes) > MAX_INCLUSION_HASHES or any(len(h) != HASH_BYTES for h in proof.hashes):
        raise BadEncodingError(f"The proof has a hash that is not {HASH_BYTES} bytes, or too many.")
    if len(proof.extra) > MAX_EXTRA_BYTES:
        raise BadEncodingError(f"More than {MAX_EXTRA_BYTES} bytes of extra data.")
    parse_checkpoint(parse_note(proof.checkpoint).text)
'''

# ==================================================================================================
MODULES['desktop_app.tlog.tiles'] = r'''"""C2SP tlog-tiles: where the hash of a subtree lies, tile paths, and entry bundles.

A tile is up to 256 adjacent hashes of one level: level 0 holds leaf hashes, each hash of level
L + 1 is the root over one full tile of level L. Only full tiles are hashed into the level above.

Source: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from desktop_app.errors import BadEncodingError
from desktop_app.tlog.merkle import HASH_BYTES, NodeReader, root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 65_535
_LENGTH_BYTES = 2
_GROUP = 1000  # tile indices are written in groups of three digits

TileReader: TypeAlias = Callable[[int, int], bytes]
"""(tile level, tile index) -> the tile's concatenated hashes, as many as there are."""


def tile_path(level: int | None, index: int, width: int = TILE_WIDTH) -> str:
    """Return `tile/<L>/<N>[.p/<W>]`; level None means the entry bundle, `tile/entries/...`.

    Raises:
        ValueError: a level, index or width that no tile has.
    """
    if (level is not None and not 0 <= level <= MAX_LEVEL) or index < 0:
        raise ValueError(f"No tile has level {level} and index {index}.")
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"No tile is {width} hashes wide.")
    index, last = divmod(index, _GROUP)
    path = f"{last:03}"
    while index:
        index, group = divmod(index, _GROUP)
        path = f"x{group:03}/{path}"
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{'entries' if level is None else level}/{path}{partial}"


def tile_counts(level: int, size: int) -> tuple[int, int]:
    """Return how many full tiles a level has in a tree of `size`, and the width of the partial."""
    return divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, index, width) of every tile of a tree of `size`, level by level."""
    level = 0
    while size >> (TILE_HEIGHT * level):
        full, partial = tile_counts(level, size)
        for index in range(full):
            yield level, index, TILE_WIDTH
        if partial:
            yield level, full, partial
        level += 1


def split_tile(tile: bytes) -> list[bytes]:
    """Return a tile's hashes.

    Raises:
        BadEncodingError: empty, wider than 256 hashes, or not whole hashes.
    """
    if not 0 < len(tile) <= TILE_BYTES or len(tile) % HASH_BYTES:
        raise BadEncodingError(f"A tile of {len(tile)} bytes.")
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def node_reader(tile: TileReader) -> NodeReader:
    """Return a reader of nodes over tiles, for the makers of proofs in `tlog.merkle`.

    A tile must hold at least the hashes that it has in a tree of the size in question.
    """

    def node(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height
        tile_index, offset = divmod(first, TILE_WIDTH)
        hashes = split_tile(tile(tile_level, tile_index))[offset : offset + (1 << height)]
        if len(hashes) != 1 << height:
            raise BadEncodingError(f"Tile {tile_index} of level {tile_level} is too short.")
        return root(hashes)

    return node


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return an entry bundle: 1 to 256 entries, each behind its big-endian 16-bit length.

    Raises:
        BadEncodingError: no entries, too many, or one over 65,535 bytes.
    """
    if not 1 <= len(entries) <= TILE_WIDTH:
        raise BadEncodingError(f"An entry bundle of {len(entries)} entries.")
    return b"".join(_bundle_parts(entries))


def _bundle_parts(entries: Iterable[bytes]) -> Iterator[bytes]:
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise BadEncodingError(f"An entry of {len(entry)} bytes fits no bundle.")
        yield len(entry).to_bytes(_LENGTH_BYTES, "big")
        yield entry


def parse_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        BadEncodingError: cut off, empty, or more than 256 entries.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) <= TILE_WIDTH:
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at > len(data) or not 1 <= len(entries) <= TILE_WIDTH:
        raise BadEncodingError("The entry bundle is cut off, empty or too long.")
    return entries
'''

# ==================================================================================================
# The importer: gives Python the modules above, and no other `desktop_app` that may be installed.

import importlib.abc
import importlib.util


class Importer(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != "desktop_app":
            return None
        if name not in MODULES:
            raise ModuleNotFoundError(f"{name} is not in verify.py", name=name)
        return importlib.util.spec_from_loader(name, self, is_package=self.is_package(name))

    def is_package(self, name):
        return any(other.startswith(name + ".") for other in MODULES)

    def get_source(self, name):
        return MODULES[name]

    def get_code(self, name):
        return compile(MODULES[name], f"<verify.py: {name}>", "exec")


if __name__ == "__main__":
    sys.meta_path.insert(0, Importer())
    try:
        from desktop_app.bundle.verify.single import main
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "cryptography":
            raise
        sys.exit("verify.py needs the package `cryptography`: python -m pip install cryptography")
    sys.exit(main())
