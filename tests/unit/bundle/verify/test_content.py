"""Encrypted content: opened for who may, and only when it is what was signed."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from desktop_app.bundle.verify import content
from desktop_app.bundle.verify.content import NotOpened, open_sealed
from desktop_app.bundle.verify.source import Files, open_files
from desktop_app.errors import BadEncodingError, HostileBundleError, StorageError, UsageError
from tests.fakes import zips

if TYPE_CHECKING:
    from collections.abc import Iterator

IDENTITY = pyrage.x25519.Identity.generate()
INNER = {"NONCE": bytes(32), "openings/1.body": os.urandom(200_000)}


@pytest.fixture(name="bundle")
def _bundle(tmp_path: Path) -> Iterator[Bundle]:
    bundle = Bundle(tmp_path)
    yield bundle
    bundle.files.close()


class Bundle:
    """A directory with `payloads/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "payloads").mkdir()
        self.put(zips.plain(INNER))

    files: Files

    def put(self, plain: bytes, *, sealed: bytes | None = None, line: bytes | None = None) -> Files:
        """Write a plaintext's files, or others."""
        if sealed is None:
            sealed = pyrage.encrypt(plain, [IDENTITY.to_public()])
        if line is None:
            line = f"{hashlib.sha256(plain).hexdigest()}  content.zip\n".encode()
        (self.folder / "payloads" / "content.zip.age").write_bytes(sealed)
        (self.folder / "payloads" / "content.sha256").write_bytes(line)
        self.files = open_files(self.folder)
        return self.files


def test_content_opens(bundle: Bundle):
    """With the identity the files are there, as of any bundle."""
    opened = open_sealed(bundle.files, ["# created\n# public key\n" + str(IDENTITY) + "\n"])
    assert not isinstance(opened, NotOpened)
    with closing(opened):
        assert {path: opened.read(path, 10**6) for path in opened.paths()} == INNER


def test_without_identity_it_is_said(bundle: Bundle):
    """Nothing is wrong; nothing was checked."""
    assert isinstance(open_sealed(bundle.files, []), NotOpened)
    foreign = open_sealed(bundle.files, [str(pyrage.x25519.Identity.generate())])
    assert isinstance(foreign, NotOpened)
    assert "does not open" in foreign.reason


def test_without_library_it_is_said(bundle: Bundle, monkeypatch: pytest.MonkeyPatch):
    """The single file needs nothing but `cryptography`."""
    monkeypatch.setitem(sys.modules, "pyrage", None)
    outcome = open_sealed(bundle.files, [str(IDENTITY)])
    assert isinstance(outcome, NotOpened)
    assert "pyrage" in outcome.reason


@pytest.mark.parametrize(
    "text", ["nonsense", "AGE-SECRET-KEY-1X", "-----BEGIN OPENSSH PRIVATE KEY-----"]
)
def test_what_is_no_identity_is_refused(bundle: Bundle, text: str):
    """A file that was given by mistake is told."""
    with pytest.raises(UsageError, match="no age identity"):
        open_sealed(bundle.files, [text])


@pytest.mark.attack("D12")
def test_another_plaintext_is_invalid(bundle: Bundle):
    """One ciphertext has one plaintext: that whose digest was signed."""
    right = f"{hashlib.sha256(zips.plain(INNER)).hexdigest()}  content.zip\n".encode()
    other = zips.plain({**INNER, "openings/1.body": b"kinder words"})
    with pytest.raises(BadEncodingError, match="not the one that was signed"):
        open_sealed(bundle.put(other, line=right), [str(IDENTITY)])


@pytest.mark.attack("D12")
@pytest.mark.parametrize("at", [-1, -1000, 400])
def test_damaged_ciphertext_is_invalid(bundle: Bundle, at: int):
    """Age authenticates every chunk; a flipped byte and a cut end are seen."""
    sealed = bytearray(pyrage.encrypt(zips.plain(INNER), [IDENTITY.to_public()]))
    sealed[at] ^= 1
    for data in (bytes(sealed), bytes(sealed[:-1]) + b"", bytes(sealed[: len(sealed) // 2])):
        outcome: object = None
        try:
            outcome = open_sealed(bundle.put(zips.plain(INNER), sealed=data), [str(IDENTITY)])
        except BadEncodingError:
            continue
        assert isinstance(outcome, NotOpened)


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"0" * 64, b"0" * 64 + b"  content.zip", b"A" * 64 + b"  content.zip\n"],
)
def test_odd_digest_line_is_invalid(bundle: Bundle, line: bytes):
    """It has the form that `sha256sum -c` reads."""
    with pytest.raises(BadEncodingError):
        open_sealed(bundle.put(zips.plain(INNER), line=line), [str(IDENTITY)])


@pytest.mark.parametrize("path", ["content.sha256", "content.zip.age"])
def test_half_of_payloads_is_invalid(bundle: Bundle, path: str):
    """Both files or none."""
    (bundle.folder / "payloads" / path).unlink()
    with pytest.raises(BadEncodingError):
        open_sealed(open_files(bundle.folder), [])


@pytest.mark.parametrize("inner", [{"openings/1.body": b"x"}, {**INNER, "NONCE": bytes(31)}])
def test_content_without_nonce_is_invalid(bundle: Bundle, inner: dict[str, bytes]):
    """Without a nonce the digest would tell of the content."""
    with pytest.raises(BadEncodingError, match="no nonce"):
        open_sealed(bundle.put(zips.plain(inner)), [str(IDENTITY)])


@pytest.mark.attack("D09")
@pytest.mark.parametrize("defect", ["no zip", "bomb", "overlap", "name: parent", "cut off"])
def test_hostile_zip_within_is_refused(bundle: Bundle, defect: str):
    """What holds of the outer zip holds of the inner one."""
    with pytest.raises(HostileBundleError):
        open_sealed(bundle.put(zips.HOSTILE[defect]()), [str(IDENTITY)])


@pytest.mark.attack("D09")
@pytest.mark.parametrize(
    "sealed",
    [
        b"",
        b"not age",
        b"age-encryption.org/v1\n" + b"-> X25519 aa\n" * 100_000,
        b"age-encryption.org/v1\n" + b"-> X25519 aa\n\n" * 100_000 + b"--- " + b"A" * 43 + b"\n",
    ],
    ids=["empty", "not age", "header without end", "10^5 recipients"],
)
def test_hostile_age_header_is_refused(bundle: Bundle, sealed: bytes):
    """A header that takes minutes to read is not read."""
    with pytest.raises(HostileBundleError):
        open_sealed(bundle.put(b"", sealed=sealed), [str(IDENTITY)])


def test_disk_that_is_full(bundle: Bundle, monkeypatch: pytest.MonkeyPatch):
    """A disk without room is told as such, not as damage."""
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr(content, "scratch_file", lambda: full)
        with pytest.raises(StorageError, match="No space left"):
            open_sealed(bundle.files, [str(IDENTITY)])


def test_damage_met_while_reading_is_told_as_such(bundle: Bundle):
    """A file that changes while it is decrypted is hostile, not badly encrypted."""
    with (bundle.folder / "payloads" / "content.zip.age").open("r+b") as file:
        file.truncate(100_000)
    with pytest.raises(HostileBundleError, match="changed"):
        open_sealed(bundle.files, [str(IDENTITY)])


def test_content_opens_with_an_ssh_key(bundle: Bundle):
    """Those are recipients of age, too: the private key's file is the identity."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    plain = zips.plain(INNER)
    sealed = pyrage.encrypt(plain, [pyrage.ssh.Recipient.from_str(public)])
    opened = open_sealed(bundle.put(plain, sealed=sealed), [private])
    assert not isinstance(opened, NotOpened)
    with closing(opened):
        assert set(opened.paths()) == set(INNER)
