"""countersign verify: the verdict, its exit code, and what it does not prove."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes.commands import on_terminal
from tests.fakes.tsa import Stamper


def ledger(environment) -> Path:
    """Return the ledger of an environment."""
    return Path(environment["COUNTERSIGN_DATA_DIR"], "ledger.db")


def copied(environment, to: Path) -> Path:
    """Copy a ledger with what its write-ahead log still holds."""
    for end in ("", "-wal"):
        if (found := Path(f"{ledger(environment)}{end}")).exists():
            shutil.copy(found, f"{to}{end}")
    return to


def test_a_whole_ledger_is_consistent(cli):
    """Exit 0; and what is not proven is always said."""
    done = cli("verify")
    assert done.code == 0
    assert done.out.startswith("CONSISTENT  ")
    assert "What this does not prove:" in done.out
    data = cli("verify", "--output", "json").data
    assert (data["verdict"], data["exit_code"]) == ("CONSISTENT", 0)
    assert data["not_proven"]


def test_the_paper_fingerprint_must_agree(cli):
    """The right one passes, another one does not."""
    right = cli("keys", "list", "--output", "json").data["fingerprint"]
    assert cli("verify", "--fingerprint", right).code == 0
    wrong = " ".join(["12345"] * 6)
    assert cli("verify", "--fingerprint", wrong).code not in {0, 1, 2}


def test_a_time_stamp_makes_it_anchored(cli, store, tmp_path):
    """A token that a person kept beside the root that they trust; without it, 10."""
    with LedgerReader(ledger(store)) as reader:
        note = reader.latest_checkpoint().note
    stamper = Stamper(tmp_path / "tsa")
    token, root = tmp_path / "checkpoint.tsr", tmp_path / "root.pem"
    token.write_bytes(stamper.stamp(note))
    root.write_bytes(stamper.root)
    words = ("verify", "--anchor", str(token), "--require-anchor")
    done = cli(*words, "--tsa-root", str(root))
    assert done.code == 0
    assert done.out.startswith("ANCHORED  ")
    assert "entries existed by 20" in done.out
    assert "UTC: CN=Stamper" in done.out
    assert cli(*words).code == 10
    assert cli(*words, "--tsa-root", str(token)).code == 2


def test_an_anchor_makes_it_anchored(cli, store, tmp_path):
    """A checkpoint that somebody kept; without one, `--require-anchor` says 10."""
    with LedgerReader(ledger(store)) as reader:
        note = reader.latest_checkpoint().note
    kept = tmp_path / "checkpoint"
    kept.write_bytes(note)
    done = cli("verify", "--anchor", str(kept), "--require-anchor", "--output", "json")
    assert (done.code, done.data["verdict"]) == (0, "ANCHORED")
    assert cli("verify", "--require-anchor").code == 10
    kept.write_bytes(bytes(1_000_001))
    assert cli("verify", "--anchor", str(kept)).code == 2


def test_without_keys_it_says_that_none_was_trusted(store, cli, tmp_path):
    """A ledger that was handed over: KEY_UNPINNED, 20."""
    copy = copied(store, tmp_path / "theirs.db")
    done = cli("verify", "--ledger", str(copy), HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    assert done.code == 20
    assert done.out.startswith("KEY_UNPINNED  ")


@pytest.mark.attack("A01")
def test_an_edited_leaf_is_named(store, cli, tmp_path):
    """INVALID, 40, with its number, on one line for a person."""
    copy = copied(store, tmp_path / "edited.db")
    db = sqlite3.connect(copy)  # noqa: TID251 - an attacker uses what is at hand
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    guards = db.execute(triggers).fetchall()
    for name, _ in guards:
        db.execute(f'DROP TRIGGER "{name}"')
    changed = "CAST(replace(CAST(leaf AS TEXT), 'claude', 'clauda') AS BLOB)"
    db.execute(f"UPDATE entries SET leaf = {changed} WHERE seq = 3")  # noqa: S608 - our own text
    for _, guard in guards:
        db.execute(guard)
    db.commit()
    db.close()
    done = cli("verify", "--ledger", str(copy))
    assert done.code == 40
    assert done.out.startswith("INVALID  ")


def test_no_ledger_and_no_sense(empty, tmp_path):
    """Missing is an error; another program's file a verdict."""
    assert empty("verify").code == 1
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database" * 100)
    assert empty("verify", "--ledger", str(other)).code == 60


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_at_80_columns_paragraphs_hang_from_their_dash(store):
    """Nothing is wider than the terminal."""
    done = on_terminal({**store, "NO_COLOR": "1"}, "verify")
    assert done.code == 0
    assert max(len(line.rstrip()) for line in done.plain) <= 80
    assert all(line.startswith(("  - ", "    ")) for line in done.plain[-4:] if line.strip())


def test_the_vault_is_checked_too(cli):
    """What lies beside the ledger is counted, in words and as JSON."""
    assert "payloads in the vault" in cli("verify").out
    assert cli("verify", "--output", "json").data["vault"]["decrypted"] == 0
