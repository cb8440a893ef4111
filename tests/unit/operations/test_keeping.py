"""Consent to keep content: the words, the answer, and what is kept in a sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import PURPOSES
from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.operations import keeping
from desktop_app.operations.recorder_access import ask_running
from tests.fakes import running
from tests.fakes.told_context import in_environment

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = "keep command lines"


def test_what_is_shown_is_the_purposes_notice() -> None:
    """For everything that can be kept, and for nothing else."""
    assert [one.name for one in keeping.CONTENT] == [
        one.name for one in PURPOSES.values() if one.retention_days is not None
    ]
    for purpose in keeping.CONTENT:
        assert keeping.shown(purpose.name).name == purpose.notice
    for name in ("export", "agent action", "x"):
        with pytest.raises(UsageError, match="Nothing is kept"):
            keeping.shown(name)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Keeps nothing, 412 kB of 11 GB"),
        ({"keeps": ["keep command lines"]}, "Keeps command lines, 412 kB of 11 GB"),
        (
            {"keeps": ["keep command lines", "screenshots", "file content"]},
            "Keeps command lines, screenshots and file content, 412 kB of 11 GB",
        ),
        ({"bytes": 90_000}, "Keeps nothing"),
        (
            {"keeps": ["screenshots"], "nearly_full": True},
            "Keeps screenshots, 412 kB of 11 GB, nearly full",
        ),
        (
            {"keeps": ["screenshots"], "why": "It is full."},
            "Keeps screenshots, 412 kB of 11 GB. The newest content was not kept: It is full.",
        ),
        ({"open": False, "why": "The key is gone."}, "Keeps nothing: The key is gone."),
    ],
)
def test_what_is_kept_in_a_sentence(changed: dict[str, Any], said: str) -> None:
    """As it is: also while it holds what was kept earlier."""
    told = {
        "open": True,
        "why": None,
        "keeps": [],
        "bytes": 412_000,
        "quota_bytes": 10 << 30,
        "nearly_full": False,
    }
    assert keeping.sentence({**told, **changed}) == said


@pytest.mark.parametrize(
    ("room", "rate", "said"),
    [
        (0, 0, []),
        (1, 0, ["agents' own content 1 time: the vault is nearly full"]),
        (
            1200,
            1,
            [
                "agents' own content 1,200 times: the vault is nearly full",
                "1 picture that agents asked for too often",
            ],
        ),
    ],
)
def test_what_agents_were_refused(room: int, rate: int, said: list[str]) -> None:
    """Why, and how often; nothing where nothing was."""
    assert list(keeping.refused({"agents_refused": {"room": room, "rate": rate}})) == said


@pytest.mark.skipif(sys.platform == "win32", reason="who asks is not told there")
def test_an_answer_is_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given, refused; to another text it is none. The sentence is that of `status`."""
    with running.running(tmp_path) as recorder:
        context = in_environment(recorder.environment, monkeypatch)
        shown = keeping.shown(COMMANDS)
        first = keeping.give(context, COMMANDS, shown, 1200)
        status = ask_running(context, "status")
        assert isinstance(status, dict)
        assert keeping.sentence(status["vault"]).startswith("Keeps command lines, ")
        assert keeping.refuse(context, COMMANDS, shown, 1200) > first
        with pytest.raises(NotAnsweredByPersonError):
            keeping.give(context, COMMANDS, keeping.shown("screenshots"), 1200)
        until_us = context.clock.now_us() + 60_000_000
        assert keeping.give(context, COMMANDS, shown, 1200, until_us=until_us)
        recorder.wait_indexed()
        states = [row["state"] for row in recorder.cli_json("consent", "list")]
        assert states == ["given", "refused", "given"]
