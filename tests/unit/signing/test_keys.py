"""Keys: published vectors, round trips, and signatures that must be refused."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing import keys
from desktop_app.tlog.checkpoint import cosigned_message, parse_checkpoint
from desktop_app.tlog.note import parse_note, parse_vkey

SEED = bytes(range(32))
OTHER = bytes(32)
MESSAGE = b"message"

# RFC 8032 section 7.1, TEST 1 and TEST 3
RFC8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC8032)
def test_published_ed25519_signatures(seed: str, public: str, message: str, signature: str) -> None:
    """RFC 8032's seeds give its public keys and signatures."""
    signer = keys.Ed25519Signer(bytes.fromhex(seed))
    assert signer.public.hex() == public
    assert signer.sign(bytes.fromhex(message)).hex() == signature
    keys.verify_ed25519(signer.public, bytes.fromhex(signature), bytes.fromhex(message))


def test_a_published_mldsa44_cosignature() -> None:
    """A checkpoint that another implementation cosigned verifies, and not for another size."""
    path = Path(__file__).parents[2] / "vectors" / "mldsa44_cosignature.json"
    vector = json.loads(path.read_text(encoding="utf-8"))
    key = parse_vkey(vector["vkey"])
    note = parse_note(vector["note"].encode())
    (line,) = note.signatures
    assert (line.name, line.key_id) == (key.name, key.key_id)
    checkpoint = parse_checkpoint(note.text)
    time_s, signature = int.from_bytes(line.signature[:8], "big"), line.signature[8:]
    for size in (checkpoint.size, checkpoint.size + 1):
        message = cosigned_message(
            cosigner=line.name,
            timestamp_s=time_s,
            origin=checkpoint.origin,
            end=size,
            root=checkpoint.root,
        )
        if size == checkpoint.size:
            keys.verify_mldsa44(key.public_key, signature, message)
        else:
            with pytest.raises(BadSignatureError):
                keys.verify_mldsa44(key.public_key, signature, message)


SCHEMES = [
    (keys.Ed25519Signer, keys.verify_ed25519, 32, 64),
    (keys.MLDSA44Signer, keys.verify_mldsa44, 1312, 2420),
]


@pytest.mark.parametrize(("scheme", "verify", "public_bytes", "signature_bytes"), SCHEMES)
def test_what_is_signed_verifies_and_nothing_else(
    scheme: type[keys.Ed25519Signer | keys.MLDSA44Signer],
    verify: object,
    public_bytes: int,
    signature_bytes: int,
) -> None:
    """Lengths are as promised; another message, key, bit or length is refused."""
    signer, other = scheme(SEED), scheme(OTHER)
    signature = signer.sign(MESSAGE)
    assert (len(signer.public), len(signature)) == (public_bytes, signature_bytes)
    assert keys.MLDSA44_SIGNATURE_BYTES == 2420
    assert scheme(SEED).public == signer.public != other.public
    verify(signer.public, signature, MESSAGE)
    wrong = [
        (signer.public, signature, MESSAGE + b"\0"),
        (signer.public, signature, b""),
        (other.public, signature, MESSAGE),
        (signer.public, other.sign(MESSAGE), MESSAGE),
        (signer.public, signature[:-1], MESSAGE),
        (signer.public, signature + b"\0", MESSAGE),
        (signer.public, b"", MESSAGE),
        (signer.public, bytes(signature_bytes), MESSAGE),
    ]
    for at in range(0, signature_bytes, max(1, signature_bytes // 64)):
        flipped = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        wrong.append((signer.public, flipped, MESSAGE))
    for case in wrong:
        with pytest.raises(BadSignatureError):
            verify(*case)


@pytest.mark.parametrize(("scheme", "verify", "public_bytes", "_signature_bytes"), SCHEMES)
def test_keys_of_another_length(
    scheme: type[keys.Ed25519Signer | keys.MLDSA44Signer],
    verify: object,
    public_bytes: int,
    _signature_bytes: int,
) -> None:
    """A seed is 32 bytes, a public key has its scheme's length."""
    for length in (0, 31, 33, 64):
        with pytest.raises(BadEncodingError, match="seed"):
            scheme(bytes(length))
    signature = scheme(SEED).sign(MESSAGE)
    for length in (0, public_bytes - 1, public_bytes + 1):
        with pytest.raises(BadEncodingError, match="public key"):
            verify(bytes(length), signature, MESSAGE)


def test_one_schemes_signature_is_not_the_others() -> None:
    """Ed25519 signatures do not pass as ML-DSA-44, nor the reverse."""
    pair = keys.SignerPair(SEED, SEED)
    with pytest.raises(BadSignatureError):
        keys.verify_mldsa44(pair.public.mldsa44, pair.ed25519.sign(MESSAGE), MESSAGE)
    with pytest.raises(BadSignatureError):
        keys.verify_ed25519(pair.public.ed25519, pair.mldsa44.sign(MESSAGE), MESSAGE)


def test_pairs() -> None:
    """A pair's public keys are those of its seeds; other lengths are refused."""
    pair = keys.SignerPair(SEED, OTHER)
    assert pair.public.ed25519 == keys.Ed25519Signer(SEED).public
    assert pair.public.mldsa44 == keys.MLDSA44Signer(OTHER).public
    for ed25519, mldsa44 in ((b"", pair.public.mldsa44), (pair.public.ed25519, b"")):
        with pytest.raises(BadEncodingError, match="Public keys"):
            keys.PublicPair(ed25519, mldsa44)


def test_epoch_keys() -> None:
    """96 bytes: Ed25519 seed, ML-DSA-44 seed, MAC key, in this order."""
    secret = SEED + OTHER + b"m" * 32
    epoch = keys.parse_epoch_keys(secret)
    assert epoch.signers.public == keys.SignerPair(SEED, OTHER).public
    assert epoch.mac == b"m" * 32
    for length in (0, 95, 97):
        with pytest.raises(BadEncodingError, match="96 bytes"):
            keys.parse_epoch_keys(bytes(length))


def test_no_secret_is_shown() -> None:
    """The repr of what holds secrets holds none."""
    epoch = keys.parse_epoch_keys(SEED + OTHER + b"m" * 32)
    shown = repr(epoch) + repr(epoch.signers) + repr(epoch.signers.ed25519)
    assert "mmm" not in shown
    assert SEED.hex() not in shown


def test_an_mldsa44_signature_of_another_length_is_refused() -> None:
    """Before the library sees it."""
    with pytest.raises(BadSignatureError):
        keys.verify_mldsa44(keys.MLDSA44Signer(bytes(32)).public, bytes(2419), b"")


def test_an_old_library_checks_ed25519_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ML-DSA the module imports, checks what it can, and one switch says what not."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)
    spec = importlib.util.find_spec("desktop_app.signing.keys")
    assert spec is not None
    assert spec.loader is not None
    old = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "desktop_app.signing.keys", old)  # dataclasses look there
    spec.loader.exec_module(old)
    assert old.HAS_MLDSA44 is False
    signer = keys.Ed25519Signer(bytes(32))
    old.verify_ed25519(signer.public, signer.sign(b"x"), b"x")
    with pytest.raises(BadSignatureError):
        old.verify_ed25519(signer.public, signer.sign(b"x"), b"y")
    old.verify_mldsa44(bytes(1312), bytes(2420), b"x")
    with pytest.raises(BadSignatureError):
        old.verify_mldsa44(bytes(1312), bytes(2419), b"x")
