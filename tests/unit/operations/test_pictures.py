"""operations.pictures: taken by hand, read in their turn once revealed, decoded."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from desktop_app.capture.screens import rawform
from desktop_app.errors import (
    NewerFormatError,
    UnreadableError,
    UsageError,
)
from desktop_app.host.paths import Paths
from desktop_app.model import screenform
from desktop_app.operations import pictures, reveals
from desktop_app.operations.pictures import Pixels
from desktop_app.operations.reveals import Piece
from desktop_app.query.query import Query
from tests.fakes import screened
from tests.fakes.commands import on_terminal
from tests.fakes.told_context import ToldContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

WEBP = "image/webp"


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """A recorder before the painted screen, one picture taken by hand."""
    with (
        screened.recorder(tmp_path_factory.mktemp("screened")) as made,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in made.environment.items():
            patch.setenv(name, value)
        screened.allow(made)
        pictures.take(_context(made))
        screened.settle(made, 1)
        yield made


def _context(recorder: RunningRecorder) -> ToldContext:
    return ToldContext(Paths.resolve(recorder.data_dir))


def kept(recorder: RunningRecorder) -> list[Piece]:
    """Return the two pieces of the picture: itself, then its thumbnail."""
    with Query(recorder.data_dir / "index.db", recorder.data_dir / "ledger.db") as query:
        (row,) = query.captures(None)
    return [
        Piece(one["ref"], one["media"], one["bytes"], one["entry"])
        for one in sorted(row["pieces"], key=lambda one: str(one["label"]))
    ]


def encoded(picture: Image.Image, **more: object) -> bytes:
    """Return a picture as WebP."""
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=True, **more)
    return file.getvalue()


def test_what_was_revealed_is_read_as_it_was_on_the_screen(recorder) -> None:
    """But for what is masked; the thumbnail is small."""
    context, pieces = _context(recorder), kept(recorder)
    notice = reveals.shown(pieces, " to try ")
    entry = reveals.reveal_all(context, pieces, " to try ", notice, 3_000)
    found = pictures.read(context, [*pieces, pieces[0]], entry)
    large, small = (found[one.ref] for one in pieces)
    assert (large.width, large.height) == screened.SIZE
    assert max(small.width, small.height) == 160
    painted = screened.paint(0)
    seen = Image.frombytes("RGB", screened.SIZE, large.rgb)
    outside = (0, 0, screened.KEEPASS.left, screened.SIZE[1])
    assert seen.crop(outside).tobytes() == painted.crop(outside).tobytes()
    box = screened.KEEPASS
    inside = (box.left, box.top, box.right, box.bottom)
    assert len(seen.crop(inside).getcolors() or ()) == 1
    with Query(recorder.data_dir / "index.db", recorder.data_dir / "ledger.db") as query:
        recorder.wait_indexed()
        (row,) = [row for row in query.tail() if row["seq"] == entry]
    assert row["kind"] == "vault.reveal"


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_picture_is_written_as_every_viewer_opens_it(recorder, tmp_path) -> None:
    """The rows that are kept are no picture to anybody else."""
    large, file = kept(recorder)[0], tmp_path / "seen.png"
    words = ("vault", "reveal", large.ref, "--reason", "to see", "--to", str(file))
    done = on_terminal(recorder.environment, *words, answer=b"yes\n", columns=400)
    assert (done.code, "Written, as PNG and not encrypted" in done.out) == (0, True)
    with Image.open(file) as seen:
        outside = (0, 0, screened.KEEPASS.left, screened.SIZE[1])
        assert (seen.format, seen.size) == ("PNG", screened.SIZE)
        assert seen.crop(outside).tobytes() == screened.paint(0).crop(outside).tobytes()


def test_an_entry_that_reveals_something_else_reveals_nothing(recorder) -> None:
    """Not even to who knows its number."""
    with pytest.raises(UsageError):
        pictures.read(_context(recorder), kept(recorder), 1)


def test_both_forms_give_the_pixels() -> None:
    """The raw form and WebP, with or without an alpha channel."""
    picture = Image.new("RGB", (5, 3), (1, 2, 3))
    wanted = Pixels(5, 3, picture.tobytes())
    assert pictures.pixels(rawform.encode(picture), screenform.MEDIA) == wanted
    assert pictures.pixels(encoded(picture), WEBP) == wanted
    assert pictures.pixels(encoded(picture.convert("RGBA")), WEBP) == wanted


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        encoded(Image.new("RGB", (5, 3)))[:30],
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"RIFF\x40\0\0\0WEBPVP8L" + bytes(60),
    ],
)
def test_what_is_no_webp_is_no_picture(data: bytes) -> None:
    """Nor is a picture of another kind under its name."""
    with pytest.raises(UnreadableError):
        pictures.pixels(data, WEBP)


def test_a_webp_too_large_to_look_at_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    """Its header says how large it is."""
    monkeypatch.setattr(screenform, "MAX_PIXELS", 14)
    with pytest.raises(UnreadableError, match="5 x 3"):
        pictures.pixels(encoded(Image.new("RGB", (5, 3))), WEBP)


def test_a_later_form_is_said_to_be_one() -> None:
    """And broken bytes are broken."""
    head = b'{"filter":"up","format":"countersign/screen/v3","height":1,"pixels":"rgb","width":1}\n'
    with pytest.raises(NewerFormatError):
        pictures.pixels(head, screenform.MEDIA)


def test_how_much_changed() -> None:
    """By pixels, in any colour; pictures of two sizes cannot be compared."""
    before = Image.new("RGB", (10, 10))
    after = before.copy()
    after.putpixel((1, 1), (0, 0, 1))
    after.putpixel((2, 1), (9, 0, 0))
    one, other = (Pixels(10, 10, picture.tobytes()) for picture in (before, after))
    assert pictures.changed(one, other) == pytest.approx(0.02)
    assert pictures.changed(one, one) == 0
    assert pictures.changed(one, Pixels(1, 1, b"abc")) is None
