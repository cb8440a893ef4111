"""Step 6, checkpoints: signed by the keys of their place, and by nobody else.

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
