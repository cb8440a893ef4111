"""A run of which local copies are kept: three calls with their spans, and a change of nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.control.client import ControlClient
from tests.fakes import consenting, telemetry
from tests.fakes.scripted_agent import ScriptedAgent
from tests.fakes.staged_run import MS, PROTOBUF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

SESSION = "session-copied"
LINES = "one\ntwo\nthree\nfour\nfive\n"
CALLS = ("toolu_1", "toolu_2", "toolu_3")
TOOLS = ("Write", "Write", "Bash")


def prepare(folder: Path) -> Path:
    """Make the agent's folder; return it."""
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "app.py").write_text("print('one')\n")
    (folder / "gone.md").write_text("# gone\n")
    (folder / "notes.txt").write_text(LINES)
    return folder


def act(recorder: RunningRecorder, folder: Path) -> ScriptedAgent:
    """Keep copies; patch one file, make another, delete a third and change a fourth; tell spans."""
    consenting.give(recorder.ready["control"], ["local copies"])
    agent = ScriptedAgent(recorder, folder, SESSION)
    agent.begin()
    agent.write("src/app.py", "print('two')\n")
    (folder / "nobodys.txt").write_text("while no call ran\n")
    agent.write("made.txt", "by a tool\n")
    agent.shell(f"rm gone.md && printf '{LINES.replace('five', 'agent')}' > notes.txt")
    agent.end()
    tell(recorder)
    recorder.wait_indexed()
    return agent


def tell(recorder: RunningRecorder) -> None:
    """Send what the agent's telemetry says of these calls."""
    turn = {"id": 1, "name": "claude_code.interaction", "end": 1_000 * MS}
    turn["attributes"] = {"session.id": SESSION}
    spans = [turn]
    for number, (call, tool) in enumerate(zip(CALLS, TOOLS, strict=True), 1):
        told = {"tool_name": tool, "tool_use_id": call, "session.id": SESSION, "success": "true"}
        times = {"start": number * 100 * MS, "end": (number * 100 + 50) * MS}
        outer = {"id": number * 2, "parent": 1, "name": "claude_code.tool", "attributes": told}
        inner = {"id": number * 2 + 1, "parent": number * 2, "attributes": told}
        spans += [{**outer, **times}, {**inner, "name": "claude_code.tool.execution", **times}]
    with ControlClient(recorder.ready["control"]) as client:
        sender: Any = client.call("senders.add", {"name": "claude-code"})
    headers = {**PROTOBUF, "authorization": f"Bearer {sender['token']}"}
    body = telemetry.traces(*spans).SerializeToString()
    assert recorder.post("/v1/traces", body, headers)[0] == 200
