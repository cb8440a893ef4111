"""Attacks on what a bundle shows and what it says that it shows: step 9."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.model.kinds import EntryKind
from tests.fakes.bundle_attack_table import (
    INCOMPLETE,
    PASS,
    again,
    attack,
    enter,
    new_log,
)
from tests.fakes.bundle_attacks_keys import seqs
from tests.fakes.bundle_forger import RUN, ask, forge, made, plain_log, run
from tests.fakes.synthetic_log import PERSON, draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged
    from tests.fakes.synthetic_log import SyntheticLog

PAUSE_START, PAUSE_END = EntryKind.PAUSE_START, EntryKind.PAUSE_END


def shown(forged: Forged, log: SyntheticLog | None = None) -> set[int]:
    """Return the entries that must be shown."""
    log = log or forged.log
    predicate = forged.predicate
    return set(made(log, predicate.scope, export=predicate.export, size=log.size))


def without(*left_out: int) -> Act:
    """Show all but some, from the end of the scope's entries where negative."""

    def act(forged: Forged) -> Forged:
        return again(forged, forged.log, shown=shown(forged) - set(left_out))

    return act


def beside(choose: Callable[[Forged], Iterable[int]]) -> Act:
    """Show more than must be shown."""

    def act(forged: Forged) -> Forged:
        return again(forged, forged.log, shown=shown(forged) | set(choose(forged)))

    return act


# --- left out (A02, A06) -------------------------------------------------------------------------

for _seq, _what in ((3, "traces"), (7, "logs"), (9, "events")):
    enter(
        f"run_without_its_{_what}",
        without(_seq),
        "A02",
        expected=INCOMPLETE,
        finding="run_gap",
        step=9,
    )
enter("run_without_its_start", without(2), "A02", expected=INCOMPLETE, finding="run_gap", step=9)
enter(
    "run_cut_before_its_end", without(8, 9), "A02", expected=INCOMPLETE, finding="run_gap", step=9
)
enter("run_cut_unseen", without(9, 10), "A06", expected=PASS, finding="run_open")
enter(
    "run_cut_to_one_entry", without(3, 4, 5, 7, 8, 9, 10), "A06", expected=PASS, finding="run_open"
)
enter(
    "run_not_shown_at_all",
    without(2, 3, 4, 5, 7, 8, 9, 10),
    "A02",
    expected=INCOMPLETE,
    finding="scope_empty",
    step=9,
)
enter("export_not_shown", without(11), expected=INCOMPLETE, finding="export_missing", step=9)
enter("pause_without_its_start", without(4), expected=INCOMPLETE, finding="pause_missing", step=9)
enter(
    "time_with_a_hole",
    without(3),
    "A02",
    base="time",
    expected=INCOMPLETE,
    finding="scope_gap",
    step=9,
)
enter("time_cut", without(6), "A02", base="time", expected=INCOMPLETE, finding="scope_gap", step=9)
enter(
    "incident_with_a_hole",
    without(4, 5, 7),
    "A02",
    base="incident",
    expected=INCOMPLETE,
    finding="scope_gap",
    step=9,
)


@attack("A02", base="agent", expected=INCOMPLETE, finding="run_missing", step=9)
def agent_without_a_run(forged: Forged) -> Forged:
    """A run that the scope names has no entry."""
    predicate, log = forged.predicate, forged.log
    less = made(log, RunScope("codex", "run-0"), export=predicate.export, size=log.size)
    return again(forged, log, shown=less)


@attack("A02", base="agent", expected=INCOMPLETE, finding="run_gap", step=9)
def agent_run_with_a_gap(forged: Forged) -> Forged:
    """One of the runs of the scope has a gap."""
    log = forged.log
    places = [entry.seq for entry in log.entries if entry.run_id == "run-1"]
    return again(forged, log, shown=shown(forged) - {places[1]})


# --- more than belongs ---------------------------------------------------------------------------

enter("entry_of_nobody_shown", beside(lambda _: [6]), "A03", finding="entry_extra", step=9)


def _of(kind: EntryKind, number: int = 0) -> Callable[[Forged], list[int]]:
    return lambda forged: [seqs(forged.log, kind)[number]]


enter(
    "entry_of_another_run_shown",
    beside(_of(EntryKind.RUN_START, 0)),
    "A03",
    base="standard",
    finding="entry_extra",
    step=9,
)
enter(
    "context_before_the_scope_shown",
    beside(_of(EntryKind.RECORDER_START)),
    base="standard",
    finding="entry_extra",
    step=9,
)
enter(
    "context_after_the_scope_shown",
    beside(_of(PAUSE_END, -1)),
    base="standard",
    finding="entry_extra",
    step=9,
)
enter(
    "seal_before_the_scope_shown",
    beside(_of(EntryKind.EPOCH_SEAL)),
    base="standard",
    finding="entry_extra",
    step=9,
)
enter(
    "pause_before_the_scope_shown",
    beside(lambda forged: [seqs(forged.log, PAUSE_START)[0], seqs(forged.log, PAUSE_END)[0]]),
    base="standard",
    finding="entry_extra",
    step=9,
)


@attack("A03", finding="entry_extra", step=9)
def another_export_shown(forged: Forged) -> Forged:
    """The entry that asked for somebody else's bundle."""
    log = new_log(forged)
    other = ask(log, RUN, Level.FULL)
    return again(forged, log, shown=shown(forged, log) | {other})


@attack(finding="entry_extra", step=9)
def two_pauses_before_the_scope(forged: Forged) -> Forged:
    """Two pauses that began before the scope: one of them had ended."""
    log = forge_log_with_pauses()
    asked = ask(log, RunScope("codex", "run-2"), Level.REDACTED)
    del forged
    places = set(made(log, RunScope("codex", "run-2"), export=asked, size=log.size))
    return forge(RunScope("codex", "run-2"), log=log, export=asked, shown=places | {4})


def forge_log_with_pauses() -> SyntheticLog:
    """Return a log whose second run begins while the recorder is paused."""
    log = plain_log()
    log.add(draft(PAUSE_START, {"reason": "asked"}, actor=PERSON))
    run(log, "run-2")
    return log


# --- says something else -------------------------------------------------------------------------


def _asked(subject: dict[str, object] | None = None, **fields: object) -> Act:
    """Let the entry that asked for the bundle say something else, in the log itself."""

    def act(forged: Forged) -> Forged:
        log, export = new_log(forged), forged.predicate.export
        old = json.loads(log.leaves[export])["subject"]
        log.replace(export, subject=old | (subject or {}), **fields)  # type: ignore[arg-type]  # JSON
        log.rechain(export + 1)
        return again(forged, log, shown=shown(forged))

    return act


for _name, _subject in {
    "another_level": {"level": "metadata"},
    "another_scope": {"scope": {"kind": "run", "sender": "codex", "run_id": "run-2"}},
    "selected_records": {
        "scope": {"kind": "run", "sender": "codex", "run_id": "run-1", "records": [[3, 1]]}
    },
    "recipients": {"recipients": ["age1qqq"]},
    "another_previous": {"previous": 7},
    "recipients_as_text": {"recipients": ""},
    "no_scope": {"scope": None},
}.items():
    enter(f"export_asked_for_{_name}", _asked(_subject), finding="export", step=9)  # type: ignore[arg-type]  # JSON
enter("export_is_no_export", _asked({}, kind="command"), finding="export", step=9)


def _sized(**changes: object) -> Act:
    def act(forged: Forged) -> None:
        forged.sign(**changes)

    return act


enter(
    "export_points_past_the_end",
    _sized(export=400),
    finding="export_missing",
    step=9,
)
enter("export_of_an_earlier_bundle", _sized(exported_us=5), finding="export", step=9)


@attack("A02", base="time", finding="scope", step=9)
def time_past_the_end(forged: Forged) -> Forged:
    """The scope goes past the tree's end, and the entry that asked says so too."""
    del forged
    return forge(TimeScope(2, 400), log=plain_log())


@attack(base="time", finding="scope", step=9)
def time_at_the_end_of_all_numbers(forged: Forged) -> Forged:
    """A scope of 2^53 entries, which nothing may count one by one."""
    del forged
    return forge(TimeScope(2, 2**53 - 1), log=plain_log())


# --- runs that do not add up (in the log itself) -------------------------------------------------


def _in_run(seq: int, **fields: object) -> Act:
    """Change an entry of the run in the log itself, and make the rest fit."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        log.replace(seq, **fields)  # type: ignore[arg-type]  # JSON
        log.rechain(seq + 1)
        return again(forged, log)

    return act


enter("run_number_twice", _in_run(7, run_seq=1), "A05", finding="run_seq", step=9)
enter("run_number_null", _in_run(7, run_seq=None), "A05", finding="run_seq", step=9)
enter("run_number_back_to_0", _in_run(7, run_seq=0), "A05", finding="run_seq", step=9)
enter(
    "run_number_skips",
    _in_run(10, run_seq=9, subject={"entries": 9, "reason": "exit"}),
    "A02",
    expected=INCOMPLETE,
    finding="run_gap",
    step=9,
)
enter(
    "run_end_counts_more",
    _in_run(10, subject={"entries": 50, "reason": "exit"}),
    "A02",
    finding="run_count",
    step=9,
)
enter(
    "run_end_counts_less",
    _in_run(10, subject={"entries": 0, "reason": "exit"}),
    "A02",
    finding="run_count",
    step=9,
)
enter(
    "run_end_counts_nothing",
    _in_run(10, subject={"reason": "exit"}),
    "A02",
    finding="run_count",
    step=9,
)
enter(
    "run_end_counts_true",
    _in_run(10, subject={"entries": True, "reason": "exit"}),
    "A02",
    finding="run_count",
    step=9,
)


@attack(expected=PASS, finding="run_open")
def run_goes_on_after_its_end(forged: Forged) -> Forged:
    """The name of a run that had ended is used again: it is open anew, and the verdict says so."""
    log = new_log(forged)
    log.add(draft(EntryKind.RUN_START, {"name": "again"}, run_id="run-1"))
    return again(forged, log)


@attack("A05", finding="run_seq", step=9)
def run_begins_anew_under_its_name(forged: Forged) -> Forged:
    """Another run of the same name, numbered from 0."""
    log = new_log(forged)
    seq = log.add(draft(EntryKind.RUN_START, {"name": "again"}, run_id="run-1"))
    log.replace(seq, run_seq=0)
    return again(forged, log)


@attack(finding="run_seq", step=9)
def entry_moved_into_the_run(forged: Forged) -> Forged:
    """An entry of nobody is given a run, without a number."""
    log = new_log(forged)
    log.replace(6, run_id="run-1", actor={"sender": "codex", "auth": "token"})
    log.rechain(7)
    return again(forged, log)


@attack(expected=PASS)
def incident_passes(forged: Forged) -> Forged:
    """The control of the other scopes: an incident."""
    del forged
    return forge(IncidentScope(b"\2" * 16, (3,)), log=plain_log())


@attack(expected=PASS)
def agent_passes(forged: Forged) -> Forged:
    """The control of the other scopes: an agent."""
    del forged
    return forge(AgentScope("Codex", (("codex", "run-1"),)), log=plain_log())


@attack("A06", base="full_log", expected=INCOMPLETE, finding="pause_missing", step=9)
def pause_begun_before_left_out(forged: Forged) -> Forged:
    """A run that begins in a pause, whose start is not shown."""
    del forged
    log = forge_log_with_pauses()
    scope = RunScope("codex", "run-2")
    asked = ask(log, scope, Level.REDACTED)
    early = max(seq for seq in seqs(log, PAUSE_START) if seq < seqs(log, EntryKind.RUN_START)[-1])
    places = set(made(log, scope, export=asked, size=log.size)) - {early}
    end = next(seq for seq in seqs(log, PAUSE_START) if seq > early)
    return forge(scope, log=log, export=asked, shown=places - {end})
