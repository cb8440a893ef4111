"""What no rule and no grant loosens: ours, the agents' own guards, the person's keys and hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.action import Because, Denied, MustAsk, Place, Protected, Trait, Use
from desktop_app.policy.rules import Effect

if TYPE_CHECKING:
    from desktop_app.model.action import Action, Decision
    from desktop_app.policy.rules import Policy

SENTENCES = {
    Protected.OUR_FILES: "It touches files of Countersign, which records and guards this agent.",
    Protected.OUR_VERBS: "It runs a command of Countersign that only a person may run.",
    Protected.OUR_PROCESSES: "It could stop Countersign, which records and guards this agent.",
    Protected.AGENT_CONFIG: "It changes what an agent or its hooks are set up with.",
    Protected.KEYCHAIN: "It reads or changes your keychain.",
    Protected.INPUT: "It types or clicks for you, and could answer Countersign's own questions.",
}


def touched(action: Action) -> frozenset[Protected]:
    """Return what protected things an action touches, by what was seen and where its paths lie."""
    found = set(action.protected)
    for path in action.paths:
        if path.place is Place.COUNTERSIGN:
            found.add(Protected.OUR_FILES)
        elif path.place is Place.AGENT_CONFIG and path.use is not Use.READ:
            found.add(Protected.AGENT_CONFIG)
    if not found and Trait.SELF in action.traits:
        found.add(Protected.OUR_FILES)  # said, and not what: the gravest
    return frozenset(found)


def broken(policy: Policy, guarded: frozenset[Protected]) -> Decision:
    """Return what is decided of an action that touches protected things; deny wins over ask."""
    order = [what for what in Protected if what in guarded]
    order.sort(key=lambda what: policy.protect[what].effect is not Effect.DENY)
    guard = policy.protect[order[0]]
    because = Because(
        f"protect {order[0].value}", guard.file, guard.line, SENTENCES[order[0]], policy.label
    )
    return Denied(because) if guard.effect is Effect.DENY else MustAsk(because)
