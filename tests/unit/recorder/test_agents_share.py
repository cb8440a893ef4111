"""Agents fill four fifths of the vault at most, and ask for so many pictures a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AgentsShareError, TooOftenError
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.recorder.agents_share import PICTURES, AgentsShare
from tests.fakes.clock import FakeClock
from tests.fakes.gate import shell, subjects
from tests.fakes.kept import COMMANDS, give

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def share(made: Recorder, clock: FakeClock) -> AgentsShare:
    """What agents may fill of a recorder's vault."""
    return AgentsShare(made.keeping, clock)


def fill(made: Recorder, percent: int) -> int:
    """Set the quota so that this much of it is in use; return the bytes to the next percent."""
    used = made.keeping.vault.use().bytes
    made.keeping.set_quota(used * 100 // percent)
    return used // percent


def test_the_last_fifth_is_for_what_is_captured(made: Recorder, share: AgentsShare) -> None:
    """What would go over it is refused and counted; what the gate is told is still kept."""
    give(made, COMMANDS)
    step = fill(made, 79)
    share.check_room(COMMANDS, step // 2)
    for _ in range(2):
        with pytest.raises(AgentsShareError, match="80 %"):
            share.check_room(COMMANDS, 2 * step)
    assert made.status()["vault"]["agents_refused"] == {"room": 2, "rate": 0}  # type: ignore[index,call-overload]
    fill(made, 90)
    with pytest.raises(AgentsShareError):
        share.check_room(COMMANDS, 0)
    made.keeping.set_quota(2 * made.keeping.vault.use().bytes)
    share.check_room(COMMANDS, 0)
    fill(made, 81)
    made.gating.gate.begin(shell("ls", deadline_s=0.1))
    assert subjects(made, "action.intent")[-1]["kept"]["payloads"] == 1


def test_what_would_not_be_kept_takes_no_room(made: Recorder, share: AgentsShare) -> None:
    """Without a consent, while paused, and without a vault its digest is written down as ever."""
    fill(made, 90)
    share.check_room(COMMANDS, 5)
    give(made, COMMANDS)
    with pytest.raises(AgentsShareError):
        share.check_room(COMMANDS, 5)
    made.pause.start(None, {"sender": "", "auth": "local"})
    share.check_room(COMMANDS, 5)
    made.pause.end("resumed", {"sender": "", "auth": "local"})
    made.keeping.close()
    share.check_room(COMMANDS, 5)
    share.check_room(SCREENSHOTS, 5)


def test_one_senders_pictures_do_not_count_for_another(
    made: Recorder, share: AgentsShare, clock: FakeClock
) -> None:
    """So many at once, then as they come back with time; a long silence saves up no more."""
    for _ in range(PICTURES):
        share.check_rate("a")
    for _ in range(3):
        with pytest.raises(TooOftenError):
            share.check_rate("a")
    share.check_rate("b")
    clock.advance(60 / PICTURES)
    share.check_rate("a")
    with pytest.raises(TooOftenError):
        share.check_rate("a")
    clock.advance(3_600)
    for _ in range(PICTURES):
        share.check_rate("a")
    with pytest.raises(TooOftenError):
        share.check_rate("a")
    assert made.keeping.status()["agents_refused"] == {"room": 0, "rate": 5}
