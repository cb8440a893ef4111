"""The recorded run of Gemini CLI in a ledger: its hooks asked without ids, pictures lie between."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.model.kinds import EntryKind
from tests.fakes import recorded
from tests.fakes.gated import effect, intent
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME, RUN = "gemini-hooks", "g"
SHELL = "run_shell_command"


def asked() -> Iterator[tuple[str, str, int]]:
    """Yield event, tool and time of each hook around a tool, as they came."""
    for hook in recorded.run(NAME).hooks:
        if hook["event"] in {"BeforeTool", "AfterTool"}:
            value = hook["input"]
            at_us = int(datetime.fromisoformat(value["timestamp"]).timestamp() * 1_000_000)
            yield hook["event"], value["tool_name"], at_us


def ledger() -> MemoryLedger:
    """Return the run: intents, effects and pictures of the shell's calls, then its telemetry."""
    made, intents = MemoryLedger(), list[int]()

    def add(kind: EntryKind, subject: dict[str, Any], at_us: int | None) -> int:
        return made.add(kind, subject, run_id=RUN, sender="gemini-cli", ts_us=at_us)

    for event, tool, at_us in asked():
        if event == "BeforeTool":
            told = intent(agent="gemini-cli", tool=tool, call_id=None, decision="allowed")
            intents.append(add(EntryKind.ACTION_INTENT, told, at_us))
        else:
            done = effect(intent=intents[-1], tool=tool, call_id=None)
            add(EntryKind.ACTION_EFFECT, done, at_us)
        if tool == SHELL:
            trigger = event.removesuffix("Tool").lower()
            seen = {"trigger": trigger, "outcome": "kept", "tool": tool, "intent": intents[-1]}
            add(EntryKind.CAPTURE, seen, at_us)
    for body in recorded.run(NAME).bodies:
        made.add_request(body.signal, recorded.parse(body), run_id=RUN, sender="gemini-cli")
    return made
