"""operations.reveals: several pieces by one reason, each read in its turn."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
import zstandard

from desktop_app.control.client import ControlClient
from desktop_app.errors import NotAnsweredByPersonError, UnreadableError, UsageError
from desktop_app.operations import reveals
from desktop_app.operations.reveals import Piece
from desktop_app.query.query import Query
from tests.fakes import consenting, running
from tests.fakes.scripted_agent import ScriptedAgent
from tests.fakes.told_context import in_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder that kept two command lines."""
    with running.running(tmp_path / "home") as made:
        consenting.give(made.ready["control"], ["keep command lines"])
        agent = ScriptedAgent(made, tmp_path)
        agent.shell("true one")
        agent.shell("true two")
        made.wait_indexed()
        yield made


def kept(recorder: RunningRecorder) -> list[Piece]:
    """Return what is kept."""
    with Query(recorder.data_dir / "index.db", recorder.data_dir / "ledger.db") as query:
        rows = [row for row in query.kept("last") if row.get("label") == "command_line"]
    return [Piece(row["ref"], row["media"], row["bytes"], row["entry"]) for row in rows]


def test_one_entry_for_all_reads_each(recorder, monkeypatch) -> None:
    """An answer to another reason shows nothing, nor does another entry."""
    context, pieces = in_environment(recorder.environment, monkeypatch), kept(recorder)
    notice = reveals.shown(pieces, " to try ")
    with pytest.raises(NotAnsweredByPersonError):
        reveals.reveal_all(context, pieces, "to look", notice, 3_000)
    entry = reveals.reveal_all(context, [*pieces, pieces[0]], " to try ", notice, 3_000)
    with ControlClient(recorder.ready["control"]) as client:
        found = [reveals.content(client, one.ref, entry) for one in pieces]
        assert found == [b"true one", b"true two"]
        with pytest.raises(UsageError):
            reveals.content(client, pieces[0].ref, pieces[0].entry)
    recorder.wait_indexed()
    assert sum(row["kind"] == "vault.reveal" for row in recorder.cli_json("audit-log")) == 1


class Told:
    """A recorder's end of the socket that answers with pieces of these bytes."""

    def __init__(self, data: bytes, **said: Any) -> None:
        self.data, self.said, self.asked = data, said, list[dict[str, Any]]()

    def call(self, _verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer with the next four bytes."""
        self.asked.append(arguments)
        at = arguments["offset"]
        piece, following = self.data[at : at + 4], at + 4
        left = following if following < len(self.data) else None
        return {"data_base64": b64encode(piece).decode(), "next": left, **self.said}


def content(told: Told) -> bytes:
    """Read what it answers."""
    return reveals.content(told, "a" * 32, 7)  # type: ignore[arg-type]  # as far as is needed


def test_content_comes_packed_or_as_it_is() -> None:
    """A recorder that knows no packing sends it as ever; what is not whole is refused."""
    frame = zstandard.ZstdCompressor().compress(b"some content")
    told = Told(frame, packed=True, bytes=12)
    assert content(told) == b"some content"
    assert all(one["packed"] is True for one in told.asked)
    assert content(Told(b"some content", bytes=12)) == b"some content"
    for off in (Told(frame, packed=True, bytes=13), Told(frame[:-1], packed=True, bytes=12)):
        with pytest.raises(UnreadableError):
            content(off)


def test_each_piece_counts_once_in_the_notice() -> None:
    """A duplicate is kept once, and shown once."""
    pieces = [Piece("a", "x", 10, 7), Piece("a", "x", 10, 9), Piece("b", "x", 5, 8)]
    assert "2 pieces, 15 bytes, of entries #8 to #9" in reveals.shown(pieces, "x").text
