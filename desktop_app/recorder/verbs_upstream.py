"""Verbs of upstreams: where a person lets something go. `resources/docs/control.md`, "Upstreams".

A person alone adds one, and removes one: an agent that could would keep others from hearing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.purposes import SEND
from desktop_app.consent.records import By, ConsentRecord, State
from desktop_app.errors import BadEncodingError, UsageError
from desktop_app.host.notices import send_notice
from desktop_app.model.action import Lasts
from desktop_app.recorder import askers
from desktop_app.recorder.verbs_vault import answered
from desktop_app.signing.timestamps import parse_certificates
from desktop_app.upstream.allowed import MOST_DAYS
from desktop_app.upstream.credentials import TSA_ROOT
from desktop_app.upstream.notice import url_of
from desktop_app.upstream.places import Kind, line, parse_upstream
from desktop_app.upstream.where import is_this_computer, parse_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.upstream.places import Upstream

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

DAY_US = 86_400_000_000
MAX_SECRETS, MAX_SECRET = 16, 32_768


def upstream_list(recorder: Recorder, _call: Call) -> Answer:
    """Return each upstream, what was sent there and what was not."""
    return {"local_only": recorder.local_only.on, "upstreams": recorder.upstreams.status()}


def upstream_add(recorder: Recorder, call: Call) -> Answer:
    """Add an upstream by a person's consent to exactly it."""
    askers.by_person(call, "upstream add")
    upstream, secrets, days = _upstream(recorder, call), _secrets(call), _days(call)
    _check_other(recorder, upstream)
    _check_root(upstream, secrets)
    shown, latency_ms = answered(call, send_notice(line(upstream), days))
    actor = askers.actor(call)

    def consent() -> tuple[int, int]:
        until_us = recorder.clock.now_us() + days * DAY_US
        record = ConsentRecord(
            purpose=SEND,
            state=State.GIVEN,
            notice=shown,
            lasts=Lasts.UNTIL,
            until_us=until_us,
            by=By.YOU,
            latency_ms=latency_ms,
            recipients=(line(upstream),),
        )
        return recorder.gating.entries.consent(record, actor).seq, until_us

    standing = recorder.upstreams.add(upstream, secrets, consent, actor)
    return {"entry": standing.added, **_shown(recorder, upstream.id)}


def upstream_remove(recorder: Recorder, call: Call) -> Answer:
    """Remove an upstream: nothing goes there any more."""
    askers.by_person(call, "upstream remove")
    return recorder.upstreams.remove(askers.text(call, "name"), askers.actor(call))


def upstream_test(recorder: Recorder, call: Call) -> Answer:
    """Try whether an upstream can be reached and takes what goes there; sends no record."""
    askers.by_person(call, "upstream test")
    tested = recorder.upstreams.test(askers.text(call, "name"))
    return {"ok": tested.ok, "why": tested.why, "id": tested.id}


def upstream_stamp(recorder: Recorder, call: Call) -> Answer:
    """Have the newest checkpoint time stamped now, by every authority that was added."""
    askers.by_person(call, "upstream stamp")
    return {"asked": recorder.upstreams.stamp()}


def upstream_hand(recorder: Recorder, call: Call) -> Answer:
    """Have a bundle's file sent to an upstream that keeps objects."""
    askers.by_person(call, "upstream send")
    file = Path(askers.text(call, "file"))
    if "\0" in str(file) or not file.is_absolute():
        raise UsageError("file is a whole path.")
    return recorder.upstreams.hand(askers.text(call, "name"), file, askers.actor(call))


# Append-only: scripts and older command lines know these names. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "upstream.list": (upstream_list, False),
    "upstream.add": (upstream_add, True),
    "upstream.remove": (upstream_remove, True),
    "upstream.test": (upstream_test, True),
    "upstream.stamp": (upstream_stamp, True),
    "upstream.hand": (upstream_hand, True),
}


def _upstream(recorder: Recorder, call: Call) -> Upstream:
    told = call.args.get("upstream")
    if not isinstance(told, Mapping):
        raise UsageError("upstream is an object.")
    own: dict[str, JSON] = {
        "id": recorder.ids.random_bytes(8).hex(),
        "consent": 1,
        "until_us": 1,
        "from": 0,
    }
    try:
        asked = parse_upstream({**told, **own})
    except BadRecordError as error:
        raise UsageError(f"That is no upstream: {error}") from error
    return replace(asked, consent=0, until_us=0)


def _check_other(recorder: Recorder, upstream: Upstream) -> None:
    """Refuse our own receiver: what goes there would be recorded, and go there again, for ever.

    And our own folder: what lies beside the record anchors nothing.
    """
    url = url_of(upstream)
    if url is None and Path(upstream.where).resolve().is_relative_to(
        recorder.paths.data_dir.resolve()
    ):
        raise UsageError("That folder is the record's own: it would be lost with it.")
    if url is None or recorder.otlp_http is None or not is_this_computer(url.host):
        return
    if url.port == parse_url(recorder.otlp_http).port:
        raise UsageError("That is this recorder itself: nothing would ever come to its end.")


def _check_root(upstream: Upstream, secrets: Mapping[str, str]) -> None:
    """Refuse a trusted root of whoever is no authority, and one that would break every verdict."""
    root = secrets.get(TSA_ROOT)
    if root is None:
        return
    if upstream.kind is not Kind.TSA:
        raise UsageError("A root is trusted of a time stamp authority alone.")
    try:
        parse_certificates(root.encode())
    except BadEncodingError as error:
        raise UsageError(f"The root is no certificate in PEM form: {error.message}") from error


def _secrets(call: Call) -> dict[str, str]:
    told = call.args.get("secrets") or {}
    if not isinstance(told, Mapping) or len(told) > MAX_SECRETS:
        raise UsageError(f"secrets is an object of at most {MAX_SECRETS} credentials.")
    if not all(isinstance(one, str) and 0 < len(one) <= MAX_SECRET for one in told.values()):
        raise UsageError(f"A credential is a text of 1 to {MAX_SECRET:,} characters.")
    return {name: str(one) for name, one in told.items()}


def _days(call: Call) -> int:
    days = call.args.get("days")
    if type(days) is not int or not 0 < days <= MOST_DAYS:
        raise UsageError(f"An upstream is for 1 to {MOST_DAYS:,} days.")
    return days


def _shown(recorder: Recorder, upstream: str) -> Mapping[str, JSON]:
    return next((one for one in recorder.upstreams.status() if one["id"] == upstream), {})
