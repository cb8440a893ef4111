"""How fast the vault is: to keep 1 MiB, to check it, and to take long content piece by piece.

A check decrypts each payload and recomputes two digests of it, address and commitment: SHA-256 on
one core is what no check can do without.
Run: `python -m tests.bench.bench_vault [MEBIBYTES]`.
"""

from __future__ import annotations

import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter

from tests.bench.table import Figure
from tests.fakes.vault_place import PROMPTS, Place, noise, prompt

MIB = 1 << 20
_GOAL_MB_S, _GOAL_PUT_MS, _GOAL_WAIT_MS = 200, 15, 500


def measure(mebibytes: int, *, text: bool) -> dict[str, float]:
    """Return milliseconds of a put of 1 MiB, and bytes a second of sha256 and check."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder))
        vault = place.create()
        took = []
        for number in range(mebibytes):
            seed = noise(MIB // 2 if text else MIB, str(number))
            content = prompt(seed.hex().encode() if text else seed)
            start = perf_counter()
            place.keep(vault, content)
            took.append(perf_counter() - start)
        vault.close()
        start = perf_counter()
        for _ in range(mebibytes):
            sha256(content.data).digest()
        yardstick = mebibytes * MIB / (perf_counter() - start)
        start = perf_counter()
        part, found = place.check()
        speed = mebibytes * MIB / (perf_counter() - start)
    if found.kept or part is None or part.decrypted != mebibytes:
        raise SystemExit(f"The check found {found.kept}.")
    return {"put_ms": 1_000 * median(took), "sha256": yardstick, "check": speed}


def measure_laid(mebibytes: int) -> tuple[float, float]:
    """Return bytes a second of long content, and the most milliseconds that another keep waits."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder))
        vault = place.create()
        piece, waited, done = noise(MIB), [], Event()

        def others() -> None:
            while not done.wait(0.02):
                start = perf_counter()
                place.keep(vault, prompt(b"%d" % len(waited)))
                waited.append(perf_counter() - start)

        thread = Thread(target=others)
        thread.start()
        start = perf_counter()
        laid = vault.lay(PROMPTS, (piece for _ in range(mebibytes)))
        place.keep(vault, prompt(b"", laid=laid))
        speed = mebibytes * MIB / (perf_counter() - start)
        done.set()
        thread.join()
        vault.close()
    return speed, 1_000 * max(waited)


def figures(mebibytes: int = 128) -> list[Figure]:
    """Return the lines of the table."""
    speed, waited = measure_laid(mebibytes)
    lines = [
        Figure(
            f"vault: take {mebibytes} MiB in pieces, durable; longest wait of another keep",
            f"{speed / 1e6:,.0f} MB/s; {waited:.0f} ms",
            goal=f"< {_GOAL_WAIT_MS} ms",
            reached=waited < _GOAL_WAIT_MS,
        )
    ]
    for text in (False, True):
        what = "text" if text else "noise"
        rounds = [measure(mebibytes, text=text) for _ in range(2)]
        put = min(found["put_ms"] for found in rounds)
        check, yard = (max(found[name] for found in rounds) for name in ("check", "sha256"))
        lines += [
            Figure(
                f"vault: keep 1 MiB of {what}, durable, median of {mebibytes}",
                f"{put:.1f} ms",
                goal=f"< {_GOAL_PUT_MS} ms",
                reached=put < _GOAL_PUT_MS,
            ),
            Figure(
                f"vault: check {mebibytes} MiB of {what}",
                f"{check / 1e6:,.0f} MB/s",
                f"{yard / 1e6:,.0f} MB/s (one SHA-256)",
                check / yard,
                f"> {_GOAL_MB_S} MB/s",
                check > _GOAL_MB_S * 1e6,
            ),
        ]
    return lines


if __name__ == "__main__":
    for figure in figures(int(sys.argv[1]) if len(sys.argv) > 1 else 128):
        sys.stdout.write(f"{figure.name}: {figure.seen}; {figure.yardstick}\n")
