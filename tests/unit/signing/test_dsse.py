"""DSSE: the bytes that are signed, and the key's names."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

from desktop_app.errors import BadEncodingError
from desktop_app.signing.dsse import key_hint, pae, spki_der, spki_pem
from desktop_app.signing.keys import Ed25519Signer

if TYPE_CHECKING:
    from pathlib import Path

SIGNER = Ed25519Signer(bytes(range(32)))


def test_pae_is_the_one_of_the_specification():
    """The example of DSSE's protocol.md."""
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@pytest.mark.attack("D03")
def test_pae_binds_the_payload_type():
    """No type and payload have the bytes of another pair."""
    assert pae("a", b"b c") != pae("a 3 b", b"c")
    assert pae("\u00e9", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_key_forms():
    """Both forms hold the key; the hint is the digest of one."""
    der = spki_der(SIGNER.public)
    assert load_der_public_key(der) == load_pem_public_key(spki_pem(SIGNER.public))
    assert der[-32:] == SIGNER.public
    assert key_hint(SIGNER.public) == hashlib.sha256(der).hexdigest()
    for form in (spki_der, spki_pem, key_hint):
        with pytest.raises(BadEncodingError):
            form(SIGNER.public[:-1])


@pytest.mark.stock
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed: it must agree")
def test_openssl_verifies(tmp_path: Path):
    """`openssl pkeyutl -verify` over the PAE."""
    message = pae("application/vnd.in-toto+json", b"{}")
    (tmp_path / "key").write_bytes(spki_pem(SIGNER.public))
    (tmp_path / "message").write_bytes(message)
    (tmp_path / "signature").write_bytes(SIGNER.sign(message))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin"]
    command += ["-in", "message", "-sigfile", "signature"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
