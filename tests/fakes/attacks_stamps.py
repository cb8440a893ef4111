"""Time stamps in the ledger and beside it: good, strangers', over other things, by bent clocks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.model.verdict import Verdict
from tests.fakes import ledger_builder
from tests.fakes.attack_table import DIVERGED, INCOMPLETE, PASS, Judged, attack, cut, finish, stolen
from tests.fakes.der import with_certificate
from tests.fakes.stamped_ledger import HOUR_US, note_of, now_us, stamp, stamper, subject

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from tests.fakes.forger import Forger
    from tests.fakes.ledger_builder import Built
    from tests.fakes.tsa import Stamper

_DAY_US = 24 * HOUR_US


def trusting(built: Built, *whom: Stamper, require: bool = True, **changes: object) -> Judged:
    """Judge by these authorities' roots (one file), as somebody who wants an anchor."""
    roots = tuple(one.root for one in whom or (stamper(),))
    return Judged(built.trust(tsa_roots=roots, **changes), require_anchor=require)


def renoted(built: Built, token: bytes, *, size: int | None = None) -> Judged:
    """Put another token into the entry, everything after it made right with stolen keys."""
    thief = stolen(built, 1)
    told = _told(thief, built)
    told["token"] = base64.b64encode(token).decode()
    told["size"] = told["size"] if size is None else size
    finish(thief, built.marks["stamp"])
    return trusting(built, pin=None, keystore=False)


def _told(thief: Forger, built: Built) -> dict[str, JSON]:
    found: dict[str, JSON] = thief.rows[built.marks["stamp"]].leaf["subject"]
    return found


@attack("D05", expected=Verdict.ANCHORED, base="stamped")
def stamp_trusted(built: Built) -> Judged:
    """Over a stored checkpoint, by an authority whose root was given."""
    return trusting(built)


@attack("D05", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_without_root(built: Built) -> Judged:
    """Nobody is trusted."""
    return Judged(built.trust(), require_anchor=True)


@attack("D05", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_of_stranger(built: Built) -> Judged:
    """The root of another authority was given."""
    return trusting(built, stamper("second"))


@attack("D05", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_expired(built: Built) -> Judged:
    """The certificate was over when it stamped; its root is trusted."""
    late = stamper("late", starts=-20, ends=-10)
    token = late.stamp(note_of(built, built.marks["size"]))
    renoted(built, token)
    return trusting(built, late, pin=None, keystore=False)


@attack("D05", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_by_wrong_usage(built: Built) -> Judged:
    """A certificate of the same name and number that may sign other things, too."""
    who = stamper()
    token = who.stamp(note_of(built, built.marks["size"]), embed=False)
    wrong = who.authority.certificate(who.key, critical=False)
    return renoted(built, with_certificate(token, wrong.public_bytes(Encoding.DER)))


@attack("D06", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_badly_signed(built: Built) -> Judged:
    """The last byte of its signature is another."""
    token = bytearray(stamper().stamp(note_of(built, built.marks["size"])))
    token[-1] ^= 1
    return renoted(built, bytes(token))


@attack("D06", expected=PASS, base="stamped", finding="stamp_aside")
def stamp_unreadable(built: Built) -> Judged:
    """Something that is no time stamp."""
    return renoted(built, b"\x30\x82\x01\x00" + bytes(256))


@attack(base="stamped", finding="stamp")
def stamp_without_its_fields(built: Built) -> None:
    """The entry does not say what it is over."""
    thief = stolen(built, 1)
    del _told(thief, built)["checkpoint"]
    finish(thief, built.marks["stamp"])


@attack("D04", expected=DIVERGED, base="stamped", finding="stamp")
def stamp_over_other_bytes(built: Built) -> Judged:
    """A right token of the same authority over something else."""
    return renoted(built, stamper().stamp(b"something else"))


@attack("D04", expected=DIVERGED, base="stamped", finding="stamp")
def stamp_swapped(built: Built) -> Judged:
    """The token of an earlier checkpoint of this log."""
    return renoted(built, stamper().stamp(note_of(built, built.marks["size"] - 1)))


@attack("D04", "A11", expected=DIVERGED, base="stamped", finding="stamp")
def stamp_over_a_fork(built: Built) -> Judged:
    """What was stamped is rewritten with stolen keys; the entry with the time stamp stays."""
    thief = stolen(built, 1)
    thief.rows[4].leaf["subject"]["verb"] = "innocent"
    finish(thief, 4)
    return trusting(built, pin=None, keystore=False)


@attack("D04", expected=INCOMPLETE, base="stamped", finding="stamp_checkpoint")
def stamp_of_no_checkpoint(built: Built) -> Judged:
    """The stamped checkpoint is gone, and the others are numbered anew."""
    thief = stolen(built, 1)
    thief.notes = [note for note in thief.notes if note[0] != built.marks["size"]]
    thief.write()
    return trusting(built)


@attack("D04", expected=INCOMPLETE, base="stamped", finding="stamp_checkpoint")
def stamp_over_what_comes_after_it(built: Built) -> Judged:
    """It claims to be over a tree that it is in itself."""
    return renoted(built, stamper().stamp(b"x"), size=built.marks["pinned"])


@attack("D04", "A10", expected=DIVERGED, base="stamped", finding="stamp")
def brought_stamp_of_another_log(built: Built) -> Judged:
    """A person brings a token over another install's checkpoint."""
    other = ledger_builder.stopped(built.folder / "other", seed="z")
    judged = trusting(built)
    judged.anchors = [stamper().stamp(note_of(other, other.open().state().sealed_size))]
    return judged


@attack("A07", expected=DIVERGED, base="stamped", finding="stamp")
def cut_below_brought_stamp(built: Built) -> Judged:
    """The tail is cut, with it the stamped checkpoint; a person kept the token. There is no pin."""
    token = stamper().stamp(note_of(built, built.marks["size"]))
    cut(built, built.marks["size"] - 1)
    judged = trusting(built, pin=None, keystore=False)
    judged.anchors = [token]
    return judged


@attack("A07", expected=DIVERGED, base="stamped", finding="pin")
def cut_below_stamp_with_a_pin(built: Built) -> Judged:
    """The tail is cut, with it the time stamp: the pin shows it."""
    trust = built.trust(tsa_roots=(stamper().root,))
    cut(built, built.marks["size"])
    return Judged(trust, require_anchor=True)


@attack("D05", expected=Verdict.ANCHORED, base="stamped")
def brought_stamp(built: Built) -> Judged:
    """A person kept a token of another authority over an earlier checkpoint."""
    second = stamper("second")
    judged = trusting(built, second)
    judged.anchors = [second.stamp(note_of(built, built.marks["size"] - 1))]
    return judged


@attack("D05", expected=PASS, base="stamped", finding="stamp_aside")
def brought_stamp_of_stranger(built: Built) -> Judged:
    """What nobody stands for contradicts nothing, whatever it is over."""
    judged = trusting(built, stamper("second"))
    judged.anchors = [stamper("third").stamp(b"something else")]
    return judged


@attack("D05", expected=Verdict.ANCHORED, base="stamped", finding="stamp_aside")
def stamps_of_several_authorities(built: Built) -> Judged:
    """One of three is trusted; what the others say is set aside."""
    built.clock.now = now_us() + 2_000_000
    writer = built.open()
    for name in ("second", "third"):
        stamp(writer, stamper(name))
    writer.close()
    return trusting(built)


@attack("B09", expected=PASS, base="stamped")
def stamp_stale(built: Built) -> Judged:
    """27 h of entries after what was stamped."""
    thief = stolen(built, 1)
    thief.rows[-1].leaf["ts"] = thief.rows[built.marks["size"] - 1].leaf["ts"] + 27 * HOUR_US
    finish(thief, len(thief.rows) - 1)
    return trusting(built, pin=None, keystore=False)


@attack("B09", expected=PASS, base="stamped", finding="clock_ahead")
def clock_ahead_of_the_stamp(built: Built) -> Judged:
    """The clock was 30 days ahead when it was stamped, so that what came later looks young."""
    return _bent(built, 30 * _DAY_US)


@attack("B09", expected=PASS, base="stamped", finding="clock_behind")
def clock_behind_the_stamp(built: Built) -> Judged:
    """The whole record claims to be 40 h older than it is: a stamp of today makes it no anchor."""
    return _bent(built, -40 * HOUR_US)


def _bent(built: Built, by_us: int) -> Judged:
    """Move the time of every entry, and let the stamped checkpoint be stamped anew."""
    thief = stolen(built, 1)
    for row in thief.rows[2:]:
        row.leaf["ts"] += by_us
    if by_us > 0:  # what came later: 20 h after what it claims to follow
        thief.rows[-1].leaf["ts"] += 20 * HOUR_US
    size, place = built.marks["size"], built.marks["stamp"]
    thief.rechain(2)
    thief.resign()
    note = next(note for one, _, _, note in thief.notes if one == size)
    thief.rows[place].leaf["subject"] = subject(size, note, stamper().stamp(note))
    thief.changed = place
    finish(thief, place)
    return trusting(built, pin=None, keystore=False)
