"""Who may receive what: nothing before a consent, nothing after its end, nothing in between lost.

A whole recorder in this process, couriers in processes of their own, real servers beside them.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import SEND
from desktop_app.consent.records import By, ConsentRecord, State
from desktop_app.courier import wire
from desktop_app.courier.outbox import Outbox
from desktop_app.errors import (
    DiskFullError,
    KeychainLockedError,
    NotFoundError,
    OverloadedError,
    UsageError,
)
from desktop_app.host.notices import notice
from desktop_app.model.action import Lasts
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import consents, upstreams
from desktop_app.upstream.places import Kind, Upstream, line
from desktop_app.upstream.webhook import format_secret
from tests.fakes import recording, servers
from tests.fakes.ledger_place import until
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.courier_process import CourierProcess
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.upstream.standing import Standing

PERSON = {"sender": "", "auth": "person"}
DAY_US = 86_400_000_000
OK = servers.says(servers.ok())
HOLD = object()  # say nothing until the test is over
SECRET = format_secret(b"very secret, and long enough: 815")  # looked for where it must not be


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Give a recorder."""
    with recording.recorder(tmp_path, monkeypatch) as recorder:
        yield recorder
        recorder.upstreams.close()


@contextmanager
def hearing(made: Recorder, answers: Any) -> Iterator[servers.Server]:
    """Run a server until nothing of the recorder's is connected to it any more."""
    held: list[servers.Server] = []

    def answer(asked: servers.Asked, sock: socket.socket) -> None:
        if answers is HOLD:
            held[0].hold()
        else:
            answers(asked, sock)

    with servers.serving(answer) as server:
        held.append(server)
        try:
            yield server
        finally:
            server.over.set()
            made.upstreams.close()


def hook(port: int, number: int = 1, **more: Any) -> Upstream:
    """Return a webhook on this computer that hears of commands alone."""
    more = {"name": f"hook-{number}", "kinds": ("command",), **more}
    return upstream(
        Kind.WEBHOOK,
        id=f"{number:016x}",
        where=f"http://127.0.0.1:{port}/",
        own_network=True,
        **more,
    )


def consent(made: Recorder, one: Upstream, for_us: int = DAY_US, **changes: Any) -> Any:
    """Return what appends a consent to one."""

    def give() -> tuple[int, int]:
        until_us = made.clock.now_us() + for_us
        record = ConsentRecord(
            purpose=SEND,
            state=State.GIVEN,
            lasts=Lasts.UNTIL,
            until_us=until_us,
            by=By.YOU,
            recipients=(line(one),),
        )
        record = replace(record, **changes)
        return made.gating.entries.consent(record, PERSON).seq, until_us

    return give


def add(made: Recorder, one: Upstream, for_us: int = DAY_US, **more: str) -> Standing:
    """Add one."""
    secrets = {"signing-key": SECRET, **more}
    return made.upstreams.add(one, secrets, consent(made, one, for_us), PERSON)


def turn(made: Recorder, *, on: bool) -> Any:
    """Turn local-only mode on or off as the verb does."""
    if on:
        with made.upstreams.halted("local-only") as sent:
            made.local_only.turn_on(PERSON)
        return sent
    shown = notice("local-only-off", made.local_only.upstreams)
    given = consents.given(
        {"digest": shown.digest, "latency_ms": 1},
        purpose=consents.BEYOND,
        shown=shown,
        recipients=made.local_only.upstreams,
    )
    made.local_only.turn_off(given, PERSON)
    made.upstreams.tick()
    return None


def command(made: Recorder) -> int:
    """Append an entry that goes to webhooks."""
    return made.journal.note(EntryKind.COMMAND, {"verb": "x"}).seq


def ids(server: servers.Server) -> list[str]:
    """Return the entries that arrived, in order; one that was hung up on in its middle did not."""
    whole = (
        asked.body
        for asked in list(server.asked)
        if len(asked.body) == int(asked.headers.get("content-length", -1))
    )
    return [json.loads(body)["id"] for body in whole]


def revokes(made: Recorder, given: int) -> bool:
    """Tell whether a consent is not in force any more."""
    return not made.gating.book.holds(given, made.clock.now_us())


def test_nothing_leaves_before_local_only_is_off(made: Recorder) -> None:
    """Then what came since it was added, and nothing from before; no key of it is in the ledger."""
    with hearing(made, OK) as server:
        command(made)
        standing = add(made, hook(server.port))
        assert (standing.upstream.start, standing.position) == (standing.added, standing.added)
        expected = [command(made), command(made)]
        made.upstreams.tick()
        assert made.upstreams.carrying.courier.pid is None
        assert made.local_only.upstreams == (line(standing.upstream),)
        turn(made, on=False)
        until(lambda: len(server.asked) == 2)
        expected.append(command(made))
        until(lambda: len(server.asked) == 3)
        assert ids(server) == [str(seq) for seq in expected]
        until(lambda: made.upstreams.status()[0]["position"] > expected[-1])
        (sent,) = turn(made, on=True)
        assert (sent["records"], sent["position"] > expected[-1]) == (3, True)
        command(made)
        made.upstreams.tick()
        assert made.upstreams.carrying.courier.pid is None
        assert len(server.asked) == 3
    assert SECRET.encode() not in made.paths.ledger.read_bytes()
    assert not any(SECRET in repr(dict(entry.subject)) for entry in recording.entries(made))


def test_it_goes_on_after_a_restart_where_it_was(made: Recorder) -> None:
    """The ledger is the queue: nothing is lost, and nothing goes twice after an orderly end."""
    with hearing(made, OK) as server:
        add(made, hook(server.port))
        turn(made, on=False)
        first = command(made)
        until(lambda: len(server.asked) == 1)
        until(lambda: made.upstreams.status()[0]["position"] > first)
        made.upstreams.close()
        second = command(made)
        with recording.restarted(made) as again:
            assert not again.local_only.on
            again.upstreams.tick()
            until(lambda: len(server.asked) == 2)
            again.upstreams.close()
        assert ids(server) == [str(first), str(second)]


def test_a_consent_that_is_revoked_or_over_ends_it(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upstream stays listed, and nobody is told any more that it may receive."""
    with hearing(made, OK) as server:
        one, two = (
            add(made, hook(server.port, number), for_us)
            for number, for_us in ((1, DAY_US), (2, 2 * DAY_US))
        )
        turn(made, on=False)
        made.gating.revoke(one.upstream.consent, PERSON)
        made.upstreams.tick()
        assert [one["in_force"] for one in made.upstreams.status()] == [False, True]
        assert made.local_only.upstreams == (line(two.upstream),)
        assert made.upstreams.carrying.carried == (two.upstream.id,)
        with pytest.raises(UsageError, match="consent to it has ended"):
            made.upstreams.test("hook-1")
        now_us = made.clock.now_us()
        monkeypatch.setattr(made.clock, "now_us", lambda: now_us + 3 * DAY_US)
        turn(made, on=True)
        made.upstreams.tick()
        assert made.local_only.upstreams == ()
        made.gating.tick()
        monkeypatch.setattr(made.clock, "now_us", lambda: now_us - DAY_US)  # the clock is put back
        made.upstreams.tick()
        assert made.upstreams.in_force() == ()


def test_one_that_is_removed_leaves_nothing_behind(
    made: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its consent is over, its credentials and copies are destroyed; others go on."""
    monkeypatch.setattr(upstreams, "check_bundle", _is_one)
    with hearing(made, OK) as server:
        folder = upstream(Kind.FOLDER, name="stick", where=str(tmp_path))
        add(made, hook(server.port))
        standing = add(made, folder)
        turn(made, on=False)
        (tmp_path / "b.zip").write_bytes(b"PK")
        turn(made, on=True)
        made.upstreams.hand("stick", tmp_path / "b.zip", PERSON)
        told = made.upstreams.remove("stick", PERSON)
        assert (told["name"], told["id"]) == ("stick", folder.id)
        assert revokes(made, standing.upstream.consent)
        assert not list(Outbox(made.paths.ledger, folder.id).waiting())
        made.upstreams.remove("hook-1", PERSON)
        assert not any(name.startswith("upstream.") for name in made.keystore().names())
        assert (made.upstreams.all(), made.local_only.upstreams) == ((), ())
        with pytest.raises(NotFoundError):
            made.upstreams.remove("stick", PERSON)
    add(made, hook(1))  # the name is free again


def test_an_id_is_found_too_and_a_name_never_hides_it(made: Recorder) -> None:
    """Names that are there, or are another's id, are refused."""
    one = add(made, hook(1))
    assert made.upstreams.find(one.upstream.id) == made.upstreams.find("hook-1") == one
    for name in ("hook-1", one.upstream.id):
        with pytest.raises(UsageError, match="There is an upstream"):
            add(made, hook(1, 2, name=name))
    with pytest.raises(NotFoundError, match="no upstream 'other'"):
        made.upstreams.find("other")


def test_so_many_are_the_most(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice names each of them."""
    monkeypatch.setattr(upstreams, "MOST", 1)
    add(made, hook(1))
    with pytest.raises(UsageError, match="the most"):
        add(made, hook(1, 2))


class Failing:
    """A keystore that fails as it is told."""

    def __init__(self, store: Any, *verbs: str) -> None:
        self._store, self._verbs = store, verbs

    def __getattr__(self, name: str) -> Any:
        """Return a verb of the store, or one that fails."""
        if name in self._verbs:

            def fails(*_: object) -> None:
                raise KeychainLockedError("The keychain is locked.")

            return fails
        return getattr(self._store, name)


def nothing_of_it(made: Recorder, entries: list[str]) -> None:
    """Hold that an upstream that was not added left nothing that counts."""
    assert made.upstreams.all() == ()
    assert made.local_only.upstreams == ()
    assert not any(name.startswith("upstream.") for name in made.keystore().names())
    assert made.gating.book.in_force(made.clock.now_us()) == []
    assert recording.kinds(made) == entries


def test_a_credential_that_is_missing_or_cannot_be_kept_adds_nothing(made: Recorder) -> None:
    """Nobody is asked for their consent then."""
    before = recording.kinds(made)
    one = hook(1)
    with pytest.raises(UsageError, match="It needs signing-key"):
        made.upstreams.add(one, {}, consent(made, one), PERSON)
    nothing_of_it(made, before)
    store = made.keystores[-1]
    made.keystores[-1] = Failing(store, "put")  # type: ignore[assignment] # it stands for one
    with pytest.raises(KeychainLockedError):
        add(made, one)
    made.keystores[-1] = store
    nothing_of_it(made, before)


def test_a_consent_that_is_not_stored_adds_nothing(made: Recorder) -> None:
    """The credentials are destroyed again."""
    before = recording.kinds(made)

    def full() -> tuple[int, int]:
        raise DiskFullError("No room.")

    with pytest.raises(DiskFullError):
        made.upstreams.add(hook(1), {"signing-key": SECRET}, full, PERSON)
    nothing_of_it(made, before)


def test_an_entry_that_is_not_stored_ends_the_consent_again(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be in force, and for nothing."""
    before, real = recording.kinds(made), made.journal.note

    def note(kind: EntryKind, *args: Any, **more: Any) -> Any:
        if kind is EntryKind.UPSTREAM_ADDED:
            raise DiskFullError("No room.")
        return real(kind, *args, **more)

    monkeypatch.setattr(made.journal, "note", note)
    with pytest.raises(DiskFullError):
        add(made, hook(1))
    nothing_of_it(made, [*before, "consent.record", "consent.record"])


def test_a_consent_to_another_line_adds_nothing(made: Recorder) -> None:
    """Whatever says that it does."""
    one = hook(1)
    other = consent(made, one, recipients=("elsewhere:443: everything",))
    with pytest.raises(Exception, match="does not stand as it was added"):
        made.upstreams.add(one, {"signing-key": SECRET}, other, PERSON)
    assert made.upstreams.all() == ()


def test_one_that_cannot_be_removed_gets_nothing_more(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: it is there still, and a person said that nothing may go there; others go on."""
    with hearing(made, OK) as server:
        add(made, hook(server.port))
        other = add(made, hook(server.port, 2)).upstream.id
        turn(made, on=False)
        sent = str(command(made))
        until(lambda: ids(server).count(sent) >= 2)
        with monkeypatch.context() as full:
            refused = recording.FailingWriter(DiskFullError("full")).append
            full.setattr(made.journal.writer, "append", refused)
            with pytest.raises(DiskFullError):
                made.upstreams.remove("hook-1", PERSON)
        made.upstreams.tick()
        assert [one.upstream.id for one in made.upstreams.wanted()] == [other]
        assert made.upstreams.carrying.carried == (other,)
        made.upstreams.remove("hook-1", PERSON)
        assert [one.upstream.id for one in made.upstreams.all()] == [other]


def test_a_locked_keystore_stops_nobody_from_removing(made: Recorder) -> None:
    """Nor from starting: what is left is destroyed when that can be."""
    add(made, hook(1))
    store = made.keystores[-1]
    made.keystores[-1] = Failing(store, "delete")  # type: ignore[assignment] # it stands for one
    made.upstreams.remove("hook-1", PERSON)
    made.keystores[-1] = store
    assert [name for name in store.names() if name.startswith("upstream.")]
    with recording.restarted(made) as again:
        assert not [name for name in again.keystore().names() if name.startswith("upstream.")]


def test_before_the_ledger_is_open_nothing_can_be_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A locked keychain: said so, and no internal error."""
    with recording.recorder(tmp_path, monkeypatch) as made:
        writer = made.journal.writer
        made.journal.wait_for("The keychain is locked.")
        stores, made.keystores[:] = list(made.keystores), []
        with pytest.raises(OverloadedError):
            add(made, hook(1))
        with pytest.raises(OverloadedError):
            made.upstreams.find("hook-1")
        assert made.upstreams.status() == []
        made.keystores[:] = stores
        made.journal.open(writer)


def test_a_test_is_no_way_around_anything(made: Recorder) -> None:
    """It needs the mode off and a consent, sends no record, and hangs up when the door shuts."""
    with (
        servers.serving(lambda _asked, _sock: server.hold()) as server,
        ThreadPoolExecutor() as pool,
    ):
        add(made, hook(server.port))
        with pytest.raises(UsageError, match="Local-only"):
            made.upstreams.test("hook-1")
        turn(made, on=False)
        answer = pool.submit(made.upstreams.test, "hook-1")
        assert server.came.wait(30)
        turn(made, on=True)
        told = answer.result(30)
        assert (told.ok, told.id) == (False, f"{1:016x}")
        assert "stopped" in told.why
    assert all(b"countersign.test" in asked.body for asked in server.asked)


def test_local_only_in_mid_request_is_told_as_not_sure(made: Recorder) -> None:
    """It hangs up; whether that arrived nobody knows, and it goes again later."""
    with hearing(made, HOLD) as server:
        add(made, hook(server.port))
        turn(made, on=False)
        seq = command(made)
        assert server.came.wait(30)
        (told,) = turn(made, on=True)
        assert (told["records"], told["position"] <= seq) == (0, True)
    entries = [e for e in recording.entries(made) if e.kind is EntryKind.UPSTREAM_TROUBLE]
    assert [(e.subject["sure"], e.subject["first"]) for e in entries] == [(False, seq)]


def test_a_courier_that_is_killed_loses_nothing(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of it: it is started again and goes on."""
    monkeypatch.setattr("desktop_app.recorder.courier_process.FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr("desktop_app.recorder.courier_process.LOG.disabled", True)
    with hearing(made, OK) as server:
        add(made, hook(server.port))
        turn(made, on=False)
        expected = []
        for _ in range(3):
            expected.append(str(command(made)))
            until(lambda: expected[-1] in ids(server))
            kill(made.upstreams.carrying.courier)
        expected.append(str(command(made)))
        until(lambda: expected[-1] in ids(server))
        assert list(dict.fromkeys(ids(server))) == expected


def kill(courier: CourierProcess) -> None:
    """Kill the child as a crash would, and wait until another one stands there."""
    child = courier._child
    assert child is not None
    child.process.kill()
    until(lambda: courier.pid not in (None, child.process.pid))


def test_stop_start_tick_and_news_at_once_end_in_what_holds(made: Recorder) -> None:
    """However they come: at the end nothing runs while the mode is on, and all arrives after."""
    with ThreadPoolExecutor(6) as pool, hearing(made, OK) as server:
        add(made, hook(server.port))
        turn(made, on=False)
        work = [pool.submit(_turns, made) for _ in range(2)]
        work += [pool.submit(lambda: [made.upstreams.tick() for _ in range(20)])]
        work += [pool.submit(lambda: [command(made) for _ in range(20)])]
        work += [pool.submit(lambda: [made.upstreams.status() for _ in range(50)])]
        for one in work:
            one.result(120)
        turn(made, on=True)
        made.upstreams.tick()
        assert made.upstreams.carrying.courier.pid is None
        turn(made, on=False)
        wanted = {
            str(entry.seq) for entry in recording.entries(made) if entry.kind is EntryKind.COMMAND
        }
        until(lambda: set(ids(server)) == wanted)


def _turns(made: Recorder) -> None:
    for _ in range(3):
        with made.upstreams.halted("local-only"):
            pass


def _is_one(_file: Path, _log: str) -> None:
    """Take any file for a bundle: real ones are in tests/integration/test_upstream_objects.py."""


@pytest.mark.parametrize("data", [b"", b"PK", b"-----BEGIN OPENSSH PRIVATE KEY-----"])
def test_no_other_file_than_a_bundle_is_sent(made: Recorder, tmp_path: Path, data: bytes) -> None:
    """The consent speaks of bundles: nothing waits, and no entry says that it was sent."""
    (tmp_path / "id").write_bytes(data)
    folder = upstream(Kind.FOLDER, name="kept", where=str(tmp_path))
    add(made, folder)
    before = len(recording.entries(made))
    with pytest.raises(UsageError, match="no audit bundle"):
        made.upstreams.hand("kept", tmp_path / "id", PERSON)
    assert not list(Outbox(made.paths.ledger, folder.id).waiting())
    assert len(recording.entries(made)) == before


def test_what_waits_is_an_entry_before(
    made: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it could be gone with nobody having written down that it was asked for."""
    monkeypatch.setattr(upstreams, "check_bundle", _is_one)
    (tmp_path / "b.zip").write_bytes(b"PK")
    folder = upstream(Kind.FOLDER, name="kept", where=str(tmp_path))
    add(made, folder)

    def full(*_: object, **__: object) -> None:
        assert not list(Outbox(made.paths.ledger, folder.id).waiting())
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(made.journal, "note", full)
    with pytest.raises(DiskFullError):
        made.upstreams.hand("kept", tmp_path / "b.zip", PERSON)
    assert not list(Outbox(made.paths.ledger, folder.id).waiting())


def test_a_bundle_is_handed_over_and_arrives(
    made: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its copy waits while nothing leaves; what takes no files is said."""
    monkeypatch.setattr(upstreams, "check_bundle", _is_one)
    (tmp_path / "kept").mkdir()
    (tmp_path / "b.zip").write_bytes(b"PK")
    folder = upstream(Kind.FOLDER, name="kept", where=str(tmp_path / "kept"))
    standing = add(made, folder)
    add(made, hook(1))
    told = made.upstreams.hand("kept", tmp_path / "b.zip", PERSON)
    assert recording.entries(made)[told["entry"]].subject["sha256"] == told["sha256"]
    with pytest.raises(UsageError, match="takes no files"):
        made.upstreams.hand("hook-1", tmp_path / "b.zip", PERSON)
    turn(made, on=False)
    until(lambda: bool(list((tmp_path / "kept").rglob(f"{told['sha256']}.zip"))))
    turn(made, on=True)
    assert not list(Outbox(made.paths.ledger, folder.id).waiting())
    made.gating.revoke(standing.upstream.consent, PERSON)
    with pytest.raises(UsageError, match="has ended"):
        made.upstreams.hand("kept", tmp_path / "b.zip", PERSON)


def test_a_stamp_is_asked_for_or_it_is_said_that_nobody_is_there(made: Recorder) -> None:
    """A word that nobody hears is no question."""
    with hearing(made, servers.says(servers.ok(b"no stamp"))) as server:
        where = f"http://127.0.0.1:{server.port}/"
        with pytest.raises(UsageError, match="Local-only"):
            made.upstreams.stamp()
        add(made, upstream(Kind.TSA, name="tsa", where=where, own_network=True))
        turn(made, on=False)
        until(lambda: _stamps(made) == 1)
        made.journal.writer.checkpoint("test").result(30)
        until(lambda: bool(server.asked))
        turn(made, on=True)
        turn(made, on=False)
        made.upstreams.carrying.halt("stop")
        with pytest.raises(OverloadedError, match="just starting"):
            made.upstreams.stamp()
        made.upstreams.remove("tsa", PERSON)
        assert made.upstreams.stamp() == 0


def _stamps(made: Recorder) -> int:
    try:
        return made.upstreams.stamp()
    except OverloadedError:
        return 0


def test_an_order_has_the_credentials_of_its_upstreams_alone(made: Recorder) -> None:
    """And shows none of them to who looks at it."""
    one = add(made, hook(1))
    add(made, hook(1, 2))
    order = made.upstreams._order((one,))
    (consigned,) = order.upstreams
    assert set(consigned.secrets) == {"signing-key"}
    assert SECRET in consigned.secrets["signing-key"]
    assert SECRET not in repr(order)
    assert SECRET.encode() in wire.format_order(order)
