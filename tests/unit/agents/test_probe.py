"""Where an agent's config makes it send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import probe, setup
from desktop_app.agents.catalog import AGENTS, BY_NAME, Route
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_a_config_of_ours_leads_here_with_its_token(agent, tmp_path: Path) -> None:
    """URL, header and encoding are read back from the text."""
    text = setup.plan(agent, ROUTE, {}, tmp_path).after.decode()
    url, headers, as_json = probe.endpoint(agent, text)
    assert url == "http://127.0.0.1:4318/v1/logs"
    assert as_json is (agent.name == "gemini")
    assert list(headers.values()) == ([ROUTE.token] if agent.sends_token else [])
    assert probe.token(agent, text) == (ROUTE.token if agent.sends_token else None)


@pytest.mark.parametrize(
    ("name", "text"),
    [("claude-code", "{}"), ("gemini", '{"telemetry": {"otlpEndpoint": 1}}'), ("codex", ""),
     ("codex", '[otel]\nexporter = "none"\n'), ("codex", "otel.exporter.otlp-http.endpoint = 1")],
)  # fmt: skip
def test_a_config_that_leads_nowhere_is_told(name: str, text: str) -> None:
    """No URL; and no token that is not ours."""
    with pytest.raises(AgentConfigError):
        probe.endpoint(BY_NAME[name], text)
    assert probe.token(BY_NAME[name], text) is None


def test_a_foreign_credential_is_no_token_of_ours() -> None:
    """It is never shown nor taken for ours."""
    text = '[otel.exporter.otlp-http]\nendpoint = "http://x"\nheaders = {x-countersign-token = "s"}'
    assert probe.token(BY_NAME["codex"], text) is None
