"""A purge by the real recorder: what was planted is in no byte any more, and verify says why."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import apsw
import pytest

from tests.fakes import running
from tests.fakes.at_terminal import confirmed
from tests.fakes.sent import PLANTED, plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
PATIENCE_S = 30.0


def stored(recorder: RunningRecorder) -> dict[int, tuple[bytes, bytes]]:
    """Return the stored bodies and secrets, by entry."""
    path = recorder.data_dir / "ledger.db"
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT * FROM bodies WHERE body IS NOT NULL"
    found = {seq: (body, secret) for seq, body, secret in db.execute(sql)}
    db.close()
    return found


def keys(recorder: RunningRecorder) -> list[bytes]:
    """Return the secrets of runs."""
    path = recorder.data_dir / "ledger.db"
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = [row[0] for row in db.execute("SELECT secret FROM run_keys WHERE run_id != ''")]
    db.close()
    return found


def everything(folder: Path) -> bytes:
    """Return every byte below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def traces_of(recorder: RunningRecorder, needles: list[bytes]) -> list[bytes]:
    """Return which needles are still in the data directory, once the index was made again."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        data = everything(recorder.data_dir)
        found = [needle for needle in needles if needle in data]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder of this test alone."""
    with running.running(tmp_path) as made:
        yield made


def test_after_a_purge_no_byte_of_it_is_left(recorder: RunningRecorder) -> None:
    """Neither text nor packed body, salt or key of the run: in database, logs beside it, index."""
    for run in ("first", "second"):
        plant(recorder, run)
    recorder.wait_indexed()
    recorder.cli("search", PLANTED)
    bodies = stored(recorder)
    needles = [PLANTED.encode(), *(secret for _, secret in bodies.values())]
    needles += [body[at : at + 24] for body, _ in bodies.values() for at in (0, 1000, 5000)]
    assert len(bodies) == 2
    assert max(len(body) for body, _ in bodies.values()) > 5024
    assert all(needle in everything(recorder.data_dir) for needle in needles)
    dry = recorder.cli_json("purge", "--older-than", "0", "--dry-run")
    assert (dry["dry_run"], dry["classes"]["bodies"]["entries"]) == (True, 2)
    assert stored(recorder) == bodies
    code, shown = confirmed(recorder.environment, "purge", "--older-than", "0")
    assert (code, "Destroyed: bodies of 2 entries" in shown) == (0, True), shown
    assert stored(recorder) == {}
    assert traces_of(recorder, needles) == []
    report = recorder.cli_json("verify")
    assert report["verdict"] == "CONSISTENT"
    (gone,) = report["gone"]
    assert gone.startswith("2 bodies were purged by a person, newest purge entry #")
    recorder.wait_indexed()
    assert recorder.cli_json("runs")


def test_a_hold_keeps_what_a_purge_would_take(recorder: RunningRecorder) -> None:
    """Until a person releases it; then the key of the run dies, too."""
    plant(recorder, "kept")
    plant(recorder, "loose")
    recorder.wait_indexed()
    placed = recorder.cli_json(
        "hold", "place", "--run", "kept", "--reason", "case 7 of a@b.example"
    )
    assert placed["covers"] == 1
    (hold,) = recorder.cli_json("hold", "list")["holds"]
    assert (hold["hold"], "a@b.example" in hold["reason"]) == (placed["hold"], False)
    code, shown = confirmed(recorder.environment, "purge", "--older-than", "0")
    assert (code, "A hold keeps bodies of 1 entry." in shown) == (0, True), shown
    assert len(stored(recorder)) == 1
    refused = recorder.cli("hold", "release", placed["hold"], "--reason", "over", check=False)
    assert refused.returncode != 0
    release = ("hold", "release", placed["hold"], "--reason", "over")
    assert confirmed(recorder.environment, *release)[0] == 0
    code, shown = confirmed(recorder.environment, "purge", "--run", "kept")
    assert (code, stored(recorder)) == (0, {}), shown
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
    assert recorder.cli_json("hold", "list")["holds"] == []


def test_a_data_subject_is_erased(recorder: RunningRecorder) -> None:
    """By their token, and by their words where no rule took them out."""
    plant(recorder, "of-ada", 1, "write to ada@lovelace.example")
    plant(recorder, "of-nobody", 1)
    code, shown = confirmed(recorder.environment, "purge", "--subject", "ada@lovelace.example")
    assert (code, len(stored(recorder))) == (0, 1), shown
    code, shown = confirmed(recorder.environment, "purge", "--subject", PLANTED)
    assert (code, stored(recorder)) == (0, {}), shown
    gone = recorder.cli_json("verify")["gone"]
    assert gone[0].startswith("2 bodies were purged for a person whom it is about")
