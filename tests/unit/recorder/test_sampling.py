"""What a run without trouble kept goes when it ends, where a person wants that, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES, PROMPTS
from desktop_app.model.verdict import Verdict
from desktop_app.recorder import purging
from desktop_app.recorder.journal import durable
from desktop_app.recorder.runs import Run
from desktop_app.recorder.sampling import Sampling
from desktop_app.retention.holds import Hold
from desktop_app.retention.policy import ALL, RUNS, TROUBLED
from desktop_app.retention.scopes import RunScope
from desktop_app.vault.lines import Line
from tests.fakes.gate import shell, subjects
from tests.fakes.kept import COMMANDS, ask, give, keeping_entries

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder
    from tests.fakes.retaining import Retaining

PERSON = {"sender": "", "auth": "person"}
CODEX = {"sender": "codex", "auth": "local"}


def line(purpose: str) -> Line:
    """Return what an entry keeps under a purpose."""
    return Line("a" * 32, bytes(32), 7, "x", purpose, None, "text/plain")


class Sampled:
    """What samples, with a setting and lines that a test chooses."""

    def __init__(self, retaining: Retaining) -> None:
        self.of, self.setting = retaining, ALL
        self.lines: dict[int, list[Line]] = {}
        retaining.purging.payloads = retaining.vault
        self.sampling = self.fresh()

    def fresh(self) -> Sampling:
        """Return what samples, as a recorder that starts makes it."""
        return Sampling(
            self.of.place.path,
            self.of.purging,
            lines_of=lambda seq: self.lines.get(seq, [line(PROMPTS)]),
            setting=lambda: self.setting,
        )

    def want(self, value: str, name: str = RUNS) -> None:
        """Let a person say whose content stays."""
        subject = {"name": name, "old": None, "new": value}
        self.of.journal.note(EntryKind.CONFIG_CHANGED, subject, actor=PERSON)
        self.setting = value if name == RUNS else self.setting

    def entry(self, kind: EntryKind, run: str | None = "r", **subject: object) -> int:
        """Append an entry of a run; return its place."""
        draft = Draft(kind, CODEX, subject, run)
        return self.of.writer.append([draft]).result()[0].seq

    def end(self, run: str = "r", **subject: object) -> None:
        """End a run and let what it kept be looked at."""
        self.entry(EntryKind.RUN_END, run, **(subject or {"reason": "idle"}))
        self.sampling.ended(Run("codex", run))
        self.sampling.tick()


@pytest.fixture
def sampled(retaining: Retaining, monkeypatch: pytest.MonkeyPatch) -> Sampled:
    """What samples, over a new ledger."""
    monkeypatch.setattr(purging, "WAL_PAUSE_S", 0.0)
    return Sampled(retaining)


def test_a_run_without_trouble_keeps_nothing(retaining: Retaining, sampled: Sampled) -> None:
    """By a purge entry of its own, which verifies; its bodies and its key stay."""
    sampled.want(TROUBLED)
    first = retaining.run("r", 2, kept=True, ended=False)
    other = retaining.run("s", kept=True, ended=False)
    sampled.end(exit_code=0)
    (one,) = retaining.purges()
    assert (one["class"], one["by"], one["days"]) == ("payloads", "sampling", None)
    assert (one["entries"], one["bytes"], one["run_keys"]) == ([[first, first + 1]], 14, 0)
    assert one["scope"] == {"run": {"sender": "codex", "run_id": "r"}}
    assert retaining.vault.shredded == [first, first + 1]
    assert retaining.bodies() == [first, first + 1, other]
    assert sorted(retaining.keys()) == ["r", "s"]
    sampled.end()
    assert len(retaining.purges()) == 1
    report = audit(retaining.place.path, trust=Trust(), now_us=retaining.clock.now_us())
    assert report.verdict is Verdict.KEY_UNPINNED
    assert any("by sampling" in text for text in report.gone)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (EntryKind.ACTION_EFFECT, {"outcome": "error"}),
        (EntryKind.ACTION_INTENT, {"decision": "denied"}),
        (EntryKind.GATE_FAILED_OPEN, {"why": "never asked"}),
        (EntryKind.RUN_END, {"exit_code": 1}),
    ],
)
def test_a_run_with_trouble_keeps_everything(
    retaining: Retaining, sampled: Sampled, kind: EntryKind, subject: dict
) -> None:
    """Also when it is over and goes on well."""
    sampled.want(TROUBLED)
    retaining.run("r", kept=True, ended=False)
    sampled.entry(kind, **subject)
    sampled.end()
    retaining.run("r", kept=True, ended=False)
    sampled.end()
    assert retaining.purges() == []


def test_a_clock_that_was_set_back_hides_no_trouble(retaining: Retaining, sampled: Sampled) -> None:
    """Then a run's end is older than what happened in it."""
    sampled.want(TROUBLED)
    retaining.run("r", kept=True, ended=False)
    retaining.clock.wall_us += 3_600_000_000
    sampled.entry(EntryKind.ACTION_EFFECT, outcome="error")
    retaining.clock.wall_us -= 3_600_000_000
    sampled.end()
    assert retaining.purges() == []


def test_a_question_that_was_denied_is_trouble(retaining: Retaining, sampled: Sampled) -> None:
    """Though its answer is an entry of no run."""
    sampled.want(TROUBLED)
    retaining.run("r", kept=True, ended=False)
    intent = sampled.entry(EntryKind.ACTION_INTENT, decision="asked")
    sampled.entry(EntryKind.CONSENT_RECORD, None, intent=intent, state="refused")
    sampled.end()
    assert retaining.purges() == []


def test_all_runs_keep_unless_a_person_wants_otherwise(
    retaining: Retaining, sampled: Sampled
) -> None:
    """Not by the settings file, nor in compliance."""
    retaining.run("r", kept=True, ended=False)
    sampled.end()
    sampled.setting = TROUBLED  # by the file
    sampled.end()
    sampled.want(TROUBLED)
    sampled.want("compliance", "retention.profile")
    sampled.end()
    assert retaining.purges() == []


def test_copies_and_holds_stay(retaining: Retaining, sampled: Sampled) -> None:
    """So does what keeps both copies and other content, and what the vault knows nothing of."""
    sampled.want(TROUBLED)
    first = retaining.run("r", 4, kept=True, ended=False)
    sampled.lines = {
        first: [line(COPIES)],
        first + 1: [line(PROMPTS), line(COPIES)],
        first + 2: [],
    }
    retaining.run("held", kept=True, ended=False)
    hold = Hold("h", RunScope("codex", "held"), "why", 0, bytes(32))
    retaining.journal.note(EntryKind.HOLD_PLACED, hold.to_json())
    sampled.end("held")
    sampled.end()
    assert [one["entries"] for one in retaining.purges()] == [[[first + 3, first + 3]]]


def test_what_goes_on_or_was_cut_off_stays(retaining: Retaining, sampled: Sampled) -> None:
    """The recorder's own end is none of the run's; nor is one of a run that spoke again."""
    sampled.want(TROUBLED)
    for reason in ("stop", "crash"):
        retaining.run(reason, kept=True, ended=False)
        sampled.end(reason, reason=reason)
    retaining.run("r", kept=True)
    retaining.run("r", kept=True, ended=False)
    sampled.sampling.ended(Run("codex", "r"))
    sampled.sampling.ended(Run("codex", "nobody"))
    sampled.sampling.tick()
    assert retaining.purges() == []


def test_what_a_kill_left_is_taken_up(retaining: Retaining, sampled: Sampled) -> None:
    """Runs that ended since the recorder before, or since a person wanted it."""
    retaining.run("old", kept=True)
    retaining.journal.note(EntryKind.RECORDER_START, {"settings": {}})
    retaining.run("before", kept=True)
    sampled.want(TROUBLED)
    seq = retaining.run("r", kept=True)
    settings = {"settings": {RUNS: TROUBLED}}
    retaining.journal.note(EntryKind.RECORDER_START, settings)
    following = sampled.fresh()
    following.look_back()
    following.tick()
    assert [one["entries"] for one in retaining.purges()] == [[[seq, seq]]]
    later = retaining.run("later", kept=True)
    retaining.journal.note(EntryKind.RECORDER_START, settings)
    sampled.setting = ALL
    idle = sampled.fresh()
    idle.look_back()
    sampled.setting = TROUBLED
    idle.tick()
    assert len(retaining.purges()) == 1
    following.look_back()
    following.tick()
    assert [one["entries"] for one in retaining.purges()][1:] == [[[later, later]]]


def test_a_first_start_that_sets_it_holds(retaining: Retaining, sampled: Sampled) -> None:
    """There may be no change of it, and one of something else."""
    retaining.journal.note(EntryKind.RECORDER_START, {"settings": {RUNS: TROUBLED}})
    sampled.setting = TROUBLED
    sampled.want("400", "retention.body_days")
    seq = retaining.run("r", kept=True)
    sampled.sampling.look_back()
    sampled.sampling.tick()
    assert [one["entries"] for one in retaining.purges()] == [[[seq, seq]]]


def test_a_recorder_samples_what_its_vault_keeps(made: Recorder) -> None:
    """From the setting to the vault: a run's end is heard of, and what it kept is gone."""
    give(made, COMMANDS)
    told = ask(made, "config.set", name=RUNS, value=TROUBLED)
    assert told["takes_hold"] == "now"
    for command in ("ls plum", "ls pear"):
        made.gating.gate.begin(shell(command, deadline_s=0.1))
    first, second = (entry.seq for entry in keeping_entries(made))
    ((sender, run_id),) = made.journal.book.open_runs()
    (ref,) = (one.ref for one in made.keeping.lines_of(first))
    durable(made.journal.end_run(Run(sender, run_id), {"reason": "idle"}))
    made.sampling.tick()
    named = subjects(made, "purge")[-1]["entries"]
    assert {first, second} <= {seq for begin, end in named for seq in range(begin, end + 1)}
    assert not made.keeping.vault.has(ref)
    assert len(keeping_entries(made)) == 2
