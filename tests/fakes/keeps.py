"""Content that a real recorder keeps: allowed as a person does, declared as an agent does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.operations import keeping
from tests.fakes import gate_client
from tests.fakes.asking import Agent

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder


def allow(recorder: RunningRecorder, purpose: str = keeping.COMMAND_LINES) -> int:
    """Allow content of a purpose to be kept; return the entry."""
    consent = {"digest": keeping.shown(purpose).digest, "latency_ms": 900}
    told = gate_client.call(
        recorder, keeping.GIVE, purpose=purpose, consent=consent, confirmed=True
    )
    return int(told["entry"])


def run(recorder: RunningRecorder, command: str, **more: Any) -> int:
    """Declare a command; whatever is decided, return its intent's entry."""
    agent = Agent(recorder.ready["control"])
    answer = agent.ask(command, deadline_s=0.5, **more).result()
    agent.close()
    return int(answer["intent"])
