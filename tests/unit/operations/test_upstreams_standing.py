"""What is known of upstreams before a person is asked: names, time stampers, the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.operations import local_only, upstreams
from desktop_app.operations.recorder_access import ask
from desktop_app.operations.upstreams_standing import check_named, check_new, check_stampers
from desktop_app.upstream.places import Options, Sends
from tests.fakes import running
from tests.fakes.told_context import ToldContext, in_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.operations.upstreams import Wish


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ToldContext]:
    """A person's place beside a recorder."""
    with running.running(tmp_path) as recorder:
        yield in_environment(recorder.environment, monkeypatch)


def wish(kind: str, where: str) -> Wish:
    """Return what would be added."""
    return upstreams.wish(kind, where, "one", Sends(), Options(), from_environment=False)


def test_a_name_is_there_once_or_not_at_all(here: ToldContext, tmp_path: Path) -> None:
    """Which is known before anybody answers a question about it."""
    asked = wish("folder", str(tmp_path / "away"))
    check_new(here, asked)
    with pytest.raises(NotFoundError, match="no upstream 'one'"):
        check_named(here, "one")
    upstreams.add(here, asked, {}, latency_ms=1)
    check_named(here, "one")
    with pytest.raises(UsageError, match="There is an upstream 'one'"):
        check_new(here, asked)


def test_what_goes_at_once_needs_an_open_door(here: ToldContext, tmp_path: Path) -> None:
    """And the way to open it is told."""
    upstreams.add(here, wish("folder", str(tmp_path / "away")), {}, latency_ms=1)
    with pytest.raises(UsageError, match="Local-only mode is on") as caught:
        check_named(here, "one", now=True)
    assert "mode local-only off" in caught.value.hint
    recipients = ask(here, "status")["recipients"]
    ask(here, local_only.VERB, local_only.turn_off(local_only.notice_off(recipients), 1))
    check_named(here, "one", now=True)


def test_a_stamp_needs_somebody_who_stamps(here: ToldContext, tmp_path: Path) -> None:
    """A folder does not; an authority does, once something may leave."""
    upstreams.add(here, wish("folder", str(tmp_path / "away")), {}, latency_ms=1)
    with pytest.raises(NotFoundError, match="No time stamp authority"):
        check_stampers(here)
    asked = upstreams.wish(
        "tsa", "http://tsa.example.org/", "two", Sends(), Options(), from_environment=False
    )
    upstreams.add(here, asked, {}, latency_ms=1)
    with pytest.raises(UsageError, match="Local-only mode is on"):
        check_stampers(here)
