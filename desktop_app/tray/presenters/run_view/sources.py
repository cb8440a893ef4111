"""The records behind one row, read when it is selected: as kept, and their place in the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import KEPT_DAYS
from desktop_app.errors import CountersignError, NotFoundError
from desktop_app.tray.presenters.run_view.rows import What

if TYPE_CHECKING:
    from desktop_app.query.query import Query
    from desktop_app.tray.presenters.run_view.rows import Rows

Record = dict[str, Any]
PROMPT = "session.prompt"
NEAR_US = 10_000_000  # between the hook that tells a prompt and the turn that it begins
_FOLDS = frozenset((What.FOLD, What.LOG_FOLD))


@dataclass(frozen=True, slots=True)
class Sources:
    """What told of a row.

    Attributes:
        span: as `Query.span` gives it, or None.
        logs: log records about it by time: its own first, then decisions and hooks.
        why: who had a say in a tool call, Countersign among them (`Query.why_tool_call`), or None.
        proof: the place in the log of the entry that told how it went (`Query.entry_proof`).
        kept: what is kept of its content (`Query.kept_of`); None where the vault cannot be read.
        days: that it is kept, by the policy in force.
    """

    span: Record | None = None
    logs: list[Record] = field(default_factory=list)
    proof: Record | None = None
    why: Record | None = None
    kept: list[Record] | None = field(default_factory=list)
    days: int = KEPT_DAYS

    @property
    def records(self) -> list[Record]:
        """All of them, the span first."""
        return [*([] if self.span is None else [self.span]), *self.logs]


def gather(query: Query, rows: Rows, at: int) -> Sources:
    """Read what told of a row; runs in the reader's thread."""
    if rows.what[at] in _FOLDS:
        return Sources()
    if rows.log[at] < 0:  # an entry of ours
        ours = -rows.log[at]
        return Sources(proof=query.entry_proof(ours), kept=_kept(query, [ours]))
    extra = rows.more(at)
    span = query.span(rows.span[at]) if rows.span[at] else None
    keys = [rows.log[at]]
    keys += [row["record"] for row in extra.approvals if row["signal"] == "log"]
    keys += [key for kind, key in extra.hooks if kind == "log"]
    if extra.call is not None and extra.call.get("signal") == "log":
        keys.append(extra.call["record"])
    logs = [query.log(key) for key in dict.fromkeys(keys) if key]
    told = [record["seq"] for record in ([span] if span else []) + logs[:1]]
    proof = query.entry_proof(told[0]) if told else None
    why = _why(query, rows, at)
    records = ([span] if span else []) + logs
    prompts = _prompts(query, records) if rows.what[at] == What.TURN else []
    near = _nearest(prompts, rows.start[at] // 1000)
    return Sources(span, logs, proof, why, _kept(query, [*_entries(records, why), *near]))


def _prompts(query: Query, records: list[Record]) -> list[Record]:
    """Return the prompts of a run that its hooks told and that are kept, where it is known."""
    runs = [record["run"] for record in records if record.get("run")]
    try:
        found = query.kept(f"#{runs[0]}") if runs else []
    except CountersignError:
        return []  # `_kept` meets it again, and says it
    return [row for row in found if row["kind"] == PROMPT]


def _nearest(prompts: list[Record], start_us: int) -> list[int]:
    """Return the entry of the prompt that a turn began with: a hook tells it just before."""
    near = [row for row in prompts if abs(row["ts_us"] - start_us) <= NEAR_US]
    near.sort(key=lambda row: abs(row["ts_us"] - start_us))
    return [int(row["entry"]) for row in near[:1]]


def _kept(query: Query, entries: list[int]) -> list[Record] | None:
    try:
        return query.kept_of(entries)
    except CountersignError:
        return None  # of the vault: all else is still there to be shown


def _entries(records: list[Record], why: Record | None) -> list[int]:
    """Return the entries that may keep something of a row: those of telemetry, and our own."""
    found = [int(record["seq"]) for record in records]
    if why is not None:
        found += [int(row["seq"]) for row in (*why["intents"], *why["effects"])]
    return list(dict.fromkeys(found))


def _why(query: Query, rows: Rows, at: int) -> Record | None:
    call = rows.more(at).call
    if rows.what[at] != What.TOOL or call is None:
        return None
    try:
        return query.why_tool_call(int(call["id"]))
    except NotFoundError:
        return None  # the index was made anew under another key; the next selection finds it
