"""How long what a run kept stays, and the holds on it."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.evidence import held
from desktop_app.tray.presenters.evidence.held import Hold, Keeping
from desktop_app.tray.presenters.evidence.strip import Run

AT_US = 1_795_160_736_000_000
RUN = Run(4, "Claude Code", AT_US, "ci", "run-1", "claude-code")


@pytest.mark.parametrize(
    ("scope", "is_on"),
    [
        ({"run": {"sender": "ci", "run_id": "run-1"}}, True),
        ({"run": {"sender": "ci", "run_id": "run-2"}}, False),
        ({"agent": "claude-code"}, True),
        ({"agent": "ci"}, True),
        ({"agent": "codex"}, False),
        ({"time": [AT_US, AT_US + 1]}, True),
        ({"time": [0, AT_US - 1]}, False),
        ({"entries": [[1, 2], [10, 12]]}, True),
        ({"entries": [[1, 2]]}, False),
        ({"else": 1}, False),
        (None, False),
    ],
)
def test_holds_are_on_runs_agents_times_and_entries(scope, is_on) -> None:
    """By what is shown of the run."""
    one = {"hold": "h", "scope": scope, "reason": "an \u202eincident", "entry": 7}
    found = held.on([one], RUN, [11, 14], [AT_US])
    assert found == ((Hold(7, "an U+202Eincident"),) if is_on else ())


def test_when_it_goes() -> None:
    """After the days; under a hold not before that is released. All holds are told."""
    assert held.until(AT_US, Keeping(days=1)).value == "21 Nov 2026"
    holds = (Hold(7, "an incident"), Hold(1_200, "a claim"))
    assert held.until(AT_US, Keeping(holds=holds)).value == "the hold is released"
    assert held.fact(Keeping(holds=holds)).value == "#7, an incident; #1,200, a claim"
    assert held.fact(Keeping(known=False)).value == "not known just now"
