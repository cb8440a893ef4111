"""A picture as WebP gives back the very bytes that it was made of; another file is damage."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop_app.capture.screens.rawform import encode
from desktop_app.errors import VaultDamagedError
from desktop_app.model import screenform
from desktop_app.vault import webp
from desktop_app.vault.webp import MAX_SIDE, packed, unpacked
from tests.fakes.images import editor, pictures

TEXT = ["def decode(data: bytes) -> str:", "    return data.decode()", "", "# a comment"]


def back(made: bytes, size: int) -> bytes:
    """Return what a file unpacks to."""
    return b"".join(unpacked(made, size))


def made_of(content: bytes) -> bytes:
    """Return the file of a picture."""
    made = packed(content)
    assert made is not None
    return made


@given(pictures())
def test_content_comes_back_byte_for_byte(picture: Image.Image) -> None:
    """Header and rows."""
    content = encode(picture)
    assert back(made_of(content), len(content)) == content


def test_what_was_packed_once_is_read_for_ever() -> None:
    """Whatever library of whatever version unpacks it."""
    told = json.loads((Path(__file__).parents[2] / "vectors/vault_v1.json").read_text("utf-8"))
    content, made = bytes.fromhex(told["screen"]), bytes.fromhex(told["screen_webp"])
    assert back(made, len(content)) == content


def test_an_editor_becomes_small() -> None:
    """That is what it is for."""
    content = encode(editor(TEXT))
    made = made_of(content)
    assert len(made) * 50 < len(content)
    assert back(made, len(content)) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"some words\n",
        encode(Image.new("RGB", (2, 2)))[:-1],
        encode(Image.new("RGB", (2, 2))) + b"\0",
        encode(Image.new("RGB", (2, 2))).replace(b"/v2", b"/v1"),
        encode(Image.new("RGB", (2, 2))).replace(b"/v2", b"/v3"),
        encode(Image.new("RGB", (MAX_SIDE + 1, 1))),
    ],
)
def test_what_is_no_picture_is_left_alone(content: bytes) -> None:
    """Nor one that WebP has no room for."""
    assert packed(content) is None


def test_what_would_come_back_otherwise_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is wrong costs room, not a pixel."""
    content = encode(editor(TEXT, (40, 40)))
    for off in (content[:-1] + b"\1", content[:-1], content + b"\0"):
        monkeypatch.setattr(webp, "unpacked", lambda _made, _size, off=off: iter((off,)))
        assert packed(content) is None
    monkeypatch.setattr(webp, "unpacked", lambda _made, _size: iter((content[:9], content[9:])))
    assert packed(content)


def saved(picture: Image.Image, **how: object) -> bytes:
    """Return a WebP as somebody else may make it."""
    file = io.BytesIO()
    picture.save(file, "WEBP", **how)
    return file.getvalue()


PLAIN = Image.new("RGB", (5, 4), (1, 2, 3))
FILE = saved(PLAIN, lossless=True)
SIZE = len(encode(PLAIN))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        FILE[:24],
        FILE[:-1],
        FILE + b"\0",
        b"XXXX" + FILE[4:],
        FILE[:8] + b"WEBPVP8 " + FILE[16:],
        FILE[:16] + (len(FILE)).to_bytes(4, "little") + FILE[20:],
        FILE[:20] + b"\x2e" + FILE[21:],
        FILE[:25] + bytes(len(FILE) - 25),
        saved(PLAIN, quality=80),
        saved(PLAIN.convert("RGBA"), lossless=True, exif=b"Exif\0\0x"),
        saved(Image.new("RGBA", (5, 4), (1, 2, 3, 4)), lossless=True),
        saved(PLAIN, lossless=True, save_all=True, append_images=[Image.new("RGB", (5, 4))]),
        saved(Image.new("RGB", (4, 5)), lossless=True)[:-1],
    ],
)
def test_another_file_is_damage(data: bytes) -> None:
    """With loss, with metadata, transparent, animated, cut, changed."""
    assert back(FILE, SIZE) == encode(PLAIN)
    with pytest.raises(VaultDamagedError):
        back(data, SIZE)


def test_a_picture_of_another_size_is_damage() -> None:
    """And nothing of it is unpacked: it says how large it is."""
    for size in (0, SIZE - 1, SIZE + 1):
        with pytest.raises(VaultDamagedError, match="not of the size"):
            back(FILE, size)


def test_a_picture_too_large_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its row says of its size."""
    sides = (16_383 | 16_383 << 14).to_bytes(4, "little")
    large = FILE[:21] + sides + FILE[25:]
    monkeypatch.delattr(webp.Image, "open")
    with pytest.raises(VaultDamagedError, match="not of the size"):
        back(large, len(screenform.format_head(16_384, 16_384)) + 3 * 16_384**2)


@given(st.binary(max_size=60), st.integers(25, len(FILE)))
def test_any_bytes_are_read_or_damage(data: bytes, at: int) -> None:
    """Never another error, also behind a head that is right."""
    made = FILE[:at] + data
    size = len(made) - 20
    made = (
        FILE[:4]
        + (len(made) - 8).to_bytes(4, "little")
        + FILE[8:16]
        + (size - size % 2).to_bytes(4, "little")
        + made[20:]
    )
    for one in (data, made):
        try:
            found = back(one, SIZE)
        except VaultDamagedError:
            continue
        assert len(found) == SIZE
