"""Step 16, holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks import held
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.retention.scopes import AgentScope, RunScope, TimeScope
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run
from tests.fakes.retained_ledger import PERSON, hold_on, note

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = sorted(name for name, one in ATTACKS.items() if (one.finding or "").startswith("hold"))


@pytest.mark.parametrize("name", [*ATTACKED, "hold_of_role_released"])
def test_held_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_what_holds_cover_is_recomputed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each kind of scope, placed one after the other; of far too many only the first."""
    built = Bases(tmp_path).copy("retained")
    writer = built.open()
    scopes = (
        RunScope("codex", "young"),
        AgentScope("agent-held"),
        TimeScope(0, built.clock.now),
        AgentScope("nobody"),
    )
    counts = []
    for number, scope in enumerate(scopes):
        hold = hold_on(built, scope, f"h{number}")
        counts.append(hold.entries)
        note(writer, EntryKind.HOLD_PLACED, hold.to_json(), PERSON)
    writer.close()
    assert counts == [2, 2, 8, 0]
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert (report.verdict, report.findings) == (Verdict.CONSISTENT, ())
    monkeypatch.setattr(held, "MAX_CHECKED", 2)
    report = audit(built.path, trust=built.trust(), now_us=NOW_US)
    assert [one.code for one in report.findings] == ["holds"]
