"""operations.settings: what holds, what would loosen, and a change with its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.errors import ConfigError, NotAnsweredByPersonError, NotFoundError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import settings
from desktop_app.recorder.settings import GIB, MIB, TABLE

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder


@pytest.fixture
def here(live_recorder: RunningRecorder, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A person's place beside a recorder that runs."""
    for name, value in live_recorder.environment.items():
        monkeypatch.setenv(name, value)
    return Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())


def test_every_setting_is_a_row(here: Session) -> None:
    """With its choices where it is a word."""
    found = settings.rows(here)
    assert [row.name for row in found] == [row.name for row in TABLE]
    scheme = next(row for row in found if row.name == "appearance.scheme")
    assert scheme.choices == ("system", "light", "dark")


def test_a_change_is_an_entry(here: Session) -> None:
    """Old, new, and when it takes hold."""
    done = settings.change(here, "appearance.scheme", "dark", confirmed=False)
    assert (done.new, done.takes_hold) == ("dark", "now")
    assert done.entry > 0
    assert settings.value(here, "appearance.scheme") == "dark"
    later = settings.change(here, "receive.grpc_port", "4317", confirmed=False)
    assert later.takes_hold == "at the next start"
    assert later.entry > done.entry


def test_what_loosens_is_known_before_it_is_asked_for(here: Session) -> None:
    """And refused by the recorder where nobody confirmed it."""
    assert settings.loosens("redact.strict", "false")
    assert not settings.loosens("redact.strict", "true")
    with pytest.raises(NotAnsweredByPersonError):
        settings.change(here, "redact.strict", "false", confirmed=False)


def test_nonsense_is_refused_before_it_is_asked_for() -> None:
    """No recorder is needed for that."""
    with pytest.raises(ConfigError, match="one of automatic, light-panel, dark-panel"):
        settings.loosens("appearance.tray_icon", "pink")
    with pytest.raises(NotFoundError):
        settings.loosens("no.such", "1")


def test_values_can_be_typed_again() -> None:
    """Sizes in the largest whole unit."""
    assert settings.typed(20 * GIB) == "20GiB"
    assert settings.typed(64 * MIB) == "64MiB"
    assert settings.typed(4318) == "4318"
    assert settings.typed(value=False) == "false"
    assert settings.typed("light-panel") == "light-panel"
