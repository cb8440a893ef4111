"""Attacks on stored checkpoints."""

# ruff: noqa: S608 - numbers of our own
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.tlog.note import Note, format_note, parse_note
from tests.fakes.forger import Forger, sql

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import INCOMPLETE, NOW_US, attack, stolen


@attack("B06", "B01", finding="checkpoint")
def checkpoint_by_newer_key(built: Built) -> None:
    """A checkpoint of epoch 1 is signed with epoch 5's key."""
    thief = stolen(built, 5)
    at = [note[0] for note in thief.notes].index(built.marks["signed"])
    size, ts, reason, _ = thief.notes[at]
    thief.notes[at] = (size, ts, reason, thief.sign(size, thief.secrets[5]))
    thief.write()


@attack("B06", "B02", finding="checkpoint")
def checkpoint_by_older_key(built: Built) -> None:
    """A checkpoint over the tail is signed with epoch 1's key."""
    thief = stolen(built, 1)
    size = len(thief.rows)
    thief.notes.append((size, NOW_US, "test", thief.sign(size, thief.secrets[1])))
    thief.write()


@attack("A01", finding="checkpoint_root")
def checkpoint_of_other_root(built: Built) -> None:
    """The running epoch's key signed another tree, as a fork would have it."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    kept, thief.rows[-1].leaf["nonce"] = thief.rows[-1].leaf["nonce"], "0" * 32
    note = thief.sign(size, thief.secrets[5])
    thief.rows[-1].leaf["nonce"] = kept
    thief.notes.append((size, NOW_US, "test", note))
    thief.write()


@attack("A01", finding="checkpoint_size")
def checkpoint_size_column(built: Built) -> None:
    """A checkpoint tells the right root and another size."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    note = thief.sign(size, thief.secrets[5], told=size - 1)
    thief.notes.append((size, NOW_US, "test", note))
    thief.write()


@attack("A01", finding="checkpoint_root")
def checkpoints_out_of_order(built: Built) -> None:
    """An older checkpoint of the running epoch lies behind a newer one."""
    thief = stolen(built, 5)
    size = len(thief.rows)
    for older in (size, size - 1):
        thief.notes.append((older, NOW_US, "test", thief.sign(older, thief.secrets[5])))
    thief.write()


@attack("A02", expected=INCOMPLETE, finding="checkpoint_gap")
def checkpoint_deleted(built: Built) -> None:
    """A checkpoint is gone, and its number with it."""
    sql(built.path, f"DELETE FROM checkpoints WHERE size = {built.marks['signed']}")


@attack("B03", expected=INCOMPLETE, finding="seal_unsigned")
def seal_checkpoint_deleted(built: Built) -> None:
    """The checkpoint of a seal is gone and the others renumbered."""
    thief = Forger(built)
    thief.notes = [note for note in thief.notes if note[0] != 11]
    thief.write()


@attack("B06", expected=INCOMPLETE, finding="seal_unsigned")
def seal_cosignature_stripped(built: Built) -> None:
    """The checkpoint of a seal lost its ML-DSA-44 signature."""
    thief = Forger(built)
    for at, (size, ts, reason, data) in enumerate(thief.notes):
        if size == 11:
            note = parse_note(data)
            bare = format_note(Note(note.text, note.signatures[:1]))
            thief.notes[at] = (size, ts, reason, bare)
    thief.write()


@attack("A01", finding="checkpoint_lines")
def cosignature_of_stranger(built: Built) -> None:
    """The second signature of a checkpoint is by a key that nobody knows."""
    thief = Forger(built)
    at = [note[0] for note in thief.notes].index(built.marks["pinned"])
    size, ts, reason, data = thief.notes[at]
    note = parse_note(data)
    second = replace(note.signatures[1], key_id=b"nope")
    data = format_note(Note(note.text, (note.signatures[0], second)))
    thief.notes[at] = (size, ts, reason, data)
    thief.write()


@attack("A01", finding="checkpoint_time")
def cosigned_time_column(built: Built) -> None:
    """The time beside a timestamped checkpoint is another."""
    sql(built.path, "UPDATE checkpoints SET ts = ts + 86400000000 WHERE reason = 'seal'")
