"""host.egress.s3_content: digests as S3 keeps them."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.egress import s3_content
from desktop_app.host.egress.s3_content import content

if TYPE_CHECKING:
    from pathlib import Path


def b64(*pieces: bytes) -> str:
    """Digest of bytes, as S3 writes it."""
    return base64.b64encode(hashlib.sha256(b"".join(pieces)).digest()).decode()


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_content, "PART_BYTES", 4)


@pytest.mark.parametrize("body", [b"", b"abc", b"abcd"])
def test_what_goes_whole(tmp_path: Path, body: bytes) -> None:
    """Bytes always, a file of one part, or an empty one."""
    path = tmp_path / "file"
    path.write_bytes(body)
    for made in (content(body), content(path)):
        assert made.is_whole
        assert made.whole() == body
        assert (made.size, made.sha256) == (len(body), hashlib.sha256(body).hexdigest())
        assert made.checksum == b64(body)
        assert made.is_kept_as(b64(body))
        assert not made.is_kept_as(f"{b64(body)}-2")
        assert not made.is_kept_as(b64(b"other"))
    assert content(b"abcdefgh").is_whole


def test_what_goes_in_parts(tmp_path: Path) -> None:
    """The digest of the parts' digests, with or without their number."""
    path = tmp_path / "file"
    path.write_bytes(b"abcdefghi")
    made = content(path)
    assert not made.is_whole
    assert list(made.parts()) == [b"abcd", b"efgh", b"i"]
    assert made.sha256 == hashlib.sha256(b"abcdefghi").hexdigest()
    composite = b64(*(hashlib.sha256(it).digest() for it in (b"abcd", b"efgh", b"i")))
    assert made.checksum == composite
    assert made.is_kept_as(composite)
    assert made.is_kept_as(f"{composite}-3")
    assert not made.is_kept_as(f"{composite}-4")
    assert not made.is_kept_as(b64(b"abcdefghi"))
    assert list(content(b"x").parts()) == []
