"""What the command line may ask, who may ask it, and that each change is an entry first."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import (
    ConfigError,
    DiskFullError,
    NotAnsweredByPersonError,
    NotFoundError,
    UsageError,
)
from desktop_app.host.notices import notice
from desktop_app.host.peers import Peer
from desktop_app.host.processes import AgentAncestor
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import askers, verbs
from tests.fakes.recording import FailingWriter, entries, kinds
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry
    from desktop_app.recorder.recorder import Recorder

DOCUMENT = Path(__file__).parents[3] / "resources" / "docs" / "control.md"
PEER = Peer(0, 77)


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is no agent."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))


def ask(made: Recorder, verb: str, peer: Peer | None = PEER, **args: object) -> dict:
    """Ask as the control server does."""
    return dict(verbs.bind(made)[verb].handler(Call(args, peer, lambda *_: None)))


def newest(made: Recorder) -> Entry:
    """Return the newest entry."""
    return entries(made)[-1]


def test_reading_verbs_write_nothing(made: Recorder) -> None:
    """Status, settings and keys."""
    size = len(entries(made))
    assert ask(made, "status") == made.status()
    assert ask(made, "config.get") == dict(made.settings.all())
    assert ask(made, "keys.list") == made.keys()
    assert len(entries(made)) == size


def test_a_setting_is_changed_after_its_entry(made: Recorder) -> None:
    """What cannot be written down is not changed."""
    done = ask(made, "config.set", name="redact.strict", value="on")
    assert done["takes_hold"] == "now"
    assert newest(made).subject == {"name": "redact.strict", "old": False, "new": True}
    assert newest(made).actor == {"sender": "", "auth": "local"}
    text = made.redactor.redact_json({"my.key": "plain words"}, b"k" * 32)[0]
    assert "plain words" not in str(text)
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        ask(made, "config.set", name="run.idle_s", value="5")
    made.journal.open(writer)
    assert made.settings["run.idle_s"] == 600
    for name, error in (("no.such", NotFoundError), (None, UsageError)):
        with pytest.raises(error):
            ask(made, "config.set", name=name, value="5")


LOOSENING = {"name": "ledger.quota_bytes", "value": "16MiB"}
PERSONAL = [("config.set", LOOSENING), ("pause", {"for_s": 60}), ("keys.rotate", {})]
WINDOW = {"sender": "", "auth": "person", "process": "tray"}


@pytest.mark.parametrize(("verb", "args"), PERSONAL)
def test_only_a_person_loosens(
    made: Recorder, monkeypatch: pytest.MonkeyPatch, verb: str, args: dict[str, object]
) -> None:
    """Not unconfirmed, not for an agent (its try is told), not for who cannot be looked at."""
    size = len(entries(made))
    with pytest.raises(NotAnsweredByPersonError, match="Nobody confirmed"):
        ask(made, verb, **args)
    for peer in (None, Peer(0, None)):
        with pytest.raises(NotAnsweredByPersonError, match="cannot tell"):
            ask(made, verb, peer, **args, confirmed=True)
    found = AgentAncestor("codex", 5, "environment")
    with monkeypatch.context() as patch:
        patch.setattr(askers, "agent_ancestor", lambda _pid: found)
        with pytest.raises(NotAnsweredByPersonError, match="codex"):
            ask(made, verb, **args, confirmed=True)
    with monkeypatch.context() as patch:
        patch.setattr(askers, "ancestors", lambda _pid: ())
        with pytest.raises(NotAnsweredByPersonError, match="cannot tell"):
            ask(made, verb, **args, confirmed=True)
    assert [entry.subject for entry in entries(made)[size:]] == [{"what": verb, "agent": "codex"}]
    ask(made, verb, **args, confirmed=True)
    assert len(entries(made)) > size + 1


def test_pause_and_resume_are_entries_of_a_person(made: Recorder) -> None:
    """With the counts; an agent may resume, and the entry names it."""
    assert ask(made, "pause", for_s=60, confirmed=True)["paused"]
    assert newest(made).actor == {"sender": "", "auth": "person"}
    made.pause.count("logs", 4)
    assert ask(made, "resume") == {"paused": False, "was_paused": True, "rejected": {"logs": 4}}
    assert ask(made, "resume") == {"paused": False, "was_paused": False, "rejected": {}}
    assert newest(made).actor == {"sender": "", "auth": "local"}


@pytest.mark.parametrize("for_s", [0, -1, True, 1.5, "60", 86_401])
def test_a_pause_has_a_sensible_length(made: Recorder, for_s: object) -> None:
    """One second to a day, or until resumed."""
    with pytest.raises(UsageError):
        ask(made, "pause", for_s=for_s, confirmed=True)
    assert not made.pause.active


def answer(made: Recorder) -> dict[str, object]:
    """Return a person's consent to what holds now."""
    return {"digest": notice("local-only-off", made.local_only.upstreams).digest, "latency_ms": 9}


def test_local_only_is_turned_off_by_a_persons_consent(made: Recorder) -> None:
    """Consent, change, checkpoint; on again by anybody; what is so already is no entry."""
    done = ask(made, "mode.local_only", on=False, consent=answer(made), confirmed=True)
    assert done == {
        "local_only": False,
        "upstreams": 0,
        "entry": newest(made).seq,
        "sent": [],
    }
    assert kinds(made)[1:] == ["consent.record", "mode.changed"]
    assert newest(made).actor == {"sender": "", "auth": "person"}
    status = made.status()
    assert (status["local_only"], status["upstreams"], status["unsealed"]) == (False, 0, 0)
    again = ask(made, "mode.local_only", on=False, consent=answer(made), confirmed=True)
    assert again["entry"] is None
    assert ask(made, "mode.local_only", on=True)["local_only"] is True
    assert newest(made).subject["on"] is True
    assert ask(made, "mode.local_only", on=True)["entry"] is None
    assert made.status()["local_only"] is True
    with LedgerReader(made.paths.ledger) as ledger:
        assert [point.reason for point in ledger.checkpoints()][-2:] == ["mode", "mode"]


def test_local_only_stays_on_for_everybody_else(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No person, no consent, a consent to another text, no sense: no entry, and it is on."""
    size = len(entries(made))
    stale = {"digest": notice("local-only-off", ["x"]).digest, "latency_ms": 9}
    for peer, args in (
        (PEER, {"on": False, "consent": answer(made)}),
        (None, {"on": False, "consent": answer(made), "confirmed": True}),
        (PEER, {"on": False, "confirmed": True}),
        (PEER, {"on": False, "consent": stale, "confirmed": True}),
    ):
        with pytest.raises(NotAnsweredByPersonError):
            ask(made, "mode.local_only", peer, **args)
    for on in (None, 0, "off"):
        with pytest.raises(UsageError):
            ask(made, "mode.local_only", on=on, consent=answer(made), confirmed=True)
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: AgentAncestor("codex", 5, "x"))
    with pytest.raises(NotAnsweredByPersonError, match="codex"):
        ask(made, "mode.local_only", on=False, consent=answer(made), confirmed=True)
    assert [entry.kind for entry in entries(made)[size:]] == ["gate.attempt"]
    assert made.status()["local_only"] is True


def test_a_mode_that_cannot_be_sealed_at_once_has_changed(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entries are durable; `status` tells of the seal."""
    failed: Future[object] = Future()
    failed.set_exception(DiskFullError("full"))
    monkeypatch.setattr(made.journal.writer, "checkpoint", lambda _reason: failed)
    ask(made, "mode.local_only", on=False, consent=answer(made), confirmed=True)
    assert made.status()["local_only"] is False


def test_rotation_gives_new_keys(made: Recorder) -> None:
    """And an epoch that they introduced."""
    before = made.keys()
    after = ask(made, "keys.rotate", confirmed=True)
    assert after["vkey"] != before["vkey"]
    assert "keys.rotated" in kinds(made)


def test_senders_come_and_go_by_entries(made: Recorder) -> None:
    """Adding keeps earlier tokens, renewing drops them, forgetting says how many."""
    first = ask(made, "senders.add", name="codex")["token"]
    second = ask(made, "senders.add", name="codex")["token"]
    assert [made.senders.name_of(token) for token in (first, second)] == ["codex", "codex"]
    third = ask(made, "senders.renew", name="codex")["token"]
    known = [made.senders.name_of(token) for token in (first, second, third)]
    assert known == [None, None, "codex"]
    assert ask(made, "senders.forget", name="codex") == {"name": "codex", "tokens": 1}
    assert ask(made, "senders.forget", name=PLANTED["email"])["tokens"] == 0
    assert kinds(made)[1:] == [
        "sender.added",
        "sender.added",
        "sender.removed",
        "sender.added",
        "sender.removed",
    ]
    leaves = b"".join(entry.leaf for entry in entries(made))
    assert not any(token.encode() in leaves for token in (first, second, third))


@pytest.mark.parametrize("verb", ["senders.add", "senders.renew"])
@pytest.mark.parametrize("name", ["A b", "countersign", None])
def test_a_senders_name_is_checked_before_anything(made: Recorder, verb: str, name: object) -> None:
    """No entry, no token."""
    with pytest.raises((ConfigError, UsageError)):
        ask(made, verb, name=name)
    assert kinds(made) == ["recorder.start"]


def test_a_token_without_an_entry_is_none(made: Recorder) -> None:
    """The entry comes first."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        ask(made, "senders.add", name="codex")
    made.journal.open(writer)
    assert made.senders.all() == []


def test_notes_are_bounded_to_kinds_and_redacted(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line writes down what it did, and nothing else; an agent's call names it."""
    found = AgentAncestor("codex", 5, "environment")
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: found)
    done = ask(made, "note", kind="command", subject={"file": f"/x/{PLANTED['github_token']}"})
    assert newest(made).seq == done["entry"]
    assert PLANTED["github_token"].encode() not in newest(made).leaf
    assert newest(made).actor == {"sender": "", "auth": "local", "agent": "codex"}
    size = len(entries(made))
    for kind, subject in (
        ("run.end", {}),
        ("pause.start", {"until_us": 0}),
        ("command", [1]),
        ("command", {"cost": 0.5}),
        ("command", {"x": "y" * 70_000}),
        (None, {}),
    ):
        with pytest.raises(UsageError):
            ask(made, "note", kind=kind, subject=subject)
    assert len(entries(made)) == size


def test_a_checkpoint_covers_all(made: Recorder) -> None:
    """What is there when asked."""
    assert ask(made, "checkpoint") == {"sealed_size": len(entries(made))}


def test_a_rebuild_is_an_entry(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the follower is told."""
    told: list[str] = []
    monkeypatch.setattr(made.follower, "rebuild", lambda: told.append(kinds(made)[-1]))
    assert ask(made, "index.rebuild") == {"rebuilding": True}
    assert told == ["command"]


def test_runs_begin_and_end(made: Recorder) -> None:
    """The wrapper's two verbs; the entry says who asked."""
    run = ask(
        made,
        "run.begin",
        name="n",
        command=["true"],
        trace_id="01" * 16,
        span_id="02" * 8,
    )
    ended = ask(
        made,
        "run.end",
        run_id=run["run_id"],
        name="n",
        trace_id="01" * 16,
        span_id="02" * 8,
        exit_code=0,
        started_ns="1",
        ended_ns="2",
    )
    assert ended["entry"] == newest(made).seq
    written = [kind for kind in kinds(made)[1:] if kind != "run.environment"]
    assert written == ["run.start", "otlp.traces", "run.end"]


def test_the_person_only_verbs_are_marked() -> None:
    """The control server looks at the asking process before such a verb runs."""
    wanted = {"pause", "keys.rotate", "bundle.begin", "bundle.sign", "bundle.cancel", "stop"}
    wanted |= {"questions", "answer", "grant.revoke", "grant.put_back"}
    wanted |= {"approvers.add", "approvers.remove", "purge", "hold.release"}
    wanted |= {"consent.give", "consent.refuse", "vault.reveal"}
    wanted |= {"vault.escrow.add", "vault.escrow.remove"}
    wanted |= {"vault.reveal_all", "rollback.plan", "rollback.apply"}
    wanted |= {f"upstream.{verb}" for verb in ("add", "remove", "test", "stamp", "hand")}
    assert {name for name, (_, only) in verbs.TABLE.items() if only} == wanted


def test_every_verb_is_documented() -> None:
    """`control.md`, section "Verbs": one row each, in the order of the table, and no other."""
    section = DOCUMENT.read_text().partition("\n## Verbs\n")[2].partition("\n### ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    named = {row[1].strip().strip("`"): row for row in rows}
    assert list(named) == list(verbs.TABLE)
    for name, (_, only) in verbs.TABLE.items():
        assert (named[name][2].strip() == "person") == only, name


def test_the_answers_fields_are_documented(made: Recorder) -> None:
    """Each field of `status` and of `keys.list` has its line."""
    text = DOCUMENT.read_text()
    for field in (*made.status(), *made.keys(), *made.meter.counts()):
        assert f"`{field}`" in text, field


def test_who_cannot_be_looked_at_is_not_written_down_as_a_person(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that confirmed and ended before we looked may have been an agent's."""
    monkeypatch.setattr(askers, "ancestors", lambda _pid: ())
    ask(made, "note", kind="command", subject={"verb": "x"}, confirmed=True)
    assert newest(made).actor == {"sender": "", "auth": "local"}


def by_window(made: Recorder, verb: str, **args: object) -> dict:
    """Ask by the person's line."""
    call = Call(args, Peer(0, None), lambda *_: None, person=True)
    return dict(verbs.bind(made)[verb].handler(call))


def test_what_comes_by_the_persons_line_is_a_persons(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks for agents above it; what loosens needs its confirmation all the same."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: AgentAncestor("codex", 5, "x"))
    monkeypatch.setattr(askers, "ancestors", lambda _pid: ())
    with pytest.raises(NotAnsweredByPersonError, match="Nobody confirmed"):
        by_window(made, "pause", for_s=60)
    by_window(made, "pause", for_s=60, confirmed=True)
    assert newest(made).actor == WINDOW
    by_window(made, "mode.local_only", on=False, consent=answer(made), confirmed=True)
    assert newest(made).actor == WINDOW
    by_window(made, "config.set", name="run.idle_s", value="5")
    assert newest(made).actor == WINDOW


VERDICT = {"target": "ledger", "verdict": "CONSISTENT", "exit_code": 0, "size": 4}
TOLD = {"sentence": "All recomputed.", "duration_us": 5}


def test_what_the_tray_met_by_itself_is_nobodys_deed(made: Recorder) -> None:
    """A verdict by hand is the person's, one at the start and a refused attempt are not."""
    by_window(made, "note", kind="verdict", subject={**VERDICT, **TOLD, "by": "hand"})
    assert newest(made).actor == WINDOW
    by_window(made, "note", kind="verdict", subject={**VERDICT, **TOLD, "by": "start"})
    assert newest(made).actor == {**WINDOW, "auth": "local"}
    refused = {"targets": [{"target": "192.0.2.1:443", "attempts": 2}], "others": 0}
    ask(made, "note", kind="egress.refused", subject=refused)
    assert newest(made).actor == {**WINDOW, "auth": "local"}
    assert newest(made).subject == refused


def test_a_person_ends_the_recorder(made: Recorder) -> None:
    """In order: whoever runs it is woken and told whose deed it is."""
    woken: list[bool] = []
    made.stopping.wake = lambda: woken.append(True)
    with pytest.raises(NotAnsweredByPersonError):
        ask(made, "stop")
    assert woken == []
    assert ask(made, "stop", confirmed=True) == {"stopping": True}
    assert woken == [True]
    assert made.stopping.actor == {"sender": "", "auth": "person"}


def test_a_verdict_that_an_agent_tells_is_marked(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody recomputes it: it names the agent, and claims to be no check of the tray's."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: AgentAncestor("codex", 5, "x"))
    for by in ("hand", "start", "schedule"):
        ask(made, "note", kind="verdict", subject={**VERDICT, **TOLD, "by": by}, confirmed=True)
        assert newest(made).subject["by"] == "agent"
        assert newest(made).actor == {"sender": "", "auth": "local", "agent": "codex"}
