"""Consent to keep content: the words in which it is asked, given, refused.

Window and command line ask the recorder here, so that both hand it the digest of what was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from desktop_app.consent.purposes import KEPT_DAYS, PURPOSES, Purpose
from desktop_app.errors import UsageError
from desktop_app.host.notices import Notice, keep_notice
from desktop_app.model.amounts import size
from desktop_app.model.formats import counted
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

GIVE, REFUSE = "consent.give", "consent.refuse"
# What can be kept, in the order in which it is listed.
CONTENT = tuple(one for one in PURPOSES.values() if one.retention_days is not None)
COMMAND_LINES = "keep command lines"
EMPTY_BYTES = 1 << 17  # what a vault takes that holds nothing is not worth a word


def purpose_of(name: str) -> Purpose:
    """Return a purpose of content.

    Raises:
        UsageError: no content is kept under that name.
    """
    found = PURPOSES.get(name)
    if found is None or found.retention_days is None:
        listed = ", ".join(one.name for one in CONTENT)
        raise UsageError(f"Nothing is kept for {name!r}.", hint=f"One of: {listed}.")
    return found


def shown(purpose: str, days: int = KEPT_DAYS) -> Notice:
    """Return what a person must have read before content of a purpose is kept.

    Args:
        purpose: of `CONTENT`.
        days: how long content stays by the policy in force.

    Raises:
        UsageError: no content is kept under that name.
    """
    return keep_notice(purpose_of(purpose).notice, days)


def days_in_force(context: Context) -> int:
    """Return how long content stays by the policy in force.

    Raises:
        RecorderNotRunningError: none runs and none can be started.
    """
    status = cast("dict[str, Any]", ask(context, "status"))
    return int(status["retention"]["payload_days"])


def give(
    context: Context, purpose: str, notice: Notice, latency_ms: int, *, until_us: int | None = None
) -> int:
    """Have content of a purpose kept from now on; return the entry.

    Args:
        context: whose.
        purpose: of `CONTENT`.
        notice: that the person saw, whole.
        latency_ms: from showing to answer.
        until_us: when it ends; None: when it is withdrawn.

    Raises:
        NotAnsweredByPersonError: the notice is another one by now, or no person asks.
        RecorderNotRunningError: none runs and none can be started.
    """
    arguments = _answered(purpose, notice, latency_ms)
    return _entry(context, GIVE, arguments | ({} if until_us is None else {"until_us": until_us}))


def refuse(context: Context, purpose: str, notice: Notice, latency_ms: int) -> int:
    """Have nothing of a purpose kept from now on; arguments and errors as of `give`."""
    return _entry(context, REFUSE, _answered(purpose, notice, latency_ms))


def sentence(vault: Mapping[str, Any]) -> str:
    """Return what is kept just now, from `status()["vault"]`: "Keeps command lines, 412 kB of ...".

    Where something is wrong the sentence says why.
    """
    if not vault["open"]:
        return f"Keeps nothing: {vault['why']}"
    purposes = [str(name).removeprefix("keep ") for name in vault["keeps"]]
    kept = f"Keeps {_listed(purposes)}" if purposes else "Keeps nothing"
    used = f"{size(vault['bytes'])} of {size(vault['quota_bytes'])}"
    said = f"{kept}, {used}" if purposes or vault["bytes"] > EMPTY_BYTES else kept
    if vault["why"]:
        return f"{said}. The newest content was not kept: {vault['why']}"
    return f"{said}, nearly full" if vault["nearly_full"] else said


def refused(vault: Mapping[str, Any]) -> Iterator[str]:
    """Yield what agents handed over since the start and was refused, from `status()["vault"]`."""
    found = vault["agents_refused"]
    if found["room"]:
        times = counted(found["room"], "time")
        yield f"agents' own content {times}: the vault is nearly full"
    if found["rate"]:
        yield f"{counted(found['rate'], 'picture')} that agents asked for too often"


def _listed(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _answered(purpose: str, notice: Notice, latency_ms: int) -> dict[str, JSON]:
    return {
        "purpose": purpose,
        "consent": {"digest": notice.digest, "latency_ms": latency_ms},
        "confirmed": True,
    }


def _entry(context: Context, verb: str, arguments: dict[str, JSON]) -> int:
    return cast("dict[str, int]", ask(context, verb, arguments))["entry"]
