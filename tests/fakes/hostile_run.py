"""A run whose sender tries to paint on the reader's terminal: escapes, bidi, markup, long names."""

from __future__ import annotations

from tests.fakes.telemetry import traces

RUN_ID = "hostile-1"
# Each would do something if shown as it is; `FORBIDDEN` are the characters that may never come out.
ESCAPE = "\x1b]0;owned\x07\x1b[2J"
REVERSED = "exe.\u202egpj"
MARKUP = "[red]blood[/red] :smile: [link=http://x.example]here[/link]"
LONG = "n" * 5_000
FORBIDDEN = "\x1b\x07\u202e\u200b\u2066\u3164"


def request() -> bytes:
    """Return an OTLP trace request as protobuf."""
    tool = {"tool_name": f"{MARKUP}{ESCAPE}", "tool_use_id": f"call{REVERSED}"}
    named = {"session.id": RUN_ID, "user_prompt": ESCAPE}
    return traces(
        {"id": 1, "name": f"claude_code.interaction{ESCAPE}", "end": 9_000, "attributes": named},
        {"id": 2, "parent": 1, "name": "claude_code.tool", "attributes": tool},
        {"id": 3, "parent": 1, "name": f"{LONG}{REVERSED}", "start": 10, "status": 2},
        {"id": 4, "parent": 3, "name": f"{MARKUP}\u200b\u3164", "start": 20},
        service=f"{MARKUP}{REVERSED}",
    ).SerializeToString()
