"""Time stamps: a digest goes out, what comes back is told, daily and at exports, never for ever."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from desktop_app.courier import wire
from desktop_app.courier.due import Due
from desktop_app.courier.stamping import EVERY_S, Query, Stamper
from desktop_app.errors import UpstreamError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.stamps import MAX_TOKEN_BYTES
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.stamp_request import stamp_request
from desktop_app.upstream.answers import Accepted, Again, Refused
from desktop_app.upstream.places import Kind
from tests.fakes import servers
from tests.fakes.recording import Recording
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from desktop_app.courier.carrier import Load
    from desktop_app.model.canonical import JSON

REPLY = "Content-Type: application/timestamp-reply"


class Stamping:
    """A stamper over a real ledger whose time a test turns."""

    def __init__(self, recording: Recording, port: int) -> None:
        self.recording, self.s, self.position = recording, 0.0, 0
        where = f"http://127.0.0.1:{port}/tsr?x=1"
        tsa = upstream(Kind.TSA, where=where, headers=("Api-Key",))
        due = Due(EVERY_S, None, 0, lambda: self.s)
        self.stamper = Stamper(tsa, {"header:Api-Key": "kk"}, due)

    def entry(
        self, kind: EntryKind = EntryKind.COMMAND, actor: Mapping[str, JSON] = RECORDER
    ) -> int:
        """Append an entry, and seal."""
        self.recording.journal.note(kind, {"verb": "x"}, actor=actor)
        return self.recording.writer.checkpoint("test").result().size

    def loads(self) -> list[Load]:
        """Return what there is to ask."""
        with LedgerReader(self.recording.place.path) as ledger:
            return list(self.stamper.loads(ledger, self.position))

    def ask(self) -> int:
        """Ask all there is as a lane does; return how many times."""
        found = self.loads()
        for load in found:
            self.stamper.send(load.parcels[0], attempt=1, chance=0.5)
            self.stamper.done(load.parcels[0])
            self.position = load.position
        return len(found)


@contextmanager
def stamping(folder: Path, said: bytes) -> Iterator[tuple[Stamping, servers.Server]]:
    """Give a stamper and the authority that says this."""
    recording = Recording(folder)
    with servers.serving(servers.says(said)) as server:
        made = Stamping(recording, server.port)
        try:
            yield made, server
        finally:
            made.stamper.close()
            recording.close()


def test_a_digest_of_the_newest_checkpoint_goes_out_and_nothing_else(tmp_path: Path) -> None:
    """What comes back is told as it is, with the size that it should be over."""
    with stamping(tmp_path, servers.ok(b"a token", REPLY)) as (made, server):
        size = made.entry()
        (load,) = made.loads()
        (query,) = load.parcels
        assert isinstance(query, Query)
        assert (load.first, load.position, query.records, query.last) == (0, size, 1, size - 1)
        reply = made.stamper.send(query, attempt=1, chance=0.5)
        with LedgerReader(made.recording.place.path) as ledger:
            newest = ledger.latest_checkpoint()
    assert newest is not None
    assert reply.outcome == Accepted()
    assert reply.stamp == wire.Stamped("00112233445566aa", size, b"a token")
    (asked,) = server.asked
    assert asked.line == "POST /tsr?x=1 HTTP/1.1"
    assert asked.body == stamp_request(newest.note)
    assert (len(asked.body), query.size) == (query.size, len(asked.body))
    assert sha256(newest.note).digest() in asked.body
    assert newest.note not in asked.body
    assert asked.headers["content-type"] == "application/timestamp-query"
    assert asked.headers["accept"] == "application/timestamp-reply"
    assert asked.headers["api-key"] == "kk"
    assert made.stamper.halves(query) == (query,)


def test_it_is_asked_daily_and_at_each_export(tmp_path: Path) -> None:
    """And whenever a person wants one, where there is anything newer."""
    with stamping(tmp_path, servers.ok(b"t", REPLY)) as (made, server):
        made.entry()
        assert [made.ask(), made.ask()] == [1, 0]
        made.stamper.hurry()
        assert made.ask() == 0  # that very checkpoint has one
        made.stamper.done(Query(0, 0, 1, b""))
        made.entry()
        assert made.ask() == 0
        made.stamper.hurry()
        assert made.ask() == 1
        made.entry(EntryKind.BUNDLE_EXPORTED, {"sender": "", "auth": "local"})
        assert made.ask() == 1
        made.entry(EntryKind.BUNDLE_EXPORTED)  # at the end of a run, by itself
        assert made.ask() == 0
        made.entry()
        made.s += EVERY_S
        assert made.ask() == 1
    assert len(server.asked) == 4


def test_an_idle_log_is_not_stamped_for_ever(tmp_path: Path) -> None:
    """The stamp of yesterday, and that it was asked for, are no reason for one today."""
    with stamping(tmp_path, servers.ok(b"t", REPLY)) as (made, server):
        made.entry()
        made.ask()
        for _ in range(3):
            made.entry(EntryKind.ANCHOR_TIMESTAMP)
            made.entry(EntryKind.UPSTREAM_SENT)
            made.s += EVERY_S
            assert made.ask() == 0
        made.entry()
        assert made.ask() == 1
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (servers.ok(status="503 Busy"), Again(1.0, "HTTP 503")),
        (servers.ok(status="400 No"), Refused("HTTP 400")),
        (
            servers.ok(b"x" * (MAX_TOKEN_BYTES + 1), REPLY),
            Refused("It answers with more than a time stamp has."),
        ),
    ],
    ids=["busy", "refused", "too-long"],
)
def test_what_is_no_time_stamp_is_judged(tmp_path: Path, said: bytes, outcome: object) -> None:
    """What is too long to be one could not even be told."""
    with stamping(tmp_path, said) as (made, _server):
        made.entry()
        reply = made.stamper.send(made.loads()[0].parcels[0], attempt=1, chance=0.5)
    assert (reply.outcome, reply.stamp) == (outcome, None)


def test_a_try_has_a_random_number_stamped(tmp_path: Path) -> None:
    """Nothing of the log goes out by it; another answer is none."""
    with stamping(tmp_path, servers.ok(b"t", REPLY)) as (made, server):
        made.stamper.test()
        made.stamper.test()
    assert server.asked[0].body != server.asked[1].body
    (tmp_path / "other").mkdir()
    with (
        stamping(tmp_path / "other", servers.ok(b"<html>")) as (made, _),
        pytest.raises(UpstreamError, match="no time stamp"),
    ):
        made.stamper.test()
