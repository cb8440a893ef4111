"""The consent log: what was asked and answered, and which grants are in force.

What is in force is folded from the entries each time it is asked (`consent.grants`): it depends on
the time, and a column would be wrong a moment later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.grants import Grants
from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import parse_record
from desktop_app.consent.scopes import format_scope
from desktop_app.errors import NotFoundError
from desktop_app.index.text import to_json
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.consent.records import ConsentRecord
    from desktop_app.index.connection import Connection
    from desktop_app.model.action import Grant

Rows = list[dict[str, Any]]

_RECORDS = """
    SELECT e.seq, e.ts_us, r.sender, e.auth, c.run, r.run_id, e.subject, e.leaf_hash, c.agent,
      c.tool, i.kind, i.call_id, i.side_effect, i.rule
    FROM consents c JOIN entries e ON e.seq = c.seq LEFT JOIN intents i ON i.seq = c.intent
      LEFT JOIN runs r ON r.id = c.run
    WHERE (?1 IS NULL OR e.seq < ?1) AND (?2 IS NULL OR e.ts_us >= ?2)
      AND (?3 IS NULL OR c.agent = ?3) AND (?4 IS NULL OR c.purpose = ?4)
      AND (?5 IS NULL OR c.state IN (SELECT value FROM json_each(?5, '$.states')))
      AND (?6 IS NULL OR c.run = ?6) AND (?7 IS NULL OR e.seq = ?7)
    ORDER BY e.seq DESC LIMIT ?8"""
_TAKEN = """
    SELECT e.seq, e.subject FROM consents c JOIN entries e ON e.seq = c.seq
    WHERE c.state <> 'requested'"""
_USES = "SELECT seq, grant_seq FROM intents WHERE grant_seq IS NOT NULL"
_RUN_ENDS = "SELECT seq, sender, run_id FROM entries WHERE kind = ? AND run_id IS NOT NULL"
_GIVEN = """
    SELECT e.ts_us, e.subject, c.agent, c.answered_by, c.intent
    FROM entries e JOIN consents c ON c.seq = e.seq WHERE e.seq = ?"""
# What a field of a record is called in a row; all of them are there, None where the record has none
_FIELDS = (
    *("purpose", "state", "intent", "scope", "lasts", "until_us", "by", "latency_ms"),
    "delegated_by",
    *("withdraws", "puts_back", "why", "notice", "otherwise", "retention_days", "role"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: each that is None does not matter."""

    states: tuple[str, ...] | None = None
    agent: str | None = None
    purpose: str | None = None
    since_us: int | None = None
    run: int | None = None


ANY = Wanted()


def records(db: Connection, wanted: Wanted, limit: int, before: int | None) -> Rows:
    """Return records, newest first.

    Each has `seq`, `ts_us`, `leaf_hash`, `auth` of its entry; `run`, `sender`, `run_id`, `agent`,
    `tool`, `kind`, `call_id`, `side_effect`, `rule` of what it is about, as far as told; the fields
    of the record (`resources/docs/ledger.md`), with `recipients` a list; `title` of the purpose;
    `subject` as it stands in the entry.
    """
    states = None if wanted.states is None else to_json({"states": wanted.states})
    given = (before, wanted.since_us, wanted.agent, wanted.purpose, states, wanted.run, None, limit)
    return [told(dict(row)) for row in db.execute(_RECORDS, given)]


def record(db: Connection, seq: int) -> dict[str, Any]:
    """Return one record, and the later ones that change it in `changed_by`, oldest first.

    Raises:
        NotFoundError: the entry is not a consent record.
    """
    given = (None, None, None, None, None, None, seq, 1)
    row = db.execute(_RECORDS, given).fetchone()
    if row is None:
        raise NotFoundError(f"Entry #{seq} is no consent record.")
    changed = "SELECT seq FROM consents WHERE withdraws = ?1 OR puts_back = ?1 ORDER BY seq"
    later = [int(found[0]) for found in db.execute(changed, (seq,))]
    return {**told(dict(row)), "changed_by": later}


def folded(db: Connection) -> Grants:
    """Return the fold over everything that is indexed."""
    grants = Grants()
    for seq, subject in db.execute(_TAKEN):
        grants.take(seq, json.loads(subject))
    for seq, grant in db.execute(_USES):
        grants.use(seq, grant)
    for seq, sender, run_id in db.execute(_RUN_ENDS, (str(EntryKind.RUN_END),)):
        grants.end_run(seq, (sender, run_id))
    return grants


def in_force(db: Connection, now_us: int) -> Rows:
    """Return grants in force, newest first.

    Each has `seq`, `purpose`, `title`, `scope`, `lasts`, `sender` and `run_id` (of a grant for a
    run), `until_us`, `used`, `given_us`, `agent`, `by`, `intent`, `recipients`.
    """
    return [_grant(db, grant) for grant in reversed(folded(db).in_force(now_us))]


def _grant(db: Connection, grant: Grant) -> dict[str, Any]:
    given = db.execute(_GIVEN, (grant.seq,)).fetchone()
    sender, run_id = grant.run or (None, None)
    return {
        "seq": grant.seq,
        "purpose": grant.purpose,
        "title": PURPOSES[grant.purpose].title,
        "scope": None if grant.scope is None else format_scope(grant.scope),
        "lasts": str(grant.lasts),
        "sender": sender,
        "run_id": run_id,
        "until_us": grant.until_us,
        "used": grant.used,
        "given_us": given["ts_us"],
        "agent": given["agent"],
        "by": given["answered_by"],
        "intent": given["intent"],
        "recipients": list(parse_record(json.loads(given["subject"])).recipients),
    }


def parsed(row: dict[str, Any]) -> ConsentRecord:
    """Return the record of a row.

    Raises:
        NotFoundError: this version cannot read it.
    """
    try:
        return parse_record(row["subject"])
    except BadRecordError as error:
        message = f"The consent record in #{row['seq']} cannot be read: {error}"
        raise NotFoundError(message) from error


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the fields of its record, taken out of its `subject`, and its title."""
    subject: dict[str, Any] = json.loads(row["subject"])
    purpose = PURPOSES.get(str(subject.get("purpose")))
    return {
        **row,
        **{name: subject.get(name) for name in _FIELDS if name not in row},
        "recipients": subject.get("recipients") or [],
        "title": str(subject.get("purpose")) if purpose is None else purpose.title,
        "subject": subject,
    }
