"""What is in force now: each grant in a few words, the one that ends soonest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import ACTION, PURPOSES, SEND
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.forms import short
from desktop_app.tray.presenters.run_view import icons, words
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOREVER = 1 << 62
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class InForce:
    """One grant.

    Attributes:
        seq: the record that gave it.
        icon, what, agent, scope, until, used: as shown.
        end: the word on its button.
        ended: the word once it was ended.
        goes_back: whether it can be put back then.
    """

    seq: int
    icon: str
    what: str
    agent: str
    scope: str
    until: str
    used: str
    end: str
    ended: str
    goes_back: bool = True


def in_force(rows: Iterable[Mapping[str, Any]], now_us: int, home: str) -> list[InForce]:
    """Return the grants of `Query.grants_in_force`."""
    ordered = sorted(rows, key=lambda row: (_end(row), row["seq"]))
    return [_grant(row, now_us, home) for row in ordered]


def summed(count: int) -> str:
    """Return what stands beside the title."""
    rest = tr("What is not listed here is asked or denied.")
    if not count:
        return tr("Nothing is in force. {rest}", rest=rest)
    return tr("{grants}. {rest}", grants=trn("{n} grant", "{n} grants", count), rest=rest)


def _end(row: Mapping[str, Any]) -> int:
    until = row["until_us"]
    return until if isinstance(until, int) else FOREVER


def _grant(row: Mapping[str, Any], now_us: int, home: str) -> InForce:
    if row["purpose"] == SEND:
        return _upstream(row, now_us)
    scope = row["scope"] if isinstance(row["scope"], dict) else {}
    action = row["purpose"] == ACTION
    tool = str(scope.get("tool") or "")
    agent = str(scope.get("agent") or row["agent"] or "*")
    return InForce(
        seq=row["seq"],
        icon=icons.tool(tool) if action else "kept",
        what=visible(tool) if action else visible(str(row["title"])),
        agent=tr("all agents") if agent == "*" else words.agent(agent),
        scope=covers(scope, home) if action else _days(str(row["purpose"])),
        until=_until(row, now_us),
        used=_used(row["used"]) if action else "",
        end=tr("Revoke") if action else tr("Withdraw"),
        ended=tr("Revoked") if action else tr("Withdrawn"),
    )


def _upstream(row: Mapping[str, Any], now_us: int) -> InForce:
    """Return a place beyond this computer; what is ended is added anew, by a new consent."""
    # More than a day from now the hour matters to nobody, and has no room.
    far = now_us + DAY_US <= _end(row) < FOREVER
    return InForce(
        seq=row["seq"],
        icon="door-open",
        what=visible(str(row["title"])),
        agent="",
        scope=visible(", ".join(map(str, row.get("recipients") or ()))),
        until=formats.day(_end(row), now_us=now_us) if far else _until(row, now_us),
        used="",
        end=tr("Withdraw"),
        ended=tr("Withdrawn"),
        goes_back=False,
    )


def _days(purpose: str) -> str:
    """Return how long content of a purpose stays."""
    known = PURPOSES.get(purpose)
    days = None if known is None else known.retention_days
    return tr("each for {days} days", days=days) if days else ""


def _used(times: int) -> str:
    return trn("used {n} time", "used {n} times", times) if times else tr("not used yet")


def covers(scope: Mapping[str, Any], home: str) -> str:
    """Return `git status … in ~/work and below`."""
    parts = []
    program = scope.get("program") or []
    if program:
        said = " ".join(str(word) for word in program)
        parts.append(visible(said if scope.get("exact", True) else f"{said} …"))
    folder = str(scope.get("folder") or "")
    if folder:
        where = tr("in {folder}", folder=short(folder, home))
        parts.append(tr("{where} and below", where=where) if scope.get("below") else where)
    else:
        parts.append(tr("anywhere"))
    parts += [tr("to {host}", host=visible(str(host))) for host in scope.get("hosts") or ()]
    return " ".join(parts)


def _until(row: Mapping[str, Any], now_us: int) -> str:
    if row["lasts"] == "run":
        return tr("end of this run")
    if row["lasts"] == "once":
        return tr("once")
    until = row["until_us"]
    if not isinstance(until, int):
        return tr("until revoked") if row["purpose"] == ACTION else tr("until withdrawn")
    day = formats.day(until, now_us=now_us)
    when = formats.time_of_day(until)[:5]
    return tr("{day} {when}", day=day, when=when)
