"""Step 4: the manifest's form and what it names. Its signature waits for the key log (step 6).

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
