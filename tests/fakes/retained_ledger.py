"""A ledger with a policy, holds and purges in it, made by the real writer; and what adds to one.

`retained`: bodies and kept content of three runs, 400 days old; a hold on one run; a purge of the
rest by schedule; younger bodies after it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.due import Planner, Wish, by_schedule, purges
from desktop_app.retention.holds import Hold
from desktop_app.retention.policy import DAY_US, Class
from desktop_app.retention.purges import has_content
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope, Scope, covers
from desktop_app.retention.state import Retention
from tests.fakes import ledger_builder as build

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.model.canonical import JSON
    from desktop_app.retention.purges import Purge
    from tests.fakes.ledger_builder import Built

PERSON: dict[str, JSON] = {"sender": "", "auth": "person"}
PROGRAM: dict[str, JSON] = {"sender": "", "auth": "local"}
OURS: dict[str, JSON] = {"sender": "", "auth": "recorder"}
RUNS = ("old", "held", "open")


def retained(folder: Path, seed: str = "r") -> Built:
    """Make the ledger described above; `marks` names places in it."""
    built = build.empty(folder / "retained", seed)
    built.clock.now -= 400 * DAY_US
    writer = built.open()
    note(writer, EntryKind.RECORDER_START, {"settings": {}})
    for run in RUNS:
        writer.run_secret("codex", run)
        built.marks[run] = run_of(built, writer, run)
    writer.close()  # the computer was off for so long: no epoch ends in between
    built.clock.now += 400 * DAY_US
    built.clock.boot, built.clock.id = 1_000_000, "0" * 31 + "2"
    writer = built.open()
    hold = hold_on(built, RunScope("codex", "held"), "case-1")
    built.marks["hold"] = note(writer, EntryKind.HOLD_PLACED, hold.to_json(), PERSON)
    built.marks["purge"] = purge_due(built, writer)
    built.marks["young"] = run_of(built, writer, "young")
    writer.close()
    return built


def run_of(built: Built, writer: LedgerWriter, run: str) -> int:
    """Append a run with two bodies, one of them with kept content; return its first entry."""
    traces = [build.otlp(Signal.TRACES, build.traces(2), built.ids, run) for _ in range(2)]
    kept: dict[str, JSON] = {"payloads": 1, "bytes": 7, "root": "00" * 32}
    agent: dict[str, JSON] = {"agent": f"agent-{run}"}
    traces[0] = replace(traces[0], subject={**traces[0].subject, **agent, "kept": kept})
    drafts = [build.run_entry(EntryKind.RUN_START, run), *traces]
    if run != "open":
        drafts.append(build.run_entry(EntryKind.RUN_END, run))
    return writer.append(drafts).result()[0].seq


def note(
    writer: LedgerWriter,
    kind: EntryKind,
    subject: dict[str, JSON],
    actor: dict[str, JSON] | None = None,
) -> int:
    """Append one entry; return its place."""
    return writer.append([Draft(kind, actor or OURS, subject)]).result()[0].seq


def hold_on(built: Built, scope: Scope, name: str, role: str | None = None) -> Hold:
    """Return a hold that says what it covers just now."""
    agents, found = RunAgents(), Ranges()
    with LedgerReader(built.path) as ledger:
        for entry in ledger.entries():
            agents.see(entry)
            if has_content(entry) and covers(scope, entry, agents):
                found.add(entry.seq, entry.seq)
    return Hold(name, scope, "an incident", found.count, found.root(), role)


def plan(built: Built, wish: Wish | None = None, classes: Iterable[Class] = Class) -> list[Purge]:
    """Return the purge entries that are due now, by schedule (of these classes) or by a wish."""
    known = Retention()
    with LedgerReader(built.path) as ledger:
        for entry in ledger.entries():
            known.see(entry)
        wish = wish or by_schedule(known.policy, built.clock.now_us(), classes)
        planner = Planner(wish, known, ledger.run_keys())
        for entry in ledger.entries():
            planner.see(entry)
    return purges(planner.finish(), wish, known.policy)


def purge_due(
    built: Built,
    writer: LedgerWriter,
    wish: Wish | None = None,
    classes: Iterable[Class] = Class,
) -> int:
    """Purge what is due, as a recorder does, run keys left; return the newest purge entry."""
    seq = 0
    for purge in plan(built, wish, classes):
        actor = OURS if wish is None else PERSON
        seq = note(writer, EntryKind.PURGE, purge.to_json(), actor)
        if purge.which is Class.BODIES:
            writer.purge(list(purge.entries)).result()
        if purge.which is Class.ENTRIES:
            writer.checkpoint("prune", cosign=True).result()
            writer.blank(list(purge.entries)).result()
            writer.cut(list(purge.entries)).result()
    assert writer.empty_wal().result()
    return seq


def bodies(built: Built) -> list[int]:
    """Return which entries have a body that is there."""
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT seq FROM bodies WHERE body IS NOT NULL ORDER BY seq"
    found = db.execute(sql).fetchall()
    db.close()
    return [row[0] for row in found]


def of(seqs: Iterable[int]) -> Ranges:
    """Return the ranges of these numbers."""
    return Ranges(seqs)
