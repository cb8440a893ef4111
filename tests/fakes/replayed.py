"""A recorded run played again to a recorder: its hooks ask, then its telemetry comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.normalize import signals
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder.hooks import take_hook
from tests.fakes.recorded import RecordedRun, runs

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.recorder.recorder import Recorder

AGENTS = {"claude-hooks": "claude-code", "codex-hooks": "codex", "gemini-hooks": "gemini"}
RUNS = list(AGENTS)
BEFORE = frozenset(("PreToolUse", "BeforeTool"))


def recorded_run(name: str) -> RecordedRun:
    """Return one recorded run."""
    return next(run for run in runs() if run.name == name)


def hooks_of(run: RecordedRun) -> list[dict[str, Any]]:
    """Return the inputs of its hooks that ask about a tool, each call once."""
    seen: dict[str, dict[str, Any]] = {}
    for number, hook in enumerate(run.hooks):
        value = hook.get("input", hook)
        if value.get("hook_event_name") in BEFORE:
            seen.setdefault(value.get("tool_use_id") or f"{number}", value)
    return list(seen.values())


def replay(
    made: Recorder, name: str, *, skip: Collection[int] = (), sender: str | None = None
) -> None:
    """Ask as the agent's hooks did, but for some calls, then send its telemetry.

    Args:
        made: a recorder that watches telemetry.
        name: of the recorded run.
        skip: places of hooks that do not ask.
        sender: whose telemetry it is; None: the agent's, as it is set up.
    """
    ask_as(made, name, skip=skip)
    send(made, name, sender=sender)
    made.gating.failed_open.stop()
    made.gating.failed_open.start()


def ask_as(made: Recorder, name: str, *, skip: Collection[int] = ()) -> None:
    """Ask as the agent's hooks did, but for some calls."""
    for number, value in enumerate(hooks_of(recorded_run(name))):
        if number not in skip:
            take_hook(made.gating, AGENTS[name], "", value, deadline_s=0.01).result(60)


def send(made: Recorder, name: str, *, sender: str | None = None) -> None:
    """Send the agent's telemetry, of the agent as it is set up where no sender is named."""
    agent = AGENTS[name]
    named = ("" if agent == "gemini" else agent) if sender is None else sender
    for body in recorded_run(name).bodies:
        if body.signal is not signals.Signal.METRICS:
            encoding = "json" if body.protocol == "http/json" else "protobuf"
            who = Sender(named, "token" if named else "none")
            raw = RawRequest(body.signal, body.decoded, encoding, "identity", "http", who)
            made.pipeline.submit(raw).result(30)
