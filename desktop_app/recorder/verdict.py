"""What the gate tells an agent: values, and how each way in says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.model.action import Because

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

Says: TypeAlias = Literal["allow", "deny", "none"]
State: TypeAlias = Literal["not_required", "requested", "approved", "rejected", "timed_out"]
MAX_REASON = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of one action.

    Attributes:
        says: "none": nobody here speaks of it, the agent's own permissions hold.
        reason: a sentence for the agent and its person.
        because: rule, grant or default that spoke.
        intent: `seq` of the `action.intent`; None where none could be written.
        consent: `seq` of the consent record that decided it, or that gave the grant.
        person: whether a person's answer or grant decided it, and not a rule.
        state: approval state, as it goes onto the effect.
        repeated: whether it is the first answer again, by its idempotency key.
        anew: whether a repeat under the same key is asked again instead: nobody said no.
        latency_ms, by: how long a person took, and from where they answered.
    """

    says: Says
    reason: str = ""
    because: Because = Because()  # noqa: RUF009 - frozen
    intent: int | None = None
    consent: int | None = None
    person: bool = False
    state: State = "not_required"
    repeated: bool = False
    anew: bool = False
    latency_ms: int | None = None
    by: str = ""

    def to_json(self) -> dict[str, JSON]:
        """Return it as the agent API tells it."""
        return {
            "decision": self.says,
            "reason": self.reason[:MAX_REASON],
            "intent": self.intent,
            "consent": self.consent,
            "approval_state": self.state,
            "repeated": self.repeated,
            "because": {
                "rule": self.because.rule,
                "file": self.because.file,
                "line": self.because.line,
                "policy": self.because.policy,
                "grant": self.because.grant,
            },
        }


def answered(role: str, *, allowed: bool) -> str:
    """Return the sentence that tells the agent who answered."""
    if not allowed:
        return "The person at this computer denied it."
    who = f"Who holds the role {role}" if role else "The person at this computer"
    return f"{who} allowed it."
