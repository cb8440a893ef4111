"""The views of a bundle over a ledger in memory, for tests of what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from desktop_app.bundle.absence import absence
from desktop_app.bundle.layout import REPLAY, REPORT, Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import RunScope, in_scope
from desktop_app.bundle.views.views import make_views
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.scope import Scope

RUN = RunScope("x", "run-1")
FINGERPRINT = "01234 56789 01234 56789 01234 56789"
ROOT_VKEY = "countersign/00112233445566ff+00000000+AA=="
MS = 1_000_000
_KEY_LOG = frozenset((EntryKind.LOG_START, EntryKind.EPOCH_START, EntryKind.EPOCH_SEAL))
_APART = frozenset(("br", "td", "th", "p", "li", "dd", "dt", "h1", "h2", "h3", "caption"))
_VOID = frozenset(("meta", "br", "rect", "circle"))


@dataclass
class Page(HTMLParser):
    """A page taken apart: text, tags with attributes, and whether every tag was closed."""

    text: str = ""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    style: str = ""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text += " " if tag in _APART else ""
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def words(self) -> str:
        """Return the text, white space folded."""
        return " ".join(self.text.split())


def page_of(data: bytes) -> Page:
    """Take a page apart; all of its tags are closed in order."""
    page = Page()
    page.feed(data.decode())
    page.close()
    assert page.open == []
    return page


def views(
    folder: Path, ledger: MemoryLedger, scope: Scope = RUN, level: Level = Level.REDACTED
) -> tuple[Page, dict[str, Any], dict[str, bytes]]:
    """Return the page, the replay map, and both files by path."""
    entries = list(ledger.with_bodies())
    shown = [(e, None if level is Level.METADATA else b) for e, b in entries if in_scope(scope, e)]
    every = [entry for entry, _ in entries]
    predicate = predicate_of(ledger, scope, level)
    files = {
        path: b"".join(chunks)
        for path, chunks in make_views(
            lambda: iter(shown),
            key_log=[entry for entry in every if entry.kind in _KEY_LOG],
            export=every[predicate.export],
            predicate=predicate,
            fingerprint=FINGERPRINT,
            root_vkey=ROOT_VKEY,
            absence=absence(every, scope=scope, level=level),
            work_dir=folder,
        )
    }
    return page_of(files[REPORT]), json.loads(files[REPLAY]), files


def predicate_of(
    ledger: MemoryLedger, scope: Scope = RUN, level: Level = Level.REDACTED
) -> Predicate:
    """Return the predicate of a bundle that the last `bundle.export` asked for."""
    entries = [entry for entry, _ in ledger.with_bodies()]
    export = next(e for e in reversed(entries) if e.kind is EntryKind.BUNDLE_EXPORT)
    return Predicate(
        log=ledger.log,
        size=ledger.size(),
        root=bytes(range(32)),
        epoch=1,
        level=level,
        scope=scope,
        recipients=(),
        export=export.seq,
        exported_us=export.ts_us,
        previous=None,
    )


def started() -> MemoryLedger:
    """Return a ledger with its first two entries."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff", "root": {"ed25519": "aa" * 32}})
    ledger.add(EntryKind.EPOCH_START, {"epoch": 1, "keys": {"ed25519": "bc" * 32}})
    return ledger


def exported(ledger: MemoryLedger, reason: str | None = None) -> MemoryLedger:
    """End a ledger with the entry that asks for the bundle."""
    ledger.add(EntryKind.BUNDLE_EXPORT, {"reason": reason})
    return ledger


def tool(number: int, **attributes: Any) -> dict[str, Any]:
    """Return the span of a tool call that took 60 ms."""
    start = number * 100 * MS
    told = {"tool_name": "Bash", "tool_use_id": f"call-{number}", "success": "true"}
    return {
        "id": number + 10,
        "parent": 1,
        "name": "claude_code.tool.execution",
        "start": start,
        "end": start + 60 * MS,
        "attributes": {**told, **attributes},
    }


def asked_model(number: int, **attributes: Any) -> dict[str, Any]:
    """Return the log record of a model call that took 80 ms."""
    told = {"model": "m-1", "input_tokens": "321", "output_tokens": "57", "cost_usd": "0.5"}
    told["duration_ms"] = "80"
    at = number * 100 * MS + 80 * MS
    return {"event": "api_request", "at": at, "attributes": {**told, **attributes}}


def decided(number: int, decision: str, source: str) -> dict[str, Any]:
    """Return the log record of a decision about a tool call."""
    told = {"tool_name": "Bash", "tool_use_id": f"call-{number}"}
    told |= {"decision": decision, "source": source}
    return {"event": "tool_decision", "at": number * 100 * MS, "attributes": told}


def run_of(calls: int) -> MemoryLedger:
    """Return a ledger with one run of so many calls, model and tool calls in turn."""
    ledger = started()
    for first in range(0, calls, 50):
        numbers = range(first, min(calls, first + 50))
        spans = [tool(number) for number in numbers if number % 2]
        if first == 0:
            spans.append({"id": 1, "name": "claude_code.interaction", "end": calls * 100 * MS})
        told = [asked_model(number) for number in numbers if number % 2 == 0]
        told += [decided(number, "accept", "config") for number in numbers if number % 2]
        for signal, request in ((Signal.TRACES, traces(*spans)), (Signal.LOGS, logs(*told))):
            ledger.add_request(signal, request, run_id="run-1", sender="x", records=len(spans))
    ledger.add(EntryKind.RUN_END, {"reason": "exit", "exit_code": 0}, run_id="run-1", sender="x")
    return exported(ledger)
