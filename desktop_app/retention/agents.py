"""Whose an entry is: the agent that it, or an entry of its run before it, names.

An entry is of agent A when `actor.sender`, `actor.agent` or `subject.agent` is A, or when A is the
first name in `subject.agent` of an entry of its run (sender, run id), at or before it.
Holds 32 bytes a run, whatever its names are.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry

_BYTES = 16


class RunAgents:
    """The first agent that each run's entries name. `see` every entry, in order."""

    def __init__(self) -> None:
        self._named: dict[bytes, tuple[bytes, int]] = {}

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        agent = entry.subject.get("agent")
        if entry.run_id is not None and isinstance(agent, str) and agent:
            self._named.setdefault(_run(entry), (_digest(agent.encode()), entry.seq))

    def names(self, entry: Entry) -> bool:
        """Tell whether an entry that was seen is the one that says whose its run is."""
        named = None if entry.run_id is None else self._named.get(_run(entry))
        return named is not None and named[1] == entry.seq

    def is_of(self, entry: Entry, agent: str) -> bool:
        """Tell whether an entry that was seen is of an agent."""
        said = (entry.actor.get("sender"), entry.actor.get("agent"), entry.subject.get("agent"))
        if agent in said:
            return True
        if entry.run_id is None:
            return False
        named, since = self._named.get(_run(entry), (b"", 0))
        return since <= entry.seq and named == _digest(agent.encode())


def run_digest(sender: str, run_id: str | None) -> bytes:
    """Return 16 bytes that stand for a run."""
    return _digest(canonical.encode({"sender": sender, "run": run_id}))


def _run(entry: Entry) -> bytes:
    return run_digest(str(entry.actor.get("sender", "")), entry.run_id)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_BYTES).digest()
