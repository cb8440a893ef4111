"""The courier as a process of its own: told by a pipe, heard by a pipe, and ended by a pipe."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.courier import wire
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.places import Kind, Upstream, format_upstream
from tests.fakes import otlp, servers, upstreams
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = "countersign/00112233445566ff"
LONG = 2**52  # microseconds: the consent is in force for the life of this test
SECRET = "very-secret-0815"


class Child:
    """A courier and what it says."""

    def __init__(self, order: wire.Order, words: bytes = b"") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop_app", "_carry"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.tell(wire.format_order(order) + words)

    def tell(self, words: bytes) -> None:
        """Write to it."""
        assert self.process.stdin is not None
        self.process.stdin.write(words)
        self.process.stdin.flush()

    def hear(self) -> wire.Event:
        """Wait for its next event."""
        assert self.process.stdout is not None
        return wire.parse_event(self.process.stdout.readline())

    def end(self) -> tuple[int, list[wire.Event], bytes]:
        """Close its input; return its exit code, what it said besides, and its complaints."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, [wire.parse_event(one) for one in out.splitlines()], err


@contextmanager
def carrying(order: wire.Order, words: bytes = b"") -> Iterator[Child]:
    """Run a courier; it has ended after the block."""
    child = Child(order, words)
    try:
        yield child
    finally:
        child.process.kill()
        child.process.communicate()


def ledger(folder: Path, entries: int = 2) -> Path:
    """Write a ledger with telemetry."""
    made = MemoryLedger(LOG)
    for _ in range(entries):
        upstreams.put(made, Signal.TRACES, otlp.traces(2))
    path = folder / "ledger.db"
    made.write(path)
    return path


def order(path: Path, *told: tuple[Upstream, dict[str, str]], **more: Any) -> wire.Order:
    """Return an order."""
    consigned = tuple(wire.Consigned(format_upstream(one), 0, secrets) for one, secrets in told)
    return wire.Order(str(path), LOG, consigned, **more)


def collector(server: servers.Server, number: int = 0, **more: Any) -> Upstream:
    """Return an upstream at a server."""
    return upstreams.upstream(
        id=f"{number:016x}",
        where=f"http://127.0.0.1:{server.port}/",
        own_network=True,
        until_us=more.pop("until_us", LONG),
        **more,
    )


def test_it_carries_what_is_there_and_ends_with_its_input(tmp_path: Path) -> None:
    """With its credentials, which nobody can read in its arguments or environment."""
    with servers.serving(servers.says(servers.ok())) as server:
        one = collector(server, headers=("Api-Key",))
        told = order(ledger(tmp_path), (one, {"header:Api-Key": SECRET}))
        with carrying(told) as child:
            found = child.hear()
            of_process = Path(f"/proc/{child.process.pid}")
            assert SECRET.encode() not in (of_process / "cmdline").read_bytes()
            code, rest, err = child.end()
    assert isinstance(found, wire.Sent)
    assert (found.first, found.last, found.records, found.requests) == (0, 1, 4, 1)
    assert (code, rest, err) == (0, [], b"")
    assert [asked.headers["api-key"] for asked in server.asked] == [SECRET]


def test_a_word_right_behind_the_order_is_heard(tmp_path: Path) -> None:
    """No buffer swallows it: a stamp that a person asked for is asked for."""
    made = MemoryLedger(LOG)
    made.add(EntryKind.COMMAND, {"verb": "x"})
    made.write(tmp_path / "ledger.db")
    checkpoint(tmp_path / "ledger.db", 1)
    with servers.serving(servers.says(servers.ok(b"token"))) as server:
        tsa = upstreams.upstream(
            Kind.TSA,
            where=f"http://127.0.0.1:{server.port}/",
            own_network=True,
            until_us=LONG,
        )
        now_us = 2**51  # the last one is a moment old, as far as this clock tells
        consigned = wire.Consigned(format_upstream(tsa), 0, {}, now_us)
        told = wire.Order(str(tmp_path / "ledger.db"), LOG, (consigned,))
        with carrying(told, wire.NEWS + wire.STAMP) as child:
            assert child.hear() == wire.Stamped(tsa.id, 1, b"token")
            assert isinstance(child.hear(), wire.Sent)


def checkpoint(path: Path, size: int) -> None:
    """Write a checkpoint's row."""
    import apsw  # noqa: PLC0415 - here alone

    db = apsw.Connection(str(path))
    columns = "INSERT INTO checkpoints (id, size, ts, reason, note) VALUES (1, ?, 5, 'test', ?)"
    db.execute(columns, (size, b"a note"))
    db.close()


def test_news_are_looked_for_when_they_are_told(tmp_path: Path) -> None:
    """From where it stands."""
    with servers.serving(servers.says(servers.ok())) as server:
        path = ledger(tmp_path, 1)
        with carrying(order(path, (collector(server), {}))) as child:
            begun = child.hear()
            assert isinstance(begun, wire.Sent)
            assert (begun.first, begun.last, begun.records) == (0, 0, 2)
            longer = MemoryLedger(LOG)
            for _ in range(3):
                upstreams.put(longer, Signal.TRACES, otlp.traces(2))
            longer.write(tmp_path / "longer.db")
            (tmp_path / "longer.db").replace(path)
            child.tell(wire.NEWS * 3)
            found = child.hear()
    assert isinstance(found, wire.Sent)
    assert (found.first, found.last, found.records) == (1, 2, 4)


def test_a_test_sends_no_record_and_ends_by_itself(tmp_path: Path) -> None:
    """With what came of each; one that cannot even be made says why."""
    with servers.serving(servers.says(servers.ok(status="403 No"))) as server:
        good, without = collector(server), collector(server, 1, headers=("Api-Key",))
        told = order(ledger(tmp_path), (good, {}), (without, {}), test=True)
        with carrying(told) as child:
            code, found, err = child.end()
    assert (code, err) == (0, b"")
    by_id = {one.id: one for one in found if isinstance(one, wire.Tested)}
    assert len(found) == len(by_id) == 2
    assert not by_id[good.id].ok
    assert "403" in by_id[good.id].why
    assert "Api-Key is not in the keychain" in by_id[without.id].why
    assert [asked.body for asked in server.asked] == [b""]


def test_one_that_cannot_be_carried_to_keeps_no_other_from_it(tmp_path: Path) -> None:
    """It is told, and that nothing is tried before a person mends it."""
    with servers.serving(servers.says(servers.ok())) as server:
        without, good = collector(server, 1, headers=("Api-Key",)), collector(server)
        with carrying(order(ledger(tmp_path), (without, {}), (good, {}))) as child:
            first, second = child.hear(), child.hear()
    assert isinstance(first, wire.Trouble)
    assert (first.id, first.retry_s) == (without.id, 0)
    assert "Remove the upstream and add it again." in first.why
    assert isinstance(second, wire.Sent)
    assert second.id == good.id


def test_nothing_leaves_once_the_consent_is_over(tmp_path: Path) -> None:
    """Even where nobody told the courier so."""
    with servers.serving(servers.says(servers.ok())) as server:
        over, good = collector(server, 1, until_us=1), collector(server)
        with carrying(order(ledger(tmp_path), (over, {}), (good, {}))) as child:
            found = child.hear()
            code, rest, _ = child.end()
    assert (found.id, code, rest) == (good.id, 0, [])
    assert len(server.asked) == 1


def test_it_goes_nowhere_but_to_its_places(tmp_path: Path) -> None:
    """A name that leads to this computer needs a consent that says so."""
    with servers.serving(servers.says(servers.ok())) as server:
        one = collector(server)
        elsewhere = replace(one, options=replace(one.options, own_network=False))
        with carrying(order(ledger(tmp_path), (elsewhere, {}))) as child:
            found = child.hear()
    assert isinstance(found, wire.Trouble)
    assert "consent" in found.why
    assert (server.connections, server.asked) == (0, [])


def test_it_ends_in_mid_request_and_says_that_it_is_not_sure(tmp_path: Path) -> None:
    """At once, though the server says nothing."""
    with servers.serving(lambda _asked, _sock: server.hold()) as server:
        with carrying(order(ledger(tmp_path), (collector(server), {}))) as child:
            assert server.came.wait(30)
            code, found, err = child.end()
        server.over.set()
    assert (code, found, err) == (0, [wire.Stopped("0" * 16, 0, 1)], b"")


def test_objects_go_into_a_folder(tmp_path: Path) -> None:
    """With no door at all."""
    (tmp_path / "kept").mkdir()
    path = ledger(tmp_path)
    checkpoint(path, 2)
    folder = upstreams.upstream(Kind.FOLDER, where=str(tmp_path / "kept"), until_us=LONG)
    with carrying(order(path, (folder, {}))) as child:
        found = child.hear()
    assert isinstance(found, wire.Sent)
    (name,) = found.names
    assert (tmp_path / "kept" / name).read_bytes() == b"a note"


def test_an_https_place_and_a_webhook_are_made_too(tmp_path: Path) -> None:
    """Each kind has its carrier; a try of them tells that nobody is there."""
    with servers.listening() as (_, server):
        port = server.port
    told = []
    for number, kind in enumerate((Kind.HTTPS, Kind.WEBHOOK, Kind.TSA)):
        one = upstreams.upstream(
            kind,
            id=f"{number:016x}",
            where=f"http://127.0.0.1:{port}/in/",
            own_network=True,
            until_us=LONG,
        )
        told.append((one, {"signing-key": "whsec_" + "A" * 44}))
    with carrying(order(ledger(tmp_path), *told, test=True)) as child:
        code, found, _ = child.end()
    assert code == 0
    assert len(found) == 3
    assert all(isinstance(one, wire.Tested) and "nothing listens" in one.why for one in found)


@pytest.mark.parametrize("line", [b"", b"\n", b"{}\n", b'{"v":2}\n', b"[]"])
def test_what_is_no_order_ends_it(line: bytes) -> None:
    """Nothing is opened for it."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "_carry"],
        input=line,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == b""


def test_a_lane_that_fails_as_nobody_thought_of_ends_all() -> None:
    """So that the recorder starts them again: none is silently dead."""
    script = """
from desktop_app.courier import courier
class Bad:
    def run(self):
        raise ZeroDivisionError("of all things")
from threading import Thread, Event
Thread(target=courier._run, args=(Bad(),), daemon=True).start()
Event().wait()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert b"of all things" in done.stderr
