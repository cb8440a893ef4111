"""countersign hold: placed by anybody, released by a person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.verbs.hold import scope_words
from desktop_app.model import formats
from tests.fakes import running
from tests.fakes.at_terminal import countersign
from tests.fakes.commands import Commands, on_terminal
from tests.fakes.roles import PASSPHRASE, ROLE
from tests.fakes.sent import plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder of this test alone, with a run."""
    with running.running(tmp_path) as made:
        plant(made, "first", 1)
        made.wait_indexed()
        yield made


@pytest.fixture
def cli(
    recorder: RunningRecorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs against it."""
    return Commands(recorder.environment, capsys, monkeypatch)


def test_a_hold_is_placed_listed_and_released(recorder: RunningRecorder, cli: Commands) -> None:
    """A person at their terminal ends it."""
    assert cli("hold", "list").out == "No hold is in force.\n"
    placed = cli("hold", "place", "--run", "first", "--reason", "an incident")
    assert (placed.code, "keeps the content of 1 entry." in placed.out) == (0, True)
    (hold,) = cli("hold", "list", "--output", "json").data["holds"]
    row = cli("hold", "list").lines[1].split("  ")
    assert [cell.strip() for cell in row][:3] == [hold["hold"], "run first", "an incident"]
    release = ("hold", "release", hold["hold"], "--reason", "over")
    assert on_terminal(recorder.environment, *release, answer=b"\n").code == 1
    done = on_terminal(recorder.environment, *release, answer=b"yes\n")
    assert (done.code, f"The hold {hold['hold']} is released." in done.out) == (0, True)
    again = on_terminal(recorder.environment, *release, answer=b"")
    assert (again.code, "No such hold is in force." in again.out) == (1, True)
    assert "to go on: " not in again.out
    assert cli("hold", "list").out == "No hold is in force.\n"
    sought = ("hold", "place", "--subject", "zeppelin", "--reason", "theirs")
    assert on_terminal(recorder.environment, *sought, answer=b"yes\n").code == 0
    assert "1 entry  theirs" in cli("hold", "list").out


def test_a_hold_of_a_role_asks_for_its_passphrase(recorder: RunningRecorder, cli: Commands) -> None:
    """To be placed, and to be released."""
    environment, ask = recorder.environment, f"Passphrase of the role {ROLE}: "
    added = countersign(environment, "consent", "approvers", "add", ROLE)
    added.wait_for("to go on: ")
    added.type("yes\n")
    added.wait_for(ask)
    added.type(f"{PASSPHRASE}\n")
    added.wait_for("The same again: ")
    added.type(f"{PASSPHRASE}\n")
    assert added.end() == 0
    words = ("hold", "place", "--agent", "codex", "--reason", "case", "--role", ROLE)
    placed = countersign(environment, *words)
    placed.wait_for(ask)
    placed.type(f"{PASSPHRASE}\n")
    assert placed.end() == 0
    (hold,) = cli("hold", "list", "--output", "json").data["holds"]
    assert f"agent codex  case    {ROLE}" in cli("hold", "list").out
    for passphrase, code in (("wrong", 1), (PASSPHRASE, 0)):
        release = countersign(environment, "hold", "release", hold["hold"], "--reason", "over")
        release.wait_for("to go on: ")
        release.type("yes\n")
        release.wait_for(ask)
        release.type(f"{passphrase}\n")
        assert release.end() == code, release.shown
        assert PASSPHRASE not in release.shown


def test_scopes_are_told_in_words() -> None:
    """A run of a sender, a time that ended or goes on, entries."""
    now_us = 10**15
    at = formats.clock_time(10**14, now_us=now_us)
    assert scope_words({"run": {"sender": "codex", "run_id": "r"}}, now_us) == "run r of codex"
    assert scope_words({"time": [10**14, 10**14]}, now_us) == f"{at} to {at}"
    assert scope_words({"time": [10**14, 2**53 - 1]}, now_us) == f"everything since {at}"
    assert scope_words({"entries": [[1, 3], [5, 5]]}, now_us) == "4 entries"
