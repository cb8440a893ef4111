"""What is kept of entries and runs, piece by piece, and whether it is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotFoundError, UnreadableError
from desktop_app.model.content import Content
from desktop_app.model.kinds import EntryKind
from desktop_app.model.screenform import MEDIA, format_head
from desktop_app.query.kept import shown_bytes
from desktop_app.query.query import Query
from desktop_app.vault.vault import Vault
from tests.fakes.gated import intent
from tests.fakes.ids import FakeIds
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS, ARGUMENTS = "keep command lines", "keep tool arguments and results"


class Log:
    """A ledger with its index and its vault in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ledger = folder, MemoryLedger()
        path = folder / "vault.db"
        Vault.create(path, bytes(32), FakeIds(), install="00")
        self.vault = Vault.open(path, bytes(32), FakeIds(), install="00", quota_bytes=1 << 30)
        self.ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})

    def add(self, *contents: Content, **subject: Any) -> int:
        """Add an intent that keeps content."""
        told: dict[str, Any] = intent(**subject)
        if not contents:
            return self.ledger.add(EntryKind.ACTION_INTENT, told, run_id="r", sender="a")
        pending = self.vault.keep(contents, after=0)
        told["kept"] = pending.kept.to_json()
        seq = self.ledger.add(EntryKind.ACTION_INTENT, told, run_id="r", sender="a")
        self.vault.settle(pending, seq)
        return seq

    def query(self) -> Query:
        """Return the questions, over all that was added."""
        return Query(follow(self.folder, self.ledger), self.folder / "ledger.db")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """Return an empty log."""
    made = Log(tmp_path)
    yield made
    made.vault.close()


def test_each_piece_of_a_run_stands_at_its_call(log: Log) -> None:
    """In the order of its entries; what another run keeps is not it."""
    line = Content("command_line", COMMANDS, b"ls")
    told = Content("tool_arguments", ARGUMENTS, b"{}", "0a" * 16, "application/json")
    first = log.add(line, told)
    log.add()
    second = log.add(Content("command_line", COMMANDS, b"pwd"), call_id="toolu_02")
    with log.query() as query:
        rows = query.kept("r")
        assert query.kept_of([second]) == rows[2:]
        assert query.kept_of([]) == query.kept_of([0, 99]) == []
        with pytest.raises(NotFoundError):
            query.kept("other")
    seen = [(row["entry"], row["call_id"], row["label"], row["bytes"]) for row in rows]
    assert seen == [
        (first, "toolu_01", "command_line", 2),
        (first, "toolu_01", "tool_arguments", 2),
        (second, "toolu_02", "command_line", 3),
    ]
    assert {row["state"] for row in rows} == {"kept"}
    assert [row["stored"] for row in rows] == [2 + 16, 2 + 16, 3 + 16]
    assert (rows[1]["mark"], rows[1]["media"]) == ("0a" * 16, "application/json")
    assert {(row["kind"], row["tool"]) for row in rows} == {("action.intent", "Bash")}
    assert len(rows[0]["ref"]) == 32


def test_what_was_purged_is_said(log: Log) -> None:
    """The line stays."""
    seq = log.add(Content("command_line", COMMANDS, b"ls"))
    log.vault.shred([seq])
    with log.query() as query:
        (row,) = query.kept("r")
    assert (row["state"], row["label"], row["stored"]) == ("purged", "command_line", None)


def test_what_a_person_is_told_of_a_size(log: Log) -> None:
    """Of a picture what it takes; nothing once it is gone, for its rows were never there."""
    picture = format_head(600, 500) + bytes(900_000)
    seq = log.add(
        Content("screenshot.hand", COMMANDS, picture, media=MEDIA),
        Content("command_line", COMMANDS, b"ls"),
    )
    with log.query() as query:
        told, other = query.kept("r")
    assert told["bytes"] == len(picture)
    assert shown_bytes(told) == told["stored"] < 1_000
    assert shown_bytes(other) == 2
    log.vault.shred([seq])
    with log.query() as query:
        assert [shown_bytes(row) for row in query.kept("r")] == [None, 2]


def test_what_could_not_be_kept_is_said(log: Log) -> None:
    """With the reason that the entry gives."""
    log.add(not_kept="full")
    with log.query() as query:
        (row,) = query.kept("r")
    assert row["not_kept"] == "full"
    assert "ref" not in row


@pytest.mark.parametrize(
    "kept",
    [
        {"payloads": 1, "bytes": 2, "root": "0a" * 32},
        {"payloads": 1, "bytes": 2, "root": "zz"},
        {"bytes": 2},
        5,
    ],
)
def test_what_the_vault_does_not_know_is_missing(log: Log, kept: Any) -> None:
    """Whatever an entry of anybody says."""
    log.add(kept=kept)
    with log.query() as query:
        (row,) = query.kept("r")
    assert row["not_kept"] == "missing"


def test_a_vault_that_is_gone_is_said(log: Log) -> None:
    """For each entry that keeps something; one that is no vault is an error."""
    log.add(Content("command_line", COMMANDS, b"ls"))
    log.vault.close()
    (log.folder / "vault.db").unlink()
    with log.query() as query:
        (row,) = query.kept("r")
        assert row["not_kept"] == "missing"
        (log.folder / "vault.db").write_bytes(b"words" * 4096)
        with pytest.raises(UnreadableError):
            query.kept("r")
