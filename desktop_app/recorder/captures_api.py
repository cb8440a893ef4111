"""Pictures that an agent or a person asks for by name: `POST /v1/captures`, verb `capture.take`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.capture.screens.asked import Asked, Trigger
from desktop_app.capture.screens.region import Region
from desktop_app.errors import MalformedRequestError
from desktop_app.recorder.declared import MAX_ID, MAX_NAME
from desktop_app.recorder.json_fields import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.capture.screens.shooter import Ticket
    from desktop_app.model.canonical import JSON

_KNOWN = frozenset(("trigger", "region", "run_id", "tool", "call_id", "trace_id", "span_id"))
_TRIGGERS = frozenset((Trigger.BEFORE, Trigger.AFTER, Trigger.API, Trigger.SDK))
_TRACE, _SPAN = re.compile(r"(?:[0-9a-f]{32})?"), re.compile(r"(?:[0-9a-f]{16})?")


def parse_asked(
    value: Mapping[str, JSON], sender: str, redacted: Callable[[str, str], str]
) -> Asked:
    """Return the picture that a JSON object asks for.

    Args:
        value: the object.
        sender: whose run it is.
        redacted: returns a name as it may be stored in a run (text, run id).

    Raises:
        MalformedRequestError: a field is unknown or wrong.
    """
    for name in value:
        if name not in _KNOWN:
            raise MalformedRequestError(f"A capture has no field {name[:40]!r}.")
    trigger, region = value.get("trigger", "api"), value.get("region")
    if trigger not in _TRIGGERS:
        raise MalformedRequestError("`trigger` is before, after, api or sdk.")
    if region is not None and region not in tuple(Region):
        raise MalformedRequestError("`region` is desktop, monitor or window.")
    run_id = redacted(text(value, "run_id", MAX_ID), "")
    return Asked(
        Trigger(str(trigger)),
        (sender, run_id) if run_id else None,
        redacted(text(value, "tool", MAX_NAME), run_id),
        redacted(text(value, "call_id", MAX_ID), run_id) or None,
        _hex(value, "trace_id", _TRACE),
        _hex(value, "span_id", _SPAN),
        None if region is None else Region(str(region)),
    )


def told(ticket: Ticket) -> dict[str, JSON]:
    """Return what whoever asked hears: the id in the `capture` entry, and whether it is taken."""
    return {"shot": ticket.shot, "on_time": ticket.on_time}


def _hex(value: Mapping[str, JSON], name: str, form: re.Pattern[str]) -> str:
    found = text(value, name, 32)
    if not form.fullmatch(found):
        raise MalformedRequestError(f"`{name}` is hex, in small letters.")
    return found
