"""Agents whose settings do not hold: their hooks are gone, off or not trusted, or are overruled.

Looked at when a session begins, by its folder's settings as well; and when telemetry comes of a run
whose agent is set up with hooks, and no hook of that run was heard: one that vanished cannot call.
It reads files, so it belongs in the thread that looks behind the flow. One run is told once of the
same. `resources/docs/control.md`, "Effective settings".
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents import catalog, hooked, overruled, places, record
from desktop_app.errors import CountersignError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.agents.catalog import Agent
    from desktop_app.agents.record import Wired
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.normalize.vocabulary import Facts
    from desktop_app.recorder.gate_entries import GateEntries
    from desktop_app.recorder.gate_runs import GateRuns
    from desktop_app.recorder.runs import Run

Why: TypeAlias = Literal["hook missing", "settings overruled"]

LOG = logging.getLogger(__name__)
MAX_TOLD = 10_000
MAX_FOUND, MAX_WORDS = 20, 200
# Codex opens sessions of its own to find titles: only its tools tell that a hook was due.
_OWN_PROMPTS = frozenset(("codex",))


class Unsettled:
    """Finds them and writes `gate.failed_open`.

    Attributes:
        since_us: what began before that is not looked at: this recorder was not there to be asked.
        state: what `status` tells of it.
    """

    def __init__(self, directory: Path, entries: GateEntries, runs: GateRuns, clock: Clock) -> None:
        self._directory, self._entries, self._runs = directory, entries, runs
        self._clock = clock
        self.since_us = clock.now_us()
        self._hooked: Mapping[str, tuple[Agent, Wired]] = {}  # by what the agent calls itself
        self._senders: frozenset[str] = frozenset()
        self._told: OrderedDict[tuple[Run, str], None] = OrderedDict()
        self.state: dict[str, JSON] = {"count": 0, "at_us": None, "agent": None, "why": None}

    def recall(self, told: Iterable[tuple[Run, str]]) -> None:
        """Take up what was told before the start: runs, each with a `finding`."""
        for run, name in told:
            self._remember(run, name)

    def look(self) -> None:
        """Read again which agents are set up with hooks."""
        found = {
            agent.known_as: (agent, wired)
            for agent in catalog.AGENTS
            if (wired := self._wired(agent))
        }
        self._hooked = found
        self._senders = frozenset(_sender(agent) for agent, _ in found.values())

    def concerns(self, run: Run) -> bool:
        """Whether telemetry of a run is worth a look: no hook of it was heard; quick."""
        if run.sender not in self._senders or (run, "") in self._told:
            return False
        known = self._runs.known(run)
        return known is None or not known.heard

    def began(self, run: Run, name: str, event: str, cwd: str) -> None:
        """Take that a session begins: the hook of this event was called in this folder."""
        agent = catalog.BY_NAME[name]
        wired = self._wired(agent)
        if wired is not None:
            folder = Path(cwd) if Path(cwd).is_absolute() else None
            self._judge(run, agent, wired, folder, called=event)

    def acted(self, run: Run, facts: Facts, at_us: int, *, ran: bool) -> None:
        """Take that a run did something though no hook of it was heard.

        Args:
            run: of a kind that `concerns` us.
            facts: what a record says.
            at_us: when that began, by its agent's clock.
            ran: whether it says that a tool ran about which hooks are asked.
        """
        agent, wired = self._hooked.get(facts.agent or "", (None, None))
        prompted = facts.category == "turn" and facts.agent not in _OWN_PROMPTS
        if agent is None or wired is None or _sender(agent) != run.sender:
            if not run.sender:  # some program without a token: never looked at again
                self._remember(run, "")
            return
        if (ran or prompted) and at_us >= self.since_us and self.concerns(run):
            self._remember(run, "")
            flaws = self._flaws(agent, wired, None, "")
            tool = facts.tool_name or "" if ran else ""
            call_id = facts.tool_call_id if ran else None
            self._tell(run, agent, "hook missing", flaws, tool=tool, call_id=call_id)

    def _judge(
        self, run: Run, agent: Agent, wired: Wired, folder: Path | None, *, called: str
    ) -> None:
        flaws = self._flaws(agent, wired, folder, called)
        more: list[str] = []
        if folder is not None:
            environment = {k: v for k, v in os.environ.items() if k not in agent.rivals}
            try:
                found = overruled.look(agent, wired, environment, folder)
                more = [each.brief for each in found]
            except (CountersignError, OSError, ValueError) as error:  # a folder as it was told
                LOG.warning("The settings of %s were not read: %s", agent.title, error)
        if flaws or more:
            why: Why = "hook missing" if flaws else "settings overruled"
            self._tell(run, agent, why, [*flaws, *more])

    def _flaws(self, agent: Agent, wired: Wired, folder: Path | None, called: str) -> list[str]:
        """Return what keeps an agent from asking, where we are sure of it."""
        try:
            found = hooked.look(agent, wired, os.environ, folder, called=called)
        except CountersignError as error:
            LOG.warning("The hooks of %s were not read: %s", agent.title, error)
            return ["its config cannot be read"]
        return [each.brief for each in found if each.level == "error" or each.leaves == "skipped"]

    def _tell(
        self,
        run: Run,
        agent: Agent,
        why: Why,
        found: list[str],
        *,
        tool: str = "",
        call_id: str | None = None,
    ) -> None:
        """Append it, once a run and what was found."""
        told: list[JSON] = [
            self._entries.redacted(each[:MAX_WORDS], run.sender, run.run_id)
            for each in found[:MAX_FOUND]
        ]
        name = finding(why, told)
        if (run, name) in self._told:
            return
        self._remember(run, name)
        subject: dict[str, JSON] = {
            "call_id": call_id,
            "tool": tool,
            "agent": agent.name,
            "intent": None,
            "why": why,
            "found": told,
        }
        self._entries.failed_open(run, subject)
        count = self.state["count"]
        self.state = {
            "count": count + 1 if isinstance(count, int) else 1,
            "at_us": self._clock.now_us(),
            "agent": agent.known_as,
            "why": why,
        }

    def _remember(self, run: Run, name: str) -> None:
        self._told[run, name] = None
        while len(self._told) > MAX_TOLD:
            self._told.popitem(last=False)

    def _wired(self, agent: Agent) -> Wired | None:
        """Return an agent's set-up, where it has hooks."""
        try:
            wired = record.load(self._directory, agent.name)
        except CountersignError:
            return None  # `doctor` tells that its record is damaged
        if wired is None or not any(map(places.is_element, wired.settings)):
            return None
        return wired


def finding(why: str, found: list[JSON]) -> str:
    """Return the name of what was found, by which it is told once a run."""
    return f"{why}: {found}"


def _sender(agent: Agent) -> str:
    return agent.name if agent.sends_token else ""
