"""countersign keys: what a reviewer pins, and how keys travel."""

from __future__ import annotations

import json
import re
import sys

import pytest

from desktop_app.cli.verbs import keys
from desktop_app.errors import UsageError
from tests.fakes import running
from tests.fakes.commands import on_terminal

FINGERPRINT = re.compile(r"(\d{5} ){5}\d{5}\Z")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


def test_list_shows_fingerprint_verifier_key_and_custody(cli):
    """What a reviewer writes down; no private part."""
    data = cli("keys", "list", "--output", "json").data
    assert FINGERPRINT.match(data["fingerprint"])
    assert data["custody"] == "plain-file"
    assert data["vkey"].startswith(data["origin"] + "+")
    text = cli("keys", "list")
    assert data["fingerprint"] in text.out
    assert data["vkey"] in text.out
    assert "a reviewer compares it" in text.out
    assert "█" not in text.out  # no QR code in a pipe


@POSIX
def test_list_draws_a_qr_code_on_a_terminal(store):
    """For the reviewer's telephone."""
    assert "▄" in on_terminal(store, "keys", "list", columns=120).out


def test_export_public_is_the_vkey_alone(cli):
    """One line, for a file."""
    done = cli("keys", "export-public")
    assert done.lines == [cli("keys", "list", "--output", "json").data["vkey"]]


def test_without_a_ledger_there_are_no_keys(empty):
    """And it says when they are made."""
    done = empty("keys", "list")
    assert done.code == 1
    assert "countersign serve" in done.err


@POSIX
def test_rotation_needs_a_person_and_leaves_a_ledger_that_verifies(live_recorder, live):
    """The fingerprint stays: the old keys sign the new."""
    before = live("keys", "list", "--output", "json").data
    refused = on_terminal(live_recorder.environment, "keys", "rotate", answer=b"\n")
    assert refused.code == 1
    assert "'yes' was not typed." in refused.out
    done = on_terminal(live_recorder.environment, "keys", "rotate", answer=b"yes\n", columns=200)
    assert done.code == 0
    after = live("keys", "list", "--output", "json").data
    assert after["vkey"] != before["vkey"]
    assert after["vkey"] in done.out
    assert after["fingerprint"] == before["fingerprint"]
    assert live("verify").code == 0


@POSIX
def test_a_backup_brings_the_keys_to_an_empty_machine(store, tmp_path):
    """Written after a person agreed; restored with the passphrase alone."""
    file = tmp_path / "keys.backup"
    secret = {"COUNTERSIGN_BACKUP_PASSPHRASE": "correct horse"}
    done = on_terminal({**store, **secret}, "keys", "backup", str(file), answer=b"yes\n")
    assert done.code == 0
    assert "Recorded as #" in done.out
    bare = running.environment(tmp_path / "bare", **secret)
    refused = on_terminal(bare, "keys", "restore", str(file), answer=b"no\n")
    assert refused.code == 1
    assert not (tmp_path / "bare" / ".config").exists()
    restored = on_terminal(bare, "keys", "restore", str(file), answer=b"yes\n", columns=200)
    assert "restored." in restored.out
    assert "could not be written into the record: There is no ledger yet." in restored.out
    wrong = {**bare, "COUNTERSIGN_BACKUP_PASSPHRASE": "wrong"}
    assert running.run_cli(wrong, "keys", "restore", str(file), check=False).returncode == 1
    moved = {**bare, "COUNTERSIGN_DATA_DIR": store["COUNTERSIGN_DATA_DIR"]}
    assert running.run_cli(moved, "verify").stdout.startswith("CONSISTENT")


@POSIX
def test_a_restore_is_an_entry_where_its_log_lies(tmp_path):
    """By the person who confirmed it; beside another log it is said that none was written."""
    environment = running.environment(tmp_path, COUNTERSIGN_BACKUP_PASSPHRASE="correct horse")
    file = str(tmp_path / "keys.backup")
    with running.running(tmp_path) as recorder:
        on_terminal(environment, "keys", "backup", file, answer=b"yes\n")
        words = ("keys", "restore", file, "--output", "json")
        done = on_terminal(environment, *words, answer=b"yes\n", columns=200)
        told = json.loads(done.out.splitlines()[-1])["data"]
        assert told["restored"] == []
        lines = {row["seq"]: row for row in recorder.cli_json("audit-log")}
        line = lines[told["entry"]]
        assert (line["command"], line["operator"]) == ("keys restore", "person")
    other = {**environment, "COUNTERSIGN_DATA_DIR": str(tmp_path / "other")}
    running.start(other).stop()
    done = on_terminal(other, "keys", "restore", file, answer=b"yes\n", columns=200)
    assert done.code == 0
    assert "is another log's" in done.out


def test_a_new_passphrase_is_asked_for_twice(monkeypatch):
    """A slip of the finger would make the backup useless; an old one is asked for once."""
    typed = iter(["correct horse", "correct hosre", "correct horse", "correct horse", "old", ""])
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
    monkeypatch.setattr(keys, "ask_passphrase", lambda _: next(typed))
    with pytest.raises(UsageError, match="not the same"):
        keys._passphrase("?", again="again?")
    assert keys._passphrase("?", again="again?") == "correct horse"
    assert keys._passphrase("?") == "old"
    with pytest.raises(UsageError, match="needs a passphrase"):
        keys._passphrase("?", again="again?")


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (0, "The keys of a log were all here already."),
        (1, "1 key of a log restored; the others were here already."),
        (6, "6 keys of a log restored."),
    ],
)
def test_a_restore_says_what_it_put(put, said):
    """Nothing, some, or all."""
    assert keys._restored(put, 6, "a log") == said
