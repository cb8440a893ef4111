"""capture.files.images: a copy is byte for byte, or there is a reason for none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Content, Fact, Image, Limits, Tree, fact_of
from desktop_app.capture.files.images import Blobs, Images, blob_id
from desktop_app.capture.files.repos import blobs_of, find_repos, ignored_by
from desktop_app.capture.files.scan import Scanner
from desktop_app.host import folder
from desktop_app.host.clock import SystemClock
from tests.fakes.file_store import MemoryStore
from tests.fakes.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

NO_BLOBS = Blobs({}, {})


def take(images: Images, root: Path, name: str) -> Content:
    """Take one file of a folder."""
    with folder.opened(os.fsencode(root)) as handle:
        status = folder.status_of(handle, os.fsencode(name))
        assert status is not None
        fact = images.take(handle, os.fsencode(name), os.fsencode(name), fact_of(status, 1))
    assert fact.content is not None
    return fact.content


def of(work: Workspace, limits: Limits) -> Images:
    """Return what takes copies of a workspace with a repository."""
    root = os.fsencode(work.root)

    class Nothing:
        def take(self, _handle: int, _name: bytes, _path: bytes, fact: Fact) -> Fact:
            return fact

    tree = Scanner(root, limits, SystemClock(), Nothing()).full(Tree())
    repos = find_repos(root, tree)
    return Images(work.store, limits, blobs_of(repos), ignored_by(repos))


def test_git_ids() -> None:
    """As git's own: the empty blob, by both hashes."""
    assert blob_id(b"", "0" * 40) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_id(b"", "0" * 64).startswith("473a0f4c3be8a93681a267e3b1e9a7dcda118543")


def test_a_clean_tracked_file_needs_no_copy_and_a_dirty_one_does(tmp_path: Path) -> None:
    """Also when line ends are converted: what git has is not what is in the work tree then."""
    work = Workspace(tmp_path)
    (work.root / ".gitattributes").write_text("crlf text eol=crlf\n")
    for name in ("clean", "dirty", "crlf"):
        (work.root / name).write_bytes(b"line\r\n" if name == "crlf" else b"line\n")
    work.committed()
    (work.root / "dirty").write_bytes(b"other\n")
    images = of(work, Limits())
    assert take(images, work.root, "clean").image.blob is not None
    assert take(images, work.root, "dirty").image.ref is not None
    assert take(images, work.root, "crlf").image.ref is not None
    images.flush()
    assert sorted(work.store.contents.values()) == [b"line\r\n", b"other\n"]
    assert images.kept_bytes == 12


def test_a_git_object_becomes_a_copy_when_it_is_pinned_or_is_gone(tmp_path: Path) -> None:
    """So that nothing that git does later takes it away."""
    work = Workspace(tmp_path)
    (work.root / "f").write_bytes(b"line\n")
    work.committed()
    images = of(work, Limits())
    image = take(images, work.root, "f").image
    pinned = images.pin(b"f", image)
    images.flush()
    assert work.store.get(pinned.ref or "") == b"line\n"
    assert images.pin(b"f", pinned) is pinned
    assert images.pin(b"f", Image(blob="1" * 40)).why == "its git object is gone"
    assert images.pin(b"other", image).why == "its git object is gone"


def test_ignored_files_have_no_copy_where_the_person_says_so(tmp_path: Path) -> None:
    """By default they have: agents write there too."""
    work = Workspace(tmp_path)
    (work.root / ".gitignore").write_text("out/\n*.log\n")
    (work.root / "out").mkdir()
    (work.root / "out" / "f").write_text("built")
    (work.root / "x.log").write_text("logged")
    work.committed()
    images = of(work, Limits(ignored=False))
    assert take(images, work.root, "x.log").image.why == "ignored by .gitignore"
    assert take(of(work, Limits()), work.root, "x.log").image.ref is not None
    assert ignored_by(find_repos(os.fsencode(work.root), Tree()))(b"out/f")


def test_the_same_content_is_kept_once_and_the_quota_holds(tmp_path: Path) -> None:
    """Of the run and of the store."""
    for name, data in (("a", b"12345"), ("b", b"12345"), ("c", b"678901")):
        (tmp_path / name).write_bytes(data)
    images = Images(MemoryStore(), Limits(total_bytes=10), NO_BLOBS)
    assert take(images, tmp_path, "a").image == take(images, tmp_path, "b").image
    assert images.kept_bytes == 5
    assert take(images, tmp_path, "c").image.why == "no room for more copies"
    full = Images(MemoryStore(room=1), Limits(), NO_BLOBS)
    assert take(full, tmp_path, "a").image.why == "no room for more copies"


def test_binary_is_what_git_calls_so(tmp_path: Path) -> None:
    """A NUL among the first 8,000 bytes."""
    (tmp_path / "a").write_bytes(b"x" * 7_999 + b"\0")
    (tmp_path / "b").write_bytes(b"x" * 8_000 + b"\0")
    images = Images(MemoryStore(), Limits(), NO_BLOBS)
    assert take(images, tmp_path, "a").binary
    assert not take(images, tmp_path, "b").binary


def test_a_file_that_changes_while_it_is_read_is_tried_twice(tmp_path: Path) -> None:
    """Then it has no copy: half of each would be a lie."""
    path = tmp_path / "f"
    path.write_bytes(b"x")

    class Restless(Images):
        """Changes what it reads, each time it has read it."""

        times = 0
        until = 2

        def _image(self, path_: bytes, digest: bytes, data: bytes | None) -> Image:
            return super()._image(path_, digest, data)

        def _file(self, handle: int, name: bytes, path_: bytes, fact: Fact) -> tuple[Fact, bool]:
            self.times += 1
            taken, steady = super()._file(handle, name, path_, fact)
            return taken, steady and self.times > self.until

    images = Restless(MemoryStore(), Limits(), NO_BLOBS)
    assert take(images, tmp_path, "f").image.why == "changing while it was read"
    images = Restless(MemoryStore(), Limits(), NO_BLOBS)
    images.until = 1
    assert take(images, tmp_path, "f").image.ref is not None


def test_what_vanishes_or_becomes_a_link_after_the_listing_is_not_read(tmp_path: Path) -> None:
    """It is told as changing, or as unreadable."""
    path = tmp_path / "f"
    path.write_bytes(b"x")
    images = Images(MemoryStore(), Limits(), NO_BLOBS)
    with folder.opened(os.fsencode(tmp_path)) as handle:
        fact = fact_of(path.stat(), 1)
        path.unlink()
        gone = images.take(handle, b"f", b"f", fact)
        path.symlink_to("/etc/passwd")
        swapped = images.take(handle, b"f", b"f", fact)
        link = images.take(handle, b"f", b"f", fact_of(path.lstat(), 1))
        path.unlink()
        no_link = images.take(handle, b"f", b"f", fact_of(path.parent.lstat(), 1))
    assert gone.content is not None
    assert gone.content.image.why == "changing while it was read"
    assert swapped.content is not None
    assert swapped.content.image.why == "unreadable"
    assert link.content is not None
    assert link.content.image.ref is not None
    assert no_link.content is not None
