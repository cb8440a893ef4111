"""Kept pictures become smaller while nobody waits: later, little by little, not in a pause."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from desktop_app.capture.screens.rawform import encode
from desktop_app.ledger.connection import query
from desktop_app.model.content import Content
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.model.screenform import MEDIA
from desktop_app.recorder import packing as module
from desktop_app.recorder.journal import durable
from desktop_app.recorder.packing import Packing
from desktop_app.vault import webp
from tests.fakes.consented import give
from tests.fakes.images import editor
from tests.fakes.ledger_place import until
from tests.fakes.recording import restarted
from tests.fakes.vault_place import noise

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.recorder.recorder import Recorder


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHARE", 1)


def screen(seed: str) -> bytes:
    """Return a picture of some 40 kB as it is stored at first."""
    return encode(editor([noise(30, f"{seed}{n}").hex() for n in range(30)], (700, 500)))


def keep(made: Recorder, data: bytes) -> str:
    """Keep a picture as the recorder does; return its reference."""
    content = Content("screenshot.hand", SCREENSHOTS, data, media=MEDIA)
    draft = Draft(EntryKind.CAPTURE, RECORDER, {"shot": "0"}, contents=(content,))
    seq = durable(made.journal.telemetry("", [draft]))[-1].seq
    return made.keeping.lines_of(seq)[0].ref


def encodings(made: Recorder) -> list[str]:
    """Return how the payloads are stored, in the order in which they came."""
    return [row[0] for row in query(made.keeping.vault._db, "SELECT encoding FROM main.payloads")]


def test_what_was_there_at_the_last_round_is_packed(made: Recorder) -> None:
    """What is younger waits for the next one; content and reference stay; each is done once."""
    give(made, SCREENSHOTS)
    first = keep(made, screen("a"))
    packing = Packing(made.keeping)
    assert packing.round() == 0
    second = keep(made, screen("b"))
    assert packing.round() == 1
    assert encodings(made) == ["webp", "zstd"]
    assert packing.round() == 1
    assert encodings(made) == ["webp", "webp"]
    assert packing.round() == 0
    vault = made.keeping.vault
    assert (vault.read(first), vault.read(second)) == (screen("a"), screen("b"))
    used = vault.packing.done()
    with restarted(made) as other:
        again = Packing(other.keeping)
        assert (again.round(), again.round()) == (0, 0)
        assert other.keeping.vault.packing.done() == used == 2


def test_the_thread_does_it(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Round by round, until it is ended."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    monkeypatch.setattr(module, "ROUND_S", 0.01)
    packing = Packing(made.keeping)
    packing.start()
    until(lambda: encodings(made) == ["webp"])
    packing.stop()
    until(lambda: "packing" not in {thread.name for thread in threading.enumerate()})


def test_nothing_is_packed_in_a_pause(made: Recorder) -> None:
    """It goes on afterwards."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    packing = Packing(made.keeping)
    packing.round()
    made.pause.start(None, RECORDER)
    assert packing.round() == 0
    assert encodings(made) == ["zstd"]
    made.pause.end("resumed", RECORDER)
    assert packing.round() == 1


def test_nothing_is_packed_on_a_full_disk(made: Recorder) -> None:
    """Its last room is not for that; a full vault has nothing to do with it."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    packing, vault = Packing(made.keeping), made.keeping.vault
    packing.round()
    vault.floor_bytes = 1 << 62
    assert packing.round() == 0
    vault.floor_bytes, vault.quota_bytes = 1, 1
    assert packing.round() == 1


def test_without_a_vault_there_is_nothing_to_do(made: Recorder) -> None:
    """Locked, or closed."""
    made.keeping.close()
    assert Packing(made.keeping).round() == 0


def test_what_wins_nothing_is_tried_once(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor what is damaged: `verify` says that; nor what is no picture."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    ref = keep(made, screen("b"))
    keep(made, noise(30_000))
    tried = list[int]()
    monkeypatch.setattr(webp, "packed", lambda data: tried.append(len(data)) or data)
    row = made.keeping.vault._payloads.row(ref)
    made.keeping.vault._db.execute("UPDATE chunks SET data = x'00' WHERE payload = ?", (row.id,))
    packing = Packing(made.keeping)
    assert [packing.round() for _ in range(3)] == [0, 0, 0]
    assert tried == [len(screen("a"))]
    assert made.keeping.vault.packing.done() == 3


def test_a_picture_that_is_damaged_within_is_passed_by(made: Recorder) -> None:
    """Its first piece opens; a later chunk does not."""
    give(made, SCREENSHOTS)
    keep(made, encode(Image.frombytes("RGB", (600, 500), noise(900_000))))
    vault = made.keeping.vault
    vault._db.execute("UPDATE chunks SET data = x'00' WHERE idx = 2")
    packing = Packing(made.keeping)
    packing.round()
    found = vault.packing.next(0, 1)
    assert found is not None
    assert found.picture is not None
    assert packing.round() == 0
    assert vault.packing.done() == 1


def test_the_end_comes_at_once(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in the midst of a picture: it lies there as before, and nothing is said of it."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    packing, real = Packing(made.keeping), webp.packed
    packing.round()
    working, go_on = threading.Event(), threading.Event()

    def slow(data: bytes) -> bytes | None:
        working.set()
        assert go_on.wait(60)
        return real(data)

    monkeypatch.setattr(webp, "packed", slow)
    thread = threading.Thread(target=packing.round)
    thread.start()
    assert working.wait(60)
    # the vault's lock is free meanwhile
    assert made.keeping.vault.packing.newest() == 1
    began = monotonic()
    packing.stop()
    made.keeping.vault.flush()
    assert monotonic() - began < 1
    go_on.set()
    thread.join()
    assert encodings(made) == ["zstd"]
    assert made.keeping.vault.packing.done() == 0


def closing(made: Recorder) -> Callable[[bytes], bytes | None]:
    """Return a packer whose vault is closed before it is done."""
    real = webp.packed

    def packed(data: bytes) -> bytes | None:
        made.keeping.close()
        return real(data)

    return packed


def test_a_vault_that_fails_is_said_and_tried_again(
    made: Recorder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """By the thread, which goes on."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    monkeypatch.setattr(module, "ROUND_S", 0.01)
    packing = Packing(made.keeping)
    monkeypatch.setattr(webp, "packed", closing(made))
    packing.start()
    until(lambda: bool(caplog.records))
    packing.stop()
    assert "Pictures are not packed again" in caplog.text
    caplog.clear()


def test_a_vault_that_closes_with_the_recorder_is_not_said(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is in the midst of something then finds it closed: that is the end, no trouble."""
    give(made, SCREENSHOTS)
    keep(made, screen("a"))
    monkeypatch.setattr(module, "ROUND_S", 0.01)
    packing, vault = Packing(made.keeping), made.keeping.vault
    swap = vault.packing.swap

    def late(*args: object) -> bool:
        made.keeping.close()
        packing.stop()
        return swap(*args)  # type: ignore[arg-type]  # as they come

    monkeypatch.setattr(vault.packing, "swap", late)
    packing.start()
    until(lambda: "packing" not in {thread.name for thread in threading.enumerate()})


def test_most_of_the_time_is_rest(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each picture nine times as long as it took."""
    monkeypatch.setattr(module, "SHARE", 10)
    give(made, SCREENSHOTS)
    for seed in "ab":
        keep(made, screen(seed))
    packing, rests, took = Packing(made.keeping), list[float](), list[float]()
    packing.round()
    real = packing._pack

    def timed(*args: object) -> bool:
        began = monotonic()
        done = real(*args)  # type: ignore[arg-type]  # as they come
        took.append(monotonic() - began)
        return done

    monkeypatch.setattr(packing, "_pack", timed)
    monkeypatch.setattr(packing._ending, "wait", lambda rest: rests.append(rest) or False)
    assert packing.round() == 2
    assert len(rests) == len(took) == 2
    assert all(rest >= 9 * work for rest, work in zip(rests, took, strict=True))
