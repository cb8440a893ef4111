"""CloudEvents to drafts: one entry a run, the redacted events as its body."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from desktop_app.model import canonical
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.prepare import MAX_RUN_ID, actor, body_payload, compress
from desktop_app.redact.keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.receive.request import RawEvents
    from desktop_app.recorder.prepare import Context
    from desktop_app.redact.redactor import Redactor

# Where an event may name its run: our extension attribute first, then fields of its data.
_RUN_FIELDS = ("agent.run_id", "run_id", "session_id", "session.id", "conversation_id")
_EXTENSION = "agentrunid"


def prepare_events(
    events: RawEvents,
    *,
    redactor: Redactor,
    context: Context,
    ids: IdSource,
    granted: frozenset[str] = frozenset(),
) -> list[Draft]:
    """Return one draft for each run that the events name, in order of first appearance.

    The arguments are those of `prepare.prepare`.
    """
    by_run: dict[str | None, list[Mapping[str, JSON]]] = {}
    for event in events.events:
        by_run.setdefault(run_of(event), []).append(event)
    return [
        _draft(
            named,
            group,
            events,
            redactor=redactor,
            context=context,
            ids=ids,
            keeping=Keeping.under(granted),
        )
        for named, group in by_run.items()
    ]


def run_of(event: Mapping[str, JSON]) -> str | None:
    """Return the run that an event names (extension `agentrunid`, or in its data), or None."""
    data = event.get("data")
    names: list[JSON] = [event.get(_EXTENSION)]
    if isinstance(data, dict):
        names += [data.get(field) for field in _RUN_FIELDS]
    found = [name for name in names if isinstance(name, str) and 0 < len(name) <= MAX_RUN_ID]
    return found[0] if found else None


def _draft(
    named: str | None,
    group: list[Mapping[str, JSON]],
    events: RawEvents,
    *,
    redactor: Redactor,
    context: Context,
    ids: IdSource,
    keeping: Keeping | None,
) -> Draft:
    counts: Counter[str] = Counter()
    run_id = None
    if named is not None:
        run_id, found = redactor.redact_text(named, context.run_key(None), keeping=keeping)
        counts.update(found)
    key = context.run_key(run_id)
    lines: list[bytes] = []
    for event in group:
        clean, found = redactor.redact_json(event, key, keeping=keeping)
        counts.update(found)
        lines.append(canonical.encode_body(clean))
    body, secret = b"\n".join(lines), ids.random_bytes(32)
    return Draft(
        kind=EntryKind.CLOUDEVENTS,
        actor=actor(events.sender.name, events.sender.auth),
        subject={
            "transport": "http",
            "encoding": "json",
            "records": len(lines),
            "groups": [[len(lines)]],
            "redactions": dict(sorted(counts.items())),
        },
        run_id=run_id,
        payload=body_payload(body, [b"", *lines], secret),
        body=compress(body),
        secret=secret,
        contents=() if keeping is None else keeping.contents,
    )
