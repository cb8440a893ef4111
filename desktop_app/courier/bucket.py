"""Objects into a bucket of S3, locked there where the consent says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from desktop_app.courier import reaching
from desktop_app.courier.outbox import bundle_of
from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress.buckets import Keys, Lock, Where
from desktop_app.host.egress.origins import Origin
from desktop_app.host.egress.s3 import Bucket
from desktop_app.upstream.answers import Accepted, Mend, Refused, judge_status
from desktop_app.upstream.notice import url_of
from desktop_app.upstream.places import ACCESS_KEY, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.courier.putting import Object
    from desktop_app.host.egress.buckets import LockMode
    from desktop_app.model.clock import Clock
    from desktop_app.upstream.answers import Outcome
    from desktop_app.upstream.places import Upstream

_SCHEME: Final = "s3://"
_MEND_S: Final = 300.0
_REGION: Final = "us-east-1"  # what servers that have none want in signatures


class BucketStore:
    """Where objects go.

    Args:
        upstream: of kind `s3`.
        secrets: its credentials.
        clock: until when a lock is asked for.

    Raises:
        ConfigError, UpstreamError: a credential is missing, or a certificate cannot be used.
    """

    def __init__(self, upstream: Upstream, secrets: Mapping[str, str], clock: Clock) -> None:
        self._options, self._clock = upstream.options, clock
        bucket, _, prefix = upstream.where.removeprefix(_SCHEME).partition("/")
        self._prefix = f"{prefix}/" if prefix else ""
        url = url_of(upstream)
        if url is None:
            raise ConfigError("A bucket is reached by a URL.")
        # The host that the consent names, with the bucket in the path.
        where = Where(
            bucket, upstream.options.region or _REGION, Origin(url.scheme, url.host, url.port)
        )
        names = [reaching.secret(secrets, name) for name in ACCESS_KEY]
        self._bucket = Bucket(
            where,
            Keys(*names),
            ca_pem=upstream.options.ca,
            proxy=reaching.proxy(upstream, secrets),
        )

    def put(self, put: Object, *, attempt: int, chance: float) -> Outcome:
        """Put one, unless it is there; raises UpstreamError where there is no answer."""
        try:
            self._bucket.put(
                self._prefix + put.name,
                put.content,
                put.content_type,
                sha256=bundle_of(put.name),
                lock=self._lock(),
                legal_hold=self._options.legal_hold,
            )
        except UpstreamError as error:
            if error.kind == "conflict":
                return Refused(error.message)
            if error.kind == "unlocked":
                return Mend(_MEND_S, f"{error.message} {error.hint}".strip())
            if error.kind != "answer" or error.status is None:
                raise
            outcome = judge_status(
                Kind.S3, error.status, {}, attempt=attempt, chance=chance, divisible=False
            )
            if isinstance(outcome, Accepted):  # 200 that holds an error, 412 of what is not there
                raise
            if isinstance(outcome, Mend):
                return Mend(outcome.after_s, f"{error.message} {error.hint}".strip())
            return outcome
        return Accepted()

    def test(self) -> None:
        """Ask what the bucket is set up for.

        Raises:
            UpstreamError: it is not there, may not be looked at, or has no Object Lock though that
                is asked for.
        """
        state = self._bucket.check()
        if (self._options.lock is not None or self._options.legal_hold) and not state.object_lock:
            raise UpstreamError(
                "The bucket has no Object Lock, so nothing in it can be locked.",
                kind="unlocked",
                hint="It is turned on when a bucket is made.",
            )

    def close(self) -> None:
        """Hang up, from any thread."""
        self._bucket.close()

    def _lock(self) -> Lock | None:
        options = self._options
        if options.lock is None or options.retain_days is None:
            return None
        until = datetime.fromtimestamp(self._clock.now_us() / 1e6, UTC)
        mode: LockMode = "COMPLIANCE" if options.lock == "compliance" else "GOVERNANCE"
        return Lock(mode, until + timedelta(days=options.retain_days))
