"""Content for the recipients alone: made while it is encrypted, never on a disk in plain."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pyrage
import pytest

from desktop_app.bundle.build.sealed import parse_recipient, sealer
from desktop_app.bundle.verify.source import open_content
from desktop_app.errors import BugError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILES = {
    "openings/1.body": os.urandom(1000) * 3000,
    "openings/1.secret": b"00" * 32 + b"\n",
    "views/report.html": b"<html>",
}
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())


class Ids:
    """A source of bytes that are known."""

    def random_bytes(self, count: int) -> bytes:
        """Return sevens."""
        return b"\7" * count


def pieces(files: dict[str, bytes] = FILES) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files in pieces."""
    for path, data in files.items():
        yield path, (data[at : at + 100_000] for at in range(0, len(data), 100_000))


def seal(*recipients: str) -> tuple[bytes, bytes]:
    """Return ciphertext and the line with the digest."""
    made = {path: b"".join(chunks) for path, chunks in sealer(recipients, Ids())(pieces())}
    assert list(made) == ["payloads/content.zip.age", "payloads/content.sha256"]
    return made["payloads/content.zip.age"], made["payloads/content.sha256"]


def check(plain: bytes, line: bytes) -> None:
    """Check what came out."""
    assert line == f"{hashlib.sha256(plain).hexdigest()}  content.zip\n".encode()
    with closing(open_content(io.BytesIO(plain))) as content:
        assert content.read("NONCE", 32) == b"\7" * 32
        assert {p: content.read(p, 10**7) for p in content.paths() if p != "NONCE"} == FILES


def test_each_recipient_opens_it():
    """Several recipients, one ciphertext; the plaintext is a zip of the same shape with a nonce."""
    other = pyrage.x25519.Identity.generate()
    sealed, line = seal(RECIPIENT, str(other.to_public()))
    for identity in (IDENTITY, other):
        check(pyrage.decrypt(sealed, [identity]), line)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    assert FILES["views/report.html"] not in sealed


@pytest.mark.stock
@pytest.mark.skipif(not shutil.which("age"), reason="age is not installed: it must agree")
def test_age_opens_it(tmp_path: Path):
    """`age -d` makes the zip that the digest names."""
    sealed, line = seal(RECIPIENT)
    (tmp_path / "key").write_text(str(IDENTITY))
    done = subprocess.run(
        ["age", "-d", "-i", "key"], cwd=tmp_path, input=sealed, capture_output=True, check=True
    )
    check(done.stdout, line)


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen makes the key of this test")
def test_ssh_key_opens_it(tmp_path: Path):
    """An SSH public key is a recipient too."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")]
    subprocess.run(command, check=True, capture_output=True)
    sealed, line = seal((tmp_path / "key.pub").read_text().strip())
    identity = pyrage.ssh.Identity.from_buffer((tmp_path / "key").read_bytes())
    check(pyrage.decrypt(sealed, [identity]), line)


@pytest.mark.parametrize(
    "text",
    ["", "age1", "age1foo", RECIPIENT[:-1], str(IDENTITY), "ssh-ed25519 AAAA", "ssh-dss A", "x"],
)
def test_what_is_no_recipient_is_refused(text: str):
    """A recipient is checked before anything is read."""
    with pytest.raises(UsageError, match="no age recipient"):
        parse_recipient(text)


def test_nobody_is_refused():
    """Content for nobody would be plain."""
    with pytest.raises(UsageError, match="nobody"):
        sealer([], Ids())


class CutError(Exception):
    """Something that goes wrong where the bytes come from."""


def test_error_of_the_source_ends_the_thread():
    """What the files raise comes out, and no thread waits for ever."""

    def cut() -> Iterator[bytes]:
        yield bytes(3_000_000)
        raise CutError

    _, chunks = next(iter(sealer([RECIPIENT], Ids())([("openings/1.body", cut())])))
    with pytest.raises(CutError):
        b"".join(chunks)
    assert not [thread for thread in threading.enumerate() if thread.name == "age"]


def test_cancel_ends_the_thread():
    """A reader that stops in the middle leaves nothing running."""
    _, chunks = next(sealer([RECIPIENT], Ids())(pieces({"openings/1.body": os.urandom(10**7)})))
    assert len(next(iter(chunks)))
    chunks.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "age"]


def test_error_of_age_comes_out(monkeypatch: pytest.MonkeyPatch):
    """When age fails the export fails, and does not hang."""

    def fail(*_: object) -> None:
        raise pyrage.EncryptError("no")

    monkeypatch.setattr(pyrage, "encrypt_io", fail)
    _, chunks = next(sealer([RECIPIENT], Ids())(pieces({"openings/1.body": os.urandom(10**7)})))
    with pytest.raises(BugError, match="age does not encrypt"):
        b"".join(chunks)


def test_digest_is_not_told_before_its_end():
    """The order of reading is held to."""
    made = sealer([RECIPIENT], Ids())(pieces())
    next(made)
    with pytest.raises(BugError):
        next(made)
