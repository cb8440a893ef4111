from __future__ import annotations

import pytest

from desktop_app.normalize.senders import agent_of, resource_facts
from tests.fakes.records import resource


@pytest.mark.parametrize(
    ("values", "scope", "name", "version", "dialect"),
    [
        ({"service.name": "claude-code", "service.version": "2"}, "", "claude-code", "2", None),
        ({"service.name": "codex_cli_rs", "service.version": "1"}, "", "codex", "1", "codex"),
        ({"service.name": "codex_exec"}, "codex_otel.log_only", "codex", None, "codex"),
        (
            {"service.name": "gemini-cli", "service.version": "v20"},
            "",
            "gemini-cli",
            None,
            "gemini",
        ),
        ({"service.name": "renamed"}, "gemini-cli", "gemini-cli", None, "gemini"),
        ({"service.name": "mine", "service.version": "3"}, "lib", "mine", "3", "generic"),
        ({"service.name": "unknown_service:python"}, "", None, None, "generic"),
        ({}, "", None, None, "generic"),
    ],
)
def test_the_agent_is_known_by_scope_or_service(values, scope, name, version, dialect):
    """A renamed service keeps its scopes; Gemini's version is node's and not told."""
    agent = agent_of(resource(values), scope)
    assert (agent.name, agent.version) == (name, version)
    assert agent.dialect.name == (dialect or name)


def test_a_resource_speaks_for_all_its_records():
    """Environment, tenant and the like; the current name before the older one."""
    values = {"deployment.environment": "old", "deployment.environment.name": "prod"}
    assert agent_of(resource(values)).environment == "prod"
    found = resource_facts(resource({**values, "tenant.id": "t", "other": 1, "seed": "x"}))
    assert found == {"environment": "prod", "tenant_id": "t"}
