"""The machine and the agent at the start of a run, written down once: `run.environment`.

Promise: names of environment variables, values of those alone that say how and never who; paths as
keyed digests. No program is started for it, nothing but the end of its own run waits for it, and
what cannot be seen is left out. `resources/docs/ledger.md`, "Environment".
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.capture.environment import Agent, names_of_process, snapshot
from desktop_app.errors import CountersignError
from desktop_app.host.processes import agent_ancestor, ancestors
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.journal import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.policies import Policies
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.runs import Run

LOG = logging.getLogger(__name__)
MAX_RUNS = 10_000
WAIT_S = 10.0  # for a digest of a large program; after that its entry comes after the end


class Environments:
    """Writes one entry a run. Thread safe."""

    def __init__(self, journal: Journal, run_keys: RunKeys, policies: Policies) -> None:
        self._journal, self._run_keys, self._policies = journal, run_keys, policies
        self._lock = Lock()
        self._told: OrderedDict[Run, Future[None]] = OrderedDict()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="environment")

    def of_process(self, run: Run, name: str, pid: int | None) -> None:
        """Write down, in the background, from what process an agent's hook came."""
        self._once(run, lambda: self._look(run, name, pid))

    def of_program(self, run: Run, agent: Agent, variables: Mapping[str, str | None]) -> None:
        """Write down what `countersign run` is about to start."""
        told = dict(variables)
        self._once(run, lambda: self._write(run, agent, told))

    def ending(self, run: Run) -> None:
        """Wait until it is written, so that it does not come after the run's end."""
        future = self._told.get(run)
        if future is not None:
            wait((future,), WAIT_S)

    def close(self) -> None:
        """End the thread; what was taken is finished first."""
        self._threads.shutdown(wait=True)

    def _once(self, run: Run, work: Callable[[], None]) -> None:
        with self._lock:
            if run in self._told:
                return
            self._told[run] = self._threads.submit(work)
            while len(self._told) > MAX_RUNS:
                self._told.popitem(last=False)

    def _look(self, run: Run, name: str, pid: int | None) -> None:
        found = None if pid is None else agent_ancestor(pid)
        above = () if found is None else ancestors(found.pid)
        executable = above[0].executable if above else None
        variables = {} if found is None else names_of_process(found.pid)
        self._write(run, Agent(name=name, executable=executable or None), variables)

    def _write(self, run: Run, agent: Agent, variables: Mapping[str, str | None]) -> None:
        try:
            subject = snapshot(
                agent,
                key=self._run_keys.key(run.sender, run.run_id),
                variables=variables,
                policy=self._policies.current.label,
            )
            actor = {**RECORDER, "sender": run.sender}
            draft = Draft(EntryKind.RUN_ENVIRONMENT, actor, subject, run_id=run.run_id)
            durable(self._journal.telemetry(run.sender, [draft]))
        except CountersignError as error:
            LOG.warning("The environment of a run was not written down: %s", error)
