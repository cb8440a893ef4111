"""Objects into a bucket, over moto's server: once, locked as asked, never over another one."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.courier.bucket import BucketStore
from desktop_app.courier.putting import Object
from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.upstream.answers import Accepted, Mend, Refused
from desktop_app.upstream.places import ACCESS_KEY, Kind, Options, Upstream
from tests.fakes import moto_s3
from tests.fakes.clock import FakeClock
from tests.fakes.receiving import Answer, Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.moto_s3 import MotoS3

KEYS = dict(zip(ACCESS_KEY, (moto_s3.KEYS.access, moto_s3.KEYS.secret), strict=True))
NOTE = Object(0, 4, "00/checkpoints/5-ab", "text/plain; charset=utf-8", b"note", 4)
CHANCE = 0.5
XML = "Content-Type: application/xml"
FAILED = b"<Error><Code>InternalError</Code><Message>Try again.</Message></Error>"


@pytest.fixture(scope="module")
def s3() -> Iterator[MotoS3]:
    """Give the server."""
    with moto_s3.running() as server:
        yield server


UPSTREAM = Upstream(id="0123456789abcdef", name="bucket", kind=Kind.S3, where="s3://plain")


def upstream(s3: MotoS3, bucket: str, prefix: str = "", **options: object) -> Upstream:
    """Return a bucket as a person named it."""
    asked = replace(Options(endpoint=f"{s3.origin}/", own_network=True), **options)
    return replace(UPSTREAM, where=f"s3://{bucket}{prefix}", options=asked)


def store(one: Upstream) -> BucketStore:
    """Return its store."""
    return BucketStore(one, KEYS, FakeClock())


def test_the_same_is_put_once_below_its_prefix(s3: MotoS3) -> None:
    """Again it is done already; another one under its name is refused for good."""
    bucket = s3.bucket("plain")
    made = store(upstream(s3, bucket, "/desks"))
    for attempt in (1, 2):
        assert made.put(NOTE, attempt=attempt, chance=CHANCE) == Accepted()
    assert s3.body(bucket, f"desks/{NOTE.name}") == b"note"
    other = replace(NOTE, content=b"other", size=5)
    assert isinstance(made.put(other, attempt=1, chance=CHANCE), Refused)
    assert s3.body(bucket, f"desks/{NOTE.name}") == b"note"
    made.test()
    made.close()


def test_it_is_locked_as_asked(s3: MotoS3) -> None:
    """And held."""
    bucket = s3.bucket("locked", lock=True)
    asked = upstream(s3, bucket, lock="governance", retain_days=30_000, legal_hold=True)
    assert store(asked).put(NOTE, attempt=1, chance=CHANCE) == Accepted()
    head = s3.look.head_object(Bucket=bucket, Key=NOTE.name)
    assert (head["ObjectLockMode"], head["ObjectLockLegalHoldStatus"]) == ("GOVERNANCE", "ON")
    store(asked).test()


def test_a_lock_that_is_not_there_must_be_mended(s3: MotoS3) -> None:
    """It is never taken for one."""
    bucket = s3.bucket("loose")
    asked = upstream(s3, bucket, lock="compliance", retain_days=30)
    assert isinstance(store(asked).put(NOTE, attempt=1, chance=CHANCE), Mend)
    with pytest.raises(UpstreamError, match="no Object Lock"):
        store(asked).test()


def test_a_bucket_that_is_not_there_must_be_mended(s3: MotoS3) -> None:
    """It is tried again, and says what is wrong."""
    outcome = store(upstream(s3, "missing")).put(NOTE, attempt=1, chance=CHANCE)
    assert isinstance(outcome, Mend)
    assert "missing" in outcome.why


def test_a_key_that_is_gone_is_said(s3: MotoS3) -> None:
    """By its name."""
    with pytest.raises(ConfigError, match="secret-access-key"):
        BucketStore(upstream(s3, "plain"), {"access-key-id": "a"}, FakeClock())


def test_what_is_hung_up_has_no_answer(s3: MotoS3) -> None:
    """From there on nothing is put."""
    made = store(upstream(s3, "plain"))
    made.close()
    with pytest.raises(UpstreamError) as caught:
        made.put(NOTE, attempt=1, chance=CHANCE)
    assert caught.value.kind == "closed"


@pytest.mark.parametrize(
    ("head", "put"),
    [
        (Answer(404), Answer(200, (XML,), FAILED)),  # as Amazon ends uploads that failed late
        (Answer(404), Answer(412)),
        (Answer(412), Answer(200)),
    ],
)
def test_what_a_server_says_no_with_is_never_taken_for_yes(head: Answer, put: Answer) -> None:
    """An error in an answer of 200, a 412 where nothing lies: it is sent again."""
    with Receiver(lambda got: head if got.method == "HEAD" else put) as there:
        options = Options(endpoint=f"{there.url}/", own_network=True)
        made = store(replace(UPSTREAM, options=options))
        with closing(made), pytest.raises(UpstreamError):
            made.put(NOTE, attempt=1, chance=CHANCE)
