"""Steps 12-14: what does not come from the file: enrolment, pin, anchors.

Only these can show that a ledger, sound in itself, is not the one that was written: rolled back,
cut at its end, forked, or made anew with other keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, CountersignError, UsageError
from desktop_app.ledger.pin import root_digest
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import open_checkpoint
from desktop_app.signing.statements import fingerprint
from desktop_app.signing.timestamps import as_response, is_timestamp, parse_certificates
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from desktop_app.ledger.pin import Pin
    from desktop_app.ledger.trust import Trust
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair
    from desktop_app.tlog.checkpoint import Checkpoint

STALE_US = 26 * 3_600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A checkpoint note that the person brings."""

    note: bytes
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Given:
    """What the person brings: checkpoints, time stamps (DER), and roots that stand for those."""

    anchors: tuple[Anchor, ...] = ()
    stamps: tuple[bytes, ...] = ()
    roots: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """The ledger at one size: root, keys of its last entry's epoch, that entry's time, own note."""

    root: bytes
    keys: PublicPair | None
    ts_us: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Own:
    """What an outside value is compared with: the whole ledger, and its newest checkpoint."""

    log: str
    size: int
    ts_us: int
    newest: bytes

    def evidence(self, size: int, seen: dict[int, Seen]) -> dict[str, str]:
        """Return the ledger's own checkpoint, of this size where it has one, to be shown beside."""
        note = seen[size].note if size in seen else b""
        return {"ledger": (note or self.newest).decode("utf-8", "replace")}


def parse_given(anchors: Sequence[bytes], tsa_roots: Sequence[bytes]) -> Given:
    """Tell checkpoints and time stamps apart by what is in them, and parse the roots.

    Raises:
        UsageError: an anchor is neither, or a root is no PEM certificate.
    """
    try:
        roots = tuple(one for pem in tsa_roots for one in parse_certificates(pem))
    except BadEncodingError as error:
        raise UsageError(f"A trusted root is no certificate: {error.message}") from error
    stamps = tuple(as_response(data) for data in anchors if is_timestamp(data))
    notes = tuple(parse_anchor(data) for data in anchors if not is_timestamp(data))
    return Given(notes, stamps, roots)


def parse_anchor(note: bytes) -> Anchor:
    """Parse a checkpoint note that a person brings.

    Raises:
        UsageError: it is none.
    """
    try:
        return Anchor(note, parse_checkpoint(parse_note(note).text))
    except BadEncodingError as error:
        raise UsageError(
            f"The anchor is not a checkpoint, nor a time stamp: {error.message}"
        ) from error


def check_enrolment(
    trust: Trust, log: str, roots: Sequence[PublicPair], epoch1: PublicPair, found: Findings
) -> str:
    """Check the first keys by fingerprint, and every root by the enrolment's list; step 12.

    Returns:
        The fingerprint of the keys in the ledger.
    """
    own = fingerprint(log=log, root=roots[0], epoch1=epoch1)
    known = trust.enrolment
    wanted = {trust.fingerprint, None if known is None else known.fingerprint} - {None}
    check_pinned(wanted, found)
    check_fingerprint(own, wanted, found)
    if known is not None:
        coming = () if trust.next_root is None else (root_digest(trust.next_root),)
        check_roots(roots, (*known.roots, *coming), found)
    return own


def check_log(trust: Trust, log: str, found: Findings) -> None:
    """Check that the ledger is the log that was here (ATTACKS B07).

    Another one, with a keystore of its own beside ours, contradicts no pin.
    """
    if trust.log not in {None, log}:
        found.fail(
            Verdict.DIVERGED,
            "other_log",
            f"The log here was {trust.log}; what lies in its place is {log}.",
            seq=0,
        )


def check_pinned(wanted: set[str | None], found: Findings) -> None:
    """Tell when no trusted key was given (ATTACKS B07)."""
    if not wanted:
        found.fail(
            Verdict.KEY_UNPINNED,
            "key_unpinned",
            "No trusted key was given: whoever made this file may have made its keys.",
        )


def check_fingerprint(own: str, wanted: set[str | None], found: Findings) -> None:
    """Check the ledger's first keys against those seen at enrolment (ATTACKS A10)."""
    if wanted - {own}:
        found.fail(
            Verdict.DIVERGED,
            "fingerprint",
            f"The ledger's keys have the fingerprint {own}, not the one enrolled.",
            seq=0,
        )


def check_roots(roots: Sequence[PublicPair], known: Sequence[bytes], found: Findings) -> None:
    """Check that the keystore knows each root that the ledger rotates to."""
    if any(root_digest(root) not in known for root in roots):
        found.fail(Verdict.DIVERGED, "root", "The ledger rotates to root keys that are not ours.")


def check_pin(pin: Pin | None, own: Own, seen: dict[int, Seen], found: Findings) -> None:
    """Check the pin: a cut tail, an old copy, a fork contradict it (ATTACKS A07-A09); step 13."""
    if pin is None:
        return
    told = _contradiction(pin.log, pin.size, pin.root, own, seen)
    if told is not None:
        evidence = {**own.evidence(pin.size, seen), "pin": pin.note}
        found.fail(Verdict.DIVERGED, "pin", f"Against the pin: {told}.", evidence=evidence)


def check_pin_held(trust: Trust, found: Findings) -> None:
    """Check that a keystore that knows the log has its pin too (ATTACKS B07).

    Else taking the pin away would turn a rolled-back ledger from DIVERGED to CONSISTENT.
    """
    if trust.keystore and trust.enrolment is not None and trust.pin is None:
        found.fail(
            Verdict.INCOMPLETE,
            "pin_lost",
            "The keystore lost the pin of this log: neither a cut nor an old copy would show.",
        )


def check_anchor(anchor: Anchor, own: Own, seen: dict[int, Seen], found: Findings) -> bool:
    """Check an anchor; True when it vouches for its part of the ledger (ATTACKS A11); step 14."""
    checkpoint = anchor.checkpoint
    told = _contradiction(checkpoint.origin, checkpoint.size, checkpoint.root, own, seen)
    if told is not None:
        evidence = {
            **own.evidence(checkpoint.size, seen),
            "anchor": anchor.note.decode("utf-8", "replace"),
        }
        found.fail(Verdict.DIVERGED, "anchor", f"Against an anchor: {told}.", evidence=evidence)
        return False
    keys = None if checkpoint.size == 0 else seen[checkpoint.size].keys
    try:
        check_signature(anchor, own.log, keys)
    except CountersignError as error:
        found.warn("anchor_unsigned", f"An anchor is not vouched for: {error.message}")
        return False
    return True


def check_signature(anchor: Anchor, log: str, keys: PublicPair | None) -> None:
    """Check that the log signed an anchor; raises. A bare copy of a root vouches for nothing."""
    if keys is None:
        raise BadEncodingError("It is of the empty log, or older than its keys.")
    open_checkpoint(anchor.note, origin=log, ed25519=keys.ed25519, mldsa44=keys.mldsa44)


def is_stale(covered_us: int, newest_us: int) -> bool:
    """Whether what an anchor covers ends 26 h or more before the newest entry.

    Both times are the ledger's own entries': the time in a note is bound to nothing (sigstore-js,
    CVE-2026-48816). A time stamp's own time counts where it makes the anchor older.
    """
    return newest_us - covered_us >= STALE_US


def _contradiction(log: str, size: int, root: bytes, own: Own, seen: dict[int, Seen]) -> str | None:
    if log != own.log:
        return f"it is of the log {log!r}"
    if size > own.size:
        return f"the log had {size} entries, and {own.size} are left"
    if size > 0 and seen[size].root != root:
        return f"the first {size} entries were others"
    return None
