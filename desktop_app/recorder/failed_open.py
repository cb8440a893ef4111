"""Gates that failed open: what ran though it was denied, or was never asked, as telemetry tells it.

Beside the flow, in a thread of its own: what was acknowledged is read back from the ledger. Looked
at are runs that the gate knows, and those of agents set up with hooks of which none was heard
(`unsettled`). One call is told once. What it cannot see is said in `control.md`.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from queue import Full, Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize import signals
from desktop_app.normalize.facts import reader
from desktop_app.recorder.declared import Declared
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.entry import Draft, Entry
    from desktop_app.normalize.vocabulary import Facts
    from desktop_app.recorder.decided import Decided, DecidedBook
    from desktop_app.recorder.gate_entries import GateEntries
    from desktop_app.recorder.gate_runs import GateRuns
    from desktop_app.recorder.recalled import Recalled
    from desktop_app.recorder.unsettled import Unsettled

LOG = logging.getLogger(__name__)
MAX_WAITING = 100_000  # entries that are not looked at yet
MAX_TOLD = 20_000
_KINDS = {
    EntryKind.OTLP_TRACES: signals.Signal.TRACES,
    EntryKind.OTLP_LOGS: signals.Signal.LOGS,
}
# What says that a tool ran, where an agent says it more than once.
_RESULTS = frozenset(
    ("tool_result", "claude_code.tool.execution", "codex.tool_result", "gemini_cli.tool_call")
)
_OWN_WORDS = frozenset(("claude-code", "codex", "gemini-cli"))
# Codex asks its hooks about these alone.
_CODEX_ASKS = ("exec_command", "shell", "local_shell", "apply_patch", "mcp__")
_ASKING = frozenset(("PreToolUse", "BeforeTool"))


@dataclass(frozen=True, slots=True)
class _Ran:
    """A tool that ran, as one record says."""

    tool: str
    call_id: str | None
    agent: str
    never_asked_counts: bool


class FailedOpen:
    """Finds them and writes `gate.failed_open`."""

    def __init__(
        self,
        ledger: Path,
        *,
        entries: GateEntries,
        decided: DecidedBook,
        runs: GateRuns,
        unsettled: Unsettled,
        clock: Clock,
    ) -> None:
        self._ledger, self._entries, self._clock = ledger, entries, clock
        self._decided, self._runs, self._unsettled = decided, runs, unsettled
        self._waiting: Queue[Callable[[], None] | None] = Queue(MAX_WAITING)
        self._told: OrderedDict[tuple[Run, str], None] = OrderedDict()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stopping = Event()
        self._missed: Recalled | None = None
        self.count = 0

    def recall(self, known: Recalled) -> None:
        """Take up what was told before the start; what was not looked at is, once we start."""
        self._told.update(dict.fromkeys(known.told))
        self._missed = known

    def start(self) -> None:
        """Read what was heard of, from now on."""
        self._thread = Thread(target=self._work, name="failed-open", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look at what was heard of so far, then end."""
        if self._thread is not None:
            self._stopping.set()
            self._waiting.put(None)
            self._thread.join()

    def heard(self, sender: str, drafts: Sequence[Draft], appended: Sequence[Appended]) -> None:
        """Hear of telemetry that is durable; quick, for it is on the committing thread."""
        for draft, at in zip(drafts, appended[-len(drafts) :], strict=True):
            if draft.run_id is None or draft.kind not in _KINDS:
                continue
            run = Run(sender, draft.run_id)
            if self._runs.known(run) is not None or self._unsettled.concerns(run):
                self.later(partial(self._read, run, at.seq), f"Entry {at.seq}")

    def later(self, work: Callable[[], None], what: str) -> None:
        """Have something looked at behind the flow; `what` it is."""
        try:
            self._waiting.put_nowait(work)
        except Full:
            LOG.warning("%s was not looked at for a gate that failed open.", what)

    def ran(self, run: Run, declared: Declared, decided: Decided | None) -> None:
        """Take that an agent itself reports: this action ran."""
        if decided is not None and decided.was_denied:
            name = declared.call_id or f"intent {decided.intent}"
            self._tell(run, name, _subject(declared, decided, "denied and ran"))

    def _work(self) -> None:
        if self._missed is not None and not self._look_back(self._missed):
            while self._waiting.get() is not None:
                pass  # who stops us waits for room in the queue
            return  # the next recorder looks at the rest: no intent says that it was counted
        self._missed = None
        while (work := self._waiting.get()) is not None:
            self._do(work)

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except CountersignError as error:
            LOG.warning("Something was not looked at for a gate that failed open: %s", error)
        except Exception:  # what one agent made odd must not end the watch over all others
            LOG.exception("Something was not looked at for a gate that failed open.")

    def _look_back(self, known: Recalled) -> bool:
        """Look at what no intent says was looked at; False when we are to end before all was."""
        first = min((each.telemetry + 1 for each in known.runs.values()), default=known.size)
        try:
            with LedgerReader(self._ledger) as ledger:
                for entry in ledger.of_kinds(_KINDS, max(first, known.start), known.size):
                    if self._stopping.is_set():
                        return False
                    run = Run(str(entry.actor.get("sender", "")), entry.run_id or "")
                    so_far = known.runs.get(run)
                    if so_far is not None and so_far.telemetry < entry.seq:
                        self._do(partial(self._read, run, entry.seq, so_far.began_us))
        except CountersignError as error:
            LOG.warning("What came in before the start was not looked at: %s", error)
        return True

    def _read(self, run: Run, seq: int, since_us: int = 0) -> None:
        with LedgerReader(self._ledger) as ledger:
            entry, body = ledger.entry(seq), ledger.body(seq)
        if body is None or entry.ts_us < since_us:
            return
        found = list(_facts(_KINDS[entry.kind], body))
        if self._unsettled.concerns(run):
            for facts, began_us in found:
                ran = _ran(facts)
                asked_about = ran is not None and ran.never_asked_counts
                self._unsettled.acted(run, facts, began_us, ran=asked_about)
        if self._runs.known(run) is not None:  # others than hooks may have declared what it does
            self._look(run, [facts for facts, _ in found], entry)

    def _look(self, run: Run, found: Sequence[Facts], entry: Entry) -> None:
        cost = sum(facts.cost_usd for facts in found if facts.counted and facts.cost_usd)
        self._runs.spent(run, cost, entry.ts_us, entry.seq)
        for facts in found:
            if facts.category == "hook" and facts.outcome == "error":
                self._hook_failed(run, facts)
            elif (ran := _ran(facts)) is not None:
                self._judge(run, ran)

    def _judge(self, run: Run, ran: _Ran) -> None:
        declared = Declared(ran.agent, ran.tool, call_id=ran.call_id, sender=run.sender)
        if ran.call_id is None:
            if ran.never_asked_counts:  # arguments that Gemini CLI refused itself never ran
                self._judge_by_number(run, declared)
            return
        decided = self._decided.of_call(run, ran.call_id)
        known = self._runs.known(run)
        if decided is not None:
            if decided.was_denied:
                self._tell(run, ran.call_id, _subject(declared, decided, "denied and ran"))
        elif ran.never_asked_counts and known is not None and known.hooked_us is not None:
            self._tell(run, ran.call_id, _subject(declared, None, "never asked"))

    def _judge_by_number(self, run: Run, declared: Declared) -> None:
        """Calls without ids (Gemini CLI): more ran than may have is all that can be told."""
        known = self._runs.known(run)
        asked, denied = self._decided.numbers(run, declared.tool)
        ran = self._decided.ran_once_more(run, declared.tool)
        if known is None or known.hooked_us is None or ran <= asked - denied:
            return
        why = "never asked" if ran > asked else "denied and ran"
        self._tell(run, f"{declared.tool} {ran}", _subject(declared, None, why))

    def _hook_failed(self, run: Run, facts: Facts) -> None:
        if facts.hook_event in _ASKING:
            declared = Declared(
                facts.agent or "", facts.tool_name or "", call_id=facts.tool_call_id
            )
            name = facts.tool_call_id or f"hook {self._clock.boot_us()}"
            self._tell(run, name, _subject(declared, None, "hook failed"))

    def _tell(self, run: Run, name: str, subject: dict[str, JSON]) -> None:
        """Append it, once a call."""
        with self._lock:
            if (run, name) in self._told:
                return
            self._told[run, name] = None
            while len(self._told) > MAX_TOLD:
                self._told.popitem(last=False)
            self.count += 1
        self._entries.failed_open(run, subject)


def _facts(signal: signals.Signal, body: bytes) -> Iterator[tuple[Facts, int]]:
    """Yield what the records of a stored body say, each with when that began; microseconds."""
    request = signals.parse_request(signal, body)
    for resource in signals.resources(signal, request):
        for scope in signals.scopes(signal, resource):
            read = reader(resource.resource, scope.scope)
            if signal is signals.Signal.TRACES:
                for span in scope.spans:
                    yield read.span(span), span.start_time_unix_nano // 1000
            else:
                for told in map(read.log, scope.log_records):
                    yield told, told.time_unix_nano // 1000 - (told.duration_us or 0)


def _ran(facts: Facts) -> _Ran | None:
    """Return the tool that ran, where a record says that one did."""
    if facts.category != "tool_call" or facts.outcome == "denied":
        return None
    if facts.agent in _OWN_WORDS:
        if facts.event not in _RESULTS:
            return None
    elif facts.outcome not in ("ok", "error") or facts.tool_call_id is None:
        return None
    tool, agent = facts.tool_name or "", facts.agent or ""
    counts = facts.event == "claude_code.tool.execution" or facts.outcome != "error"
    if agent == "codex":
        counts = counts and (tool.startswith(_CODEX_ASKS) or bool(facts.mcp_server))
    return _Ran(tool, facts.tool_call_id, agent, counts)


def _subject(declared: Declared, decided: Decided | None, why: str) -> dict[str, JSON]:
    return {
        "call_id": declared.call_id,
        "tool": declared.tool or (decided.tool if decided is not None else ""),
        "agent": declared.agent,
        "intent": None if decided is None else decided.intent,
        "why": why,
    }
