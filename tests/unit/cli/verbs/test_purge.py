"""countersign purge: what would go, and a person's yes before it goes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.verbs import purge
from desktop_app.control.client import ControlClient
from tests.fakes import running
from tests.fakes.commands import Commands, on_terminal
from tests.fakes.sent import plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder of this test alone, with two runs."""
    with running.running(tmp_path) as made:
        plant(made, "first", 1)
        plant(made, "second", 1)
        made.wait_indexed()
        yield made


@pytest.fixture
def cli(
    recorder: RunningRecorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs against it."""
    return Commands(recorder.environment, capsys, monkeypatch)


def test_a_dry_run_tells_what_would_go_and_what_stays(cli: Commands) -> None:
    """By class, with what a hold keeps; nothing is written."""
    cli("hold", "place", "--run", "second", "--reason", "why")
    done = cli("purge", "--dry-run", "--older-than", "0")
    assert done.code == 0
    assert done.lines[0].startswith("Would go: bodies of 1 entry, ")
    assert done.lines[1:-1] == ["A hold keeps bodies of 1 entry."]
    assert done.lines[-1].endswith("stay, with their digests and proofs.")
    assert cli("purge", "--dry-run").lines[0] == "Nothing would go."
    assert cli("purge", "--dry-run", "--output", "json").data["dry_run"]


def test_what_stays_is_told_in_words() -> None:
    """`keeps kept content` would be none."""
    assert purge._stays("payloads", 7) == "what 7 entries kept"
    assert purge._stays("entries", 1) == "all but the hashes of 1 entry"


def test_in_compliance_it_says_what_keeps_it(recorder: RunningRecorder, cli: Commands) -> None:
    """Before its days are over nobody deletes anything."""
    with ControlClient(recorder.ready["control"]) as client:
        profile = {"name": "retention.profile", "value": "compliance", "confirmed": True}
        client.call("config.set", profile)
    done = cli("purge", "--dry-run", "--run", "first")
    assert done.lines[:2] == [
        "Nothing would go.",
        "The profile compliance keeps bodies of 1 entry for its days.",
    ]
    refused = on_terminal(recorder.environment, "purge", "--run", "first", answer=b"yes\n")
    assert refused.code != 0
    assert "In the profile compliance nothing is deleted before its days are over." in refused.out


def test_a_person_says_yes(recorder: RunningRecorder, cli: Commands) -> None:
    """To what they are told; anything else changes nothing."""
    environment = recorder.environment
    for words, said in (
        (("--run", "first"), "The content of that run is destroyed for good."),
        (("--older-than", "3"), "All content, if it is older than 3 days, is destroyed"),
        (("--subject", "zeppelin"), "Everything that speaks of that subject is destroyed"),
        ((), "What the policy lets go is destroyed"),
    ):
        refused = on_terminal(environment, "purge", *words, answer=b"\n")
        assert (refused.code, said in refused.out) == (1, True), refused.out
    looked = on_terminal(
        environment, "purge", "--subject", "zeppelin", "--dry-run", answer=b"yes\n"
    )
    assert "Nothing is changed." in looked.out
    assert "Would go: bodies of 2 entries" in looked.out
    done = on_terminal(environment, "purge", "--run", "first", answer=b"yes\n")
    assert (done.code, "Recorded as #" in done.out) == (0, True), done.out
    assert "Would go: bodies of 1 entry" in cli("purge", "--dry-run", "--older-than", "0").out
    shown = cli("verify")
    assert "1 body was purged by a person, newest purge entry #" in shown.out
