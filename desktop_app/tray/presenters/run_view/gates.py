"""Hooks that should have answered before a tool call, and did not: the call ran, not gated.

Promise: nothing is made up. A hook is one that the agent itself reported as failed (cancelled,
crashed, not reached) before a tool's use; the call is the next one of that tool. Who decided
otherwise, a person or another hook, stands in the call's decision, and then it was gated.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BEFORE_USE = frozenset(("Hook PreToolUse", "Hook BeforeTool"))  # titles, by `hook_event`
SLACK_NS = 50_000_000  # clocks of one machine, read by two programs
_DECIDERS = ("user", "hook", "person")


class Failed(NamedTuple):
    """A hook that failed.

    Attributes:
        record: ("log" | "span", key).
        end_ns: when the agent went on.
        duration_ns: how long it had waited.
        tool: the tool's name where the hook's name tells it, else "".
        error_class: `timeout` when it was cancelled.
    """

    record: tuple[str, int]
    end_ns: int
    duration_ns: int
    tool: str
    error_class: str


def decided(call: Mapping[str, Any]) -> bool:
    """Tell whether a person or a hook decided about a call."""
    source = str(call.get("decision_source") or "").lower()
    return source.startswith(_DECIDERS) or call.get("outcome") == "denied"


def assign(
    failed: Iterable[Failed], calls: Sequence[tuple[int, str, int]]
) -> dict[int, list[Failed]]:
    """Return failed hooks by the call that they were about.

    Args:
        failed: in any order.
        calls: (key, tool's name, when it began to run), in order of time.
    """
    starts = [start for _, _, start in calls]
    found: dict[int, list[Failed]] = {}
    taken: set[tuple[str, int]] = set()
    for hook in sorted(failed, key=lambda one: one.end_ns):
        for place in range(bisect_left(starts, hook.end_ns - SLACK_NS), len(calls)):
            key, name, _ = calls[place]
            if (not hook.tool or hook.tool == name) and ("", key) not in taken:
                taken.add(("", key))
                found.setdefault(key, []).append(hook)
                break
    return found
