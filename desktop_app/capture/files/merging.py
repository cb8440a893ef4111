"""Where a person changed a file after the agent: the person's change kept, the agent's undone.

Promise: a merge is offered only, and only where there is no conflict. It is a step like any other:
the file as it is now is kept before, and the merge can be undone.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import State, checksum
from desktop_app.capture.files.plan import CHANGED
from desktop_app.capture.files.planned import Plan, Refusal, Step
from desktop_app.capture.files.present import look_at
from desktop_app.host.git import find_git
from desktop_app.host.merge import merge

if TYPE_CHECKING:
    from desktop_app.capture.files.apply import Place

_LARGEST = 4 * 1024 * 1024


def merged(plan: Plan, place: Place) -> Plan:
    """Return a plan in which each refused path that has a merge is a step."""
    offers = {one.path: offer_merge(one, place) for one in plan.refused}
    steps = [step for step in offers.values() if step is not None]
    return replace(
        plan,
        steps=tuple(sorted((*plan.steps, *steps), key=lambda step: step.path)),
        refused=tuple(one for one in plan.refused if offers[one.path] is None),
        merged=tuple(step.path for step in steps),
    )


def is_changed(refusal: Refusal) -> bool:
    """Return whether a path was refused because somebody else changed it: it may have a merge."""
    return refusal.why == CHANGED


def offer_merge(refusal: Refusal, place: Place) -> Step | None:
    """Return the step that a refused path could take instead, None when there is none.

    The merged text is put into the store, durable. Three texts are needed: what is there now, what
    the agent left, and what was there before it.
    """
    left, target = refusal.left, refusal.target
    program = find_git(outside=place.root)
    there = look_at(place.root, refusal.path, place.key, keep=True)
    base, other = _content(left, place), _content(target, place)
    if not is_changed(refusal) or program is None:
        return None
    if there.content is None or there.state is None or base is None or other is None:
        return None
    plain = there.state.kind is Kind.FILE and b"\0" not in there.content
    fits = plain and len(there.content) <= _LARGEST
    merged = merge(program, there.content, base, other) if fits else None
    ref = None if merged is None else place.store.put(merged)
    if merged is None or ref is None:
        return None
    place.store.flush()
    sealed = checksum(place.key, hashlib.sha256(merged).digest())
    state = State(Kind.FILE, there.state.mode, len(merged), sealed, ref=ref)
    return Step(refusal.path, there.state, state)


def _content(state: State | None, place: Place) -> bytes | None:
    """Return the text of a state, None when it is none, is long, or is gone."""
    if state is None or state.ref is None or state.binary or state.kind is not Kind.FILE:
        return None
    return place.store.get(state.ref) if state.size <= _LARGEST else None
