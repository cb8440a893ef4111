"""The manifest step: what it names is of this bundle; its signature is of a given key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.layout import CHECKPOINT, MANIFEST, SUMS
from desktop_app.bundle.verify.envelope import check_subjects, open_manifest, verify_signature
from desktop_app.bundle.verify.source import Files, open_files
from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model.findings import Findings
from desktop_app.signing.keys import Ed25519Signer
from tests.fakes import manifests
from tests.fakes.manifests import PREDICATE, SIGNER

if TYPE_CHECKING:
    from pathlib import Path


def bundle(folder: Path, **changes: bytes | None) -> Files:
    """Return the three files of this step, changed or left out."""
    files = {MANIFEST: manifests.manifest(), SUMS: manifests.SUMS, CHECKPOINT: manifests.CHECKPOINT}
    (folder / "log").mkdir()
    (folder / "README.txt").write_bytes(b"")
    for path, data in {**files, **changes}.items():
        if data is not None:
            (folder / path).write_bytes(data)
    return open_files(folder)


def codes(files: Files) -> list[str]:
    """Return what the subjects are found to be."""
    findings = Findings()
    check_subjects(files, open_manifest(files), findings)
    return [finding.code for finding in findings.kept]


def test_right_manifest(tmp_path: Path):
    """It parses, its subjects are there, and the key's signature holds."""
    files = bundle(tmp_path)
    signed = open_manifest(files)
    assert signed.statement.predicate == PREDICATE
    assert codes(files) == []
    verify_signature(signed.envelope, SIGNER.public)


@pytest.mark.attack("D01")
@pytest.mark.parametrize("path", [SUMS, CHECKPOINT])
def test_another_file_than_was_signed(tmp_path: Path, path: str):
    """A checkpoint or sums that the manifest does not sign are told."""
    assert codes(bundle(tmp_path, **{path: b"another"})) == ["subject_digest"]


@pytest.mark.attack("D01")
@pytest.mark.parametrize("path", [SUMS, CHECKPOINT])
def test_missing_subject(tmp_path: Path, path: str):
    """What was signed must be there."""
    assert codes(bundle(tmp_path, **{path: None})) == ["subject_missing"]


def test_no_manifest(tmp_path: Path):
    """Without it nobody signed anything."""
    with pytest.raises(BadEncodingError, match="no manifest"):
        open_manifest(bundle(tmp_path, **{MANIFEST: None}))


@pytest.mark.attack("D03")
def test_signature_is_over_type_and_payload(tmp_path: Path):
    """Another key, signature, payload, hint, or a signature over the bare payload: refused."""
    envelope = open_manifest(bundle(tmp_path)).envelope
    other = Ed25519Signer(bytes(32))
    for key, changed in (
        (other.public, envelope),
        (SIGNER.public, replace(envelope, signature=bytes(64))),
        (SIGNER.public, replace(envelope, signature=b"")),
        (SIGNER.public, replace(envelope, payload=envelope.payload + b" ")),
        (SIGNER.public, replace(envelope, hint="00" * 32)),
        (SIGNER.public, replace(envelope, signature=SIGNER.sign(envelope.payload))),
    ):
        with pytest.raises(BadSignatureError):
            verify_signature(changed, key)
