"""What a purge would take is told, and nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError
from desktop_app.recorder.purge_plan import Asked, look
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By
from desktop_app.retention.scopes import RunScope
from tests.unit.recorder.test_known_retention import set_to

if TYPE_CHECKING:
    from desktop_app.recorder.purge_plan import Plan
    from tests.fakes.retaining import Retaining


def looked(retaining: Retaining, asked: Asked, *, vault: bool = False) -> Plan:
    """Return the plan."""
    return look(
        retaining.place.path,
        retaining.known.look(),
        asked,
        now_us=retaining.clock.now_us(),
        payloads=retaining.vault if vault else None,
        progress=lambda *_: None,
    )


def counts(plan: Plan) -> dict[str, int]:
    """Return how many entries lose what."""
    return {name: one["entries"] for name, one in plan.to_json()["classes"].items()}


def test_a_young_log_is_not_even_read(retaining: Retaining) -> None:
    """The schedule has nothing to do until its first entry is old enough."""
    retaining.run("r", 2, kept=True)
    retaining.later(89)
    assert counts(looked(retaining, Asked())) == {"payloads": 0, "bodies": 0, "entries": 0}
    retaining.later(2)
    plan = looked(retaining, Asked())
    assert counts(plan) == {"payloads": 2, "bodies": 0, "entries": 0}
    assert plan.to_json()["run_keys"] == 1
    assert counts(looked(retaining, Asked(classes=(Class.BODIES,)))) == {
        "payloads": 0,
        "bodies": 0,
        "entries": 0,
    }
    retaining.later(300)
    assert counts(looked(retaining, Asked())) == {"payloads": 2, "bodies": 2, "entries": 0}
    assert len(retaining.bodies()) == 2
    assert retaining.purges() == []


def test_a_person_says_what(retaining: Retaining) -> None:
    """A run, days, a class."""
    retaining.run("r", 2)
    retaining.later(10)
    retaining.run("s", 1)
    retaining.later(1)
    both, bodies = tuple(Class), (Class.BODIES,)
    person = By.PERSON
    run = RunScope("codex", "s")
    assert counts(looked(retaining, Asked(person, both, run)))["bodies"] == 1
    assert counts(looked(retaining, Asked(person, both, None, 10)))["bodies"] == 2
    assert counts(looked(retaining, Asked(person, bodies, None, 0)))["bodies"] == 3
    assert looked(retaining, Asked(person, bodies, None, 0)).due.run_keys == []
    plan = looked(retaining, Asked(person, both, run))
    assert plan.to_json()["classes"]["bodies"]["bytes"] > 0
    assert plan.to_json()["remains"]["entries"] == plan.size > 0


def test_what_only_compliance_keeps_is_counted_and_refused(retaining: Retaining) -> None:
    """Where something may go, that goes; a plan with nothing to do by itself is no refusal."""
    retaining.run("r", 2, kept=True)
    set_to(retaining, "profile", "compliance")
    retaining.later(1)
    asked = Asked(By.PERSON, (Class.PAYLOADS,), RunScope("codex", "r"))
    plan = looked(retaining, asked)
    assert plan.to_json()["classes"]["payloads"] == {
        "entries": 0,
        "bytes": 0,
        "stored": None,
        "held": 0,
        "early": 2,
    }
    with pytest.raises(ConfigError, match="In the profile compliance nothing is deleted before"):
        plan.require_due()
    looked(retaining, Asked()).require_due()
    retaining.later(91)
    plan = looked(retaining, asked, vault=True)
    assert plan.to_json()["classes"]["payloads"]["early"] == 0
    assert plan.to_json()["classes"]["payloads"]["stored"] == 20
    plan.require_due()


def test_a_subject_is_found_in_bodies_and_in_the_vault(retaining: Retaining) -> None:
    """What either knows of goes."""
    first = retaining.run("r", 3, kept=True)
    retaining.later(1)
    asked = Asked(By.SUBJECT, subject=("span 1", frozenset({"t_x"})))
    plan = looked(retaining, asked)
    assert list(plan.due.entries[Class.BODIES]) == [first + 1]
    retaining.vault.about = [first + 2]
    plan = looked(retaining, asked, vault=True)
    assert list(plan.due.entries[Class.PAYLOADS]) == [first + 1, first + 2]
    assert [one.scope for one in plan.entries] == [None, None]
