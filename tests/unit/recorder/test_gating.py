"""The gate put together: what an earlier recorder left, and grants that are taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError, NotFoundError, UsageError
from desktop_app.model.action import Lasts
from desktop_app.model.entry import RECORDER
from desktop_app.recorder import gating
from desktop_app.recorder.effects import parse_reported
from tests.fakes.gate import PUSH, answer, ask, policy_file, shell, states, subjects, write
from tests.fakes.recording import restarted

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


def granted(made: Recorder) -> int:
    """Return the record of a grant that lasts."""
    return int(answer(made, ask(made, shell(PUSH))[1], "grant", lasts=Lasts.ALWAYS)["entry"])


def test_what_nobody_answered_expires_at_the_next_start(made: Recorder) -> None:
    """And is denied for good."""
    ask(made, shell(PUSH))
    with restarted(made) as other:
        assert states(other) == ["requested", "expired"]
        assert subjects(other, "consent.record")[1]["why"] == "recorder ended"


def test_a_restart_forgets_no_key_no_call_and_no_budget(made: Recorder) -> None:
    """The first answers again, an effect that finds its intent, steps that go on."""
    policy_file(made, "version: 1\nbudgets: {steps: 3, effect: deny}\n")
    first = made.gating.gate.begin(write("/w/a", call_id="c1", idempotency="k")).result(60)
    grant = granted(made)
    asked = ask(made, shell("git push x", idempotency="q"))[1]
    with restarted(made) as other:
        again = other.gating.gate.begin(write("/w/a", call_id="c1", idempotency="k")).result(60)
        assert (again.says, again.repeated) == ("allow", True)
        assert subjects(other, "action.intent")[-1]["repeats"] == first.intent
        wrong = other.gating.gate.begin(write("/w/b", idempotency="k")).result(60)
        assert "used for another action" in wrong.reason
        ended = {"outcome": "ok", "call_id": "c1", "run_id": "run-1"}
        report = parse_reported(ended, None, sender="claude-code", auth="local", via="hook")
        assert other.gating.effects.report(report)["intent"] == first.intent
        over = other.gating.gate.begin(shell("git push x", idempotency="q")).result(60)
        assert (over.says, over.repeated) == ("deny", False)
        assert "budget of 3 steps" in over.reason
        elsewhere = shell("git push x", idempotency="q", run_id="run-2")
        assert ask(other, elsewhere)[1].intent != asked.intent
        assert other.gating.book.find(grant) is not None


def test_a_grant_comes_back_within_ten_seconds(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later it must be asked for anew; and once only."""
    grant = granted(made)
    made.gating.revoke(grant, RECORDER)
    with pytest.raises(NotFoundError):
        made.gating.revoke(grant, RECORDER)
    again = made.gating.put_back(grant, RECORDER)
    with pytest.raises(NotFoundError):
        made.gating.put_back(grant, RECORDER)
    made.gating.revoke(again, RECORDER)
    monkeypatch.setattr(gating, "may_put_back", lambda *_: False)
    with pytest.raises(UsageError, match="10 seconds"):
        made.gating.put_back(again, RECORDER)
    assert states(made)[-3:] == ["revoked", "given", "revoked"]


def test_a_table_that_cannot_be_written_stops_nobody(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook then denies while no recorder is there."""

    def full(*_: object, **__: object) -> None:
        raise DiskFullError("full")

    monkeypatch.setattr(gating, "write_fallback", full)
    made.gating.policies.changed(made.gating.policies.current, made.gating.policies.current)
    assert made.gating.gate.begin(shell("ls")).result(60).says == "allow"


def test_what_hooks_say_without_a_recorder_is_in_their_table(made: Recorder) -> None:
    """Written once the recorder is served, and when its person changes it."""
    table = made.paths.gate_table
    made.gating.without_recorder(leaves=True)
    assert not table.exists()
    made.gating.start()
    try:
        assert b'"otherwise":"agent"' in table.read_bytes()
        assert made.status()["without_recorder"] == "agent"
        made.gating.without_recorder(leaves=False)
        assert b"otherwise" not in table.read_bytes()
        assert made.status()["without_recorder"] == "deny"
    finally:
        made.gating.stop()
        made.gating.close()
