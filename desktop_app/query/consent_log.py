"""The consent log as a person reads it: records, and beside them what nobody was asked about.

One list of three kinds of entry, newest first, a page at a time: a flood of reads that a rule let
pass never drowns the person's answers, because only `by-policy` lists it
(`resources/docs/consent.md`, "The log").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import ACTION
from desktop_app.model.canonical import encode_body
from desktop_app.query.consents import told

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection
    from desktop_app.model.canonical import JSON

Rows = list[dict[str, Any]]


class Show(StrEnum):
    """What of the log, in the order in which people are offered it."""

    ALL = "all"
    ASKED = "asked"
    DENIED = "denied"
    MISSED = "missed"
    NOT_GATED = "not-gated"
    BY_POLICY = "by-policy"


@dataclass(frozen=True, slots=True)
class Word:
    """One word to look for, and what else it stands for.

    Attributes:
        text: stands somewhere in what is kept of a line, in whatever case.
        said: states and decisions that are shown with this word.
        intents: actions whose text, kept nowhere, is known to hold it.
    """

    text: str
    said: tuple[str, ...] = ()
    intents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: each that is None does not matter, and all `words` must be found.

    `folded`: a question that was answered is left to its answer.
    """

    show: Show = Show.ALL
    agent: str | None = None
    since_us: int | None = None
    words: tuple[Word, ...] = ()
    folded: bool = True


_ANSWERS = "('requested', 'given', 'refused', 'timed_out')"
_UNANSWERED = "(c.state = 'expired' AND c.intent IS NOT NULL)"
_NOBODYS = f"(c.state = 'timed_out' OR {_UNANSWERED})"
_UNASKED = "i.decision <> 'asked'"
_RULED_OUT = "i.decision = 'denied'"
# Where each kind of entry stands, and when a filter lists it; absent: never.
_FROM = {
    "record": "consents c JOIN entries e ON e.seq = c.seq",
    "mark": "gate_marks m JOIN entries e ON e.seq = m.seq",
    "decision": "intents i JOIN entries e ON e.seq = i.seq",
}
_SHOWN: dict[Show, dict[str, str]] = {
    Show.ALL: {"record": "1", "mark": "1", "decision": _RULED_OUT},
    Show.ASKED: {"record": f"c.purpose = '{ACTION}' AND (c.state IN {_ANSWERS} OR {_UNANSWERED})"},
    Show.DENIED: {
        "record": "c.state = 'refused'",
        "mark": "m.kind = 'gate.attempt'",
        "decision": _RULED_OUT,
    },
    Show.MISSED: {"record": f"c.purpose = '{ACTION}' AND {_NOBODYS}"},
    Show.NOT_GATED: {"mark": "m.kind = 'gate.failed_open'"},
    Show.BY_POLICY: {"decision": _UNASKED},
}
_FOLDED = """AND NOT (c.state = 'requested' AND EXISTS (
    SELECT 1 FROM consents a WHERE a.intent = c.intent AND a.state <> 'requested'))"""
_SCOPE = """(SELECT group_concat(s.atom, ' ') FROM json_tree(e.subject, '$.scope') s
    WHERE s.atom IS NOT NULL)"""
_RUN = "(SELECT r.run_id FROM runs r WHERE r.id = {}.run)"
_ABOUT = """(SELECT coalesce(i.rule, '') || ' ' || coalesce(i.call_id, '') || ' '
    || coalesce(i.side_effect, '') FROM intents i WHERE i.seq = {}.intent)"""
# Of each kind: its short name in SQL, in what words are looked for, what was said, about which
# action.
_TEXTS = {
    "record": (
        *("c", "c.state", "c.intent"),
        (
            *("c.agent", "c.tool", "c.purpose", "c.answered_by"),
            *(_ABOUT.format("c"), _RUN.format("c"), _SCOPE),
        ),
    ),
    "mark": (
        *("m", "m.kind", "m.intent"),
        ("m.agent", "m.tool", "m.call_id", "m.why", _ABOUT.format("m"), _RUN.format("m")),
    ),
    "decision": (
        *("i", "i.decision", "i.seq"),
        (
            *("i.agent", "i.tool", "i.kind", "i.rule", "i.side_effect", "i.call_id", "i.via"),
            _RUN.format("i"),
        ),
    ),
}
_FOUND = """
    SELECT e.seq AS seq, '{name}' AS logged FROM {table}
    WHERE (:before IS NULL OR e.seq < :before) AND (:since IS NULL OR e.ts_us >= :since)
      AND (:agent IS NULL OR {alias}.agent = :agent) AND ({shown}) {folded} {words}"""
_WORDS = """AND NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT (
    instr(lower({text} || ' #' || e.seq), json_extract(w.value, '$.text')) > 0
    OR coalesce({said}, '') IN (SELECT value FROM json_each(w.value, '$.said'))
    OR coalesce({intent}, -1) IN (SELECT value FROM json_each(w.value, '$.intents'))))"""
_ROWS = """
    WITH found AS ({found} ORDER BY seq DESC LIMIT :limit)
    SELECT f.logged, e.seq, e.ts_us, e.kind AS entry, e.leaf_hash, e.subject, e.auth, r.sender,
      r.run_id, r.id AS run, coalesce(c.agent, m.agent, i.agent) AS agent,
      coalesce(c.tool, m.tool, i.tool) AS tool, coalesce(i.call_id, m.call_id) AS call_id,
      i.kind, i.side_effect, i.rule, i.policy, i.decision, i.grant_seq, i.via,
      coalesce(m.why, e.subject ->> '$.why') AS why, coalesce(c.intent, m.intent, i.seq) AS intent
    FROM found f JOIN entries e ON e.seq = f.seq LEFT JOIN consents c ON c.seq = f.seq
      LEFT JOIN gate_marks m ON m.seq = f.seq
      LEFT JOIN intents i ON i.seq = coalesce(c.intent, m.intent, f.seq)
      LEFT JOIN runs r ON r.id = coalesce(c.run, m.run, i.run)
    ORDER BY f.seq DESC"""
_AGENTS = """
    SELECT agent FROM consents UNION SELECT agent FROM gate_marks UNION SELECT agent FROM intents"""


def lines(db: Connection, wanted: Wanted, limit: int, before: int | None) -> Rows:
    """Return a page of the log, newest first.

    Each row is as `consents.records` has it, with `logged` ("record", "mark", "decision"), `entry`
    (the entry's kind), and `policy`, `decision`, `grant_seq`, `via`, `why` as far as they apply;
    the fields of a record are None in the others, whose `title` is the tool.
    """
    found = _ROWS.format(found=" UNION ALL ".join(_parts(wanted)))
    given = {
        "before": before,
        "since": wanted.since_us,
        "agent": wanted.agent,
        "words": encode_body([_sought(word) for word in wanted.words]).decode(),
        "limit": limit,
    }
    return [_line(dict(row)) for row in db.execute(found, given)]


def agents(db: Connection) -> list[str]:
    """Return the agents that the log speaks of, by name."""
    return sorted(row[0] for row in db.execute(_AGENTS) if row[0])


def _parts(wanted: Wanted) -> list[str]:
    parts = []
    for name, shown in _SHOWN[wanted.show].items():
        alias, said, intent, texts = _TEXTS[name]
        text = " || ' ' || ".join(f"coalesce({one}, '')" for one in texts)
        words = _WORDS.format(text=text, said=said, intent=intent) if wanted.words else ""
        folded = _FOLDED if wanted.folded and name == "record" else ""
        parts.append(
            _FOUND.format(
                name=name, table=_FROM[name], alias=alias, shown=shown, folded=folded, words=words
            )
        )
    return parts


def _sought(word: Word) -> dict[str, JSON]:
    return {"text": word.text.lower(), "said": [*word.said], "intents": [*word.intents]}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    found = told(row)
    return found if row["logged"] == "record" else {**found, "title": str(row["tool"] or "")}
