"""Attacks on checkpoints and tiles: steps 6 and 7. Note defects are tried at three places."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.note import Algorithm, encode_base64, parse_note, verifier_key
from tests.fakes.bundle_attack_table import (
    INCOMPLETE,
    INVALID,
    UNREADABLE,
    again,
    attack,
    base,
    enter,
    new_log,
)
from tests.fakes.bundle_attacks_files import flip, removed, stranger_keys
from tests.fakes.bundle_attacks_keys import other_log
from tests.fakes.bundle_forger import made, plain_log, tile_bytes
from tests.fakes.synthetic_log import START_US, draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.signing.keys import EpochKeys
    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged
    from tests.fakes.synthetic_log import SyntheticLog

_EMPTY_LINE = b"\n\n"


def seqs(log: SyntheticLog, *kinds: EntryKind) -> list[int]:
    """Return the places of entries of some kinds."""
    return [entry.seq for entry in log.entries if entry.kind in kinds]


def first_seal(forged: Forged) -> int:
    """Return the size at the first seal whose checkpoint is there."""
    seals = (seq + 1 for seq in seqs(forged.log, EntryKind.EPOCH_SEAL))
    return next(size for size in seals if layout.checkpoint_path(size) in forged.files)


def put_checkpoint(forged: Forged, note: bytes) -> None:
    """Make everything speak of another `log/checkpoint`: its copy, the proofs, the manifest."""
    old = forged.files[layout.CHECKPOINT]
    forged.files[layout.CHECKPOINT] = note
    forged.files[layout.checkpoint_path(forged.predicate.size)] = note
    short, new = _short(old), _short(note)
    for path, data in forged.files.items():
        if path.startswith("proofs/"):
            forged.files[path] = data.replace(short, new)
    forged.finish()


def _short(note: bytes) -> bytes:
    """Return the text and the first signature line."""
    text, _, lines = note.partition(_EMPTY_LINE)
    return text + _EMPTY_LINE + lines.split(b"\n")[0] + b"\n"


def line(name: str, keys: EpochKeys, text: bytes) -> bytes:
    """Return the Ed25519 line over any text."""
    key = verifier_key(name, Algorithm.ED25519, keys.signers.ed25519.public)
    signature = keys.signers.ed25519.sign(text)
    return f"\u2014 {name} {encode_base64(key.key_id + signature)}\n".encode()


# --- defects of a note ---------------------------------------------------------------------------


def text_changed(change: Callable[[bytes], bytes], note: bytes, keys: EpochKeys) -> bytes:
    """Sign a changed text; the ML-DSA-44 line is about size and root, and stays."""
    text, _, lines = note.partition(_EMPTY_LINE)
    new = change(text + b"\n")
    assert new != text + b"\n"
    name = note.split(b"\n")[0].decode()
    return new + b"\n" + line(name, keys, new) + lines.split(b"\n")[1] + b"\n"


def note_changed(change: Callable[[bytes], bytes], note: bytes, _keys: EpochKeys) -> bytes:
    """Change the note's bytes."""
    new = change(note)
    assert new != note
    return new


def _twice(note: bytes) -> bytes:
    lines = note.splitlines(keepends=True)
    return b"".join([*lines[:-1], lines[-2], lines[-1]])


def _signatures(count: int, note: bytes, keys: EpochKeys) -> bytes:
    """Add signatures of strangers."""
    text = note.partition(_EMPTY_LINE)[0] + b"\n"
    return note + b"".join(line(f"witness-{n}", keys, text) for n in range(count))


def _flip_line(number: int, note: bytes) -> bytes:
    lines = note.splitlines(keepends=True)
    at = 120 if number == -1 else -20
    data = lines[number]
    byte = b"A" if data[at : at + 1] != b"A" else b"B"
    place = at % len(data)
    lines[number] = data[:place] + byte + data[place + 1 :]
    return b"".join(lines)


def _by_stranger(note: bytes, _keys: EpochKeys) -> bytes:
    text = note.partition(_EMPTY_LINE)[0] + b"\n"
    stranger = stranger_keys()
    name = note.split(b"\n")[0].decode()
    return text + b"\n" + line(name, stranger, text) + note.splitlines(keepends=True)[-1]


def _cosigned_by_stranger(note: bytes, keys: EpochKeys) -> bytes:
    """The Ed25519 signature of the log, and the cosignature of a key of the same name."""
    parsed = parse_note(note)
    name, size, hashed = parsed.text.splitlines()
    return sign_checkpoint(
        Checkpoint(name, int(size), base64.b64decode(hashed)),
        ed25519=keys.signers.ed25519,
        mldsa44=stranger_keys().signers.mldsa44,
        time_s=START_US // 10**6,
    )


NOTE_DEFECTS: dict[str, Callable[[bytes, EpochKeys], bytes]] = {
    "leading_zero": partial(text_changed, lambda text: text.replace(b"\n", b"\n0", 1)),
    "plus_sign": partial(text_changed, lambda text: text.replace(b"\n", b"\n+", 1)),
    "extension": partial(text_changed, lambda text: text + b"more\n"),
    "short_root": partial(text_changed, lambda text: text[:-9] + b"=\n"),
    "root_loose_bits": partial(
        text_changed, lambda text: text[:-3] + bytes([text[-3] ^ 1]) + text[-2:]
    ),
    "another_origin": partial(
        text_changed, lambda text: text.replace(b"countersign/0", b"countersign/1")
    ),
    "text_of_two_lines": partial(
        text_changed, lambda text: b"\n".join(text.split(b"\n")[:2]) + b"\n"
    ),
    "crlf": partial(note_changed, lambda note: note.replace(b"\n", b"\r\n")),
    "crlf_in_text": partial(text_changed, lambda text: text.replace(b"\n", b"\r\n")),
    "no_final_newline": partial(note_changed, lambda note: note[:-1]),
    "bom": partial(note_changed, lambda note: b"\xef\xbb\xbf" + note),
    "not_utf8": partial(note_changed, lambda note: note.replace(b"\xe2\x80\x94", b"\xff")),
    "hyphen_for_dash": partial(note_changed, lambda note: note.replace("\u2014".encode(), b"-")),
    "key_line_twice": partial(note_changed, _twice),
    "text_after": partial(note_changed, lambda note: note + b"The rest is unsigned.\n"),
    "empty_line_after": partial(note_changed, lambda note: note + b"\n"),
    "ed25519_flipped": partial(note_changed, partial(_flip_line, -2)),
    "mldsa44_flipped": partial(note_changed, partial(_flip_line, -1)),
    "ed25519_missing": partial(
        note_changed,
        lambda note: (
            b"".join(note.splitlines(keepends=True)[:-2]) + note.splitlines(keepends=True)[-1]
        ),
    ),
    "17_signatures": partial(_signatures, 15),
    "stranger_beside": partial(_signatures, 1),
    "by_stranger": _by_stranger,
    "cosigned_by_stranger": _cosigned_by_stranger,
    "mldsa44_missing": partial(
        note_changed, lambda note: b"".join(note.splitlines(keepends=True)[:-1])
    ),
    "lines_swapped": partial(
        note_changed,
        lambda note: b"".join(
            [*note.splitlines(keepends=True)[:-2], *note.splitlines(keepends=True)[:-3:-1]]
        ),
    ),
}


def _main(defect: Callable[[bytes, EpochKeys], bytes]) -> Act:
    def act(forged: Forged) -> None:
        put_checkpoint(forged, defect(forged.files[layout.CHECKPOINT], forged.log.epochs[-1]))

    return act


def _copy(defect: Callable[[bytes, EpochKeys], bytes]) -> Act:
    def act(forged: Forged) -> None:
        path = layout.checkpoint_path(forged.predicate.size)
        forged.files[path] = defect(forged.files[path], forged.log.epochs[-1])
        forged.finish()

    return act


def _at_seal(defect: Callable[[bytes, EpochKeys], bytes]) -> Act:
    def act(forged: Forged) -> None:
        size = first_seal(forged)
        keys = forged.log.epochs[forged.log.entry(size - 1).epoch - 1]
        path = layout.checkpoint_path(size)
        forged.files[path] = defect(forged.files[path], keys)
        forged.finish()

    return act


for _name, _defect in NOTE_DEFECTS.items():
    _row = "C08" if _name.startswith(("text_after", "empty_line")) else "C06"
    enter(f"checkpoint_{_name}", _main(_defect), _row, step=6)
    enter(f"copy_{_name}", _copy(_defect), _row, finding="checkpoint_copy", step=6)
    enter(f"seal_checkpoint_{_name}", _at_seal(_defect), _row, base="standard", step=6)


# --- whose checkpoint, of which size -------------------------------------------------------------


def _signed_by(which: int) -> Act:
    """Sign `log/checkpoint` and the manifest with another epoch's key."""

    def act(forged: Forged) -> None:
        note = forged.log.note(forged.predicate.size, keys=forged.log.epochs[which])
        put_checkpoint(forged, note)

    return act


enter(
    "checkpoint_by_older_epoch",
    _signed_by(-2),
    "B02",
    base="standard",
    finding="checkpoint",
    step=6,
)
enter(
    "checkpoint_by_first_epoch", _signed_by(0), "B02", base="standard", finding="checkpoint", step=6
)


@attack("B01", base="standard", finding="checkpoint", step=6)
def seal_checkpoint_by_newer_epoch(forged: Forged) -> None:
    """The checkpoint at a seal is signed by a later key (systemd, CVE-2023-31438)."""
    size = first_seal(forged)
    keys = forged.log.epochs[-1]
    forged.files[layout.checkpoint_path(size)] = forged.log.note(size, keys=keys)
    forged.finish()


@attack("B06", base="standard", finding="checkpoint", step=6)
def checkpoint_past_its_keys_range(forged: Forged) -> None:
    """An epoch's key signs one entry more than its own."""
    size = first_seal(forged) + 1
    keys = forged.log.epochs[forged.log.entry(size - 2).epoch - 1]
    forged.files[layout.checkpoint_path(size)] = forged.log.note(size, keys=keys)
    forged.finish()


@attack("B06", finding="checkpoint", step=6)
def checkpoint_by_root(forged: Forged) -> None:
    """The root key signs a checkpoint."""
    keys = replace(forged.log.epochs[0], signers=forged.log.roots[0])
    put_checkpoint(forged, forged.log.note(forged.predicate.size, keys=keys))


@attack("D01", finding="checkpoint_other", step=6)
def checkpoint_of_smaller_size(forged: Forged) -> None:
    """log/checkpoint is an older one of the same log."""
    put_checkpoint(forged, forged.log.note(forged.predicate.size - 1))


@attack("A12", step=6)
def checkpoint_of_another_log(forged: Forged) -> None:
    """log/checkpoint is another log's, of the same size."""
    put_checkpoint(forged, other_log().note(forged.predicate.size))


@attack("A11", finding="checkpoint_root", step=7)
def checkpoint_of_fork(forged: Forged) -> None:
    """A checkpoint of a smaller size shows another beginning; it is signed by the log."""
    fork = plain_log()
    fork.replace(5, nonce="00" * 16)
    with_tiles(forged, {8: fork.note(8)})


@attack("A11", "D01", base="twice", finding="checkpoint_root", step=7)
def previous_checkpoint_of_fork(forged: Forged) -> None:
    """The recipient's last checkpoint is of another history."""
    fork = new_log(forged)
    fork.replace(20, nonce="00" * 16)
    previous = forged.predicate.previous
    assert previous is not None
    forged.files[layout.checkpoint_path(previous)] = fork.note(previous)
    forged.finish()


@attack(base="twice", expected=INCOMPLETE, finding="checkpoint_missing", step=6)
def previous_checkpoint_missing(forged: Forged) -> None:
    """The recipient's last checkpoint is not there."""
    del forged.files[layout.checkpoint_path(forged.predicate.previous or 0)]
    forged.finish()


@attack("B03", base="standard", expected=INCOMPLETE, finding="checkpoint_missing", step=6)
def seal_checkpoint_missing(forged: Forged) -> None:
    """The checkpoint at a seal is not there."""
    del forged.files[layout.checkpoint_path(first_seal(forged))]
    del forged.files["log/tile/0/000"]  # it led from there
    forged.finish()


enter(
    "copy_missing",
    removed("log/checkpoints/12"),
    expected=INCOMPLETE,
    finding="checkpoint_missing",
    step=6,
)
enter("checkpoint_missing", removed(layout.CHECKPOINT, finish=False), step=4)


@attack("A11", finding="checkpoint_size", step=6)
def checkpoint_beyond(forged: Forged) -> None:
    """A checkpoint of the same log that is larger than N."""
    log = new_log(forged)
    log.add(draft(EntryKind.COMMAND, {"verb": "more"}))
    forged.files[layout.checkpoint_path(log.size)] = log.note(log.size)
    forged.finish()


for _size in (0, 1):
    enter(
        f"checkpoint_file_of_size_{_size}",
        lambda forged, size=_size: with_tiles(  # type: ignore[misc]  # a loop's value
            forged, {size: forged.log.note(size or 1, keys=forged.log.epochs[0], told=size)}
        ),
        "C05",
        finding="checkpoint_size",
        step=6,
    )


@attack("C02", finding="checkpoint_size", step=6)
def checkpoint_under_another_size(forged: Forged) -> None:
    """log/checkpoints/8 is the checkpoint of size 7."""
    with_tiles(forged, {8: forged.log.note(7)})


def with_tiles(forged: Forged, notes: dict[int, bytes]) -> None:
    """Add checkpoints; the tiles that lead from them are there already in a small tree."""
    for size, note in notes.items():
        forged.files[layout.checkpoint_path(size)] = note
    forged.finish()


# --- tiles (C07) ---------------------------------------------------------------------------------


def tiles(forged: Forged) -> list[str]:
    """Return the paths of the tiles."""
    return sorted(
        path
        for path in forged.files
        if path.startswith("log/tile/") and not path.startswith("log/tile/entries")
    )


def _tile(change: Callable[[bytes], bytes], number: int) -> Act:
    def act(forged: Forged) -> None:
        path = tiles(forged)[number]
        forged.files[path] = change(forged.files[path])
        forged.finish()

    return act


def _small(path: str, what: str) -> bool:
    """Tell whether a changed tile is no longer than a tile may be."""
    return ".p/" in path or what != "longer"


for _name in ("plain", "standard", "full_log", "standard_full_log", "twice"):
    for _number, _path in enumerate(tiles(base(_name))):
        _where = _path.removeprefix("log/tile/").replace("/", "_").replace(".", "_")
        for _what, _change in {
            "flipped_first": lambda data: flip(data, 0),
            "flipped_last": lambda data: flip(data, len(data) - 1),
            "cut": lambda data: data[:-32],
            "cut_in_a_hash": lambda data: data[:-1],
            "longer": lambda data: data + bytes(32),
        }.items():
            enter(
                f"tile_{_what}_{_name}_{_where}",
                _tile(_change, _number),
                "C07",
                base=_name,
                expected=INVALID if _small(_path, _what) else UNREADABLE,
                step=7,
            )
        enter(
            f"tile_missing_{_name}_{_where}",
            removed(_path),
            "C07",
            base=_name,
            expected=INCOMPLETE,
            finding="tile_missing",
            step=7,
        )


@attack("C04", base="standard", finding="tile", step=7)
def tile_leaf_for_node(forged: Forged) -> None:
    """The hash of a subtree is one of a leaf."""
    path = next(path for path in tiles(forged) if path.startswith("log/tile/1/"))
    forged.files[path] = tile_bytes(forged.log.hashes, 0, 0, 1)
    forged.finish()


@attack("C07", finding="tile_extra", step=7)
def tile_extra(forged: Forged) -> None:
    """A tile that leads nowhere."""
    forged.files[layout.tile_file(0, 0, 5)] = tile_bytes(forged.log.hashes, 0, 0, 5)
    forged.finish()


@attack("C07", finding="tile_extra", step=7)
def tile_of_a_larger_tree(forged: Forged) -> None:
    """A tile past the right edge."""
    forged.files[layout.tile_file(1, 0, 1)] = bytes(32)
    forged.finish()


# --- full log ------------------------------------------------------------------------------------


def entry_bundle(forged: Forged, number: int = 0) -> str:
    """Return the path of an entry bundle."""
    return sorted(path for path in forged.files if path.startswith("log/tile/entries/"))[number]


def _entries(change: Callable[[bytes], bytes]) -> Act:
    def act(forged: Forged) -> None:
        path = entry_bundle(forged)
        forged.files[path] = change(forged.files[path])
        forged.finish()

    return act


for _name, _change in {
    "flipped": lambda data: flip(data, data.index(b'"nonce":"') + 12),
    "cut": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "one_less": lambda data: data[2 + int.from_bytes(data[:2], "big") :],
    "one_more": lambda data: data + data[: 2 + int.from_bytes(data[:2], "big")],
    "empty": lambda _: b"",
}.items():
    enter(f"entry_bundle_{_name}", _entries(_change), "A01", base="full_log", step=7)


@attack("A04", base="full_log", finding="seq", step=7)
def entry_bundle_swapped(forged: Forged) -> None:
    """Two leaves of an entry bundle have changed places."""
    path = entry_bundle(forged)
    parts, data = [], forged.files[path]
    while data:
        length = 2 + int.from_bytes(data[:2], "big")
        parts.append(data[:length])
        data = data[length:]
    parts[5], parts[6] = parts[6], parts[5]
    forged.files[path] = b"".join(parts)
    forged.finish()


@attack(base="full_log", expected=INCOMPLETE, finding="bundle_missing", step=7)
def entry_bundle_missing(forged: Forged) -> None:
    """An entry bundle is gone."""
    del forged.files[entry_bundle(forged)]
    forged.finish()


@attack(base="full_log", finding="bundle_extra", step=7)
def entry_bundle_extra(forged: Forged) -> None:
    """An entry bundle that the tree does not have."""
    forged.files[layout.tile_file(None, 1, 1)] = forged.files[entry_bundle(forged)]
    forged.finish()


@attack("A12", base="standard_full_log", step=7)
def entry_bundle_of_another_log(forged: Forged) -> None:
    """One entry bundle is another log's, of the same length."""
    log = new_log(forged)
    for seq in range(260, log.size):
        log.replace(seq, log="countersign/ffffffffffffffff")
    leaves = log.leaves[256:]
    data = b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
    forged.files[entry_bundle(forged, 1)] = data
    forged.finish()


@attack("A01", base="full_log", finding="chain", step=7)
def chain_broken_in_the_log(forged: Forged) -> Forged:
    """An entry that is not shown does not follow the one before; all hashes are made to fit."""
    log = new_log(forged)
    log.replace(6, prev="00" * 32)
    log.rechain(7)
    return again(forged, log)


@attack("A02", base="full_log", finding="run_seq", step=7)
def run_gap_in_the_log(forged: Forged) -> Forged:
    """Another run of the log misses a number."""
    log = new_log(forged)
    log.add(draft(EntryKind.RUN_START, {"name": "x"}, run_id="run-2"))
    log.replace(log.size - 1, run_seq=1)
    return again(forged, log)


@attack("A02", base="full_log", finding="run_seq", step=7)
def run_half_in_the_log(forged: Forged) -> Forged:
    """An entry that has a run and no number in it."""
    log = new_log(forged)
    log.add(draft(EntryKind.RUN_START, {"name": "x"}, run_id="run-2"))
    log.replace(log.size - 1, run_seq=None)
    return again(forged, log)


@attack("A02", base="full_log", finding="run_count", step=7)
def run_count_in_the_log(forged: Forged) -> Forged:
    """The end of another run counts more than there is."""
    log = new_log(forged)
    log.add(draft(EntryKind.RUN_START, {"name": "x"}, run_id="run-2"))
    seq = log.add(draft(EntryKind.RUN_END, {"reason": "exit"}, run_id="run-2"))
    log.replace(seq, subject={"reason": "exit", "entries": 9})
    return again(forged, log)


@attack("B04", base="full_log", finding="after_seal", step=7)
def two_seals_in_the_log(forged: Forged) -> Forged:
    """An epoch is sealed, goes on and is sealed once more; the first seal is not shown."""
    log = new_log(forged)
    early = log.seal()
    log.roll()
    return again(forged, log, shown=sorted(shown_of(forged, log) - {early}))


@attack("B03", base="full_log", finding="unsealed", step=7)
def epoch_unsealed_in_the_log(forged: Forged) -> Forged:
    """The first epoch was never sealed (systemd, CVE-2023-31437); the scope is in the second."""
    log = new_log(forged)
    log._introduce("daily")
    return again(forged, log)


@attack("A02", base="full_log", expected=INCOMPLETE, finding="entry_left_out", step=7)
def context_left_out(forged: Forged) -> Forged:
    """A pause within the run is not shown, and the whole log shows that there was one."""
    pauses = set(seqs(forged.log, EntryKind.PAUSE_START, EntryKind.PAUSE_END))
    return again(forged, forged.log, shown=sorted(shown_of(forged, forged.log) - pauses))


@attack("A02", base="full_log", expected=INCOMPLETE, finding="entry_left_out", step=7)
def run_cut_with_its_end(forged: Forged) -> Forged:
    """The last entries of a run are not shown, and the whole log shows that there were some."""
    end = seqs(forged.log, EntryKind.RUN_END)[-1]
    return again(forged, forged.log, shown=sorted(shown_of(forged, forged.log) - {end, end - 1}))


@attack("A01", base="full_log", finding="leaf_other", step=7)
def shown_entry_is_not_the_leaf(forged: Forged) -> None:
    """An entry file differs from the leaf at its place of the log."""
    old = forged.files[layout.entry_path(4)]
    forged.files[layout.entry_path(4)] = old.replace(b'"asked"', b'"aske\xc3\xa9"')
    forged.finish()


def shown_of(forged: Forged, log: SyntheticLog) -> set[int]:
    """Return the entries that a bundle of a log would show."""
    predicate = forged.predicate
    return set(made(log, predicate.scope, export=predicate.export, size=log.size))


@attack("A01", base="full_log", finding="checkpoint_root", step=7)
def last_leaf_of_the_log_edited(forged: Forged) -> Forged:
    """The last leaf, which is not shown and which nothing follows, is another."""
    log = new_log(forged)
    log.add(draft(EntryKind.COMMAND, {"verb": "last"}))
    longer = again(forged, log)
    path = entry_bundle(longer)
    longer.files[path] = longer.files[path].replace(b'"verb":"last"', b'"verb":"lost"')
    return longer.finish()


@attack("D09", base="full_log", expected=INVALID, finding="tile_missing", step=7)
def whole_log_in_too_few_files(forged: Forged) -> None:
    """Level full-log over a signed size that these files cannot hold."""
    size = 2**18
    keys = forged.log.epochs[0].signers
    note = sign_checkpoint(
        Checkpoint(forged.log.origin, size, bytes(32)),
        ed25519=keys.ed25519,
        mldsa44=keys.mldsa44,
        time_s=START_US // 10**6,
    )
    del forged.files[layout.checkpoint_path(forged.predicate.size)]
    forged.predicate = replace(forged.predicate, size=size, root=bytes(32))
    put_checkpoint(forged, note)


@attack("A01", base="full_log", finding="run_seq", step=7)
def run_number_without_a_run_in_the_log(forged: Forged) -> Forged:
    """An entry that has a number in a run and no run."""
    log = new_log(forged)
    seq = log.add(draft(EntryKind.COMMAND, {"verb": "status"}))
    log.replace(seq, run_seq=3)
    return again(forged, log)


@attack("B04", "B06", finding="after_seal", step=6)
def epoch_goes_on_after_its_seal(forged: Forged) -> Forged:
    """The last epoch is sealed, an entry follows, and its key signs that too."""
    log = new_log(forged)
    log.seal()
    log.add(draft(EntryKind.COMMAND, {"verb": "late"}))
    return again(forged, log)
