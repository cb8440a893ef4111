"""Damage a bundle's zip at random, many times, and verify it each time: for a child process.

`python -m tests.tools.bundle_corruption ZIP COUNT SEED` prints how many damaged zips still passed;
out of all of those came the same files. A crash, an exception or a wrong pass is a failure.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from desktop_app.bundle.verify.source import open_files
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path

_PASSING = {"CONSISTENT", "ANCHORED", "KEY_UNPINNED"}


def damage(data: bytes, chance: random.Random) -> bytes:
    """Return a zip with some bytes flipped, zeroed, moved, cut out, put in or doubled."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        at, other = chance.randrange(len(out)), chance.randrange(len(out))
        length = chance.choice((1, 2, 4, 16, 100))
        how = chance.randrange(8)
        if how <= 1:
            out[at] ^= 1 << chance.randrange(8)
        elif how == 2:
            out[at : at + length] = bytes(len(out[at : at + length]))
        elif how == 3:
            out[at : at + length] = chance.randbytes(len(out[at : at + length]))
        elif how == 4:
            out[at : at + length] = out[other : other + length]
        elif how == 5:
            del out[at : at + length]
        elif how == 6:
            out[at:at] = out[other : other + length]
        else:
            # Headers are few of the bytes, and what programs disagree about.
            marks = [place for place in range(len(out) - 4) if out[place : place + 2] == b"PK"]
            place = chance.choice(marks or [0]) + chance.randrange(46)
            out[min(place, len(out) - 1)] = chance.randrange(256)
    return bytes(out)


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of a bundle."""
    files = open_files(path)
    try:
        return {name: b"".join(files.stream(name)) for name in files.paths()}
    finally:
        files.close()


def main(path: Path, count: int, seed: int) -> int:
    """Return how many damaged zips passed; raises when one of them should not have."""
    chance, data, whole = random.Random(seed), path.read_bytes(), contents(path)
    copy = path.with_name("damaged.zip")
    passed = 0
    for _ in range(count):
        copy.write_bytes(damage(data, chance))
        if str(verify_path(copy, Trust()).verdict) in _PASSING:
            passed += 1
            if contents(copy) != whole:
                raise SystemExit("A bundle of other files passed.")
    return passed


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))}\n")
