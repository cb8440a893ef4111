"""What the next purge takes is known before, and read again when it may be another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import purging
from desktop_app.recorder.purge_plan import Asked
from desktop_app.retention.holds import Hold
from desktop_app.retention.scopes import RunScope

if TYPE_CHECKING:
    from tests.fakes.retaining import Retaining

DAY_US = 86_400_000_000
PERSON = {"sender": "", "auth": "person"}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a reader in these tests."""
    monkeypatch.setattr(purging, "WAL_PAUSE_S", 0.0)


NONE = {"payloads": 0, "bodies": 0, "entries": 0}


def coming(retaining: Retaining) -> tuple[int, dict[str, int], int]:
    """Return in how many microseconds it comes, what of each class, and how often it was read."""
    reads: list[int] = []
    at_us, plan = retaining.purging.coming(lambda done, _total: reads.append(done))
    classes = plan.to_json()["classes"]
    counts = {name: one["entries"] for name, one in classes.items()}
    return at_us - retaining.clock.now_us(), counts, len(reads)


def test_it_is_what_the_next_purge_takes(retaining: Retaining) -> None:
    """What is a day too young now is told; then the purge takes just that."""
    retaining.run("r", 3, kept=True)
    retaining.later(89.5)
    assert coming(retaining)[:2] == (0, NONE)  # a recorder just started
    retaining.purging.tick()
    assert retaining.purges() == []
    assert coming(retaining)[:2] == (DAY_US, {**NONE, "payloads": 3})
    retaining.later(1)
    retaining.purging.tick()
    assert [one["count"] for one in retaining.purges()] == [3]
    assert coming(retaining)[:2] == (DAY_US, NONE)


def test_it_is_read_once_and_again_when_something_changed(retaining: Retaining) -> None:
    """A hold, a setting, another day; entries that come meanwhile are too young."""
    retaining.run("r", 3, kept=True)
    retaining.later(89.5)
    retaining.purging.tick()
    assert coming(retaining)[2] == 1
    retaining.later(0.25)
    retaining.run("s", 2, kept=True)
    assert coming(retaining) == (DAY_US * 3 // 4, {**NONE, "payloads": 3}, 0)
    hold = Hold("h", RunScope("codex", "r"), "why", 3, bytes(32))
    retaining.journal.note(EntryKind.HOLD_PLACED, hold.to_json(), actor=RECORDER)
    assert coming(retaining)[1:] == (NONE, 1)
    longer = {"name": "retention.payload_days", "old": 90, "new": 91}
    retaining.journal.note(EntryKind.CONFIG_CHANGED, longer, actor=PERSON)
    assert coming(retaining)[2] == 0  # the whole log is younger: not even read
    assert coming(retaining)[1] == NONE
    retaining.later(0.75)
    retaining.purging.tick()
    assert coming(retaining)[2] == 1


def test_nobody_waits_while_it_is_read(retaining: Retaining) -> None:
    """A hold can be placed, a setting changed; so it is while a person looks what would go."""
    retaining.run("r", kept=True)
    retaining.later(100)
    deciding, free = retaining.purging._known.deciding, list[bool]()

    def is_free() -> bool:
        found = deciding.acquire(blocking=False)
        if found:
            deciding.release()
        return found

    def reading(_done: int, _total: int) -> None:
        with ThreadPoolExecutor(1) as another:
            free.append(another.submit(is_free).result())

    retaining.purging.coming(reading)
    retaining.purging.look(Asked(), reading)
    assert free == [True, True]
    retaining.purging.purge(Asked(), RECORDER, reading)
    assert free[2] is False  # what is named and what is held are of one moment
