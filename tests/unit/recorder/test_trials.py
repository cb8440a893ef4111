"""Tries of upstreams: one answer, in time, and none goes on when the door shuts."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from desktop_app.courier import wire
from desktop_app.recorder.trials import STOPPED, Trials
from desktop_app.upstream.places import Upstream, format_upstream
from tests.fakes import servers, upstreams


def order(one: Upstream) -> wire.Order:
    """Return the order to try one."""
    consigned = wire.Consigned(format_upstream(one), 0, {})
    return wire.Order("/nowhere/ledger.db", "countersign/00112233445566ff", (consigned,), test=True)


def collector(server: servers.Server) -> Upstream:
    """Return an upstream at a server."""
    where = f"http://127.0.0.1:{server.port}/"
    return upstreams.upstream(where=where, own_network=True)


def test_a_try_tells_what_it_came_to() -> None:
    """By a courier of its own, that has ended by then."""
    with servers.serving(servers.says(servers.ok())) as server:
        one = collector(server)
        trials = Trials()
        assert trials.begin(order(one)).answer() == wire.Tested(one.id, ok=True, why="")
    assert [asked.body for asked in server.asked] == [b""]
    trials.stop_all()


def test_all_of_them_end_when_the_door_shuts() -> None:
    """Though nobody answers; whoever waits hears so at once, and nothing is connected any more."""
    with (
        servers.serving(lambda _asked, _sock: server.hold()) as server,
        ThreadPoolExecutor() as pool,
    ):
        trials, one = Trials(), collector(server)
        answer = pool.submit(trials.begin(order(one)).answer)
        assert server.came.wait(30)
        began = time.monotonic()
        trials.stop_all()
        assert answer.result(30) == wire.Tested(one.id, ok=False, why=STOPPED)
        assert time.monotonic() - began < 10
        assert server.connections == 1
        server.over.set()
