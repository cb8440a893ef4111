"""capture.files.scan: sees all that is there, and is led nowhere."""

from __future__ import annotations

import os
import socket
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files import scan
from desktop_app.capture.files.facts import Fact, Kind, Limits, Tree
from desktop_app.capture.files.images import Blobs, Images
from desktop_app.capture.files.scan import Scanner
from tests.fakes.clock import FakeClock
from tests.fakes.file_store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65_534


class Counting(Images):
    """Counts what is read."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(MemoryStore(), limits, Blobs({}, {}))
        self.read: list[bytes] = []

    def take(self, handle: int, name: bytes, path: bytes, fact: Fact) -> Fact:
        """Read, and remember that it was."""
        self.read.append(path)
        return super().take(handle, name, path, fact)


class Setting:
    """A scanner of a folder, at a time that is long after all its files."""

    def __init__(self, root: Path, limits: Limits | None = None, **more: object) -> None:
        self.limits = limits or Limits()
        self.taker = Counting(self.limits)
        self.clock = FakeClock(now_us=4_000_000_000_000_000)
        self.scanner = Scanner(
            os.fsencode(root),
            self.limits,
            self.clock,
            self.taker,
            **more,  # type: ignore[arg-type] # of the caller
        )

    def full(self, previous: Tree | None = None) -> Tree:
        """Scan all; forget what was read before."""
        self.taker.read.clear()
        return self.scanner.full(previous or Tree())


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be somebody who may not read everything; root may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def whys(tree: Tree) -> dict[bytes, str | None]:
    """Return why there is no copy, by path."""
    return {path: fact.content.image.why for path, fact in tree.items() if fact.content}


def test_a_second_scan_reads_only_what_changed(tmp_path: Path) -> None:
    """All else is taken over, the very same facts."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("x")
    setting = Setting(tmp_path)
    first = setting.full()
    assert sorted(setting.taker.read) == [b"a", b"b"]
    (tmp_path / "b").write_text("y")
    second = setting.full(first)
    assert setting.taker.read == [b"b"]
    assert second.get(b"a") is first.get(b"a")


def test_a_racy_file_is_read_again_though_its_status_says_nothing(tmp_path: Path) -> None:
    """As in git: same size, same tick of the clock, other content."""
    path = tmp_path / "f"
    path.write_text("one")
    setting = Setting(tmp_path)
    setting.clock.wall_us = path.stat().st_mtime_ns // 1000  # the scan runs as it is written
    first = setting.full()
    assert setting.full(first).get(b"f") is not first.get(b"f")
    assert setting.taker.read == [b"f"]
    setting.clock.advance(10)
    setting.full(setting.full(first))
    assert setting.taker.read == []


def test_no_link_is_followed(tmp_path: Path) -> None:
    """Loops, links out, dangling links, and a link to a folder inside: their targets are read."""
    (tmp_path / "d").mkdir()
    links = {"loop": ".", "d/up": "..", "out": "/etc", "none": "nowhere", "self": "self"}
    for name, target in links.items():
        (tmp_path / name).symlink_to(target)
    tree = Setting(tmp_path).full()
    kinds = {path: fact.kind for path, fact in tree.items()}
    assert kinds == {b"d": Kind.DIR} | {os.fsencode(name): Kind.LINK for name in links}


def test_special_files_are_told_and_not_opened(tmp_path: Path) -> None:
    """A FIFO would block, a socket and a device are nobody's content."""
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "sock"))
        tree = Setting(tmp_path).full()
    assert whys(tree) == {b"fifo": "special file", b"sock": "special file"}


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """Over the one limit there is no copy, over the other no digest either."""
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "large").write_bytes(b"x" * 200)
    tree = Setting(tmp_path, Limits(file_bytes=100, digest_bytes=1000)).full()
    assert whys(tree) == {b"huge": "too large", b"large": "too large"}
    huge, large = tree.get(b"huge"), tree.get(b"large")
    assert huge is not None
    assert huge.content is not None
    assert huge.content.digest is None
    assert large is not None
    assert large.content is not None
    assert large.content.digest is not None


def test_what_may_not_be_read_is_told() -> None:
    """An unreadable file and folder; what was in the folder is taken to be there still."""
    with tempfile.TemporaryDirectory() as name:  # not pytest's: nobody may enter that
        root = Path(name)
        root.chmod(0o755)
        (root / "d").mkdir()
        (root / "d" / "f").write_text("x")
        (root / "secret").write_text("x")
        setting = Setting(root)
        before = setting.full()
        (root / "secret").chmod(0)
        (root / "d").chmod(0)
        with as_nobody():
            after = setting.full(before)
        (root / "d").chmod(0o755)
    assert whys(after)[b"secret"] == "unreadable"
    assert after.problems == {b"d": scan.UNREADABLE_FOLDER}
    assert after.get(b"d/f") is before.get(b"d/f")


def test_names_of_any_bytes_are_different_names(tmp_path: Path) -> None:
    """No UTF-8, line ends, case, normalisation."""
    names = [b"\xff", b"a\nb", b"a", b"A", "\u00e9".encode(), "e\u0301".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):
            pass
    assert {path for path, _ in Setting(tmp_path).full().items()} == set(names)


def test_limits_of_number_and_depth_are_told(tmp_path: Path) -> None:
    """What is beyond is not seen; the folder says so."""
    deep = tmp_path / "1" / "2" / "3"
    deep.mkdir(parents=True)
    (deep / "f").write_text("x")
    tree = Setting(tmp_path, Limits(depth=1)).full()
    assert tree.problems == {b"1/2": scan.TOO_DEEP}
    for n in range(5):
        (tmp_path / f"f{n}").write_text("x")
    tree = Setting(tmp_path, Limits(files=3)).full()
    assert scan.TOO_MANY in tree.problems.values()
    assert sum(1 for _ in tree.items()) == 3


def test_our_own_folders_are_passed_over_without_a_word(tmp_path: Path) -> None:
    """The data directory may lie in a workspace."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "ledger.db").write_text("x")
    status = (tmp_path / "ours").stat()
    setting = Setting(tmp_path, exclude=frozenset([(status.st_dev, status.st_ino)]))
    tree = setting.full()
    assert [path for path, _ in tree.items()] == [b"ours"]
    assert tree.problems == {}


def test_another_file_system_is_not_entered(tmp_path: Path) -> None:
    """A mount may be a network, or all of /proc."""
    setting = Setting(tmp_path)
    (tmp_path / "d").mkdir()
    status = (tmp_path / "d").stat()
    assert setting.scanner.refusal(b"d", status, status.st_dev) is None
    assert setting.scanner.refusal(b"d", status, status.st_dev + 1) == scan.OTHER_SYSTEM


def test_a_workspace_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """Nothing is known then."""
    setting = Setting(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        setting.full()
    with pytest.raises(FileNotFoundError):
        setting.scanner.partial(Tree(), [b""], ())


def test_a_partial_scan_gives_what_a_full_one_gives(tmp_path: Path) -> None:
    """For folders that came, went, and became something else; the rest is shared."""
    for name in ("keep", "goes/deep", "swaps/deep"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "f").write_text("x")
    setting = Setting(tmp_path)
    before = setting.full()
    (tmp_path / "goes").rename(tmp_path / "came")
    (tmp_path / "swaps" / "deep" / "f").unlink()
    (tmp_path / "swaps" / "deep").rmdir()
    (tmp_path / "swaps" / "deep").write_text("file")
    (tmp_path / "keep" / "f").write_text("y")
    dirty = [b"", b"goes", b"goes/deep", b"swaps", b"swaps/deep", b"keep"]
    partial = setting.scanner.partial(before, dirty, ())
    full = setting.full(before)
    assert dict(partial.items()).keys() == dict(full.items()).keys()
    assert partial.folders.keys() == full.folders.keys()
    untouched = setting.scanner.partial(before, [b"keep"], ())
    assert untouched.folders[b"swaps"] is before.folders[b"swaps"]


def test_a_folder_is_scanned_whole_when_it_is_asked_for(tmp_path: Path) -> None:
    """`whole` looks at all that is below."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    setting = Setting(tmp_path)
    before = setting.full()
    (tmp_path / "a" / "b" / "f").write_text("x")
    assert setting.scanner.partial(before, [b"a"], ()).get(b"a/b/f") is None
    assert setting.scanner.partial(before, (), [b"a"]).get(b"a/b/f") is not None


def test_of_git_only_what_counts_is_seen(tmp_path: Path) -> None:
    """No objects and no logs; refs are seen and not read."""
    for name in (".git/objects/aa/bb", ".git/logs/HEAD", ".git/refs/heads/main", ".git/HEAD"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    setting = Setting(tmp_path)
    tree = setting.full()
    files = {path for path, fact in tree.items() if fact.kind is Kind.FILE}
    assert files == {b".git/refs/heads/main", b".git/HEAD"}
    assert setting.taker.read == [b".git/HEAD"]


def test_a_file_that_kept_changing_is_read_again_each_time(tmp_path: Path) -> None:
    """Its status cannot be trusted to have settled."""
    (tmp_path / "f").write_text("x")
    setting = Setting(tmp_path)
    tree = setting.full()
    fact = tree.get(b"f")
    assert fact is not None
    assert fact.content is not None
    image = replace(fact.content.image, ref=None, why="changing while it was read")
    unsure = replace(fact, content=replace(fact.content, image=image))
    setting.full(Tree({b"": {b"f": unsure}}))
    assert setting.taker.read == [b"f"]
