"""Attacks on what a reviewer has from elsewhere: pins, fingerprints, anchors. Step 14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.note import Algorithm, verifier_key
from tests.fakes.bundle_attack_table import (
    ANCHORED,
    DIVERGED,
    PASS,
    UNPINNED,
    Sent,
    Trust,
    attack,
    bases,
    enter,
    new_log,
    root_key,
)
from tests.fakes.bundle_attacks_checkpoints import NOTE_DEFECTS
from tests.fakes.bundle_attacks_files import STRANGER, stranger_keys
from tests.fakes.bundle_attacks_keys import other_log
from tests.fakes.bundle_forger import RUN, forge, plain_log
from tests.fakes.synthetic_log import draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.entry import Draft
    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

for _name in bases():
    enter(f"valid_{_name}", lambda _: None, base=_name, expected=PASS)


def trusting(make: Callable[[Forged], Trust]) -> Act:
    """Send the valid bundle to a reviewer who trusts something."""
    return make


def _root(number: int) -> Act:
    return lambda forged: Trust(vkeys=(root_key(forged.log, number),))


enter(
    "pinned_by_nothing",
    trusting(lambda _: Trust()),
    "B07",
    expected=UNPINNED,
    finding="key_unpinned",
)
enter("pinned_by_root_before_rotation", _root(0), "B05", base="standard", expected=PASS)
enter("pinned_by_root_after_rotation", _root(-1), "B05", base="standard", expected=PASS)
enter(
    "pinned_by_fingerprint", lambda forged: Trust(fingerprint=forged.log.fingerprint), expected=PASS
)


@attack("A10", expected=DIVERGED, finding="key", step=14)
def pinned_by_a_stranger(forged: Forged) -> Trust:
    """A root key of the same name, and of somebody else."""
    key = verifier_key(forged.log.origin, Algorithm.ED25519, STRANGER.public.ed25519)
    return Trust(vkeys=(key,))


@attack("A12", expected=DIVERGED, finding="key", step=14)
def pinned_by_another_log(forged: Forged) -> Trust:
    """The root key of another install."""
    del forged
    return Trust(vkeys=(root_key(other_log("ffffffffffffffff")),))


@attack("A13", expected=DIVERGED, finding="key", step=14)
def pinned_under_another_name(forged: Forged) -> Trust:
    """The right key under the name of another log."""
    public = forged.log.roots[0].public.ed25519
    return Trust(vkeys=(verifier_key("countersign/0", Algorithm.ED25519, public),))


@attack("A10", expected=DIVERGED, finding="key", step=14)
def pinned_by_an_epoch_key(forged: Forged) -> Trust:
    """The key of an epoch is not the log's root."""
    public = forged.log.epochs[0].signers.public.ed25519
    return Trust(vkeys=(verifier_key(forged.log.origin, Algorithm.ED25519, public),))


@attack("A10", expected=DIVERGED, finding="fingerprint", step=14)
def fingerprint_of_another_log(forged: Forged) -> Trust:
    """The fingerprint of a log of the same name."""
    del forged
    return Trust(fingerprint=other_log().fingerprint)


@attack("A10", expected=DIVERGED, finding="fingerprint", step=14)
def fingerprint_off_by_a_digit(forged: Forged) -> Trust:
    """One digit differs."""
    own = forged.log.fingerprint
    return Trust(fingerprint=own[:-1] + str((int(own[-1]) + 1) % 10))


@attack("A10", expected=DIVERGED, finding="fingerprint", step=14)
def vkey_right_and_fingerprint_wrong(forged: Forged) -> Trust:
    """Two pins, of which one says no."""
    return Trust(vkeys=(root_key(forged.log),), fingerprint=other_log().fingerprint)


@attack("A10", expected=DIVERGED, finding="key", step=14)
def fingerprint_right_and_vkey_wrong(forged: Forged) -> Trust:
    """Two pins, of which the other says no."""
    return Trust(vkeys=(root_key(other_log()),), fingerprint=forged.log.fingerprint)


# --- anchors -------------------------------------------------------------------------------------


def _anchored(make: Callable[[Forged], bytes]) -> Act:
    return lambda forged: Trust(vkeys=(root_key(forged.log),), anchors=(make(forged),))


def _note(forged: Forged) -> bytes:
    return forged.files[layout.CHECKPOINT]


enter("anchor_of_n", _anchored(_note), "A09", expected=ANCHORED)
enter("anchor_of_n_alone", lambda forged: Trust(anchors=(_note(forged),)), "A09", expected=UNPINNED)
enter(
    "anchor_of_another_size",
    _anchored(lambda forged: forged.log.note(7)),
    "A09",
    base="standard",
    expected=PASS,
)
enter(
    "anchor_of_an_old_seal",
    _anchored(lambda forged: forged.log.note(2)),
    base="standard",
    expected=PASS,
)
enter(
    "anchor_of_size_1",
    _anchored(lambda forged: forged.log.note(1, keys=forged.log.epochs[0])),
    "C05",
    expected=PASS,
)
enter(
    "anchor_of_another_log",
    _anchored(lambda _: other_log("ffffffffffffffff").note(12)),
    "A12",
    expected=DIVERGED,
    finding="anchor",
    step=14,
)
enter(
    "anchor_by_nobody",
    _anchored(lambda forged: forged.log.note(12, keys=stranger_keys())),
    "B06",
    expected=PASS,
    finding="anchor_unsigned",
)
enter(
    "anchor_is_no_note", _anchored(lambda _: b"\xff\0"), expected=PASS, finding="anchor_unreadable"
)
enter("anchor_empty", _anchored(lambda _: b""), expected=PASS, finding="anchor_unreadable")
enter(
    "anchor_of_newer_keys",
    _anchored(lambda forged: forged.log.note(forged.predicate.size, keys=forged.log.epochs[0])),
    "B02",
    base="standard",
    expected=PASS,
    finding="anchor_unsigned",
)


@attack("A11", expected=DIVERGED, finding="anchor", step=14)
def anchor_of_fork(forged: Forged) -> Trust:
    """Somebody kept the checkpoint of another history of the same size."""
    fork = plain_log()
    fork.add(_command())
    return Trust(vkeys=(root_key(forged.log),), anchors=(fork.note(12),))


@attack("A11", "A09", expected=DIVERGED, finding="anchor", step=14)
def two_anchors_of_which_one_is_a_fork(forged: Forged) -> Trust:
    """One anchor agrees, the other does not."""
    fork = plain_log()
    fork.add(_command())
    return Trust(vkeys=(root_key(forged.log),), anchors=(_note(forged), fork.note(12)))


@attack("A07", expected=PASS, finding="anchor_aside")
def anchor_newer_than_the_bundle(forged: Forged) -> Trust:
    """A later checkpoint says nothing of the bundle: no pass for the log's end."""
    later = plain_log()
    for _ in range(4):
        later.add(_command())
    return Trust(vkeys=(root_key(forged.log),), anchors=(later.note(15),))


def _command() -> Draft:
    return draft(EntryKind.COMMAND, {"verb": "another history"})


for _name, _defect in NOTE_DEFECTS.items():
    # What a stranger signed too, and what has the right signature alone, still vouches.
    _vouches = _name in {
        "stranger_beside",
        "mldsa44_missing",
        "lines_swapped",
        "cosigned_by_stranger",
    }
    _expected = ANCHORED if _vouches else DIVERGED if _name in {"another_origin", "bom"} else PASS
    enter(
        f"anchor_{_name}",
        _anchored(lambda forged, defect=_defect: defect(_note(forged), forged.log.epochs[-1])),  # type: ignore[misc]  # a loop's value
        "C06",
        expected=_expected,
    )


def _fork_at(size: int) -> Act:
    """An anchor of another history, of a size of which the bundle has no checkpoint."""

    def make(forged: Forged) -> bytes:
        fork = new_log(forged)
        fork.replace(size - 1, nonce="00" * 16)
        return fork.note(size)

    return _anchored(make)


for _name, _size in (("plain", 7), ("standard", 100), ("standard_full_log", 277), ("twice", 30)):
    enter(
        f"anchor_of_fork_at_{_size}_{_name}",
        _fork_at(_size),
        "A11",
        base=_name,
        expected=DIVERGED,
        finding="anchor",
        step=14,
    )


@attack("A11", expected=PASS, finding="anchor_aside")
def anchor_where_no_tile_leads(forged: Forged) -> Sent:
    """A size whose nodes are in no tile of the bundle: nothing is said of it, and that is told."""
    log = plain_log()
    for _ in range(600):
        log.add(_command())
    return Sent(forge(RUN, log=log), Trust(vkeys=(root_key(forged.log),), anchors=(log.note(100),)))
