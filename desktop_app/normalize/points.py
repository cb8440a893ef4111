"""Data points of a metric, flat. Kept beside the facts of a run and never added to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.normalize.dialects.common import WRAPPER
from desktop_app.normalize.dialects.table import Point
from desktop_app.normalize.values import text
from desktop_app.normalize.vocabulary import PointFacts

if TYPE_CHECKING:
    from desktop_app.normalize.dialects.table import Dialect, Found

_TEMPORALITY = {1: "delta", 2: "cumulative"}
_MODELS = ("model", "gen_ai.response.model", "gen_ai.request.model")
_NOTHING = Point("")


def points_of(metric: Any, dialect: Dialect, base: Found) -> list[PointFacts]:
    """Return the data points of a metric in order; none for a metric without data."""
    kind = metric.WhichOneof("data")
    if kind is None:
        return []
    data = getattr(metric, kind)
    known = dialect.metrics.get(metric.name, _NOTHING)
    temporality = _TEMPORALITY.get(getattr(data, "aggregation_temporality", 0))
    monotonic = bool(getattr(data, "is_monotonic", False))
    result = []
    for point in data.data_points:
        named = {a.key: text(a.value) or "" for a in point.attributes}
        value, count = _value(kind, point)
        session = _session(named, dialect) or base.get("session_id")
        result.append(
            PointFacts(
                metric=metric.name,
                unit=metric.unit,
                kind=kind,
                temporality=temporality,
                monotonic=monotonic,
                value=value,
                count=count,
                time_unix_nano=point.time_unix_nano,
                start_unix_nano=point.start_time_unix_nano,
                series=" ".join(f"{key}={named[key]}" for key in sorted(named)),
                agent=base.get("agent"),
                run_id=named.get("agent.run_id") or base.get(WRAPPER) or session,
                session_id=session,
                measure=known.measure or None,
                token_kind=dialect.token_kinds.get(named.get(known.type_key, "")),
                model=next((named[key] for key in _MODELS if named.get(key)), None),
            )
        )
    return result


def _value(kind: str, point: Any) -> tuple[float | None, int | None]:
    if kind in ("gauge", "sum"):
        which = point.WhichOneof("value")
        return (None if which is None else float(getattr(point, which))), None
    return float(point.sum), int(point.count)


def _session(named: dict[str, str], dialect: Dialect) -> str | None:
    best: str | None = None
    for key, value in named.items():
        row = dialect.attributes.get(key)
        if value and row is not None and row.field == "session_id" and (row.strong or best is None):
            best = value
    return best
