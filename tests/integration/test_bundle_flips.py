"""Property: no byte of any file of a bundle can be another one and pass (ATTACKS A01).

Random damage to the zip itself never crashes, and passes only where the same files come
out of it. In a child process: a crash there is a failure here.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.bundle.verify.verifier import verify
from tests.fakes.bundle_attacks import base, pinned
from tests.fakes.bundle_forger import DictFiles
from tests.fakes.effort import LONG

ROOT = Path(__file__).parents[2]
BASES = ("viewed", "records", "full_log")
SAMPLE = 500  # of each base
CORRUPTED = 20_000 if LONG else 500


@pytest.mark.attack("A01", "C07", "D02")
@pytest.mark.parametrize("name", BASES)
def test_a_flipped_byte_never_passes(name: str) -> None:
    """Every byte of every file in the long form, some of each file in the short one."""
    forged = base(name)
    trust = pinned(forged)
    assert verify(forged.open(), trust).verdict.passes
    places = [(path, at) for path, data in forged.files.items() for at in range(len(data))]
    chance = random.Random(7)  # noqa: S311 - the same in each run
    chosen = places if LONG else chance.sample(places, SAMPLE)
    if not LONG:
        chosen += [(path, chance.randrange(len(data))) for path, data in forged.files.items()]
    for path, at in chosen:
        data = bytearray(forged.files[path])
        data[at] ^= 1 << chance.randrange(8)
        report = verify(DictFiles({**forged.files, path: bytes(data)}), trust)
        assert not report.verdict.passes, (path, at, data[at])


@pytest.mark.attack("A01", "A02", "D07")
@pytest.mark.parametrize("name", BASES)
def test_a_file_left_out_or_put_twice_never_passes(name: str) -> None:
    """Each file alone: gone, empty, cut, longer, or with what another file of its kind holds."""
    forged = base(name)
    trust = pinned(forged)
    for path, data in forged.files.items():
        rest = {other: held for other, held in forged.files.items() if other != path}
        kin = next((held for other, held in rest.items() if other[:4] == path[:4]), b"x")
        assert not verify(DictFiles(rest), trust).verdict.passes, path
        for new in (b"", data[:-1], data[1:], data + b"\n", data + data, kin):
            report = verify(DictFiles({**rest, path: new}), trust)
            assert new == data or not report.verdict.passes, (path, len(new))


@pytest.mark.attack("A01", "D08", "D09")
def test_a_damaged_zip_never_crashes_and_never_passes(tmp_path: Path) -> None:
    """Many damaged copies in one child process."""
    path = tmp_path / "whole.zip"
    path.write_bytes(base("viewed").to_zip())
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.bundle_corruption", str(path), str(CORRUPTED), "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) < CORRUPTED / 2
