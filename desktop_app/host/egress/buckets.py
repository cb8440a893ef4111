"""What is said about a bucket: where it is, by which keys, what it holds and for how long.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from desktop_app.errors import ConfigError
from desktop_app.host.egress.origins import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LockMode = Literal["COMPLIANCE", "GOVERNANCE"]
_ROUNDED = timedelta(seconds=1)  # servers keep no finer times
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]+")


@dataclass(frozen=True, slots=True)
class Where:
    """A bucket's place.

    Attributes:
        bucket: its name.
        region: as AWS spells it; for other servers what they want in signatures.
        endpoint: of a server that is not AWS's; None: AWS's own for the region.

    Raises:
        ConfigError: no bucket is called so, or AWS has no such region.
    """

    bucket: str
    region: str = "us-east-1"
    endpoint: Origin | None = None

    def __post_init__(self) -> None:
        """Refuse what would lead to another host than it says."""
        if not _NAME.fullmatch(self.bucket) or ".." in self.bucket:
            raise ConfigError(f"No bucket can be called {self.bucket!r}.")
        if self.endpoint is None and not _REGION.fullmatch(self.region):
            raise ConfigError(f"{self.region!r} is no region of AWS.")

    @property
    def by_path(self) -> bool:
        """Whether the bucket stands in the path, not in the host's name."""
        return self.endpoint is not None or "." in self.bucket  # a dot: no certificate covers it

    @property
    def origin(self) -> Origin:
        """The one host that is spoken to; what a consent names."""
        if self.endpoint is not None:
            return self.endpoint
        suffix = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        host = f"s3.{self.region}.{suffix}"
        return Origin("https", host if self.by_path else f"{self.bucket}.{host}", 443)


@dataclass(frozen=True, slots=True)
class Keys:
    """Who asks; credentials.

    Attributes:
        access: access key id.
        secret: its secret.
        session: token of temporary keys.
    """

    access: str
    secret: str = field(repr=False)
    session: str | None = field(default=None, repr=False)


class Lock(NamedTuple):
    """Until when nobody deletes an object.

    Attributes:
        mode: `COMPLIANCE` holds against everybody, the account's owner included; `GOVERNANCE`
            against all but those with a permission of its own.
        until: with its time zone.
    """

    mode: LockMode
    until: datetime


class BucketState(NamedTuple):
    """What a bucket is set up for.

    Attributes:
        versioning: whether each put is a version of its own.
        object_lock: whether objects can be locked.
        default_mode: how what is put without a lock of its own is locked, if at all.
        default_days: for how long (years count 365).
    """

    versioning: bool
    object_lock: bool
    default_mode: LockMode | None
    default_days: int | None


class Stored(NamedTuple):
    """An object that lies there.

    Attributes:
        existed: it did before, with the same content.
        version: its version, where the bucket has versions.
        lock: as the bucket says that it holds, if it does.
        legal_hold: likewise.
    """

    existed: bool
    version: str | None
    lock: Lock | None
    legal_hold: bool

    def holds(self, lock: Lock | None, *, legal_hold: bool = False) -> bool:
        """Whether it is locked at least as asked."""
        if legal_hold and not self.legal_hold:
            return False
        if lock is None:
            return True
        if self.lock is None or self.lock.mode not in (lock.mode, "COMPLIANCE"):
            return False
        return self.lock.until >= lock.until - _ROUNDED


def stored(head: Mapping[str, Any]) -> Stored:
    """Return an object that was there, from what boto3 says of it."""
    mode, until = head.get("ObjectLockMode"), head.get("ObjectLockRetainUntilDate")
    return Stored(
        existed=True,
        version=head.get("VersionId"),
        lock=Lock(mode, until.astimezone(UTC)) if mode and until else None,
        legal_hold=head.get("ObjectLockLegalHoldStatus") == "ON",
    )
