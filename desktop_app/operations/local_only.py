"""Local-only mode, turned on or off: what is shown first, and what the recorder is asked then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.notices import Notice, notice
from desktop_app.model.amounts import counted
from desktop_app.upstream.where import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON

VERB = "mode.local_only"


def notice_off(upstreams: Sequence[str] = ()) -> Notice:
    """Return what a person must have read before they turn it off.

    Args:
        upstreams: each who may receive data then, as one line (`recipients` of `status`).
    """
    return notice("local-only-off", upstreams)


def turn_on() -> dict[str, JSON]:
    """Return the verb's arguments that turn it on; nothing is asked for that."""
    return {"on": True}


def turn_off(shown: Notice, latency_ms: int) -> dict[str, JSON]:
    """Return the verb's arguments that turn it off, after the person agreed to what was shown.

    Args:
        shown: the notice whose text they saw, whole.
        latency_ms: from showing to answer.
    """
    consent: dict[str, JSON] = {"digest": shown.digest, "latency_ms": latency_ms}
    return {"on": False, "confirmed": True, "consent": consent}


def sentence(*, on: bool, upstreams: int) -> str:
    """Return what the mode means just now."""
    if on:
        return "Local-only mode is on: Countersign sends nothing out."
    if not upstreams:
        return "Local-only mode is off; nothing is set up to receive data."
    return f"Local-only mode is off: {counted(upstreams, 'upstream')} may receive data."


def sent_sentence(upstream: Mapping[str, JSON]) -> str:
    """Return what was sent to an upstream when the door was shut, and what was not.

    Args:
        upstream: as `upstream.list` tells it.
    """
    behind, name = upstream["behind"], upstream["name"]
    sent = f"{name}: {Kind(str(upstream['kind'])).amount(int(str(upstream['records'])))} sent"
    unsure = upstream["unsure"]
    if isinstance(unsure, list):
        first, last = (int(str(seq)) for seq in unsure)
        return (
            f"{sent}; of entries #{first:,} to #{last:,} it is not known whether they arrived; "
            "nothing after was."
        )
    if not behind:
        return f"{sent}, nothing is left."
    return f"{sent}; from entry #{upstream['position']:,} on nothing was."
