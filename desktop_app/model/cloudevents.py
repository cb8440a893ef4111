"""An entry as one CloudEvents 1.0 event in JSON.

`data` is the leaf, byte for byte, so that whoever gets the event can hash it; the other attributes
are taken from it. (`source`, `id`) is unique: log and place in it.

Source: cloudevents.io, spec v1.0.2 and its JSON event format.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

TYPE_PREFIX = "countersign.entry."
_START = datetime(1970, 1, 1, tzinfo=UTC)


def event(entry: Entry) -> bytes:
    """Return an entry's event, on one line and without a newline."""
    attributes: dict[str, JSON] = {
        "specversion": "1.0",
        "type": f"{TYPE_PREFIX}{entry.kind}",
        "source": entry.log,
        "id": str(entry.seq),
        "time": _time(entry.ts_us),
        "datacontenttype": "application/json",
    }
    if entry.run_id:
        attributes["subject"] = entry.run_id
    return canonical.encode_body(attributes)[:-1] + b',"data":' + entry.leaf + b"}"


def _time(ts_us: int) -> str:
    """Return RFC 3339 in UTC; a leaf's largest time, 2^53 us, is in the year 2255."""
    moment = _START + timedelta(microseconds=ts_us)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
