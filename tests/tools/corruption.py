"""Damage a ledger's file at random, many times, and audit it each time: for a child process.

`python -m tests.tools.corruption LEDGER COUNT SEED` prints how many damaged files still passed; all
of those held every leaf unharmed. A crash, an exception or a wrong pass is a failure.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import apsw

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust

_PAGE = 4096


def damage(data: bytes, chance: random.Random) -> bytes:
    """Return a file with some pages flipped, zeroed, filled, swapped, cut off or doubled."""
    pages = [bytearray(data[at : at + _PAGE]) for at in range(0, len(data), _PAGE)]
    for _ in range(chance.choice((1, 1, 2, 8))):
        one, other = chance.randrange(len(pages)), chance.randrange(len(pages))
        how = chance.randrange(7)
        if how == 0:
            pages[one][chance.randrange(_PAGE)] ^= 1 << chance.randrange(8)
        elif how == 1:
            pages[one] = bytearray(_PAGE)
        elif how == 2:
            pages[one] = bytearray(chance.randbytes(_PAGE))
        elif how == 3:
            pages[one], pages[other] = pages[other], pages[one]
        elif how == 4:
            at = chance.randrange(_PAGE - 16)
            pages[one][at : at + 16] = chance.randbytes(16)
        elif how == 5:
            pages[one] = bytearray(pages[other])
        else:
            at = chance.randrange(24)
            pages[one][at] = chance.randrange(256)
    return b"".join(pages)[: len(data) - chance.choice((0, 0, 0, 0, _PAGE, 100))]


def leaves(path: Path) -> list[object]:
    """Return the stored leaves."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return db.execute("SELECT seq, leaf FROM entries ORDER BY seq").fetchall()
    finally:
        db.close()


def main(path: Path, count: int, seed: int) -> int:
    """Return how many damaged files passed; raises when one of them should not have."""
    chance, data, whole = random.Random(seed), path.read_bytes(), leaves(path)
    copy = path.with_name("damaged.db")
    passed = 0
    for _ in range(count):
        for suffix in ("-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
        copy.write_bytes(damage(data, chance))
        # Judged by someone without keys: 20 is as good as 0 here.
        if audit(copy, trust=Trust(), now_us=0).exit_code in (0, 20):
            passed += 1
            if leaves(copy) != whole:
                raise SystemExit("A ledger with other leaves passed.")
    return passed


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))}\n")
