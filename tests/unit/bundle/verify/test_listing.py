"""Names parsed once, small files read once."""

from __future__ import annotations

from desktop_app.bundle.layout import Part
from desktop_app.bundle.verify import listing
from desktop_app.bundle.verify.listing import KEPT_FILE_BYTES, Listed
from tests.fakes.bundle_forger import DictFiles

LARGE = "openings/1.body"
FILES = {"entries/10.json": b"ten", "entries/9.json": b"nine", LARGE: bytes(KEPT_FILE_BYTES + 1)}


class Counting(DictFiles):
    """Counts what is read."""

    def __init__(self) -> None:
        super().__init__({**FILES, "NONCE": b""})
        self.reads = 0

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes."""
        self.reads += 1
        return super().read(path, limit)


def test_names_are_listed_by_their_row() -> None:
    """In order of number, not of text; what has no row is passed over."""
    files = Listed(DictFiles({**FILES, "NONCE": b""}))
    assert files.numbers(Part.ENTRY) == (9, 10)
    assert files.numbers(Part.PROOF) == ()
    assert files.has(LARGE)
    assert "NONCE" in files.paths()
    assert files.size(LARGE) == KEPT_FILE_BYTES + 1


def test_a_small_file_is_read_once() -> None:
    """By `read` and `stream`; a large one each time."""
    under = Counting()
    files = Listed(under)
    for _ in range(2):
        assert files.read("entries/9.json", 100) == b"nine"
        assert list(files.stream("entries/9.json")) == [b"nine"]
    assert under.reads == 1
    for _ in range(2):
        assert files.read(LARGE, 1 << 20) == b"".join(files.stream(LARGE)) == FILES[LARGE]
    assert under.reads == 3
    files.close()
    assert files.read("entries/9.json", 100) == b"nine"
    assert under.reads == 4


def test_a_smaller_limit_is_asked_of_the_files() -> None:
    """They refuse; what is kept does not get round it."""
    under = Counting()
    files = Listed(under)
    files.read("entries/9.json", 4)
    try:
        files.read("entries/9.json", 3)
    except AssertionError:
        assert under.reads == 2
    else:
        raise AssertionError


def test_what_is_kept_is_bounded(monkeypatch) -> None:
    """Then files are read again."""
    monkeypatch.setattr(listing, "KEPT_BYTES", 300)
    under = Counting()
    files = Listed(under)
    for _ in range(2):
        files.read("entries/9.json", 100)
        files.read("entries/10.json", 100)
    assert under.reads == 3
