"""The table of the agents' hooks: one row each agent of the catalogue, whole."""

from __future__ import annotations

from desktop_app.agents.catalog import BY_NAME
from desktop_app.agents.hooks.table import BRIEF_S, DIALECTS, SESSION, WAIT_S, Moment, patience_s


def test_every_agent_of_the_catalogue_has_a_row() -> None:
    """Whom we can wire, we can be asked by: before and after each tool."""
    assert set(DIALECTS) == set(BY_NAME)
    for name, dialect in DIALECTS.items():
        assert dialect.agent == name
        assert {Moment.BEFORE, Moment.AFTER, *SESSION} <= set(dialect.moments.values())
        assert dialect.allows <= set(dialect.moments)


def test_an_agent_waits_long_only_where_a_person_may_be_asked() -> None:
    """10 minutes before a tool, a few seconds for anything else; 3 when it ends, as Codex does."""
    waits = {moment: patience_s(moment) for moment in Moment}
    assert waits.pop(Moment.BEFORE) == waits.pop(Moment.PERMISSION) == WAIT_S == 600
    assert waits.pop(Moment.ENDED) == 3
    assert set(waits.values()) == {BRIEF_S}
