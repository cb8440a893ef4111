"""host.egress.buckets: which host a bucket is asked at, and whether it is locked as asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from desktop_app.errors import ConfigError
from desktop_app.host.egress import boto
from desktop_app.host.egress.buckets import Keys, Lock, Stored, Where, stored
from desktop_app.host.egress.origins import Origin

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "host"),
    [
        (Where("logs", "eu-west-1"), "logs.s3.eu-west-1.amazonaws.com"),
        (Where("logs"), "logs.s3.us-east-1.amazonaws.com"),
        (Where("my.logs", "us-gov-west-1"), "s3.us-gov-west-1.amazonaws.com"),
        (Where("logs", "cn-north-1"), "logs.s3.cn-north-1.amazonaws.com.cn"),
        (Where("logs", "r1", Origin("https", "minio.example", 9000)), "minio.example"),
    ],
)
def test_the_host_is_the_one_that_boto3_would_ask(where: Where, host: str) -> None:
    """A consent names it before boto3 is there; the carrier lets it go nowhere else."""
    assert where.origin.host == host
    made = boto.client(boto.Carrier(None, where), where, Keys("a", "b"))  # type: ignore[arg-type]
    url = made.generate_presigned_url("head_bucket", Params={"Bucket": where.bucket})
    assert url.split("/")[2].partition(":")[0] == host
    made.close()


@pytest.mark.parametrize("bucket", ["", "ab", "Logs", "a/b", "a..b", "-ab", "a b", "x" * 64, "é23"])
def test_no_bucket(bucket: str) -> None:
    """Names that S3 has not, and that would lead elsewhere in a host's name."""
    with pytest.raises(ConfigError, match="No bucket"):
        Where(bucket)


@pytest.mark.parametrize("region", ["", "eu", "eu-west-1.evil.example", "eu-west-1/", "EU-WEST-1"])
def test_no_region(region: str) -> None:
    """It is a part of the host's name; another server's may be called as it likes."""
    with pytest.raises(ConfigError, match="no region"):
        Where("logs", region)
    assert Where("logs", region, Origin("https", "a", 1)).by_path


def test_no_secret_is_shown() -> None:
    """In no text that a log or an error would print."""
    assert "secret" not in repr(Keys("id", "secret-key", "secret-token"))


@pytest.mark.parametrize(
    ("there", "asked", "holds"),
    [
        (None, None, True),
        (Lock("GOVERNANCE", NOON), None, True),
        (None, Lock("GOVERNANCE", NOON), False),
        (Lock("GOVERNANCE", NOON), Lock("COMPLIANCE", NOON), False),
        (Lock("COMPLIANCE", NOON), Lock("GOVERNANCE", NOON), True),
        (Lock("COMPLIANCE", NOON), Lock("COMPLIANCE", NOON + timedelta(milliseconds=900)), True),
        (Lock("COMPLIANCE", NOON), Lock("COMPLIANCE", NOON + timedelta(days=1)), False),
    ],
)
def test_locked_at_least_as_asked(there: Lock | None, asked: Lock | None, *, holds: bool) -> None:
    """A stronger or a longer lock will do."""
    assert Stored(True, None, there, False).holds(asked) is holds  # noqa: FBT003


def test_what_a_bucket_says() -> None:
    """Half a lock is none."""
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    full = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": there, "VersionId": "v"}
    assert stored(full) == Stored(True, "v", Lock("COMPLIANCE", NOON), False)  # noqa: FBT003
    assert stored({"ObjectLockMode": "COMPLIANCE", "ObjectLockLegalHoldStatus": "OFF"}).lock is None
    assert not stored({"ObjectLockLegalHoldStatus": "OFF"}).holds(None, legal_hold=True)
    assert stored({"ObjectLockLegalHoldStatus": "ON"}).holds(None, legal_hold=True)
