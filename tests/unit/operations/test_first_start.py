"""operations.first_start: the page's words, and what stands in the record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import first_start, settings
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_words_are_those_of_the_resource() -> None:
    """Title first; no language but the one that is asked for."""
    words = first_start.shown()
    assert (words.name, words.version, words.language) == ("first-start", 3, "en")
    assert words.paragraphs[0] == "Countersign"


def test_beginning_is_an_entry_and_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen before it was begun, too; seen twice leaves one entry."""
    with running.running(tmp_path) as recorder:
        for name, value in recorder.environment.items():
            monkeypatch.setenv(name, value)
        here = Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())
        assert settings.value(here, first_start.DONE) is False
        first_start.seen(here)
        first_start.seen(here)
        words = first_start.shown()
        keeps = ("keep command lines",)
        chosen = first_start.Choices(("codex",), (), keeps, at_login=False)
        entry = first_start.begun(here, words, chosen)
        lines = recorder.cli_json("audit-log")
    assert [line["kind"] for line in lines].count("config.changed") == 1
    begun = next(line for line in lines if line["seq"] == entry)
    assert begun["command"] == "first start"
    assert begun["params"]["notice"]["digest"] == words.digest
    assert begun["params"]["keeps"] == ["keep command lines"]
    assert begun["operator"] == "person"
