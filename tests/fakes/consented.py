"""A recorder in this process whose person gave consents, and its verbs called as that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import PURPOSES
from desktop_app.control.server import Call
from desktop_app.host.notices import keep_notice
from desktop_app.recorder import verbs_vault

if TYPE_CHECKING:
    from desktop_app.host.notices import Notice
    from desktop_app.recorder.recorder import Recorder


def call(**args: Any) -> Call:
    """A call by the person's own window, confirmed."""
    return Call({"confirmed": True, **args}, None, lambda *_: None, person=True)


def unconfirmed(**args: Any) -> Call:
    """A call that nobody confirmed."""
    return Call(args, None, lambda *_: None)


def shown(notice: Notice) -> dict[str, Any]:
    """What a person's answer to a notice says."""
    return {"digest": notice.digest, "latency_ms": 900}


def give(made: Recorder, *purposes: str) -> None:
    """Give consent to keep content of purposes."""
    for name in purposes:
        purpose = PURPOSES[name]
        notice = keep_notice(purpose.notice, purpose.retention_days or 0)
        verbs_vault.consent_give(made, call(purpose=name, consent=shown(notice)))
