from __future__ import annotations

from desktop_app.normalize.dialects import common
from desktop_app.normalize.facts import span_facts
from desktop_app.normalize.run_keys import RUN_KEYS
from tests.fakes.records import resource, scope, span


def test_the_environment_is_read_by_its_current_and_older_names():
    """`deployment.environment.name`, before it `deployment.environment`; Codex says `env`."""
    for key in ("deployment.environment.name", "deployment.environment", "env"):
        assert span_facts(resource({key: "prod"}), scope(), span()).environment == "prod"


def test_every_run_key_gives_a_session_or_the_wrappers_id():
    """What names a run on the way in is found again in the facts."""
    for key in RUN_KEYS:
        if key != "thread_id":
            assert span_facts(resource(), scope(), span({key: "r"})).run_id == "r", key


def test_rows_of_the_same_field_have_one_current_name_at_most_by_prefix():
    """An `agent.` name is the author's explicit word; the plain name yields."""
    assert common.ATTRIBUTES["agent.tenant_id"].strong
    assert not common.ATTRIBUTES["tenant_id"].strong
