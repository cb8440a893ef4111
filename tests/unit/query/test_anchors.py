"""Checkpoints handed out and time stamps, as the index and the ledger tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.follower import Follower
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.query.query import Query
from tests.fakes import ledger_builder as build
from tests.fakes.stamped_ledger import LOCAL, stamped

if TYPE_CHECKING:
    from pathlib import Path

SENT = {"verb": "ledger checkpoint", "way": "file", "size": 5, "checkpoint": "ab"}


def indexed(path: Path, folder: Path) -> Query:
    """Return a query over a ledger just indexed."""
    index = folder / "index.db"
    with Follower(path, index) as follower:
        while follower.catch_up():
            pass
    return Query(index, path)


def test_both_come_newest_first(tmp_path: Path) -> None:
    """Whose a token says it is, read from the ledger; what an agent handed out is left out."""
    built = stamped(tmp_path)
    writer = built.open()
    told = [SENT, {**SENT, "by": "agent"}, {**SENT, "size": 7}, {"verb": "pause", "size": 1}]
    sent = writer.append([Draft(EntryKind.COMMAND, LOCAL, one) for one in told]).result()
    broken = {"id": "", "size": 5, "checkpoint": "ab" * 32, "token": "AAAA", "time_us": 9}
    (bad,) = writer.append([Draft(EntryKind.ANCHOR_TIMESTAMP, LOCAL, broken)]).result()
    writer.close()
    with indexed(built.path, tmp_path) as query:
        found, one = query.anchors(), query.anchors(limit=1)
    assert [row["seq"] for row in found["sent"]] == [sent[2].seq, sent[0].seq]
    assert (found["sent"][0]["size"], found["sent"][0]["way"]) == (7, "file")
    assert [(row["seq"], row["tsa"]) for row in found["stamps"]] == [
        (bad.seq, ""),
        (built.marks["stamp"], "CN=Stamper"),
    ]
    stamp = found["stamps"][1]
    assert (stamp["size"], stamp["id"], "token" in stamp) == (built.marks["size"], "", False)
    assert (len(one["sent"]), len(one["stamps"])) == (1, 1)


def test_nothing_left_and_nothing_came(tmp_path: Path) -> None:
    """Two empty lists."""
    built = build.stopped(tmp_path)
    with indexed(built.path, tmp_path) as query:
        assert query.anchors() == {"sent": [], "stamps": []}
