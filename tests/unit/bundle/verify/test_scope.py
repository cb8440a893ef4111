"""Step 9: what must be shown is shown, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.bundle.layout import ABSENCE, Level, entry_path, proof_path
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.bundle.verify.scope import Scoped
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from tests.fakes.bundle_forger import (
    RUN,
    ask,
    codes,
    forge,
    judged,
    made,
    plain_log,
    run,
    standard_log,
)
from tests.fakes.retained_entries import purge_of
from tests.fakes.synthetic_log import PERSON, SyntheticLog, draft


def say(forged):
    """Return verdict and codes, with the right fingerprint given."""
    report = judged(forged, fingerprint=forged.log.fingerprint)
    return report.verdict, codes(report)


def shown_without(*kinds: EntryKind, scope=RUN, more: tuple[int, ...] = ()):
    """Forge a bundle that leaves out entries of these kinds, and shows some more."""
    log = standard_log()
    export = ask(log, scope, Level.REDACTED)
    places = made(log, scope, export=export, size=log.size)
    kept = [seq for seq in places if log.entry(seq).kind not in kinds]
    return forge(scope, log=log, export=export, shown={*kept, *more})


SCOPES = [
    RunScope("codex", "run-2"),
    TimeScope(13, 40),
    TimeScope(1, 1),
    TimeScope(16, 17),
    AgentScope("codex", (("codex", "run-0"), ("codex", "run-2"))),
    IncidentScope(bytes(16), (4, 15, 17, 19)),
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("level", [Level.METADATA, Level.REDACTED, Level.FULL_LOG])
def test_each_scope_is_known_complete(scope, level) -> None:
    """What an incident shows was chosen, and that is said."""
    log = standard_log()
    report = judged(forge(scope, log=log, level=level), fingerprint=log.fingerprint)
    assert report.verdict is Verdict.CONSISTENT, report.findings
    told = {one.code for one in report.findings}
    assert ("incident" in told) == isinstance(scope, IncidentScope)


def test_a_run_that_has_not_ended_is_told_and_passes() -> None:
    """As far as N."""
    log = SyntheticLog()
    run(log, ended=False)
    report = judged(forge(log=log), fingerprint=log.fingerprint)
    assert report.verdict is Verdict.CONSISTENT
    assert "run_open" in {one.code for one in report.findings}


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ((EntryKind.OTLP_LOGS,), "run_gap"),
        ((EntryKind.RUN_START,), "run_gap"),
        ((EntryKind.BUNDLE_EXPORT,), "export_missing"),
        ((EntryKind.PAUSE_START,), "pause_missing"),
    ],
)
def test_an_entry_that_is_left_out_is_missed(kinds, code) -> None:
    """A gap in the run, the entry that asked for it, the beginning of a pause."""
    verdict, found = say(shown_without(*kinds))
    assert (verdict, code in found) == (Verdict.INCOMPLETE, True)


@pytest.mark.parametrize(
    ("scope", "kinds"),
    [
        (TimeScope(13, 20), (EntryKind.COMMAND,)),
        (IncidentScope(bytes(16), (15, 19, 21)), (EntryKind.OTLP_LOGS,)),
    ],
)
def test_a_stretch_or_an_incident_with_a_gap_is_missed(scope, kinds) -> None:
    """Every entry that the scope names."""
    assert say(shown_without(*kinds, scope=scope)) == (Verdict.INCOMPLETE, ["scope_gap"])


def test_no_entry_in_scope_at_all_is_incomplete() -> None:
    """The run is not there."""
    log = standard_log()
    export = ask(log, RunScope("codex", "nobody"), Level.REDACTED)
    keys = [seq for seq in made(log, RUN, export=export, size=log.size) if seq < 2 or seq > 290]
    keys += [seq for seq in range(log.size) if log.entry(seq).kind is EntryKind.EPOCH_START]
    keys += [seq for seq in range(log.size) if log.entry(seq).kind is EntryKind.EPOCH_SEAL]
    keys += [seq for seq in range(log.size) if log.entry(seq).kind is EntryKind.KEYS_ROTATED]
    forged = forge(RunScope("codex", "nobody"), log=log, export=export, shown=set(keys))
    verdict, found = say(forged)
    assert {"scope_empty", "run_missing"} <= set(found)
    assert verdict is Verdict.INVALID  # what is shown besides has no reason to be


@pytest.mark.parametrize("more", [7, 24, 306])
def test_an_entry_without_a_reason_to_be_shown_is_invalid(more: int) -> None:
    """Another run's, a command between, something after the scope."""
    assert say(shown_without(more=(more,))) == (Verdict.INVALID, ["entry_extra"])


@pytest.mark.parametrize(("numbers", "found"), [({3}, []), ({0}, ["entry_extra"])])
def test_a_purge_is_shown_when_it_took_something_of_the_scope(numbers, found) -> None:
    """Another one has no reason to be there."""
    log = plain_log()
    purge = log.add(draft(EntryKind.PURGE, purge_of(numbers).to_json()))
    export = ask(log, RUN, Level.METADATA)
    places = made(log, RUN, export=export, size=log.size)
    shown = {*places, purge}
    assert say(forge(RUN, log=log, level=Level.METADATA, export=export, shown=shown))[1] == found


def test_a_seal_before_the_range_is_not_shown() -> None:
    """It is of an epoch that the scope has nothing of."""
    assert say(shown_without(more=(12,)))[1] == ["entry_extra"]


def test_the_pause_that_the_scope_began_in_is_shown() -> None:
    """One, and not two."""
    log = SyntheticLog()
    first = log.add(draft(EntryKind.PAUSE_START, actor=PERSON))
    second = log.add(draft(EntryKind.PAUSE_START, actor=PERSON))
    log.add(draft(EntryKind.RUN_START, run_id="run-1"))
    log.add(draft(EntryKind.PAUSE_END))
    log.add(draft(EntryKind.RUN_END, run_id="run-1"))
    export = ask(log, RUN, Level.REDACTED)
    places = made(log, RUN, export=export, size=log.size)
    assert second in places
    assert say(forge(log=log, export=export, shown=places))[0] is Verdict.CONSISTENT
    both = forge(log=log, export=export, shown={*places, first})
    assert say(both) == (Verdict.INVALID, ["entry_extra"])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"run_seq": 7}, "run_gap"),
        ({"run_seq": 0}, "run_seq"),
        ({"run_seq": None}, "run_seq"),
    ],
)
def test_a_run_is_numbered_without_a_gap(fields, code) -> None:
    """Twice the same number is INVALID, a number left out INCOMPLETE."""
    log = SyntheticLog()
    run(log)
    log.replace(3, **fields)
    log.rechain(3)
    assert code in say(forge(log=log))[1]


def test_the_end_of_a_run_counts_its_entries() -> None:
    """As many as it says."""
    log = SyntheticLog()
    run(log)
    end = log.size - 1
    log.replace(end, subject={"reason": "exit", "entries": 2})
    assert say(forge(log=log))[1] == ["run_count"]


@pytest.mark.parametrize(
    "changes",
    [
        {"level": Level.FULL},
        {"previous": 5},
        {"exported_us": 1},
        {"scope": RunScope("codex", "run-1", ((3, 1),))},
        {"export": 2},
    ],
)
def test_the_manifest_says_what_was_asked_for(changes) -> None:
    """Level, scope, time and the bundle before are those of the export entry."""
    forged = forge(log=standard_log())
    forged.predicate = replace(forged.predicate, **changes)
    report = judged(forged.sign(), fingerprint=forged.log.fingerprint)
    found = codes(report)
    assert "export" in found or "export_missing" in found


def test_a_stretch_cannot_go_past_the_tree() -> None:
    """Nothing is there yet."""
    log = standard_log()
    scope = TimeScope(300, 9_999)
    forged = forge(scope, log=log)
    forged.files[ABSENCE] = forged.files[ABSENCE]
    assert say(forged) == (Verdict.INVALID, ["scope"])


def test_entries_of_nobody_are_in_no_run() -> None:
    """A sender that is no text."""
    log = standard_log()
    scoped = Scoped()
    scoped.see(replace(log.entry(4), actor={"sender": 7}))
    scoped.see(log.entry(5))
    assert (scoped.entries, scoped.runs) == (2, {})


def test_a_forged_bundle_has_the_files_that_tests_change() -> None:
    """So that a change of names shows here."""
    forged = forge()
    assert {entry_path(0), proof_path(0), ABSENCE} <= forged.files.keys()
