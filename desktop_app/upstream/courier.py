"""The one process that may leave this machine: it carries what a person consented to, no more.

    order (one line on standard input) -> the door, opened to its places -> a lane each -> events

Promise: it opens the door to the places of its order alone, reads the ledger and writes nothing but
events to standard output. When standard input closes it hangs up and ends.
`resources/docs/upstream.md`, "Processes".
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import hardening
from desktop_app.host.egress import door
from desktop_app.upstream import putting, reaching, stamping, wire
from desktop_app.upstream.due import Due
from desktop_app.upstream.lane import Lane
from desktop_app.upstream.outbox import Outbox
from desktop_app.upstream.places import Kind, parse_upstream
from desktop_app.upstream.posting import Poster

if TYPE_CHECKING:
    from desktop_app.upstream.lane import Carrier
    from desktop_app.upstream.places import Upstream
    from desktop_app.upstream.putting import Store

JOIN_S = 0.5
_BROKEN_S = 300


def main() -> int:
    """Carry until standard input closes."""
    hardening.harden()
    order = wire.parse_order(sys.stdin.buffer.readline())
    tell = Teller()
    lanes: list[Lane] = []
    upstreams = [(one, parse_upstream(one.subject)) for one in order.upstreams]
    door.open_to(place for _, upstream in upstreams for place in reaching.places(upstream))
    for one, upstream in upstreams:
        try:
            carrier = _carrier(one, upstream, order)
        except CountersignError as error:
            tell(wire.Trouble(upstream.id, f"{error.message} {error.hint}", _BROKEN_S))
            continue
        if order.test:
            tell(_tested(upstream, carrier))
            continue
        lanes.append(Lane(upstream.id, Path(order.ledger), one.position, carrier, tell))
    if order.test:
        return 0
    threads = [Thread(target=lane.run, name=lane.upstream, daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    while word := os.read(0, 65_536):
        for lane in lanes:
            lane.wake(hurry=wire.STAMP in word)
    for lane in lanes:
        lane.stop()
    until = time.monotonic() + JOIN_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return 0


class Teller:
    """Writes events, whole lines, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()

    def __call__(self, event: wire.Event) -> None:
        """Write one."""
        line = wire.format_event(event)
        with self._lock:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()


def _tested(upstream: Upstream, carrier: Carrier) -> wire.Tested:
    try:
        carrier.test()
    except CountersignError as error:
        return wire.Tested(upstream.id, ok=False, why=f"{error.message} {error.hint}".strip())
    return wire.Tested(upstream.id, ok=True, why="")


def _carrier(one: wire.Consigned, upstream: Upstream, order: wire.Order) -> Carrier:
    now_us = time.time_ns() // 1_000
    if upstream.kind in (Kind.OTLP, Kind.WEBHOOK):
        return Poster(upstream, one.secrets, order.log)
    if upstream.kind is Kind.TSA:
        due = Due(stamping.EVERY_S, one.sent_us, now_us)
        return stamping.Stamper(upstream, one.secrets, due)
    install = order.log.rpartition("/")[2]
    outbox = Outbox(Path(order.ledger), upstream.id)
    due = Due(putting.EVERY_S, one.sent_us, now_us)
    return putting.Putter(install, _store(upstream, one), outbox, due)


def _store(upstream: Upstream, one: wire.Consigned) -> Store:
    from desktop_app.upstream.stores import Below, Folder  # noqa: PLC0415 - for who needs them

    if upstream.kind is Kind.FOLDER:
        return Folder(upstream.where)
    if upstream.kind is Kind.HTTPS:
        return Below(upstream, one.secrets)
    from desktop_app.upstream.bucket import BucketStore  # noqa: PLC0415 - boto3 takes its time

    return BucketStore(upstream, one.secrets)
