"""Consents as a person meets them: asked for, taken back, put back, and copied as a receipt.

Window and command line use the same words and verbs. Answers to questions are not here: they
travel from the window alone (`resources/docs/control.md`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import BEYOND, PURPOSES
from desktop_app.consent.receipts import Stored
from desktop_app.consent.records import State, approver
from desktop_app.errors import UsageError
from desktop_app.host.notices import LANGUAGE, notice
from desktop_app.query.consent_log import Word
from desktop_app.query.consents import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.consent.records import ConsentRecord
    from desktop_app.model.canonical import JSON
    from desktop_app.query.query import Query

REQUEST, REVOKE, PUT_BACK = "consent.request", "grant.revoke", "grant.put_back"
# What can be asked for by itself; an agent's action is asked when it comes.
ASKED_FOR = tuple(one.name for one in PURPOSES.values() if one.stands_alone)
_ANSWERS: dict[str, str] = {
    State.REQUESTED: "asked",
    State.GIVEN: "allowed",
    State.REFUSED: "denied",
    State.TIMED_OUT: "missed",
}
_DECIDED = {"allowed": "allowed", "denied": "denied", "none": "no rule"}
_MARKED = {"gate.failed_open": "ran, not gated", "gate.attempt": "tried to answer"}
MOST_WORDS = 8  # that are looked for
_LASTS = {"once": "once", "run": "for the run", "until": "until a time", "always": "until revoked"}
# Notices that need nothing but what the record holds: their text can always be made again.
_AGAIN = frozenset(
    one.notice
    for one in PURPOSES.values()
    if one.retention_days is not None or one.named or one.name == BEYOND
)
DAY_US = 86_400_000_000


def request(purpose: str) -> dict[str, JSON]:
    """Return the arguments of `consent.request`.

    Raises:
        UsageError: there is no such purpose, or it is asked for one action at a time.
    """
    if purpose not in ASKED_FOR:
        raise UsageError(
            f"{purpose!r} cannot be asked for by itself.", hint=f"One of: {', '.join(ASKED_FOR)}."
        )
    return {"purpose": purpose}


def revoke(seq: int, *, confirmed: bool) -> dict[str, JSON]:
    """Return the arguments of `grant.revoke`; the person confirmed it where they were asked."""
    return {"seq": seq, "confirmed": confirmed}


def revoke_question(row: Mapping[str, Any]) -> str:
    """Return what a person confirms before it is taken back."""
    known = PURPOSES.get(str(row["purpose"]))
    then = "Agents are asked again."
    if known is not None and known.retention_days is not None:
        then = "Nothing more is kept by it."
    elif known is not None and known.named:
        then = "Nothing goes there any more; what was sent stays there."
    return f"This is taken back: {what(row)}. {then}"


def put_back(seq: int, *, confirmed: bool) -> dict[str, JSON]:
    """Return the arguments of `grant.put_back`: within 10 s of revoking it, by the person."""
    return {"seq": seq, "confirmed": confirmed}


def answer(row: Mapping[str, Any]) -> str:
    """Return what was answered or decided, in a word: asked, allowed, denied, missed, ..."""
    field, told = {
        "decision": ("decision", _DECIDED),
        "mark": ("entry", _MARKED),
    }.get(str(row.get("logged")), ("state", _ANSWERS))
    said = str(row[field])
    if said == State.EXPIRED and row.get("intent") is not None:
        said = State.TIMED_OUT  # a question that nobody could answer
    return told.get(said, said)


def by(row: Mapping[str, Any]) -> str:
    """Return who answered or decided: you, you as a role, nobody, a rule, a grant of yours."""
    if row.get("logged") != "decision":
        return approver(str(row["by"] or ""), row.get("role"), str(row.get("state")))
    if row["grant_seq"] is not None:
        return f"your grant #{row['grant_seq']}"
    return f"rule {row['rule']}" if row["rule"] else "policy"


def words(
    text: str, answers: Mapping[str, str] | None = None, known: Mapping[int, str] | None = None
) -> tuple[Word, ...]:
    """Return what is typed as words to look for in the log.

    Args:
        text: as typed.
        answers: state or decision -> the word it is shown with.
        known: intent -> what was asked, where somebody remembers it.
    """
    shown = {**_ANSWERS, **_DECIDED, **_MARKED} if answers is None else answers
    made = []
    for word in text.encode("utf-8", "replace").decode().lower().split()[:MOST_WORDS]:
        said = tuple(state for state, one in shown.items() if word in one.lower())
        intents = tuple(seq for seq, one in (known or {}).items() if word in one.lower())
        made.append(Word(word, said, intents))
    return tuple(made)


def lasts(row: Mapping[str, Any]) -> str:
    """Return how long it holds, in words; "" where nothing lasts."""
    return _LASTS.get(str(row["lasts"]), "")


def what(row: Mapping[str, Any]) -> str:
    """Return what it is about, as far as it is stored."""
    scope = row["scope"]
    if isinstance(scope, dict):
        return covers(scope)
    if row.get("logged") == "mark" and row.get("role"):
        return f"wrong passphrase of the role {row['role']}"
    if row.get("tool"):
        effect = f" ({row['side_effect']})" if row.get("side_effect") else ""
        return f"{row['tool']}{effect}"
    known = PURPOSES.get(str(row.get("purpose")))
    if known is not None and known.named and row.get("recipients"):
        return f"{known.title}: {', '.join(map(str, row['recipients']))}"
    return str(row["title"])


def covers(scope: Mapping[str, Any]) -> str:
    """Return what a grant covers: `Bash, npm test and any more words, in /home/me and below`."""
    told = [str(scope.get("tool"))]
    if scope.get("program"):
        words = " ".join(map(str, scope["program"]))
        told.append(words if scope.get("exact", True) else f"{words} and any more words")
    if scope.get("folder"):
        below = " and below" if scope.get("below") else ""
        told.append(f"in {scope['folder']}{below}")
    else:
        told.append("anywhere")
    told += [f"to {host}" for host in scope.get("hosts") or ()]
    return ", ".join(told)


def stored(query: Query, seq: int) -> Stored:
    """Return a record for its receipt, with the text that was shown where it can be made again.

    Raises:
        NotFoundError: no such record, or one that this version cannot read.
    """
    row = query.consent(seq)
    record = parsed(row)
    return Stored(
        log=query.status()["log"],
        seq=seq,
        ts_us=row["ts_us"],
        leaf_hash=row["leaf_hash"],
        record=record,
        agent=row["agent"],
        text=shown_text(record, row["ts_us"]),
    )


def shown_text(record: ConsentRecord, ts_us: int) -> str | None:
    """Return the text of a notice made again; None where that is not what was shown.

    It was filled with content, or its wording is another one by now.

    Args:
        record: what was answered.
        ts_us: of its entry.
    """
    shown = record.notice
    if shown is None or shown.name not in _AGAIN or shown.language != LANGUAGE:
        return None
    days = record.retention_days or PURPOSES[record.purpose].retention_days
    if PURPOSES[record.purpose].named and record.until_us is not None:
        days = round((record.until_us - ts_us) / DAY_US)  # asked for in whole days
    made = notice(shown.name, record.recipients, words={"days": str(days or "")})
    return made.text if made.digest == shown.digest else None
