"""A person who allows a running recorder to keep content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import PURPOSES
from desktop_app.control.client import ControlClient
from desktop_app.host.notices import keep_notice, reveal_notice

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTENT = tuple(one.name for one in PURPOSES.values() if one.retention_days is not None)


def give(address: str, purposes: Iterable[str] = CONTENT) -> list[str]:
    """Give consent for purposes; return all that is kept from then on."""
    return _answer(address, "consent.give", purposes)


def refuse(address: str, purposes: Iterable[str] = CONTENT) -> list[str]:
    """Refuse consent for purposes; return all that is kept all the same."""
    return _answer(address, "consent.refuse", purposes)


def _answer(address: str, verb: str, purposes: Iterable[str]) -> list[str]:
    kept: list[str] = []
    with ControlClient(address) as client:
        for name in purposes:
            purpose = PURPOSES[name]
            shown = keep_notice(purpose.notice, purpose.retention_days or 0)
            consent = {"digest": shown.digest, "latency_ms": 1_200}
            arguments = {"purpose": name, "consent": consent, "confirmed": True}
            kept = list(client.call(verb, arguments)["keeps"])
    return kept


def reveal(address: str, ref: str, reason: str = "to look at it") -> dict[str, Any]:
    """Reveal a payload; return the recorder's answer."""
    with ControlClient(address) as client:
        about = client.call("vault.about", {"ref": ref})
        shown = reveal_notice(about["label"], about["bytes"], about["entry"], reason)
        consent = {"digest": shown.digest, "latency_ms": 2_000}
        arguments = {"ref": ref, "reason": reason, "consent": consent, "confirmed": True}
        return dict(client.call("vault.reveal", arguments))
