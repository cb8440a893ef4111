"""Pictures of a busy screen: what an agent waits, from wish to encoded bytes, sizes, duplicates.

    python -m tests.bench screens

A private X11 desktop with real windows, at 1920 x 1080 and 3840 x 2160; one window is masked. The
yardstick for time and size is Pillow's PNG (level 1) of the same picture in the same run. What it
takes in a vault, at once and packed again, is measured in one; an editor and a terminal alone are
beside the busy screen there. The ledger is not part of it.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PIL.Image import new as new_image

from desktop_app.capture.screens.exclude import parse_excluded
from desktop_app.capture.screens.rawform import decode, encode
from desktop_app.capture.screens.shooter import Shooter
from desktop_app.capture.screens.taking import Settings
from desktop_app.host import resources
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.screen.choose import of_system
from desktop_app.host.screen.frame import Box
from desktop_app.model.screenform import MEDIA
from desktop_app.vault.webp import packed
from tests.bench.table import Figure
from tests.fakes.desk import busy_screen
from tests.fakes.desk.choice import Choice, missing
from tests.fakes.desk.coloured import Coloured
from tests.fakes.desk.desktop import Desktop, desktop
from tests.fakes.desk.waiting import until
from tests.fakes.screens import BEFORE
from tests.fakes.vault_place import Place, prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from desktop_app.capture.screens.shot import Shot

TIMES = 30
WAIT_MS, DUPLICATE_MS = 30, 5
HD, UHD = (1920, 1080), (3840, 2160)
ENCODED_MS = {HD: 150, UHD: 400}
AT_ONCE_KB, PACKED_KB = 600, 350  # at 1920 x 1080
ORDINARY = {"an editor": (0, 3, 48, 65), "a terminal": (80, 36, 99, 96)}  # `busy_screen.PLACES`


@dataclass
class _Seen:
    """Milliseconds of each picture, and the last one's bytes."""

    wait: list[float] = field(default_factory=list)
    encoded: list[float] = field(default_factory=list)
    duplicate: list[float] = field(default_factory=list)
    data: bytes = b""


def measure() -> list[Figure]:
    """Return the figures of both sizes; none where there is no private desktop to be had."""
    found = []
    for size in (HD, UHD):
        choice = Choice(panel="none", notifications="none", keyring="none", size=size)
        reason = missing(choice)
        if reason:
            sys.stderr.write(f"screens: {reason}\n")
            return []
        with (
            tempfile.TemporaryDirectory(prefix="desk-") as folder,
            desktop(Path(folder) / "d", choice) as desk,
        ):
            found += _figures(size, _seen(desk, size))
    return found


def _seen(desk: Desktop, size: tuple[int, int]) -> _Seen:
    desk.programs.start("busy", [sys.executable, busy_screen.__file__])
    until(lambda: "ready" in desk.programs.log("busy"), "the windows")
    coloured = Coloured(desk.environment["DISPLAY"])
    coloured.window(0xFF0000, Box(size[0] // 2, 50, 300, 200), "KeePassXC")
    blinking = coloured.window(0, Box(size[0] // 2, size[1] // 2, 40, 40), popup=True)
    shots: SimpleQueue[Shot] = SimpleQueue()
    rules = Settings(parse_excluded(resources.read_text("capture/excluded.toml")))
    shooter = Shooter(
        lambda: of_system(SystemClock(), SystemIds(), desk.environment),
        settings=lambda: rules,
        granted=lambda: True,
        sink=shots.put,
        clock=SystemClock(),
        ids=SystemIds(),
        patience_s=10.0,  # so that the wait is seen as it is
    )
    shooter.wake()
    seen = _Seen()
    for number in range(TIMES):
        coloured.move(blinking, 100 + 7 * number, 100)  # each picture is another one
        _one(shooter, shots, seen)
        _one(shooter, shots, seen)  # but for the second of each pair
    shooter.close()
    coloured.close()
    return seen


def _one(shooter: Shooter, shots: SimpleQueue[Shot], seen: _Seen) -> None:
    began = time.perf_counter()
    assert shooter.before(BEFORE).on_time
    waited = time.perf_counter()
    shot = shots.get(timeout=60)
    done = time.perf_counter()
    assert shot.picture is not None
    assert shot.picture.masked
    seen.wait.append((waited - began) * 1000)
    if shot.outcome == "kept":
        seen.encoded.append((done - began) * 1000)
        seen.data = shot.picture.data
    else:
        seen.duplicate.append((done - waited) * 1000)


def _figures(size: tuple[int, int], seen: _Seen) -> list[Figure]:
    picture = decode(seen.data)
    png_ms, png = _timed(lambda: _png(picture))
    kept = _kept(picture)
    name = f"{size[0]} x {size[1]}"
    p50, p95 = statistics.median(seen.wait), sorted(seen.wait)[int(len(seen.wait) * 0.95)]
    encoded, again = statistics.median(seen.encoded), statistics.median(seen.duplicate)
    durable = encoded + kept.put_ms
    beside, large = f"PNG: {png_ms:.0f} ms", f"PNG: {len(png) / 1000:.0f} KB"
    goal, hd = ENCODED_MS[size], size == HD

    def kb(what: str, size: int, most: int) -> Figure:
        text, ratio = f"{size / 1000:.0f} KB", size / len(png)
        if not hd:
            return Figure(what, text, large, ratio)
        return Figure(what, text, large, ratio, f"under {most} KB", size < most * 1000)

    return [
        Figure(
            f"An agent's wait, were it not cut at 28 ms, {name}, p50",
            f"{p50:.1f} ms",
            beside,
            p50 / png_ms,
        ),
        Figure(
            f"An agent's wait, were it not cut at 28 ms, {name}, p95",
            f"{p95:.1f} ms",
            beside,
            p95 / png_ms,
            f"under {WAIT_MS} ms",
            p95 < WAIT_MS,
        ),
        Figure(
            f"Wish to durable in a vault, {name}, p50",
            f"{durable:.1f} ms, {kept.put_ms:.1f} of it the vault's",
            beside,
            durable / png_ms,
            f"under {goal} ms",
            durable < goal,
        ),
        Figure(
            f"A duplicate after its grab, {name}, p50",
            f"{again:.1f} ms",
            beside,
            again / png_ms,
            f"under {DUPLICATE_MS} ms" if hd else "",
            again < DUPLICATE_MS if hd else None,
        ),
        kb(f"Stored at once, {name}", kept.at_once, AT_ONCE_KB),
        kb(f"Stored once it was packed again, {name}", kept.packed, PACKED_KB),
        Figure(
            f"To pack it again, processor, {name}",
            f"{kept.packing_ms:.0f} ms",
            beside,
            kept.packing_ms / png_ms,
        ),
        *(_ordinary(what, picture) for what in (ORDINARY if hd else ())),
    ]


def _ordinary(what: str, busy: Image) -> Figure:
    """Return what a screen takes that shows one thing: a part of the busy one on plain ground."""
    left, top, right, bottom = (
        part * side // 100 for part, side in zip(ORDINARY[what], busy.size * 2, strict=True)
    )
    screen = new_image("RGB", busy.size, busy.getpixel((left + 5, bottom - 5)))
    screen.paste(busy.crop((left, top, right, bottom)), (left, top))
    kept = _kept(screen)
    text = f"{kept.at_once / 1000:.0f} KB, then {kept.packed / 1000:.0f} KB"
    reached = kept.packed < PACKED_KB * 1000
    return Figure(f"Stored of {what} alone", text, goal=f"under {PACKED_KB} KB", reached=reached)


@dataclass(frozen=True)
class _InVault:
    """What a picture takes in a vault: bytes at once and packed, milliseconds to keep and pack."""

    at_once: int
    packed: int
    put_ms: float
    packing_ms: float


def _kept(picture: Image) -> _InVault:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder))
        vault = place.create()
        took = []
        for number in range(5):
            picture = picture.copy()
            picture.putpixel((0, 0), (number, 0, 0))  # each is another one
            content = prompt(encode(picture), media=MEDIA)
            began = time.perf_counter()
            place.keep(vault, content)
            took.append((time.perf_counter() - began) * 1000)
        at_once = place.rows("SELECT stored FROM payloads WHERE id = 1")
        found = vault.packing.next(0, 1)
        assert found is not None
        assert found.picture is not None
        began = time.process_time()
        made = packed(found.picture.content())
        packing_ms = (time.process_time() - began) * 1000
        assert made is not None
        assert vault.packing.swap(found.picture, made)
        small = place.rows("SELECT stored FROM payloads WHERE id = 1")
        vault.close()
    sizes = (int(str(rows[0][0])) for rows in (at_once, small))
    return _InVault(*sizes, statistics.median(took), packing_ms)


def _png(picture: Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    times, data = [], b""
    for _ in range(3):
        began = time.perf_counter()
        data = work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), data
