"""The verb by which a person brings a time stamp that they had made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import BadEncodingError, NotAnsweredByPersonError, UsageError
from desktop_app.host.peers import Peer
from desktop_app.host.processes import AgentAncestor
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import askers
from desktop_app.recorder.verbs_anchors import anchor_add
from desktop_app.tlog.note import encode_base64
from tests.fakes.consented import call, unconfirmed
from tests.fakes.recording import entries
from tests.fakes.tsa import Stamper

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


def test_a_stamp_is_noted_for_whoever_brings_it(made: Recorder, tmp_path: Path) -> None:
    """Who it was stands in the entry."""
    size = made.journal.writer.checkpoint("asked").result().size
    with LedgerReader(made.paths.ledger) as reader:
        (checkpoint,) = reader.checkpoints_of(size)
    token = encode_base64(Stamper(tmp_path / "tsa").stamp(checkpoint.note))
    for asked, auth in ((call, "person"), (unconfirmed, "local")):
        done = anchor_add(made, asked(token=token, size=size))
        entry = entries(made)[-1]
        assert done["entry"] == entry.seq
        assert (done["size"], done["tsa"]) == (size, "CN=Stamper")
        assert done["time_us"] == entry.subject["time_us"]
        assert (entry.actor["auth"], entry.subject["id"]) == (auth, "")


def test_an_agent_brings_none(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of its own would keep a verifier from those of a person's authority."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: AgentAncestor("codex", 5, "x"))
    asked = Call({"token": "AAAA", "size": 2, "confirmed": True}, Peer(0, 7), lambda *_: None)
    before = len(entries(made))
    with pytest.raises(NotAnsweredByPersonError):
        anchor_add(made, asked)
    assert len(entries(made)) == before


@pytest.mark.parametrize(
    "args",
    [
        {"token": "AAAA"},
        {"token": "AAAA", "size": True},
        {"token": "AAAA", "size": -1},
        {"token": "no base64", "size": 2},
        {"size": 2},
    ],
    ids=str,
)
def test_what_is_missing_is_named(made: Recorder, args: dict[str, object]) -> None:
    """And nothing is written."""
    before = len(entries(made))
    with pytest.raises(UsageError):
        anchor_add(made, unconfirmed(**args))
    with pytest.raises(BadEncodingError):
        anchor_add(made, unconfirmed(token="AAAA", size=2))
    assert len(entries(made)) == before
