"""What is kept is kept by consent, before its entry; what cannot be kept is said, never a stop."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import DiskFullError, StorageError, VaultUnavailableError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.content import Content
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.keeping import VAULT_KEY
from desktop_app.vault.vault import Vault
from tests.fakes.gate import everything, of_kind, shell, subjects
from tests.fakes.kept import COMMANDS, give, kept_of, refuse
from tests.fakes.recording import FailingWriter, restarted

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

LS = "ls plum-coloured"


def run(made: Recorder, command: str = LS, **more: Any) -> dict[str, Any]:
    """Let an agent declare a command; return the subject of its intent."""
    made.gating.gate.begin(shell(command, deadline_s=0.1, **more))
    return subjects(made, "action.intent")[-1]


def test_nothing_is_kept_without_a_consent(made: Recorder) -> None:
    """Nor said of it, nor made ready for it."""
    assert not {"kept", "not_kept"} & run(made).keys()
    assert made.keeping.granted() == frozenset()
    assert made.status()["vault"] == {
        "agents_refused": {"room": 0, "rate": 0},
        "open": True,
        "why": None,
        "keeps": [],
        "bytes": made.keeping.vault.use().bytes,
        "quota_bytes": 10 << 30,
        "nearly_full": False,
    }
    assert b"plum-coloured" not in everything(made.paths.data_dir)


def test_consent_holds_from_its_entry_until_it_is_withdrawn(made: Recorder) -> None:
    """And what is kept lies encrypted."""
    seq = give(made, COMMANDS)["entry"]
    assert run(made)["kept"]["payloads"] == 1
    made.gating.revoke(seq, RECORDER)
    assert "kept" not in run(made, "ls second")
    give(made, COMMANDS)
    run(made, "ls third")
    refuse(made, COMMANDS)
    assert "kept" not in run(made, "ls fourth")
    assert [data for _, data in kept_of(made)] == [LS.encode(), b"ls third"]
    assert b"plum-coloured" not in everything(made.paths.data_dir)


def test_consent_that_ends_between_call_and_entry_keeps_nothing(made: Recorder) -> None:
    """What was made ready under it is dropped without a word."""
    seq = give(made, COMMANDS)["entry"]
    content = Content("command_line", COMMANDS, b"ls late")
    draft = Draft(EntryKind.COMMAND, RECORDER, {"verb": "x"}, contents=(content,))
    made.gating.revoke(seq, RECORDER)
    (told,), fared = made.keeping.keep([draft], 0)
    fared(None)
    assert (told.contents, dict(told.subject)) == ((), {"verb": "x"})


def test_a_pause_keeps_nothing_and_the_gate_goes_on(made: Recorder) -> None:
    """Consent stays in force: it is kept again afterwards."""
    give(made, COMMANDS)
    made.pause.start(None, RECORDER)
    assert not {"kept", "not_kept"} & run(made).keys()
    assert made.status()["vault"]["keeps"] == [COMMANDS]
    made.pause.end("resumed", RECORDER)
    assert "kept" in run(made, "ls after")
    assert kept_of(made) == [("command_line", b"ls after")]


def test_a_full_vault_is_said_and_recording_goes_on(made: Recorder) -> None:
    """Until there is room again."""
    give(made, COMMANDS)
    quota = made.keeping.vault.quota_bytes
    made.keeping.set_quota(1)
    assert run(made)["not_kept"] == "full"
    told = made.status()["vault"]
    assert "in use" in str(told["why"])
    assert made.status()["recording"] is True
    made.keeping.set_quota(quota)
    assert "kept" in run(made, "ls again")
    assert made.status()["vault"]["why"] is None


def test_a_vault_that_fails_is_said(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its storage says."""
    give(made, COMMANDS)

    def fail(*_args: object, **_more: object) -> None:
        raise StorageError("The vault's storage failed.")

    monkeypatch.setattr(Vault, "keep", fail)
    assert run(made)["not_kept"] == "storage"


@pytest.mark.parametrize("replaced", [False, True])
def test_a_vault_that_was_taken_away_keeps_nothing_more(made: Recorder, *, replaced: bool) -> None:
    """An open file without a name is gone with the recorder: no entry may count on it."""
    give(made, COMMANDS)
    made.paths.vault.rename(made.paths.vault.with_suffix(".away"))
    if replaced:
        shutil.copy(made.paths.vault.with_suffix(".away"), made.paths.vault)
    assert run(made)["not_kept"] == "storage"
    assert "moved away or replaced" in str(made.status()["vault"]["why"])


def test_an_entry_that_is_refused_leaves_nothing_in_the_vault(made: Recorder) -> None:
    """What was kept for it goes."""
    give(made, COMMANDS)
    writer = made.journal.writer
    failing = FailingWriter(DiskFullError("full"))
    failing.state = writer.state  # type: ignore[attr-defined]
    made.journal.open(failing)  # type: ignore[arg-type]
    says = made.gating.gate.begin(shell(LS)).result(60).says
    assert says == "deny"
    made.journal.open(writer)
    run(made, "ls other")
    assert made.keeping.vault.pending_after() is None
    assert kept_of(made) == [("command_line", b"ls other")]


def test_an_entry_names_its_content_when_it_is_durable(made: Recorder) -> None:
    """Whoever waited for the append finds the list under the entry's number at once."""
    give(made, COMMANDS)
    content = Content("command_line", COMMANDS, b"ls now")
    draft = Draft(EntryKind.COMMAND, {"sender": "a", "auth": "token"}, {}, "r", contents=(content,))
    for _ in range(50):
        appended = made.journal.telemetry("a", [draft]).result(60)
        assert made.keeping.lines_of(appended[-1].seq)


def test_the_next_start_settles_what_was_kept_and_appended(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill after the ledger's commit: the list finds its entry again."""
    give(made, COMMANDS)
    monkeypatch.setattr(Vault, "settle", lambda *_: None)
    run(made)
    (intent,) = of_kind(made, "action.intent")
    with restarted(made) as other:
        assert other.keeping.vault.pending_after() is None
        (line,) = other.keeping.lines_of(intent.seq)
        assert other.keeping.vault.read(line.ref) == LS.encode()


def test_the_next_start_removes_what_no_entry_names(made: Recorder) -> None:
    """A kill between the vault's commit and the ledger's: no orphan stays."""
    give(made, COMMANDS)
    content = Content("command_line", COMMANDS, b"ls orphan")
    pending = made.keeping.vault.keep([content], after=0)
    with restarted(made) as other:
        assert other.keeping.vault.pending_after() is None
        with pytest.raises(Exception, match="Nothing is kept"):
            other.keeping.vault.about(pending.lines[0].ref)


def test_without_its_key_the_vault_stays_closed(made: Recorder) -> None:
    """It is said, content is not kept, recording goes on, and no new key is made over it."""
    give(made, COMMANDS)
    run(made)
    made.keystores[-1].delete(VAULT_KEY)
    with restarted(made) as other:
        told = other.status()["vault"]
        assert (told["open"], told["keeps"]) == (False, [])
        assert "keys restore" in str(told["why"])
        assert run(other, "ls later")["not_kept"] == "closed"
        assert other.keystores[-1].get(VAULT_KEY) is None
        with pytest.raises(VaultUnavailableError, match="not in the keystore"):
            _ = other.keeping.vault
        assert other.keeping.lines_of(0) == []


def test_another_key_is_refused(made: Recorder) -> None:
    """Nothing is opened with it, and nothing made."""
    made.keystores[-1].put(VAULT_KEY, bytes(32))
    with restarted(made) as other:
        assert other.status()["vault"]["open"] is False


def test_a_file_that_is_no_vault_is_left_alone(made: Recorder) -> None:
    """It is somebody's."""
    made.keeping.close()
    made.paths.vault.write_bytes(b"words" * 4096)
    with restarted(made) as other:
        assert other.status()["vault"]["open"] is False
        assert other.journal.waiting_for is None
    assert made.paths.vault.read_bytes() == b"words" * 4096


def test_a_vault_that_is_gone_is_made_anew(made: Recorder) -> None:
    """Under the key that is there: what entries kept is missing, and `verify` says that."""
    give(made, COMMANDS)
    run(made)
    key = made.keystores[-1].get(VAULT_KEY)
    made.keeping.close()
    made.paths.vault.unlink()
    with restarted(made) as other:
        assert other.keystores[-1].get(VAULT_KEY) == key
        assert other.keeping.vault.use().bytes > 0


def test_a_closed_one_says_so(made: Recorder) -> None:
    """Closing twice is fine; a quota waits for nothing."""
    made.keeping.close()
    made.keeping.close()
    made.keeping.set_quota(1)
    assert made.keeping.status() == {
        "open": False,
        "why": "The recorder is stopping.",
        "keeps": [],
        "agents_refused": {"room": 0, "rate": 0},
    }


def test_entries_of_nonsense_settle_nothing(made: Recorder) -> None:
    """A `kept` that is no object of ours is passed over at the start."""
    pending = made.keeping.vault.keep([Content("x", COMMANDS, b"y")], after=0)
    made.journal.note(EntryKind.COMMAND, {"kept": {"bytes": 1}})
    made.journal.note(EntryKind.COMMAND, {"kept": {"bytes": 1, "root": "zz"}})
    with restarted(made) as other:
        assert other.status()["vault"]["open"] is True
        assert other.keeping.vault.pending_after() is None
    assert pending.id


def test_entries_that_keep_something_are_found(made: Recorder) -> None:
    """By what stands in their leaves, and no others."""
    give(made, COMMANDS)
    run(made)
    with LedgerReader(made.paths.ledger) as ledger:
        found = [entry.seq for entry in ledger.keeping()]
        assert found == [of_kind(made, "action.intent")[0].seq]
        assert list(ledger.keeping(found[0] + 1)) == []


def test_a_tick_writes_which_entry_keeps_what(made: Recorder) -> None:
    """Nothing waits for the next change for long; without a vault there is nothing to do."""
    give(made, COMMANDS)
    made.gating.gate.begin(shell("ls -l"))
    made.keeping.tick()
    vault = made.keeping.vault
    assert not vault._told
    assert vault.pending_after() is None
    made.keeping.close()
    made.keeping.tick()
