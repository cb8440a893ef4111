"""A disk that fails or loses power at any call: nothing of a keep is half there (G01, G03).

A short history of keeps, a settle and a shred runs on a recorded disk. Short form: a spread of
calls and moments; long form, COUNTERSIGN_LONG=1: every one.
"""

from __future__ import annotations

import os
import shutil
from random import Random
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import StorageError
from tests.fakes import vfs as shim
from tests.fakes.vault_place import Place, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.vault.vault import Vault

pytestmark = [
    pytest.mark.crash,
    # SQLite reports a failed close to nobody; apsw says so in a warning of its own.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
CASES, MOMENTS = (400, 2_000) if LONG else (24, 60)
SHARED = prompt(b"shared " * 5_000)
CODES = {
    "read": apsw.SQLITE_IOERR_READ,
    "write": apsw.SQLITE_IOERR_WRITE,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "open": apsw.SQLITE_CANTOPEN,
}


class Faults:
    """Fails call number `at` of a recorded disk, or all from there on."""

    def __init__(self, at: int, *, lasting: bool, full: bool) -> None:
        self.at, self.lasting, self.full, self.calls = at, lasting, full, 0

    def __call__(self, verb: str, _name: str) -> None:
        """Fail, or not."""
        self.calls += 1
        if self.calls == self.at or (self.lasting and self.calls > self.at):
            is_full = self.full and verb == "write"
            raise apsw.exception_for(apsw.SQLITE_FULL if is_full else CODES[verb])


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[shim.Recorder]:
    """A disk that can fail."""
    vfs = shim.Recorder(f"vault-{request.node.name}")
    yield vfs
    vfs.unregister()


def history(place: Place, vault: Vault, disk: shim.Recorder | None = None) -> int:
    """Keep for six entries and shred one of them; return how many steps failed."""
    failed = 0
    for number in range(6):
        try:
            pending = vault.keep([SHARED, prompt(noise(9_000, str(number)))], after=place.size)
            vault.settle(pending, place.append(pending))
            if disk is not None:
                disk.mark(dict(place.kept))
            if number == 3:
                place.purged.add(1)  # the purge entry is durable first
                vault.shred([1])
        except StorageError:
            failed += 1
    return failed


def judge(place: Place) -> None:
    """Start as a recorder does; finish purges; then everything is as the entries say."""
    vault = place.open()
    roots: dict[bytes, list[int]] = {}
    for seq, kept in sorted(place.kept.items()):
        assert isinstance(kept, dict)
        roots.setdefault(bytes.fromhex(str(kept["root"])), []).append(seq)
    vault.recover(roots)
    assert vault.shred(place.purged).wiped
    place.keep(vault, prompt(b"the next keep works"))
    vault.close()
    part, found = place.check()
    assert found.kept == []
    assert part is not None
    assert part.lists == len(place.kept)


@pytest.mark.attack("G03")
@pytest.mark.parametrize("full", [False, True], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_every_call_may_fail(
    tmp_path: Path, disk: shim.Recorder, *, lasting: bool, full: bool
) -> None:
    """What failed is not there, what passed is; after a passing fault the next keep works."""
    counter = Faults(0, lasting=False, full=False)
    place = Place(tmp_path / "count")
    place.folder.mkdir()
    place.create().close()
    vault = place.open(vfs=disk.name)
    disk.before = counter
    assert history(place, vault) == 0
    vault.close()
    disk.before = lambda _verb, _name: None
    step = max(1, counter.calls // CASES)
    failures = 0
    for at in range(1 + step // 2, counter.calls + 1, step):
        place = Place(tmp_path / f"case{at}")
        place.folder.mkdir()
        place.create().close()
        vault = place.open(vfs=disk.name)
        disk.before = Faults(at, lasting=lasting, full=full)
        failed = history(place, vault)
        failures += failed
        assert lasting or failed <= 1, f"call {at}: did not recover"
        vault.close()
        disk.before = lambda _verb, _name: None
        judge(place)
    assert failures


@pytest.mark.attack("G01")
def test_power_may_be_lost_at_any_moment(tmp_path: Path, disk: shim.Recorder) -> None:
    """What `keep` returned before is there afterwards, whatever else reached the disk."""
    place = Place(tmp_path / "live")
    place.folder.mkdir()
    place.create().close()
    vault = place.open(vfs=disk.name)
    assert history(place, vault, disk) == 0
    vault.close()
    random = Random(7)  # noqa: S311 - not for secrets
    step = max(1, len(disk.ops) // MOMENTS)
    for number, disks, marks in disk.moments():
        if number % step:
            continue
        for mode in shim.MODES:
            folder = tmp_path / "image"
            shim.write_image(folder, disks, mode, random)
            lost = Place(folder, f"after {number} {mode}")
            if marks and isinstance(marks[-1], dict):
                lost.kept, lost.size = dict(marks[-1]), len(marks[-1])
                lost.purged = {1} if lost.size > 3 else set()
            judge(lost)
            shutil.rmtree(folder)
