"""The one process that may leave this machine: it carries what a person consented to, no more.

    order (one line on standard input) -> the door, opened to its places -> a lane each -> events

Promise: it opens the door to the places of its order alone, reads the ledger and writes nothing but
events to standard output. When standard input closes it hangs up and ends; where a lane fails in a
way that nobody thought of it ends, too, so that it is started again with all of them.
`resources/docs/upstream.md`, "Processes".
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.courier import putting, reaching, stamping, wire
from desktop_app.courier.due import Due
from desktop_app.courier.lane import Lane
from desktop_app.courier.outbox import Outbox
from desktop_app.courier.posting import Poster
from desktop_app.errors import CountersignError
from desktop_app.host import hardening
from desktop_app.host.clock import SystemClock
from desktop_app.host.egress import door
from desktop_app.upstream.places import Kind, parse_upstream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.courier.carrier import Carrier
    from desktop_app.courier.putting import Store
    from desktop_app.upstream.places import Upstream

JOIN_S = 0.5
_PIECE = 65_536
_NOT_AGAIN = 0  # a person must mend it first
_STDIN = 0


def main() -> int:
    """Carry until standard input closes."""
    hardening.harden()
    line, words = _first_line()
    order = wire.parse_order(line)
    upstreams = [(one, parse_upstream(one.subject)) for one in order.upstreams]
    door.open_to(place for _, upstream in upstreams for place in reaching.places(upstream))
    tell = Teller()
    carriers = [
        (one, upstream, carrier)
        for one, upstream in upstreams
        if (carrier := _made(one, upstream, order, tell)) is not None
    ]
    if order.test:
        for _, upstream, carrier in carriers:
            tell(_tested(upstream, carrier))
        return 0
    lanes = [
        Lane(
            upstream.id,
            Path(order.ledger),
            one.position,
            carrier=carrier,
            tell=tell,
            allowed=partial(_is_before, upstream.until_us),
        )
        for one, upstream, carrier in carriers
    ]
    _carry(lanes, words)
    return 0


def _first_line() -> tuple[bytes, bytes]:
    """Return the order, and what was told behind it: no buffer may swallow a word."""
    pieces: list[bytes] = []
    while piece := os.read(_STDIN, _PIECE):
        line, end, words = piece.partition(b"\n")
        pieces.append(line)
        if end:
            return b"".join(pieces), words
    return b"".join(pieces), b""


def _is_before(until_us: int) -> bool:
    return SystemClock().now_us() < until_us


def _carry(lanes: Sequence[Lane], words: bytes) -> None:
    threads = [Thread(target=_run, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    while words or (words := os.read(_STDIN, _PIECE)):
        for lane in lanes:
            lane.wake(hurry=wire.STAMP in words)
        words = b""
    for lane in lanes:
        lane.stop()
    until = time.monotonic() + JOIN_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def _run(lane: Lane) -> None:
    try:
        lane.run()
    except BaseException:  # noqa: BLE001 - shown, and then all of them are started again
        traceback.print_exc()
        os._exit(1)


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


def _made(
    one: wire.Consigned, upstream: Upstream, order: wire.Order, tell: Teller
) -> Carrier | None:
    """Return what carries to an upstream; None, and told, where a person must mend something."""
    try:
        return _carrier(one, upstream, order)
    except CountersignError as error:
        why = f"{error.message} {error.hint}".strip()
        failed = wire.Tested(upstream.id, ok=False, why=why)
        tell(failed if order.test else wire.Trouble(upstream.id, why, _NOT_AGAIN))
        return None


def _carrier(one: wire.Consigned, upstream: Upstream, order: wire.Order) -> Carrier:
    now_us = SystemClock().now_us()
    if upstream.kind in (Kind.OTLP, Kind.WEBHOOK):
        return Poster(upstream, one.secrets, order.log, SystemClock())
    if upstream.kind is Kind.TSA:
        due = Due(stamping.EVERY_S, one.sent_us, now_us)
        return stamping.Stamper(upstream, one.secrets, due)
    install = order.log.rpartition("/")[2]
    outbox = Outbox(Path(order.ledger), upstream.id)
    due = Due(putting.EVERY_S, one.sent_us, now_us)
    return putting.Putter(install, _store(upstream, one), outbox, due)


def _store(upstream: Upstream, one: wire.Consigned) -> Store:
    from desktop_app.courier.stores import Below, Folder  # noqa: PLC0415 - for who needs them

    if upstream.kind is Kind.FOLDER:
        return Folder(upstream.where)
    if upstream.kind is Kind.HTTPS:
        return Below(upstream, one.secrets)
    from desktop_app.courier.bucket import BucketStore  # noqa: PLC0415 - boto3 takes its time

    return BucketStore(upstream, one.secrets, SystemClock())
