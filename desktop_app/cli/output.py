"""The only place that prints: text for a person, one JSON envelope, or JSON lines.

Envelope (`--output json`, one object on stdout)::

    {"ok": true, "data": ..., "meta": {...}}
    {"ok": false, "error": {"code", "message", "hint"}, "meta": {...}}

`meta`: request_id, trace_id (TOOL_TRACE_ID verbatim, else TRACEPARENT's, else new), duration_ms,
timestamp, command, version. `jsonl` prints one object a row of `data`, then nothing.
Whatever a sender sent is shown with control characters made visible, never as they are, and no
text is ever read as markup: rich's `[red]` and `:smile:` are off for the whole console.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from desktop_app import __version__
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rich.console import Console

    from desktop_app.errors import CountersignError
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

Format: TypeAlias = str
PIPED_WIDTH = 200  # what is piped is read by pagers and grep: every column is there
FORMATS = ("text", "json", "jsonl")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?\Z")
_TRACE_ID_MAX = 128


@dataclass
class Output:
    """Where one command's result goes."""

    clock: Clock
    ids: IdSource
    format: Format = "text"
    command: str = ""
    started_us: int = field(init=False)

    def __post_init__(self) -> None:
        """Note when the command began."""
        self.started_us = self.clock.now_us()

    @property
    def on_terminal(self) -> bool:
        """Whether a person looks at standard output, whatever FORCE_COLOR says."""
        return sys.stdout.isatty()

    @cached_property
    def console(self) -> Console:
        """The terminal, for text (rich decides about colour; NO_COLOR is honoured)."""
        from rich.console import Console  # noqa: PLC0415 - JSON output must not pay for it

        width = None if self.on_terminal else PIPED_WIDTH
        return Console(highlight=False, markup=False, emoji=False, width=width)

    @cached_property
    def person_console(self) -> Console:
        """What a person must see before they answer: standard error where a script reads."""
        from rich.console import Console  # noqa: PLC0415 - likewise

        if self.format == "text":
            return self.console
        return Console(highlight=False, markup=False, emoji=False, stderr=True)

    @cached_property
    def progress_console(self) -> Console:
        """Standard error, for progress bars; silent unless it is a terminal."""
        from rich.console import Console  # noqa: PLC0415 - likewise

        quiet = not sys.stderr.isatty()
        return Console(highlight=False, markup=False, emoji=False, stderr=True, quiet=quiet)

    def result(self, data: object, text: Callable[[Console], None]) -> None:
        """Print a verb's result: `text` for a person, `data` for a script."""
        if self.format == "json":
            self._print(self._envelope({"ok": True, "data": data}))
        elif self.format == "jsonl":
            self.rows(data if isinstance(data, list) else [data])
        else:
            text(self.console)

    def rows(self, rows: Iterable[object]) -> None:
        """Print one JSON object a line, as they come."""
        for row in rows:
            self._print(row)

    def error(self, error: CountersignError) -> None:
        """Print what went wrong: stdout for scripts, stderr for people."""
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        if self.format == "text":
            print(f"countersign: {visible(error.message)}", file=sys.stderr)
            if error.hint:
                print(f"  {visible(error.hint)}", file=sys.stderr)
        else:
            self._print(self._envelope({"ok": False, "error": body}))

    def note(self, sentence: str) -> None:
        """Tell a person something beside the result (standard error, text only)."""
        if self.format == "text":
            print(visible(sentence), file=sys.stderr, flush=True)

    def say(self, sentence: str) -> None:
        """Print a sentence that is the result for a person; whatever is in it is made visible."""
        print(visible(sentence), flush=True)

    def raw(self, text: str) -> None:
        """Print text of ours that is a result as it stands: a completion script, a verifier key."""
        print(text, flush=True)

    def _envelope(self, body: Mapping[str, object]) -> dict[str, object]:
        now_us = self.clock.now_us()
        meta = {
            "request_id": self.ids.random_bytes(16).hex(),
            "trace_id": trace_id(os.environ) or self.ids.random_bytes(16).hex(),
            "duration_ms": (now_us - self.started_us) // 1000,
            "timestamp": iso(now_us),
            "command": self.command,
            "version": __version__,
        }
        return {**body, "meta": meta}

    def _print(self, value: object) -> None:
        print(json.dumps(value, ensure_ascii=True, default=_plain), flush=True)


def trace_id(environ: Mapping[str, str]) -> str | None:
    """Return the caller's trace id: TOOL_TRACE_ID verbatim, else the one in TRACEPARENT."""
    given = environ.get("TOOL_TRACE_ID", "")
    if given and len(given) <= _TRACE_ID_MAX and given.isprintable():
        return given
    match = _TRACEPARENT.match(environ.get("TRACEPARENT", ""))
    return match[1] if match and match[1].strip("0") else None


def iso(time_us: int) -> str:
    """Return a time as RFC 3339 UTC with microseconds."""
    moment = datetime.fromtimestamp(time_us // 1_000_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_us % 1_000_000:06d}Z"


def forgive_encoding() -> None:
    """Show what the terminal's encoding cannot hold as an escape, never as an error of ours."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
