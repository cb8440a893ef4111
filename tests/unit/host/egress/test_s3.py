"""host.egress.s3: a real S3 (moto's) with Object Lock, and hanging up in mid-upload."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress import s3, s3_content
from desktop_app.host.egress.buckets import BucketState, Keys, Lock, Where
from desktop_app.host.egress.origins import Origin
from desktop_app.host.egress.s3 import Bucket
from tests.fakes import moto_s3, servers
from tests.fakes.certificates import Authority
from tests.fakes.receiving import Answer, Receiver

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fakes.moto_s3 import MotoS3
    from tests.fakes.receiving import Got

UNTIL = datetime(2099, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def moto() -> Iterator[MotoS3]:
    """The server of this file."""
    with moto_s3.running() as made:
        yield made


class Yard:
    """Buckets of one test, as it makes them and as we see them."""

    def __init__(self, moto: MotoS3, test: str) -> None:
        self.look, self.body, self.versions = moto.look, moto.body, moto.versions
        self._moto = moto
        self._test = abs(hash(test))
        self._opened: list[Bucket] = []

    def made(self, *, lock: bool = False, days: int | None = None) -> str:
        """Make one that no other test has; return its name."""
        name = f"b-{self._test}-{len(self._opened)}"
        return self._moto.bucket(name, lock=lock, days=days)

    def open(self, name: str) -> Bucket:
        """Return one as we see it, closed after the test."""
        self._opened.append(Bucket(Where(name, endpoint=self._moto.origin), moto_s3.KEYS))
        return self._opened[-1]

    def close(self) -> None:
        """Close all."""
        for bucket in self._opened:
            bucket.close()


@pytest.fixture
def yard(moto: MotoS3, request: pytest.FixtureRequest) -> Iterator[Yard]:
    """Buckets of this test."""
    made = Yard(moto, request.node.nodeid)
    yield made
    made.close()


def file(folder: Path, size: int) -> Path:
    """A file whose parts are unlike each other."""
    path = folder / "bundle.zip"
    path.write_bytes(b"".join(n.to_bytes(4, "big") * 1000 for n in range(size // 4000)))
    return path


@pytest.mark.parametrize(
    ("lock", "days", "state"),
    [
        (False, None, BucketState(False, False, None, None)),  # noqa: FBT003
        (True, None, BucketState(True, True, None, None)),  # noqa: FBT003
        (True, 30, BucketState(True, True, "GOVERNANCE", 30)),  # noqa: FBT003
    ],
)
def test_what_a_bucket_is_set_up_for(
    yard: Yard,
    *,
    lock: bool,
    days: int | None,
    state: BucketState,
) -> None:
    """Versions, Object Lock, a lock that each object gets."""
    assert yard.open(yard.made(lock=lock, days=days)).check() == state


def test_years_are_told_in_days(yard: Yard) -> None:
    """A default retention may be in either."""
    name = yard.made(lock=True)
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 2}}
    settings = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    yard.look.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=settings)
    assert yard.open(name).check() == BucketState(True, True, "COMPLIANCE", 730)  # noqa: FBT003


def test_no_bucket(yard: Yard) -> None:
    """It is said; nothing is made."""
    with pytest.raises(UpstreamError, match="no such bucket") as caught:
        yard.open("nobodys-bucket").check()
    assert (caught.value.kind, caught.value.status) == ("answer", 404)


def test_an_object_is_put_once(yard: Yard) -> None:
    """With its type; again is done already, other content is refused and changes nothing."""
    name = yard.made(lock=True)
    bucket = yard.open(name)
    first = bucket.put("i/checkpoints/1-aa", b"one", "text/plain")
    again = bucket.put("i/checkpoints/1-aa", b"one", "text/plain")
    assert not first.existed
    assert again == first._replace(existed=True)
    with pytest.raises(UpstreamError, match="Other content") as caught:
        bucket.put("i/checkpoints/1-aa", b"two", "text/plain")
    assert caught.value.kind == "conflict"
    assert yard.body(name, "i/checkpoints/1-aa") == b"one"
    assert yard.versions(name) == 1
    head = yard.look.head_object(Bucket=name, Key="i/checkpoints/1-aa")
    assert head["ContentType"] == "text/plain"


@pytest.mark.parametrize("mode", ["COMPLIANCE", "GOVERNANCE"])
def test_a_locked_object_cannot_be_deleted(yard: Yard, mode: str) -> None:
    """The server refuses; governance yields to who has the permission, as S3 says."""
    name = yard.made(lock=True)
    lock = Lock(mode, UNTIL)  # type: ignore[arg-type]
    stored = yard.open(name).put("k", b"one", "text/plain", lock=lock)
    assert stored.lock == lock
    which = {"Bucket": name, "Key": "k", "VersionId": stored.version}
    with pytest.raises(yard.look.exceptions.ClientError, match="AccessDenied"):
        yard.look.delete_object(**which)
    if mode == "GOVERNANCE":
        yard.look.delete_object(**which, BypassGovernanceRetention=True)
        assert yard.versions(name) == 0


def test_a_legal_hold(yard: Yard) -> None:
    """With a lock and without one."""
    name = yard.made(lock=True)
    bucket = yard.open(name)
    held = bucket.put("k", b"one", "text/plain", legal_hold=True)
    both = bucket.put("l", b"one", "text/plain", lock=Lock("COMPLIANCE", UNTIL), legal_hold=True)
    assert (held.legal_hold, held.lock) == (True, None)
    assert (both.legal_hold, both.lock) == (True, Lock("COMPLIANCE", UNTIL))
    with pytest.raises(yard.look.exceptions.ClientError, match="AccessDenied"):
        yard.look.delete_object(Bucket=name, Key="k", VersionId=held.version)


def test_what_lies_there_unlocked_is_locked(yard: Yard) -> None:
    """Put before locks were asked for, or for a shorter time; never made a weaker lock."""
    bucket = yard.open(yard.made(lock=True))
    bucket.put("k", b"one", "text/plain")
    soon = Lock("GOVERNANCE", UNTIL - timedelta(days=9))
    assert bucket.put("k", b"one", "text/plain", lock=soon).lock == soon
    longer = bucket.put("k", b"one", "text/plain", lock=Lock("COMPLIANCE", UNTIL), legal_hold=True)
    assert (longer.existed, longer.lock, longer.legal_hold) == (
        True,
        Lock("COMPLIANCE", UNTIL),
        True,
    )
    assert bucket.put("k", b"one", "text/plain", lock=soon).lock == Lock("COMPLIANCE", UNTIL)


def test_a_bucket_that_locks_by_itself(yard: Yard) -> None:
    """What it does without being asked is told."""
    stored = yard.open(yard.made(lock=True, days=30)).put("k", b"one", "text/plain")
    assert stored.lock is not None
    assert stored.lock.mode == "GOVERNANCE"


@pytest.mark.parametrize("asked", [{"lock": Lock("COMPLIANCE", UNTIL)}, {"legal_hold": True}])
def test_a_bucket_without_object_lock(yard: Yard, asked: dict) -> None:
    """Nothing lies there afterwards that was to be locked."""
    name = yard.made()
    with pytest.raises(UpstreamError, match="no Object Lock") as caught:
        yard.open(name).put("k", b"one", "text/plain", **asked)
    assert caught.value.kind == "unlocked"
    assert yard.look.list_objects_v2(Bucket=name)["KeyCount"] == 0


def test_files(yard: Yard, tmp_path: Path) -> None:
    """In one request, or in parts of 8 MiB; each once, each locked."""
    name = yard.made(lock=True)
    bucket = yard.open(name)
    lock = Lock("COMPLIANCE", UNTIL)
    for key, size in (("empty", 0), ("small", 4000), ("big", 20_000_000)):
        path = file(tmp_path, size)
        stored = bucket.put(key, path, "application/zip", lock=lock, legal_hold=True)
        assert (stored.existed, stored.lock, stored.legal_hold) == (False, lock, True)
        assert yard.body(name, key) == path.read_bytes()
        assert bucket.put(key, path, "application/zip", lock=lock).existed
    assert yard.versions(name) == 3
    with path.open("r+b") as changed:
        changed.write(b"x")
    with pytest.raises(UpstreamError, match="Other content"):
        bucket.put("big", path, "application/zip")
    assert yard.look.list_multipart_uploads(Bucket=name).get("Uploads", []) == []
    assert yard.look.head_object(Bucket=name, Key="big")["ContentType"] == "application/zip"


def test_a_file_that_changes_meanwhile_is_not_put(
    yard: Yard,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Longer, shorter or other than its digest says; what was begun of it is taken back."""
    monkeypatch.setattr(s3_content, "PART_BYTES", 5 * 1024 * 1024)
    name = yard.made()
    real = s3.content

    def then(change: Callable[[Path], object]) -> None:
        def looked_at(body: Path) -> s3_content.Content:
            found = real(body)
            change(body)
            return found

        monkeypatch.setattr(s3, "content", looked_at)

    for change in (
        lambda path: path.write_bytes(path.read_bytes() + b"more"),
        lambda path: path.write_bytes(path.read_bytes()[: 5 * 1024 * 1024]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"),
    ):
        then(change)
        with pytest.raises(UpstreamError, match="changed while it was sent") as caught:
            yard.open(name).put("big", file(tmp_path, 12_000_000), "application/zip")
        assert caught.value.kind == "conflict"
    assert yard.look.list_objects_v2(Bucket=name)["KeyCount"] == 0
    assert yard.look.list_multipart_uploads(Bucket=name).get("Uploads", []) == []


def test_two_at_once_leave_one_object(
    yard: Yard,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Both saw nothing there; the second write is refused by the server, and compared."""
    name = yard.made(lock=True)
    monkeypatch.setattr(s3_content, "PART_BYTES", 5 * 1024 * 1024)
    for key, body in (("whole", b"one"), ("parts", file(tmp_path, 12_000_000))):
        bucket, other = yard.open(name), yard.open(name)
        real = bucket._sent

        def overtaken(*given, key=key, body=body, other=other, real=real, **more) -> bool:
            other.put(key, body, "text/plain")
            return real(*given, **more)

        monkeypatch.setattr(bucket, "_sent", overtaken)
        assert bucket.put(key, body, "text/plain").existed
    assert yard.versions(name) == 2


def test_a_name_that_s3_has_not(yard: Yard) -> None:
    """It is the caller's mistake."""
    with pytest.raises(ConfigError):
        yard.open(yard.made()).put("", b"x", "text/plain")


class Answers:
    """A server that answers S3's requests in turn, and records them."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = iter(answers)

    def __call__(self, _asked: servers.Asked, sock: socket.socket) -> None:
        sock.sendall(next(self._answers))


def put(server: servers.Server, **more) -> s3.Stored:
    """Put an object to a server of the tests."""
    where = Where("logs", endpoint=Origin("http", "127.0.0.1", server.port))
    bucket = Bucket(where, Keys("a", "b"))
    try:
        return bucket.put("k", b"one", "text/plain", **more)
    finally:
        bucket.close()


NOT_THERE = servers.ok(status="404 Not Found")
# A HEAD has no body; its length is the object's.
THERE = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n%s\r\n"
NAMED = b"x-amz-meta-sha256: 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\r\n"


def test_a_server_that_knows_no_conditions() -> None:
    """Nothing was there a moment ago: it is put without. Our own note stands for a checksum."""
    refuses = b"<Error><Code>NotImplemented</Code></Error>"
    answers = Answers(
        NOT_THERE, servers.ok(refuses, status="501 Not Implemented"), servers.ok(), THERE % NAMED
    )
    with servers.serving(answers) as server:
        assert put(server).existed is False
    conditions = [it.headers.get("if-none-match") for it in server.asked]
    assert conditions == [None, "*", None, None]


def test_a_lock_that_is_not_there_is_not_claimed() -> None:
    """A server that takes all locks and keeps none."""
    answers = Answers(NOT_THERE, servers.ok(), THERE % NAMED, servers.ok(), THERE % NAMED)
    with servers.serving(answers) as server, pytest.raises(UpstreamError) as caught:
        put(server, lock=Lock("COMPLIANCE", UNTIL))
    assert (caught.value.kind, caught.value.sent) == ("unlocked", True)
    assert len(server.asked) == 5


def test_an_object_that_is_not_there_is_not_claimed() -> None:
    """A server that takes everything and keeps nothing."""
    with (
        servers.serving(Answers(NOT_THERE, servers.ok(), NOT_THERE)) as server,
        pytest.raises(UpstreamError, match="is not there"),
    ):
        put(server)


def test_a_server_that_speaks_no_s3() -> None:
    """A page in place of an answer."""
    with (
        servers.serving(Answers(NOT_THERE, servers.ok(b"<html>no", status="400 Bad"))) as server,
        pytest.raises(UpstreamError) as caught,
    ):
        put(server)
    assert caught.value.kind in {"protocol", "answer"}


def test_closing_in_mid_upload(tmp_path: Path) -> None:
    """Of a part that the server does not read on: over at once, and nothing to tidy up holds it."""
    authority = Authority()
    pair = authority.pair("127.0.0.1")
    begun = threading.Event()
    begins = servers.ok(b"<R><UploadId>u</UploadId></R>", "Content-Type: application/xml")

    def answers(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with servers.tls(pair.file(tmp_path, "pair")).wrap_socket(sock, server_side=True) as wire:
            for answer in (NOT_THERE, begins):
                wire.recv(100_000)
                wire.sendall(answer)
            wire.recv(1000)
            begun.set()
            server.hold()

    with servers.listening() as (listener, server):
        serving = threading.Thread(target=answers, args=(listener,))
        serving.start()
        where = Where("logs", endpoint=Origin("https", "127.0.0.1", server.port))
        bucket = Bucket(where, Keys("a", "b"), ca_pem=authority.pem)
        ended: list[float] = []

        def close() -> None:
            begun.wait(20)
            ended.append(time.monotonic())
            bucket.close()

        closing = threading.Thread(target=close)
        closing.start()
        with pytest.raises(UpstreamError) as caught:
            bucket.put("k", file(tmp_path, 40_000_000), "application/zip")
        assert time.monotonic() - ended[0] < 1
        assert (caught.value.kind, caught.value.sent) == ("closed", True)
        server.over.set()
        closing.join(20)
        serving.join(20)


@contextmanager
def hostile(take: Callable[[Got], Answer]) -> Iterator[Bucket]:
    """Give a bucket whose server answers what it likes."""
    with Receiver(take) as there:
        origin = Origin("http", "127.0.0.1", there.port)
        with closing(Bucket(Where("b-1", endpoint=origin), moto_s3.KEYS)) as bucket:
            yield bucket


XML = "Content-Type: application/xml"
LOCKED = ("x-amz-meta-sha256: " + hashlib.sha256(b"note").hexdigest(),)
DAYS = b"<A><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Days>soon</Days>"
DAYS += b"</DefaultRetention></Rule></A>"


@pytest.mark.parametrize(
    "date",
    [
        "last-modified: soon",
        "x-amz-object-lock-retain-until-date: soon",
        "x-amz-object-lock-retain-until-date: 99999999999999999",
        "x-amz-object-lock-retain-until-date: 0001-01-01T00:00:00+14:00",
    ],
)
def test_a_date_that_is_none_is_no_s3(date: str) -> None:
    """And ends nobody: it is an error in words."""
    headers = (*LOCKED, "x-amz-object-lock-mode: COMPLIANCE", date)
    with (
        hostile(lambda _: Answer(200, headers, b"note")) as bucket,
        pytest.raises(UpstreamError, match="does not speak S3"),
    ):
        bucket.put("k", b"note", "text/plain", lock=Lock("COMPLIANCE", UNTIL))


@pytest.mark.parametrize(
    "answers",
    [
        (b"<A/>",),
        (b"<A><UploadId>u</UploadId></A>", b""),
        (b"<A><UploadId>u</UploadId></A>", b"<A/>"),
    ],
)
def test_what_an_answer_lacks_is_no_s3(tmp_path: Path, answers: tuple[bytes, ...]) -> None:
    """An upload without its id, a part without its tag."""
    left = list(answers)

    def take(got: Got) -> Answer:
        if got.method == "HEAD":
            return Answer(404)
        return Answer(200, (XML,), left.pop(0) if left else b"")

    with hostile(take) as bucket, pytest.raises(UpstreamError, match="does not speak S3"):
        bucket.put("k", file(tmp_path, 9 << 20), "application/zip")


def test_a_number_that_is_none_is_no_s3() -> None:
    """In what a bucket says of its locks."""
    with (
        hostile(lambda _: Answer(200, (XML,), DAYS)) as bucket,
        pytest.raises(UpstreamError, match="does not speak S3"),
    ):
        bucket.check()


@pytest.mark.parametrize("size", [4_000, 9 << 20])
def test_another_file_than_it_was_is_not_put(tmp_path: Path, size: int) -> None:
    """Nobody is asked anything."""
    with hostile(lambda _: Answer(500)) as bucket, pytest.raises(UpstreamError) as caught:
        bucket.put("k", file(tmp_path, size), "application/zip", sha256="e" * 64)
    assert (caught.value.kind, caught.value.sent) == ("conflict", False)


def test_a_file_that_changes_between_two_looks_is_not_put(tmp_path: Path) -> None:
    """Its digest was taken, the bucket was asked, and then it is another one."""
    path = file(tmp_path, 4_000)
    put: list[bytes] = []

    def take(got: Got) -> Answer:
        path.write_bytes(b"a file of yours")
        if got.method == "PUT":
            put.append(got.body)
        return Answer(404 if got.method == "HEAD" else 200)

    with hostile(take) as bucket, pytest.raises(UpstreamError, match="changed"):
        bucket.put("k", path, "application/zip")
    assert put == []
