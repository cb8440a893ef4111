"""What an upstream is, as values: a place that a person named, what goes there, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.upstream.where import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sends:
    """What goes there. Lists are sorted, with nothing in them twice; none named: all.

    Attributes:
        signals: of telemetry (`otlp`).
        agents: whose telemetry.
        sample: of so many runs one, and each that met trouble; 1: all.
        kinds: of entries (`webhook`).
        batch: events in a request; 1: each by itself.
        bundles: level of the audit bundle that goes of each run when it has ended (`s3`, `https`,
            `folder`); None: none goes by itself.
    """

    signals: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    sample: int = 1
    kinds: tuple[str, ...] = ()
    batch: int = 1
    bundles: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How it is reached, and what the place is asked to do.

    Attributes:
        own_network: the name may lead to an address that is not a public one.
        proxy: `http://host:port`, or None.
        proxy_auth: whether the proxy wants a user name and a password.
        ca: certificates in PEM that alone are trusted, or None: the system's.
        client_cert: certificate chain in PEM, or None.
        headers: names of those whose values are credentials, sorted.
        endpoint: URL of an S3 service, or None: Amazon's of the region.
        region: of the bucket, or None where the endpoint has none.
        lock: "compliance" or "governance", or None.
        retain_days: how long the bucket keeps an object; None where it is not locked.
        legal_hold: whether an object gets one.
    """

    own_network: bool = False
    proxy: str | None = None
    proxy_auth: bool = False
    ca: str | None = None
    client_cert: str | None = None
    headers: tuple[str, ...] = ()
    endpoint: str | None = None
    region: str | None = None
    lock: str | None = None
    retain_days: int | None = None
    legal_hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """One upstream.

    Attributes:
        id: 16 hex digits.
        name: as a person calls it.
        kind: what it is.
        where: its place, in the one form that `check_where` gives.
        sends: what goes there.
        options: how.
        consent: `seq` of the `consent.record` that allows it; 0 before it was asked for.
        until_us: when that ends; 0 likewise.
        start: the first entry that goes there.
    """

    id: str
    name: str
    kind: Kind
    where: str
    sends: Sends = field(default_factory=Sends)
    options: Options = field(default_factory=Options)
    consent: int = 0
    until_us: int = 0
    start: int = 0
