from __future__ import annotations

from desktop_app.normalize.sources import GENERIC_SOURCE, RUN_SOURCES, run_source


def test_each_agent_has_one_source_of_tokens():
    """And an unknown one is read by its spans."""
    for agent, source in RUN_SOURCES.items():
        assert run_source(agent) is source
        assert source.tokens == "logs"
    assert run_source("my-agent") is run_source(None) is GENERIC_SOURCE
    assert GENERIC_SOURCE.tokens == "traces"
