"""Purges and holds in a person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotAnsweredByPersonError, NotFoundError, UsageError
from desktop_app.host.paths import Paths
from desktop_app.operations import retention
from desktop_app.operations.retention import About
from tests.fakes import running
from tests.fakes.sent import plant
from tests.fakes.told_context import ToldContext, in_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ToldContext]:
    """A person's place beside a recorder that has two runs."""
    with running.running(tmp_path) as recorder:
        plant(recorder, "first", 1)
        plant(recorder, "second", 1)
        recorder.wait_indexed()
        yield in_environment(recorder.environment, monkeypatch)


def held(here: ToldContext) -> list[object]:
    """Return what the holds in force are on."""
    return [one["scope"] for one in retention.holds(here)]


def test_a_hold_is_on_what_a_person_means(here: ToldContext) -> None:
    """A run by its name, an agent, a stretch of time; a subject needs their yes."""
    placed = retention.place_hold(here, About(run="first"), "why")
    assert placed["covers"] == 1
    retention.place_hold(here, About(agent="codex"), "why")
    retention.place_hold(here, About(since="1h"), "why")
    assert retention.place_hold(here, About(until="2020-01-01"), "why")["covers"] == 0
    run, agent, since, until = held(here)
    assert run["run"]["run_id"] == "first"
    assert agent == {"agent": "codex"}
    assert since["time"][1] > here.clock.now_us()
    assert until["time"][0] == 0
    with pytest.raises(NotAnsweredByPersonError):
        retention.place_hold(here, About(subject="zeppelin"), "why")
    retention.place_hold(here, About(subject="zeppelin"), "why", confirmed=True)
    assert len(held(here)[-1]["entries"]) >= 1
    retention.release_hold(here, placed["hold"], "over", confirmed=True)
    assert run not in held(here)


def test_a_dry_run_tells_what_a_purge_takes(here: ToldContext) -> None:
    """Nobody need say yes to that; a purge needs it."""
    told = retention.purge(here, About(run="first"), dry_run=True)
    assert told["classes"]["bodies"]["entries"] == 1
    everything = retention.purge(here, About(), older_than_days=0, only="bodies", dry_run=True)
    assert everything["classes"]["bodies"]["entries"] == 2
    assert everything["classes"]["payloads"]["entries"] == 0
    with pytest.raises(NotAnsweredByPersonError):
        retention.purge(here, About(run="first"), dry_run=False)
    done = retention.purge(here, About(run="first"), dry_run=False, confirmed=True)
    assert (done["removed"]["bodies"], done["removed"]["finished"]) == (1, True)


def test_the_next_purge_is_told_while_a_recorder_runs(here: ToldContext, tmp_path: Path) -> None:
    """None is started for that."""
    told = retention.coming(here)
    assert told is not None
    assert told["classes"]["bodies"]["entries"] == 0
    assert retention.coming(ToldContext(Paths.resolve(tmp_path / "nothing"))) is None


def test_what_makes_no_sense_is_refused(here: ToldContext) -> None:
    """Before the recorder is asked."""
    for about, error in (
        (About(), UsageError),
        (About(run="first", agent="codex"), UsageError),
        (About(since="1h", subject="somebody"), UsageError),
        (About(since="2030-01-01", until="2029-01-01"), UsageError),
        (About(since="soon"), UsageError),
        (About(run="nothing"), NotFoundError),
    ):
        with pytest.raises(error):
            retention.place_hold(here, about, "why")


def test_a_role_and_its_passphrase_go_along(here: ToldContext) -> None:
    """Nobody holds that one."""
    with pytest.raises(NotFoundError, match="holds the role"):
        retention.place_hold(here, About(agent="codex"), "why", role="counsel", passphrase="x")
    with pytest.raises(NotFoundError, match="No such hold"):
        retention.release_hold(here, "h", "over", passphrase="x", confirmed=True)


def test_where_nothing_is_recorded_nothing_starts(tmp_path: Path) -> None:
    """No recorder is started for a ledger that is not there."""
    here = ToldContext(Paths(tmp_path / "data", tmp_path / "config", tmp_path / "run"))
    with pytest.raises(NotFoundError, match="Nothing is recorded yet"):
        retention.holds(here)


def test_what_goes_is_told_as_it_is_stored() -> None:
    """Where a vault can say it."""
    assert retention.bytes_of({"bytes": 6_000_000, "stored": 340_000}) == 340_000
    assert retention.bytes_of({"bytes": 6_000_000, "stored": 0}) == 0
    assert retention.bytes_of({"bytes": 6_000_000, "stored": None}) == 6_000_000
    assert retention.bytes_of({"bytes": 6_000_000}) == 6_000_000
