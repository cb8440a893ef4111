"""Step 14, trust: whose log this is, by what the reviewer has from elsewhere.

A pin is the root vkey or the fingerprint; an anchor is a checkpoint that somebody kept. Without a
pin the files may be in order and anybody's.
"""

from __future__ import annotations

from contextlib import suppress
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


def anchor_sizes(trust: Trust, size: int) -> frozenset[int]:
    """Return the sizes, 1 to N, of the anchors that are checkpoints."""
    sizes = set()
    for note in trust.anchors:
        with suppress(BadEncodingError):
            sizes.add(parse_checkpoint(parse_note(note).text).size)
    return frozenset(one for one in sizes if 0 < one <= size)


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
        why = "it is newer" if at > size else "nothing in the bundle leads from one to the other"
        text = f"An anchor of {at} entries cannot be compared with this bundle: {why}."
        found.warn("anchor_aside", text)
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
