"""Who sends without a token: what they call themselves, how much of what, and when last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

_MOST = 100
_ANONYMOUS = """
    SELECT json_extract(subject, '$.agent') AS agent,
      total(records) FILTER (WHERE kind = 'otlp.traces') AS spans,
      total(records) FILTER (WHERE kind = 'otlp.logs') AS log_records,
      total(records) FILTER (WHERE kind = 'otlp.metrics') AS metric_points,
      total(records) FILTER (WHERE kind = 'cloudevents') AS events,
      group_concat(DISTINCT json_extract(subject, '$.transport')) AS transports,
      max(ts_us) AS last_ts_us
    FROM entries
    WHERE kind IN ('otlp.traces', 'otlp.logs', 'otlp.metrics', 'cloudevents')
      AND auth = 'none' AND sender = ''
    GROUP BY 1 ORDER BY last_ts_us DESC LIMIT ?"""
_COUNTS = ("spans", "log_records", "metric_points", "events")


def anonymous(db: Connection) -> list[dict[str, Any]]:
    """Return senders without a token by the name they give themselves, latest first.

    `agent` is None where they give none; `transports` is a list of "http" and "grpc".
    """
    return [_row(dict(row)) for row in db.execute(_ANONYMOUS, (_MOST,))]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    counts = {name: int(row[name]) for name in _COUNTS}
    return {**row, **counts, "transports": sorted(filter(None, _split(row["transports"])))}


def _split(listed: str | None) -> list[str]:
    return (listed or "").split(",")
