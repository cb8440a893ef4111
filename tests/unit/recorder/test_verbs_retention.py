"""What may be asked of retention, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import (
    ConfigError,
    NotAnsweredByPersonError,
    UsageError,
    WrongPassphraseError,
)
from desktop_app.host.peers import Peer
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import askers, verbs
from tests.fakes import ledger_builder as build
from tests.fakes.recording import entries
from tests.fakes.retaining import FakeVault
from tests.fakes.roles import PASSPHRASE, ROLE, hold

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

RUN = {"run": {"sender": "codex", "run_id": "r"}}
EVENTS = ("about ada", "about nobody")


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is no agent."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))


def ask(made: Recorder, verb: str, **args: object) -> dict:
    """Ask as the control server does."""
    return dict(verbs.bind(made)[verb].handler(Call(args, Peer(0, 77), lambda *_: None)))


def planted(made: Recorder) -> int:
    """Append two bodies; return where the first is."""
    ids = build.SeededIds("verbs")
    drafts = [build.cloudevents(ids, [f'{{"id":"{text}"}}'.encode()]) for text in EVENTS]
    return made.journal.writer.append(drafts).result()[0].seq


def bodies(made: Recorder) -> list[int]:
    """Return which entries have a body that is there."""
    with LedgerReader(made.paths.ledger) as ledger:
        return ledger.bodies_between(0, ledger.size())


def test_a_dry_run_changes_nothing_and_needs_nobody(made: Recorder) -> None:
    """By the policy, or by what is asked for."""
    planted(made)
    size = len(entries(made))
    assert ask(made, "purge", dry_run=True)["classes"]["bodies"]["entries"] == 0
    told = ask(made, "purge", dry_run=True, older_than_days=0)
    assert told["classes"]["bodies"]["entries"] == 2
    assert (told["dry_run"], told["remains"]) == (True, {"entries": size})
    assert (len(entries(made)), len(bodies(made))) == (size, 2)


def test_only_a_person_purges(made: Recorder) -> None:
    """And what went is told, with the entries that say so."""
    planted(made)
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "purge", older_than_days=0)
    told = ask(made, "purge", older_than_days=0, confirmed=True, **{"class": "bodies"})
    (seq,) = told["entries"]
    assert (told["dry_run"], told["removed"]["bodies"], bodies(made)) == (False, 2, [])
    assert entries(made)[seq].actor["auth"] == "person"
    assert ask(made, "purge", confirmed=True)["entries"] == []


def test_in_compliance_nothing_is_deleted_by_hand_before_its_days(made: Recorder) -> None:
    """A person is told why; nothing is written or lost, and a dry run tells how much stays."""
    planted(made)
    ask(made, "config.set", name="retention.profile", value="compliance", confirmed=True)
    size = len(entries(made))
    told = ask(made, "purge", dry_run=True, older_than_days=0)
    assert (told["classes"]["bodies"]["entries"], told["classes"]["bodies"]["early"]) == (0, 2)
    for asked in ({"older_than_days": 0}, {"subject": "ada"}):
        with pytest.raises(ConfigError, match="compliance"):
            ask(made, "purge", confirmed=True, **asked)
    assert (len(entries(made)), len(bodies(made))) == (size, 2)
    assert ask(made, "purge", scope=RUN, confirmed=True)["entries"] == []


def test_a_subject_is_looked_for_by_a_person_alone(made: Recorder) -> None:
    """What they find, they may purge or hold; the search is no oracle for agents."""
    first = planted(made)
    for verb, more in (("purge", {"dry_run": True}), ("hold.place", {"reason": "why"})):
        with pytest.raises(NotAnsweredByPersonError):
            ask(made, verb, subject="ada", **more)
    found = ask(made, "purge", subject="ada", dry_run=True, confirmed=True)
    assert found["classes"]["bodies"]["entries"] == 1
    assert ask(made, "hold.place", subject="ada", reason="why", confirmed=True)["covers"] == 1
    with pytest.raises(UsageError, match="Nothing that is recorded"):
        ask(made, "hold.place", subject="lovelace", reason="why", confirmed=True)
    made.purging.payloads = FakeVault(about=[first + 1])
    assert ask(made, "hold.place", subject="ada", reason="why", confirmed=True)["covers"] == 2
    with pytest.raises(UsageError):
        ask(made, "purge", subject="ada", scope=RUN, confirmed=True)


@pytest.mark.parametrize(
    "args",
    [
        {"older_than_days": -1},
        {"older_than_days": "7"},
        {"class": "else"},
        {"class": "entries", "older_than_days": 7},
        {"class": "entries", "scope": {"run": {"sender": "codex", "run_id": "r"}}},
        {"class": "entries", "subject": "ada"},
        {"class": [1]},
        {"scope": {"else": 1}},
        {"scope": "r"},
        {"subject": 1},
    ],
)
def test_what_makes_no_sense_is_refused(made: Recorder, args: dict) -> None:
    """Before anything is read or written."""
    with pytest.raises(UsageError):
        ask(made, "purge", dry_run=True, confirmed=True, **args)


def test_anybody_holds_and_a_person_releases(made: Recorder) -> None:
    """A hold needs something to be on."""
    with pytest.raises(UsageError):
        ask(made, "hold.place", reason="why")
    placed = ask(made, "hold.place", scope=RUN, reason="why")
    assert placed["covers"] == 0
    (one,) = ask(made, "hold.list")["holds"]
    assert (one["hold"], one["scope"]) == (placed["hold"], RUN)
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "hold.release", hold=placed["hold"], reason="over")
    ask(made, "hold.release", hold=placed["hold"], reason="over", confirmed=True)
    assert ask(made, "hold.list")["holds"] == []


def test_a_wrong_passphrase_is_written_down(made: Recorder) -> None:
    """And the hold stays."""
    hold(made)
    with_role = {"scope": RUN, "reason": "why", "role": ROLE}
    placed = ask(made, "hold.place", **with_role, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        ask(made, "hold.release", hold=placed["hold"], reason="over", confirmed=True)
    newest = entries(made)[-1]
    assert (str(newest.kind), newest.subject["what"]) == ("gate.attempt", "hold.release")
    assert len(ask(made, "hold.list")["holds"]) == 1
    end = {"hold": placed["hold"], "reason": "over", "confirmed": True}
    assert ask(made, "hold.release", **end, passphrase=PASSPHRASE)["entry"]


def test_a_change_of_the_retention_needs_a_person(made: Recorder) -> None:
    """Longer or shorter; in compliance nobody shortens it."""
    longer = {"name": "retention.body_days", "value": "400"}
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "config.set", **longer)
    assert ask(made, "config.set", **longer, confirmed=True)["new"] == 400
    shorter = {"name": "retention.body_days", "value": "399"}
    assert ask(made, "config.set", **shorter, confirmed=True)["new"] == 399
    runs = {"name": "keep.runs", "value": "troubled"}
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "config.set", **runs)
    ask(made, "config.set", **runs, confirmed=True)
    assert ask(made, "config.set", name="keep.runs", value="all")["new"] == "all"
    profile = {"name": "retention.profile", "value": "compliance"}
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "config.set", **profile)
    ask(made, "config.set", **profile, confirmed=True)
    for name, value in (
        ("retention.body_days", "398"),
        ("retention.profile", "standard"),
        ("keep.runs", "troubled"),
    ):
        with pytest.raises(ConfigError):
            ask(made, "config.set", name=name, value=value, confirmed=True)
    assert made.settings["retention.body_days"] == 399
    assert made.status()["retention"]["profile"] == "compliance"


def test_anybody_may_know_the_next_purge(made: Recorder) -> None:
    """When, and what of each class."""
    planted(made)
    told = ask(made, "purge.next")
    assert abs(told["at_us"] - made.clock.now_us()) < 60_000_000
    assert told["classes"]["bodies"] == {"entries": 0, "bytes": 0, "held": 0, "early": 0}
    assert (told["run_keys"], told["remains"]["entries"]) == (0, len(entries(made)))
