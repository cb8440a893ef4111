"""A role over the control socket of a real recorder: who may allow what policy leaves to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import (
    AlreadyAnsweredError,
    NotAnsweredByPersonError,
    NotFoundError,
    WrongPassphraseError,
)
from tests.fakes.gate import everything
from tests.fakes.gate_client import Asking, call, entries, given, hook, question
from tests.fakes.roles import PASSPHRASE, POLICY, ROLE
from tests.fakes.running import RunningRecorder, running, start
from tests.integration.test_gate_attacks import as_agent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRONG = "eight green bottles"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder whose policy leaves pushes to a role that is held."""
    with running(tmp_path) as found:
        (found.data_dir / "policy.yaml").write_text(POLICY)
        call(found, "policy")  # looks at the file
        call(found, "approvers.add", role=ROLE, passphrase=PASSPHRASE, confirmed=True)
        yield found


def told(asking: Asking) -> dict[str, Any]:
    """Return what the hook heard."""
    answer = asking.answer()
    assert answer is not None
    return answer


def test_the_passphrase_lets_it_run_once(recorder: RunningRecorder, tmp_path: Path) -> None:
    """The role stands in log, receipt and effect; the passphrase is nowhere."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    assert (asked["because"]["role"], asked["role_held"], asked["scopes"]) == (ROLE, True, [])
    done = call(recorder, "answer", **given(asked, passphrase=PASSPHRASE))
    assert done["decision"] == "allow"
    assert done["grant"] is False
    assert told(asking)["decision"] == "allow"
    after = hook("git push")
    after["event"] = after["input"]["hook_event_name"] = "PostToolUse"
    after["input"]["tool_response"] = {"stdout": ""}
    call(recorder, "hook", **after)
    (effect,) = entries(recorder, "action.effect")
    assert effect["approver"] == f"you as {ROLE}"
    assert effect["userConsentId"] == done["entry"]
    recorder.wait_indexed()
    listed = recorder.cli_json("consent", "list")[0]
    assert (listed["role"], listed["by"], listed["state"]) == (ROLE, "you", "given")
    assert f"you as {ROLE}" in recorder.cli("consent", "list").stdout
    assert f"you as {ROLE}" in recorder.cli("consent", "why", "toolu_1").stdout
    receipt = recorder.cli("consent", "receipt", str(done["entry"]), "--html").stdout
    assert f"<td>{ROLE}</td>" in receipt
    again = Asking(recorder, **hook("git push", "toolu_2"))
    call(recorder, "answer", **given(question(recorder), "deny"))
    assert told(again)["decision"] == "deny"
    assert PASSPHRASE.encode() not in everything(tmp_path)


def test_an_agent_that_knows_the_passphrase_approves_nothing(recorder: RunningRecorder) -> None:
    """Below its process the answer is refused, and so is giving itself a role."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    tried = as_agent(recorder, "answer", **given(asked, passphrase=PASSPHRASE))
    assert tried == "NOT_ANSWERED_BY_PERSON"
    for verb in ("approvers.remove", "approvers.add"):
        args = {"role": ROLE, "passphrase": WRONG, "confirmed": True}
        assert as_agent(recorder, verb, **args) == "NOT_ANSWERED_BY_PERSON"
    assert entries(recorder, "gate.attempt")[0]["agent"] == "claude-code"
    assert call(recorder, "status")["gate_attempts"]["count"] == 3
    call(recorder, "answer", **given(asked, "deny"))
    assert told(asking)["decision"] == "deny"
    assert not [one for one in entries(recorder, "command") if "remove" in one["verb"]]


def test_wrong_ones_are_counted_and_the_fifth_denies(recorder: RunningRecorder) -> None:
    """A notification, nothing typed and a wrong passphrase allow nothing."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    by = "you, notification"
    for refused in (given(asked), given(asked, passphrase=PASSPHRASE, by=by)):
        with pytest.raises(NotAnsweredByPersonError):
            call(recorder, "answer", **refused)
    for _ in range(4):
        with pytest.raises(WrongPassphraseError):
            call(recorder, "answer", **given(asked, passphrase=WRONG))
    with pytest.raises(AlreadyAnsweredError, match="wrong 5 times"):
        call(recorder, "answer", **given(asked, passphrase=WRONG))
    answer = told(asking)
    assert answer["decision"] == "deny"
    assert "wrong 5 times" in answer["reason"]
    tried = call(recorder, "status")["gate_attempts"]
    assert (tried["count"], tried["role"]) == (5, ROLE)
    assert [one["role"] for one in entries(recorder, "gate.attempt")] == [ROLE] * 5


def test_agents_are_kept_from_policy_keys_and_roles(recorder: RunningRecorder) -> None:
    """What would take the role out of the way is denied, before any person is asked."""
    data = recorder.data_dir
    keys = recorder.environment["HOME"] + "/.config/countersign/keys/x/plain-file/role." + ROLE
    for number, command in enumerate(
        (
            f"countersign consent approvers remove {ROLE}",
            f"countersign consent approvers add {ROLE}",
            f"cp mine.yaml {data}/policy.yaml",
            f"rm {data}/policy.yaml",
            f"cp mine {keys}",
        )
    ):
        answer = call(recorder, "hook", **hook(command, f"toolu_{number}"))
        assert answer["decision"] == "deny", command


def test_after_a_crash_it_is_held_and_what_waited_is_denied(recorder: RunningRecorder) -> None:
    """The record says by whom it had to be allowed; without its verifier nobody holds it."""
    asking = Asking(recorder, **hook("git push"))
    question(recorder)
    recorder.kill()
    assert asking.answer() is None
    again = start(recorder.environment)
    try:
        record = entries(again, "consent.record")[-1]
        assert (record["state"], record["role"]) == ("expired", ROLE)
        assert call(again, "status")["approvers"] == {"held": [ROLE], "missing": []}
        asked = Asking(again, **hook("git push"))
        question(again)
        call(again, "approvers.remove", role=ROLE, confirmed=True)
        waiting = question(again)
        assert waiting["role_held"] is False
        with pytest.raises(NotFoundError):
            call(again, "answer", **given(waiting, passphrase=PASSPHRASE))
        call(again, "answer", **given(waiting, "deny"))
        assert told(asked)["decision"] == "deny"
    finally:
        again.stop()
