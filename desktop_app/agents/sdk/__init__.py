"""For authors of agents: ask before a tool acts, and leave spans that Countersign understands.

    from desktop_app.agents import sdk

    @sdk.tool(side_effect="write")
    def note(name: str, text: str) -> None: ...

    sdk.export_spans("my-agent")
    with sdk.run("my-agent"), sdk.turn():
        note("a.txt", "hello")          # asks; raises sdk.Denied

`resources/docs/sdk.md` holds the schema of the spans. What a tool is called with goes to the
recorder of this machine, and nowhere else.
"""

from __future__ import annotations

from desktop_app.agents.sdk.asking import Denied
from desktop_app.agents.sdk.exporting import export_spans
from desktop_app.agents.sdk.screens import SCREENS, Screens
from desktop_app.agents.sdk.spans import Run, carrier, plan, run, select, turn, verify
from desktop_app.agents.sdk.tools import tool

__all__ = [
    "SCREENS",
    "Denied",
    "Run",
    "Screens",
    "carrier",
    "export_spans",
    "plan",
    "run",
    "select",
    "tool",
    "turn",
    "verify",
]
