"""The verbs of undoing: a person's alone; what a plan shows is an entry first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.ledger.connection import query
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import verbs_rollback
from tests.fakes.consented import call, give, unconfirmed
from tests.fakes.gate import of_kind
from tests.unit.recorder.test_copies import act

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

WHO = {"sender": "claude-code", "run_id": "run-1"}


def test_a_plan_is_a_reveal(made: Recorder, tmp_path: Path) -> None:
    """The entry names what is shown; the vault's own list agrees."""
    folder = tmp_path / "deep" / "work"
    folder.mkdir(parents=True)
    (folder / "file").write_text("one\n")
    give(made, COPIES)
    act(made, folder, "toolu_1", lambda: (folder / "file").write_text("two\n"))
    plan = verbs_rollback.plan(made, call(**WHO))
    (reveal,) = of_kind(made, "vault.reveal")
    assert plan["entry"] == reveal.seq
    assert "shown" not in plan
    rows = query(made.keeping.vault._db, "SELECT ref, seq FROM main.reveals")
    assert rows == [(reveal.subject["refs"][0], reveal.seq)]
    assert verbs_rollback.apply(made, call(plan=plan["plan"]))["done"] == 1
    nothing = verbs_rollback.plan(made, call(**WHO))
    assert (nothing["steps"], "entry" in nothing) == (0, False)


def test_only_a_person(made: Recorder) -> None:
    """Nobody confirmed it."""
    for verb in (verbs_rollback.plan, verbs_rollback.apply):
        with pytest.raises(NotAnsweredByPersonError):
            verb(made, unconfirmed(**WHO))


@pytest.mark.parametrize(
    "wrong",
    [{"to": "x"}, {"undo": 1.5}, {"paths": "x"}, {"paths": [1]}, {"run_id": None}, {"link": {}}],
)
def test_wrong_arguments(made: Recorder, wrong: dict[str, object]) -> None:
    """They are named."""
    with pytest.raises(UsageError):
        verbs_rollback.plan(made, call(**{**WHO, **wrong}))
