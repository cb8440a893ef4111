"""What may be allowed for longer: the steps of a question, narrowest first, and what each adds.

The recorder says which scopes it would take, and what each would have allowed lately; nothing
beyond those is ever offered here.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.forms import short
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000
RUN_HOURS, DAYS, EVENING = 8, 7, 18
_SLACK_US = HOUR_US  # of "in the last 7 days"


@dataclass(frozen=True, slots=True)
class Choice:
    """One step of a row: what it says, and what that means; `fixed` where it quotes the agent."""

    word: str
    note: str
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Until:
    """How long: word, note, `lasts` and `until_us` of the answer."""

    word: str
    note: str
    lasts: str
    until_us: int | None


@dataclass(frozen=True, slots=True)
class _Offer:
    what: tuple[str, ...]
    exact: bool
    folder: str
    below: bool
    would: int
    since_us: int
    scope: Mapping[str, JSON]


class Widening:
    """The steps of one question."""

    def __init__(self, question: Mapping[str, JSON], home: str) -> None:
        found = question.get("scopes")
        listed = found if isinstance(found, list) else []
        self._home, self._tool = home, str(question.get("tool") or "")
        self._run = bool(question.get("run_id"))
        self._undoes = question.get("may_run") is True
        offers = [_offer(one) for one in listed if isinstance(one, dict)]
        self._offers = [one for one in offers if one is not None]
        self._programs = list(dict.fromkeys((one.what, one.exact) for one in self._offers))

    def programs(self) -> list[Choice]:
        """Return the steps of the first row."""
        return [self._program(*one) for one in self._programs]

    def folders(self, program: int) -> list[Choice]:
        """Return the folders that go with a step of the first row."""
        return [self._folder(one) for one in self._of(program)]

    def untils(self, now_us: int) -> list[Until]:
        """Return how long it may last, shortest first."""
        made = []
        if self._run:
            until = now_us + RUN_HOURS * HOUR_US
            note = tr("{n} hours at most", n=RUN_HOURS)
            made.append(Until(tr("end of this run"), note, "run", until))
        here = time.localtime(now_us / 1_000_000)
        if here.tm_hour < EVENING:
            at = (*here[:3], EVENING, 0, 0, 0, 0, -1)
            until = round(time.mktime(at) * 1_000_000)
            made.append(Until(tr("today 18:00"), "", "until", until))
        until = now_us + DAYS * DAY_US
        day = formats.day(until, now_us=now_us)
        made += [
            Until(trn("{n} day", "{n} days", DAYS), day, "until", until),
            Until(tr("until revoked"), tr("no end"), "always", None),
        ]
        return made if self._undoes or not self._run else made[1:]

    def scope(self, program: int, folder: int) -> Mapping[str, JSON]:
        """Return the scope of two steps, for the answer."""
        return self._of(program)[folder].scope

    def would(self, program: int, folder: int, now_us: int) -> str:
        """Return what a wider step would have allowed lately that the narrowest would not."""
        one, narrowest = self._of(program)[folder], self._offers[0]
        if one is narrowest:
            return ""
        more = max(0, one.would - narrowest.would)
        week = now_us - one.since_us >= DAYS * DAY_US - _SLACK_US
        if week:
            when = tr("In the last 7 days")
        else:
            when = tr("Since {when}", when=formats.clock_time(one.since_us, now_us=now_us))
        if not more:
            return tr("{when} it would have allowed nothing more.", when=when)
        return trn(
            "{when} it would have allowed {n} more call.",
            "{when} it would have allowed {n} more calls.",
            more,
            when=when,
        )

    def _of(self, program: int) -> list[_Offer]:
        wanted = self._programs[program]
        return [one for one in self._offers if (one.what, one.exact) == wanted]

    def _program(self, what: tuple[str, ...], exact: bool) -> Choice:  # noqa: FBT001 - a pair
        if not what:
            return Choice(visible(self._tool), tr("this tool"), fixed=True)
        said = visible(" ".join(what))
        if exact:
            return Choice(said, tr("exactly this"), fixed=True)
        return Choice(f"{said} …", tr("with any arguments"), fixed=True)

    def _folder(self, one: _Offer) -> Choice:
        if not one.folder:
            return Choice(tr("anywhere"), tr("every folder"))
        folder = short(one.folder, self._home)
        if one.below:
            return Choice(tr("{folder} and below", folder=folder), tr("all folders in it"))
        return Choice(tr("{folder}, not below", folder=folder), tr("1 folder"))


def _offer(one: Mapping[str, JSON]) -> _Offer | None:
    scope, would, since_us = one.get("scope"), one.get("would"), one.get("since_us")
    if not isinstance(scope, dict):
        return None
    words = scope.get("program")
    return _Offer(
        tuple(str(word) for word in words) if isinstance(words, list) else (),
        scope.get("exact") is not False,
        str(scope.get("folder") or ""),
        scope.get("below") is True,
        would if isinstance(would, int) else 0,
        since_us if isinstance(since_us, int) else 0,
        scope,
    )
