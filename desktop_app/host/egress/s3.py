"""Objects into a bucket, each once and never over another one, locked where that is asked for.

Promise: an object that was put is there with this very content: the server checks its SHA-256, and
a second put of the same is done already. Other content under that key is an error, never replaced.
Where a lock was asked for, the bucket itself says afterwards that it holds. `close` from another
thread ends an upload at once; what was sent of it is no object.

Source: S3's API of 2006-03-01; conditional writes (`If-None-Match: *`), additional checksums.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UpstreamError
from desktop_app.host.egress import boto
from desktop_app.host.egress.buckets import BucketState, stored
from desktop_app.host.egress.client import STEP_S, Client
from desktop_app.host.egress.s3_content import checksum, content
from desktop_app.host.egress.s3_failures import code_of, explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.host.egress.buckets import Keys, Lock, Stored, Where
    from desktop_app.host.egress.origins import Proxy
    from desktop_app.host.egress.s3_content import Content

_DAYS_A_YEAR = 365
_NO_LOCK = ("ObjectLockConfigurationNotFoundError", "NotImplemented")
_CHANGED = "The file changed while it was sent."
_THERE_ALREADY = ("PreconditionFailed", "ConditionalRequestConflict")


class Bucket:
    """One bucket, one request at a time; `close` may come from any thread.

    Args:
        where: the bucket.
        keys: who asks.
        ca_pem: trusted for its server in place of the system's roots.
        proxy: the way there.
        step_s: as the client's.

    Raises:
        UpstreamError: a certificate cannot be used, or plain http would leave this computer.
    """

    def __init__(
        self,
        where: Where,
        keys: Keys,
        *,
        ca_pem: str | None = None,
        proxy: Proxy | None = None,
        step_s: float = STEP_S,
    ) -> None:
        self._where = where
        self._client = Client(where.origin, ca_pem=ca_pem, proxy=proxy, step_s=step_s)
        self._carrier = boto.Carrier(self._client, where)
        self._s3 = boto.client(self._carrier, where, keys)

    def close(self) -> None:
        """Hang up for good; what is under way fails at once."""
        self._client.close()

    def check(self) -> BucketState:
        """Return what the bucket is set up for.

        Raises:
            UpstreamError: it is not there, or these keys may not look.
        """
        self._ask("head_bucket")
        versioning = self._ask("get_bucket_versioning").get("Status") == "Enabled"
        try:
            answer = self._s3.get_object_lock_configuration(Bucket=self._where.bucket)
            settings = answer["ObjectLockConfiguration"]
        except Exception as error:
            if code_of(error) in _NO_LOCK:
                return BucketState(versioning, False, None, None)  # noqa: FBT003 - a plain value
            raise self._told(error, "get_object_lock_configuration") from error
        default = settings.get("Rule", {}).get("DefaultRetention", {})
        days = default.get("Days") or default.get("Years", 0) * _DAYS_A_YEAR
        locks = settings.get("ObjectLockEnabled") == "Enabled"
        return BucketState(versioning, locks, default.get("Mode"), days or None)

    def put(
        self,
        key: str,
        body: bytes | Path,
        content_type: str,
        *,
        sha256: str = "",
        lock: Lock | None = None,
        legal_hold: bool = False,
    ) -> Stored:
        """Put an object, unless it lies there already.

        Args:
            key: its name.
            body: what it holds; a file is read twice, first for its digest.
            content_type: as it is told to who fetches it.
            sha256: what the body must have, hex; "": it is what it is.
            lock: until when nobody deletes it.
            legal_hold: whether nobody does until somebody lifts that.

        Raises:
            UpstreamError: `conflict`: other content lies there, or the file is another one.
                `unlocked`: it is there, and the bucket does not say that the lock holds. Others: it
                is not known to be there.
            OSError: the file cannot be read.
        """
        given = content(body)
        if sha256 not in ("", given.sha256):
            raise UpstreamError(_CHANGED, kind="conflict")
        found = self._found(key, given)
        new = found is None and self._sent(key, given, content_type, lock, legal_hold=legal_hold)
        found = found or self._found(key, given)
        if found is not None and not found.holds(lock, legal_hold=legal_hold):
            self._lock(key, found, lock, legal_hold=legal_hold)
            found = self._found(key, given)
        if found is None:
            raise UpstreamError(
                f"{key} was put into the bucket {self._where.bucket} and is not there.",
                kind="protocol",
                sent=True,
            )
        if not found.holds(lock, legal_hold=legal_hold):
            raise UpstreamError(
                f"{key} lies in the bucket {self._where.bucket}, and the bucket does not say that "
                "it is locked as asked.",
                kind="unlocked",
                sent=True,
                hint="It needs Object Lock, and keys that may see the retention of objects.",
            )
        return found._replace(existed=not new)

    def _sent(
        self, key: str, given: Content, content_type: str, lock: Lock | None, *, legal_hold: bool
    ) -> bool:
        """Send an object; return whether it was this put that made it."""
        settings: dict[str, Any] = {
            "Key": key,
            "ContentType": content_type,
            "Metadata": {"sha256": given.sha256},
        }
        if lock is not None:
            settings |= {"ObjectLockMode": lock.mode, "ObjectLockRetainUntilDate": lock.until}
        if legal_hold:
            settings["ObjectLockLegalHoldStatus"] = "ON"
        settings["ChecksumAlgorithm"] = "SHA256"
        if not given.is_whole:
            return self._in_parts(given, settings)
        body = given.whole()
        if hashlib.sha256(body).digest() != given.digests[0]:
            raise UpstreamError(_CHANGED, kind="conflict")
        return self._once("put_object", Body=body, ChecksumSHA256=given.checksum, **settings)

    def _lock(self, key: str, found: Stored, lock: Lock | None, *, legal_hold: bool) -> None:
        """Lock what lies there without: it came before the lock, or its headers were not heeded."""
        which = {"Key": key, **({"VersionId": found.version} if found.version else {})}
        if lock is not None and not found.holds(lock):
            mode = found.lock.mode if found.lock else lock.mode  # no lock is made a weaker one
            mode = lock.mode if mode == "GOVERNANCE" else mode
            until = {"Mode": mode, "RetainUntilDate": lock.until}
            self._ask("put_object_retention", Retention=until, **which)
        if legal_hold and not found.legal_hold:
            self._ask("put_object_legal_hold", LegalHold={"Status": "ON"}, **which)

    def _in_parts(self, given: Content, settings: dict[str, Any]) -> bool:
        begun = self._ask("create_multipart_upload", "UploadId", **settings)
        upload = {"Key": settings["Key"], "UploadId": begun["UploadId"]}
        try:
            parts = [
                self._part(number, part, digest, upload)
                for number, (part, digest) in enumerate(_paired(given), start=1)
            ]
            return self._once(
                "complete_multipart_upload", MultipartUpload={"Parts": parts}, **upload
            )
        except BaseException:
            with suppress(UpstreamError):  # what went wrong before is what is told
                self._ask("abort_multipart_upload", **upload)
            raise

    def _part(self, number: int, part: bytes, digest: bytes, upload: dict[str, Any]) -> Any:
        kept = {"PartNumber": number, "ChecksumSHA256": checksum(digest)}
        sent = self._ask("upload_part", "ETag", Body=part, **kept, **upload)
        return {**kept, "ETag": sent["ETag"]}

    def _found(self, key: str, given: Content) -> Stored | None:
        """Return the object that lies under a key, if it is this one; None: there is none."""
        try:
            head = self._s3.head_object(Bucket=self._where.bucket, Key=key, ChecksumMode="ENABLED")
            there, size = stored(head), head["ContentLength"]
        except Exception as error:
            if code_of(error) in ("404", "NoSuchKey"):
                return None
            raise self._told(error, "head_object") from error
        kept = head.get("ChecksumSHA256")  # some servers keep none: then what we wrote there
        same = given.is_kept_as(kept) if kept else _named(head) == given.sha256
        if size != given.size or not same:
            raise UpstreamError(
                f"Other content lies under {key} in the bucket {self._where.bucket}; it is left "
                "as it is.",
                kind="conflict",
            )
        return there

    def _once(self, operation: str, **given: Any) -> bool:
        """Ask for what must not replace anything; return whether nothing was in its way."""
        call: Callable[..., Any] = getattr(self._s3, operation)
        try:
            call(Bucket=self._where.bucket, IfNoneMatch="*", **given)
        except Exception as error:
            if code_of(error) in _THERE_ALREADY:
                return False
            if code_of(error) != "NotImplemented":
                raise self._told(error, operation) from error
            self._ask(operation, **given)  # a server without conditions: nothing was there before
        return True

    def _ask(self, operation: str, *needed: str, **given: Any) -> Any:
        """Ask for something; the answer has all that is needed."""
        try:
            answer = getattr(self._s3, operation)(Bucket=self._where.bucket, **given)
            return {name: answer[name] for name in needed} or answer
        except Exception as error:
            raise self._told(error, operation) from error

    def _told(self, error: Exception, operation: str) -> Exception:
        return explained(error, operation, self._where.bucket, self._carrier.answer)


def _paired(given: Content) -> Iterator[tuple[bytes, bytes]]:
    """Yield each part with its digest; a file that changed since it was looked at is not sent."""
    for part, digest in zip_longest(given.parts(), given.digests):
        if part is None or digest is None or hashlib.sha256(part).digest() != digest:
            raise UpstreamError(_CHANGED, kind="conflict")
        yield part, digest


def _named(head: Any) -> str | None:
    found: str | None = head.get("Metadata", {}).get("sha256")
    return found
