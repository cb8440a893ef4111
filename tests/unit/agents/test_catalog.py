"""The table of agents."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.agents.catalog import (
    AGENTS,
    TOKEN,
    TOKEN_HEADER,
    Route,
    agent_of_program,
    otel_environment,
)
from desktop_app.receive import guard

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43)
HOME = Path("/home/p")


@pytest.mark.parametrize(
    ("program", "name"),
    [("claude", "claude-code"), ("/usr/bin/codex", "codex"), ("gemini.js", "gemini"),
     ("claude.exe", "claude-code"), ("claudette", None), ("", None)],
)  # fmt: skip
def test_a_program_is_known_by_its_file_name(program: str, name: str | None) -> None:
    """With a directory and the suffixes of Windows and npm."""
    found = agent_of_program(program)
    assert (found.name if found else None) == name


def test_the_token_goes_in_the_header_that_the_receiver_reads() -> None:
    """The same name on both sides, and no value that an exporter would have to decode."""
    assert guard.TOKEN_HEADER == TOKEN_HEADER
    assert otel_environment(ROUTE)["OTEL_EXPORTER_OTLP_HEADERS"] == f"{TOKEN_HEADER}={ROUTE.token}"
    assert TOKEN.fullmatch(ROUTE.token)


def test_configs_are_where_the_environment_says() -> None:
    """Each agent's own variable moves its config."""
    moved = {"CLAUDE_CONFIG_DIR": "/c", "CODEX_HOME": "/x", "GEMINI_CLI_HOME": "/g"}
    places = [str(agent.config(moved, HOME)) for agent in AGENTS]
    assert places == ["/c/settings.json", "/x/config.toml", "/g/.gemini/settings.json"]
    assert all(agent.config({}, HOME).is_relative_to(HOME) for agent in AGENTS)
    assert all(agent.managed({}).is_absolute() for agent in AGENTS)


def test_no_key_of_a_setting_holds_a_dot() -> None:
    """Records name settings by dotted keys."""
    for agent in AGENTS:
        assert not [key for keys, _ in agent.settings(ROUTE) for key in keys if "." in key]
