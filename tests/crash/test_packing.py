"""A picture that is packed again is there in the one form or the other, whatever happens (G01-G03).

kill -9 while pictures are exchanged, a disk that fails at any call, power that is lost at any
moment. Short form: a spread of them; long form, COUNTERSIGN_LONG=1: many more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.screens.rawform import encode
from desktop_app.errors import StorageError
from desktop_app.model.screenform import MEDIA
from desktop_app.vault.webp import packed
from tests.crash.test_vault_disk import Faults
from tests.fakes import vfs as shim
from tests.fakes.images import editor
from tests.fakes.vault_place import Place, codes, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.vault.vault import Vault

pytestmark = [
    pytest.mark.crash,
    # SQLite reports a failed close to nobody; apsw says so in a warning of its own.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
ROOT = Path(__file__).parents[2]
KILLS, CASES, MOMENTS = (60, 400, 2_000) if LONG else (8, 24, 60)


def screen(number: int) -> bytes:
    """Return a picture of some 20 kB as it is stored at first."""
    return encode(editor([noise(24, f"{number}.{n}").hex() for n in range(20)], (480, 360)))


SCREENS = tuple(screen(number) for number in range(3))
PACKED = tuple(packed(one) for one in SCREENS)


def keep(place: Place, vault: Vault, data: bytes) -> None:
    """Keep a picture for the next entry, settled."""
    place.keep(vault, prompt(data, label="screenshot.hand", media=MEDIA))
    vault.flush()


def pack(vault: Vault) -> int:
    """Exchange what can be; return how many were."""
    at, count = vault.packing.done(), 0
    while (found := vault.packing.next(at, vault.packing.newest())) is not None:
        at = found.number
        if found.picture is not None:
            made = PACKED[SCREENS.index(found.picture.content())]
            assert made is not None
            count += vault.packing.swap(found.picture, made)
    return count


def judge(place: Place) -> None:
    """Everything is as the entries say, and what is left can be packed."""
    vault = place.open()
    vault.recover({})
    assert vault.shred(place.purged).wiped
    pack(vault)
    vault.close()
    part, found = place.check()
    assert codes(found) == []
    assert part is not None
    assert part.payloads == part.decrypted == len(place.kept) - len(place.purged)
    assert set(place.rows("SELECT encoding FROM payloads")) <= {("webp",)}


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[shim.Recorder]:
    """A disk that can fail."""
    vfs = shim.Recorder(f"packing-{request.node.name}")
    yield vfs
    vfs.unregister()


def prepared(folder: Path) -> Place:
    """Return a closed vault that keeps the pictures."""
    folder.mkdir()
    place = Place(folder)
    vault = place.create()
    for data in SCREENS:
        keep(place, vault, data)
    vault.close()
    return place


@pytest.mark.attack("G02")
def test_a_kill_leaves_the_one_form_or_the_other(tmp_path: Path) -> None:
    """The same vault, killed while one picture after the other is exchanged."""
    random = Random(11)  # noqa: S311 - not for secrets
    place = Place(tmp_path)
    vault = place.create()
    for number in range(4 * KILLS):
        keep(place, vault, screen(number))
    vault.close()
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child_packing", str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        ) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(random.randrange(1, 6))]
            child.kill()
            lines += child.stdout.readlines()
        done = {int(line.split()[1]) for line in lines if line.startswith("done")}
        place.open().close()
        rows = place.rows("SELECT id FROM payloads WHERE encoding = 'webp'")
        assert done <= {row[0] for row in rows}
        part, found = place.check()
        assert codes(found) == []
        assert part is not None
        assert part.decrypted == 4 * KILLS


@pytest.mark.attack("G03")
@pytest.mark.parametrize("full", [False, True], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_every_call_may_fail(
    tmp_path: Path, disk: shim.Recorder, *, lasting: bool, full: bool
) -> None:
    """What failed lies there as before."""
    place = prepared(tmp_path / "count")
    counter = Faults(0, lasting=False, full=False)
    vault = place.open(vfs=disk.name)
    disk.before = counter
    assert pack(vault) == len(SCREENS)
    vault.close()
    disk.before = lambda _verb, _name: None
    step, failures = max(1, counter.calls // CASES), 0
    for at in range(1 + step // 2, counter.calls + 1, step):
        copy = prepared(tmp_path / f"case{at}")
        vault = copy.open(vfs=disk.name)
        disk.before = Faults(at, lasting=lasting, full=full)
        try:
            pack(vault)
        except StorageError:
            failures += 1
        vault.close()
        disk.before = lambda _verb, _name: None
        judge(copy)
    assert failures


@pytest.mark.attack("G01")
def test_power_may_be_lost_at_any_moment(tmp_path: Path, disk: shim.Recorder) -> None:
    """Also between an exchange and a purge of what was exchanged."""
    place = Place(tmp_path / "live")
    place.folder.mkdir()
    place.create().close()
    vault = place.open(vfs=disk.name)
    for data in SCREENS:
        keep(place, vault, data)
    disk.mark((dict(place.kept), set()))
    assert pack(vault) == len(SCREENS)
    disk.mark((dict(place.kept), {1}))
    vault.shred([1])
    vault.close()
    random = Random(7)  # noqa: S311 - not for secrets
    step = max(1, len(disk.ops) // MOMENTS)
    judged = 0
    for number, disks, marks in disk.moments():
        if number % step or not marks:
            continue
        for mode in shim.MODES:
            folder = tmp_path / "image"
            shim.write_image(folder, disks, mode, random)
            lost = Place(folder, f"after {number} {mode}")
            lost.kept, lost.purged = dict(marks[-1][0]), set(marks[-1][1])  # type: ignore[index]  # as marked
            lost.size = len(lost.kept)
            judge(lost)
            judged += 1
            shutil.rmtree(folder)
    assert judged > MOMENTS
