"""Rollbacks among the rows of a run: Countersign's own spans, which no agent can send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.tray.presenters.run_view.arrange import Node
from desktop_app.tray.presenters.run_view.rows import Extra, State, What
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.query.run_records import SpanRow

CATEGORY = "rollback"
_FIELD = "countersign.rollback."
_ERROR = 2  # Status.STATUS_CODE_ERROR


def node(row: SpanRow) -> Node:
    """Return the row of a rollback's span."""
    told: dict[str, Any] = json.loads(row[10] or "{}")
    undone = told.get(f"{_FIELD}undo")
    name = (
        tr("Rollback by a person")
        if undone is None
        else tr("Rollback #{entry} undone by a person", entry=f"{undone:,}")
    )
    done, refs, failed = (int(told.get(_FIELD + name) or 0) for name in ("ops", "refs", "failed"))
    parts = [trn("{n} path put back", "{n} paths put back", done)]
    if refs:
        parts.append(trn("{n} git ref moved", "{n} git refs moved", refs))
    if failed:
        parts.append(trn("{n} left alone", "{n} left alone", failed))
    state = State.ERROR if row[7] == _ERROR else State.OK
    extra = Extra(detail=", ".join(parts))
    return Node(What.ROLLBACK, state, row[8], row[8] + row[9], row[0], 0, name, extra)
