"""Bundles that would cost a careless verifier its memory or its day (ATTACKS D08, D09).

`HOSTILE[name](folder)` writes one and returns its path. Each is made in a child of its own, by
`python -m tests.tools.bundle_bounds make NAME FOLDER`: making one costs the tests no memory.
"""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.note import encode_base64
from tests.fakes.bundle_attack_table import again, base
from tests.fakes.bundle_attacks_checkpoints import put_checkpoint
from tests.fakes.bundle_attacks_manifest import payload_of, signed
from tests.fakes.bundle_attacks_zip import _CENTRAL, _END, _END64, _LOCAL, _LOCATOR, Item, write_zip
from tests.fakes.synthetic_log import START_US, seed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.bundle.manifest import Predicate
    from tests.fakes.bundle_forger import Forged

HOSTILE: dict[str, Callable[[Path], Path]] = {}
MILLION = 10**6
MEBI = 1 << 20


def hostile(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Enter one under its name."""
    HOSTILE[make.__name__] = make
    return make


# --- containers ----------------------------------------------------------------------------------


def _members(folder: Path, names: list[bytes], *, sharing: bool = False) -> Path:
    """Write a zip of tiny members; `sharing`: all have the bytes of the first."""
    path, packed = folder / "members.zip", b"x"
    crc, central, offset = zlib.crc32(packed), [], 0
    with path.open("wb") as file:
        for name in names:
            central.append(
                _CENTRAL.pack(
                    b"PK\1\2", 0x314, 20, 0, 0, 0, 33, crc, 1, 1, len(name), 0, 0, 0, 0, 0, offset
                )
                + name
            )
            if not sharing or offset == 0:
                local = _LOCAL.pack(b"PK\3\4", 20, 0, 0, 0, 33, crc, 1, 1, len(name), 0)
                offset += file.write(local + name + packed) if not sharing else 0
                if sharing:
                    file.write(local + name + packed)
        start = file.tell()
        for part in central:
            file.write(part)
        size, end = file.tell() - start, file.tell()
        file.write(_END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, len(names), len(names), size, start))
        file.write(_LOCATOR.pack(b"PK\6\7", 0, end, 1))
        file.write(_END.pack(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0))
    return path


@hostile
def a_million_proofs(folder: Path) -> Path:
    """10^6 proofs."""
    return _members(folder, [b"proofs/%d.tlog-proof" % seq for seq in range(MILLION)])


@hostile
def a_million_names_of_one(folder: Path) -> Path:
    """250,000 names, all of them the same member."""
    names = [b"entries/%d.json" % seq for seq in range(250_000)]
    return _members(folder, names, sharing=True)


@hostile
def as_many_files_as_may_be(folder: Path) -> Path:
    """250,000 files, none of which is an entry."""
    return _members(folder, [b"entries/%d.json" % seq for seq in range(250_000)])


def _zeros(mebibytes: int) -> bytes:
    """Return a deflate stream of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MEBI)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + b"\3\0"


@hostile
def flat_bomb(folder: Path) -> Path:
    """One member that unpacks to a thousand times its size."""
    packed = _zeros(1024)
    path = folder / "flat.zip"
    path.write_bytes(
        write_zip([Item(b"views/report.html", b"", packed=packed, crc=0, size=1 << 30)])
    )
    return path


@hostile
def bomb_of_a_small_size(folder: Path) -> Path:
    """A member that says 1 kB and unpacks to 1 GB."""
    packed = _zeros(1024)
    path = folder / "small.zip"
    path.write_bytes(write_zip([Item(b"views/report.html", b"", packed=packed, crc=0, size=1024)]))
    return path


@hostile
def many_small_bombs(folder: Path) -> Path:
    """A thousand reports' worth of entries, each 60 MiB out of 60 kB: too much together."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = bytes(60 * MEBI)
    packed = packer.compress(data) + packer.flush()
    crc = zlib.crc32(data)
    items = [
        Item(b"openings/%d.body" % seq, b"", packed=packed, crc=crc, size=len(data))
        for seq in range(1000)
    ]
    path = folder / "bombs.zip"
    path.write_bytes(write_zip(items))
    return path


@hostile
def nested_bomb(folder: Path) -> Path:
    """A zip in a zip in a zip: nothing here unpacks twice."""
    data = bytes(32 * MEBI)
    for name in ("a", "b", "payloads/content.zip.age"):
        inner = folder / f"{name.replace('/', '_')}.zip"
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        data = inner.read_bytes()
    return inner


@hostile
def huge_declared_sizes(folder: Path) -> Path:
    """Sizes of 2^62 bytes in zip64 fields."""
    extra = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    item = Item(b"README.txt", b"x", extra=extra, size=0xFFFFFFFF)
    data = bytearray(write_zip([item]))
    at = data.index(b"PK\1\2")
    data[at + 20 : at + 24] = b"\xff" * 4
    path = folder / "sizes.zip"
    path.write_bytes(bytes(data))
    return path


@hostile
def symlink_loop(folder: Path) -> Path:
    """A directory that has itself in it."""
    target = base("plain").write(folder / "bundle")
    (target / "entries" / "loop").symlink_to(target)
    return target


@hostile
def deep_folders(folder: Path) -> Path:
    """A thousand directories in each other."""
    target = base("plain").write(folder / "bundle")
    deep = target
    for _ in range(400):
        deep /= "d"
        deep.mkdir()
    return target


# --- files of a bundle ---------------------------------------------------------------------------


def _with(folder: Path, path: str, data: bytes, name: str = "plain") -> Path:
    """Write a valid bundle in which one file is another, sealed by who can sign."""
    forged = base(name)
    forged.files[path] = data
    if path not in {layout.SUMS, layout.MANIFEST}:
        forged.finish()
    return forged.write(folder / "bundle")


@hostile
def sums_of_one_line(folder: Path) -> Path:
    """A line of 300 MB in SHA256SUMS."""
    return _with(folder, layout.SUMS, b"0" * 64 + b"  " + b"a" * (300 * MEBI))


@hostile
def sums_of_one_line_within_bounds(folder: Path) -> Path:
    """A line of 60 MB in SHA256SUMS."""
    return _with(folder, layout.SUMS, b"0" * 64 + b"  " + b"a" * (60 * MEBI) + b"\n")


@hostile
def sums_of_a_million_lines(folder: Path) -> Path:
    """800,000 lines that name files which are not there."""
    lines = (b"%064d  entries/%d.json\n" % (seq, seq) for seq in range(10**7, 10**7 + 700_000))
    return _with(folder, layout.SUMS, b"".join(lines))


def _signatures(count: int) -> bytes:
    return b"".join(f"\u2014 w{n} {encode_base64(bytes(68))}\n".encode() for n in range(count))


@hostile
def a_hundred_thousand_signatures(folder: Path) -> Path:
    """10^5 signatures under log/checkpoint."""
    forged = base("plain")
    put_checkpoint(forged, forged.files[layout.CHECKPOINT] + _signatures(10**5))
    return forged.write(folder / "bundle")


@hostile
def a_hundred_thousand_signatures_at_a_seal(folder: Path) -> Path:
    """10^5 signatures under the checkpoint at a seal."""
    forged = base("standard")
    path = min(path for path in forged.files if path.startswith("log/checkpoints/"))
    forged.files[path] += _signatures(8_000)
    return forged.finish().write(folder / "bundle")


@hostile
def a_proof_of_a_megabyte(folder: Path) -> Path:
    """A proof with 20,000 hashes."""
    data = base("plain").files["proofs/3.tlog-proof"]
    hashes = (encode_base64(bytes(32)).encode() + b"\n") * 20_000
    return _with(folder, "proofs/3.tlog-proof", data.replace(b"\n\n", b"\n" + hashes + b"\n", 1))


@hostile
def deep_manifest(folder: Path) -> Path:
    """A manifest of thirty million brackets."""
    return _with(folder, layout.MANIFEST, b"[" * (30 * MEBI) + b"]" * (30 * MEBI) + b"\n")


@hostile
def wide_manifest(folder: Path) -> Path:
    """A manifest of ten million empty lists."""
    return _with(folder, layout.MANIFEST, b"[" + b"[]," * (20 * MEBI) + b"[]]\n")


@hostile
def wide_payload(folder: Path) -> Path:
    """A statement with ten million recipients."""
    forged = base("plain")
    wide = b'"recipients":[' + b'"a",' * (10 * MEBI) + b'"a"]'
    signed(forged, payload_of(forged).replace(b'"recipients":[]', wide))
    return forged.write(folder / "bundle")


@hostile
def wide_records(folder: Path) -> Path:
    """64 MB of hashes in one opening."""
    forged = base("records")
    value = json.loads(forged.files["openings/3.records.json"])
    value["records"][1]["proof"] = ["@"]
    hashes = (b'"' + encode_base64(bytes(32)).encode() + b'",') * 1_300_000
    data = canonical.encode_body(value).replace(b'"@"', hashes[:-1]) + b"\n"
    return _with(folder, "openings/3.records.json", data, "records")


@hostile
def many_empty_records(folder: Path) -> Path:
    """An opening of three million empty lists."""
    data = b'{"count":6,"records":[' + b"[]," * (20 * MEBI) + b"[]]}\n"
    return _with(folder, "openings/3.records.json", data, "records")


@hostile
def deep_records(folder: Path) -> Path:
    """An opening of thirty million brackets."""
    data = b"[" * (30 * MEBI) + b"]" * (30 * MEBI) + b"\n"
    return _with(folder, "openings/3.records.json", data, "records")


@hostile
def wide_run_keys(folder: Path) -> Path:
    """Run keys of sixty million bytes."""
    data = b'{"runs":[' + b"{}," * (20 * MEBI) + b"{}]}\n"
    return _with(folder, layout.RUN_KEYS, data, "full")


@hostile
def wide_key_list(folder: Path) -> Path:
    """keys/log.json of sixty million bytes, which is compared and not parsed."""
    return _with(folder, layout.KEY_LOG, b"[" + b"{}," * (20 * MEBI) + b"{}]\n")


@hostile
def wide_absence(folder: Path) -> Path:
    """absence.json of sixty million bytes."""
    return _with(folder, layout.ABSENCE, b"[" + b"{}," * (20 * MEBI) + b"{}]\n")


@hostile
def long_content_sum(folder: Path) -> Path:
    """Sixty million bytes where a digest belongs, and an age file of brackets."""
    forged = base("plain")
    forged.files[layout.CONTENT] = b"age-encryption.org/v1\n" + b"-> X25519 " + b"A" * (60 * MEBI)
    forged.files[layout.CONTENT_SUM] = b"0" * (60 * MEBI)
    return forged.finish().write(folder / "bundle")


def _bodied(folder: Path, content: bytes, seq: int = 3) -> Path:
    """Open a body of our choice under a leaf that says its size."""
    forged = base("plain")
    log = deepcopy(forged.log)
    leaf = json.loads(log.leaves[seq])
    log.replace(seq, payload=leaf["payload"] | {"bytes": len(content)})
    log.rechain(seq + 1)
    made = again(forged, log)
    made.files[layout.body_path(seq)] = content
    return made.finish().write(folder / "bundle")


@hostile
def body_of_empty_spans(folder: Path) -> Path:
    """A body of 60 million empty spans."""
    spans = b"\x12\x00" * (50 * MEBI)
    scope = b"\x12" + _varint(len(spans)) + spans
    return _bodied(folder, b"\x0a" + _varint(len(scope)) + scope)


@hostile
def body_of_empty_groups(folder: Path) -> Path:
    """A body of 100 million empty resources."""
    return _bodied(folder, b"\x0a\x00" * (50 * MEBI))


@hostile
def body_of_nested_messages(folder: Path) -> Path:
    """A span nested ten thousand deep."""
    data = b""
    for _ in range(10_000):
        data = b"\x0a" + _varint(len(data)) + data
    return _bodied(folder, data)


@hostile
def events_of_newlines(folder: Path) -> Path:
    """A body of 100 million empty events."""
    return _bodied(folder, b"\n" * (100 * MEBI), 9)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _many_entries(folder: Path, count: int, leaf: bytes) -> Path:
    """A zip in which one leaf stands under many numbers, beside a valid bundle."""
    forged = base("plain")
    items = [Item(path.encode(), data) for path, data in forged.files.items()]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(leaf) + packer.flush()
    crc, size = zlib.crc32(leaf), len(leaf)
    items += [
        Item(b"entries/%d.json" % seq, b"", packed=packed, crc=crc, size=size)
        for seq in range(1000, 1000 + count)
    ]
    path = folder / "entries.zip"
    path.write_bytes(write_zip(items))
    return path


def _leaf(forged: Forged, seq: int, subject: object, **fields: object) -> bytes:
    return canonical.encode(json.loads(forged.log.leaves[seq]) | {"subject": subject} | fields)  # type: ignore[operator]  # JSON


@hostile
def ten_thousand_wide_entries(folder: Path) -> Path:
    """10,000 entries of 2 kB that parse into lists of lists."""
    subject = {"x": [[] for _ in range(500)], "r": seed("noise").hex()}
    return _many_entries(folder, 10_000, _leaf(base("plain"), 4, subject))


@hostile
def many_large_seals(folder: Path) -> Path:
    """300 seals of 60 kB before N, which are all of the key log."""
    forged = base("standard")
    seal = next(e for e in forged.log.entries if e.kind is EntryKind.EPOCH_SEAL)
    noise = "".join(seed(str(n)).hex() for n in range(10))
    subject = {**seal.subject, "x": [[] for _ in range(18_000)], "r": noise}
    return _many_entries(folder, 300, _leaf(forged, seal.seq, subject))


@hostile
def sixty_thousand_pauses(folder: Path) -> Path:
    """60,000 entries that each leave a line in absence.json."""
    forged = base("plain")
    return _many_entries(folder, 60_000, _leaf(forged, 5, {"rejected": {"traces": 1}}))


@hostile
def whole_log_of_2_to_53(folder: Path) -> Path:
    """Level full-log over a signed tree of 2^53 - 1 entries, whose tiles nobody may list."""
    forged = base("full_log")
    size = 2**53 - 1
    keys = forged.log.epochs[0].signers
    note = sign_checkpoint(
        Checkpoint(forged.log.origin, size, bytes(32)),
        ed25519=keys.ed25519,
        mldsa44=keys.mldsa44,
        time_s=START_US // 10**6,
    )
    del forged.files[layout.checkpoint_path(forged.predicate.size)]
    forged.predicate = _sized(forged, size)
    put_checkpoint(forged, note)
    return forged.write(folder / "bundle")


@hostile
def run_of_2_to_53(folder: Path) -> Path:
    """The same for one run: the tiles on its edge are few."""
    forged = base("plain")
    size = 2**53 - 1
    keys = forged.log.epochs[0].signers
    note = sign_checkpoint(
        Checkpoint(forged.log.origin, size, bytes(32)),
        ed25519=keys.ed25519,
        mldsa44=keys.mldsa44,
        time_s=START_US // 10**6,
    )
    del forged.files[layout.checkpoint_path(forged.predicate.size)]
    forged.predicate = _sized(forged, size)
    put_checkpoint(forged, note)
    return forged.write(folder / "bundle")


def _sized(forged: Forged, size: int) -> Predicate:
    return replace(forged.predicate, size=size, root=bytes(32))
