"""What the gate writes: redacted names, keyed digests, and nothing that an agent said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.gate import PUSH, everything, of_kind, shell, subjects
from tests.fakes.kept import ARGUMENTS, COMMANDS, give, kept_of
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

TOKEN = PLANTED["github_token"]


def test_names_and_ids_are_redacted(made: Recorder) -> None:
    """A token in the call's id, the run, the arguments: nowhere in the store."""
    made.gating.gate.begin(
        shell(f"echo {TOKEN}", call_id=TOKEN, run_id=TOKEN, idempotency=TOKEN, deadline_s=0.1)
    )
    (intent,) = subjects(made, "action.intent")
    assert intent["secrets"] == ["github_token"]
    assert TOKEN.encode() not in everything(made.paths.data_dir)


def test_digests_are_of_a_run(made: Recorder) -> None:
    """Equal arguments of one run have one digest, those of another run another."""
    for run in ("run-1", "run-1", "run-2"):
        made.gating.gate.begin(shell("ls", run_id=run)).result(60)
    first, second, other = (each["args_digest"] for each in subjects(made, "action.intent"))
    assert first == second != other


def test_an_intent_stands_in_its_run_and_trace(made: Recorder) -> None:
    """Whose sender is the actor."""
    made.gating.gate.begin(shell("ls", trace_id=bytes(range(16)))).result(60)
    (entry,) = of_kind(made, "action.intent")
    assert (entry.run_id, entry.trace_id) == ("run-1", bytes(range(16)))
    assert dict(entry.actor) == {"sender": "claude-code", "auth": "local"}


def test_a_command_line_is_kept_once(made: Recorder) -> None:
    """By consent, under the intent's entry; a repeat under its key names the first."""
    give(made, COMMANDS)
    told = {"idempotency": "k", "size": 1}
    for _ in range(2):
        made.gating.gate.begin(shell("touch plum", deadline_s=0.1, **told))
    first, second = subjects(made, "action.intent")
    assert first["kept"]["payloads"] == 1
    assert "kept" not in second
    assert second["repeats"] is not None
    assert kept_of(made) == [("command_line", b"touch plum")]


def test_each_consent_keeps_its_own(made: Recorder) -> None:
    """Arguments and command line are two pieces of one entry."""
    give(made, COMMANDS)
    give(made, ARGUMENTS)
    made.gating.gate.begin(shell(f"ls {TOKEN}", deadline_s=0.1))
    (line, label), (arguments, told) = [(data, label) for label, data in kept_of(made)]
    assert (label, told) == ("command_line", "tool_arguments")
    assert line.startswith(b"ls [token github_token t_")
    assert b"[token github_token t_" in arguments
    assert TOKEN.encode() not in everything(made.paths.data_dir)


def test_no_reason_has_no_digest(made: Recorder) -> None:
    """And one of a question without a run has one."""
    assert made.gating.entries.reason_digest(None, "") is None
    assert len(made.gating.entries.reason_digest(None, "why") or "") == 64


def test_the_users_own_home_is_no_secret(made: Recorder) -> None:
    """A grant may name a folder in it; an address it may not."""
    assert not made.gating.entries.has_secret("/home/somebody/site")
    assert made.gating.entries.has_secret("mail somebody@example.org")
    assert PUSH not in str(subjects(made, "action.intent"))
