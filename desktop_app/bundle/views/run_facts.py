"""What a report tells of one run: gathered while its calls pass by, in bounded memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.views.asked import asked
from desktop_app.bundle.views.reading import integer, real, short, text
from desktop_app.bundle.views.steps import decision_of, step_of
from desktop_app.model import amounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.bundle.views.asked import Asked
    from desktop_app.bundle.views.call import Call
    from desktop_app.bundle.views.steps import Decision, Step

MAX_TURNS = 100  # of one run
MAX_TROUBLE = 100  # denied calls, and failed ones, of one run
_ENTRIES = 4  # named beside a sum


@dataclass
class Sum:
    """How often the same was decided by the same, and the first entries that say so."""

    count: int = 0
    seqs: list[int] = field(default_factory=list)


@dataclass
class RunFacts:
    """One run.

    Attributes:
        row: columns of `Query.run`.
        limit: how many lines of the timeline are kept.
        waits: call id -> nanoseconds that the answer took.
        steps: the first lines of the timeline.
        more: calls that came after them.
        denied: lines of calls that were denied; `counts` has how many there were.
        failed: lines of calls that failed.
        decisions: about tool calls, each with how often.
        counts: calls by `what`, and by outcome.
    """

    row: Mapping[str, object]
    limit: int
    waits: Mapping[str, int]
    steps: list[Step] = field(default_factory=list)
    more: int = 0
    denied: list[Step] = field(default_factory=list)
    failed: list[Step] = field(default_factory=list)
    decisions: dict[Decision, Sum] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _turns: dict[str, list[Call]] = field(default_factory=lambda: {"traces": [], "logs": []})

    def add(self, call: Call) -> None:
        """Take one call, in order of time."""
        self.counts[call.what] += 1
        if call.what == "turn":
            self._turn(call)
            return
        self.counts[f"{call.what} {call.outcome}"] += 1
        self._keep(call)
        if call.what == "tool_call":
            self._decided(call)

    @property
    def first_ns(self) -> int:
        """When the run began, as its records say; 0 when none does."""
        return integer(self.row.get("first_ns")) or 0

    @property
    def last_ns(self) -> int:
        """When it ended."""
        return integer(self.row.get("last_ns")) or self.first_ns

    @property
    def spanned(self) -> str:
        """Return the time between the first and the last record: the length of the axis."""
        return amounts.duration((self.last_ns - self.first_ns) // 1000)

    @property
    def took(self) -> str:
        """How long it took."""
        told = integer(self.row.get("duration_us"))
        if told is None and self.first_ns:
            told = (self.last_ns - self.first_ns) // 1000
        return amounts.duration(told)

    @property
    def agent(self) -> str:
        """Who ran."""
        return short(text(self.row.get("agent")) or self.name or "unknown agent")

    @property
    def name(self) -> str:
        """What the run was called when it was started; empty when it was not."""
        return short(text(self.row.get("name")) or "")

    @property
    def cost(self) -> float | None:
        """What it cost, as reported."""
        return real(self.row.get("cost_usd"))

    @property
    def asked(self) -> list[Asked]:
        """What was asked in each turn."""
        spans, logs = self._turns["traces"], self._turns["logs"]
        both = []
        for number in range(max(len(spans), len(logs))):
            turns = [told[number] for told in (logs, spans) if number < len(told)]
            found = asked(record for turn in turns for record in turn.records)
            both += [] if found is None else [found]
        return both

    @property
    def turns(self) -> list[Step]:
        """Turns as lines of the timeline: spans know how long they took, so they go first."""
        return [self._step(turn) for turn in self._turns["traces"] or self._turns["logs"]]

    @property
    def timeline(self) -> list[Step]:
        """The lines kept, turns before what follows from them."""
        end = self.steps[-1] if self.more and self.steps else None
        turns = [turn for turn in self.turns if end is None or turn.x <= end.x]
        ordered = sorted(
            enumerate((*turns, *self.steps)), key=lambda pair: (pair[1].clock_ns, pair[0])
        )
        return [step for _, step in ordered]

    def _turn(self, call: Call) -> None:
        kept = self._turns[call.records[0].signal]
        if len(kept) < MAX_TURNS:
            kept.append(call)

    def _keep(self, call: Call) -> None:
        """Keep its line where there is room for it: of a long run most calls are only counted."""
        places = [self.steps] if len(self.steps) < self.limit else []
        self.more += not places
        trouble = {"denied": self.denied, "error": self.failed}.get(call.outcome)
        if trouble is not None and len(trouble) < MAX_TROUBLE:
            places.append(trouble)
        if places:
            step = self._step(call)
            for place in places:
                place.append(step)

    def _decided(self, call: Call) -> None:
        total = self.decisions.setdefault(decision_of(call), Sum())
        total.count += 1
        if len(total.seqs) < _ENTRIES:
            new = [seq for seq in call.seqs if seq not in total.seqs]
            total.seqs += new[: _ENTRIES - len(total.seqs)]

    def _step(self, call: Call) -> Step:
        return step_of(call, first_ns=self.first_ns, last_ns=self.last_ns, waits=self.waits)
